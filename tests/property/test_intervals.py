"""What intervals and estimates from censored times owe to nobody's numbers in particular."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.intervals import (
    paired_difference,
    paired_ratio_difference,
    pooled_proportion,
    pooled_ratio,
    student_t,
    wilson,
)
from simulator.analysis.survival import cumulative_incidence, kaplan_meier_quantile, masses, survival

trials = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair))),
    min_size=1,
    max_size=12,
)
values = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12)
subjects = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 2)), min_size=1, max_size=30)


@given(trials)
def test_a_share_lies_within_its_bounds_and_these_within_0_and_1(pairs):
    k, n = np.array(pairs).T
    found = pooled_proportion(k, n)
    if n.sum() == 0:
        assert math.isnan(found.mean)
    else:
        assert 0 <= found.low <= found.mean <= found.high <= 1
        assert found.low < found.high


@given(trials)
def test_failures_have_the_mirrored_interval_of_successes(pairs):
    k, n = np.array(pairs).T
    found, mirrored = pooled_proportion(k, n), pooled_proportion(n - k, n)
    if n.sum():
        assert (mirrored.low, mirrored.high) == pytest.approx((1 - found.high, 1 - found.low))


@given(trials, st.randoms())
def test_the_order_of_replications_changes_no_interval(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    for estimate in (pooled_proportion, pooled_ratio):
        one, other = estimate(*np.array(pairs).T), estimate(*np.array(shuffled).T)
        assert (one.low, one.high) == pytest.approx((other.low, other.high), nan_ok=True)


@given(st.integers(1, 200), st.floats(0, 1))
def test_fewer_effective_trials_widen_the_wilson_interval(n, share):
    wide, narrow = wilson(share * n, n, n / 2), wilson(share * n, n)
    assert wide.low <= narrow.low + 1e-12
    assert wide.high >= narrow.high - 1e-12


@given(values)
def test_the_t_interval_moves_with_its_values(sample):
    found, moved = student_t(sample), student_t(np.array(sample) + 1000)
    assert (moved.low, moved.high) == pytest.approx((found.low + 1000, found.high + 1000), abs=1e-3)


@given(values)
def test_a_variant_does_not_differ_from_itself(sample):
    found = paired_difference(sample, sample)
    assert (found.mean, found.low, found.high) == (0, 0, 0)


@given(trials)
def test_swapping_variants_turns_a_paired_difference_round(pairs):
    k, n = np.array(pairs).T
    one, other = paired_ratio_difference((k, n), (n - k, n)), paired_ratio_difference((n - k, n), (k, n))
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low), nan_ok=True)


def _textbook_incidence(pairs: list[tuple[int, int]], cause: int, at: int) -> float:
    """Aalen-Johansen as the books write it: sum over times of S(t-) d / Y."""
    alive, total = 1.0, 0.0
    for time in sorted({time for time, _ in pairs}):
        if time > at:
            break
        followed = sum(t >= time for t, _ in pairs)
        ends = [sum(pair == (time, kind) for pair in pairs) for kind in (1, 2)]
        total += alive * ends[cause - 1] / followed
        alive *= 1 - sum(ends) / followed
    return total


@given(subjects, st.integers(0, 9), st.integers(1, 2))
def test_masses_add_up_to_the_aalen_johansen_estimate(pairs, at, cause):
    times, causes = np.array(pairs).T
    assert cumulative_incidence(times, causes, cause, at) == pytest.approx(
        _textbook_incidence(pairs, cause, at)
    )


@given(subjects)
def test_ends_of_all_kinds_and_what_survives_make_up_everything(pairs):
    times, causes = np.array(pairs).T
    ended = sum(float(cumulative_incidence(times, causes, cause, 9)) for cause in (1, 2))
    assert ended + float(survival(times, causes > 0, 9)) == pytest.approx(1)


@given(subjects)
def test_without_censoring_incidence_is_a_plain_share(pairs):
    times, causes = np.array(pairs).T
    causes = np.maximum(causes, 1)
    expected = np.mean((causes == 1) & (times <= 4))
    assert float(cumulative_incidence(times, causes, 1, 4)) == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40))
def test_groups_do_not_touch_each_other(triples):
    times, causes, groups = np.array(triples).T
    together = masses(times, causes, groups)
    for group in range(3):
        mine = groups == group
        expected = float(cumulative_incidence(times[mine], causes[mine], 1, 5)) if mine.any() else 0.0
        assert together.incidence(1, 5, 3)[group] == pytest.approx(expected)
        median = kaplan_meier_quantile(times[mine], causes[mine] > 0) if mine.any() else math.nan
        assert together.quantiles(0.5, 3)[group] == pytest.approx(median, nan_ok=True)
