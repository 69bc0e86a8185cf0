"""Rule 8 and the model's section on controls: selection, queues, examination, detection, seizure, watching."""

from __future__ import annotations

from math import log1p
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
    luck,
    story,
    tip,
)

LOOKS = (Event.PASSED, Event.WAVED_THROUGH, Event.EXAMINED, Event.DETECTED, Event.MISSED)


def seen(world: World, **where: Any) -> list[Event]:
    return [row.event for row in story(world, *LOOKS, **where)]


# --- selection


def test_a_case_is_flagged_by_a_lookout_of_the_agency_of_the_control_or_of_one_that_it_consults() -> None:
    def flagged(holder: str, **values: Any) -> list[str]:
        world = line(
            agencies=(agency("guard"), agency("police")),
            controls=(control(**values),),
            injects=(inject(5, tip(holder)),),
        )
        return [row.agency for row in story(world, Event.FLAGGED)]

    assert flagged("guard") == ["guard"]
    assert flagged("police") == []
    assert flagged("police", consults=["police"]) == ["police"]
    assert flagged("guard", consults=["police"]) == ["guard"]


def test_a_closed_agency_raises_no_flags() -> None:
    world = line(
        agencies=(agency("guard"), agency("police")),
        controls=(control(consults=["police"]),),
        injects=(inject(5, tip("police")), inject(6, {"close": "agencies.police"}, name="later")),
    )
    assert story(world, Event.FLAGGED) == []


def test_examine_selects_the_unflagged_and_examine_flagged_the_flagged() -> None:
    known = (inject(5, tip()),)
    for examine, examine_flagged in ((0.0, 1.0), (1.0, 0.0)):
        lane = control(examine=examine, examine_flagged=examine_flagged)
        unknown = seen(line(controls=(lane,)))
        flagged = seen(line(controls=(lane,), injects=known))
        assert (Event.EXAMINED in unknown, Event.EXAMINED in flagged) == (
            bool(examine),
            bool(examine_flagged),
        )
        assert (Event.PASSED in unknown, Event.PASSED in flagged) == (not examine, not examine_flagged)


def test_the_share_examined_is_that_of_the_uniforms_below_it() -> None:
    world = line(controls=(control(examine=0.3),), flows=(flow(at=tuple(range(50))),))
    cases = [f"loads/{k}" for k in range(len(plan_of(world).flows[0].times))]
    expected = [case for case in cases if luck("control:lane", address_of(case), Slot.EXAMINE) < 0.3]
    assert [row.case for row in story(world, Event.EXAMINED)] == expected
    assert 5 < len(expected) < 30


def test_one_that_passed_is_not_recalled() -> None:
    for hours, times in ((5, 1), (11, 0)):
        world = line(controls=(control(examine=0.0),), injects=(inject(hours, tip()),))
        assert len(story(world, Event.LOOKOUT_SET)) == 1
        assert len(story(world, Event.FLAGGED)) == times


def test_a_control_does_not_look_for_a_threat_that_it_does_not_know() -> None:
    assert seen(line(controls=(control(detect={"fighters": 1.0}),))) == []


@pytest.mark.parametrize("closed", ["controls.lane", "agencies.guard"])
def test_a_closed_control_and_one_of_a_closed_agency_do_not_look(closed: str) -> None:
    world = line(controls=(control(),), flows=(flow(at=(0, 10)),), injects=(inject(15, {"close": closed}),))
    assert [row.case for row in story(world, *LOOKS)] == ["loads/0", "loads/0"]


def test_a_case_meets_the_controls_at_its_origin_as_it_is_launched_and_those_at_its_destination_as_it_arrives() -> (
    None
):
    world = line(controls=(control("first", at="start"), control("last", at="town")))
    assert [(row.control, row.time / HOUR) for row in story(world, Event.EXAMINED)] == [
        ("first", 0),
        ("last", 20),
    ]


def test_a_control_on_a_leg_looks_as_a_case_sets_out_on_it() -> None:
    lane = control(on_leg=["border", "town"], service="2 h")
    world = line(controls=(lane,), stays={"border": "3 h"})
    assert hours_of(world, Event.DEPARTED, place="border_to_town") == [13]
    assert hours_of(world, Event.EXAMINED) == [13]
    assert hours_of(world, Event.ARRIVED, place="town") == [25]


