"""How long analysts were on duty, and how long they were busy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np

from simulator.analysis.columns import Columns, Floats, Ints
from simulator.eventlog import Event
from simulator.world.calendars import Calendar
from simulator.world.changing import changed
from simulator.world.plan import AgencyPlan, ChangePlan, Plan, ShiftPlan

Firing = tuple[int, list[tuple[int | None, ChangePlan]]]
"""A tick, and what changes at it, each until a tick or for good."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """The analysts of one agency.

    Attributes:
        agency: Its number.
        rosters: From when on which shifts work, in the warm-up too.
        seconds: On duty from the start to the horizon, all analysts together.
        calendar: The hours of all analysts, where they are the same throughout.
        worked: Edges of that calendar, and the open seconds before each.
    """

    agency: int
    rosters: tuple[tuple[int, tuple[ShiftPlan, ...]], ...]
    seconds: int
    calendar: Calendar | None
    worked: tuple[Floats, Floats]

    def busy(self, starts: Ints, ends: Ints) -> float:
        """Seconds of duty that analysts spent on jobs.

        Args:
            starts: Ticks at which each job was taken up, in order; what was done in the warm-up does not count.
            ends: Ticks at which each was done, or the horizon.
        """
        if self.calendar is None:
            return float(sum(self._assigned(starts.tolist(), ends.tolist())))
        if self.calendar.always:
            return float((np.maximum(ends, 0) - np.maximum(starts, 0)).sum())
        edges, worked = self.worked
        done = [np.interp(np.maximum(ticks, 0), edges, worked) for ticks in (starts, ends)]
        return float((done[1] - done[0]).sum())

    def _assigned(self, starts: Sequence[int], ends: Sequence[int]) -> list[int]:
        """Duty seconds of each job, given to the first shift on duty that has a free analyst."""
        spent = []
        under_way: list[tuple[int, int]] = []  # end, number of the shift
        for start, end in zip(starts, ends, strict=True):
            under_way = [job for job in under_way if job[0] > start]
            taken = [number for _, number in under_way]
            for number, shift in enumerate(_at(self.rosters, start)):
                if taken.count(number) < shift.n and shift.calendar.is_open(start):
                    under_way.append((end, number))
                    spent.append(shift.calendar.open_seconds(max(start, 0), max(end, 0)))
                    break
        return spent


def staffings(plan: Plan, columns: Columns | None = None) -> tuple[Staffing, ...]:
    """The analysts of each agency, with what injects change about them.

    Args:
        plan: What is played.
        columns: What happened, which tells when injects with a condition fired; where it is left out they do not.
    """
    moments = sorted(firings(plan, columns), key=lambda firing: firing[0])
    return tuple(_staffing(plan, agency, moments) for agency in plan.agencies)


def staffed_by_conditions(plan: Plan) -> bool:
    """Whether how many analysts there are depends on what happens."""
    return any(
        change.section == "agencies" and change.key in {"shifts", "open"}
        for inject in plan.injects
        for change in (inject.possible_changes if inject.condition else inject.option_changes)
    )


def may_have_analysts(plan: Plan) -> list[bool]:
    """Whether each agency has analysts, or may come to have some."""
    changed_by_injects = {
        change.index
        for inject in plan.injects
        for change in inject.possible_changes
        if change.section == "agencies" and change.key == "shifts"
    }
    return [bool(agency.shifts) or agency.index in changed_by_injects for agency in plan.agencies]


def firings(plan: Plan, columns: Columns | None) -> Iterator[Firing]:
    """When each inject fired, and what it changed."""
    fired: dict[int, int] = {}
    if columns is not None:
        rows = columns.all_of(Event.INJECT_FIRED)
        fired = dict(zip(columns.value[rows].astype(int).tolist(), columns.time[rows].tolist(), strict=True))
    for inject in plan.injects:
        if not inject.condition:
            start = max(-plan.warm_up, inject.time)
            yield start, [(change.until, change) for change in inject.changes]
        elif inject.index in fired:
            start = fired[inject.index]
            ends = (None if change.until is None else start + change.until for change in inject.changes)
            yield start, list(zip(ends, inject.changes, strict=True))
    yield from _decided(plan, columns)


def _decided(plan: Plan, columns: Columns | None) -> Iterator[Firing]:
    """When each decision was taken, and what the chosen option changed."""
    decisions = {inject.index: inject.decision for inject in plan.injects if inject.decision is not None}
    rows = [] if columns is None or not decisions else columns.all_of(Event.DECISION_TAKEN).tolist()
    for row in rows:
        assert columns is not None
        start = int(columns.time[row])
        option = decisions[int(columns.item[row])].options[int(columns.value[row])]
        yield start, [(None if one.until is None else start + one.until, one) for one in option.changes]


def _staffing(plan: Plan, agency: AgencyPlan, moments: Sequence[Firing]) -> Staffing:
    rosters = tuple(_versions(plan, moments, agency.index, "shifts", agency.shifts))
    openings = tuple(_versions(plan, moments, agency.index, "open", agency.open))
    edges = sorted({0, plan.horizon, *(t for t, _ in (*rosters, *openings) if 0 < t < plan.horizon)})
    seconds = 0
    for start, end in pairwise(edges):
        if _at(openings, start):
            seconds += sum(shift.n * shift.calendar.open_seconds(start, end) for shift in _at(rosters, start))
    calendars = {shift.calendar for _, shifts in rosters for shift in shifts}
    calendar = calendars.pop() if len(calendars) == 1 else None
    return Staffing(agency.index, rosters, seconds, calendar, _worked(calendar or Calendar(always=True)))


def _versions(
    plan: Plan, moments: Sequence[Firing], agency: int, key: str, value: Any
) -> list[tuple[int, Any]]:
    """The values of an agency's parameter over time: from which tick on which one holds."""
    changes = [
        (time, until, change)
        for time, made in moments
        for until, change in made
        if change.section == "agencies" and change.index == agency and change.key == key
    ]
    edges = {time for time, _, _ in changes} | {until for _, until, _ in changes if until is not None}
    found = [(-plan.warm_up, value)]
    for edge in sorted(edges):
        holding = [one for time, until, one in changes if time <= edge and (until is None or edge < until)]
        found.append((edge, reduce(changed, holding, value)))
    return found


def _at(values: Sequence[tuple[int, Any]], time: int) -> Any:
    return next(value for since, value in reversed(values) if since <= time)


def _worked(calendar: Calendar) -> tuple[Floats, Floats]:
    """Edges of a calendar, and the open seconds before each."""
    edges = [edge for pair in zip(calendar.opens, calendar.closes, strict=True) for edge in pair]
    spans = [late - early if i % 2 == 0 else 0 for i, (early, late) in enumerate(pairwise(edges))]
    return np.array(edges, dtype=np.float64), np.cumsum([0.0, *spans])
