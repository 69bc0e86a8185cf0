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
_SUBJECTS: Final = ("flow", "agency", "place", "control", "link")
_OF_TEAMS: Final = frozenset({Event.DISPATCHED, Event.TEAM_RELEASED, Event.MOBILISED})
"""The rows whose `item` is a pool."""


def write_events(file: TextIO, plan: Plan, log: EventLog) -> None:
    """Write a log as CSV: times in seconds from the start, `cause` the number of a row (the first is 0).

    The `item` of an inject that fires is its identifier, that of teams the pool they are of.

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
    injects = {inject.index: inject.id for inject in plan.injects}
    fired, pools, of_teams = Event.INJECT_FIRED.value, plan.subjects["pool"], frozenset(map(int, _OF_TEAMS))
    for time, event, case, *where, item, value, cause in zip(
        columns["time"], columns["event"], columns["case"], *named,
        columns["item"], columns["value"], columns["cause"], strict=True,
    ):  # fmt: skip
        yield (
            log.replication, time, names[event], cases[case], *where,
            injects[int(value)] if event == fired
            else "" if item < 0 else pools[item] if event in of_teams else item,
            _plain(value), cause if cause >= 0 else "",
        )  # fmt: skip


def _plain(value: float) -> float | int | str:
    """Whole numbers without a point; nothing where an event has no number."""
    if math.isnan(value):
        return ""
    return int(value) if value.is_integer() else value