def test_controls_at_one_place_look_in_the_order_in_which_they_are_listed() -> None:
    for names in (("zebra", "ant"), ("ant", "zebra")):
        world = line(controls=tuple(control(name, service="1 h") for name in names))
        assert [row.control for row in story(world, Event.EXAMINED)] == list(names)
        assert hours_of(world, Event.EXAMINED) == [10, 11]


# --- queues


def test_an_examination_needs_a_bay_and_those_who_wait_get_it_in_order_of_arrival() -> None:
    world = line(controls=(control(bays=2, service="3 h"),), flows=(flow(at=(0, 1, 2, 2.5)),))
    rows = story(world, Event.EXAMINED)
    assert [(row.case, row.time / HOUR, row.value / HOUR) for row in rows] == [
        ("loads/0", 10, 0),
        ("loads/1", 11, 0),
        ("loads/2", 13, 1),
        ("loads/3", 14, 1.5),
    ]


def test_without_a_number_of_bays_nobody_waits_but_an_examination_still_takes_its_time() -> None:
    world = line(controls=(control(service="3 h"),), flows=(flow(at=(0, 0, 0)),))
    assert hours_of(world, Event.EXAMINED) == [10, 10, 10]
    assert hours_of(world, Event.DEPARTED, place="border_to_town") == [13, 13, 13]


def test_an_unflagged_one_is_waved_through_when_so_many_wait_as_the_queue_limit_says() -> None:
    world = line(controls=(control(bays=1, service="9 h", queue_limit=2),), flows=(flow(at=(0, 1, 2, 3, 4)),))
    waved = story(world, Event.WAVED_THROUGH)
    assert [(row.case, row.time / HOUR, row.value) for row in waved] == [
        ("loads/3", 13, 2),
        ("loads/4", 14, 2),
    ]
    assert [row.case for row in story(world, Event.EXAMINED)] == ["loads/0", "loads/1", "loads/2"]


def test_a_flagged_one_is_never_waved_through_and_goes_first() -> None:
    world = line(
        controls=(control(bays=1, service="9 h", queue_limit=1, evidence=0),),
        flows=(flow(at=(0, 1, 2)),),
        injects=(inject(3, tip()),),
    )
    assert story(world, Event.FLAGGED)[0].case == "loads/2"
    assert story(world, Event.WAVED_THROUGH) == []
    assert [row.case for row in story(world, Event.EXAMINED)] == ["loads/0", "loads/2", "loads/1"]


def test_a_waiting_case_that_becomes_flagged_moves_up() -> None:
    lane = control(bays=1, service="5 h", evidence=0)
    world = line(controls=(lane,), flows=(flow(at=(0, 1, 2)),), injects=(inject(13, tip()),))
    assert [row.case for row in story(world, Event.EXAMINED)] == ["loads/0", "loads/2", "loads/1"]


@pytest.mark.parametrize("others", [(), (1, 2)])
def test_a_case_that_moved_up_is_examined_once_and_its_bay_is_free_afterwards(
    others: tuple[int, ...],
) -> None:
    lane = control(bays=1, service="5 h", evidence=0)
    world = line(controls=(lane,), flows=(flow(at=(0, *others, 3, 40, 41)),), injects=(inject(13.5, tip()),))
    newest = f"loads/{1 + len(others)}"
    rows = story(world, Event.EXAMINED)
    assert [row.case for row in rows][:2] == ["loads/0", newest]
    assert [row.time / HOUR for row in rows] == [10, 15, *(20 + 5 * k for k in range(len(others))), 50, 55]
    assert len({row.case for row in rows}) == len(rows)
    assert len(story(world, Event.DELIVERED)) == len(rows)


def test_a_case_that_moved_up_is_examined_once_where_several_bays_become_free() -> None:
    lane = control(bays=2, service="5 h", evidence=0)
    world = line(controls=(lane,), flows=(flow(at=(0, 1, 2)),), injects=(inject(13, tip()),))
    rows = story(world, Event.EXAMINED)
    assert [(row.case, row.time / HOUR) for row in rows] == [
        ("loads/0", 10),
        ("loads/1", 11),
        ("loads/2", 15),
    ]


