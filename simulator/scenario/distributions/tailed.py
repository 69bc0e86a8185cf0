"""Distributions from zero upwards without a highest value."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar, Final

import numpy as np

from simulator.scenario.distributions.base import Distribution, Parameters
from simulator.scenario.distributions.elementary import Array, exp, log, unit_exponential

NORMAL_P90: Final = 1.2815515655446004
"""The 90 % quantile of the standard normal distribution."""

Given = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class _FromZero(Distribution):
    """Shared by all: they start at zero, and remember by which parameters they were described.

    Only those parameters, read again, give the same bits; what is computed from them may not.
    """

    given: Given = field(compare=False, repr=False, kw_only=True)

    @property
    def bounds(self) -> tuple[float, float]:
        """Zero and infinity."""
        return 0.0, math.inf

    @property
    def parameters(self) -> Parameters:
        """The parameters it was described by."""
        return dict(self.given)


@dataclass(frozen=True)
class Exponential(_FromZero):
    """Waiting time for something that may happen at any moment alike; `scale` is its mean."""

    kind: ClassVar[str] = "exponential"
    scale: float

    @classmethod
    def of_mean(cls, mean: float) -> Exponential:
        """The one with this mean (> 0)."""
        return cls(scale=mean, given=(("mean", mean),))

    def _ppf(self, u: Array) -> Array:
        return self.scale * unit_exponential(u)

    @property
    def mean(self) -> float:
        """The scale."""
        return self.scale

    @property
    def variance(self) -> float:
        """The squared scale."""
        return self.scale**2


@dataclass(frozen=True)
class Lognormal(_FromZero):
    """The logarithm is normal with mean `mu` and standard deviation `sigma`."""

    kind: ClassVar[str] = "lognormal"
    mu: float
    sigma: float

    @classmethod
    def of_median_p90(cls, median: float, p90: float) -> Lognormal:
        """The one with this median (> 0) that exceeds `p90` (> median) one time in ten."""
        sigma = math.log(p90 / median) / NORMAL_P90
        return cls(mu=math.log(median), sigma=sigma, given=(("median", median), ("p90", p90)))

    @classmethod
    def of_mean_sd(cls, mean: float, sd: float) -> Lognormal:
        """The one with this mean and standard deviation (both > 0)."""
        variance = math.log1p((sd / mean) ** 2)
        return cls(
            mu=math.log(mean) - variance / 2, sigma=math.sqrt(variance), given=(("mean", mean), ("sd", sd))
        )

    def _ppf(self, u: Array) -> Array:
        from scipy.special import ndtri  # slow to import

        return exp(self.mu + self.sigma * ndtri(u))

    @property
    def mean(self) -> float:
        """exp(mu + sigma^2 / 2)."""
        return math.exp(self.mu + self.sigma**2 / 2)

    @property
    def variance(self) -> float:
        """(exp(sigma^2) - 1) times the squared mean."""
        return math.expm1(self.sigma**2) * self.mean**2

    @property
    def median(self) -> float:
        """exp(mu)."""
        return math.exp(self.mu)


@dataclass(frozen=True)
class Gamma(_FromZero):
    """A sum of `shape` exponential stages of mean `scale`; the shape need not be a whole number."""

    kind: ClassVar[str] = "gamma"
    shape: float
    scale: float

    @classmethod
    def of_mean_cv(cls, mean: float, cv: float) -> Gamma:
        """The one with this mean and coefficient of variation, sd / mean (both > 0)."""
        return cls(shape=1 / cv**2, scale=mean * cv**2, given=(("mean", mean), ("cv", cv)))

    def _ppf(self, u: Array) -> Array:
        from scipy.special import gammaincinv  # slow to import

        return np.asarray(self.scale * gammaincinv(self.shape, u))

    @property
    def mean(self) -> float:
        """Shape times scale."""
        return self.shape * self.scale

    @property
    def variance(self) -> float:
        """Shape times the squared scale."""
        return self.shape * self.scale**2


@dataclass(frozen=True)
class Weibull(_FromZero):
    """Waiting time whose hazard grows (shape > 1) or falls (shape < 1) as a power of time."""

    kind: ClassVar[str] = "weibull"
    shape: float
    scale: float

    @classmethod
    def of_shape_scale(cls, shape: float, scale: float) -> Weibull:
        """The one with this shape and scale (both > 0); 63 % lie below the scale."""
        return cls(shape=shape, scale=scale, given=(("shape", shape), ("scale", scale)))

    @classmethod
    def of_median_p90(cls, median: float, p90: float) -> Weibull:
        """The one with this median (> 0) that exceeds `p90` (> median) one time in ten."""
        shape = math.log(math.log(10) / math.log(2)) / math.log(p90 / median)
        scale = median / math.log(2) ** (1 / shape)
        return cls(shape=shape, scale=scale, given=(("median", median), ("p90", p90)))

    def _ppf(self, u: Array) -> Array:
        return self.scale * exp(log(unit_exponential(u)) / self.shape)

    @property
    def mean(self) -> float:
        """Scale times Gamma(1 + 1 / shape)."""
        return self.scale * math.gamma(1 + 1 / self.shape)

    @property
    def variance(self) -> float:
        """Squared scale times (Gamma(1 + 2 / shape) - Gamma(1 + 1 / shape)^2)."""
        return self.scale**2 * (math.gamma(1 + 2 / self.shape) - math.gamma(1 + 1 / self.shape) ** 2)
