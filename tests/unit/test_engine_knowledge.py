"""Rule 10 and the model's section on agencies: analysts, items, belief, lookouts, what is known from the start."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from simulator.engine.actors import FlowState
from simulator.eventlog import Event
from simulator.world.draws import Draws, Slot
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import (
    HOUR,
    address_of,
    agency,
    control,
    flow,
    hours_of,
    inject,
    line,
    link,
    luck,
    story,
    tip,
)

WATCH_LIST = {"agency": "guard", "about": "cell", "share": 1.0, "evidence": 0.5}


def prior(**values: Any) -> World:
    return WATCH_LIST | values


# --- belief


def test_belief_is_the_sum_of_the_items_on_a_case_its_subject_and_its_cell() -> None:
    tips = [
        tip(about=about, evidence=weight)
        for about, weight in (("cell", 0.1), ("subject", 0.2), ("case", 0.4))
    ]
    for threshold, hours in ((0.7, [5]), (0.71, [])):
        world = line(
            agencies=(agency(lookout_at=threshold),),
            controls=(control(evidence=0),),
            injects=(inject(5, *tips),),
        )
        assert hours_of(world, Event.LOOKOUT_SET) == hours


def test_items_on_another_case_of_the_same_cell_do_not_count() -> None:
    world = line(
        agencies=(agency(lookout_at=0.8),),
        controls=(control("gate", at="start"), control()),
        flows=(flow(at=(0, 1)),),
    )
    # Each case has two items of 0.6: one is made at its origin, the second at the border.
    assert hours_of(world, Event.LOOKOUT_SET) == [10, 11]


def test_the_threshold_itself_is_enough_and_weights_are_summed_exactly() -> None:
    tenths = [tip(about="cell", evidence=0.1) for _ in range(3)]
    world = line(agencies=(agency(lookout_at=0.3),), controls=(control(),), injects=(inject(5, *tenths),))
    assert len(story(world, Event.LOOKOUT_SET)) == 1


def test_one_item_by_two_routes_counts_once_with_its_highest_weight() -> None:
    world = line(
        agencies=(agency("guard"), agency("police", lookout_at=0.35)),
        controls=(control("gate", at="start"), control(agency="police")),
        links=(
            link("guard", "police", "poor", fidelity=0.5, transit="1 h"),
            link("guard", "police", "good", fidelity=0.75, transit="2 h"),
        ),
    )
    rows = story(world, Event.TRIAGED, Event.DUPLICATE, Event.LOOKOUT_SET, agency="police")[:3]
    assert [(row.event, row.time / HOUR, row.value) for row in rows] == [
        (Event.TRIAGED, 1, pytest.approx(0.3)),
        (Event.DUPLICATE, 2, pytest.approx(0.45)),
        (Event.LOOKOUT_SET, 2, pytest.approx(0.45)),
    ]


def test_a_lighter_copy_does_not_lower_the_weight() -> None:
    world = line(
        agencies=(agency("guard"), agency("police", lookout_at=0.4)),
        controls=(control("gate", at="start"), control(agency="police")),
        links=(
            link("guard", "police", "poor", fidelity=0.5, transit="2 h"),
            link("guard", "police", "good", fidelity=0.75, transit="1 h"),
        ),
    )
    rows = story(world, Event.LOOKOUT_SET, Event.LOOKOUT_WITHDRAWN, agency="police", case="loads/0")
    assert [row.value for row in rows] == [pytest.approx(0.45)]


def test_validity_runs_from_the_making_of_an_item() -> None:
    gate = control("gate", at="start", valid_for="6 h", report_delay="4 h")
    world = line(controls=(gate, control()), stays={"start": "20 h"})
    assert hours_of(world, Event.LOOKOUT_SET)[:1] == [4]
    assert hours_of(world, Event.LOOKOUT_WITHDRAWN)[:1] == [6]
    assert hours_of(world, Event.EXPIRED) == [6]


def test_an_item_that_expired_on_its_way_counts_for_nothing_and_goes_no_further() -> None:
    gate = control("gate", at="start", valid_for="3 h", report_delay="4 h")
    world = line(
        agencies=(agency("guard"), agency("police")),
        controls=(gate, control()),
        links=(link("guard", "police"),),
    )
    assert hours_of(world, Event.LOOKOUT_SET) == [10]
    assert len(story(world, Event.OFFERED)) == 1


def test_belief_is_weighed_as_an_item_arrives_and_expires() -> None:
    world = line(controls=(control(),), injects=(inject(5, tip(valid_for="2 h")),), horizon="9 h")
    rows = story(world, Event.LOOKOUT_SET, Event.LOOKOUT_WITHDRAWN)
    assert [(row.event, row.time / HOUR) for row in rows] == [
        (Event.LOOKOUT_SET, 5),
        (Event.LOOKOUT_WITHDRAWN, 7),
    ]


def test_belief_is_weighed_as_a_case_is_launched_whose_cell_is_known() -> None:
    world = line(
        controls=(control(evidence=0),), flows=(flow(at=(0, 6)),), injects=(inject(3, tip(about="cell")),)
    )
    rows = story(world, Event.LOOKOUT_SET)
    assert [(row.case, row.time / HOUR) for row in rows] == [("loads/0", 3), ("loads/1", 6)]
    causes = [story(world)[row.cause].event for row in rows]
    assert causes == [Event.TRIAGED, Event.LAUNCHED]


def test_belief_is_weighed_as_a_case_enters_the_area() -> None:
    east = agency("police", jurisdiction="east", act_at=0.5, teams=1)
    world = line(agencies=(agency("guard"), east), injects=(inject(2, tip("police")),))
    rows = story(world, Event.ACTIONABLE, Event.REQUESTED)
    assert [(row.event, row.time / HOUR) for row in rows] == [(Event.ACTIONABLE, 2), (Event.REQUESTED, 10)]
    assert story(world)[rows[1].cause].event is Event.DEPARTED


# --- lookouts


def test_a_lookout_takes_effect_after_its_delay() -> None:
    for delay, flagged in (("4 h", True), ("5.1 h", False)):
        world = line(
            agencies=(agency(lookout_delay=delay),), controls=(control(),), injects=(inject(5, tip()),)
        )
        assert bool(story(world, Event.FLAGGED)) is flagged
    assert hours_of(world, Event.LOOKOUT_SET) == [pytest.approx(10.1)]


def test_there_is_one_lookout_for_an_agency_and_case_however_much_is_known() -> None:
    world = line(controls=(control(),), injects=tuple(inject(k, tip(), name=f"news{k}") for k in (2, 3, 4)))
    assert hours_of(world, Event.LOOKOUT_SET) == [2]


def test_a_lookout_is_withdrawn_when_belief_falls_and_may_be_set_again() -> None:
    world = line(
        controls=(control(evidence=0),),
        stays={"start": "50 h"},
        injects=(inject(1, tip(valid_for="3 h")), inject(9, tip(valid_for="4 h"), name="again")),
    )
    rows = story(world, Event.LOOKOUT_SET, Event.LOOKOUT_WITHDRAWN)
    assert [(row.event, row.time / HOUR) for row in rows] == [
        (Event.LOOKOUT_SET, 1),
        (Event.LOOKOUT_WITHDRAWN, 4),
        (Event.LOOKOUT_SET, 9),
        (Event.LOOKOUT_WITHDRAWN, 13),
    ]
    assert story(world, Event.FLAGGED) == []


def test_a_lookout_that_is_not_yet_known_is_dropped_when_belief_falls() -> None:
    world = line(
        agencies=(agency(lookout_delay="4 h"),),
        controls=(control(evidence=0),),
        stays={"start": "50 h"},
        injects=(inject(1, tip(valid_for="3 h")), inject(4.5, tip(), name="again")),
    )
    rows = story(world, Event.LOOKOUT_SET, Event.LOOKOUT_WITHDRAWN)
    assert [(row.event, row.time / HOUR) for row in rows] == [(Event.LOOKOUT_SET, 8.5)]


# --- analysts


def test_items_wait_for_an_analyst_and_count_from_the_end_of_triage() -> None:
    world = line(
        agencies=(agency(analysts=1, triage="3 h"),),
        controls=(control(report_delay="1 h"),),
        flows=(flow(at=(0, 1)),),
    )
    assert [(row.time / HOUR, row.value / HOUR) for row in story(world, Event.TRIAGE_STARTED)] == [
        (11, 0),
        (14, 2),
    ]
    assert hours_of(world, Event.TRIAGED) == [14, 17]
    assert hours_of(world, Event.LOOKOUT_SET) == [14, 17]


def test_an_agency_without_analysts_loses_no_time() -> None:
    world = line(agencies=(agency(analysts=0, triage="3 h"),), controls=(control(),))
    assert story(world, Event.TRIAGE_STARTED) == []
    assert hours_of(world, Event.TRIAGED) == [10]


def test_several_analysts_work_at_once() -> None:
    world = line(
        agencies=(agency(analysts=2, triage="3 h"),), controls=(control(),), flows=(flow(at=(0, 0, 0)),)
    )
    assert hours_of(world, Event.TRIAGED) == [13, 13, 16]


def test_the_item_on_the_severest_flow_is_taken_up_first_but_nobody_is_interrupted() -> None:
    flows = (flow(at=(0, 1)), flow("bombs", at=(2,), severity=5))
    world = line(agencies=(agency(analysts=1, triage="4 h"),), controls=(control(),), flows=flows)
    started = [row.cause for row in story(world, Event.TRIAGE_STARTED)]
    made = {row.item: row.case for row in story(world, Event.MADE)}
    order = [made[story(world)[cause].item] for cause in started]
    assert order == ["loads/0", "bombs/0", "loads/1"]
    assert hours_of(world, Event.TRIAGED) == [14, 18, 22]


def test_evidence_comes_before_false_alarms_and_these_before_routine_leads() -> None:
    lane = control("lane", traffic="20 / d", false_alarm=1.0, examine=1.0, evidence=0.6)
    world = line(
        agencies=(agency(analysts=1, triage="5 h", routine_leads="10 / d"),),
        controls=(lane,),
        flows=(flow(at=tuple(range(0, 60, 5))),),
        horizon="6 d",
    )
    rows = story(world)
    waiting: dict[int, tuple[int, int]] = {}
    kinds = {Event.REPORTED: 0, Event.FALSE_ALARM: 1, Event.ROUTINE_LEAD: 2}
    taken = []
    for number, row in enumerate(rows):
        if row.event in kinds:
            waiting[number] = (kinds[row.event], row.time)
        elif row.event is Event.TRIAGE_STARTED:
            first = waiting.pop(row.cause)
            assert all(first <= other for other in waiting.values())
            taken.append(first[0])
    assert len(set(taken)) >= 2
    assert len(taken) > 20


def test_false_alarms_and_routine_leads_delay_evidence() -> None:
    busy = agency(analysts=1, triage="5 h", routine_leads="30 / d")
    world = line(agencies=(busy,), controls=(control(),))
    (started,) = [row for row in story(world, Event.TRIAGE_STARTED) if row.item >= 0]
    assert 0 < started.value <= 5 * HOUR
    assert len(story(world, Event.ROUTINE_LEAD)) > 400


def test_an_agency_without_analysts_has_no_routine_leads() -> None:
    assert story(line(agencies=(agency(analysts=0, routine_leads="30 / d"),)), Event.ROUTINE_LEAD) == []


def test_triage_takes_working_time_and_an_unfinished_one_keeps_its_analyst() -> None:
    office = {"days": "daily", "from": "09:00", "to": "17:00"}
    world = line(
        agencies=(agency(analysts=1, hours=office, triage="4 h"),),
        controls=(control(at="start"),),
        flows=(flow(at=(15, 16)),),
    )
    assert hours_of(world, Event.TRIAGE_STARTED) == [15, 24 + 11]
    assert hours_of(world, Event.TRIAGED) == [24 + 11, 24 + 15]


def test_what_comes_outside_office_hours_waits_for_the_next_opening() -> None:
    office = {"days": "mon-fri", "from": "09:00", "to": "17:00"}
    world = line(
        agencies=(agency(analysts=1, hours=office, triage="1 h"),),
        controls=(control(at="start"),),
        flows=(flow(at=(4 * 24 + 20,)),),
    )
    assert hours_of(world, Event.TRIAGE_STARTED) == [7 * 24 + 9]


def test_nobody_works_on_a_holiday() -> None:
    office = {"days": "daily", "from": "09:00", "to": "17:00"}
    world = line(
        agencies=(agency(analysts=1, hours=office, triage="1 h"),),
        controls=(control(at="start"),),
        flows=(flow(at=(18,)),),
    )
    world["jurisdictions"][0]["holidays"] = ["2031-03-04"]
    assert hours_of(world, Event.TRIAGE_STARTED) == [48 + 9]


def test_shifts_work_their_own_hours() -> None:
    shifts = [
        {"n": 1, "hours": {"days": "daily", "from": "08:00", "to": "16:00"}},
        {"n": 1, "hours": {"days": "daily", "from": "16:00", "to": "24:00"}},
    ]
    world = line(
        agencies=(agency(analysts=shifts, triage="2 h"),),
        controls=(control(at="start"),),
        flows=(flow(at=(15, 15.5, 17)),),
    )
    rows = story(world, Event.TRIAGE_STARTED)
    assert [row.time / HOUR for row in rows] == [15, 16, 18]
    # The first has an hour of the early shift left and the rest of the next day's.
    assert hours_of(world, Event.TRIAGED) == [18, 20, 33]


def test_a_duplicate_is_dropped_before_triage() -> None:
    world = line(
        agencies=(agency("guard"), agency("police", analysts=1, triage="1 h")),
        controls=(control(at="start"),),
        links=(link("guard", "police", "fast"), link("guard", "police", "slow", transit="5 h")),
    )
    rows = story(world, agency="police")
    assert [row.event for row in rows if row.event is not Event.RECEIVED] == [
        Event.TRIAGE_STARTED,
        Event.TRIAGED,
        Event.DUPLICATE,
    ]


def test_a_duplicate_is_dropped_after_triage_if_its_twin_came_first() -> None:
    world = line(
        agencies=(agency("guard"), agency("police", analysts=2, triage="4 h")),
        controls=(control(at="start"),),
        links=(link("guard", "police", "fast"), link("guard", "police", "slow", transit="1 h")),
    )
    rows = story(world, Event.TRIAGE_STARTED, Event.TRIAGED, Event.DUPLICATE, agency="police")
    assert [(row.event, row.time / HOUR) for row in rows] == [
        (Event.TRIAGE_STARTED, 0),
        (Event.TRIAGE_STARTED, 1),
        (Event.TRIAGED, 4),
        (Event.DUPLICATE, 5),
    ]


def test_a_closed_agency_takes_up_no_work_until_it_reopens() -> None:
    world = line(
        agencies=(agency(analysts=1, triage="1 h"),),
        controls=(control(at="start", report_delay="5 h"),),
        injects=(inject(3, {"close": "agencies.guard", "for": "30 h"}),),
    )
    assert hours_of(world, Event.TRIAGE_STARTED) == [33]


# --- what is known from the start


def test_prior_knowledge_enters_the_set_at_the_start_or_with_the_case() -> None:
    for about, hours in (("cell", 0), ("subject", 0), ("case", 3)):
        world = line(flows=(flow(at=(3,), prior_knowledge=[prior(about=about)]),))
        rows = story(world, Event.MADE, Event.TRIAGED)
        assert [(row.event, row.time / HOUR) for row in rows] == [(Event.MADE, hours), (Event.TRIAGED, hours)]
        assert rows[0].cause == -1


def test_prior_knowledge_of_subjects_who_serve_once_comes_with_them() -> None:
    world = line(flows=(flow(at=(3, 7), subjects=None, prior_knowledge=[prior(about="subject")]),))
    assert hours_of(world, Event.MADE) == [3, 7]


def test_a_share_of_cells_is_known() -> None:
    known = flow(at=(3,), cells=40, prior_knowledge=[prior(share=0.3)])
    world = line(flows=(known,))
    loads = plan_of(world).flows[0]
    expected = {cell for cell in loads.cells if luck(loads.prior[0].name, cell, Slot.KNOWN) < 0.3}
    assert set(play(world).items["target"].tolist()) == expected
    assert 4 < len(expected) < 24


def test_a_list_of_documents_knows_only_subjects_who_have_the_trait() -> None:
    """By the same luck as a list of all: it knows of them exactly those who have the trait."""

    def known(about: str, subjects: int | None, **values: Any) -> set[int]:
        loads = flow(
            at=tuple(range(3, 43)),
            cells=3,
            subjects=subjects,
            traits={"false_document": 0.4},
            prior_knowledge=[prior(about=about, share=0.7, **values)],
        )
        lane = control(evidence=0, if_trait={"false_document": {"examine": 1.0}})
        return set(play(line(flows=(loads,), controls=(lane,))).items["target"].tolist())

    for subjects in (None, 20):
        world = line(flows=(flow(at=(3,), traits={"false_document": 0.4}),))
        (people,) = (FlowState(one, plan_of(world), Draws(1, 0)) for one in plan_of(world).flows)
        everyone = known("subject", subjects)
        some = known("subject", subjects, trait="false_document")
        assert some == {subject for subject in everyone if people.traits_of(subject)}
        assert 0 < len(some) < len(everyone)
    assert 0 < len(known("case", None, trait="false_document")) < len(known("case", None))


def test_prior_knowledge_is_valid_from_the_start() -> None:
    known = flow(at=(3, 9), prior_knowledge=[prior(valid_for="6 h")])
    world = line(controls=(control(evidence=0),), flows=(known,))
    assert [row.case for row in story(world, Event.LOOKOUT_SET)] == ["loads/0"]
    assert hours_of(world, Event.LOOKOUT_WITHDRAWN) == [6]


def test_prior_knowledge_of_a_subject_who_serves_once_is_as_old_as_the_rest() -> None:
    known = flow(at=(3, 9), subjects=None, prior_knowledge=[prior(about="subject", valid_for="6 h")])
    world = line(controls=(control(evidence=0),), flows=(known,))
    assert hours_of(world, Event.MADE) == [3]
    assert hours_of(world, Event.LOOKOUT_WITHDRAWN) == [6]


def test_prior_knowledge_of_a_case_is_valid_from_its_launch() -> None:
    known = flow(at=(3, 9), prior_knowledge=[prior(about="case", valid_for="6 h")])
    world = line(controls=(control(evidence=0),), flows=(known,))
    assert hours_of(world, Event.MADE) == [3, 9]
    assert hours_of(world, Event.EXPIRED) == [9, 15]


def test_prior_knowledge_is_shared_like_any_other_item() -> None:
    world = line(
        agencies=(agency("guard"), agency("police")),
        links=(link("guard", "police"),),
        flows=(flow(at=(3,), prior_knowledge=[prior()]),),
    )
    assert hours_of(world, Event.RECEIVED) == [0]


# --- what it takes to act


def test_a_watch_list_says_who_and_not_where() -> None:
    knowing = flow(at=(0,), prior_knowledge=[prior(evidence=1.0)])
    unlocated = line(agencies=(agency(teams=1),), flows=(knowing,))
    assert story(unlocated, Event.ACTIONABLE) == []
    located = line(agencies=(agency(teams=1),), flows=(knowing,), injects=(inject(4, tip(evidence=0.01)),))
    assert hours_of(located, Event.ACTIONABLE) == [4]


def test_a_flag_met_at_an_own_control_says_where() -> None:
    knowing = flow(at=(0,), prior_knowledge=[prior(evidence=1.0)])
    lane = control(examine_flagged=0.0)
    own = line(agencies=(agency(teams=1),), controls=(lane,), flows=(knowing,))
    assert hours_of(own, Event.ACTIONABLE) == [10]
    foreign = line(
        agencies=(agency(teams=1), agency("police")),
        controls=(lane | {"agency": "police", "consults": ["guard"]},),
        flows=(knowing,),
    )
    assert [row.agency for row in story(foreign, Event.FLAGGED)] == ["guard"]
    assert story(foreign, Event.ACTIONABLE) == []


def test_an_item_on_the_case_that_has_expired_says_nothing_of_where_it_is() -> None:
    knowing = flow(at=(0,), prior_knowledge=[prior(evidence=0.9)])
    east = agency("guard", jurisdiction="east", teams=1)
    world = line(
        agencies=(east,),
        flows=(knowing,),
        injects=(inject(4, tip(evidence=0.5, valid_for="3 h")), inject(8, tip(about="cell"), name="more")),
    )
    assert story(world, Event.REQUESTED) == []


def test_a_case_becomes_actionable_once_for_an_agency_with_teams() -> None:
    def times(teams: int) -> list[float]:
        tips = tuple(inject(k, tip(evidence=1.0, valid_for="1 h"), name=f"news{k}") for k in (2, 5, 8))
        return hours_of(
            line(agencies=(agency(teams=teams),), injects=tips, stays={"start": "20 h"}), Event.ACTIONABLE
        )

    assert times(0) == []
    assert times(1) == [2]


def test_success_fades_with_the_age_of_the_newest_item_or_hit() -> None:
    guard = agency(act_at=0.5, teams=200, response="5 h", success=0.9, perishable="10 h")
    world = line(
        agencies=(guard,),
        controls=(
            control("source", at="start", report_delay="2 h"),
            control(detect={"drugs": 0.0}, examine_flagged=0.0),
        ),
        flows=(flow(at=tuple(range(120)), subjects=None),),
        stays={"border": "40 h"},
    )
    _check_successes(world, age=7, chance=0.9)
    # The flag at the border, met one hour before the team arrives, is news as well.
    world["agencies"][0]["response"] = "9 h"
    _check_successes(world, age=1, chance=0.9)


def test_information_that_perishes_at_once_stops_nobody() -> None:
    guard = agency(act_at=0.5, teams=1, response="1 h", perishable="0 h")
    world = line(agencies=(guard,), controls=(control("source", at="start"),))
    assert [row.value for row in story(world, Event.TEAM_ARRIVED)] == [0]


def test_an_expired_item_does_not_make_knowledge_fresh() -> None:
    world = line(
        agencies=(
            agency(lookout_at=9, act_at=0.5, teams=200, response="6 h", success=1.0, perishable="10 h"),
        ),
        controls=(
            control("source", at="start"),
            control("rumour", on_leg=["start", "border"], evidence=0.1, valid_for="2 h"),
        ),
        flows=(flow(at=tuple(range(120)), subjects=None),),
        stays={"start": "1 h"},
    )
    _check_successes(world, age=6, chance=1.0)


def _check_successes(world: World, age: float, chance: float) -> None:
    arrived = story(world, Event.TEAM_ARRIVED)
    assert len(arrived) == len(plan_of(world).flows[0].times)
    for row in arrived:
        u = luck("agency:guard", address_of(row.case), Slot.SUCCESS)
        assert row.value == (u < chance * exp(-age / 10))
    assert 0.05 < sum(row.value for row in arrived) / len(arrived) < 0.95


# --- the log


def test_every_item_is_told_from_its_making_to_its_entry() -> None:
    world = line(
        agencies=(agency(analysts=1, triage="1 h"),), controls=(control(report_delay="1 h", valid_for="3 h"),)
    )
    (made,) = story(world, Event.MADE)
    assert [(row.event, row.time / HOUR) for row in story(world, item=made.item)] == [
        (Event.DETECTED, 10),
        (Event.MADE, 10),
        (Event.REPORTED, 11),
        (Event.TRIAGE_STARTED, 11),
        (Event.TRIAGED, 12),
        (Event.EXPIRED, 13),
    ]