def test_a_case_that_is_flagged_during_its_examination_is_not_examined_again() -> None:
    for bays in (None, 1):
        lane = control(bays=bays, service="5 h", evidence=0)
        world = line(
            controls=(lane,),
            flows=(flow(at=(0, 30)),),
            injects=(
                inject(12, tip()),
                inject(13, {"change": "controls.lane.skill", "to": 0.5}, name="stir"),
            ),
        )
        assert hours_of(world, Event.EXAMINED) == [10, 40]


def test_the_flag_is_read_again_as_the_examination_starts() -> None:
    lane = control(bays=1, service="5 h", detect={"drugs": 0.0}, detect_flagged={"drugs": 1.0})
    world = line(controls=(lane,), flows=(flow(at=(0, 1)),), injects=(inject(12, tip()),))
    assert [row.case for row in story(world, Event.FLAGGED)] == ["loads/1"]
    assert [(row.case, row.value) for row in story(world, Event.DETECTED)] == [("loads/1", 1)]


def test_a_flag_that_still_holds_as_the_examination_starts_is_met_once() -> None:
    lane = control(bays=1, service="5 h", evidence=0)
    world = line(controls=(lane,), flows=(flow(at=(0, 1)),), injects=(inject(5, tip()),))
    assert [(row.case, row.time / HOUR) for row in story(world, Event.FLAGGED)] == [("loads/1", 11)]
    assert [row.value for row in story(world, Event.DETECTED)] == [0, 1]


def test_a_flag_withdrawn_while_a_case_waits_does_not_count_for_detection() -> None:
    lane = control(bays=1, service="5 h", detect={"drugs": 0.0}, detect_flagged={"drugs": 1.0})
    world = line(
        controls=(lane,),
        flows=(flow(at=(0, 1)),),
        injects=(inject(5, tip(valid_for="8 h")),),
    )
    assert hours_of(world, Event.LOOKOUT_WITHDRAWN) == [13]
    assert [row.case for row in story(world, Event.FLAGGED)] == ["loads/1"]
    assert story(world, Event.DETECTED) == []
    assert [row.case for row in story(world, Event.MISSED)] == ["loads/0", "loads/1"]


def test_an_interdiction_elsewhere_removes_a_waiting_case() -> None:
    guard = agency(act_at=0.5, teams=1, response="2 h")
    lane = control(bays=1, service="8 h", queue_limit=1, evidence=0)
    world = line(
        agencies=(guard,), controls=(lane,), flows=(flow(at=(0, 1, 4)),), injects=(inject(11.5, tip()),)
    )
    assert [(row.case, row.time / HOUR) for row in story(world, Event.INTERDICTED)] == [("loads/2", 13.5)]
    late = line(agencies=(guard,), controls=(lane,), flows=(flow(at=(0, 1)),), injects=(inject(11.5, tip()),))
    assert [(row.case, row.time / HOUR) for row in story(late, Event.INTERDICTED)] == [("loads/1", 13.5)]
    assert [row.case for row in story(late, Event.EXAMINED)] == ["loads/0"]


def test_a_place_in_the_queue_is_free_once_the_waiting_case_is_gone() -> None:
    guard = agency(act_at=0.5, teams=1, response="1 h")
    lane = control(bays=1, service="8 h", queue_limit=1, evidence=0)
    world = line(
        agencies=(guard,),
        controls=(lane,),
        flows=(flow(at=(0, 1)), flow("parcels", at=(4,))),
        injects=(inject(11.5, tip()),),
    )
    assert [row.case for row in story(world, Event.INTERDICTED)] == ["loads/1"]
    assert story(world, Event.WAVED_THROUGH) == []
    assert [row.case for row in story(world, Event.EXAMINED)] == ["loads/0", "parcels/0"]


def test_an_interdiction_elsewhere_frees_the_bay_for_the_next_at_once() -> None:
    guard = agency(act_at=0.5, teams=1, response="1 h")
    lane = control(bays=1, service="8 h", evidence=0)
    world = line(
        agencies=(guard,),
        controls=(lane,),
        flows=(flow(at=(0,)), flow("parcels", at=(1, 2))),
        injects=(inject(12, tip()),),
    )
    assert [(row.case, row.time / HOUR) for row in story(world, Event.INTERDICTED)] == [("loads/0", 13)]
    rows = story(world, Event.EXAMINED)
    assert [(row.case, row.time / HOUR) for row in rows] == [
        ("loads/0", 10),
        ("parcels/0", 13),
        ("parcels/1", 21),
    ]
    assert story(world, Event.MISSED, Event.DETECTED, case="loads/0") == []


