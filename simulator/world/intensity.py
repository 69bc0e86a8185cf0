"""Rates that change in steps over time, and the times at which they have added up to a given amount."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.world.calendars import NEVER, Calendar, offsets, resolve

if TYPE_CHECKING:
    from simulator.scenario.schema import RateProfile

_HOUR = 3600
_DAY = 24 * _HOUR
_WEEKDAY_OF_1970 = 3  # 1 January 1970 was a Thursday; Monday is 0


@dataclass(frozen=True)
class Intensity:
    """A piecewise constant rate.

    Raises:
        ValueError: If breaks and rates do not match, breaks do not rise, or a rate is negative or infinite.
    """

    breaks: tuple[int, ...]
    """Ticks from which each rate holds, rising; before the first the rate is 0."""
    rates: tuple[float, ...]
    """Events per second; the last one holds for ever."""

    _sums: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the pieces and add up what has come by the beginning of each."""
        if not self.breaks or len(self.breaks) != len(self.rates):
            message = f"{len(self.breaks)} breaks for {len(self.rates)} rates"
            raise ValueError(message)
        if any(later <= earlier for earlier, later in pairwise(self.breaks)):
            message = "the breaks of an intensity must rise"
            raise ValueError(message)
        if not all(0 <= rate < math.inf for rate in self.rates):
            message = "the rates of an intensity must be finite and not negative"
            raise ValueError(message)
        sums = [0.0]
        for i in range(1, len(self.breaks)):
            sums.append(sums[-1] + self.rates[i - 1] * (self.breaks[i] - self.breaks[i - 1]))
        object.__setattr__(self, "_sums", tuple(sums))

    def rate_at(self, t: int) -> float:
        """Return the rate at a tick, per second."""
        i = bisect_right(self.breaks, t) - 1
        return self.rates[i] if i >= 0 else 0.0

    def cumulative(self, t: int) -> float:
        """Return how many events are expected from the first break until a tick."""
        i = bisect_right(self.breaks, t) - 1
        return self._sums[i] + self.rates[i] * (t - self.breaks[i]) if i >= 0 else 0.0

    def segments(self, a: int, b: int) -> list[tuple[int, int, float]]:
        """Return the pieces (start, end, rate) that make up the ticks from a to b, without gaps."""
        if b <= a:
            return []
        edges = (a, *self.breaks[bisect_right(self.breaks, a) : bisect_left(self.breaks, b)], b)
        return [(start, end, self.rate_at(start)) for start, end in pairwise(edges)]

    def time_at(self, t0: int, hazard: float, factor: float = 1.0) -> int:
        """Return the first tick t >= t0 with ``factor * (cumulative(t) - cumulative(t0)) >= hazard``.

        Args:
            t0: Tick from which the rate adds up.
            hazard: How much is to be reached: a unit exponential gives the time of the next event.
            factor: Multiplies the rate (>= 0).

        Returns:
            The tick; `NEVER` if that much is never reached.
        """
        if hazard <= 0:
            return t0
        before = self.cumulative(t0)
        j = bisect_left(self._sums, True, key=lambda total: factor * (total - before) >= hazard)
        start, rate, total = self.breaks[j - 1], self.rates[j - 1], self._sums[j - 1]
        if not factor * rate > 0:
            return NEVER

        def reached(t: int) -> bool:
            return factor * (total + rate * (t - start) - before) >= hazard

        low = max(t0, start)
        high = self.breaks[j] if j < len(self.breaks) else NEVER
        steps = (hazard / factor - (total - before)) / rate
        if not steps < NEVER:
            return NEVER
        guess = min(max(start + math.ceil(steps), low + 1), high)
        if reached(guess) and not reached(guess - 1):
            return guess
        return low + bisect_left(range(low, high), True, key=reached)

    def times_at(self, t0: int, hazards: ArrayLike) -> NDArray[np.int64]:
        """Return ``time_at(t0, hazard)`` for an array of any shape."""
        wanted = np.asarray(hazards, dtype=np.float64)
        flat = wanted.ravel()
        before = self.cumulative(t0)
        breaks, rates, sums = (np.array(column) for column in (self.breaks, self.rates, self._sums))
        piece = np.maximum(np.searchsorted(sums - before, flat), 1) - 1
        start, rate, total = breaks[piece], rates[piece], sums[piece]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            steps = np.ceil((flat - (total - before)) / rate)
        sure = (flat > 0) & (rate > 0) & (steps < 2.0**52)
        guess: NDArray[np.int64] = start + np.where(sure, steps, 0.0).astype(np.int64)
        sure &= (guess > np.maximum(start, t0)) & (total + rate * (guess - start) - before >= flat)
        sure &= ~(total + rate * (guess - 1 - start) - before >= flat)
        never = (flat > 0) & (rate <= 0)  # past the last break, for a piece before it is left by its end
        guess[never] = NEVER
        for i in np.flatnonzero(~(sure | never)):
            guess[i] = self.time_at(t0, float(flat[i]))
        return guess.reshape(wanted.shape)


