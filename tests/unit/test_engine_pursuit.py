"""Hot pursuit: what a neighbour is told of a case that got away, and what it makes of it."""

from __future__ import annotations

from typing import Any

from simulator.analysis.provenance import Reach, credits
from simulator.eventlog import Event
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import (
    HOUR,
    agency,
    control,
    events_of,
    flow,
    hours_of,
    inject,
    line,
    link,
    story,
    tip,
)
from tests.unit.test_engine_causes import chain

CHASE = (Event.ESCAPED, Event.REQUEST_DROPPED, Event.HANDED_OVER, Event.SENT, Event.RECEIVED)


def border(*, agencies: tuple[World, ...] = (), injects: tuple[World, ...] = (), **terms: Any) -> World:
    """The west learns of a case too late, as it lies at the border; the east could stop it until hour 30.

    Its link is so slow that nothing comes by it in time unless the case is pursued.
    """
    west = agency(act_at=0.5, teams=1, response="5 h")
    east = agency("east", jurisdiction="east", act_at=0.5, teams=1, response="2 h")
    wire = link("guard", "east", **{"clearance": "90 h", "pursuit": True, **terms})
    return line(
        agencies=agencies or (west, east),
        links=(wire,),
        injects=injects or (inject(8, tip()),),
        stays={"town": "10 h"},
    )


def test_a_team_that_comes_too_late_hands_the_case_over_and_the_neighbour_stops_it() -> None:
    assert [(row.event, row.time / HOUR, row.agency) for row in story(border(transit="1 h"), *CHASE)] == [
        (Event.ESCAPED, 13, "guard"),
        (Event.HANDED_OVER, 13, "guard"),
        (Event.SENT, 13, "guard"),
        (Event.RECEIVED, 14, "east"),
        (Event.SENT, 98, "guard"),
        (Event.RECEIVED, 99, "east"),
    ]
    assert hours_of(border(transit="1 h"), Event.INTERDICTED) == [16]


def test_without_pursuit_the_same_case_is_delivered() -> None:
    assert Event.INTERDICTED not in events_of(border(pursuit=False))
    assert hours_of(border(pursuit=False), Event.DELIVERED) == [30]


def test_a_request_that_is_dropped_as_the_case_crosses_hands_it_over_too() -> None:
    west = agency(act_at=0.5, teams=1, response="40 h")
    east = agency("east", jurisdiction="east", act_at=0.5, teams=1, response="2 h")
    world = border(agencies=(west, east))
    world |= {
        "flows": [flow(at=(0, 1), subjects=None)],
        "controls": [control("source", at="start")],
        "injects": [],
    }
    assert [(row.event, row.time / HOUR) for row in story(world, *CHASE[:4], case="loads/1")] == [
        (Event.REQUEST_DROPPED, 11),
        (Event.HANDED_OVER, 11),
    ]
    assert [(row.case, row.time / HOUR) for row in story(world, Event.INTERDICTED)] == [("loads/1", 13)]
    assert (Event.REQUEST_DROPPED, "guard") in chain(world, Event.INTERDICTED)


def test_the_chain_of_causes_goes_through_the_handing_over() -> None:
    assert chain(border(), Event.INTERDICTED) == [
        (Event.INJECT_FIRED, ""),
        (Event.MADE, "guard"),
        (Event.REPORTED, "guard"),
        (Event.TRIAGED, "guard"),
        (Event.ACTIONABLE, "guard"),
        (Event.REQUESTED, "guard"),
        (Event.DISPATCHED, "guard"),
        (Event.ESCAPED, "guard"),
        (Event.HANDED_OVER, "guard"),
        (Event.SENT, "guard"),
        (Event.RECEIVED, "east"),
        (Event.TRIAGED, "east"),
        (Event.ACTIONABLE, "east"),
        (Event.REQUESTED, "east"),
        (Event.DISPATCHED, "east"),
        (Event.TEAM_ARRIVED, "east"),
        (Event.INTERDICTED, "east"),
    ]


def test_an_interdiction_after_a_pursuit_is_owed_to_the_link() -> None:
    world = border()
    (credit,) = credits(plan_of(world), play(world))
    assert (credit.reach, credit.links) == (Reach.CROSS_BORDER, (0,))


