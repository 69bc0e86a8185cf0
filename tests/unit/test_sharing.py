"""The world in which nobody shares: what it switches off, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.engine.simulate import simulate
from simulator.eventlog import Event, EventLog
from simulator.scenario.load import load_scenario
from simulator.world.compile import build_plan
from simulator.world.plan import Choice
from simulator.world.sharing import nobody_shares, shares
from tests.property.worlds import World, plan_of
from tests.unit.engine_worlds import agency, control, flow, inject, line, link, tip

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
SHARING = (
    Event.OFFERED, Event.WITHHELD, Event.BARRED, Event.SENT, Event.RECEIVED, Event.LOST, Event.ASKED, Event.ANSWERED,
    Event.REFUSED, Event.NOTHING_KNOWN, Event.CONSENT_ASKED, Event.HANDED_OVER, Event.LEAKED,
)  # fmt: skip
"""What happens only between agencies."""


def world(**more: Any) -> World:
    """A guard who finds every case at the border, and a police force in town that acts on what it is told."""
    parts: dict[str, Any] = {
        "agencies": (agency(), agency("police", jurisdiction="east", act_at=0.5, teams=9)),
        "controls": (control(),),
        "links": (link("guard", "police"),),
        "flows": (flow(at=tuple(range(0, 100, 5))),),
    }
    return line(**parts | more)


def count(log: EventLog, *kinds: Event) -> int:
    return len(log.of(*kinds))


def alone(told: World) -> EventLog:
    return simulate(nobody_shares(plan_of(told)), 1, 0)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_nothing_moves_between_agencies_of_a_shipped_scenario(path: Path) -> None:
    plan = build_plan(load_scenario(path))
    assert count(simulate(plan, 1, 0), *SHARING) > 0
    assert count(simulate(nobody_shares(plan), 1, 0), *SHARING) == 0


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_everything_keeps_its_number(path: Path) -> None:
    plan = build_plan(load_scenario(path))
    other = nobody_shares(plan)
    assert other.subjects == plan.subjects
    assert other.parameters == plan.parameters
    assert [one.id for one in other.injects] == [one.id for one in plan.injects]


def test_cases_set_out_and_are_found_as_before_and_nobody_else_hears_of_them() -> None:
    told = world()
    shared, apart = simulate(plan_of(told), 1, 0), alone(told)
    for kind in (Event.LAUNCHED, Event.DEPARTED, Event.MADE):
        ours, theirs = shared.of(kind), apart.of(kind)
        assert np.array_equal(ours[["time", "case"]][: len(theirs)], theirs[["time", "case"]][: len(ours)])
    assert np.array_equal(shared.cases, apart.cases)
    assert count(shared, Event.INTERDICTED) > 0
    assert count(apart, Event.INTERDICTED) == 0


@pytest.mark.parametrize(
    "injects",
    [
        (inject(1, {"open": "links.wire"}),),
        (inject(1, {"change": "links.wire.willingness", "to": 1}),),
    ],
    ids=["opened", "altered"],
)
def test_an_inject_opens_and_alters_no_link(injects: tuple[World, ...]) -> None:
    told = world(injects=injects)
    assert count(alone(told), *SHARING, Event.PARAMETER_CHANGED) == 0
    assert count(alone(told), Event.INJECT_FIRED) == 1


def test_no_option_of_a_decision_opens_a_link() -> None:
    options = [
        {"id": "stay", "label": "Stay", "default": True, "actions": []},
        {
            "id": "share",
            "label": "Share",
            "actions": [{"open": "links.wire"}, {"add_teams": "guard", "n": 1}],
        },
    ]
    told = world(injects=({"id": "ask", "at": "D+0 01:00", "decision": "Share?", "options": options},))
    told["roles"] = [{"id": "desk", "plays": ["guard"]}]
    told["injects"][0]["asked_of"] = ["desk"]
    log = simulate(nobody_shares(plan_of(told)), 1, 0, (Choice("ask", "share"),))
    assert count(log, *SHARING) == 0
    assert count(log, Event.DECISION_TAKEN) == 1
    assert count(log, Event.PARAMETER_CHANGED) == 1  # the team


def test_a_link_that_opens_on_a_date_stays_closed() -> None:
    assert count(alone(world(links=(link("guard", "police", opens="D+1"),))), *SHARING) == 0


def test_a_mechanism_connects_nobody_and_its_registry_is_read_by_nobody() -> None:
    registry = {
        "id": "list", "kind": "registry", "members": ["guard", "police"], "consulted_at": ["lane"],
        "willingness": 1, "clearance": "0 h", "lookout_at": 0.5,
    }  # fmt: skip
    known = [{"agency": "list", "about": "case", "share": 1, "evidence": 0.6}]
    told = world(
        mechanisms=(registry,),
        controls=(control(examine=0.0),),
        flows=(flow(at=(0, 5), prior_knowledge=known),),
    )
    shared = simulate(plan_of(told), 1, 0)
    assert count(shared, Event.FLAGGED) == 2
    assert count(alone(told), *SHARING, Event.FLAGGED) == 0


def test_own_lookouts_tips_and_teams_stay() -> None:
    teams = (agency(teams=1, act_at=0.5),)
    told = world(
        agencies=(*teams, agency("police", jurisdiction="east")), injects=(inject(1, tip()),), flows=(flow(),)
    )
    log = alone(told)
    assert count(log, Event.LOOKOUT_SET) == 1
    assert count(log, Event.DISPATCHED) == 1
    assert count(log, Event.INTERDICTED) == 1


def test_a_world_without_links_is_the_same_world() -> None:
    told = world(links=())
    plan = plan_of(told)
    assert simulate(plan, 1, 0).digest() == alone(told).digest()
    assert not shares(plan)
    assert shares(plan_of(world()))


def test_looking_into_the_lists_of_others_is_sharing() -> None:
    plan = plan_of(world(links=(), controls=(control(consults=["police"]),)))
    assert shares(plan)
    assert not any(one.consults for one in nobody_shares(plan).controls)


def test_the_plan_that_is_given_stays_as_it_is() -> None:
    plan = plan_of(world())
    nobody_shares(plan)
    assert all(one.open for one in plan.links)