def intensity(profile: RateProfile, zone: str, start: datetime, first: int, last: int) -> Intensity:
    """Return a rate profile laid out in ticks.

    The hour of day and the day of the week are those that a local clock shows, so a day on which the clock
    changes has 23 or 25 hours with their weights. The weights are scaled to a mean of 1.

    Args:
        profile: Mean rate, with daily and weekly weights and steps, each optional.
        zone: IANA time zone of hours, days and steps.
        start: The scenario's start, tick 0 (with an offset).
        first: Tick from which the rate holds.
        last: Tick from which it no longer changes.
    """
    daily = _scaled(profile.daily) if profile.daily else (1.0,) * 24
    weekly = _scaled(profile.weekly) if profile.weekly else (1.0,) * 7
    unit = _HOUR if profile.daily else _DAY if profile.weekly else 0
    steps = sorted(((resolve(step.from_, zone, start), step.times) for step in profile.steps), key=_tick)
    spans = offsets(zone, start, first, last) if unit else [(first, 0)]
    epoch = math.floor(start.timestamp())

    edges = {first, *(tick for tick, _ in spans), *(tick for tick, _ in steps if first < tick < last)}
    if unit:
        for (begin, ahead), end in zip(spans, (*(tick for tick, _ in spans[1:]), last), strict=True):
            clock = epoch + begin + ahead
            edges.update(range(begin + -clock % unit, end, unit))

    breaks: list[int] = []
    rates: list[float] = []
    for edge in sorted(edges):
        clock = epoch + edge + spans[bisect_right(spans, edge, key=_tick) - 1][1]
        step = bisect_right(steps, edge, key=_tick)
        rate = (
            profile.rate
            * daily[clock // _HOUR % 24]
            * weekly[(clock // _DAY + _WEEKDAY_OF_1970) % 7]
            * (steps[step - 1][1] if step else 1.0)
        )
        if not rates or rate != rates[-1]:
            breaks.append(edge)
            rates.append(rate)
    return Intensity(tuple(breaks), tuple(rates))


def during(rate: Intensity, calendar: Calendar) -> Intensity:
    """Return a rate that holds while a calendar is open, and is 0 while it is closed."""
    if calendar.always:
        return rate
    first = rate.breaks[0]
    edges = {*rate.breaks, *(edge for edge in (*calendar.opens, *calendar.closes) if edge > first)}
    breaks = tuple(sorted(edges))
    return Intensity(breaks, tuple(rate.rate_at(t) if calendar.is_open(t) else 0.0 for t in breaks))


def _scaled(weights: tuple[float, ...]) -> tuple[float, ...]:
    mean = math.fsum(weights) / len(weights)
    return tuple(weight / mean for weight in weights)


def _tick(pair: tuple[int, float]) -> int:
    return pair[0]