def test_what_came_from_further_away_still_counts_as_such_after_a_pursuit() -> None:
    world = border(injects=(inject(8, tip("far")),))
    world["agencies"].append(agency("far"))
    hub = {"id": "hub", "kind": "bilateral_network", "members": ["far", "guard"], "willingness": 1.0}
    terms = {
        "clearance": "0 h",
        "clearance_clock": "calendar",
        "transit": "0 h",
        "reliability": 1.0,
        "fidelity": 1.0,
    }
    world["mechanisms"] = [{**hub, **terms, "onward": "free"}]
    (credit,) = credits(plan_of(world), play(world))
    assert credit.reach is Reach.MECHANISM
    assert [plan_of(world).links[one].id for one in credit.links] == ["hub_far_to_guard", "wire"]


def test_analysts_of_the_pursuer_are_not_asked() -> None:
    west = agency(act_at=0.5, teams=1, response="5 h")
    east = agency("east", jurisdiction="east", act_at=0.5, teams=1, response="2 h", analysts=1, triage="80 h")
    assert hours_of(border(agencies=(west, east)), Event.INTERDICTED) == [15]


def test_the_terms_of_the_link_hold_for_what_is_handed_over() -> None:
    assert Event.HANDED_OVER not in events_of(border(threats=["fighters"]))
    closed = (inject(8, tip(), {"close": "links.wire"}),)
    assert Event.HANDED_OVER not in events_of(border(injects=closed))
    halved = story(border(fidelity=0.5), Event.TRIAGED, agency="east")
    assert [row.value for row in halved] == [0.3]
    lost = border(reliability=0.0)
    assert events_of(lost).count(Event.HANDED_OVER) == 1
    assert Event.RECEIVED not in events_of(lost)


def test_what_may_not_be_passed_on_is_not_handed_over() -> None:
    world = border(injects=(inject(8, tip("far")),))
    world["agencies"].append(agency("far"))
    world["links"].append(link("far", "guard", "private", onward="never"))
    assert Event.HANDED_OVER in events_of(world)
    assert story(world, Event.SENT, link="wire") == []


def test_what_the_pursuer_knows_already_is_not_handed_over() -> None:
    world = border(clearance="1 h")
    world["agencies"][1]["teams"] = 0
    assert len(story(world, Event.SENT)) == 1
    assert hours_of(world, Event.HANDED_OVER) == [13]


def test_nobody_hands_over_to_those_in_whose_area_the_case_is_not() -> None:
    world = border()
    world["agencies"][1]["jurisdiction"] = "north"
    world["jurisdictions"].append({"id": "north", "timezone": "UTC"})
    assert Event.HANDED_OVER not in events_of(world)


def test_nobody_hands_over_what_was_delivered_or_stopped() -> None:
    late = border()
    late["agencies"][0]["response"] = "25 h"
    assert hours_of(late, Event.DELIVERED) == [30]
    assert Event.HANDED_OVER not in events_of(late)


def test_everything_on_the_case_its_subject_and_its_cell_is_handed_over() -> None:
    told = inject(8, tip(), tip(about="subject", evidence=0.2), tip(about="cell", evidence=0.1))
    world = border(injects=(told,))
    assert {row.value for row in story(world, Event.TRIAGED, agency="east")} == {0.6, 0.2, 0.1}
    assert hours_of(world, Event.HANDED_OVER) == [13]


def test_a_link_that_pursues_changes_nothing_while_nothing_gets_away() -> None:
    seen = (control("source", at="start"),)
    west = agency(act_at=0.5, teams=1, response="1 h")

    def log(*, pursuit: bool) -> str:
        wire = link("guard", "east", pursuit=pursuit)
        east = agency("east", jurisdiction="east", act_at=0.5)
        return play(line(agencies=(west, east), controls=seen, links=(wire,))).digest()

    assert log(pursuit=True) == log(pursuit=False)


def test_an_inject_lets_a_link_pursue() -> None:
    allowed = (inject(8, tip(), {"change": "links.wire.pursuit", "to": True}),)
    assert hours_of(border(pursuit=False, injects=allowed), Event.HANDED_OVER) == [13]
