"""Responses without a team: what an agency changes instead, when, and for how long."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.provenance import Reach, credits
from simulator.errors import ScenarioError
from simulator.eventlog import Event
from simulator.scenario.load import build
from simulator.scenario.rules import check
from simulator.scenario.schema import Scenario
from simulator.world.draws import Slot
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import (
    HOUR,
    address_of,
    agency,
    control,
    events_of,
    flow,
    hours_of,
    inject,
    line,
    link,
    luck,
    story,
    tip,
)
from tests.unit.test_engine_causes import chain

SOURCE = (control("source", at="start"),)
ALERT = {"change": "controls.lane.examine", "to": 1.0, "for": "5 h"}
HOLD = {"hold_case": {"for": "6 h", "confirmed_by": "police"}}


def guard(*actions: World, **values: Any) -> World:
    """An agency without teams and lookouts that responds after three hours."""
    return agency(
        **{
            "act_at": 0.5,
            "lookout_at": 9.0,
            "response": "3 h",
            "respond_with": {"actions": list(actions)},
            **values,
        }
    )


def world(
    *actions: World, others: tuple[World, ...] = (), controls: tuple[World, ...] = (), **values: Any
) -> World:
    agencies = (guard(*actions, **values.pop("guard", {})), *others)
    return line(agencies=agencies, controls=(*SOURCE, *controls), **{"stays": {"border": "5 h"}, **values})


def test_after_the_response_time_the_actions_take_effect_because_of_the_response() -> None:
    lane = control("lane", examine=0.0, evidence=0.0, on_leg=["border", "town"], seize=1.0)
    acted = world(ALERT | {"for": "20 h"}, controls=(lane,))
    assert hours_of(acted, Event.REQUESTED) == [0]
    assert hours_of(acted, Event.ACTED) == [3]
    assert [row.time / HOUR for row in story(acted, Event.PARAMETER_CHANGED)] == [3, 23]
    assert hours_of(acted, Event.INTERDICTED) == [15]
    rows = story(acted)
    (changed, _) = [row for row in rows if row.event is Event.PARAMETER_CHANGED]
    assert rows[changed.cause].event is Event.ACTED
    assert rows[rows[changed.cause].cause].event is Event.REQUESTED
    idle = line(agencies=(agency(lookout_at=9.0),), controls=(*SOURCE, lane), stays={"border": "5 h"})
    assert Event.INTERDICTED not in events_of(idle)


def test_no_team_is_sent_even_if_there_are_some() -> None:
    busy = world(ALERT, controls=(control("lane", examine=0.0, evidence=0.0),), guard={"teams": 3})
    assert Event.DISPATCHED not in events_of(busy)
    assert hours_of(busy, Event.ACTED) == [3]


def test_a_response_that_fails_changes_nothing_and_is_tried_again_on_new_evidence_alone() -> None:
    lane = control("lane", examine=0.0, evidence=0.0)
    failing = world(ALERT, controls=(lane,), guard={"success": 0.0}, injects=(inject(6, tip()),))
    assert [(row.time / HOUR, row.value) for row in story(failing, Event.ACTED)] == [(3, 0), (9, 0)]
    assert Event.PARAMETER_CHANGED not in events_of(failing)
    once = world(ALERT, controls=(lane,), injects=(inject(6, tip()),))
    assert [(row.time / HOUR, row.value) for row in story(once, Event.ACTED)] == [(3, 1), (9, 1)]


def test_success_is_drawn_as_for_a_team() -> None:
    some = world(
        ALERT,
        controls=(control("lane", examine=0.0, evidence=0.0),),
        guard={"success": 0.5},
        flows=(flow(at=tuple(range(30)), subjects=None),),
    )
    for row in story(some, Event.ACTED):
        assert bool(row.value) == (luck("agency:guard", address_of(row.case), Slot.SUCCESS) < 0.5)
    assert {row.value for row in story(some, Event.ACTED)} == {0.0, 1.0}


def test_a_case_that_has_left_the_area_has_escaped_and_is_handed_over() -> None:
    late = world(
        ALERT,
        controls=(control("lane"),),
        guard={"response": "16 h"},
        others=(agency("east", jurisdiction="east"),),
    )
    late["links"] = [link("guard", "east", pursuit=True, clearance="90 h")]
    assert Event.ACTED not in events_of(late)
    assert hours_of(late, Event.ESCAPED) == [16]
    assert hours_of(late, Event.HANDED_OVER) == [16]


def test_overlapping_responses_lie_on_each_other_and_each_ends_in_its_time() -> None:
    def examine(at: tuple[float, ...]) -> list[tuple[float, float]]:
        lane = control("lane", examine=0.2)
        changed = world(ALERT, controls=(lane,), flows=(flow(at=at, subjects=None),))
        return [(row.time / HOUR, float(row.value[1])) for row in story(changed, Event.PARAMETER_CHANGED)]

    assert examine((0,)) == [(3, 1.0), (8, 0.2)]
    assert examine((0, 2)) == [(3, 1.0), (5, 1.0), (8, 1.0), (10, 0.2)]


def test_the_case_can_be_held_until_another_agency_confirms_it() -> None:
    police = agency("police", act_at=0.5)
    told = (inject(7, tip("police")),)
    held = world(HOLD, others=(police,), injects=told)
    steps = (Event.HELD, Event.CONFIRMED, Event.RELEASED, Event.INTERDICTED, Event.DELIVERED)
    assert [(row.event, row.time / HOUR, row.agency) for row in story(held, *steps)] == [
        (Event.HELD, 3, "guard"),
        (Event.CONFIRMED, 7, "police"),
        (Event.INTERDICTED, 7, "police"),
    ]
    assert (Event.HELD, "guard") not in chain(held, Event.INTERDICTED)
    released = world(HOLD, others=(police,))
    assert [(row.event, row.time / HOUR) for row in story(released, *steps)] == [
        (Event.HELD, 3),
        (Event.RELEASED, 9),
        (Event.DELIVERED, 31),
    ]


def test_an_agency_that_confirms_its_own_hold_stops_the_case_at_once() -> None:
    own = world({"hold_case": {"for": "6 h"}})
    assert hours_of(own, Event.INTERDICTED) == [3]


def test_a_tip_goes_out_about_the_case_itself() -> None:
    telling = tip("police")
    told = world(telling, others=(agency("police"),), flows=(flow(at=(0, 1, 2), subjects=None),))
    rows = story(told)
    made = [(row.case, row.time / HOUR) for row in rows if row.event is Event.MADE and row.agency == "police"]
    assert made == [("loads/0", 3), ("loads/1", 4), ("loads/2", 5)]
    assert len(set(play(told).items["address"].tolist())) == len(play(told).items)


def test_what_never_comes_to_a_response_changes_nothing() -> None:
    unsure = {"act_at": 9.0, "lookout_at": 9.0}
    lane = control("lane", examine=0.3)
    with_it = world(ALERT, controls=(lane,), guard=unsure)
    without = line(
        agencies=(agency(**unsure, response="3 h"),), controls=(*SOURCE, lane), stays={"border": "5 h"}
    )
    assert play(with_it).digest() == play(without).digest()


@pytest.mark.parametrize(
    ("action", "place"),
    [
        ({"change": "controls.lane.colour", "to": 1}, "agencies[0].respond_with.actions[0].change"),
        ({"change": "controls.lane.examine", "to": 3}, "agencies[0].respond_with.actions[0].to"),
        ({"close": "links.nothing"}, "agencies[0].respond_with.actions[0].close"),
        (ALERT | {"for": "0 h"}, "agencies[0].respond_with.actions[0].for"),
    ],
)
def test_what_cannot_be_done_is_an_error_where_it_is_written(action: World, place: str) -> None:
    built = Scenario.model_validate(world(action, controls=(control("lane"),)))
    assert place in [problem.path for problem in check(built)]


def test_an_unknown_response_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        build(world({"hold_cases": {"for": "1 h"}}))
    (problem,) = caught.value.problems
    assert problem.path == "agencies[0].respond_with.actions[0]"
    with pytest.raises(ScenarioError) as caught:
        build(world({"hold_case": {"for": "1 h", "confirmed": "guard"}}))
    (problem,) = caught.value.problems
    assert problem.path == "agencies[0].respond_with.actions[0].hold_case.confirmed"
    assert "confirmed_by" in problem.hint


def test_an_agency_that_can_never_know_enough_to_respond_is_warned_of() -> None:
    def warned(act_at: float) -> bool:
        lane = control("lane", agency="police")
        unable = world(
            {"close": "controls.lane"}, controls=(lane,), others=(agency("police"),), guard={"act_at": act_at}
        )
        return "W602" in [problem.code for problem in check(Scenario.model_validate(unable))]

    assert warned(99.0)
    assert not warned(0.5)


def test_a_hold_that_an_agency_orders_is_owed_to_what_it_needed_to_respond() -> None:
    told = world(
        HOLD, others=(agency("police", act_at=0.5), agency("far")), injects=(inject(7, tip("police")),)
    )
    (credit,) = credits(plan_of(told), play(told))
    assert (credit.how, credit.reach) == ("hold", Reach.OWN)
    told["controls"] = [control("source", at="start", agency="far")]
    told["links"] = [link("far", "guard")]
    (credit,) = credits(plan_of(told), play(told))
    assert (credit.how, credit.reach, credit.links) == ("hold", Reach.DOMESTIC, (0,))
