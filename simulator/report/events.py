"""An event log as a table for people and spreadsheets: names instead of numbers."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TextIO

from simulator.analysis.cases import case_labels
from simulator.eventlog import Event, EventLog

if TYPE_CHECKING:
    from simulator.world.plan import Plan

HEADER: Final = (
    "replication", "time", "event", "case", "flow", "agency", "place", "control", "link", "item", "value", "cause",
)  # fmt: skip
_OF_EXERCISE: Final = frozenset({Event.INJECT_FIRED, Event.DECISION_ASKED, Event.DECISION_TAKEN})
"""The rows whose `item` is an inject, and the option taken."""
_SUBJECTS: Final = ("flow", "agency", "place", "control", "link")
_ITEM_IS: Final = {
    Event.DISPATCHED: "pool",
    Event.TEAM_RELEASED: "pool",
    Event.MOBILISED: "pool",
    Event.AFTERMATH: "outcome",
}
"""The rows whose `item` is no item of evidence, and what it is."""


def write_events(file: TextIO, plan: Plan, log: EventLog) -> None:
    """Write a log as CSV: times in seconds from the start, `cause` the number of a row (the first is 0).

    The `item` of an inject that fires or asks for a decision is its identifier, that of a decision taken the option
    too (ID=OPTION), that of teams the pool they are of, that of what follows an interdiction the outcome.

    Args:
        file: Where to write.
        plan: What the numbers in the log refer to.
        log: The log.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(_rows(plan, log))


def _rows(plan: Plan, log: EventLog) -> Iterator[tuple[object, ...]]:
    names = {kind.value: kind.name.lower() for kind in Event}
    # A column that does not apply holds -1, which is the last element: the empty text.
    cases = [*case_labels(plan, log), ""]
    subjects = {column: (*plan.subjects[column], "") for column in _SUBJECTS}
    columns = {name: log[name].tolist() for name in HEADER if name != "replication"}
    named = (map(subjects[name].__getitem__, columns[name]) for name in _SUBJECTS)
    exercise = _exercise(plan)
    named_items = {int(kind): plan.subjects[column] for kind, column in _ITEM_IS.items()}
    for time, event, case, *where, item, value, cause in zip(
        columns["time"], columns["event"], columns["case"], *named,
        columns["item"], columns["value"], columns["cause"], strict=True,
    ):  # fmt: skip
        yield (
            log.replication, time, names[event], cases[case], *where,
            exercise[event, item, int(value)] if event in _OF_EXERCISE
            else "" if item < 0 else named_items[event][item] if event in named_items else item,
            _plain(value), cause if cause >= 0 else "",
        )  # fmt: skip


def _exercise(plan: Plan) -> dict[tuple[int, int, int], str]:
    """What injects and decisions are called: by kind of event, item and value."""
    names: dict[tuple[int, int, int], str] = {}
    for inject in plan.injects:
        if inject.index >= 0:
            names[Event.INJECT_FIRED, -1, inject.index] = inject.id
            names[Event.DECISION_ASKED, -1, inject.index] = inject.id
        for number, option in enumerate(inject.decision.options if inject.decision is not None else ()):
            names[Event.DECISION_TAKEN, inject.index, number] = f"{inject.id}={option.id}"
    return names


def _plain(value: float) -> float | int | str:
    """Whole numbers without a point; nothing where an event has no number."""
    if math.isnan(value):
        return ""
    return int(value) if value.is_integer() else value
