"""Controlled delivery, and what a case that was stopped tells about others."""

from __future__ import annotations

import math
from typing import Any

import pytest

from simulator.analysis.provenance import Reach, credits
from simulator.eventlog import Event
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
RUN = {"share": 1.0}
HOME = {"border": "2 h", "town": "10 h"}


def west(**values: Any) -> World:
    """An agency that acts on one item and lets every case run."""
    return agency(**{"act_at": 0.5, "teams": 1, "controlled_delivery": RUN, **values})


def at_home(*agencies: World, controls: tuple[World, ...] = SOURCE, **values: Any) -> World:
    """A world all of whose places are in the west."""
    world = line(agencies=agencies or (west(),), controls=controls, **{"stays": HOME, **values})
    world["places"][2]["jurisdiction"] = "west"
    return world


SEEN = (Event.SHADOWED, Event.SHADOW_LOST, Event.REQUESTED, Event.INTERDICTED, Event.DELIVERED)


def seen(world: World, *kinds: Event) -> list[tuple[Event, float, str]]:
    return [(row.event, row.time / HOUR, row.agency) for row in story(world, *(kinds or SEEN))]


def test_a_case_that_is_let_run_is_stopped_where_it_would_have_been_delivered() -> None:
    assert seen(at_home()) == [(Event.SHADOWED, 0, "guard"), (Event.INTERDICTED, 32, "guard")]
    (row,) = story(at_home(), Event.INTERDICTED)
    assert (row.place, row.control) == ("town", "")
    assert chain(at_home(), Event.INTERDICTED)[-3:] == [
        (Event.ACTIONABLE, "guard"),
        (Event.SHADOWED, "guard"),
        (Event.INTERDICTED, "guard"),
    ]


def test_a_share_of_the_cases_runs_and_the_others_are_stopped_as_usual() -> None:
    some = at_home(
        west(controlled_delivery={"share": 0.4}, teams=99), flows=(flow(at=tuple(range(60)), subjects=None),)
    )
    for case in {row.case for row in story(some, Event.LAUNCHED)}:
        runs = luck("agency:guard", address_of(case), Slot.SHADOW) < 0.4
        kinds = [row.event for row in story(some, Event.SHADOWED, Event.REQUESTED, case=case)]
        assert kinds == ([Event.SHADOWED] if runs else [Event.REQUESTED])


@pytest.mark.parametrize("terms", [None, {"share": 0.0}, {"share": 0.0, "lost": "1 / h"}])
def test_an_agency_that_lets_nothing_run_acts_as_usual(terms: World | None) -> None:
    without = west()
    del without["controlled_delivery"]
    kept = without if terms is None else without | {"controlled_delivery": terms}
    assert play(at_home(kept)).digest() == play(at_home(without)).digest()


def test_whether_cases_are_let_run_may_change_while_the_world_plays() -> None:
    change = {"change": "agencies.guard.controlled_delivery.share", "to": 1.0}
    none = {"share": 0.0}
    changed = at_home(west(controlled_delivery=none), injects=(inject(0, change),))
    assert seen(changed) == seen(at_home())
    late = at_home(west(controlled_delivery=none), injects=(inject(40, change),))
    assert seen(late) == seen(at_home(west(controlled_delivery=None)))


def test_a_control_of_the_agency_lets_the_case_run_that_it_would_have_seized() -> None:
    lane = control(seize=1.0)
    world = at_home(west(teams=0), controls=(lane,))
    assert seen(world) == [(Event.SHADOWED, 10, "guard"), (Event.INTERDICTED, 32, "guard")]
    (shadowed,) = story(world, Event.SHADOWED)
    assert (shadowed.control, story(world)[shadowed.cause].event) == ("lane", Event.DETECTED)


def test_no_control_or_hold_of_the_agency_stops_a_case_that_it_lets_run() -> None:
    lanes = (control(seize=1.0), control("yard", hold={"for": "5 h", "share": 1.0}))
    assert seen(at_home(controls=(*SOURCE, *lanes))) == [
        (Event.SHADOWED, 0, "guard"),
        (Event.INTERDICTED, 32, "guard"),
    ]


