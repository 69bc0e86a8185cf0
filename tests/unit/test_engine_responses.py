"""Rule 13 and the model's section on responses: asked for, sent, in time or too late."""

from __future__ import annotations

from typing import Any

from simulator.eventlog import Event
from simulator.world.draws import Slot
from tests.property.worlds import World
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
    luck,
    story,
    tip,
)

RACE = (
    Event.REQUESTED,
    Event.DISPATCHED,
    Event.TEAM_ARRIVED,
    Event.ESCAPED,
    Event.STOOD_DOWN,
    Event.TEAM_RELEASED,
    Event.REQUEST_DROPPED,
    Event.INTERDICTED,
)


def guard(**values: Any) -> World:
    """An agency with one team that acts on a single item."""
    return agency(**{"act_at": 0.5, "teams": 1, "response": "3 h", "recovery": "2 h", **values})


def race(world: World, **where: Any) -> list[tuple[Event, float]]:
    return [(row.event, row.time / HOUR) for row in story(world, *RACE, **where)]


SOURCE = (control("source", at="start"),)


def test_a_team_is_sent_at_once_arrives_after_the_response_and_is_free_after_recovery() -> None:
    assert race(line(agencies=(guard(),), controls=SOURCE)) == [
        (Event.REQUESTED, 0),
        (Event.DISPATCHED, 0),
        (Event.TEAM_ARRIVED, 3),
        (Event.INTERDICTED, 3),
        (Event.TEAM_RELEASED, 5),
    ]


def test_an_agency_whose_belief_stays_below_act_at_does_not_act() -> None:
    assert race(line(agencies=(guard(act_at=0.61),), controls=SOURCE)) == []
    assert race(line(agencies=(guard(act_at=0.6),), controls=SOURCE)) != []


def test_an_agency_without_teams_does_not_ask_for_one() -> None:
    assert race(line(agencies=(guard(teams=0),), controls=SOURCE)) == []


def test_an_agency_acts_in_its_own_places_and_on_the_legs_that_lead_to_them() -> None:
    def stopped(state: str, hours: int) -> list[float]:
        world = line(
            agencies=(guard(jurisdiction=state, response="0 h"),),
            injects=(inject(hours, tip()),),
            stays={"border": "2 h", "town": "8 h"},
        )
        return hours_of(world, Event.INTERDICTED)

    # The case sets out from the border, the last place of the west, at hour 12 and is delivered at hour 30.
    for hours in range(1, 30):
        assert stopped("west", hours) == ([hours] if hours <= 12 else [])
        assert stopped("east", hours) == [max(hours, 12)], hours


def test_an_agency_of_no_state_has_no_area_and_does_not_respond() -> None:
    world = line(agencies=(guard(jurisdiction=None), agency("other")), controls=SOURCE)
    world["agencies"][0].pop("jurisdiction")
    assert race(world) == []


def test_an_agency_asks_for_a_team_as_the_case_enters_its_area() -> None:
    world = line(agencies=(guard(jurisdiction="east"),), injects=(inject(1, tip()),), stays={"border": "2 h"})
    assert race(world)[:2] == [(Event.REQUESTED, 12), (Event.DISPATCHED, 12)]


def test_there_is_one_live_dispatch_for_an_agency_and_case() -> None:
    tips = tuple(inject(hours, tip(), name=f"news{hours}") for hours in (1, 2, 3))
    world = line(agencies=(guard(teams=5, response="6 h"),), injects=tips)
    assert hours_of(world, Event.DISPATCHED) == [1]


def test_two_agencies_may_race_for_one_case_and_the_second_stands_down() -> None:
    world = line(
        agencies=(guard(), agency("police", act_at=0.5, teams=1, response="5 h", recovery="1 h")),
        injects=(inject(1, tip(), tip("police")),),
    )
    assert race(world, agency="guard")[2:4] == [(Event.TEAM_ARRIVED, 4), (Event.INTERDICTED, 4)]
    assert race(world, agency="police")[2:] == [(Event.STOOD_DOWN, 6), (Event.TEAM_RELEASED, 7)]


def test_a_case_that_has_left_the_area_has_escaped() -> None:
    world = line(agencies=(guard(response="11 h"),), controls=SOURCE)
    assert race(world)[2:] == [(Event.ESCAPED, 11), (Event.TEAM_RELEASED, 13)]
    assert hours_of(world, Event.DELIVERED) == [20]


def test_a_case_that_was_delivered_has_escaped() -> None:
    world = line(agencies=(guard(jurisdiction="east", response="11 h"),), controls=SOURCE)
    world["controls"][0]["agency"] = "guard"
    assert race(world) == [
        (Event.REQUESTED, 10),
        (Event.DISPATCHED, 10),
        (Event.ESCAPED, 21),
        (Event.TEAM_RELEASED, 23),
    ]


