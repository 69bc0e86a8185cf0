"""Metrics of what only some agencies, controls and pools have: holds, teams, pools."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.metrics import Measures, Meter, measure
from simulator.analysis.provenance import Reach, credits
from simulator.eventlog import Event
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import agency, control, flow, inject, line, link, story, tip

APPROX = pytest.approx


def measured(world: World) -> Measures:
    return measure(plan_of(world), play(world))


def values(world: World, subject: str, *names: str) -> list[float]:
    found = measured(world)
    return [float(found.of(name, subject)[0]) for name in names]


def names(world: World) -> set[str]:
    return {column.metric for column in Meter(plan_of(world)).columns}


def warmed(world: World, warm_up: str) -> World:
    world["scenario"]["warm_up"] = warm_up
    return world


# --- holds


def lane(hours: int = 30, **values: Any) -> World:
    return control(**{"hold": {"for": f"{hours} h"}, **values})


def test_holds_are_counted_by_how_they_end():
    # found at 10, 20, 300, and the first confirmed at 35; the last one is not over by the horizon
    world = line(
        controls=(lane(about="case"),),
        flows=(flow(at=(0, 10, 290), subjects=None),),
        injects=(inject(15, tip(evidence=0.6)),),
        horizon="310 h",
    )
    # the tip is about the newest case under way: the second one, found at 20 and confirmed at once
    counts = ("held", "confirmed", "released", "confirmed_share", "hold_hours")
    assert values(world, "control:lane", *counts) == [3, 1, 1, 0.5, 15]
    assert values(warmed(world, "12 h"), "control:lane", *counts) == [3, 1, 1, 0.5, 15]


def test_holds_of_the_warm_up_are_not_counted_but_their_ends_are():
    world = warmed(line(controls=(lane(),), flows=(flow(at=(-20,)),)), "1 d")
    assert values(world, "control:lane", "held", "released", "hold_hours") == [0, 1, 30]


def test_who_carries_nothing_is_held_until_an_analyst_says_so_or_time_is_up():
    def hours(share: float = 1.0, **values: Any) -> float:
        people = agency(**{"analysts": 1, "triage": "5 h", **values})
        terms = {"for": "30 h", "share": share}
        busy = control(traffic="2 / d", false_alarm=1.0, hold=terms)
        world = line(agencies=(people,), controls=(busy,), flows=(flow(at=(470,)),))
        alarms = story(world, Event.FALSE_ALARM)
        assert len(alarms) > 20
        return measured(world).of("innocent_held_hours", "control:lane")[0] / len(alarms)

    assert hours(analysts=10) == APPROX(5, abs=0.5)  # but for alarms just before the horizon
    assert hours(analysts=10, share=0.5) == APPROX(2.5, abs=0.25)
    assert hours(analysts=10, triage="50 h") == APPROX(30, abs=2)
    assert hours(analysts=0) == APPROX(30, abs=2)
    assert 5 < hours() < 30


def test_worlds_without_holds_pools_and_teams_say_nothing_of_them():
    assert not names(line(controls=(control(),))) & {
        "held", "hold_hours", "innocent_held_hours", "mobilised", "team_utilisation", "payload_deterred",
    }  # fmt: skip


# --- what holds are owed to


def credit(world: World) -> Any:
    (found,) = credits(plan_of(world), play(world))
    return found


def test_a_hold_confirmed_by_own_items_is_own_and_one_that_needed_a_neighbour_is_not():
    own = line(controls=(lane(),), injects=(inject(15, tip(evidence=0.6)),))
    assert (credit(own).how, credit(own).reach) == ("hold", Reach.OWN)
    shared = line(
        agencies=(agency(), agency("partner", jurisdiction="east")),
        controls=(lane(),),
        links=(link("partner", "guard"),),
        injects=(inject(5, tip("partner", evidence=0.6)),),
    )
    assert (credit(shared).how, credit(shared).reach, credit(shared).links) == (
        "hold",
        Reach.CROSS_BORDER,
        (0,),
    )
    assert float(measured(shared).of("cooperation_enabled_share")[0]) == 1
    assert float(measured(shared).of("interdictions_credited", "link:wire")[0]) == 1


def test_a_hold_that_needed_anothers_lookout_is_owed_to_it_even_if_own_items_confirm():
    world = line(
        agencies=(agency(act_at=0.5), agency("partner")),
        controls=(lane(detect={"drugs": 0.0}, detect_flagged={"drugs": 1.0}, consults=["partner"]),),
        injects=(inject(5, tip("partner", evidence=0.6)),),
    )
    found = credit(world)
    assert (found.agency, found.how, found.reach) == (0, "hold", Reach.DOMESTIC)
    alone = line(
        agencies=(agency(act_at=0.5), agency("partner")),
        controls=(lane(),),
        injects=(inject(5, tip("partner", evidence=0.6)),),
    )
    assert credit(alone).reach == Reach.OWN


# --- teams and pools

SOURCE = control("source", at="start")
PEOPLE = {"act_at": 0.5, "response": "3 h", "recovery": "2 h"}


def waiting(*agencies: World, at: tuple[float, ...] = (0, 1, 12), **values: Any) -> World:
    """Cases seen as they start, that wait ten hours for whoever comes."""
    flows = (flow(at=at, subjects=None),)
    return line(
        agencies=agencies, controls=(SOURCE,), stays={"start": "10 h"}, flows=flows, horizon="2 d", **values
    )


def test_teams_are_busy_from_when_they_are_sent_until_they_are_free_again():
    # sent at 0, 5 (after 4 h) and 12, for 5 h each; the pool of nobody says nothing
    world = waiting(agency(teams=1, **PEOPLE))
    assert values(world, "agency:guard", "responses", "team_wait_hours", "team_utilisation") == [
        3, APPROX(4 / 3), APPROX(15 / 48),
    ]  # fmt: skip


def test_the_time_that_teams_have_follows_injects_and_the_warm_up_is_left_out():
    more = inject(24, {"add_teams": "guard", "n": 1})
    assert values(
        waiting(agency(teams=1, **PEOPLE), injects=(more,)), "agency:guard", "team_utilisation"
    ) == [APPROX(15 / 72)]
    world = warmed(waiting(agency(teams=1, **PEOPLE), at=(-3, 12)), "1 d")
    assert values(world, "agency:guard", "responses", "team_utilisation") == [1, APPROX(7 / 48)]


def test_pools_count_their_teams_and_how_soon_they_are_ready():
    world = waiting(agency(**PEOPLE))
    world["pools"] = [
        {
            "id": "force",
            "members": ["guard"],
            "teams": 2,
            "mobilisation": "1 h",
            "consensus": "2 h",
            "mandate": "6 h",
        }
    ]
    # asked at 0 and ready at 2: both teams go, for 6 h; asked again at 12, ready at 14
    counts = ("responses", "mobilised", "mobilisation_hours", "team_wait_hours", "team_utilisation")
    assert values(world, "pool:force", *counts) == [3, 2, 2, APPROX((2 + 1 + 2) / 3), APPROX(18 / 96)]
    assert values(world, "agency:guard", "responses") == [3]
    assert "team_utilisation" not in {
        c.metric for c in Meter(plan_of(world)).columns if c.subject == "agency:guard"
    }


# --- what controls see ahead, what they learn, what they cost others


def test_announcements_are_counted_with_the_notice_they_give():
    # announced three hours before the passage; the third on setting out, one hour before it
    legs = ({"from": "start", "to": "far", "mode": "air", "duration": "1 h"},)
    desk = control("desk", ahead="3 h")
    near = control("near", at="far", ahead="3 h")
    world = line(
        controls=(desk, near),
        legs=(*legs, {"from": "far", "to": "town", "mode": "road", "duration": "1 h"}),
        flows=(
            flow(at=(0, 1), routes={"choice": "fixed", "paths": [{"places": ["start", "border", "town"]}]}),
            flow("other", routes={"choice": "fixed", "paths": [{"places": ["start", "far", "town"]}]}),
        ),
    )
    world["places"].append({"id": "far", "jurisdiction": "west"})
    assert values(world, "control:desk", "announced", "notice_hours") == [2, 3]
    assert values(world, "control:near", "announced", "notice_hours") == [1, 1]
    assert "announced" not in names(line(controls=(control(),)))


def test_skill_at_the_end_is_what_changes_have_made_of_it():
    better = inject(10, {"change": "controls.lane.skill", "to": 1.5}, name="better")
    passing = inject(10, {"change": "controls.lane.skill", "to": 2.0, "for": "1 d"})
    assert values(line(controls=(control(),), injects=(better,)), "control:lane", "skill_at_end") == [1.5]
    assert values(line(controls=(control(),), injects=(passing,)), "control:lane", "skill_at_end") == [1]
    assert "skill_at_end" not in names(line(controls=(control(),)))


def test_hours_lost_in_queues_are_those_of_all_who_are_examined():
    busy = control(traffic="40 / d", examine=0.9, bays=1, service={"exponential": {"mean": "30 min"}})
    world = line(controls=(busy,))
    found = measured(world)
    one, many = (found.of(f"traffic_{name}", "control:lane")[0] for name in ("wait_mean_hours", "examined"))
    assert one * many > 10
    assert values(world, "control:lane", "traffic_hours_lost") == [APPROX(one * many)]
    assert "traffic_hours_lost" not in names(line(controls=(control(traffic="40 / d"),)))


def test_a_hold_that_the_same_draws_bring_about_without_a_lookout_owes_it_nothing():
    """A case that is examined anyway would have been held without anybody's lookout."""
    world = line(
        agencies=(agency(act_at=0.5), agency("partner")),
        controls=(lane(consults=["partner"]),),
        injects=(inject(5, tip("partner", evidence=0.6)),),
    )
    assert [row.value for row in story(world, Event.FLAGGED)] == [1]
    assert credit(world).reach == Reach.OWN