def test_an_agency_does_not_confirm_a_hold_of_a_case_that_it_lets_run() -> None:
    yard = control("yard", agency="police", hold={"for": "5 h", "confirmed_by": "guard"})
    world = at_home(west(), agency("police"), controls=(*SOURCE, yard))
    assert hours_of(world, Event.HELD) == [10]
    assert hours_of(world, Event.RELEASED) == [15]
    assert hours_of(world, Event.INTERDICTED) == [37]


def test_what_was_lost_from_sight_and_then_stopped_tells_no_more_than_usual() -> None:
    terms = {
        "about": "cell",
        "probability": 0.0001,
        "delay": "0 h",
        "evidence": 0.1,
        "times_shadowed": 99999.0,
    }
    lost = west(controlled_delivery={"share": 1.0, "lost": "60 / h"}, exploitation=[terms])
    world = at_home(lost, injects=(inject(12, tip()),))
    assert Event.INTERDICTED in events_of(world)
    assert exploited(world) == []
    assert len(exploited(at_home(west(exploitation=[terms])))) == 1


def test_others_may_stop_it_meanwhile() -> None:
    police = agency("police")
    lane = control("theirs", agency="police", seize=1.0)
    world = at_home(west(), police, controls=(*SOURCE, lane))
    assert seen(world) == [(Event.SHADOWED, 0, "guard"), (Event.INTERDICTED, 10, "police")]


def test_surveillance_is_lost_at_its_rate_and_the_case_delivered() -> None:
    world = at_home(west(controlled_delivery={"share": 1.0, "lost": "0.05 / h"}))
    u = luck("agency:guard", address_of("loads/0"), Slot.SHADOW_LOST)
    lost = round(-math.log1p(-u) / 0.05 * HOUR) / HOUR
    assert 0 < lost < 32, "the test needs a case that is lost"
    assert seen(world) == [
        (Event.SHADOWED, 0, "guard"),
        (Event.SHADOW_LOST, pytest.approx(lost, abs=1e-3), "guard"),
        (Event.DELIVERED, 32, ""),
    ]


def test_after_losing_it_the_agency_stops_the_case_on_new_evidence_alone_and_lets_it_run_no_more() -> None:
    terms = {"share": 1.0, "lost": "60 / h"}
    again = at_home(west(controlled_delivery=terms), injects=(inject(12, tip()),))
    assert [one for one in seen(again) if one[0] is not Event.SHADOW_LOST] == [
        (Event.SHADOWED, 0, "guard"),
        (Event.REQUESTED, 12, "guard"),
        (Event.INTERDICTED, 13, "guard"),
    ]


def abroad(*, pursuit: bool) -> World:
    west_and_east = (west(), agency("east", jurisdiction="east", act_at=9.0))
    return line(
        agencies=west_and_east, controls=SOURCE, links=(link("guard", "east", pursuit=pursuit),), stays=HOME
    )


def test_a_case_that_leaves_the_country_is_lost_unless_a_neighbour_pursues_it() -> None:
    assert seen(abroad(pursuit=False)) == [
        (Event.SHADOWED, 0, "guard"),
        (Event.SHADOW_LOST, 12, "guard"),
        (Event.DELIVERED, 32, ""),
    ]
    assert seen(abroad(pursuit=True)) == [(Event.SHADOWED, 0, "guard"), (Event.INTERDICTED, 32, "guard")]


def test_what_a_controlled_delivery_is_owed_to_is_what_was_known_as_it_began() -> None:
    world = at_home(west(), agency("police"), controls=(control("source", at="start", agency="police"),))
    world["links"] = [link("police", "guard")]
    (credit,) = credits(plan_of(world), play(world))
    assert (credit.how, credit.reach, credit.links) == ("response", Reach.DOMESTIC, (0,))
    flagged = at_home(
        west(teams=0, lookout_at=0.5), agency("police"), controls=(control(examine=0.0, seize=1.0),)
    )
    flagged |= {"links": [link("police", "guard")], "injects": [inject(1, tip("police"))]}
    (credit,) = credits(plan_of(flagged), play(flagged))
    assert (credit.how, credit.reach, credit.links) == ("control", Reach.DOMESTIC, (0,))


