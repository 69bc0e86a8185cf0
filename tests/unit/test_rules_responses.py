"""Warnings about pursuits, lessons and holds that can never come about."""

from __future__ import annotations

import pytest

from simulator.scenario.rules import check
from simulator.scenario.schema import Scenario
from tests.property.worlds import World
from tests.unit.engine_worlds import agency, control, inject, line, link

SOURCE = control("source", at="start")
LESSON = {"about": "cell", "probability": 0.5, "delay": "1 h", "evidence": 0.4}


def warned(world: World, code: str) -> list[str]:
    return [one.path for one in check(Scenario.model_validate(world)) if one.code == code]


def pair(west: World, east: World, **terms: object) -> World:
    return line(
        agencies=(west, east), controls=(SOURCE,), links=(link("guard", "east", pursuit=True, **terms),)
    )


def test_a_pursuit_needs_a_receiver_with_an_area_and_a_sender_with_teams() -> None:
    able, east = agency(teams=1, act_at=0.5), agency("east", jurisdiction="east")
    nowhere = {key: value for key, value in east.items() if key != "jurisdiction"}
    assert warned(pair(able, east), "W615") == []
    assert warned(pair(able, nowhere), "W615") == ["links[0].pursuit"]
    assert warned(pair(agency(), east), "W615") == ["links[0].pursuit"]
    assert warned(pair(agency(controlled_delivery={"share": 0.5}), east), "W615") == []
    reinforced = pair(agency(), east) | {"injects": [inject(1, {"add_teams": "guard"})]}
    assert warned(reinforced, "W615") == []


@pytest.mark.parametrize("values", [{"exploitation": [LESSON]}, {"controlled_delivery": {"share": 0.5}}])
def test_an_agency_that_stops_nothing_learns_nothing_and_lets_nothing_run(values: World) -> None:
    path = f"agencies[0].{next(iter(values))}"
    assert warned(line(agencies=(agency(**values),), controls=(SOURCE,)), "W616") == [path]
    assert warned(line(agencies=(agency(**values, teams=1),), controls=(SOURCE,)), "W616") == []
    for terms in ({"seize": 0.1}, {"hold": {"for": "1 h"}}):
        held = line(agencies=(agency(**values),), controls=(SOURCE, control("lane", **terms)))
        assert warned(held, "W616") == []


def test_whoever_is_to_confirm_a_held_case_must_be_able_to_know_enough() -> None:
    def world(who: str) -> World:
        hold = {"hold_case": {"for": "1 h", "confirmed_by": who}}
        acting = agency(act_at=0.5, respond_with={"actions": [hold]})
        return line(agencies=(acting, agency("police")), controls=(SOURCE,))

    assert warned(world("police"), "W617") == ["agencies[0].respond_with.actions[0].hold_case"]
    assert warned(world("guard"), "W617") == []


def test_what_stopped_cases_tell_counts_among_what_an_agency_can_know() -> None:
    learning = agency(act_at=0.5, teams=1, exploitation=[LESSON])
    world = line(agencies=(learning, agency("police")), controls=(SOURCE | {"evidence": 0.0},))
    world["links"] = [link("guard", "police")]
    assert warned(world, "W604") == []
    del world["agencies"][0]["exploitation"]
    assert warned(world, "W604") == ["links[0]"]
