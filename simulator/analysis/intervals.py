"""Estimates over replications with their 95 % intervals.

An interval covers chance only: what would change if the same scenario were played again with other luck. It
says nothing of doubt about the inputs. The replication is the unit of sampling, because cases of one
replication share queues, cells and an adversary that learns, and are not independent of each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL: Final = 0.95
_Z: Final = 1.959963984540054  # the 97.5 % point of the normal distribution
_NAN: Final = math.nan


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and the 95 % interval around it; NaN where it cannot be had."""

    mean: float
    low: float
    high: float


UNKNOWN: Final = Interval(_NAN, _NAN, _NAN)


def student_t(values: ArrayLike, family: int = 1) -> Interval:
    """The mean of one value a replication, with Student's t interval.

    Args:
        values: One number a replication, any unit; NaN where it could not be observed.
        family: How many such intervals are to hold together, with 95 % (Bonferroni): each is wider, so that the
            largest of many may be picked out and spoken of.

    Returns:
        The interval in the unit of the values: without bounds for one value, unknown for none.
    """
    sample = _floats(values)
    sample = sample[~np.isnan(sample)]
    if sample.size == 0:
        return UNKNOWN
    deviation = float(sample.std(ddof=1)) if sample.size > 1 else _NAN
    return _around(float(sample.mean()), deviation, sample.size, family)


def wilson(successes: float, trials: float, effective: float | None = None) -> Interval:
    """The share of successes, with Wilson's score interval.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22 (1927).

    Args:
        successes: How many trials succeeded; may be fractional (an estimate from censored cases).
        trials: How many trials there were.
        effective: How many independent trials they are worth; `trials` where left out.
    """
    if not trials > 0:
        return UNKNOWN
    n = trials if effective is None else effective
    p = min(max(successes / trials, 0.0), 1.0)
    centre = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    # At p = 0 and p = 1 the bound equals p, but for rounding.
    return Interval(p, max(0.0, min(centre - half, p)), min(1.0, max(centre + half, p)))


def pooled_proportion(successes: ArrayLike, trials: ArrayLike) -> Interval:
    """A share over replications, sum of successes by sum of trials, with Wilson's interval.

    The trials count as n / deff independent ones. The design effect deff is the variance of the ratio over
    replications (linearised) by the variance that independent trials would have, times (t / z)^2 because that
    variance is itself estimated from few replications (E. L. Korn, B. I. Graubard, "Confidence intervals for
    proportions with small expected number of positive counts estimated from survey data", 1998). It is taken
    to be at least 1: an interval is never narrower than for independent cases. It is 1 where the data cannot
    tell: for one replication, and for a share of 0 or 1.

    Args:
        successes: One number a replication.
        trials: One number a replication; 0 or NaN where nothing could be observed.
    """
    k, n = _observed(successes, trials)
    if n.size == 0:
        return UNKNOWN
    total = float(n.sum())
    p = float(k.sum()) / total
    independent = p * (1 - p) / total
    effect = 1.0
    if n.size > 1 and independent > 0:
        effect = max(effect, _ratio_variance(k, n) / independent * (_t(n.size - 1) / _Z) ** 2)
    return wilson(float(k.sum()), total, total / effect)


def pooled_ratio(numerators: ArrayLike, denominators: ArrayLike, family: int = 1) -> Interval:
    """A ratio over replications, sum by sum, with a t interval from its linearised variance.

    Source: W. G. Cochran, "Sampling techniques", 3rd ed., section 6.3.

    Args:
        numerators: One number a replication.
        denominators: One number a replication; 0 or NaN where nothing could be observed.
        family: As for `student_t`.
    """
    x, n = _observed(numerators, denominators)
    if n.size == 0:
        return UNKNOWN
    error = math.sqrt(_ratio_variance(x, n) * n.size) if n.size > 1 else _NAN
    return _around(float(x.sum() / n.sum()), error, n.size, family)


def ratio_of_counts(numerators: ArrayLike, denominators: ArrayLike) -> Interval:
    """One count by another over replications, sum by sum, with a t interval from its linearised variance.

    Unlike in `pooled_ratio`, a replication whose denominator is 0 still adds what it counted above: stops in vain
    in a run in which nothing was found are stops all the same. Source: as for `pooled_ratio`.

    Args:
        numerators: One number a replication.
        denominators: One number a replication.
    """
    x, n = _floats(numerators), _floats(denominators)
    if not n.sum() > 0:
        return UNKNOWN
    error = math.sqrt(_ratio_variance(x, n) * n.size) if n.size > 1 else _NAN
    return _around(float(x.sum() / n.sum()), error, n.size)


def paired_difference(a: ArrayLike, b: ArrayLike, family: int = 1) -> Interval:
    """The mean of a - b over replications played on the same draws, with Student's t interval.

    Args:
        a: One number a replication; NaN where it could not be observed.
        b: The same replications of the other variant. A pair with a NaN is left out.
        family: As for `student_t`.
    """
    return student_t(_floats(a) - _floats(b), family)


