"""A distribution whose values are multiplied, shifted and capped: what a relative change makes of one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from simulator.scenario.distributions.base import Distribution, Parameters
from simulator.scenario.distributions.elementary import Array
from simulator.scenario.distributions.moments import mean_and_variance
from simulator.scenario.units import write_number


@dataclass(frozen=True)
class Altered(Distribution):
    """Each value of another distribution times a factor plus a number, at most `most`. It cannot be written."""

    kind: ClassVar[str] = "altered"
    of: Distribution
    times: float = 1.0
    plus: float = 0.0
    most: float = math.inf

    def _ppf(self, u: Array) -> Array:
        return np.minimum(self.of.ppf(u) * self.times + self.plus, self.most)

    @cached_property
    def _moments(self) -> tuple[float, float]:
        if self.of.bounds[1] * self.times + self.plus <= self.most:
            return self.of.mean * self.times + self.plus, self.of.variance * self.times**2
        return mean_and_variance(self)

    @property
    def mean(self) -> float:
        """That of the other, altered; by quadrature where the cap cuts."""
        return self._moments[0]

    @property
    def variance(self) -> float:
        """That of the other times the squared factor; by quadrature where the cap cuts."""
        return self._moments[1]

    @property
    def bounds(self) -> tuple[float, float]:
        """Those of the other, altered."""
        low, high = (min(bound * self.times + self.plus, self.most) for bound in self.of.bounds)
        return low, high

    @property
    def parameters(self) -> Parameters:
        """The factor and the number added."""
        return {"times": self.times, "plus": self.plus}

    def written(self, write: Callable[[float], object] = write_number) -> object:
        """What it is made of; a scenario cannot have it."""
        return {self.kind: {"of": self.of.written(write), "times": self.times, "plus": write(self.plus)}}
