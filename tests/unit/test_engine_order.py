"""Rule 2: what happens at one instant happens in an order that depends on names alone."""

from __future__ import annotations

from itertools import pairwise

import pytest

from simulator.engine.agenda import Rank
from simulator.eventlog import Event
from simulator.world.address import name_address
from tests.property.worlds import plan_of, play
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
    story,
    tip,
)


def test_at_one_instant_injects_come_first_and_arrivals_last() -> None:
    groups = (
        {Rank.INJECT, Rank.RESTORE},
        {
            Rank.SERVICE_DONE,
            Rank.SERVICE_START,
            Rank.TRIAGE_DONE,
            Rank.SHIFT_OPENS,
            Rank.TEAM_FREE,
            Rank.LINK_FREE,
        },
        {Rank.ITEM_EXPIRES},
        {Rank.REPORTED, Rank.CLEARED, Rank.RECEIVED, Rank.LOOKOUT, Rank.NEWS},
        {Rank.TEAM_ARRIVAL},
        {Rank.DEPARTURE, Rank.DELIVERY},
        {Rank.ARRIVAL, Rank.LAUNCH},
    )
    assert all(max(earlier) < min(later) for earlier, later in pairwise(groups))


def test_an_inject_at_the_instant_of_an_arrival_holds_for_it() -> None:
    closing = inject(10, {"close": "controls.lane"})
    assert story(line(controls=(control(),), injects=(closing,)), Event.EXAMINED) == []
    too_late = inject(10.1, {"close": "controls.lane"})
    assert hours_of(line(controls=(control(),), injects=(too_late,)), Event.EXAMINED) == [10]


def test_a_bay_that_is_freed_at_the_instant_of_an_arrival_takes_it_at_once() -> None:
    lane = control(bays=1, service="2 h", queue_limit=0)
    world = line(controls=(lane,), flows=(flow(at=(0, 2)),))
    assert [row.value for row in story(world, Event.EXAMINED)] == [0, 0]
    assert (
        story(line(controls=(lane,), flows=(flow(at=(0, 1.5)),)), Event.WAVED_THROUGH, case="loads/1") != []
    )


def test_an_item_that_expires_at_the_instant_of_a_message_counts_no_more() -> None:
    def beliefs(valid_for: str) -> list[float]:
        world = line(
            agencies=(agency("guard", lookout_at=1.0), agency("police")),
            controls=(control(agency="police"), control("gate", at="town")),
            links=(link("police", "guard", transit="5 h"),),
            injects=(inject(8, tip("guard", evidence=0.5, valid_for=valid_for)),),
        )
        return [row.value for row in story(world, Event.LOOKOUT_SET, agency="guard")]

    assert beliefs("7.1 h") == [pytest.approx(1.1)]
    assert beliefs("7 h") == []


def test_a_team_that_arrives_at_the_instant_of_departure_is_in_time() -> None:
    def race(response: str) -> list[Event]:
        guard = agency(act_at=0.5, teams=1, response=response)
        world = line(agencies=(guard,), controls=(control(),), stays={"border": "3 h"})
        return [row.event for row in story(world, Event.TEAM_ARRIVED, Event.ESCAPED)]

    assert race("3 h") == [Event.TEAM_ARRIVED]
    assert race("3.01 h") == [Event.ESCAPED]


def test_departures_come_before_arrivals() -> None:
    world = line(flows=(flow(at=(0, 4)),), stays={"border": "4 h"})
    together = [row.event for row in story(world) if row.time == 14 * HOUR]
    assert together == [Event.DEPARTED, Event.ARRIVED]


def test_cases_that_arrive_together_come_in_order_of_their_addresses_whatever_the_listing() -> None:
    lane = control(bays=1, service="1 h")
    for names in (("loads", "parcels"), ("parcels", "loads")):
        world = line(controls=(lane,), flows=tuple(flow(name) for name in names))
        examined = [row.case for row in story(world, Event.EXAMINED)]
        assert examined == sorted(examined, key=address_of)
        launched = [row.flow for row in story(world, Event.LAUNCHED)]
        assert launched == sorted(names, key=lambda name: name_address("flow", name))
        assert len(examined) == 2


def test_injects_at_one_instant_fire_in_the_order_in_which_they_are_listed() -> None:
    first = inject(5, {"change": "controls.lane.examine", "to": 0.0}, name="zebra")
    second = inject(5, {"change": "controls.lane.examine", "to": 1.0}, name="ant")
    fired = story(line(controls=(control(),), injects=(first, second)), Event.INJECT_FIRED)
    assert [row.value for row in fired] == ["zebra", "ant"]
    assert hours_of(line(controls=(control(),), injects=(first, second)), Event.EXAMINED) == [10]
    assert hours_of(line(controls=(control(),), injects=(second, first)), Event.EXAMINED) == []


def by_name(kind: str, names: tuple[str, str]) -> list[str]:
    return sorted(names, key=lambda name: name_address(kind, name))


@pytest.mark.parametrize("names", [("guard", "police"), ("police", "guard")])
def test_agencies_that_see_a_case_enter_their_area_act_in_order_of_their_addresses(
    names: tuple[str, str],
) -> None:
    east = tuple(agency(name, jurisdiction="east", act_at=0.5, teams=1) for name in names)
    world = line(agencies=east, injects=(inject(2, *(tip(name) for name in names)),))
    assert [row.agency for row in story(world, Event.REQUESTED)] == by_name("agency", names)


@pytest.mark.parametrize("names", [("zebra", "ant"), ("ant", "zebra")])
def test_controls_that_close_with_their_agency_are_counted_in_order_of_their_addresses(
    names: tuple[str, str],
) -> None:
    lanes = tuple(
        control(name, traffic="24 / d", at=spot) for name, spot in zip(names, ("start", "town"), strict=True)
    )
    world = line(controls=lanes, injects=(inject(5, {"close": "agencies.guard"}),))
    counted = [row.control for row in story(world, Event.TRAFFIC_EXAMINED) if row.time == 5 * HOUR]
    assert counted == by_name("control", names)


@pytest.mark.parametrize("names", [("loads", "parcels"), ("parcels", "loads")])
def test_what_is_known_from_the_start_is_entered_in_order_of_the_flows_addresses(
    names: tuple[str, str],
) -> None:
    known = {"agency": "guard", "about": "cell", "share": 1.0, "evidence": 0.5}
    world = line(flows=tuple(flow(name, prior_knowledge=[known]) for name in names))
    cells = {one.cells[0]: one.id for one in plan_of(world).flows}
    assert [cells[int(target)] for target in play(world).items["target"]] == by_name("flow", names)


@pytest.mark.parametrize("names", [("first", "second"), ("second", "first")])
def test_an_item_is_offered_on_links_in_order_of_their_addresses(names: tuple[str, str]) -> None:
    wires = tuple(link("guard", "police", name) for name in names)
    world = line(
        agencies=(agency(), agency("police")),
        controls=(control(),),
        links=wires,
        injects=(inject(5, *({"close": f"links.{name}", "for": "9 h"} for name in names)),),
        flows=(flow(at=(0, 20)),),
    )
    offered = [row.link for row in story(world, Event.OFFERED)]
    assert offered[2:] == by_name("link", names)
