"""Kaplan-Meier and Aalen-Johansen against examples worked by hand and in the literature."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.analysis.survival import cumulative_incidence, kaplan_meier_quantile, survival

# Remission under 6-MP in weeks, + censored: Freireich et al. 1963, as in most textbooks.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_survival_of_the_6_mp_patients_is_that_of_the_textbooks():
    found = survival(WEEKS, ENDED, [5, 6, 7, 10, 13, 16, 22, 23, 35])
    assert found == pytest.approx([1, 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448, 0.448], abs=5e-4)


def test_median_remission_of_the_6_mp_patients_is_23_weeks():
    assert kaplan_meier_quantile(WEEKS, ENDED) == 23


def test_a_quantile_that_nobody_is_followed_to_is_unknown():
    assert math.isnan(kaplan_meier_quantile(WEEKS, ENDED, 0.6))


def test_half_of_two_is_reached_with_the_first():
    assert kaplan_meier_quantile([4, 9], [1, 1]) == 4


def test_incidence_worked_by_hand():
    # 4 followed: 1/4 of kind 1 at 1; one lost at 2; of the 2 left one of kind 2 at 3; the last of kind 1 at 4.
    times, causes = [1, 2, 3, 4], [1, 0, 2, 1]
    assert cumulative_incidence(times, causes, 1, [0, 1, 3, 4]) == pytest.approx([0, 0.25, 0.25, 0.625])
    assert cumulative_incidence(times, causes, 2, [0, 1, 3, 4]) == pytest.approx([0, 0, 0.375, 0.375])


def test_who_is_censored_at_the_time_of_an_end_was_followed_to_it():
    assert survival([5, 5], [1, 0], 5) == pytest.approx(0.5)
    assert survival([5, 5], [0, 1], 5) == pytest.approx(0.5)


def test_competing_ends_are_not_mistaken_for_censoring():
    times, causes = [1, 1, 2, 2], [2, 2, 1, 1]
    assert cumulative_incidence(times, causes, 1, 2) == pytest.approx(0.5)
    assert 1 - survival(times, np.array(causes) == 1, 2) == pytest.approx(1.0)


def test_without_subjects_there_is_no_share():
    assert np.isnan(cumulative_incidence([], [], 1, [1, 2])).all()
    assert math.isnan(kaplan_meier_quantile([], []))
