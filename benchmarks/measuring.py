"""How to measure fairly on a machine that does other things too."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Effort:
    """How much is played: `rounds` repetitions, and sizes multiplied by `scale`."""

    rounds: int
    scale: float

    def of(self, size: float) -> int:
        """A size for this effort, at least 1."""
        return max(1, round(size * self.scale))


FULL = Effort(rounds=9, scale=1.0)
QUICK = Effort(rounds=3, scale=0.1)


@dataclass(frozen=True)
class Line:
    """One result.

    Attributes:
        what: What was measured.
        value: The median over the rounds.
        unit: Its unit.
        low: Lower quartile over the rounds; None for what does not vary.
        high: Upper quartile.
        bound: What it must be, in words; empty where nothing is asked.
    """

    what: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    bound: str = ""


def line(what: str, values: ArrayLike, unit: str, bound: str = "") -> Line:
    """The median and the quartiles of what the rounds gave."""
    low, median, high = np.quantile(np.asarray(values, dtype=float), (0.25, 0.5, 0.75)).tolist()
    return Line(what, median, unit, low, high, bound)


@dataclass(frozen=True)
class Timed:
    """What one piece of work took in each round, in seconds, and what it returned."""

    seconds: NDArray[np.float64]
    returned: list[Any]


def interleaved(
    works: Mapping[str, Callable[[int], Any]], rounds: int, clock: Callable[[], float] = time.process_time
) -> dict[str, Timed]:
    """Do pieces of work in turn (A B C A B C ...), so that a slow minute of the machine meets them all alike.

    What others left behind is cleared away before each, and hidden from the collector while it runs.

    Args:
        works: Name -> the work, which is given the number of the round.
        rounds: How often each is done.
        clock: CPU time of this process, unless the work is done in others.
    """
    seconds: dict[str, list[float]] = {name: [] for name in works}
    returned: dict[str, list[Any]] = {name: [] for name in works}
    for number in range(rounds):
        for name, work in works.items():
            gc.collect()
            gc.freeze()
            start = clock()
            result = work(number)
            seconds[name].append(clock() - start)
            gc.unfreeze()
            returned[name].append(result)
    return {name: Timed(np.array(seconds[name]), returned[name]) for name in works}
