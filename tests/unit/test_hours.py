"""Opening hours: the forms a planner may use, and that writing undoes reading."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from simulator.scenario.hours import ALWAYS, OFFICE, Hours, Window, hours, write_hours

WORKDAYS = (0, 1, 2, 3, 4)


class Opening(BaseModel):
    hours: Hours


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("24/7", ALWAYS),
        ("office", OFFICE),
        ("Office", OFFICE),
        ({"days": "mon-fri", "from": "09:00", "to": "18:00"}, OFFICE),
        ("mon-fri 09:00-18:00", OFFICE),
        ("weekdays 9:00 - 18:00", OFFICE),
        ({"days": ["mon", "wed"], "from": "8:30", "to": "24:00"}, Hours((Window((0, 2), 510, 1_440),))),
        ({"days": "Sunday", "from": "00:00", "to": "24:00"}, Hours((Window((6,), 0, 1_440),))),
        ({"days": "sat-mon", "from": "22:00", "to": "06:00"}, Hours((Window((0, 5, 6), 1_320, 360),))),
        (
            {"days": ["weekend", "mon-tue"], "from": "10:00", "to": "11:00"},
            Hours((Window((0, 1, 5, 6), 600, 660),)),
        ),
        (
            [{"days": "sat", "from": "09:00", "to": "12:00"}, "office"],
            Hours((Window(WORKDAYS, 540, 1_080), Window((5,), 540, 720))),
        ),
        (["office", "24/7"], ALWAYS),
    ],
)
def test_hours_take_these_forms(value: object, expected: Hours) -> None:
    assert hours(value) == expected


def test_a_daily_window_is_open_on_all_seven_days() -> None:
    assert hours("daily 08:00-20:00").windows[0].days == (0, 1, 2, 3, 4, 5, 6)


def test_only_hours_without_windows_are_always_open() -> None:
    assert ALWAYS.always
    assert not hours("daily 00:00-24:00").always


def test_the_order_of_windows_and_repeated_ones_make_no_difference() -> None:
    morning, evening = "daily 06:00-09:00", "daily 18:00-21:00"
    assert hours([morning, evening]) == hours([evening, morning, evening])


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("offce", 'expected hours: "24/7", "office"'),
        (24, "found 24"),
        (True, "found true"),
        (None, "found nothing"),
        ([], "found a list"),
        ([[]], "found a list"),
        ({}, "missing: days, from, to"),
        ({"days": "mon-fri", "from": "09:00"}, "missing: to"),
        ({"day": "mon", "from": "09:00", "to": "10:00"}, 'found the key "day"; did you mean "days"?'),
        ({"days": "mon-fridy", "from": "09:00", "to": "10:00"}, 'did you mean "friday"?'),
        ({"days": 1, "from": "09:00", "to": "10:00"}, "expected days"),
        ({"days": [], "from": "09:00", "to": "10:00"}, "expected days"),
        ({"days": "mon", "from": 9, "to": "10:00"}, 'a time of day such as "09:00"'),
        ({"days": "mon", "from": "09:00", "to": "25:00"}, 'found "25:00"'),
        ({"days": "mon", "from": "09:00", "to": "09:00"}, 'a whole day is from "00:00" to "24:00"'),
        ({"days": "mon", "from": "24:00", "to": "09:00"}, 'a whole day is from "00:00" to "24:00"'),
        ("mon-fri 9-18", "expected hours"),
        (["office"] * 1_000, "found a list"),
        ("x " * 1_000_000, "expected hours"),
    ],
)
def test_what_are_no_hours_is_refused_with_the_reason(value: object, part: str) -> None:
    with pytest.raises(ValueError, match=r"\S") as caught:
        hours(value)
    assert part in str(caught.value)


@pytest.mark.parametrize("text", ["24/7", "office"])
def test_named_hours_are_written_by_their_name(text: str) -> None:
    assert write_hours(hours(text)) == text


windows = st.builds(
    Window,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    opens=st.integers(0, 1_439),
    closes=st.integers(0, 1_440),
).filter(lambda window: window.opens != window.closes)
any_hours = st.sets(windows, max_size=5).map(lambda found: Hours(tuple(sorted(found))))


@given(any_hours)
def test_what_is_written_reads_as_the_same(value: Hours) -> None:
    assert hours(write_hours(value)) == value


@pytest.mark.parametrize("mode", ["python", "json"])
def test_a_field_reads_what_it_writes_and_what_is_already_read(mode: Any) -> None:
    read = Opening.model_validate({"hours": "mon-thu 08:00-17:00"})
    assert read.model_dump(mode=mode) == {"hours": {"days": "mon-thu", "from": "08:00", "to": "17:00"}}
    assert Opening.model_validate(read.model_dump(mode=mode)) == read
    assert Opening(hours=read.hours) == read


def test_the_field_type_has_a_json_schema() -> None:
    assert "anyOf" in Opening.model_json_schema()["properties"]["hours"]
