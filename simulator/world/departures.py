"""When the legs that keep a timetable are set out on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from simulator.eventlog import FOREVER
from simulator.scenario.schema import Leg, Scenario
from simulator.world.calendars import local_date, resolve, seconds_since_1970, wall_tick


@dataclass(frozen=True, slots=True)
class Regular:
    """Departures at equal intervals; where the first is at the start or before, there have always been some.

    Attributes:
        first: tick of the first one.
        every: seconds between two, > 0.
    """

    first: int
    every: int

    def next(self, t: int) -> int:
        """The first departure at a tick or after it."""
        steps = -((self.first - t) // self.every)
        return self.first + (max(0, steps) if self.first > 0 else steps) * self.every

    @property
    def mean_wait(self) -> float:
        """Seconds that one waits who comes at a random moment."""
        return self.every / 2


@dataclass(frozen=True, slots=True)
class Listed:
    """Departures at known ticks, in order; as far as the exercise lasts.

    Attributes:
        ticks: the departures, rising.
        mean_wait: seconds that one waits who comes at a random moment of a week.
    """

    ticks: tuple[int, ...]
    mean_wait: float

    def next(self, t: int) -> int:
        """The first departure at a tick or after it; a tick that is never reached where there is none."""
        i = bisect_left(self.ticks, t)
        return self.ticks[i] if i < len(self.ticks) else FOREVER


Timetable = Regular | Listed


def timetable(scenario: Scenario, leg: Leg, first: int) -> Timetable | None:
    """When a leg can be set out on; None for at any time.

    Args:
        scenario: the scenario.
        leg: one of its legs.
        first: the tick from which departures by the clock are laid out, to the horizon.
    """
    terms = leg.departures
    if terms is None:
        return None
    header = scenario.scenario
    if terms.every is not None:
        return Regular(resolve(terms.first, header.timezone, scenario.start), round(terms.every))
    origin = next(place for place in scenario.places if place.id == leg.from_)
    zones = (one.timezone for one in scenario.jurisdictions if one.id == origin.jurisdiction)
    where = ZoneInfo(terms.timezone or next(zones, header.timezone))
    clocks, epoch = terms.at or (), seconds_since_1970(scenario.start)
    day, end = local_date(epoch + first, where), local_date(epoch + scenario.horizon, where)
    found: set[int] = set()
    while day <= end:
        if day.weekday() in terms.days:
            found.update(wall_tick(day, clock, where, epoch) for clock in clocks)
        day += timedelta(days=1)
    ticks = tuple(sorted(tick for tick in found if first <= tick <= scenario.horizon))
    return Listed(ticks, _mean_wait(clocks, terms.days))


def _mean_wait(clocks: Sequence[int], days: Sequence[int]) -> float:
    """Mean wait over a week without a change of the clock: half the mean of the squared gaps over their mean."""
    week = 7 * 86400
    times = sorted({day * 86400 + clock * 60 for day in days for clock in clocks})
    gaps = [after - before for before, after in zip(times, [*times[1:], times[0] + week], strict=True)]
    return sum(gap * gap for gap in gaps) / (2 * week)
