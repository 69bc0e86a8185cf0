"""Which events of the exercise bore on a case: those that changed what it met, while it was under way."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.analysis.columns import Columns
from simulator.eventlog import FOREVER, Event
from simulator.world.plan import ChangePlan, Plan


def influences(
    plan: Plan, columns: Columns, involved: Mapping[str, Mapping[int, tuple[int, int]]]
) -> list[int]:
    """The rows with which injects fired and decisions were taken whose changes bore on a case.

    Args:
        plan: What the log was played from.
        columns: The log.
        involved: Section -> number of an entity that the case had to do with -> from when until when.
    """
    changes = {inject.index: inject for inject in plan.injects if inject.index >= 0}
    found: list[int] = []
    for row in columns.all_of(Event.INJECT_FIRED).tolist():
        inject = changes[round(float(columns.value[row]))]
        # What has a moment of its own knows when its changes end; else that counts from its firing.
        since = int(columns.time[row]) if inject.condition else 0
        if _bears(inject.changes, since, int(columns.time[row]), involved):
            found.append(row)
    for row in columns.all_of(Event.DECISION_TAKEN).tolist():
        decision = changes[int(columns.item[row])].decision
        assert decision is not None
        option = decision.options[round(float(columns.value[row]))]
        time = int(columns.time[row])
        if _bears(option.changes, time, time, involved):
            found.append(row)
    return sorted(found)


def _bears(
    changes: tuple[ChangePlan, ...],
    since: int,
    fired: int,
    involved: Mapping[str, Mapping[int, tuple[int, int]]],
) -> bool:
    """Whether one of the changes was about something involved, and held while the case was under way."""
    for change in changes:
        met = involved.get(change.section, {}).get(change.index)
        ends = FOREVER if change.until is None else since + change.until
        if met is not None and fired <= met[1] and ends > met[0]:
            return True
    return False
