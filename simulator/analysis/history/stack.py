"""The histories of several replications, one below the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.analysis.columns import Floats, Ints


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


def even_times(horizon: int, steps: int) -> Ints:
    """The ticks of `steps` equal steps from 0 to the horizon: one more than there are steps."""
    return np.linspace(0, horizon, steps + 1).astype(np.int64)