# --- what agencies do besides sending teams


def let_run(*losses: float, **values: Any) -> World:
    """Cases that start at hour 0, 1 and 2 and are let run for 32 hours, all in the west."""
    people = agency(act_at=0.5, teams=1, controlled_delivery={"share": 1.0, **values})
    world = line(
        agencies=(people,),
        controls=(SOURCE,),
        flows=(flow(at=(0, 1, 2), subjects=None),),
        stays={"border": "2 h", "town": "10 h"},
        horizon="60 h",
    )
    world["places"][2]["jurisdiction"] = "west"
    return world


RUN = ("shadowed", "shadow_lost", "controlled_deliveries", "controlled_delivery_share")


def test_controlled_deliveries_are_counted_by_how_they_end():
    assert values(let_run(), "agency:guard", *RUN) == [3, 0, 3, 1]
    shadowed, lost, caught, share = values(let_run(lost="30 / d"), "agency:guard", *RUN)
    assert (shadowed, lost, caught, share) == (3, 3, 0, 0)
    assert "shadowed" not in names(line())


def test_items_that_interdictions_yield_are_counted():
    learning = [{"about": "cell", "probability": 1.0, "delay": "1 h", "evidence": 0.4}]
    world = line(
        agencies=(agency(exploitation=learning),),
        controls=(control(seize=1.0),),
        flows=(flow(at=(0, 5, 475), prior_knowledge=[]),),
    )
    # the third is stopped in the last hour before the horizon
    world["scenario"]["horizon"] = "485 h"
    assert values(world, "agency:guard", "items_exploited") == [2]
    assert "items_exploited" not in names(line())


def test_cases_handed_over_are_counted_by_link():
    west = agency(act_at=0.5, teams=1, response="5 h")
    east = agency("east", jurisdiction="east", act_at=0.5, teams=1, response="2 h")
    wire = link("guard", "east", clearance="90 h", pursuit=True)
    world = line(agencies=(west, east), links=(wire,), injects=(inject(8, tip()),), stays={"town": "10 h"})
    assert values(world, "link:wire", "handed_over", "interdictions_credited") == [1, 1]
    assert "handed_over" not in names(line())


def test_actions_without_teams_are_counted_with_how_many_took_effect():
    act = {"actions": [{"change": "legs.border_to_town.duration", "to": "99 h"}]}
    world = line(
        agencies=(agency(act_at=0.5, response="3 h", success=0.5, respond_with=act),),
        controls=(SOURCE,),
        flows=(flow(at=tuple(range(0, 80, 2)), subjects=None),),
        stays={"start": "10 h"},
    )
    acted, rate = values(world, "agency:guard", "acted", "acted_success_rate")
    done = [row.value for row in story(world, Event.ACTED)]
    assert (acted, rate) == (40, sum(done) / 40)
    assert 0.2 < rate < 0.8
    assert "acted" not in names(line())
