"""Rule 15 and the model's section on injects: parameters that change under way, and tips."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.eventlog import Event
from simulator.world.draws import Slot
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import (
    DAY,
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


def change(path: str, to: Any, **values: Any) -> World:
    return {"change": path, "to": to, **values}


def changed(world: World) -> list[tuple[float, Any]]:
    return [(row.time / HOUR, row.value[1]) for row in story(world, Event.PARAMETER_CHANGED)]


# --- a running stage keeps its own, the next one has the new value


def test_a_journey_under_way_keeps_its_duration() -> None:
    world = line(
        flows=(flow(at=(0, 6)),),
        injects=(inject(5, change("legs.start_to_border.duration", "2 h", **{"for": "10 h"})),),
    )
    assert hours_of(world, Event.ARRIVED, place="border") == [8, 10]


def test_a_stay_under_way_keeps_its_length() -> None:
    world = line(
        flows=(flow(at=(0, 1)),),
        stays={"border": "4 h"},
        injects=(inject(10.5, change("places.border.stay", "1 h")),),
    )
    assert hours_of(world, Event.DEPARTED, place="border_to_town") == [12, 14]


def test_a_place_may_be_given_a_stay_that_had_none() -> None:
    world = line(injects=(inject(1, change("places.town.stay", "7 h")),))
    assert hours_of(world, Event.DELIVERED) == [27]


def test_an_examination_under_way_keeps_its_service_time_and_chance_of_detection() -> None:
    lane = control(service="4 h", detect={"drugs": 0.0})
    world = line(
        controls=(lane,),
        flows=(flow(at=(0, 2)),),
        injects=(
            inject(11, change("controls.lane.service", "1 h"), change("controls.lane.detect.drugs", 1.0)),
        ),
    )
    rows = story(world, Event.DETECTED, Event.MISSED)
    assert [(row.event, row.time / HOUR) for row in rows] == [(Event.DETECTED, 13), (Event.MISSED, 14)]


def test_a_triage_under_way_keeps_its_length() -> None:
    world = line(
        agencies=(agency(analysts=1, triage="6 h"),),
        controls=(control("source", at="start"),),
        flows=(flow(at=(0, 1)),),
        injects=(inject(2, change("agencies.guard.triage", "1 h")),),
    )
    assert hours_of(world, Event.TRIAGED) == [6, 7]


def test_a_response_under_way_keeps_its_length_and_meets_the_success_of_its_arrival() -> None:
    world = line(
        agencies=(agency(act_at=0.5, teams=2, response="6 h"),),
        controls=(control("source", at="start"),),
        flows=(flow(at=(0, 4)),),
        injects=(inject(2, change("agencies.guard.response", "1 h")),),
    )
    assert hours_of(world, Event.TEAM_ARRIVED) == [5, 6]


def test_a_clearance_and_a_transit_under_way_keep_their_lengths() -> None:
    world = line(
        agencies=(agency(), agency("police")),
        controls=(control("source", at="start"),),
        links=(link("guard", "police", clearance="4 h", transit="6 h"),),
        flows=(flow(at=(0, 3)),),
        injects=(
            inject(2, change("links.wire.clearance", "1 h"), name="a"),
            inject(5, change("links.wire.transit", "1 h"), name="b"),
        ),
    )
    assert hours_of(world, Event.QUEUED) == [4, 4]
    assert hours_of(world, Event.RECEIVED) == [10, 10]


def test_a_changed_rate_of_watching_acts_from_then_on_on_who_is_there() -> None:
    watch = control(watch="0.000001 / d")
    world = line(
        controls=(watch,),
        stays={"border": "40 h"},
        injects=(inject(30, change("controls.lane.watch", "90 / h")),),
    )
    (row,) = story(world, Event.DETECTED)
    assert 30 * HOUR < row.time < 31 * HOUR


def test_fewer_bays_evict_nobody() -> None:
    world = line(
        controls=(control(bays=2, service="4 h"),),
        flows=(flow(at=(0, 0, 1, 2)),),
        injects=(inject(10.5, change("controls.lane.bays", 1)),),
    )
    assert hours_of(world, Event.EXAMINED) == [10, 10, 14, 18]


def test_more_bays_take_in_who_waits_at_once() -> None:
    world = line(
        controls=(control(bays=1, service="4 h"),),
        flows=(flow(at=(0, 0, 0)),),
        injects=(inject(11, change("controls.lane.bays", 3)),),
    )
    assert hours_of(world, Event.EXAMINED) == [10, 11, 11]


def test_fewer_analysts_finish_what_they_have_begun() -> None:
    world = line(
        agencies=(agency(analysts=2, triage="4 h"),),
        controls=(control("source", at="start"),),
        flows=(flow(at=(0, 0, 0, 0)),),
        injects=(inject(1, change("agencies.guard.analysts", 1)),),
    )
    assert hours_of(world, Event.TRIAGED) == [4, 4, 8, 12]


def test_more_analysts_take_up_what_waits_at_once() -> None:
    world = line(
        agencies=(agency(analysts=1, triage="4 h"),),
        controls=(control("source", at="start"),),
        flows=(flow(at=(0, 0, 0)),),
        injects=(inject(1, change("agencies.guard.analysts", 3)),),
    )
    assert hours_of(world, Event.TRIAGED) == [4, 5, 5]


def test_an_agency_that_had_no_analysts_has_none_again_after_a_time() -> None:
    world = line(
        agencies=(agency(analysts=0, triage="4 h"),),
        controls=(control("source", at="start"),),
        flows=(flow(at=(0, 2, 4, 10)),),
        injects=(inject(1, change("agencies.guard.analysts", 1, **{"for": "4 h"})),),
    )
    # The second waits for the analyst until six; the third counts at once when there is none any more.
    assert hours_of(world, Event.TRIAGED) == [0, 5, 6, 10]


def test_routine_leads_come_once_there_is_an_analyst_to_take_them_up() -> None:
    guard = agency(analysts=0, triage="10 min", routine_leads="48 / d")
    world = line(
        agencies=(guard,), injects=(inject(20, change("agencies.guard.analysts", 1)),), horizon="3 d"
    )
    leads = hours_of(world, Event.ROUTINE_LEAD)
    assert len(leads) > 50
    assert min(leads) >= 20


def test_with_all_analysts_called_away_items_wait_until_they_are_back() -> None:
    world = line(
        agencies=(agency(analysts=2, triage="1 h"),),
        controls=(control("source", at="start"),),
        flows=(flow(at=(2, 3)),),
        injects=(inject(1, change("agencies.guard.analysts", 0, **{"for": "9 h"})),),
    )
    assert hours_of(world, Event.TRIAGED) == [11, 11]


# --- thresholds and what hangs on them


def test_lower_thresholds_act_at_once_on_what_is_known() -> None:
    world = line(
        agencies=(agency(act_at=2.0, lookout_at=2.0, teams=1),),
        controls=(control("source", at="start"), control(evidence=0)),
        injects=(
            inject(2, change("agencies.guard.lookout_at", 0.5), name="a"),
            inject(3, change("agencies.guard.act_at", 0.5), name="b"),
        ),
    )
    assert hours_of(world, Event.LOOKOUT_SET) == [2]
    assert hours_of(world, Event.ACTIONABLE) == [3]
    assert hours_of(world, Event.INTERDICTED) == [4]


def test_a_higher_threshold_withdraws_lookouts() -> None:
    world = line(
        controls=(control("source", at="start"), control(evidence=0)),
        injects=(inject(2, change("agencies.guard.lookout_at", 0.7)),),
    )
    assert hours_of(world, Event.LOOKOUT_WITHDRAWN) == [2]
    assert story(world, Event.FLAGGED) == []


def test_teams_that_are_added_serve_who_waits_and_leave_again() -> None:
    west = agency(act_at=0.5, teams=1, response="1 h", recovery="20 h")
    world = line(
        agencies=(west,),
        controls=(control("source", at="start"),),
        flows=(flow(at=(0, 1, 2, 6)),),
        injects=(inject(3, {"add_teams": "guard", "n": 2, "for": "2 h"}),),
    )
    assert hours_of(world, Event.DISPATCHED)[:3] == [0, 3, 3]
    assert changed(world) == [(3, "3.0"), (5, "1.0")]
    assert [row.case for row in story(world, Event.REQUEST_DROPPED)] == ["loads/3"]


# --- for: restores what lies beneath


def test_for_gives_back_the_value_beneath_and_not_an_old_number() -> None:
    world = line(
        controls=(control(),),
        injects=(
            inject(1, change("controls.lane.examine", 0.2, **{"for": "10 h"}), name="a"),
            inject(2, change("controls.lane.examine", 0.3, **{"for": "3 h"}), name="b"),
            inject(3, change("controls.lane.examine", 0.4, **{"for": "20 h"}), name="c"),
            inject(4, change("controls.lane.examine", 0.5, **{"for": "2 h"}), name="d"),
        ),
    )
    # b ends beneath d; d ends onto c; a ends beneath c; c ends onto nothing.
    assert changed(world) == [
        (1, "0.2"), (2, "0.3"), (3, "0.4"), (4, "0.5"), (5, "0.5"), (6, "0.4"), (11, "0.4"), (23, "1.0"),
    ]  # fmt: skip


def test_a_change_for_good_under_a_passing_one_shows_when_that_ends() -> None:
    world = line(
        controls=(control(),),
        injects=(
            inject(1, change("controls.lane.examine", 0.2, **{"for": "10 h"}), name="a"),
            inject(2, change("controls.lane.examine", 0.3), name="b"),
        ),
    )
    assert changed(world) == [(1, "0.2"), (2, "0.3"), (11, "0.3")]


def test_added_teams_add_to_whatever_number_holds() -> None:
    world = line(
        agencies=(agency(teams=2),),
        injects=(
            inject(1, {"add_teams": "guard", "n": 3, "for": "10 h"}, name="a"),
            inject(2, change("agencies.guard.teams", 1, **{"for": "2 h"}), name="b"),
            inject(3, {"add_teams": "guard", "n": 1}, name="c"),
        ),
    )
    assert changed(world) == [(1, "5.0"), (2, "1.0"), (3, "2.0"), (4, "6.0"), (11, "3.0")]


def test_a_closed_link_reopens_after_its_time_and_a_second_closing_outlasts_the_first() -> None:
    world = line(
        agencies=(agency(), agency("police")),
        controls=(control("source", at="start"),),
        links=(link("guard", "police"),),
        flows=(flow(at=(0, 2, 6, 12)),),
        injects=(
            inject(1, {"close": "links.wire", "for": "4 h"}, name="a"),
            inject(3, {"close": "links.wire", "for": "6 h"}, name="b"),
        ),
    )
    assert hours_of(world, Event.OFFERED) == [0, 9, 9, 12]
    assert changed(world) == [(1, "0.0"), (3, "0.0"), (5, "0.0"), (9, "1.0")]


def test_both_directions_of_a_link_close_together() -> None:
    world = line(
        agencies=(agency(), agency("police")),
        controls=(control("source", at="start"), control("gate", at="start", agency="police")),
        links=(link("guard", "police", both_ways=True),),
        flows=(flow(at=(3,)),),
        injects=(inject(1, {"close": "links.wire"}),),
    )
    assert story(world, Event.OFFERED) == []


# --- what else may change


def test_a_concealment_changes_for_cases_that_start_from_then_on() -> None:
    world = line(
        controls=(control(),),
        flows=(flow(at=(0, 5)),),
        injects=(inject(2, change("flows.loads.concealment", 1.0)),),
    )
    assert [row.case for row in story(world, Event.DETECTED)] == ["loads/0"]
    assert play(world).cases["concealment"].tolist() == [0, 1]


def test_the_same_value_written_again_changes_nothing_but_the_record() -> None:
    spread = {"uniform": {"low": "5 h", "high": "30 h"}}
    base = line(
        flows=(flow(at=tuple(range(40))),),
        hours=spread,
        stays={"border": spread},
        controls=(control(bays=2, service=spread),),
    )
    again = inject(
        6,
        change("legs.start_to_border.duration", spread),
        change("legs.border_to_town.duration", spread, **{"for": "1 d"}),
        change("places.border.stay", spread),
        change("controls.lane.service", spread),
    )
    kinds = tuple(set(Event) - {Event.INJECT_FIRED, Event.PARAMETER_CHANGED})
    plain, touched = (
        [row._replace(cause=0) for row in story(world, *kinds)]
        for world in (base, base | {"injects": [again]})
    )
    assert plain == touched


def test_another_distribution_is_drawn_from_with_the_same_luck() -> None:
    short, long = ({"uniform": {"low": f"{low} h", "high": f"{low + 4} h"}} for low in (1, 20))
    source = control("source", at="start", report_delay=short)
    world = line(
        controls=(source,),
        flows=(flow(at=tuple(range(90))),),
        injects=(inject(29.5, change("controls.source.report_delay", long, **{"for": "30 h"})),),
        horizon="40 d",
    )
    address = {row.item: address_of(row.case) for row in story(world, Event.MADE)}
    rows = story(world, Event.REPORTED)
    for row in rows:
        made = (row.time - row.value) / HOUR
        low = 20 if 29.5 <= made < 59.5 else 1
        u = luck("control:source", address[row.item], Slot.REPORT)
        assert row.value == round((low + 4 * u) * HOUR)
    assert len(rows) == 90


def test_routine_leads_and_false_alarms_follow_their_rates() -> None:
    lane = control(traffic="240 / d", false_alarm=0.5, detect={"fighters": 1.0})
    world = line(
        agencies=(agency(analysts=9, routine_leads="100 / d"),),
        controls=(lane,),
        horizon="3 d",
        injects=(
            inject(24, change("agencies.guard.routine_leads", "0 / d", **{"for": "24 h"}), name="a"),
            inject(24, change("controls.lane.false_alarm", 0.0, **{"for": "24 h"}), name="b"),
        ),
    )
    for kind in (Event.ROUTINE_LEAD, Event.FALSE_ALARM):
        days = [row.time // DAY for row in story(world, kind)]
        assert days.count(1) == 0
        assert min(days.count(0), days.count(2)) > 60


# --- tips


@pytest.mark.parametrize(("about", "target"), [("case", "address"), ("subject", "subject"), ("cell", None)])
def test_a_tip_is_an_item_from_outside(about: str, target: str | None) -> None:
    world = line(injects=(inject(3, tip(about=about, evidence=0.4, valid_for="5 h")),))
    log = play(world)
    (item,) = log.items
    expected = plan_of(world).flows[0].cells[0] if target is None else log.cases[0][target]
    assert item["target"] == expected
    assert (item["made"], item["valid_until"], item["weight"]) == (3 * HOUR, 8 * HOUR, 400_000)
    rows = story(world, Event.MADE, Event.REPORTED, Event.TRIAGED)
    assert [(row.event, row.time / HOUR, row.agency) for row in rows] == [
        (Event.MADE, 3, "guard"),
        (Event.REPORTED, 3, "guard"),
        (Event.TRIAGED, 3, "guard"),
    ]
    assert story(world)[rows[0].cause].event is Event.INJECT_FIRED


def test_a_tip_is_about_the_newest_case_that_is_still_under_way() -> None:
    world = line(
        controls=(control(at="start", seize=1.0, evidence=0),),
        flows=(flow(at=(0, 4)),),
        injects=(inject(0, {"close": "controls.lane", "for": "2 h"}, name="a"), inject(6, tip(), name="b")),
    )
    assert [row.case for row in story(world, Event.INTERDICTED)] == ["loads/1"]
    assert [row.case for row in story(world, Event.MADE)] == ["loads/0"]


def test_a_tip_about_a_case_comes_to_nothing_when_none_is_under_way() -> None:
    world = line(flows=(flow(at=(0, 90)),), injects=(inject(30, tip()),))
    assert events_of(world).count(Event.INJECT_FIRED) == 1
    assert story(world, Event.MADE) == []


def test_tips_number_cells_and_subjects_from_one_and_reach_each_of_them() -> None:
    numbers = tuple(inject(k, tip(about="cell", number=k), name=f"news{k}") for k in (1, 2, 3))
    many = flow(at=tuple(range(60)), cells=3, subjects=2)
    world = line(flows=(many,), injects=numbers)
    assert play(world).items["target"].tolist() == list(plan_of(world).flows[0].cells)
    numbers = tuple(inject(k, tip(about="subject", number=k), name=f"news{k}") for k in range(1, 7))
    log = play(line(flows=(many,), injects=numbers))
    assert set(log.items["target"].tolist()) == set(log.cases["subject"].tolist())


def test_two_tips_of_one_inject_are_two_items() -> None:
    world = line(controls=(control(evidence=0),), injects=(inject(3, tip(evidence=0.3), tip(evidence=0.3)),))
    assert [row.value for row in story(world, Event.LOOKOUT_SET)] == [pytest.approx(0.6)]


# --- the record


def test_an_inject_is_recorded_with_what_it_changes_and_what_that_brings_about() -> None:
    world = line(
        agencies=(agency(act_at=2.0, teams=1),),
        controls=(control("source", at="start"),),
        injects=(inject(2, change("agencies.guard.act_at", 0.5)),),
    )
    rows = story(world)
    (fired,) = [i for i, row in enumerate(rows) if row.event is Event.INJECT_FIRED]
    (altered,) = [i for i, row in enumerate(rows) if row.event is Event.PARAMETER_CHANGED]
    (actionable,) = story(world, Event.ACTIONABLE)
    assert (rows[fired].value, rows[altered].cause, actionable.cause) == ("news", fired, altered)
    assert (rows[altered].agency, rows[altered].value[0]) == ("guard", "act_at")
