"""Rates over time: how much has come, when so much has come, and profiles in local time."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from simulator.scenario.schema import RateProfile
from simulator.world.calendars import NEVER
from simulator.world.intensity import Intensity, intensity

HOUR = 3600
DAY = 24 * HOUR
MONDAY = datetime(2031, 3, 3, tzinfo=UTC)
STEPS = Intensity(breaks=(0, 100, 200, 300), rates=(0.5, 0.0, 2.0, 0.25))


def test_expected_events_add_up_piece_by_piece() -> None:
    assert [STEPS.cumulative(t) for t in (-50, 0, 10, 100, 150, 200, 300, 304)] == [
        0,
        0,
        5,
        50,
        50,
        50,
        250,
        251,
    ]


def test_a_rate_holds_from_its_break_on() -> None:
    assert [STEPS.rate_at(t) for t in (-1, 0, 99, 100, 200, 299, 300, 10**9)] == [
        0,
        0.5,
        0.5,
        0,
        2,
        2,
        0.25,
        0.25,
    ]


def test_segments_cover_the_time_asked_for() -> None:
    assert STEPS.segments(-10, 250) == [(-10, 0, 0.0), (0, 100, 0.5), (100, 200, 0.0), (200, 250, 2.0)]
    assert STEPS.segments(100, 200) == [(100, 200, 0.0)]
    assert STEPS.segments(400, 500) == [(400, 500, 0.25)]
    assert STEPS.segments(7, 7) == []


@pytest.mark.parametrize(
    ("t0", "hazard", "expected"),
    [
        (0, 0.0, 0),
        (0, 5.0, 10),
        (0, 5.1, 11),
        (0, 50.0, 100),
        (0, 50.5, 201),
        (100, 1.0, 201),
        (150, 2.0, 201),
        (0, 250.0, 300),
        (0, 251.0, 304),
        (-1000, 5.0, 10),
        (1000, 1.0, 1004),
    ],
)
def test_time_at_is_the_first_tick_with_enough(t0: int, hazard: float, expected: int) -> None:
    assert STEPS.time_at(t0, hazard) == expected
    assert STEPS.times_at(t0, [hazard]).tolist() == [expected]


def test_a_factor_hastens_the_event() -> None:
    assert STEPS.time_at(0, 5.0, factor=2.0) == 5
    assert STEPS.time_at(0, 5.0, factor=0.5) == 20
    assert STEPS.time_at(0, 5.0, factor=0.0) == NEVER


def test_what_a_rate_of_zero_cannot_bring_never_comes() -> None:
    ending = Intensity((0, 10), (1.0, 0.0))
    assert ending.time_at(0, 10.0) == 10
    assert ending.time_at(0, 10.5) == NEVER
    assert ending.time_at(0, math.inf) == NEVER
    assert ending.times_at(0, [[10.0, 10.5, math.inf]]).tolist() == [[10, NEVER, NEVER]]
    assert STEPS.time_at(0, math.inf) == NEVER


@pytest.mark.parametrize(
    ("breaks", "rates", "message"),
    [
        ((), (), "0 breaks"),
        ((0, 1), (1.0,), "2 breaks for 1 rates"),
        ((0, 0), (1.0, 2.0), "must rise"),
        ((0,), (-1.0,), "not negative"),
        ((0,), (math.inf,), "finite"),
        ((0,), (math.nan,), "finite"),
    ],
)
def test_pieces_that_make_no_sense_are_refused(
    breaks: tuple[int, ...], rates: tuple[float, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Intensity(breaks, rates)


def test_a_plain_rate_is_one_piece() -> None:
    plain = intensity(RateProfile(rate="24 / d"), "Europe/Berlin", MONDAY, -DAY, 300 * DAY)
    assert plain == Intensity((-DAY,), (24 / DAY,))


def test_a_step_multiplies_the_rate_until_the_next_step() -> None:
    profile = RateProfile(rate="24 / d", steps=[{"from": "D+3", "times": 0}, {"from": "D+1", "times": 2}])
    stepped = intensity(profile, "UTC", MONDAY, 0, 10 * DAY)
    assert stepped.breaks == (0, DAY, 3 * DAY)
    assert stepped.rates == pytest.approx((1 / HOUR, 2 / HOUR, 0))


def test_a_step_before_the_beginning_holds_from_the_beginning() -> None:
    profile = RateProfile(rate="24 / d", steps=[{"from": "D-5", "times": 3}])
    assert intensity(profile, "UTC", MONDAY, 0, DAY).rates == pytest.approx((3 / HOUR,))


def test_daily_weights_follow_the_local_clock_and_keep_the_mean() -> None:
    rush = [0.0] * 24
    rush[8] = 3.0
    laid_out = intensity(RateProfile(rate="10 / d", daily=rush), "Asia/Kathmandu", MONDAY, 0, 7 * DAY)
    opening = 2 * HOUR + 900  # 08:00 at UTC+05:45
    assert laid_out.segments(0, DAY) == [
        (0, opening, 0.0),
        (opening, opening + HOUR, pytest.approx(10 / HOUR)),
        (opening + HOUR, DAY, 0.0),
    ]
    assert laid_out.cumulative(7 * DAY) == pytest.approx(70)


def test_weekly_weights_begin_on_the_local_monday_and_keep_the_mean() -> None:
    weekly = [2.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5]
    laid_out = intensity(RateProfile(rate="7 / d", weekly=weekly), "Asia/Almaty", MONDAY, 0, 14 * DAY)
    ahead = 5 * HOUR
    assert laid_out.rate_at(0) * DAY == pytest.approx(14)
    assert laid_out.breaks[1] == DAY - ahead
    assert laid_out.rate_at(5 * DAY - ahead) * DAY == pytest.approx(3.5)
    assert laid_out.rate_at(7 * DAY - ahead - 1) * DAY == pytest.approx(3.5)
    assert laid_out.rate_at(7 * DAY - ahead) * DAY == pytest.approx(14)
    assert laid_out.cumulative(7 * DAY) == pytest.approx(49)


def test_daily_and_weekly_weights_multiply_and_keep_the_mean() -> None:
    profile = RateProfile(rate="30 / d", daily=list(range(24)), weekly=[1, 2, 3, 4, 5, 6, 7])
    laid_out = intensity(profile, "Asia/Dushanbe", MONDAY, 0, 28 * DAY)
    assert laid_out.cumulative(28 * DAY) == pytest.approx(30 * 28)
    thursday_noon = 3 * DAY + 12 * HOUR - 5 * HOUR
    assert laid_out.rate_at(thursday_noon) * DAY == pytest.approx(30 * (12 / 11.5) * (4 / 4))


@pytest.mark.parametrize(
    ("change", "hour", "expected_hours"),
    [
        (datetime(2031, 3, 29, 23, tzinfo=UTC), 2, 0),  # 02:00-03:00 is skipped
        (datetime(2031, 10, 25, 22, tzinfo=UTC), 2, 2),  # and comes twice
        (datetime(2031, 10, 25, 22, tzinfo=UTC), 3, 1),
    ],
)
def test_the_hours_of_a_clock_change_are_those_on_the_clock(
    change: datetime, hour: int, expected_hours: int
) -> None:
    only = [0.0] * 24
    only[hour] = 24.0
    day = intensity(RateProfile(rate="1 / h", daily=only), "Europe/Berlin", change, 0, 2 * DAY)
    local_day = (23 if change.month == 3 else 25) * HOUR
    assert day.cumulative(local_day) == pytest.approx(24 * expected_hours)


def test_half_hour_clock_changes_shift_the_profile() -> None:
    # Lord Howe: 5 October 2031 at 02:00 (UTC+10:30) the clock goes to 02:30.
    start = datetime(2031, 10, 4, 13, 30, tzinfo=UTC)
    only = [0.0] * 24
    only[2] = 24.0
    day = intensity(RateProfile(rate="1 / h", daily=only), "Australia/Lord_Howe", start, 0, DAY)
    assert [(a, b) for a, b, rate in day.segments(0, 20 * HOUR) if rate] == [(2 * HOUR, 2 * HOUR + 1800)]


def test_a_longer_layout_leaves_earlier_times_alone() -> None:
    profile = RateProfile(rate="100 / d", daily=list(range(24)), steps=[{"from": "D+20", "times": 4}])
    hazards = np.linspace(0.1, 800, 500)
    short = intensity(profile, "Europe/Berlin", MONDAY, -DAY, 9 * DAY).times_at(-DAY, hazards)
    long = intensity(profile, "Europe/Berlin", MONDAY, -DAY, 90 * DAY).times_at(-DAY, hazards)
    assert np.array_equal(short[short < 9 * DAY], long[long < 9 * DAY])
    assert (short < 9 * DAY).sum() > 400
