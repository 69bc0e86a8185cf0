"""Recurring chance events (launches, false alarms, routine leads) whose rate may change under way."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulator.world.calendars import NEVER
from simulator.world.intensity import Intensity

Gaps = Callable[[int, int], NDArray[np.float64]]
"""Unit exponentials before the events first .. first + size - 1."""


class Stream:
    """A Poisson process as a unit-rate process run through a rate: a changed rate moves its events, no more.

    `factor` multiplies the rate; it may change, and so may the rate itself.
    """

    def __init__(self, gaps: Gaps, intensity: Intensity | None, factor: float = 1.0) -> None:
        self._gaps = gaps
        self._intensity = intensity
        self._factor = factor
        self._anchor = 0
        self._passed = 0.0
        """Hazard used up by the anchor."""
        self._first = 0
        self._targets: NDArray[np.float64] = np.empty(0)
        self._times: list[int] = []
        self.turn = 0
        """Goes up with each change, so that what was scheduled before can be told from what holds."""

    def time_of(self, ordinal: int) -> int:
        """When an event happens, by its number; numbers must be asked for in rising order."""
        while ordinal >= self._first + len(self._targets):
            first = self._first + len(self._targets)
            before = float(self._targets[-1]) if len(self._targets) else 0.0
            self._targets = before + np.cumsum(self._gaps(first, min(max(64, first), 1024)))
            self._first = first
            self._lay_out()
        return self._times[ordinal - self._first]

    def change(self, now: int, intensity: Intensity | None, factor: float = 1.0) -> None:
        """Let another rate hold from now on."""
        self._passed += self._hazard(now)
        self._anchor = now
        self._intensity = intensity
        self._factor = factor
        self.turn += 1
        self._lay_out()

    def _hazard(self, t: int) -> float:
        if self._intensity is None:
            return 0.0
        return self._factor * (self._intensity.cumulative(t) - self._intensity.cumulative(self._anchor))

    def _lay_out(self) -> None:
        if self._intensity is None or self._factor <= 0.0:
            self._times = [NEVER] * len(self._targets)
            return
        remaining = np.maximum(self._targets - self._passed, 0.0) / self._factor
        self._times = self._intensity.times_at(self._anchor, remaining).tolist()
