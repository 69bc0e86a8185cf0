"""Recurring chance events (launches, false alarms, routine leads) whose rate may change under way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.world.address import children
from simulator.world.calendars import NEVER
from simulator.world.draws import Batch, Decider
from simulator.world.intensity import Intensity
from simulator.world.philox import uniforms


class Stream:
    """A Poisson process as a unit-rate process run through a rate: a changed rate moves its events, no more."""

    def __init__(self, decider: Decider, slot: int, parent: int, relation: int) -> None:
        self._decider = decider
        self._slot = slot
        self._parent = parent
        self._relation = relation
        self._intensity: Intensity | None = None
        self._anchor = 0
        self._passed = 0.0
        """Hazard used up by the anchor."""
        self.first = 0
        """Number of the first event of the batch."""
        self.batch = Batch(np.empty(0, dtype=np.uint64))
        """Addresses of the events drawn last."""
        self._targets: NDArray[np.float64] = np.empty(0)
        self._times: list[int] = []
        self.turn = 0
        """Goes up with each change, so that what was scheduled before can be told from what holds."""

    def time_of(self, ordinal: int) -> int:
        """When an event happens, by its number; numbers must be asked for in rising order."""
        while ordinal >= self.first + len(self._targets):
            self.first += len(self._targets)
            numbers = np.arange(self.first, self.first + min(max(128, self.first), 1024))
            self.batch = Batch(children(self._parent, self._relation, numbers))
            gaps = -np.log1p(-uniforms(self._decider.key, self.batch.array, 0, self._slot))
            self._targets = np.cumsum(gaps) + (self._targets[-1] if len(self._targets) else 0.0)
            self._lay_out()
        return self._times[ordinal - self.first]

    def change(self, now: int, intensity: Intensity | None) -> None:
        """Let another rate hold from now on."""
        self._passed += self._hazard(now)
        self._anchor = now
        self._intensity = intensity
        self.turn += 1
        self._lay_out()

    def _hazard(self, t: int) -> float:
        if self._intensity is None:
            return 0.0
        return self._intensity.cumulative(t) - self._intensity.cumulative(self._anchor)

    def _lay_out(self) -> None:
        if self._intensity is None or not len(self._targets):
            self._times = [NEVER] * len(self._targets)
            return
        remaining = np.maximum(self._targets - self._passed, 0.0)
        self._times = self._intensity.times_at(self._anchor, remaining).tolist()
