"""The histories of several replications, one below the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.analysis.columns import Floats, Ints

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_USUAL: Final = (
    1, 5, 10, 30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR,
    3 * _HOUR, 4 * _HOUR, 6 * _HOUR, 8 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 3 * _DAY, 5 * _DAY, 7 * _DAY, 10 * _DAY,
)  # fmt: skip
_LEAST, _ELSE, _MOST = 60, 120, 170


@dataclass(frozen=True, eq=False)
class History:
    """How replications went.

    Attributes:
        times: Ticks of the steps, from the start to the horizon.
        parts: By name, as `PARTS` has them, an array with one entry a replication before the part's own axes.
    """

    times: Ints
    parts: Mapping[str, Floats]

    @classmethod
    def stack(cls, times: Ints, replications: Sequence[Mapping[str, Floats]]) -> History:
        """Put the parts of replications together, in the order given; there must be at least one."""
        names = replications[0]
        return cls(times, {name: np.stack([one[name] for one in replications]) for name in names})


def usual_steps(horizon: int) -> int:
    """How many steps of time show how a run goes: about a hundred, each as long as people divide time.

    Args:
        horizon: Of the plan, in ticks.
    """
    fitting = (step for step in _USUAL if horizon % step == 0 and horizon / step <= _MOST)
    step = next(fitting, None)
    return _ELSE if step is None or horizon / step < _LEAST else horizon // step


def even_times(horizon: int, steps: int) -> Ints:
    """The ticks of `steps` equal steps from 0 to the horizon: one more than there are steps."""
    return np.linspace(0, horizon, steps + 1).astype(np.int64)
