"""Probability distributions, each sampled by its inverse CDF from one uniform number.

Each is a frozen, hashable value that states its mean, variance, median and bounds, and that can be written
back as the text it was read from.
"""

from __future__ import annotations

from simulator.scenario.distributions.altered import Altered
from simulator.scenario.distributions.base import Distribution
from simulator.scenario.distributions.bounded import Constant, Empirical, Pert, Triangular, Uniform
from simulator.scenario.distributions.fields import AmountDist, DurationDist, FractionDist
from simulator.scenario.distributions.reading import KINDS, parse
from simulator.scenario.distributions.slowest import Slowest
from simulator.scenario.distributions.tailed import Exponential, Gamma, Lognormal, Weibull

__all__ = [
    "KINDS",
    "Altered",
    "AmountDist",
    "Constant",
    "Distribution",
    "DurationDist",
    "Empirical",
    "Exponential",
    "FractionDist",
    "Gamma",
    "Lognormal",
    "Pert",
    "Slowest",
    "Triangular",
    "Uniform",
    "Weibull",
    "parse",
]
