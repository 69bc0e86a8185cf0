"""Wall-clock time laid out in engine time: moments, offsets from UTC, and opening hours as intervals.

Engine time counts whole seconds (ticks) from the scenario's start. A wall time that occurs twice means the
first; one that a clock change skips is shifted forward by the skip (02:30 becomes 03:30).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from simulator.scenario.hours import Hours
    from simulator.scenario.units import When

NEVER = 2**62
"""A tick after everything: larger than any real one, and durations can still be added in 64 bits."""

_MINUTES_A_DAY = 24 * 60
_SEARCH_STEP = 6 * 3600  # no zone changes its offset twice within this time


@dataclass(frozen=True)
class Calendar:
    """When something is open: intervals [open, close) in ticks, sorted, disjoint, not touching.

    Raises:
        ValueError: If the intervals are not of that form.
    """

    opens: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()
    always: bool = False
    """Open for ever, whatever the intervals say."""

    _worked: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the intervals and add up the open time before each."""
        edges = [edge for pair in zip(self.opens, self.closes, strict=True) for edge in pair]
        if any(later <= earlier for earlier, later in pairwise(edges)):
            message = "the intervals of a calendar must be sorted, apart and not empty"
            raise ValueError(message)
        worked = [0]
        for opening, closing in zip(self.opens, self.closes, strict=True):
            worked.append(worked[-1] + closing - opening)
        object.__setattr__(self, "_worked", tuple(worked))

    def is_open(self, t: int) -> bool:
        """Whether a tick lies in an open interval."""
        if self.always:
            return True
        i = bisect_right(self.opens, t) - 1
        return i >= 0 and t < self.closes[i]

    def next_open(self, t: int) -> int | None:
        """Return the first open tick from t on; None beyond what is laid out."""
        if self.always:
            return t
        i = bisect_right(self.closes, t)
        return max(t, self.opens[i]) if i < len(self.opens) else None

    def next_edge(self, t: int) -> int | None:
        """Return the first tick after t at which it opens or closes; None beyond what is laid out."""
        if self.always:
            return None
        i = bisect_right(self.closes, t)
        if i == len(self.opens):
            return None
        return self.opens[i] if t < self.opens[i] else self.closes[i]

    def open_seconds(self, a: int, b: int) -> int:
        """Return how many seconds between ticks a and b (a <= b) are open."""
        return b - a if self.always else self._open_before(b) - self._open_before(a)

    def add_working(self, t: int, seconds: int) -> int:
        """Return the first tick from t on by which so many open seconds have passed.

        Work that ends exactly at closing time ends then, not at the next opening; no work ends at once.

        Returns:
            The tick; `NEVER` beyond what is laid out.
        """
        if self.always or seconds <= 0:
            return t + max(seconds, 0)
        target = self._open_before(t) + seconds
        i = bisect_left(self._worked, target) - 1
        return self.opens[i] + target - self._worked[i] if i < len(self.opens) else NEVER

    def _open_before(self, t: int) -> int:
        i = bisect_right(self.opens, t) - 1
        return self._worked[i] + min(t, self.closes[i]) - self.opens[i] if i >= 0 else 0


ALWAYS = Calendar(always=True)


def lay_out(
    hours: Hours, zone: str, holidays: Sequence[date], start: datetime, first: int, last: int
) -> Calendar:
    """Return opening hours as a calendar.

    Args:
        hours: Weekly windows in wall time. A window past midnight belongs to the day on which it opens.
        zone: IANA time zone of the wall times.
        holidays: Local dates on which no window opens; hours without windows ("24/7") know no holidays.
        start: The scenario's start, tick 0 (with an offset).
        first: Every interval that ends after this tick is laid out,
        last: if it begins before this one. Intervals are not cut off at either end.
    """
    return ALWAYS if hours.always else _lay_out(hours, zone, frozenset(holidays), start, first, last)


