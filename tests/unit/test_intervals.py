"""Intervals over replications, against hand-worked numbers and by coverage."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

from simulator.analysis.intervals import (
    paired_difference,
    paired_ratio_difference,
    paired_ratio_relative_change,
    paired_relative_change,
    pooled_proportion,
    pooled_ratio,
    student_t,
    wilson,
)


def test_student_t_of_five_values_has_the_half_width_of_the_table():
    found = student_t([1, 2, 3, 4, 5])
    half = 2.7764451 * math.sqrt(2.5) / math.sqrt(5)
    assert (found.mean, found.low, found.high) == pytest.approx((3, 3 - half, 3 + half))


def test_student_t_leaves_out_what_was_not_observed():
    assert student_t([1, math.nan, 3]) == student_t([1, 3])


def test_one_value_has_a_mean_and_no_bounds():
    found = student_t([7.0])
    assert found.mean == 7
    assert math.isnan(found.low)
    assert math.isnan(found.high)


@pytest.mark.parametrize("values", [[], [math.nan, math.nan]])
def test_without_values_nothing_is_known(values):
    found = student_t(values)
    assert math.isnan(found.mean)
    assert math.isnan(found.low)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (10, 100, 0.0552291, 0.1743657),
        (0, 10, 0.0, 0.2775328),
        (10, 10, 0.7224672, 1.0),
        (81, 263, 0.2553002, 0.3662008),  # Newcombe 1998, table I
        (1, 29, 0.0061, 0.1718),  # Newcombe 1998, table I
    ],
)
def test_wilson_interval_has_its_published_bounds(k, n, low, high):
    found = wilson(k, n)
    assert found.mean == k / n
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


def test_wilson_without_trials_knows_nothing():
    assert math.isnan(wilson(0, 0).mean)


def test_one_replication_gives_the_plain_wilson_interval():
    assert pooled_proportion([3], [20]) == wilson(3, 20)


def test_a_share_of_zero_keeps_the_plain_wilson_interval():
    assert pooled_proportion([0] * 8, [5] * 8) == wilson(0, 40)


def test_cases_that_share_their_fate_within_a_replication_count_as_few():
    k, n = [20, 0] * 5, [20] * 10
    effect = (10 / 9 * 10 * 100 / 200**2) / (0.25 / 200) * (2.2621572 / 1.9599640) ** 2
    found, expected = pooled_proportion(k, n), wilson(100, 200, 200 / effect)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.high - found.low > 3 * (wilson(100, 200).high - wilson(100, 200).low)


def test_no_interval_is_narrower_than_for_independent_cases():
    assert pooled_proportion([5] * 10, [10] * 10) == wilson(50, 100)


def test_replications_without_trials_say_nothing_about_a_share():
    assert pooled_proportion([3, 0, 4], [10, 0, 10]) == pooled_proportion([3, 4], [10, 10])
    assert math.isnan(pooled_proportion([0, 0], [0, 0]).mean)


def test_share_intervals_cover_where_cases_depend_on_each_other():
    rng = np.random.default_rng(20310303)
    rounds, covered, covered_naively = 800, 0, 0
    for _ in range(rounds):
        n = rng.poisson(20, 40)
        k = rng.binomial(n, rng.beta(1.5, 3.5, 40))
        found, naive = pooled_proportion(k, n), wilson(k.sum(), n.sum())
        covered += found.low <= 0.3 <= found.high
        covered_naively += naive.low <= 0.3 <= naive.high
    tolerance = 4 * math.sqrt(0.95 * 0.05 / rounds)
    assert covered / rounds > 0.95 - tolerance
    assert covered_naively / rounds < 0.95 - tolerance


def test_pooled_ratio_with_equal_denominators_is_the_t_interval_of_the_ratios():
    found, expected = pooled_ratio([1, 2, 6], [2, 2, 2]), student_t([0.5, 1, 3])
    assert (found.mean, found.low, found.high) == pytest.approx((expected.mean, expected.low, expected.high))


def test_pooled_ratio_weighs_replications_by_their_denominators():
    assert pooled_ratio([10, 0], [10, 90]).mean == pytest.approx(0.1)


def test_pooled_ratio_intervals_cover():
    rng = np.random.default_rng(7)
    rounds, covered = 800, 0
    for _ in range(rounds):
        n = rng.integers(1, 30, 60)
        found = pooled_ratio(rng.gamma(n, 2.0), n)
        covered += found.low <= 2.0 <= found.high
    assert covered / rounds > 0.95 - 4 * math.sqrt(0.95 * 0.05 / rounds)


def test_paired_difference_is_the_t_interval_of_the_differences():
    assert paired_difference([3, 5, 9], [1, 1, 2]) == student_t([2, 4, 7])


def test_paired_difference_leaves_out_pairs_of_which_one_half_is_missing():
    assert paired_difference([3, math.nan, 9], [1, 1, 2]) == student_t([2, 7])


def test_paired_ratio_difference_with_equal_denominators_is_the_t_interval_of_the_differences():
    a, b = ([3, 4, 8], [10, 10, 10]), ([1, 1, 2], [10, 10, 10])
    found, expected = paired_ratio_difference(a, b), student_t([0.2, 0.3, 0.6])
    assert (found.mean, found.low, found.high) == pytest.approx((expected.mean, expected.low, expected.high))


def test_common_luck_cancels_in_a_paired_ratio_difference():
    rng = np.random.default_rng(11)
    n = rng.poisson(30, 50) + 1
    luck = rng.uniform(0.2, 0.6, 50)
    b = rng.binomial(n, luck)
    a = np.minimum(n, b + 1)
    found = paired_ratio_difference((a, n), (b, n))
    alone = pooled_proportion(a, n)
    assert found.low > 0
    assert found.high - found.low < (alone.high - alone.low) / 4


def test_paired_ratio_difference_needs_trials_on_both_sides():
    assert math.isnan(paired_ratio_difference(([1, 2], [3, 3]), ([0, 0], [0, 0])).mean)


def test_intervals_do_not_load_scipy_until_they_need_it():
    code = "import sys, simulator.analysis.summary; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Relative changes


def test_a_relative_change_has_fiellers_bounds():
    # By hand: means 3 and 2; the bounds r solve (3 - 2 r)^2 = t^2 Var(a - r b) / n
    a, b = np.array([2.0, 3.0, 4.0, 3.0]), np.array([1.0, 2.0, 2.0, 3.0])
    found = paired_relative_change(a, b)
    assert found.mean == pytest.approx(0.5)
    for bound in (found.low, found.high):
        ratio = 1 + bound
        spread = np.var(a - ratio * b, ddof=1) / 4
        assert (3 - 2 * ratio) ** 2 == pytest.approx(3.1824463**2 * spread)


def test_the_relative_change_of_ratios_with_equal_denominators_is_that_of_their_numerators():
    a, b = np.array([5.0, 7.0, 4.0, 9.0]), np.array([2.0, 4.0, 3.0, 3.0])
    ten = np.full(4, 10.0)
    by_ratio, by_count = paired_ratio_relative_change((a, ten), (b, ten)), paired_relative_change(a, b)
    assert (by_ratio.mean, by_ratio.low, by_ratio.high) == pytest.approx(
        (by_count.mean, by_count.low, by_count.high)
    )


@pytest.mark.parametrize(
    ("a", "b", "mean"),
    [
        ([1.0, 2.0, 3.0], [0.0, 0.0, 0.0], math.nan),  # no share of nothing
        ([0.0, 0.0, 0.0], [1.0, 2.0, 3.0], -1.0),  # nothing left: how surely cannot be told
        ([3.0], [2.0], 0.5),
        ([1.0, 2.0, 0.0, 4.0], [0.0, 0.0, 1.0, 0.0], 6.0),  # the baseline may well be 0
        ([math.nan], [2.0], math.nan),
    ],
)
def test_a_relative_change_without_ground_has_no_bounds(a, b, mean):
    found = paired_relative_change(a, b)
    assert found.mean == pytest.approx(mean, nan_ok=True)
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_variants_that_agree_in_every_replication_have_no_relative_change():
    found = paired_relative_change([3.0, 5.0, 4.0], [3.0, 5.0, 4.0])
    assert (found.mean, found.low, found.high) == pytest.approx((0, 0, 0), abs=1e-12)


@pytest.mark.parametrize(("common", "more"), [(4.0, 3.0), (0.5, 0.5), (20.0, 0.2)])
def test_relative_changes_of_counts_that_share_their_luck_are_covered(common, more):
    """Cases stopped with and without sharing: those stopped anyway, and those stopped only by sharing."""
    draws = np.random.default_rng(11)
    truth = more / common
    covered = 0
    for _ in range(1500):
        b = draws.poisson(common, 60)
        found = paired_relative_change(b + draws.poisson(more, 60), b)
        covered += found.low <= truth <= found.high
    assert 0.93 <= covered / 1500 <= 0.975


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_relative_changes_of_shares_are_covered_where_replications_differ(spread):
    draws = np.random.default_rng(5)
    covered = 0
    for _ in range(1500):
        trials = draws.poisson(40, 50) + 1
        level = np.exp(spread * draws.standard_normal(50) - spread**2 / 2)
        anyway = draws.binomial(trials, np.minimum(0.06 * level, 1))
        shared = draws.binomial(trials - anyway, np.minimum(0.08 * level, 1))
        found = paired_ratio_relative_change((anyway + shared, trials), (anyway, trials))
        # P(anyway or shared) / P(anyway) - 1, with the mean of level^2 for those that both would stop
        truth = 0.08 / 0.06 - 0.08 * np.exp(spread**2)
        covered += found.low <= truth <= found.high
    assert 0.93 <= covered / 1500 <= 0.975
