"""What must hold for every distribution, whatever its parameters."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial.legendre import leggauss

from simulator.scenario.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Pert,
    Triangular,
    Uniform,
    Weibull,
    parse,
)
from simulator.scenario.distributions.elementary import exp, log
from simulator.scenario.units import duration, number, write_duration

SMALLEST, LARGEST = 2.0**-53, 1 - 2.0**-53
"""The ends of the open interval that uniform numbers come from."""

positive = st.floats(1e-3, 1e6)
spread = st.floats(1.05, 10.0)
ordered = st.lists(st.floats(0, 1e6), min_size=3, max_size=3).map(sorted).filter(lambda x: x[2] - x[0] > 1e-3)
weighted = st.lists(st.tuples(positive, st.integers(0, 10).map(float)), min_size=1, max_size=20).filter(
    lambda pairs: any(weight for _, weight in pairs)
)
bounded = st.one_of(
    ordered.map(lambda x: Uniform(x[0], x[2])),
    ordered.map(lambda x: Triangular(*x)),
    ordered.map(lambda x: Pert(*x)),
)
tailed = st.one_of(
    positive.map(Exponential.of_mean),
    st.tuples(positive, spread).map(lambda x: Lognormal.of_median_p90(x[0], x[0] * x[1])),
    st.tuples(positive, st.floats(0.05, 3.0)).map(lambda x: Lognormal.of_mean_sd(x[0], x[0] * x[1])),
    st.tuples(positive, st.floats(0.05, 3.0)).map(lambda x: Gamma.of_mean_cv(*x)),
    st.tuples(st.floats(0.5, 20.0), positive).map(lambda x: Weibull.of_shape_scale(*x)),
    st.tuples(positive, spread).map(lambda x: Weibull.of_median_p90(x[0], x[0] * x[1])),
)
empirical = st.one_of(
    st.lists(positive, min_size=1, max_size=20).map(lambda values: Empirical(tuple(sorted(values)))),
    weighted.map(lambda pairs: Empirical(*(tuple(column) for column in zip(*sorted(pairs), strict=True)))),
)
continuous = bounded | tailed
anything = continuous | empirical | positive.map(Constant)
uniforms = st.lists(st.floats(SMALLEST, LARGEST), min_size=1, max_size=50)

NODES, NODE_WEIGHTS = leggauss(40)


def integral_of_powers(distribution: Distribution) -> tuple[float, float]:
    """Mean and variance by Gauss-Legendre quadrature of the quantile function.

    The unit interval is cut ever finer towards its ends, where quantiles run to infinity.
    """
    ends = np.concatenate(([0.0], 2.0 ** np.arange(-52, 0)))
    low, high = ends[:-1, None], ends[1:, None]
    u = low + (high - low) * (NODES + 1) / 2
    share = (high - low) * NODE_WEIGHTS / 2
    below, above = distribution.ppf(u), distribution.ppf(np.minimum(1 - u, LARGEST))
    mean = float((share * (below + above)).sum())
    return mean, float((share * ((below - mean) ** 2 + (above - mean) ** 2)).sum())


@given(anything, uniforms)
def test_a_larger_uniform_never_gives_a_smaller_value(distribution: Distribution, u: list[float]) -> None:
    values = distribution.ppf(np.sort(u))
    assert np.all(np.diff(values) >= -1e-12 * values[1:])


@given(anything, uniforms)
def test_values_are_finite_and_within_the_bounds(distribution: Distribution, u: list[float]) -> None:
    low, high = distribution.bounds
    values = distribution.ppf([*u, SMALLEST, LARGEST])
    assert np.all(np.isfinite(values))
    assert np.all((low <= values) & (values <= high))


@given(anything, uniforms)
def test_one_alone_gives_the_same_bits_as_among_many(distribution: Distribution, u: list[float]) -> None:
    many = distribution.ppf(np.tile(u, 7))
    alone = [float(distribution.ppf(one)) for one in u]
    assert many.tolist() == alone * 7
    assert distribution.ppf(np.repeat(u, 3)[::3]).tolist() == alone


@given(anything)
def test_the_shape_of_the_uniforms_is_kept(distribution: Distribution) -> None:
    assert distribution.ppf(np.full((2, 3), 0.5)).shape == (2, 3)
    assert distribution.ppf(0.5).shape == ()


@settings(max_examples=200)
@given(continuous)
def test_mean_and_variance_are_those_of_the_quantile_function(distribution: Distribution) -> None:
    mean, variance = integral_of_powers(distribution)
    assert mean == pytest.approx(distribution.mean, rel=1e-6)
    assert variance == pytest.approx(distribution.variance, rel=1e-4)


@given(empirical)
def test_mean_and_variance_of_observed_values_are_those_of_the_steps(distribution: Empirical) -> None:
    weights = np.array(distribution.weights or [1.0] * len(distribution.values))
    ends = np.concatenate(([0.0], np.cumsum(weights) / weights.sum()))
    middles, shares = (ends[1:] + ends[:-1]) / 2, np.diff(ends)
    values = distribution.ppf(middles[shares > 0])
    shares = shares[shares > 0]
    mean = float((shares * values).sum())
    assert distribution.mean == pytest.approx(mean, rel=1e-9)
    assert distribution.variance == pytest.approx(
        float((shares * (values - mean) ** 2).sum()), rel=1e-6, abs=1e-6
    )


@given(anything)
def test_the_median_is_the_middle_quantile(distribution: Distribution) -> None:
    assert distribution.median == pytest.approx(float(distribution.ppf(0.5)), rel=1e-12)


@given(positive, spread)
def test_a_median_and_a_p90_are_reproduced(median: float, ratio: float) -> None:
    for kind in (Lognormal, Weibull):
        distribution = kind.of_median_p90(median, median * ratio)
        assert distribution.median == pytest.approx(median, rel=1e-12)
        assert float(distribution.ppf(0.9)) == pytest.approx(median * ratio, rel=1e-12)


@given(positive, st.floats(0.05, 10.0))
def test_a_mean_and_a_spread_are_reproduced(mean: float, cv: float) -> None:
    for distribution in (Lognormal.of_mean_sd(mean, mean * cv), Gamma.of_mean_cv(mean, cv)):
        assert distribution.mean == pytest.approx(mean, rel=1e-12)
        assert math.sqrt(distribution.variance) == pytest.approx(mean * cv, rel=1e-12)


@given(anything)
def test_what_is_written_reads_as_the_same_bits(distribution: Distribution) -> None:
    assert parse(distribution.written(), number) == distribution
    assert parse(distribution.written(write_duration), duration) == distribution


@given(st.lists(st.floats(-700, 700), min_size=1))
def test_the_exponential_function_is_that_of_the_c_library(x: list[float]) -> None:
    assert exp(np.array(x)).tolist() == [math.exp(one) for one in x]


@given(st.lists(st.floats(sys.float_info.min, sys.float_info.max), min_size=1))
def test_the_logarithm_is_that_of_the_c_library(x: list[float]) -> None:
    assert log(np.array(x)).tolist() == [math.log(one) for one in x]
