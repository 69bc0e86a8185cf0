"""Distributions between a lowest and a highest value."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from simulator.scenario.distributions.base import Distribution, Parameters
from simulator.scenario.distributions.elementary import Array
from simulator.scenario.units import write_number


@dataclass(frozen=True)
class Constant(Distribution):
    """Always the same value."""

    kind: ClassVar[str] = "constant"
    value: float

    def _ppf(self, u: Array) -> Array:
        return np.full_like(u, self.value)

    @property
    def mean(self) -> float:
        """The value."""
        return self.value

    @property
    def variance(self) -> float:
        """Zero."""
        return 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """The value, twice."""
        return self.value, self.value

    @property
    def parameters(self) -> Parameters:
        """The value."""
        return {"value": self.value}

    def written(self, write: Callable[[float], object] = write_number) -> object:
        """The scalar that is read as this constant."""
        return write(self.value)


@dataclass(frozen=True)
class Uniform(Distribution):
    """Every value from `low` to `high` equally likely."""

    kind: ClassVar[str] = "uniform"
    low: float
    high: float

    def _ppf(self, u: Array) -> Array:
        return np.minimum(self.low + u * (self.high - self.low), self.high)

    @property
    def mean(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2

    @property
    def variance(self) -> float:
        """A twelfth of the squared width."""
        return (self.high - self.low) ** 2 / 12

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high."""
        return self.low, self.high

    @property
    def parameters(self) -> Parameters:
        """Low and high."""
        return {"low": self.low, "high": self.high}


@dataclass(frozen=True)
class Triangular(Distribution):
    """Density rising in a straight line from `low` to `mode` and falling to `high`."""

    kind: ClassVar[str] = "triangular"
    low: float
    mode: float
    high: float

    def _ppf(self, u: Array) -> Array:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1 - u) * width * right)
        return np.where(u * width < left, np.minimum(rising, self.mode), np.maximum(falling, self.mode))

    @property
    def mean(self) -> float:
        """A third of the sum of the three."""
        return (self.low + self.mode + self.high) / 3

    @property
    def variance(self) -> float:
        """((b - a)^2 + (c - a)^2 + (c - b)^2) / 36, the textbook form without its cancellation."""
        left, right, width = self.mode - self.low, self.high - self.mode, self.high - self.low
        return (left**2 + right**2 + width**2) / 36

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high."""
        return self.low, self.high

    @property
    def parameters(self) -> Parameters:
        """Low, mode and high."""
        return {"low": self.low, "mode": self.mode, "high": self.high}


@dataclass(frozen=True)
class Pert(Distribution):
    """Beta distribution from `low` to `high` with mean (low + 4 mode + high) / 6 (Malcolm et al. 1959)."""

    kind: ClassVar[str] = "pert"
    low: float
    mode: float
    high: float

    def _ppf(self, u: Array) -> Array:
        from scipy.special import betaincinv  # slow to import

        width = self.high - self.low
        alpha = 1 + 4 * (self.mode - self.low) / width
        share = betaincinv(alpha, 6 - alpha, u)
        return np.minimum(self.low + share * width, self.high)

    @property
    def mean(self) -> float:
        """A sixth of low, four times the mode, and high."""
        return (self.low + 4 * self.mode + self.high) / 6

    @property
    def variance(self) -> float:
        """(mean - low) (high - mean) / 7, that of a beta distribution whose parameters add up to 6."""
        return (self.mean - self.low) * (self.high - self.mean) / 7

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high."""
        return self.low, self.high

    @property
    def parameters(self) -> Parameters:
        """Min, mode and max."""
        return {"min": self.low, "mode": self.mode, "max": self.high}


@dataclass(frozen=True)
class Empirical(Distribution):
    """One of the observed `values` (ascending), each with its weight; equal weights where none are given."""

    kind: ClassVar[str] = "empirical"
    values: tuple[float, ...]
    weights: tuple[float, ...] = ()

    def _ppf(self, u: Array) -> Array:
        cumulative = self._cumulative
        found: Array = np.array(self.values)[np.searchsorted(cumulative, u * cumulative[-1])]
        return found

    @cached_property
    def _weights(self) -> Array:
        return np.array(self.weights or (1.0,) * len(self.values))

    @cached_property
    def _cumulative(self) -> Array:
        return np.cumsum(self._weights)

    @property
    def mean(self) -> float:
        """The weighted mean of the values."""
        return self._average(np.array(self.values))

    @property
    def variance(self) -> float:
        """The weighted mean square distance from the mean."""
        return self._average((np.array(self.values) - self.mean) ** 2)

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest value that has any weight."""
        possible = np.array(self.values)[self._weights > 0]
        return float(possible[0]), float(possible[-1])

    def _average(self, numbers: Array) -> float:
        return math.fsum(self._weights * numbers) / math.fsum(self._weights)

    @property
    def parameters(self) -> Parameters:
        """The values, and the weights where they were given."""
        return {"values": self.values, "weights": self.weights} if self.weights else {"values": self.values}