def test_a_case_that_left_the_area_and_came_back_before_the_team_has_escaped_it() -> None:
    paths = [{"places": ["start", "border", "abroad", "inland", "town"]}]
    world = line(
        agencies=(guard(response="12 h"),),
        controls=SOURCE,
        flows=(flow(routes={"choice": "fixed", "paths": paths}),),
    )
    world["places"] += [{"id": "abroad", "jurisdiction": "east"}, {"id": "inland", "jurisdiction": "west"}]
    steps = (("border", "abroad", "1 h"), ("abroad", "inland", "20 h"), ("inland", "town", "10 h"))
    world["legs"] += [{"from": a, "to": b, "mode": "road", "duration": time} for a, b, time in steps]
    # The agency asks anew, and its team is free again two hours later.
    assert race(world)[:7] == [
        (Event.REQUESTED, 0),
        (Event.DISPATCHED, 0),
        (Event.ESCAPED, 12),
        (Event.REQUESTED, 12),
        (Event.TEAM_RELEASED, 14),
        (Event.DISPATCHED, 14),
        (Event.TEAM_ARRIVED, 26),
    ]


def test_a_delivery_of_the_case_to_the_destination_can_still_be_stopped_during_its_stay_and_handover() -> (
    None
):
    east = guard(jurisdiction="east", response="25 h")
    early = line(agencies=(east,), injects=(inject(1, tip()),), stays={"town": "10 h"})
    assert Event.ESCAPED in events_of(early)
    handed_over = flow(handover="6 h")
    late = line(agencies=(east,), flows=(handed_over,), injects=(inject(1, tip()),), stays={"town": "10 h"})
    assert hours_of(late, Event.INTERDICTED) == [35]


def test_success_decides_at_arrival_and_each_attempt_has_its_own_luck() -> None:
    west = guard(teams=100, response="1 h", recovery="0 h", success=0.5)
    world = line(
        agencies=(west,),
        flows=(flow(at=tuple(range(60)), subjects=None),),
        controls=(control("source", at="start"), control("gate", at="start")),
        stays={"start": "9 h"},
    )
    world["controls"][1]["report_delay"] = "4 h"
    outcomes = {row.case: [] for row in story(world, Event.LAUNCHED)}
    for row in story(world, Event.TEAM_ARRIVED):
        outcomes[row.case].append(bool(row.value))
    for case, seen in outcomes.items():
        attempts = [luck("agency:guard", address_of(case), Slot.SUCCESS, visit) < 0.5 for visit in range(2)]
        assert seen == (attempts[:1] if attempts[0] else attempts)
    assert len({tuple(seen) for seen in outcomes.values()}) == 3


def test_a_failed_case_is_tried_again_only_on_new_evidence() -> None:
    failing = guard(success=0.0, response="1 h")
    again = line(
        agencies=(failing,),
        controls=(*SOURCE, control("other", on_leg=["start", "border"])),
        stays={"start": "5 h"},
    )
    assert hours_of(again, Event.DISPATCHED) == [0, 5]
    once = line(agencies=(failing,), controls=SOURCE, stays={"start": "5 h", "border": "5 h"})
    assert hours_of(once, Event.DISPATCHED) == [0]


def test_each_attempt_takes_its_own_time() -> None:
    slow = guard(success=0.0, response={"uniform": {"low": "1 h", "high": "4 h"}}, recovery="0 h")
    other = control("other", on_leg=["start", "border"])
    world = line(agencies=(slow,), controls=(*SOURCE, other), stays={"start": "5 h"})
    rows = story(world)
    times = [row.time - rows[row.cause].time for row in story(world, Event.TEAM_ARRIVED)]
    address = address_of("loads/0")
    luck_of = [luck("agency:guard", address, Slot.RESPONSE, visit) for visit in range(2)]
    assert times == [round((1 + 3 * u) * HOUR) for u in luck_of]


def test_an_item_that_has_expired_is_no_new_evidence() -> None:
    stale = control("stale", at="start", valid_for="1 h", report_delay="5 h")
    world = line(agencies=(guard(success=0.0, response="1 h"),), controls=(*SOURCE, stale))
    assert len(story(world, Event.TRIAGED)) == 2
    assert hours_of(world, Event.DISPATCHED) == [0]


