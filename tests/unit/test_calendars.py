"""Calendars: opening hours and moments in wall time, laid out in seconds from the scenario's start."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from simulator.scenario.hours import hours
from simulator.scenario.units import when
from simulator.world.calendars import ALWAYS, NEVER, Calendar, lay_out, offsets, resolve

HOUR = 3600
DAY = 24 * HOUR
MONDAY = datetime(2031, 3, 3, 6, tzinfo=UTC)
TWO_DAYS = Calendar(opens=(100, 300), closes=(200, 400))


def in_utc(calendar: Calendar, start: datetime) -> list[tuple[str, str]]:
    def text(tick: int) -> str:
        return (start + timedelta(seconds=tick)).strftime("%d %H:%M")

    return [(text(a), text(b)) for a, b in zip(calendar.opens, calendar.closes, strict=True)]


def test_an_interval_includes_its_opening_and_excludes_its_closing() -> None:
    assert [TWO_DAYS.is_open(t) for t in (99, 100, 199, 200, 300, 399, 400)] == [
        False, True, True, False, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("t", "expected"), [(0, 100), (100, 100), (150, 150), (199, 199), (200, 300), (399, 399), (400, None)]
)
def test_next_open_is_the_tick_itself_or_the_next_opening(t: int, expected: int | None) -> None:
    assert TWO_DAYS.next_open(t) == expected


@pytest.mark.parametrize(
    ("t", "seconds", "expected"),
    [
        (0, 0, 0),
        (250, 0, 250),
        (0, 1, 101),
        (100, 100, 200),
        (150, 60, 310),
        (250, 10, 310),
        (0, 200, 400),
        (0, 201, NEVER),
        (400, 1, NEVER),
    ],
)
def test_work_goes_on_only_while_open(t: int, seconds: int, expected: int) -> None:
    assert TWO_DAYS.add_working(t, seconds) == expected


def test_open_seconds_count_the_open_part() -> None:
    assert TWO_DAYS.open_seconds(0, 1000) == 200
    assert TWO_DAYS.open_seconds(150, 350) == 100
    assert TWO_DAYS.open_seconds(200, 300) == 0


def test_what_is_always_open_works_around_the_clock() -> None:
    assert ALWAYS.is_open(-5)
    assert ALWAYS.next_open(7) == 7
    assert ALWAYS.add_working(7, 10**9) == 7 + 10**9
    assert ALWAYS.open_seconds(-10, 10) == 20


def test_a_calendar_without_intervals_never_opens() -> None:
    assert Calendar().next_open(0) is None
    assert Calendar().add_working(0, 1) == NEVER
    assert not Calendar().is_open(0)


@pytest.mark.parametrize(
    ("opens", "closes"), [((5,), (5,)), ((0, 5), (5, 9)), ((9, 0), (10, 1)), ((0, 2), (4, 6))]
)
def test_intervals_that_touch_overlap_or_run_backwards_are_refused(
    opens: tuple[int, ...], closes: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match="sorted, apart and not empty"):
        Calendar(opens, closes)


def test_office_hours_in_a_fixed_zone() -> None:
    calendar = lay_out(hours("office"), "Asia/Dushanbe", [], MONDAY, 0, 7 * DAY)
    # 09:00-18:00 at UTC+5; the office is already open when the scenario starts.
    assert in_utc(calendar, MONDAY) == [
        (f"{day:02d} 04:00", f"{day:02d} 13:00") for day in (3, 4, 5, 6, 7, 10)
    ]
    assert calendar.is_open(0)


def test_holidays_close_the_windows_that_open_on_them() -> None:
    calendar = lay_out(hours("office"), "Asia/Dushanbe", [date(2031, 3, 4)], MONDAY, 0, 2 * DAY)
    assert in_utc(calendar, MONDAY) == [("03 04:00", "03 13:00"), ("05 04:00", "05 13:00")]


def test_around_the_clock_knows_no_holidays() -> None:
    assert lay_out(hours("24/7"), "Asia/Dushanbe", [date(2031, 3, 3)], MONDAY, 0, DAY) is ALWAYS


def test_whole_days_join_into_one_interval_until_a_holiday() -> None:
    daily = hours({"days": "daily", "from": "00:00", "to": "24:00"})
    calendar = lay_out(daily, "UTC", [date(2031, 3, 6)], MONDAY, 0, 5 * DAY)
    assert in_utc(calendar, MONDAY)[-1] == ("07 00:00", "09 00:00")
    assert in_utc(calendar, MONDAY)[0][1] == "06 00:00"


def test_a_window_past_midnight_belongs_to_the_day_it_opens() -> None:
    night = hours({"days": ["fri"], "from": "22:00", "to": "06:00"})
    calendar = lay_out(night, "UTC", [date(2031, 3, 8)], MONDAY, 0, 7 * DAY)
    assert in_utc(calendar, MONDAY) == [("07 22:00", "08 06:00")]


def test_a_night_shift_that_began_the_day_before_the_start_is_laid_out() -> None:
    night = hours({"days": "daily", "from": "22:00", "to": "06:00"})
    start = datetime(2031, 3, 3, 1, tzinfo=UTC)
    assert lay_out(night, "UTC", [], start, 0, DAY).is_open(0)
    assert lay_out(night, "Pacific/Auckland", [], datetime(2031, 3, 3, 9, 30, tzinfo=UTC), 0, DAY).is_open(0)


def test_overlapping_shifts_are_joined() -> None:
    both = hours(["mon 08:00-14:00", "mon 12:00-20:00", "mon 20:00-21:00"])
    assert in_utc(lay_out(both, "UTC", [], MONDAY, 0, DAY), MONDAY) == [("03 08:00", "03 21:00")]


def test_office_hours_follow_a_clock_change() -> None:
    start = datetime(2031, 3, 28, tzinfo=UTC)  # Friday; Berlin changes to summer time on Sunday 30
    calendar = lay_out(hours("office"), "Europe/Berlin", [], start, 0, 4 * DAY)
    assert in_utc(calendar, start) == [("28 08:00", "28 17:00"), ("31 07:00", "31 16:00")]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("sun 01:00-04:00", [("30 00:00", "30 02:00")]),  # one hour shorter
        ("sun 02:30-04:00", [("30 01:30", "30 02:00")]),  # 02:30 is shifted to 03:30
        ("sun 00:00-02:30", [("29 23:00", "30 01:30")]),
        ("sun 02:30-03:00", []),  # 03:30 to 03:00: nothing is left
    ],
)
def test_wall_times_skipped_by_the_clock_are_shifted_forward(
    window: str, expected: list[tuple[str, str]]
) -> None:
    start = datetime(2031, 3, 29, tzinfo=UTC)
    assert in_utc(lay_out(hours(window), "Europe/Berlin", [], start, 0, 3 * DAY), start) == expected


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("sun 01:00-04:00", [("25 23:00", "26 03:00")]),  # one hour longer
        ("sun 02:30-04:00", [("26 00:30", "26 03:00")]),  # the first 02:30
        ("sun 01:00-02:30", [("25 23:00", "26 00:30")]),
    ],
)
def test_wall_times_that_occur_twice_mean_the_first(window: str, expected: list[tuple[str, str]]) -> None:
    start = datetime(2031, 10, 25, tzinfo=UTC)
    assert in_utc(lay_out(hours(window), "Europe/Berlin", [], start, 0, 3 * DAY), start) == expected


def test_a_longer_layout_only_adds_intervals() -> None:
    short = lay_out(hours("office"), "Europe/Berlin", [], MONDAY, -DAY, 9 * DAY)
    long = lay_out(hours("office"), "Europe/Berlin", [], MONDAY, -DAY, 90 * DAY)
    assert long.opens[: len(short.opens)] == short.opens
    assert long.closes[: len(short.closes)] == short.closes
    assert long.opens[len(short.opens)] >= 9 * DAY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D+0", 0),
        ("D+3", 3 * DAY),
        ("D-1", -DAY),
        ("D+0 11:00", 0),  # 06:00 UTC is 11:00 in Dushanbe
        ("D+3 06:00", 3 * DAY - 5 * HOUR),
        ("D+1 00:00", 13 * HOUR),
        ("2031-03-04T06:00Z", DAY),
        ("2031-03-04T06:00+05:00", DAY - 5 * HOUR),
        ("2031-03-04T06:00", DAY - 5 * HOUR),
    ],
)
def test_moments_are_read_in_the_given_zone(text: str, expected: int) -> None:
    assert resolve(when(text), "Asia/Dushanbe", MONDAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D+1 02:30", datetime(2031, 3, 30, 1, 30, tzinfo=UTC)),
        ("D+2 02:30", datetime(2031, 3, 31, 0, 30, tzinfo=UTC)),
        ("D+2", datetime(2031, 3, 31, 10, tzinfo=UTC)),  # still noon on the wall
        ("D+211 02:30", datetime(2031, 10, 26, 0, 30, tzinfo=UTC)),
        ("2031-10-26T02:30", datetime(2031, 10, 26, 0, 30, tzinfo=UTC)),
        ("2031-10-26T03:00", datetime(2031, 10, 26, 2, tzinfo=UTC)),
    ],
)
def test_moments_follow_clock_changes(text: str, expected: datetime) -> None:
    start = datetime(2031, 3, 29, 11, tzinfo=UTC)
    assert start + timedelta(seconds=resolve(when(text), "Europe/Berlin", start)) == expected


def test_the_start_is_day_zero_even_in_the_second_of_two_equal_hours() -> None:
    start = datetime(2031, 10, 26, 1, 30, tzinfo=UTC)  # 02:30 in Berlin for the second time
    assert resolve(when("D+0"), "Europe/Berlin", start) == 0
    assert resolve(when("D+1"), "Europe/Berlin", start) == DAY
    skipped = start + timedelta(seconds=resolve(when("D+154"), "Europe/Berlin", start))
    assert skipped == datetime(2032, 3, 28, 1, 30, tzinfo=UTC)  # 03:30, as for any other start


def test_a_start_written_in_another_zone_is_the_same_instant() -> None:
    start = datetime.fromisoformat("2031-03-03T11:00+05:00")
    assert resolve(when("D+1 06:00"), "Europe/Berlin", start) == resolve(
        when("D+1 06:00"), "Europe/Berlin", MONDAY
    )


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Dushanbe", [(0, 5 * HOUR)]),
        ("Asia/Kathmandu", [(0, 5 * HOUR + 2700)]),
        ("Europe/Berlin", [(0, HOUR), (89 * DAY - 23 * HOUR, 2 * HOUR), (299 * DAY - 23 * HOUR, HOUR)]),
    ],
)
def test_offsets_change_at_the_exact_second(zone: str, expected: list[tuple[int, int]]) -> None:
    start = datetime(2031, 1, 1, tzinfo=UTC)
    assert offsets(zone, start, 0, 364 * DAY) == expected