# --- detection


def test_detection_needs_skill_and_fails_against_perfect_concealment() -> None:
    assert Event.DETECTED in seen(line(controls=(control(),)))
    assert seen(line(controls=(control(),), flows=(flow(concealment=1.0),))) == [Event.EXAMINED, Event.MISSED]
    assert seen(line(controls=(control(skill=0.0),))) == [Event.EXAMINED, Event.MISSED]


def test_the_chance_of_detection_is_detect_times_what_is_not_concealed_times_skill() -> None:
    lane = control(detect={"drugs": 0.8}, skill=0.9, evidence=0)
    world = line(controls=(lane,), flows=(flow(at=tuple(range(80)), concealment=0.25),))
    cases = [f"loads/{k}" for k in range(len(plan_of(world).flows[0].times))]
    chance = 0.8 * 0.75 * 0.9
    expected = [case for case in cases if luck("control:lane", address_of(case), Slot.DETECT) < chance]
    assert [row.case for row in story(world, Event.DETECTED)] == expected
    assert 20 < len(expected) < 70


def test_a_control_that_requires_a_lookout_finds_only_the_flagged_however_well_hidden() -> None:
    lane = control(detect={}, detect_flagged={"drugs": 1.0})
    hidden = (flow(concealment=1.0),)
    assert seen(line(controls=(lane,), flows=hidden)) == [Event.EXAMINED, Event.MISSED]
    assert seen(line(controls=(lane,), flows=hidden, injects=(inject(5, tip()),))) == [
        Event.EXAMINED,
        Event.DETECTED,
    ]


def test_a_detection_makes_one_item_that_is_reported_after_a_delay() -> None:
    world = line(controls=(control(report_delay="7 h", evidence=0.6),))
    (made,) = story(world, Event.MADE)
    assert (made.time / HOUR, made.value, made.agency, made.case) == (10, 0.6, "guard", "loads/0")
    assert [(row.time / HOUR, row.value / HOUR) for row in story(world, Event.REPORTED)] == [(17, 7)]
    (detected,) = story(world, Event.DETECTED)
    assert detected.item == made.item


@pytest.mark.parametrize("about", ["case", "subject", "cell"])
def test_the_item_is_about_what_the_control_says(about: str) -> None:
    world = line(controls=(control(about=about),))
    log = play(world)
    (item,) = log.items
    case = log.cases[0]
    target = {"case": case["address"], "subject": case["subject"], "cell": plan_of(world).flows[0].cells[0]}[
        about
    ]
    assert item["target"] == target
    assert item["case"] == (0 if about == "case" else -1)


def test_a_control_without_evidence_makes_no_item() -> None:
    world = line(controls=(control(evidence=0),))
    assert story(world, Event.MADE) == []
    assert [row.item for row in story(world, Event.DETECTED)] == [-1]


def test_a_detection_may_seize_on_the_spot_and_still_makes_its_item() -> None:
    world = line(controls=(control(seize=1.0),))
    (stopped,) = story(world, Event.INTERDICTED)
    assert (stopped.control, stopped.agency, stopped.value, stopped.time / HOUR) == ("lane", "guard", 5, 10)
    assert len(story(world, Event.TRIAGED)) == 1
    assert story(world, Event.DELIVERED) == []


def test_a_share_of_the_detections_seizes() -> None:
    world = line(controls=(control(seize=0.4),), flows=(flow(at=tuple(range(60))),))
    cases = [f"loads/{k}" for k in range(60)]
    expected = [case for case in cases if luck("control:lane", address_of(case), Slot.SEIZE) < 0.4]
    assert [row.case for row in story(world, Event.INTERDICTED)] == expected
    assert 10 < len(expected) < 40


def test_a_source_that_seizes_nothing_lets_the_case_go_on() -> None:
    world = line(controls=(control(seize=0.0),))
    assert story(world, Event.INTERDICTED) == []
    assert hours_of(world, Event.DELIVERED) == [20]


