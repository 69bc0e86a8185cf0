"""Rule 12 and the model's section on links: offered, withheld, cleared, queued, sent, lost or received."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.eventlog import Event
from tests.property.worlds import World, play
from tests.unit.engine_worlds import (
    HOUR,
    agency,
    control,
    flow,
    hours_of,
    inject,
    line,
    link,
    moment,
    story,
    tip,
)

THREE = (agency("guard"), agency("police"), agency("service"))
MESSAGES = (Event.OFFERED, Event.WITHHELD, Event.BARRED, Event.QUEUED, Event.SENT, Event.RECEIVED, Event.LOST)


def sharing(*links: World, **values: Any) -> World:
    """A guard whose source at the start of the line knows of every case at once, and what it passes on."""
    return line(
        agencies=values.pop("agencies", THREE),
        controls=values.pop("controls", (control("source", at="start"),)),
        links=links,
        **values,
    )


def told(world: World, *kinds: Event, **where: Any) -> list[tuple[Event, str, float]]:
    return [(row.event, row.link, row.time / HOUR) for row in story(world, *(kinds or MESSAGES), **where)]


# --- what is offered


def test_an_item_is_offered_when_it_enters_the_set_of_the_sender_whatever_the_belief() -> None:
    busy = agency("guard", analysts=1, triage="3 h", lookout_at=50, act_at=50)
    world = sharing(link("guard", "police"), agencies=(busy, agency("police")))
    assert told(world, Event.OFFERED) == [(Event.OFFERED, "wire", 3)]


def test_an_item_is_offered_once_on_a_link() -> None:
    world = sharing(
        link("guard", "police", "fast"),
        link("guard", "police", "slow", transit="3 h"),
        link("police", "service", "on"),
    )
    assert [row.link for row in story(world, Event.OFFERED)].count("on") == 1


def test_an_item_is_never_offered_to_its_maker_or_to_who_sent_it() -> None:
    world = sharing(
        link("guard", "police", "out"),
        link("police", "guard", "home"),
        link("police", "service", "on"),
        link("service", "police", "back"),
        link("service", "guard", "round"),
    )
    assert [row.link for row in story(world, Event.OFFERED)] == ["out", "on"]


def test_a_link_carries_only_the_threats_that_it_is_for() -> None:
    assert story(sharing(link("guard", "police", threats=["fighters"])), *MESSAGES) == []
    assert len(story(sharing(link("guard", "police", threats=["fighters", "drugs"])), Event.RECEIVED)) == 1


def test_with_share_at_items_are_offered_once_belief_has_reached_it() -> None:
    world = sharing(
        link("guard", "police", share_at=0.9), injects=(inject(4, tip(about="cell", evidence=0.3)),)
    )
    assert told(world, Event.OFFERED) == [(Event.OFFERED, "wire", 4), (Event.OFFERED, "wire", 4)]
    never = sharing(
        link("guard", "police", share_at=0.91), injects=(inject(4, tip(about="cell", evidence=0.3)),)
    )
    assert story(never, Event.OFFERED) == []


def test_what_is_known_before_a_link_opens_is_offered_as_it_opens_if_it_is_still_valid() -> None:
    for valid_for, count in ((None, 1), ("7 h", 1), ("5 h", 0)):
        source = control("source", at="start", valid_for=valid_for)
        world = sharing(link("guard", "police", opens=moment(6)), controls=(source,))
        assert told(world, Event.OFFERED) == [(Event.OFFERED, "wire", 6)] * count


def test_a_link_that_opened_before_the_start_is_open() -> None:
    world = sharing(link("guard", "police", opens="2031-03-01T00:00Z"))
    assert told(world, Event.RECEIVED) == [(Event.RECEIVED, "wire", 0)]


def test_a_link_that_closed_before_the_start_is_closed() -> None:
    assert story(sharing(link("guard", "police", closes="2031-03-01T00:00Z")), *MESSAGES) == []


def test_a_link_goes_both_ways_where_it_says_so() -> None:
    world = sharing(
        link("guard", "police", both_ways=True),
        controls=(control("source", at="start"), control("post", agency="police")),
    )
    assert [(row.link, row.agency) for row in story(world, Event.RECEIVED)] == [
        ("wire", "police"),
        ("wire_back", "guard"),
    ]


def test_a_closed_agency_neither_offers_nor_is_offered_anything() -> None:
    for closed in ("agencies.guard", "agencies.police"):
        world = sharing(
            link("guard", "police"),
            flows=(flow(at=(2,)),),
            injects=(inject(1, {"close": closed, "for": "9 h"}),),
        )
        assert hours_of(world, Event.OFFERED) == ([10] if closed == "agencies.police" else [])


# --- willingness, reliability


@pytest.mark.parametrize(("about", "share"), [("case", 1), ("subject", 2), ("cell", 4)])
def test_a_refusal_sticks_to_the_case_the_subject_or_the_cell(about: str, share: int) -> None:
    world = sharing(
        link("guard", "police", willingness=0.5),
        controls=tuple(control(f"source{k}", at="start", about=about) for k in range(3)),
        flows=(flow(at=tuple(range(60)), cells=6, subjects=3),),
    )
    log = play(world)
    refused = set(log.of(Event.WITHHELD)["item"].tolist())
    outcomes: dict[int, set[bool]] = {}
    for item in log.of(Event.OFFERED)["item"].tolist():
        outcomes.setdefault(int(log.items["target"][item]), set()).add(item in refused)
    assert all(len(outcome) == 1 for outcome in outcomes.values())
    assert {True} in outcomes.values()
    assert {False} in outcomes.values()
    assert len(log.of(Event.OFFERED)) == 180


def test_reliability_is_a_matter_of_each_item() -> None:
    world = sharing(
        link("guard", "police", reliability=0.5),
        controls=tuple(control(f"source{k}", at="start") for k in range(2)),
        flows=(flow(at=tuple(range(60))),),
    )
    lost = {row.item for row in story(world, Event.LOST)}
    by_case: dict[str, set[bool]] = {}
    for row in story(world, Event.MADE):
        by_case.setdefault(row.case, set()).add(row.item in lost)
    assert {True, False} in by_case.values()
    assert len(lost) + len(story(world, Event.RECEIVED)) == 120


def test_delays_are_a_matter_of_each_item_and_link() -> None:
    spread = {"uniform": {"low": "1 h", "high": "9 h"}}
    world = sharing(
        link("guard", "police", "one", transit=spread, clearance=spread),
        link("guard", "service", "two", transit=spread, clearance=spread),
        controls=tuple(control(f"source{k}", at="start") for k in range(2)),
    )
    assert len({row.value for row in story(world, Event.RECEIVED)}) == 4
    assert len({row.value for row in story(world, Event.QUEUED)}) == 4


# --- the third-party rule


def test_what_came_by_a_link_without_onward_is_barred_from_going_further() -> None:
    world = sharing(link("guard", "police", "in", onward="never"), link("police", "service", "on"))
    assert told(world, Event.OFFERED, Event.BARRED) == [(Event.OFFERED, "in", 0), (Event.BARRED, "on", 0)]


def test_onward_binds_the_receiver_and_not_the_sender() -> None:
    world = sharing(
        link("guard", "police", "in", onward="free"), link("police", "service", "on", onward="never")
    )
    assert [row.agency for row in story(world, Event.RECEIVED)] == ["police", "service"]


def test_an_own_item_is_free_to_go_whatever_the_link_says() -> None:
    assert len(story(sharing(link("guard", "police", onward="never")), Event.RECEIVED)) == 1


def test_what_also_came_by_a_freer_link_is_offered_again() -> None:
    world = sharing(
        link("guard", "police", "bound", onward="never"),
        link("guard", "police", "free", transit="3 h"),
        link("police", "service", "on"),
    )
    assert told(world, Event.BARRED, Event.OFFERED, link="on") == [
        (Event.BARRED, "on", 0),
        (Event.OFFERED, "on", 3),
    ]
    assert hours_of(world, Event.RECEIVED, agency="service") == [3]


def test_what_is_offered_again_goes_with_its_highest_weight() -> None:
    world = sharing(
        link("guard", "police", "bound", onward="never", fidelity=0.5),
        link("guard", "police", "free", transit="3 h"),
        link("police", "service", "on"),
    )
    assert [row.value for row in story(world, Event.TRIAGED, agency="service")] == [pytest.approx(0.6)]


def test_a_bound_copy_does_not_bind_what_came_freely() -> None:
    world = sharing(
        link("guard", "police", "free"),
        link("guard", "police", "bound", onward="never", transit="3 h"),
        link("police", "service", "on", opens=moment(6)),
    )
    assert hours_of(world, Event.RECEIVED, agency="service") == [6]


# --- clearance, capacity, transit


def test_clearance_comes_first_then_the_queue_then_the_way() -> None:
    world = sharing(link("guard", "police", clearance="4 h", transit="2 h"))
    rows = story(world, *MESSAGES)
    assert [(row.event, row.time / HOUR, row.value / HOUR) for row in rows] == [
        (Event.OFFERED, 0, 0),
        (Event.QUEUED, 4, 4),
        (Event.SENT, 4, 0),
        (Event.RECEIVED, 6, 2),
    ]


def test_clearance_takes_working_time_of_the_sender_and_transit_calendar_time() -> None:
    office = {"days": "daily", "from": "09:00", "to": "17:00"}
    agencies = (agency("guard", hours=office), agency("police", hours=office))
    for clock, cleared in (("working", 13), ("calendar", 4)):
        wire = link("guard", "police", clearance="4 h", transit="20 h", clearance_clock=clock)
        world = sharing(wire, agencies=agencies)
        assert hours_of(world, Event.QUEUED) == [cleared]
        assert hours_of(world, Event.RECEIVED) == [cleared + 20]


def test_a_link_carries_one_item_every_24_hours_through_its_capacity() -> None:
    world = sharing(link("guard", "police", capacity="4 / d"), flows=(flow(at=(0, 1, 2, 30, 31)),))
    assert hours_of(world, Event.SENT) == [0, 6, 12, 30, 36]
    assert [row.value / HOUR for row in story(world, Event.SENT)] == [0, 5, 10, 0, 5]


def test_who_is_cleared_first_is_sent_first() -> None:
    delay = {"empirical": {"values": ["1 h", "5 h", "9 h", "13 h"]}}
    world = sharing(
        link("guard", "police", capacity="2 / d", clearance=delay),
        flows=(flow(at=tuple(range(12))),),
        horizon="60 d",
    )
    cleared = [row.item for row in story(world, Event.QUEUED)]
    assert [row.item for row in story(world, Event.SENT)] == cleared
    assert cleared != [row.item for row in story(world, Event.OFFERED)]


def test_a_lost_message_has_used_the_capacity_too() -> None:
    world = sharing(link("guard", "police", capacity="4 / d", reliability=0.0), flows=(flow(at=(0, 1)),))
    assert hours_of(world, Event.LOST) == [0, 6]


def test_fidelity_is_what_is_left_of_the_weight() -> None:
    world = sharing(
        link("guard", "police", "in", fidelity=0.5), link("police", "service", "on", fidelity=0.5)
    )
    values = {row.agency: row.value for row in story(world, Event.TRIAGED)}
    assert values == {"guard": 0.6, "police": pytest.approx(0.3), "service": pytest.approx(0.15)}


def test_an_item_of_no_weight_is_received_but_not_weighed_by_anyone() -> None:
    agencies = (agency("guard"), agency("police", analysts=1, triage="1 h"), agency("service"))
    world = sharing(link("guard", "police", fidelity=0.0), link("police", "service", "on"), agencies=agencies)
    assert [row.event for row in story(world, agency="police")] == [Event.RECEIVED]


# --- opening and closing


def test_closing_a_link_stops_new_offers_holds_what_is_queued_and_lets_arrive_what_is_on_its_way() -> None:
    wire = link("guard", "police", clearance="4 h", transit="6 h")
    world = sharing(wire, flows=(flow(at=(0, 2, 7)),), injects=(inject(5, {"close": "links.wire"}),))
    assert hours_of(world, Event.OFFERED) == [0, 2]
    assert hours_of(world, Event.QUEUED) == [4, 6]
    assert hours_of(world, Event.SENT) == [4]
    assert hours_of(world, Event.RECEIVED) == [10]


def test_a_link_that_opens_again_sends_what_it_held_and_is_offered_what_it_missed() -> None:
    wire = link("guard", "police", clearance="4 h", transit="6 h")
    world = sharing(
        wire, flows=(flow(at=(0, 2, 7)),), injects=(inject(5, {"close": "links.wire", "for": "15 h"}),)
    )
    assert hours_of(world, Event.OFFERED) == [0, 2, 20]
    assert hours_of(world, Event.SENT) == [4, 20, 24]
    assert hours_of(world, Event.RECEIVED) == [10, 26, 30]
    reopened = story(world, Event.PARAMETER_CHANGED)[1]
    assert (reopened.time / HOUR, reopened.value) == (20, ("open", "1.0"))


@pytest.mark.parametrize("end", ["guard", "police"])
def test_a_message_waits_while_an_end_of_its_link_is_closed(end: str) -> None:
    wire = link("guard", "police", clearance="4 h")
    world = sharing(wire, injects=(inject(2, {"close": f"agencies.{end}", "for": "9 h"}),))
    assert hours_of(world, Event.QUEUED) == [4]
    assert hours_of(world, Event.SENT) == [11]


def test_a_link_closes_on_its_date() -> None:
    world = sharing(link("guard", "police", closes=moment(6)), flows=(flow(at=(0, 7)),))
    assert hours_of(world, Event.OFFERED) == [0]


# --- mechanisms


def hub(**values: Any) -> World:
    return {
        "id": "centre",
        "kind": "hub",
        "members": ["guard", "police"],
        "analysts": 0,
        "hours": "24/7",
        "clearance_clock": "calendar",
        "willingness": 1.0,
        "clearance": "0 h",
        "transit": "0 h",
        "reliability": 1.0,
        "fidelity": 1.0,
        "distribution": {
            "willingness": 1.0, "clearance": "0 h", "clearance_clock": "calendar", "transit": "0 h", "reliability": 1.0,
            "fidelity": 1.0,
        },
        **values,
    }  # fmt: skip


def test_a_hub_passes_on_what_its_members_pass_to_it() -> None:
    world = sharing(mechanisms=(hub(),))
    assert [(row.agency, row.link) for row in story(world, Event.RECEIVED)] == [
        ("centre", "centre_guard_to_centre"),
        ("police", "centre_centre_to_police"),
    ]


def test_a_closed_mechanism_passes_nothing_and_offers_what_it_missed_as_it_opens() -> None:
    world = sharing(mechanisms=(hub(open=False),), injects=(inject(6, {"open": "mechanisms.centre"}),))
    assert hours_of(world, Event.RECEIVED) == [6, 6]


def test_a_registry_flags_at_the_controls_of_its_members() -> None:
    registry = {
        "id": "list", "kind": "registry", "members": ["guard", "police"], "contributors": ["guard"], "lookout_at": 0.5,
        "lookout_delay": "2 h", "willingness": 1.0, "clearance": "0 h", "clearance_clock": "calendar", "transit": "1 h",
        "reliability": 1.0, "fidelity": 1.0,
    }  # fmt: skip
    controls = (
        control("source", at="start"),
        control("lane", agency="police"),
        control("gate", agency="service"),
    )
    world = sharing(controls=controls, mechanisms=(registry,))
    assert hours_of(world, Event.LOOKOUT_SET, agency="list") == [3]
    assert [(row.control, row.agency) for row in story(world, Event.FLAGGED)] == [("lane", "list")]


def test_a_bilateral_network_links_every_pair() -> None:
    network = {
        "id": "points", "kind": "bilateral_network", "members": ["guard", "police", "service"], "willingness": 1.0,
        "clearance": "0 h", "clearance_clock": "calendar", "transit": "0 h", "reliability": 1.0, "fidelity": 1.0,
        "onward": "never",
    }  # fmt: skip
    world = sharing(mechanisms=(network,))
    assert {row.agency for row in story(world, Event.RECEIVED)} == {"police", "service"}
    assert {row.link for row in story(world, Event.BARRED)} == {
        "points_police_to_service",
        "points_service_to_police",
    }