def learns(**values: Any) -> World:
    terms = {"about": "cell", "probability": 1.0, "delay": "5 h", "evidence": 0.4, **values}
    return agency(act_at=0.5, teams=9, exploitation=[terms])


def exploited(world: World) -> list[tuple[float, str, float]]:
    """Items made because of an interdiction: when, about which case, and their weight."""
    rows = story(world)
    made = [row for row in rows if row.event is Event.MADE and rows[row.cause].event is Event.INTERDICTED]
    return [(row.time / HOUR, row.case, row.value) for row in made]


def test_a_stopped_case_tells_of_its_cell_after_a_while() -> None:
    world = at_home(learns(valid_for="2 d"), controls=SOURCE)
    assert exploited(world) == [(6, "", 0.4)]
    log = play(world)
    assert log.items["about"].tolist() == [0, 2]
    assert log.items["target"][1] == plan_of(world).flows[0].cells[0]
    assert log.items["valid_until"][1] == (6 + 48) * HOUR
    assert hours_of(world, Event.TRIAGED) == [0, 6]


def test_what_controls_and_teams_stop_tells_alike() -> None:
    world = at_home(learns(), controls=(control(seize=1.0),))
    assert exploited(world) == [(15, "", 0.4)]
    other = at_home(learns(), agency("police"), controls=(control("lane", agency="police", seize=1.0),))
    assert exploited(other) == []


def test_sisters_are_the_cases_of_the_cell_then_under_way() -> None:
    stopped = at_home(
        learns(about="sisters"), controls=(), flows=(flow(at=(0, 1, 4, 20), cells=1, subjects=None),)
    )
    stopped["injects"] = [inject(0.5, tip())]
    assert sorted(exploited(stopped)) == [(6.5, "loads/1", 0.4), (6.5, "loads/2", 0.4)]


def test_one_stopped_case_can_lead_to_the_next() -> None:
    learning = learns(about="sisters", evidence=0.6)
    cases = (flow(at=(0, 1), subjects=None),)
    chained = at_home(learning, controls=(), flows=cases, injects=(inject(0.5, tip()),))
    assert hours_of(chained, Event.INTERDICTED) == [1.5, 7.5]
    ignorant = agency(act_at=0.5, teams=9)
    assert hours_of(
        at_home(ignorant, controls=(), flows=cases, injects=(inject(0.5, tip()),)), Event.INTERDICTED
    ) == [1.5]


def test_what_tells_nothing_changes_nothing() -> None:
    silent = learns(probability=0.0)
    without = {key: value for key, value in silent.items() if key != "exploitation"}
    assert play(at_home(silent)).digest() == play(at_home(without)).digest()


def test_each_stopped_case_and_each_sort_of_finding_has_its_own_luck() -> None:
    terms = {"probability": 0.5, "delay": "0 h", "evidence": 0.1}
    both = [{"about": "cell", **terms}, {"about": "cell", **terms}]
    world = at_home(
        agency(act_at=0.5, teams=99, exploitation=both), flows=(flow(at=tuple(range(40)), subjects=None),)
    )
    per_case = {row.case: 0 for row in story(world, Event.INTERDICTED)}
    rows = story(world)
    for row in rows:
        if row.event is Event.MADE and rows[row.cause].event is Event.INTERDICTED:
            per_case[rows[row.cause].case] += 1
    assert set(per_case.values()) == {0, 1, 2}


def test_a_controlled_delivery_tells_more() -> None:
    terms = {"about": "cell", "probability": 0.5, "delay": "0 h", "evidence": 0.1, "times_shadowed": 2.0}
    cases = (flow(at=tuple(range(30)), subjects=None),)
    plain = agency(act_at=0.5, teams=99, exploitation=[terms])
    assert 5 < len(exploited(at_home(plain, flows=cases))) < 25
    assert len(exploited(at_home(plain | {"controlled_delivery": RUN}, flows=cases))) == 30


def test_what_was_learnt_is_shared_like_anything_else() -> None:
    world = at_home(learns(), agency("police"), controls=SOURCE)
    world["links"] = [link("guard", "police")]
    assert hours_of(world, Event.RECEIVED) == [0, 6]
    assert Event.LOST not in events_of(world)