def test_a_flag_says_whether_the_same_draws_would_have_seized_without_it() -> None:
    def flag(seize: float = 1.0, **values: Any) -> float:
        world = line(controls=(control(seize=seize, **values),), injects=(inject(5, tip()),))
        (row,) = story(world, Event.FLAGGED)
        return float(row.value)

    assert flag() == 1
    assert flag(examine=0.0) == 0
    assert flag(detect={"drugs": 0.0}, detect_flagged={"drugs": 1.0}) == 0
    assert flag(seize=0.0) == 0


# --- watching


def test_a_control_that_watches_detects_a_case_once_a_visit() -> None:
    world = line(controls=(control(watch="50 / h"),), stays={"border": "30 h"})
    (row,) = story(world, Event.DETECTED)
    assert 10 * HOUR <= row.time < 11 * HOUR
    assert story(world, *LOOKS) == [row]


def test_a_control_that_watches_sees_nothing_of_a_case_that_does_not_stay() -> None:
    assert story(line(controls=(control(watch="0.01 / d"),)), Event.DETECTED) == []


def test_a_hazard_acts_as_long_as_a_case_is_present() -> None:
    world = line(
        controls=(control(watch="2 / d", evidence=0),),
        flows=(flow(at=tuple(range(60))),),
        stays={"border": "12 h"},
    )
    cases = [f"loads/{k}" for k in range(len(plan_of(world).flows[0].times))]
    expected = {}
    for k, case in enumerate(cases):
        hazard = -log1p(-luck("control:lane", address_of(case), Slot.WATCH))
        if round(hazard / 2 * DAY) <= 12 * HOUR:
            expected[case] = (k + 10) * HOUR + round(hazard / 2 * DAY)
    assert {row.case: row.time for row in story(world, Event.DETECTED)} == expected
    assert 20 < len(expected) < 55


def test_a_control_that_watches_a_leg_sees_who_travels_on_it() -> None:
    world = line(controls=(control(on_leg=["start", "border"], watch="50 / h"),))
    (row,) = story(world, Event.DETECTED)
    assert 0 <= row.time < HOUR


def test_a_case_is_seen_up_to_the_very_instant_at_which_it_arrives() -> None:
    hazard = -log1p(-luck("control:lane", address_of("loads/0"), Slot.WATCH))
    seconds = round(hazard / 5 * DAY)
    for journey, times in ((seconds, [seconds]), (seconds - 1, [])):
        watch = control(on_leg=["start", "border"], watch="5 / d")
        world = line(controls=(watch,), hours=f"{journey} s")
        assert [row.time for row in story(world, Event.DETECTED)] == times


def test_a_hit_that_a_slower_watch_would_not_have_made_yet_is_not_made() -> None:
    hazard = -log1p(-luck("control:lane", address_of("loads/0"), Slot.WATCH))
    world = line(
        controls=(control(watch=f"{hazard / 8} / h"),),
        stays={"border": "60 h"},
        injects=(inject(14, {"change": "controls.lane.watch", "to": f"{hazard / 40} / h"}),),
    )
    # Four of eight hours are used up at hour 14, and the rest takes five times as long.
    assert [round(hours, 3) for hours in hours_of(world, Event.DETECTED)] == [14 + 20]


def test_watching_can_seize() -> None:
    world = line(controls=(control(watch="50 / h", seize=1.0),), stays={"border": "30 h"})
    (row,) = story(world, Event.INTERDICTED)
    assert (row.control, row.cause) == (
        "lane",
        next(i for i, one in enumerate(story(world)) if one.event is Event.DETECTED),
    )
    assert story(world, Event.DELIVERED) == []


def test_concealment_counts_against_a_watch_that_names_what_it_detects_and_only_there() -> None:
    hidden = (flow(concealment=1.0),)
    for detect, expected in (({"drugs": 1.0}, 0), (None, 1)):
        watch = control(watch="50 / h", detect=detect)
        assert (
            len(story(line(controls=(watch,), flows=hidden, stays={"border": "30 h"}), Event.DETECTED))
            == expected
        )