@lru_cache(maxsize=256)
def _lay_out(
    hours: Hours, zone: str, holidays: frozenset[date], start: datetime, first: int, last: int
) -> Calendar:
    where, epoch = ZoneInfo(zone), seconds_since_1970(start)
    day = local_date(epoch + first, where) - timedelta(days=2)  # a window may run past midnight
    end = local_date(epoch + last, where)
    found = []
    while day <= end:
        if day not in holidays:
            for window in hours.windows:
                if day.weekday() in window.days:
                    overnight = _MINUTES_A_DAY if window.closes <= window.opens else 0
                    opening = wall_tick(day, window.opens, where, epoch)
                    closing = wall_tick(day, window.closes + overnight, where, epoch)
                    if opening < closing and opening < last and closing > first:
                        found.append((opening, closing))
        day += timedelta(days=1)
    opens, closes = _merged(found)
    return Calendar(opens, closes)


def resolve(when: When, zone: str, start: datetime) -> int:
    """Return a moment of the scenario as a tick.

    Args:
        when: "D+3 06:00", "D+3" (the time of day at which the scenario starts) or a date-time.
        zone: IANA time zone in which its wall times are read.
        start: The scenario's start, tick 0 (with an offset).
    """
    where = ZoneInfo(zone)
    if when.date_time is not None:
        moment = when.date_time if when.date_time.tzinfo else when.date_time.replace(tzinfo=where)
    elif when.day == 0 and when.wall is None:
        return 0
    else:
        local = start.astimezone(where)
        wall: time = local.time() if when.wall is None else when.wall
        day = local.date() + timedelta(days=when.day or 0)
        moment = datetime.combine(day, wall.replace(fold=0), tzinfo=where)
    return seconds_since_1970(moment) - seconds_since_1970(start)


def offsets(zone: str, start: datetime, first: int, last: int) -> list[tuple[int, int]]:
    """Return how far local time runs ahead of UTC, as (from this tick on, seconds), from the first tick on.

    Args:
        zone: IANA time zone.
        start: The scenario's start, tick 0 (with an offset).
        first: Tick at which the list begins.
        last: Changes of the offset after this tick are not listed.
    """
    where, epoch = ZoneInfo(zone), seconds_since_1970(start)
    found = [(first, _offset(epoch + first, where))]
    before = first
    while before < last:
        after = min(before + _SEARCH_STEP, last)
        offset = _offset(epoch + after, where)
        if offset != found[-1][1]:
            low, high = before, after
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if _offset(epoch + middle, where) == offset else (middle, high)
            found.append((high, offset))
        before = after
    return found


def seconds_since_1970(moment: datetime) -> int:
    """Return whole seconds since 1970, for an aware moment."""
    return math.floor((moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1))


def local_date(seconds: int, where: ZoneInfo) -> date:
    """Return the date somewhere, at a moment in seconds since 1970."""
    return datetime.fromtimestamp(seconds, where).date()


def _offset(seconds: int, where: ZoneInfo) -> int:
    ahead = datetime.fromtimestamp(seconds, where).utcoffset()
    return round(ahead.total_seconds()) if ahead is not None else 0


def wall_tick(day: date, minutes: int, where: ZoneInfo, epoch: int) -> int:
    """Return a time of day as a tick.

    Args:
        day: Local date.
        minutes: After midnight.
        where: Time zone.
        epoch: The scenario's start in seconds since 1970.
    """
    # A wall time without fold is read with the offset before the change: the first of two, forward in a gap.
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return seconds_since_1970(wall.replace(tzinfo=where)) - epoch


def _merged(intervals: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the union of intervals as rising, disjoint opens and closes."""
    opens: list[int] = []
    closes: list[int] = []
    for opening, closing in sorted(intervals):
        if closes and opening <= closes[-1]:
            closes[-1] = max(closes[-1], closing)
        else:
            opens.append(opening)
            closes.append(closing)
    return tuple(opens), tuple(closes)
