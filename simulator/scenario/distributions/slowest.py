"""The slowest of several alike: what a body waits for that acts when its last member has agreed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Final

import numpy as np

from simulator.scenario.distributions.base import Distribution, Parameters
from simulator.scenario.distributions.elementary import Array, exp, log
from simulator.scenario.distributions.moments import mean_and_variance
from simulator.scenario.units import write_number

_BELOW_ONE: Final = math.nextafter(1.0, 0.0)


@dataclass(frozen=True)
class Slowest(Distribution):
    """The largest of `n` independent values of one distribution."""

    kind: ClassVar[str] = "slowest"
    n: int
    of: Distribution

    def _ppf(self, u: Array) -> Array:
        # A root of what is almost 1 would round to 1, where a tail without end is infinite.
        return self.of.ppf(u if self.n == 1 else np.minimum(exp(log(u) / self.n), _BELOW_ONE))

    @cached_property
    def _moments(self) -> tuple[float, float]:
        if self.n == 1 or self.of.bounds[0] == self.of.bounds[1]:
            return self.of.mean, self.of.variance
        return mean_and_variance(self)

    @property
    def mean(self) -> float:
        """The expected value, by quadrature."""
        return self._moments[0]

    @property
    def variance(self) -> float:
        """The variance, by quadrature."""
        return self._moments[1]

    @property
    def bounds(self) -> tuple[float, float]:
        """Those of one."""
        return self.of.bounds

    @property
    def parameters(self) -> Parameters:
        """How many."""
        return {"n": self.n}

    def written(self, write: Callable[[float], object] = write_number) -> object:
        """The mapping that is read as exactly this distribution."""
        return {self.kind: {"n": self.n, "of": self.of.written(write)}}
