"""What draws are made of, for any input: random words, addresses, rates and calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.scenario.hours import Hours, Window
from simulator.scenario.units import When
from simulator.world.address import child, children
from simulator.world.calendars import NEVER, Calendar, lay_out, offsets, resolve
from simulator.world.intensity import Intensity
from simulator.world.philox import block, philox4x32, uniform, uniforms

DAY = 86400
# Far from the start, a tick cannot resolve rates of less than about this; no scenario has any.
RATES = st.one_of(st.just(0.0), st.floats(1e-9, 10.0))
ZONES = st.sampled_from(
    [
        "UTC",
        "Asia/Dushanbe",
        "Asia/Almaty",
        "Asia/Kathmandu",
        "Europe/Berlin",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
        "Africa/Casablanca",
    ]
)
WORDS = st.integers(0, 2**32 - 1)
ADDRESSES = st.integers(0, 2**64 - 1)
STARTS = st.datetimes(datetime(2015, 1, 1), datetime(2036, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=20))
def test_random_words_are_the_same_alone_and_in_bulk(rows: list[tuple[int, ...]]) -> None:
    bulk = philox4x32(*np.array(rows, dtype=np.uint64).T)
    assert [tuple(int(word[i]) for word in bulk) for i in range(len(rows))] == [block(*row) for row in rows]


@given(st.lists(st.tuples(ADDRESSES, ADDRESSES, WORDS, WORDS), min_size=1, max_size=20))
def test_draws_are_the_same_alone_and_in_bulk_and_inside_the_open_interval(
    rows: list[tuple[int, int, int, int]],
) -> None:
    keys, addresses, visits, slots = np.array(rows, dtype=np.uint64).T
    alone = [uniform(*row) for row in rows]
    assert uniforms(keys, addresses, visits, slots).tolist() == alone
    assert uniforms(rows[0][0], addresses, visits, slots)[0] == alone[0]
    assert all(0.0 < draw < 1.0 and (draw * 2**52 - 0.5).is_integer() for draw in alone)


@given(ADDRESSES, ADDRESSES, st.lists(ADDRESSES, max_size=20))
def test_addresses_are_the_same_alone_and_in_bulk(parent: int, relation: int, counts: list[int]) -> None:
    bulk = children(parent, relation, np.array(counts, dtype=np.uint64))
    assert bulk.tolist() == [child(parent, relation, k) for k in counts]
    assert len(set(bulk.tolist())) == len(set(counts))


@st.composite
def intensities(draw: st.DrawFn) -> Intensity:
    first = draw(st.integers(-10 * DAY, 10 * DAY))
    lengths = draw(st.lists(st.integers(1, 3 * DAY), max_size=12))
    breaks = [first, *(first + int(total) for total in np.cumsum(lengths))]
    return Intensity(tuple(breaks), tuple(draw(RATES) for _ in breaks))


@given(intensities(), st.integers(-20 * DAY, 60 * DAY), st.floats(0, 1000), st.floats(0, 4))
def test_time_at_is_the_first_tick_that_has_brought_enough(
    rate: Intensity, t0: int, hazard: float, factor: float
) -> None:
    def brought(t: int) -> float:
        return factor * (rate.cumulative(t) - rate.cumulative(t0))

    t = rate.time_at(t0, hazard, factor)
    assert t >= t0
    if t < NEVER:
        assert brought(t) >= hazard
    if t > t0:
        assert brought(min(t - 1, 10**12)) < hazard


@given(intensities(), st.integers(-20 * DAY, 60 * DAY), st.lists(st.floats(0, 5000), max_size=30))
def test_times_are_the_same_alone_and_in_bulk_and_in_order(
    rate: Intensity, t0: int, hazards: list[float]
) -> None:
    hazards.sort()
    times = rate.times_at(t0, hazards)
    assert times.tolist() == [rate.time_at(t0, hazard) for hazard in hazards]
    assert (np.diff(times) >= 0).all()


@given(intensities(), st.integers(-20 * DAY, 60 * DAY), st.integers(0, 60 * DAY))
def test_segments_make_up_the_expected_number_of_events(rate: Intensity, a: int, length: int) -> None:
    pieces = rate.segments(a, a + length)
    total = sum((end - start) * level for start, end, level in pieces)
    assert abs(total - (rate.cumulative(a + length) - rate.cumulative(a))) <= 1e-9 * (1 + total)
    assert sum(end - start for start, end, _ in pieces) == length
    assert all(rate.rate_at(start) == rate.rate_at(end - 1) == level for start, end, level in pieces)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    steps = draw(st.lists(st.integers(1, 40), max_size=20))
    edges = [int(edge) for edge in np.cumsum(steps)][: len(steps) // 2 * 2]
    return Calendar(tuple(edges[::2]), tuple(edges[1::2]))


@given(calendars(), st.integers(-20, 450), st.integers(0, 300))
def test_work_takes_exactly_its_open_seconds(calendar: Calendar, t: int, seconds: int) -> None:
    end = calendar.add_working(t, seconds)
    if end == NEVER:
        assert calendar.open_seconds(t, 10**6) < seconds
    else:
        assert calendar.open_seconds(t, end) == seconds
        assert end == t if seconds == 0 else calendar.is_open(end - 1)


@given(calendars(), st.integers(-20, 450), st.integers(0, 450))
def test_open_seconds_are_the_open_ticks(calendar: Calendar, a: int, length: int) -> None:
    assert calendar.open_seconds(a, a + length) == sum(calendar.is_open(t) for t in range(a, a + length))
    opening = calendar.next_open(a)
    ahead = [t for t in range(a, 900) if calendar.is_open(t)]
    assert opening == (ahead[0] if ahead else None)


@st.composite
def weekly_hours(draw: st.DrawFn) -> Hours:
    """Windows that stay clear of the small hours, in which clocks change."""
    windows = []
    for _ in range(draw(st.integers(1, 3))):
        opens = draw(st.integers(5 * 60, 23 * 60))
        past_midnight = st.just(5 * 60 if opens > 5 * 60 else 6 * 60)
        closes = draw(st.one_of(st.integers(opens + 1, 24 * 60), past_midnight))
        days = draw(st.sets(st.integers(0, 6), min_size=1))
        windows.append(Window(tuple(sorted(days)), opens, closes))
    return Hours(tuple(windows))


def open_on_the_wall(local: datetime, hours: Hours, holidays: list[date]) -> bool:
    """Whether a local clock reading lies in a window, by reading the clock."""
    minute = local.hour * 60 + local.minute
    today, yesterday = local.date(), local.date() - timedelta(days=1)
    for window in hours.windows:
        overnight = window.closes <= window.opens
        opened_today = today.weekday() in window.days and today not in holidays
        opened_yesterday = yesterday.weekday() in window.days and yesterday not in holidays
        if opened_today and window.opens <= minute and (overnight or minute < window.closes):
            return True
        if opened_yesterday and overnight and minute < window.closes:
            return True
    return False


@settings(max_examples=150)
@given(weekly_hours(), ZONES, STARTS, st.lists(st.integers(-1, 12), max_size=3), st.data())
def test_a_calendar_is_open_when_the_clock_on_the_wall_says_so(
    hours: Hours, zone: str, start: datetime, closed: list[int], data: st.DataObject
) -> None:
    where = ZoneInfo(zone)
    holidays = [start.astimezone(where).date() + timedelta(days=day) for day in closed]
    calendar = lay_out(hours, zone, holidays, start, -2 * DAY, 12 * DAY)
    for _ in range(20):
        t = data.draw(st.integers(-2 * DAY, 12 * DAY - 1))
        local = (start + timedelta(seconds=t)).astimezone(where)
        assert calendar.is_open(t) == open_on_the_wall(local, hours, holidays)


@given(st.integers(-400, 400), st.times(), ZONES, STARTS)
def test_a_wall_time_is_read_as_the_first_that_shows_it_or_shifted_by_the_skip(
    day: int, wall: time, zone: str, start: datetime
) -> None:
    where = ZoneInfo(zone)
    wall = wall.replace(microsecond=0)
    tick = resolve(When(day=day, wall=wall), zone, start)
    asked = datetime.combine(start.astimezone(where).date() + timedelta(days=day), wall)
    shown = (start + timedelta(seconds=tick)).astimezone(where)
    if shown.replace(tzinfo=None) == asked:
        assert shown.fold == 0
    else:
        before, after = asked.replace(tzinfo=where).utcoffset(), shown.utcoffset()
        assert after > before
        assert shown.replace(tzinfo=None) - asked == after - before


@given(ZONES, STARTS, st.integers(-500 * DAY, 500 * DAY), st.integers(0, 500 * DAY), st.data())
@settings(max_examples=50)
def test_offsets_agree_with_the_zone_at_every_tick(
    zone: str, start: datetime, first: int, length: int, data: st.DataObject
) -> None:
    where = ZoneInfo(zone)
    listed = offsets(zone, start, first, first + length)
    assert listed[0][0] == first
    near = [tick + step for tick, _ in listed for step in (-1, 0, 1)]
    somewhere = [data.draw(st.integers(first, first + length)) for _ in range(10)]
    for t in (t for t in near + somewhere if first <= t <= first + length):
        expected = (start + timedelta(seconds=t)).astimezone(where).utcoffset().total_seconds()
        assert [seconds for tick, seconds in listed if tick <= t][-1] == expected
