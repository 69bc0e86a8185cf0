"""How long analysts were on duty, and how long they were busy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from simulator.analysis.columns import Floats, Ints
from simulator.world.calendars import Calendar
from simulator.world.plan import AgencyPlan, Plan, ShiftPlan


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


def staffings(plan: Plan) -> tuple[Staffing, ...]:
    """The analysts of each agency, with what injects change about them."""
    return tuple(_staffing(plan, agency) for agency in plan.agencies)


def _staffing(plan: Plan, agency: AgencyPlan) -> Staffing:
    rosters = tuple(_versions(plan, agency.index, "shifts", agency.shifts))
    openings = tuple(_versions(plan, agency.index, "open", agency.open))
    edges = sorted({0, plan.horizon, *(t for t, _ in (*rosters, *openings) if 0 < t < plan.horizon)})
    seconds = 0
    for start, end in pairwise(edges):
        if _at(openings, start):
            seconds += sum(shift.n * shift.calendar.open_seconds(start, end) for shift in _at(rosters, start))
    calendars = {shift.calendar for _, shifts in rosters for shift in shifts}
    calendar = calendars.pop() if len(calendars) == 1 else None
    return Staffing(agency.index, rosters, seconds, calendar, _worked(calendar or Calendar(always=True)))


def _versions(plan: Plan, agency: int, key: str, value: Any) -> list[tuple[int, Any]]:
    """The values of an agency's parameter over time: from which tick on which one holds."""
    changes = [
        (max(-plan.warm_up, inject.time), change.until, change.value)
        for inject in plan.injects
        for change in inject.changes
        if change.section == "agencies" and change.index == agency and change.key == key
    ]
    edges = {time for time, _, _ in changes} | {until for _, until, _ in changes if until is not None}
    found = [(-plan.warm_up, value)]
    for edge in sorted(edges):
        holding = [new for time, until, new in changes if time <= edge and (until is None or edge < until)]
        found.append((edge, holding[-1] if holding else value))
    return found


def _at(values: Sequence[tuple[int, Any]], time: int) -> Any:
    return next(value for since, value in reversed(values) if since <= time)


def _worked(calendar: Calendar) -> tuple[Floats, Floats]:
    """Edges of a calendar, and the open seconds before each."""
    edges = [edge for pair in zip(calendar.opens, calendar.closes, strict=True) for edge in pair]
    spans = [late - early if i % 2 == 0 else 0 for i, (early, late) in enumerate(pairwise(edges))]
    return np.array(edges, dtype=np.float64), np.cumsum([0.0, *spans])
