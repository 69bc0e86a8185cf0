"""Legs that are set out on at certain times alone."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.eventlog import FOREVER, Event
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan
from simulator.world.departures import Listed, Regular
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import agency, control, flow, hours_of, line, moment
from tests.unit.small import codes, errors, small


def timed(departures: World, **values: Any) -> World:
    """A world in which the leg from the border to the town keeps a timetable."""
    world = line(**values)
    world["legs"][1]["departures"] = departures
    return world


def test_a_case_waits_for_the_next_departure() -> None:
    world = timed({"at": ["06:00", "18:00"]}, flows=(flow(at=(0, 2, 8, 9)),))
    # They come to the border at 10, 12, 18 and 19 h; one that comes with the departure still takes it.
    assert hours_of(world, Event.DEPARTED, place="border_to_town") == [18, 18, 18, 30]


def test_it_waits_where_it_is_seen_and_can_be_stopped() -> None:
    world = timed(
        {"at": ["18:00"]},
        agencies=(agency(teams=1, act_at=0.5, response="1 h"),),
        controls=(control("camera", watch="1e6 / s", detect={}),),
    )
    assert hours_of(world, Event.INTERDICTED) == [11]
    assert not hours_of({**world, "controls": []}, Event.INTERDICTED)


def test_it_stays_first_and_waits_then() -> None:
    world = timed({"every": "7 h", "first": moment(1)}, stays={"border": "3 h"})
    # Departures at 1, 8, 15, 22 h; at the border from 10 h, ready at 13 h.
    assert hours_of(world, Event.DEPARTED, place="border_to_town") == [15]


def test_before_the_first_and_after_the_last_departure_nobody_sets_out() -> None:
    world = timed({"every": "1 h", "first": "D+3"})
    assert hours_of(world, Event.DEPARTED, place="border_to_town") == [72]
    late = timed({"at": ["06:00"], "days": "sun"}, horizon="5 d")
    assert not hours_of(late, Event.DEPARTED, place="border_to_town")


def test_days_and_zone_are_those_of_the_place_where_the_leg_starts() -> None:
    world = timed({"at": ["06:00"], "days": ["wed", "sat"]})
    world["jurisdictions"][0]["timezone"] = "Asia/Almaty"
    # The world begins on a Monday; Almaty is five hours ahead of UTC.
    assert hours_of(world, Event.DEPARTED, place="border_to_town") == [49]
    world["legs"][1]["departures"]["timezone"] = "UTC"
    assert hours_of(world, Event.DEPARTED, place="border_to_town") == [54]


@pytest.mark.parametrize(
    "timetable", [Regular(100, 60), Listed(tuple(range(100, 10_000, 60)), 30.0)], ids=["every", "at"]
)
def test_the_next_departure_is_the_first_that_is_not_over(timetable: Regular | Listed) -> None:
    assert [timetable.next(t) for t in (-500, 0, 100, 101, 160, 161)] == [100, 100, 100, 160, 160, 220]


def test_a_timetable_that_holds_at_the_start_held_before() -> None:
    assert [Regular(0, 60).next(t) for t in (-61, -60, -59, 0, 1)] == [-60, -60, 0, 0, 60]


def test_after_the_last_departure_there_is_none() -> None:
    assert Listed((1, 2), 0.0).next(3) == FOREVER


def test_a_shorter_horizon_leaves_what_happens_before_it_as_it_is() -> None:
    long = play(timed({"at": ["06:00"]}, flows=(flow(at=tuple(range(0, 200, 7))),)))
    short = play(timed({"at": ["06:00"]}, flows=(flow(at=tuple(range(0, 200, 7))),), horizon="3 d"))
    assert (short.rows == long.rows[: len(short)]).all()


@pytest.mark.parametrize(
    ("departures", "wait"),
    [
        ({"every": "6 h"}, 3.0),
        ({"at": ["06:00", "12:00"]}, (6**2 + 18**2) / 48),
        ({"at": ["06:00"], "days": "mon"}, 84),
    ],
)
def test_the_mean_wait_counts_in_the_choice_of_routes(departures: World, wait: float) -> None:
    (route,) = plan_of(timed(departures)).flows[0].routes
    assert route.seconds / 3600 == pytest.approx(20 + wait)


@pytest.mark.parametrize("departures", [{}, {"at": ["06:00"], "every": "1 h"}, {"every": "0 h"}])
def test_a_timetable_has_times_of_day_or_an_interval(departures: World) -> None:
    data = small()
    data["legs"][0]["departures"] = departures
    assert [path for _, path in codes(errors(data))] == ["legs[0].departures"]


def test_a_timetable_survives_being_written_and_read() -> None:
    data = small()
    data["legs"][0]["departures"] = {"at": ["06:00", "18:00"], "days": "mon-fri"}
    scenario = Scenario.model_validate(data)
    again = Scenario.model_validate_json(scenario.model_dump_json(by_alias=True, exclude_none=True))
    assert build_plan(again).legs == build_plan(scenario).legs