def test_after_an_escape_the_case_may_be_tried_again_where_it_enters_the_area_anew() -> None:
    paths = [{"places": ["start", "border", "abroad", "inland", "town"]}]
    world = line(
        agencies=(guard(response="3 h"),),
        injects=(inject(9, tip()),),
        flows=(flow(routes={"choice": "fixed", "paths": paths}),),
    )
    world["places"] += [{"id": "abroad", "jurisdiction": "east"}, {"id": "inland", "jurisdiction": "west"}]
    steps = (("border", "abroad", "10 h"), ("abroad", "inland", "10 h"), ("inland", "town", "10 h"))
    world["legs"] += [{"from": a, "to": b, "mode": "road", "duration": time} for a, b, time in steps]
    assert race(world)[:7] == [
        (Event.REQUESTED, 9),
        (Event.DISPATCHED, 9),
        (Event.ESCAPED, 12),
        (Event.TEAM_RELEASED, 14),
        (Event.REQUESTED, 20),
        (Event.DISPATCHED, 20),
        (Event.TEAM_ARRIVED, 23),
    ]


# --- waiting for a team


def test_a_request_waits_for_a_team_and_is_served_as_one_comes_free() -> None:
    world = line(agencies=(guard(),), controls=SOURCE, flows=(flow(at=(0, 1)),))
    rows = story(world, Event.DISPATCHED)
    assert [(row.case, row.time / HOUR, row.value / HOUR) for row in rows] == [
        ("loads/0", 0, 0),
        ("loads/1", 5, 4),
    ]


def test_the_request_with_the_highest_belief_is_served_first() -> None:
    world = line(
        agencies=(guard(),),
        controls=SOURCE,
        flows=(flow(at=(0, 1, 2)),),
        injects=(inject(3, tip(evidence=0.2)),),
    )
    assert [row.case for row in story(world, Event.DISPATCHED)] == ["loads/0", "loads/2", "loads/1"]


def test_among_equals_the_oldest_request_is_served_first() -> None:
    world = line(
        agencies=(guard(response="1 h", recovery="1 h"),), controls=SOURCE, flows=(flow(at=(0, 1, 1.5)),)
    )
    assert [row.case for row in story(world, Event.DISPATCHED)] == ["loads/0", "loads/1", "loads/2"]


def test_a_request_is_dropped_as_the_case_leaves_the_area() -> None:
    busy = guard(response="1 h", recovery="30 h")
    world = line(agencies=(busy,), controls=SOURCE, flows=(flow(at=(0, 1)),))
    (dropped,) = story(world, Event.REQUEST_DROPPED)
    assert (dropped.case, dropped.time / HOUR) == ("loads/1", 11)
    assert [row.case for row in story(world, Event.DISPATCHED)] == ["loads/0"]


def test_a_request_is_dropped_as_the_case_is_stopped_by_others() -> None:
    busy = guard(response="1 h", recovery="30 h")
    lane = control("lane", agency="police", on_leg=["start", "border"], seize=1.0)
    world = line(
        agencies=(busy, agency("police")),
        controls=(*SOURCE, lane),
        flows=(flow(at=(0, 1)),),
        stays={"start": "5 h"},
    )
    assert [(row.case, row.time / HOUR) for row in story(world, Event.REQUEST_DROPPED)] == [("loads/1", 6)]


def test_only_so_many_requests_may_wait() -> None:
    world = line(
        agencies=(guard(waiting_requests=1, response="1 h", recovery="1 h"),),
        controls=SOURCE,
        flows=(flow(at=(0, 0.5, 1)),),
    )
    assert [(row.case, row.time / HOUR) for row in story(world, Event.REQUEST_DROPPED)] == [("loads/2", 1)]
    assert [row.case for row in story(world, Event.DISPATCHED)] == ["loads/0", "loads/1"]


def test_a_waiting_request_whose_belief_has_fallen_is_dropped_when_its_turn_comes() -> None:
    source = control("source", at="start", valid_for="3 h")
    world = line(agencies=(guard(),), controls=(source,), flows=(flow(at=(0, 1)),))
    assert [(row.case, row.time / HOUR) for row in story(world, Event.REQUEST_DROPPED)] == [("loads/1", 5)]


def test_fewer_teams_call_nobody_back() -> None:
    world = line(
        agencies=(guard(teams=2, recovery="2 h"),),
        controls=SOURCE,
        flows=(flow(at=(0, 0, 1)),),
        injects=(inject(0.5, {"change": "agencies.guard.teams", "to": 1}),),
    )
    assert hours_of(world, Event.INTERDICTED) == [3, 3, 8]
    assert hours_of(world, Event.DISPATCHED) == [0, 0, 5]


def test_a_closed_agency_sends_nobody_until_it_reopens() -> None:
    world = line(
        agencies=(guard(),),
        controls=(),
        injects=(inject(1, tip()), inject(0.5, {"close": "agencies.guard", "for": "4 h"}, name="strike")),
    )
    assert hours_of(world, Event.DISPATCHED) == [4.5]
