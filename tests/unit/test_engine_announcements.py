"""Controls that look ahead: what is found on a list is known before it comes, and stopped when it comes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from simulator.eventlog import Event
from simulator.scenario.schema import Scenario
from tests.property.worlds import World, play
from tests.unit.engine_worlds import agency, control, flow, hours_of, inject, line, story, tip

LOOKS = (
    Event.ANNOUNCED,
    Event.FLAGGED,
    Event.PASSED,
    Event.EXAMINED,
    Event.DETECTED,
    Event.MISSED,
    Event.HELD,
    Event.RELEASED,
    Event.INTERDICTED,
)
Told = list[tuple[Event, float]]


def desk(**values: Any) -> World:
    return control("desk", **{"ahead": "4 h", "evidence": 0, **values})


def told(world: World) -> Told:
    return [(row.event, row.time / 3600) for row in story(world, *LOOKS)]


def test_a_case_is_announced_so_long_before_it_comes_and_looked_at_then() -> None:
    world = line(controls=(desk(),))
    assert told(world) == [(Event.ANNOUNCED, 6), (Event.EXAMINED, 6), (Event.DETECTED, 6)]
    (row,) = story(world, Event.ANNOUNCED)
    assert (row.value, row.control, row.agency) == (4 * 3600, "desk", "guard")


def test_at_the_earliest_as_it_sets_out() -> None:
    world = line(controls=(desk(ahead="3 d"),))
    assert told(world)[0] == (Event.ANNOUNCED, 0)
    assert story(world, Event.ANNOUNCED)[0].value == 10 * 3600


@pytest.mark.parametrize(("stay", "hours", "seconds"), [("2 h", 10, 2), ("9 h", 15, 4)])
def test_on_a_leg_it_is_announced_before_it_sets_out(stay: str, hours: float, seconds: float) -> None:
    world = line(controls=(desk(on_leg=["border", "town"]),), stays={"border": stay})
    (row,) = story(world, Event.ANNOUNCED)
    assert (row.time, row.value) == (hours * 3600, seconds * 3600)


def test_on_a_leg_from_a_place_without_a_stay_it_is_announced_as_it_comes() -> None:
    world = line(controls=(desk(on_leg=["border", "town"], seize=1.0),))
    assert [event for event, _ in told(world)] == [
        Event.ANNOUNCED,
        Event.EXAMINED,
        Event.DETECTED,
        Event.INTERDICTED,
    ]
    assert {hour for _, hour in told(world)} == {10}


def test_where_a_case_begins_nothing_is_announced() -> None:
    assert told(line(controls=(desk(at="start"),))) == [(Event.EXAMINED, 0), (Event.DETECTED, 0)]


def test_what_is_found_is_stopped_when_it_comes() -> None:
    assert told(line(controls=(desk(seize=1.0),)))[2:] == [(Event.DETECTED, 6), (Event.INTERDICTED, 10)]
    assert told(line(controls=(desk(hold={"for": "5 h"}),)))[2:] == [
        (Event.DETECTED, 6),
        (Event.HELD, 10),
        (Event.RELEASED, 15),
    ]


def test_a_control_that_is_closed_when_it_comes_stops_nothing() -> None:
    world = line(controls=(desk(seize=1.0),), injects=(inject(8, {"close": "controls.desk"}),))
    assert [event for event, _ in told(world)] == [Event.ANNOUNCED, Event.EXAMINED, Event.DETECTED]


def test_a_control_that_was_closed_when_it_was_announced_looks_as_it_passes() -> None:
    world = line(controls=(desk(seize=1.0, open=False),), injects=(inject(8, {"open": "controls.desk"}),))
    assert told(world) == [(Event.EXAMINED, 10), (Event.DETECTED, 10), (Event.INTERDICTED, 10)]


def test_the_evidence_is_there_before_the_case() -> None:
    people = (agency("guard", teams=1, act_at=0.6, response="3 h"),)
    early = line(agencies=people, controls=(desk(evidence=0.6),))
    assert hours_of(early, Event.INTERDICTED) == [9]
    assert hours_of(early, Event.ACTIONABLE) == [6]


def test_one_that_was_examined_is_not_examined_again() -> None:
    world = line(controls=(desk(detect={"drugs": 0.0}),), injects=(inject(8, tip()),))
    assert told(world) == [(Event.ANNOUNCED, 6), (Event.EXAMINED, 6), (Event.MISSED, 6)]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (5, [(Event.ANNOUNCED, 6), (Event.FLAGGED, 6), (Event.EXAMINED, 6), (Event.DETECTED, 6)]),
        (
            8,
            [
                (Event.ANNOUNCED, 6),
                (Event.PASSED, 6),
                (Event.FLAGGED, 10),
                (Event.EXAMINED, 10),
                (Event.DETECTED, 10),
            ],
        ),
        (11, [(Event.ANNOUNCED, 6), (Event.PASSED, 6)]),
    ],
)
def test_one_that_was_not_selected_is_examined_as_it_passes_if_it_is_flagged_by_then(
    hours: float, expected: Told
) -> None:
    assert told(line(controls=(desk(examine=0.0),), injects=(inject(hours, tip()),))) == expected


def test_one_that_was_flagged_and_not_selected_passes() -> None:
    world = line(controls=(desk(examine=0.0, examine_flagged=0.0),), injects=(inject(5, tip()),))
    assert [event for event, _ in told(world)] == [Event.ANNOUNCED, Event.FLAGGED, Event.PASSED]


def test_a_lookout_check_ahead_finds_who_is_on_a_list_by_then() -> None:
    lists = desk(detect={}, requires="lookout", match=1.0, seize=1.0)
    known = flow(prior_knowledge=[{"agency": "guard", "about": "case", "share": 1.0, "evidence": 1.0}])
    assert (Event.DETECTED, 6) in told(line(controls=(lists,), flows=(known,)))
    assert told(line(controls=(lists,)))[-1] == (Event.MISSED, 6)


def test_causes_lead_over_the_announcement_and_over_the_detection() -> None:
    world = line(controls=(desk(seize=1.0),))
    rows = story(world)
    by_kind = {row.event: row for row in rows}
    chain = [Event.INTERDICTED, Event.DETECTED, Event.EXAMINED, Event.ANNOUNCED, Event.DEPARTED]
    for later, earlier in pairwise(chain):
        assert rows[by_kind[later].cause].event is earlier
    assert rows[by_kind[Event.ARRIVED].cause].event is Event.DEPARTED


def test_a_case_that_is_stopped_before_is_not_announced() -> None:
    world = line(
        agencies=(agency("guard", teams=1, act_at=0.5, response="2 h"),),
        controls=(desk(), control("source", at="start")),
    )
    assert hours_of(world, Event.INTERDICTED) == [2]
    assert story(world, Event.ANNOUNCED) == []


def test_several_controls_are_announced_each_in_its_own_time() -> None:
    world = line(controls=(desk(), control("late", ahead="1 h"), control("there")))
    assert [(row.control, row.time / 3600) for row in story(world, Event.EXAMINED)] == [
        ("desk", 6),
        ("late", 9),
        ("there", 10),
    ]


def test_looking_ahead_finds_the_same_cases() -> None:
    def found(**values: Any) -> set[str]:
        lane = control("desk", examine=0.6, detect={"drugs": 0.7}, evidence=0, **values)
        rows = story(line(controls=(lane,), flows=(flow(at=tuple(range(60))),)), Event.DETECTED)
        return {row.case for row in rows}

    assert found(ahead="4 h") == found()
    assert 10 < len(found()) < 40


def test_nobody_looks_ahead_at_what_passes_elsewhere() -> None:
    plain = line(controls=(control(at="town", detect={"fighters": 1.0}),))
    ahead = line(controls=(control(at="town", detect={"fighters": 1.0}, ahead="4 h"),))
    assert play(ahead).digest() == play(plain).digest()


@pytest.mark.parametrize("values", [{"bays": 1, "service": "1 h"}, {"service": "1 h"}, {"watch": "1 / d"}])
def test_it_decides_on_data_and_at_once(values: World) -> None:
    with pytest.raises(ValueError, match="ahead"):
        Scenario.model_validate(line(controls=(desk(**values),)))
