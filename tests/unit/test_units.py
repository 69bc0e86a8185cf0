"""Quantities: what is understood, what is refused and with which words, and that writing undoes reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from simulator.scenario.units import (
    Amount,
    Clock,
    Count,
    Duration,
    Money,
    Probability,
    Quantity,
    Rate,
    Weight,
    When,
    amount,
    clock,
    count,
    duration,
    money,
    number,
    probability,
    rate,
    weight,
    when,
    write_clock,
    write_duration,
    write_number,
    write_quantity,
    write_rate,
)

HUGE = pytest.param(10**400, id="huge")
READERS = (duration, rate, probability, number, weight, count, money, amount, when, clock)


class Quantities(BaseModel):
    duration: Duration
    rate: Rate
    probability: Probability
    weight: Weight
    count: Count
    money: Money
    amount: Amount
    when: When
    clock: Clock


WRITTEN = {
    "duration": "1 h 30 min",
    "rate": "2 per week",
    "probability": "1 in 2000",
    "weight": 0.6,
    "count": 3,
    "money": {"usd": 20000},
    "amount": "12 kg",
    "when": "D+3 06:00",
    "clock": "9:00",
}


def message_of(read: Callable[[object], object], value: object) -> str:
    with pytest.raises(ValueError, match=r"\S") as caught:
        read(value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90 s", 90),
        ("45 min", 2_700),
        ("36 h", 129_600),
        ("3 d", 259_200),
        ("2 w", 1_209_600),
        ("1 h 30 min", 5_400),
        ("1h30min", 5_400),
        ("1 week 2 days 3 hours 4 minutes 5 seconds", 604_800 + 172_800 + 10_800 + 245),
        ("1.5 h", 5_400),
        (".5 h", 1_800),
        ("1e3 s", 1_000),
        ("  12  H ", 43_200),
        ("0 s", 0),
        ("+2 d", 172_800),
    ],
)
def test_durations_are_read_as_seconds(text: str, seconds: float) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize("value", [12, 0, 1.5])
def test_a_bare_number_is_no_duration_and_the_message_lists_the_units(value: float) -> None:
    message = message_of(duration, value)
    assert "a bare number where a duration belongs" in message
    assert f"found {value}" in message
    assert 'write for example "12 h"; units: s, min, h, d, w' in message


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("12", "without quotes it is a number"),
        ("12 hs", 'unknown unit of time "hs"; units: s, min, h, d, w'),
        ("12 huors", 'did you mean "hours"?'),
        ("3 m", 'minutes are "min"'),
        ("2 months", 'write days, for example "30 d"'),
        ("1 y", 'write days, for example "365 d"'),
        ("1,5 h", "write a decimal point"),
        ("-3 h", "cannot be negative"),
        ("1 h -30 min", "cannot be negative"),
        ("30 min 1 h", "the longest first"),
        ("1 h 1 h", "each unit once"),
        ("1e400 s", "cannot be meant"),
        ("1001000 d", "cannot be meant"),
        ("12 h nonsense", 'found "12 h nonsense"'),
        ("h", "expected a duration"),
        ("", "expected a duration"),
        ("PT12H", "expected a duration"),
        ("٣ h", "expected a duration"),
        (True, "found true"),
        (None, "found nothing"),
        (["12 h"], "found a list"),
        ({"h": 12}, "found a mapping"),
        ("1 h " * 1_000_000, "expected a duration"),
    ],
)
def test_what_is_no_duration_is_refused_with_the_reason(value: object, part: str) -> None:
    assert part in message_of(duration, value)


@pytest.mark.parametrize(
    ("text", "per_second"),
    [("400 / d", 400 / 86_400), ("1.5/d", 1.5 / 86_400), ("2 per week", 2 / 604_800), ("3 / h", 3 / 3_600)],
)
def test_rates_are_read_per_second(text: str, per_second: float) -> None:
    assert rate(text) == per_second


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (400, 'a bare number where a rate belongs: write for example "12 / d"; units: s, min, h, d, w'),
        ("400", "without quotes it is a number"),
        ("400 d", 'expected a rate, for example "400 / d"'),
        ("400 / fortnight", "unknown unit of time"),
        ("-1 / d", "cannot be negative"),
        ("4perd", "expected a rate"),
        ("1e999 / s", "cannot be meant"),
        (False, "found false"),
    ],
)
def test_what_is_no_rate_is_refused_with_the_reason(value: object, part: str) -> None:
    assert part in message_of(rate, value)


@pytest.mark.parametrize(
    ("value", "chance"),
    [(0, 0), (1, 1), (0.3, 0.3), ("30 %", 0.3), ("0.07%", 0.0007), ("1 in 2000", 0.0005), ("3 in 4", 0.75)],
)
def test_probabilities_take_three_forms(value: object, chance: float) -> None:
    assert probability(value) == chance


@pytest.mark.parametrize(
    "value", [-0.1, 1.01, 30, "140 %", "3 in 2", "1 in 0", "0.3", True, None, "often", HUGE]
)
def test_what_is_no_probability_is_refused_with_the_forms_it_takes(value: object) -> None:
    assert 'a number from 0 to 1, "30 %" or "1 in 2000"' in message_of(probability, value)


@pytest.mark.parametrize("value", [-1, "1", True, float("nan"), float("inf"), HUGE, None])
@pytest.mark.parametrize("read", [number, weight, count])
def test_a_bare_number_is_finite_and_not_negative(read: Callable[[object], object], value: object) -> None:
    assert "found" in message_of(read, value)


@pytest.mark.parametrize("value", [3.0, 2.5, 10**9 + 1])
def test_a_count_is_a_whole_number_within_reason(value: object) -> None:
    assert "a whole number" in message_of(count, value)


@pytest.mark.parametrize("value", ["20000 usd", "20000 USD", "20000usd", {"usd": 20000}, {"USD": 20000.0}])
def test_money_has_a_currency(value: object) -> None:
    assert money(value) == Quantity(20_000.0, "usd")


@pytest.mark.parametrize(
    "value",
    [
        20000,
        "20000",
        "usd 5",
        "5 dollars",
        {"usd": "5"},
        {"usd": 5, "eur": 6},
        {},
        {"usd": True},
        "-1 usd",
        [1],
    ],
)
def test_what_is_no_sum_of_money_is_refused(value: object) -> None:
    assert "a sum of money" in message_of(money, value)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("20.000 usd", "20000 usd or 20.0 usd"),
        ("1.500usd", "1500 usd or 1.5 usd"),
        ("+12.345 EUR", "12345 EUR or 12.3450 EUR"),
    ],
)
def test_a_point_that_may_separate_thousands_is_refused(text: str, ways: str) -> None:
    assert message_of(money, text) == f'"{text}" has two readings: write {ways}'


@pytest.mark.parametrize("text", ["20.00 usd", "20.0000 usd", "0.125 usd", "1234.567 usd", "12.3450 usd"])
def test_a_point_that_can_only_be_decimal_is_read_so(text: str) -> None:
    assert money(text) == (float(text.removesuffix(" usd")), "usd")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12 kg", (12.0, "kg")), ("3 persons", (3.0, "persons")), ("1.5 кг", (1.5, "кг"))],
)
def test_amounts_keep_the_unit_they_are_given(text: str, expected: tuple[float, str]) -> None:
    assert amount(text) == expected


def test_a_quantity_is_taken_as_it_is() -> None:
    assert money(Quantity(1.0, "usd")) == (1.0, "usd")
    assert amount(Quantity(1.0, "kg")) == (1.0, "kg")
    assert when(When(day=3)) == When(day=3)


@pytest.mark.parametrize("value", [12, "12", "kg", "12 kg 3", "-2 kg", True])
def test_what_is_no_amount_is_refused(value: object) -> None:
    assert "an amount" in message_of(amount, value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D+3 06:00", When(day=3, wall=time(6))),
        ("d+3 6:00", When(day=3, wall=time(6))),
        ("D+0", When(day=0)),
        ("D-2", When(day=-2)),
        ("D+10 06:00:30", When(day=10, wall=time(6, 0, 30))),
        ("2031-03-06", When(date_time=datetime(2031, 3, 6))),
        ("2031-03-06 06:00", When(date_time=datetime(2031, 3, 6, 6))),
        ("2031-03-06T06:00Z", When(date_time=datetime(2031, 3, 6, 6, tzinfo=UTC))),
        ("2031-03-06T06:00:00+05:00", When(date_time=datetime(2031, 3, 6, 1, tzinfo=UTC))),
    ],
)
def test_moments_are_days_of_the_scenario_or_dates(text: str, expected: When) -> None:
    assert when(text) == expected


def test_a_moment_with_an_offset_is_an_instant_whatever_the_offset() -> None:
    assert when("2031-03-06T06:00+05:00") == when("2031-03-06T01:00Z")
    assert hash(when("2031-03-06T06:00+05:00")) == hash(when("2031-03-06T01:00Z"))


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (3, "expected a moment"),
        ("3 d", "expected a moment"),
        ("D+3 25:00", "hour must be in 0..23"),
        ("D+3 06:00Z", "expected a moment"),
        ("D+1234567", "expected a moment"),
        ("2031-02-30", "day is out of range"),
        ("2031-03-06T06:00+25:00", "no such moment"),
        ("1066-10-14", "between 1900 and 2999"),
        ("9999-12-31T23:59-14:00", "between 1900 and 2999"),
        (True, "found true"),
    ],
)
def test_what_is_no_moment_is_refused_with_the_reason(value: object, part: str) -> None:
    assert part in message_of(when, value)


@pytest.mark.parametrize(
    "fields",
    [{}, {"day": 1, "date_time": datetime(2031, 1, 1)}, {"wall": time(1)}],
)
def test_a_moment_is_either_relative_or_absolute(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="either a day"):
        When(**fields)


@pytest.mark.parametrize(
    ("text", "minutes"), [("00:00", 0), ("9:05", 545), ("18:00", 1_080), ("24:00", 1_440)]
)
def test_times_of_day_are_minutes_after_midnight(text: str, minutes: int) -> None:
    assert clock(text) == minutes


@pytest.mark.parametrize("value", ["24:01", "9", "09:60", 900, "9am", None, True])
def test_what_is_no_time_of_day_is_refused(value: object) -> None:
    assert 'a time of day such as "09:00"' in message_of(clock, value)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("value", [True, False])
def test_true_and_false_are_never_numbers(read: Callable[[object], object], value: bool) -> None:
    assert f"found {str(value).lower()}" in message_of(read, value)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (90, "90 s"),
        (5_400, "90 min"),
        (43_200, "12 h"),
        (129_600, "36 h"),
        (172_800, "2 d"),
        (0.25, "0.25 s"),
    ],
)
def test_durations_are_written_in_the_largest_unit_that_fits(seconds: float, text: str) -> None:
    assert write_duration(seconds) == text


@pytest.mark.parametrize("text", ["1.5 / d", "400 / d", "2 / w", "0.07 / d", "3 / h", "0 / d"])
def test_rates_are_written_as_people_write_them(text: str) -> None:
    assert write_rate(rate(text)) == text


seconds_of_any_size = st.floats(0, 1e10)


@given(seconds_of_any_size)
@example(5e-324)
@example(0.1)
@example(1e10)
def test_a_written_duration_reads_as_the_same_bits(seconds: float) -> None:
    assert duration(write_duration(seconds)) == seconds


@given(st.floats(0, 1e12))
@example(5e-324)
@example(1 / 3)
def test_a_written_rate_reads_as_the_same_bits(per_second: float) -> None:
    assert rate(write_rate(per_second)) == per_second


@given(st.floats(0, 1))
def test_a_written_probability_reads_as_the_same_bits(chance: float) -> None:
    assert probability(write_number(chance)) == chance


@example(12.345, "usd")
@given(st.floats(0, 1e12), st.sampled_from(["usd", "eur", "kzt"]))
def test_a_written_sum_reads_as_the_same(number: float, currency: str) -> None:
    assert money(write_quantity(Quantity(number, currency))) == (number, currency)


@given(st.integers(0, 1_440))
def test_a_written_time_of_day_reads_as_the_same(minutes: int) -> None:
    assert clock(write_clock(minutes)) == minutes


instants = st.datetimes(datetime(1901, 1, 1), datetime(2998, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
walls = st.times().map(lambda wall: wall.replace(microsecond=0))
moments = st.one_of(
    st.builds(When, day=st.integers(-99_999, 99_999), wall=st.none() | walls),
    instants.map(lambda moment: When(date_time=moment)),
    st.tuples(instants, zones).map(lambda pair: when(pair[0].replace(tzinfo=pair[1]).isoformat())),
)


@given(moments)
def test_a_written_moment_reads_as_the_same(moment: When) -> None:
    assert when(str(moment)) == moment


@given(st.text(max_size=20) | st.floats() | st.integers() | st.none() | st.booleans())
def test_a_reader_gives_a_value_or_says_what_it_expected(value: object) -> None:
    for read in READERS:
        refusal = ""
        try:
            read(value)
        except ValueError as error:
            refusal = str(error)
        assert not refusal or "found" in refusal or "unknown unit" in refusal


def test_field_types_read_what_is_written_in_a_scenario() -> None:
    read = Quantities.model_validate(WRITTEN)
    assert read == Quantities.model_construct(
        duration=5_400.0,
        rate=2 / 604_800,
        probability=0.0005,
        weight=0.6,
        count=3,
        money=Quantity(20_000.0, "usd"),
        amount=Quantity(12.0, "kg"),
        when=When(day=3, wall=time(6)),
        clock=540,
    )


@pytest.mark.parametrize("mode", ["python", "json"])
def test_what_a_field_writes_it_reads_again(mode: Any) -> None:
    read = Quantities.model_validate(WRITTEN)
    assert Quantities.model_validate(read.model_dump(mode=mode)) == read


def test_fields_are_written_as_a_planner_would() -> None:
    assert Quantities.model_validate(WRITTEN).model_dump(mode="json") == {
        "duration": "90 min",
        "rate": "2 / w",
        "probability": 0.0005,
        "weight": 0.6,
        "count": 3,
        "money": "20000 usd",
        "amount": "12 kg",
        "when": "D+3 06:00",
        "clock": "09:00",
    }


def test_every_wrong_field_is_reported_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        Quantities.model_validate(dict.fromkeys(WRITTEN, True))
    assert {error["loc"] for error in caught.value.errors()} == {(name,) for name in WRITTEN}


def test_every_field_type_has_a_json_schema() -> None:
    properties = Quantities.model_json_schema()["properties"]
    assert all("description" in properties[name] for name in WRITTEN)