def test_an_agency_that_reopens_goes_on_watching_a_case_that_is_still_there() -> None:
    world = line(
        controls=(control(watch="50 / h"),),
        stays={"border": "30 h"},
        injects=(inject(5, {"close": "agencies.guard", "for": "20 h"}),),
    )
    (row,) = story(world, Event.DETECTED)
    assert 25 * HOUR <= row.time < 26 * HOUR


def test_a_lookout_of_an_agency_that_a_watch_does_not_read_does_not_count_as_a_flag() -> None:
    def flagged(**values: Any) -> list[float]:
        world = line(
            agencies=(agency("guard"), agency("police")),
            controls=(control(watch="50 / h", **values), control("gate", agency="police", at="town")),
            stays={"border": "30 h"},
            injects=(inject(5, tip("police")),),
        )
        return [row.value for row in story(world, Event.DETECTED, control="lane")]

    assert flagged() == [0]
    assert flagged(consults=["police"]) == [1]


# --- legitimate traffic


def test_legitimate_traffic_is_counted_in_the_last_second_of_each_day() -> None:
    lane = control(traffic="2400 / d", examine=0.5, detect={"fighters": 1.0})
    rows = story(line(controls=(lane,), horizon="4 d"), Event.TRAFFIC_EXAMINED)
    assert [row.time for row in rows] == [day * DAY - 1 for day in range(1, 5)]
    assert all(abs(row.value - 1200) < 4 * 1200**0.5 for row in rows)


def test_a_false_alarm_becomes_work_for_an_analyst_of_the_agency() -> None:
    lane = control(traffic="48 / d", false_alarm=0.5, detect={"fighters": 1.0})
    world = line(agencies=(agency(analysts=1, triage="1 h"),), controls=(lane,), horizon="2 d")
    alarms = story(world, Event.FALSE_ALARM)
    assert 20 < len(alarms) < 80
    assert {row.control for row in alarms} == {"lane"}
    started = story(world, Event.TRIAGE_STARTED)
    assert len(started) == pytest.approx(len(alarms), abs=30)
    assert all(row.value == HOUR for row in story(world, Event.DISMISSED))
    assert events_of(line(controls=(lane | {"false_alarm": 0},), horizon="2 d")).count(Event.FALSE_ALARM) == 0


def test_a_control_that_examines_nothing_raises_no_false_alarms() -> None:
    lane = control(traffic="480 / d", false_alarm=1.0, examine=0.0, detect={"fighters": 1.0})
    world = line(controls=(lane,), horizon="2 d")
    assert story(world, Event.FALSE_ALARM) == []
    assert [row.value for row in story(world, Event.TRAFFIC_EXAMINED)] == [0, 0]


def test_a_closed_control_examines_no_traffic() -> None:
    lane = control(traffic="2400 / d", false_alarm=0.1, detect={"fighters": 1.0})
    world = line(
        controls=(lane,), horizon="4 d", injects=(inject(24, {"close": "controls.lane", "for": "24 h"}),)
    )
    by_day = [0.0] * 4
    for row in story(world, Event.TRAFFIC_EXAMINED):
        by_day[row.time // DAY] += row.value
    assert by_day[1] == 0
    assert all(count > 2000 for day, count in enumerate(by_day) if day != 1)
    assert all(row.time // DAY != 1 for row in story(world, Event.FALSE_ALARM))


def test_a_lane_without_traffic_leaves_no_rows_of_traffic() -> None:
    kinds = (Event.TRAFFIC_EXAMINED, Event.TRAFFIC_WAVED_THROUGH, Event.TRAFFIC_WAIT, Event.FALSE_ALARM)
    assert story(line(controls=(control(bays=1, service="1 h"),)), *kinds) == []


def test_a_flagged_case_among_traffic_is_never_waved_through() -> None:
    lane = control(traffic="480 / d", bays=1, service="20 min", queue_limit=0, evidence=0)
    several = (flow(at=tuple(range(40)), subjects=None),)
    assert len(story(line(controls=(lane,), flows=several), Event.WAVED_THROUGH)) > 20
    knowing = line(
        controls=(lane,), flows=several, injects=(inject(0, tip(about="cell")),), links=(), horizon="20 d"
    )
    assert story(knowing, Event.WAVED_THROUGH) == []
    assert len(story(knowing, Event.EXAMINED)) == 40