def paired_ratio_difference(
    a: tuple[ArrayLike, ArrayLike], b: tuple[ArrayLike, ArrayLike], family: int = 1
) -> Interval:
    """The difference of two pooled ratios over replications played on the same draws, with a t interval.

    Each replication contributes the difference of its linearised residuals, so what both variants owe to the
    same luck cancels.

    Args:
        a: Numerators and denominators, one number a replication.
        b: The same replications of the other variant.
        family: As for `student_t`.
    """
    (xa, na), (xb, nb) = _zeroed(*a), _zeroed(*b)
    if not (na.sum() > 0 and nb.sum() > 0):
        return UNKNOWN
    ra, rb = float(xa.sum() / na.sum()), float(xb.sum() / nb.sum())
    seen = (na > 0) | (nb > 0)
    count = int(seen.sum())
    residuals = (xa - ra * na) * (count / na.sum()) - (xb - rb * nb) * (count / nb.sum())
    spread = math.sqrt(float((residuals**2).sum()) / (count - 1)) if count > 1 else _NAN
    return _around(ra - rb, spread, count, family)


def paired_relative_change(a: ArrayLike, b: ArrayLike, family: int = 1) -> Interval:
    """By what share the mean of a lies above that of b, over replications played on the same draws.

    The interval is Fieller's for a ratio of means that belong together; it excludes 0 exactly where that of
    `paired_difference` does. Source: E. C. Fieller, "Some problems in interval estimation", Journal of the Royal
    Statistical Society B 16 (1954).

    Args:
        a: One number a replication, none negative; NaN where it could not be observed.
        b: The same replications of the other variant. A pair with a NaN is left out.
        family: As for `student_t`.

    Returns:
        The change as a share of b: 0.5 for half as much again, -1 at least. Unknown where b is 0; without bounds for
        one pair, where a is 0 throughout, and where b is so uncertain that it may well be 0.
    """
    x, y = _floats(a), _floats(b)
    seen = ~(np.isnan(x) | np.isnan(y))
    x, y = x[seen], y[seen]
    if x.size == 0:
        return UNKNOWN
    return _fieller(float(x.mean()), float(y.mean()), x - x.mean(), y - y.mean(), family)


def paired_ratio_relative_change(
    a: tuple[ArrayLike, ArrayLike], b: tuple[ArrayLike, ArrayLike], family: int = 1
) -> Interval:
    """By what share one pooled ratio lies above another, over replications played on the same draws.

    Fieller's interval on the linearised residuals of both ratios; it excludes 0 exactly where that of
    `paired_ratio_difference` does.

    Args:
        a: Numerators and denominators, one number a replication, none negative.
        b: The same replications of the other variant.
        family: As for `student_t`.

    Returns:
        As for `paired_relative_change`.
    """
    (xa, na), (xb, nb) = _zeroed(*a), _zeroed(*b)
    if not (na.sum() > 0 and nb.sum() > 0):
        return UNKNOWN
    ra, rb = float(xa.sum() / na.sum()), float(xb.sum() / nb.sum())
    seen = (na > 0) | (nb > 0)
    count = int(seen.sum())
    mine = (xa - ra * na)[seen] * (count / na.sum())
    theirs = (xb - rb * nb)[seen] * (count / nb.sum())
    return _fieller(ra, rb, mine, theirs, family)


def _fieller(
    a: float, b: float, of_a: NDArray[np.float64], of_b: NDArray[np.float64], family: int
) -> Interval:
    """The change a / b - 1 with its interval, given the deviations of single replications from a and b."""
    if not b > 0:
        return UNKNOWN
    change = a / b - 1
    count = of_a.size
    if count == 1 or a == 0:
        return Interval(change, _NAN, _NAN)
    scale = _t(count - 1, family) ** 2 / (count * (count - 1))
    # In the difference of the deviations, two variants that agree everywhere come out as agreeing exactly.
    apart = of_a - of_b
    common = scale * float(of_b @ of_b)
    mixed = scale * float(apart @ of_b)
    # (d - c b)^2 <= t^2 Var(apart - c of_b), solved for the change c, with d = a - b
    square = b * b - common
    if not square > 0:
        return Interval(change, _NAN, _NAN)
    middle = (a - b) * b - mixed
    rest = (a - b) ** 2 - scale * float(apart @ apart)
    half = math.sqrt(max(0.0, middle * middle - square * rest))
    return Interval(change, max(-1.0, (middle - half) / square), (middle + half) / square)


def _around(mean: float, deviation: float, count: int, family: int = 1) -> Interval:
    if count == 1:
        return Interval(mean, _NAN, _NAN)
    half = _t(count - 1, family) * deviation / math.sqrt(count)
    return Interval(mean, mean - half, mean + half)


def _ratio_variance(x: NDArray[np.float64], n: NDArray[np.float64]) -> float:
    """Variance of sum(x) / sum(n) over replications, linearised; at least two replications."""
    residuals = x - (x.sum() / n.sum()) * n
    return float(x.size / (x.size - 1) * (residuals**2).sum() / n.sum() ** 2)


def _observed(x: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    numerators, denominators = _floats(x), _floats(n)
    seen = denominators > 0
    return numerators[seen], denominators[seen]


def _zeroed(x: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    numerators, denominators = _floats(x), _floats(n)
    seen = denominators > 0
    return np.where(seen, numerators, 0.0), np.where(seen, denominators, 0.0)


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


@lru_cache(maxsize=1024)
def _t(freedom: int, family: int = 1) -> float:
    """The 97.5 % point of Student's t distribution; that much nearer to 100 % for a family of intervals."""
    from scipy.special import stdtrit  # slow to import

    return float(stdtrit(freedom, 1 - (1 - LEVEL) / (2 * family)))
