"""What leaves a log as it is: repetition, processes, horizons, listing order, and whatever is unrelated."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.eventlog import Event
from simulator.world.plan import Plan
from tests.property.worlds import Told, World, drawn, plan_of, play, tell, without, worlds

OUTCOMES = (Event.LAUNCHED, Event.INTERDICTED, Event.DELIVERED)


def told(world: World) -> list[Told]:
    return tell(plan_of(world), play(world))


def first(world: World, section: str, *entities: World) -> World:
    """The world with more entities, listed before the others."""
    return world | {section: [*entities, *world[section]]}


# --- the same again


@drawn
@given(worlds())
def test_the_same_replication_gives_the_same_log_whatever_was_simulated_in_between(world: World) -> None:
    before = play(world, 3, 5).digest()
    play(world, 3, 6)
    play(world, 4, 5)
    assert play(world, 3, 5).digest() == before


def _digests(texts: list[World]) -> list[str]:
    return [play(world, 7, replication).digest() for world in texts for replication in range(3)]


_COMMAND = """
import json, sys
from tests.property.worlds import play
worlds = json.load(sys.stdin)
print(json.dumps([play(world, 7, replication).digest() for world in worlds for replication in range(3)]))
"""


@pytest.fixture(scope="module")
def several() -> list[World]:
    """A few worlds that hardly agree in anything."""
    found: list[World] = []

    @settings(drawn, max_examples=12)
    @given(worlds())
    def collect(world: World) -> None:
        found.append(world)

    collect()
    return found


def test_another_process_gives_the_same_log(several: list[World]) -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(_digests, several).result() == _digests(several)


def test_a_log_does_not_depend_on_how_python_hashes(several: list[World]) -> None:
    logs = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", _COMMAND],
            input=json.dumps(several),
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd())},
        )
        logs.append(json.loads(done.stdout))
    assert logs[0] == logs[1] == _digests(several)


# --- the horizon


@drawn
@given(worlds(), st.integers(1, 9 * 24))
def test_a_shorter_horizon_gives_a_prefix(world: World, hours: int) -> None:
    short = world | {"scenario": world["scenario"] | {"horizon": f"{hours} h"}}
    long = world | {"scenario": world["scenario"] | {"horizon": "10 d"}}
    part, whole = play(short), play(long)
    cut = int(np.searchsorted(whole["time"], hours * 3600))
    assert part.rows.tobytes() == whole.rows[:cut].tobytes()
    assert part.cases.tobytes() == whole.cases[: len(part.cases)].tobytes()
    assert part.items.tobytes() == whole.items[: len(part.items)].tobytes()
    assert len(part.cases) == np.count_nonzero(whole.of(Event.LAUNCHED)["time"] < hours * 3600)
    assert len(part.items) == np.count_nonzero(whole.of(Event.MADE)["time"] < hours * 3600)
    for one, other in zip(plan_of(short).flows, plan_of(long).flows, strict=True):
        assert one.routes == other.routes


# --- the order of listing


@drawn
@given(worlds(), st.integers(0, 2**32))
def test_the_order_in_which_entities_are_listed_does_not_matter(world: World, seed: int) -> None:
    random = Random(seed)
    shuffled = deepcopy(world)
    for section in ("jurisdictions", "places", "legs", "agencies", "links", "pools", "mechanisms", "flows"):
        random.shuffle(shuffled[section])
    # Controls at one place look in the order in which they are listed: only the places change order.
    spots = [str(control.get("at", control.get("on_leg"))) for control in world["controls"]]
    ranks = {spot: random.random() for spot in sorted(set(spots))}
    shuffled["controls"] = [
        world["controls"][i] for i in sorted(range(len(spots)), key=lambda i: ranks[spots[i]])
    ]
    assert told(shuffled) == told(world)


# --- draws by address


@drawn
@given(worlds(), st.data())
def test_what_chance_decides_does_not_change_when_something_is_removed(
    world: World, data: st.DataObject
) -> None:
    section = data.draw(st.sampled_from([one for one in ("links", "controls", "mechanisms") if world[one]]))
    gone = data.draw(st.sampled_from([entity["id"] for entity in world[section]]))
    changed = {f"{section}.{gone}", *((f"agencies.{gone}",) if section == "mechanisms" else ())}
    less = world | {
        section: [entity for entity in world[section] if entity["id"] != gone],
        "controls": [
            {key: value for key, value in one.items() if key != "consults" or gone not in value}
            for one in world["controls"]
            if section != "controls" or one["id"] != gone
        ],
        "injects": [_still_possible(inject, changed, gone) for inject in world["injects"]],
        "flows": [
            flow
            | {"prior_knowledge": [one for one in flow.get("prior_knowledge", ()) if one["agency"] != gone]}
            if section == "mechanisms"
            and any(one["agency"] == gone for one in flow.get("prior_knowledge", ()))
            else flow
            for flow in world["flows"]
        ],
    }
    _same_luck(world, less)


@drawn
@given(worlds(injects=0), st.data())
def test_what_chance_decides_does_not_change_with_a_delay(world: World, data: st.DataObject) -> None:
    section, key = data.draw(
        st.sampled_from([("agencies", "triage"), ("agencies", "lookout_delay"), ("controls", "report_delay"),
                         ("links", "transit"), ("links", "clearance"), ("agencies", "response")])
    )  # fmt: skip
    slow = world | {section: [entity | {key: "11 h"} for entity in world[section]]}
    _same_luck(world, slow)


def _still_possible(inject: World, changed: set[str], gone: str) -> World:
    def about_it(action: World) -> bool:
        target = action.get("change") or action.get("open") or action.get("close") or ""
        return ".".join(target.split(".")[:2]) in changed or action.get("tip", {}).get("agency") == gone

    return inject | {"actions": [action for action in inject["actions"] if not about_it(action)]}


def _same_luck(one: World, other: World) -> None:
    """Whatever was decided in both logs about the same thing by the same decider was decided alike."""
    known: dict[Any, Any] = {}
    for number, world in enumerate((one, other)):
        for what, outcome in _decisions(plan_of(world), world):
            if number == 0:
                known[what] = outcome
            elif what in known:
                assert known[what] == outcome, what


def _decisions(plan: Plan, world: World) -> list[tuple[Any, Any]]:
    log = play(world)
    rows = tell(plan, log)
    changed = {row.place for row in rows if row.event is Event.PARAMETER_CHANGED and row.place}
    touched = {row.link for row in rows if row.event is Event.PARAMETER_CHANGED and row.link}
    rates = {row.flow for row in rows if row.event is Event.PARAMETER_CHANGED and row.flow}
    found: list[tuple[Any, Any]] = []
    for row in rows:
        match row.event:
            case Event.LAUNCHED if row.flow not in rates:
                found.append((("launch", row.case), (row.time, row.value)))
            case Event.ARRIVED if (
                rows[row.cause].event is Event.DEPARTED and rows[row.cause].place not in changed
            ):
                found.append((("leg", row.case, rows[row.cause].place), row.value))
            case Event.WITHHELD | Event.QUEUED if row.link not in touched:
                found.append((("willing", row.link, row.item), row.event is Event.QUEUED))
            case Event.LOST | Event.RECEIVED if row.link not in touched:
                found.append((("reliable", row.link, row.item), row.event is Event.RECEIVED))
            case Event.FALSE_ALARM if not any(one.event is Event.PARAMETER_CHANGED for one in rows):
                found.append((("alarm", row.control, row.time), True))
    for case in log.cases:
        flow = plan.flows[case["flow"]]
        if flow.id not in rates:
            attributes = ("address", "cell", "subject", "payload", "concealment")
            found.append(
                (("case", flow.id, int(case["ordinal"])), tuple(case[key].item() for key in attributes))
            )
    for item in log.items:
        found.append((("item", int(item["address"])), (int(item["target"]), int(item["about"]))))
    return found


# --- what has nothing to do with it


STRANGERS: dict[str, World] = {
    "agencies": {
        "id": "bystanders",
        "jurisdiction": "west",
        "analysts": 1,
        "triage": "2 h",
        "routine_leads": "3 / d",
        "teams": 2,
        "hours": "office",
        "lookout_delay": "0 h",
    },
    "controls": {
        "id": "canteen",
        "at": "home",
        "agency": "bystanders",
        "detect": {"smuggled_tea": 1.0},
        "traffic": "9 / d",
        "false_alarm": 0.5,
        "bays": 1,
        "service": "30 min",
        "examine": 0.9,
    },
    "links": {
        "id": "gossip",
        "from": "bystanders",
        "to": "guard",
        "willingness": 1.0,
        "clearance": "0 h",
        "transit": "0 h",
    },
}


def _of_the_bystanders(row: Told) -> bool:
    return row.agency == "bystanders" or row.control == "canteen" or row.link in ("gossip", "rumour")


@drawn
@given(worlds())
def test_an_unrelated_agency_with_its_control_and_link_leaves_everything_else_as_it_was(world: World) -> None:
    more = world
    for section, entity in STRANGERS.items():
        more = first(more, section, entity)
    assert without(told(more), _of_the_bystanders) == told(world)
    assert len(told(more)) > len(told(world))


@drawn
@given(worlds())
def test_a_link_for_an_unrelated_threat_leaves_everything_as_it_was(world: World) -> None:
    one, other = world["agencies"][0]["id"], world["agencies"][1]["id"]
    tea = STRANGERS["links"] | {"from": one, "to": other, "both_ways": True, "threats": ["smuggled_tea"]}
    assert told(first(world, "links", tea)) == told(world)


@drawn
@given(worlds())
def test_a_control_for_an_unrelated_threat_leaves_everything_as_it_was(world: World) -> None:
    for owner in ("guard", "customs"):
        tea = STRANGERS["controls"] | {"agency": owner, "false_alarm": 0.0}
        more = told(first(world, "controls", tea))
        assert without(more, lambda row: row.control == "canteen") == told(world)


@drawn
@given(worlds())
def test_a_link_that_never_delivers_leaves_everything_else_as_it_was(world: World) -> None:
    one, other = world["agencies"][0]["id"], world["agencies"][1]["id"]
    for terms in ({"willingness": 0.0}, {"reliability": 0.0}, {"fidelity": 0.0}):
        # What is sent could warn those it is about although it never arrives.
        silent = STRANGERS["links"] | {"from": one, "to": other, "leak": 0, **terms}
        more = told(first(world, "links", silent))
        assert without(more, lambda row: row.link == "gossip") == told(world)


@drawn
@given(worlds())
def test_an_unrelated_flow_leaves_everything_else_as_it_was(world: World) -> None:
    more = deepcopy(world)
    more["places"] = [{"id": "teahouse"}, {"id": "bazaar", "stay": "2 h"}, *world["places"]]
    more["legs"] = [{"from": "teahouse", "to": "bazaar", "mode": "foot", "duration": "3 h"}, *world["legs"]]
    tea = {
        "id": "tea", "threat": "smuggled_tea", "from": "teahouse", "to": "bazaar", "arrivals": {"poisson": "9 / d"},
        "payload": {"unit": "kg", "constant": 1}, "severity": 9,
    }  # fmt: skip
    more = first(more, "flows", tea)
    rows = told(more)
    assert without(rows, lambda row: row.flow == "tea") == told(world)
    assert sum(row.flow == "tea" for row in rows) > 20


@drawn
@given(worlds())
def test_sharing_what_weighs_nothing_changes_no_outcome(world: World) -> None:
    worthless = {
        section: [
            _with_fidelity(entity, 0.0)
            if section != "mechanisms" or entity["kind"] != "registry"
            else entity | {"fidelity": 0.0, "leak": 0}
            for entity in world[section]
        ]
        for section in ("links", "mechanisms")
    }
    harmless = [
        inject
        | {
            "actions": [
                action for action in inject["actions"] if not action.get("change", "").endswith("fidelity")
            ]
        }
        for inject in world["injects"]
    ]
    shared = world | worthless | {"injects": harmless}
    apart = shared | {
        section: [entity | {"willingness": 0.0} for entity in shared[section]]
        for section in ("links", "mechanisms")
    }
    still = [
        inject
        | {
            "actions": [
                action for action in inject["actions"] if not action.get("change", "").endswith("willingness")
            ]
        }
        for inject in harmless
    ]
    for one in (shared, apart):
        one["injects"] = still

    def outcomes(world: World) -> list[tuple[Any, ...]]:
        return [(*row[:7], row.value) for row in told(world) if row.event in OUTCOMES]

    assert outcomes(shared) == outcomes(apart)


def _with_fidelity(entity: World, fidelity: float) -> World:
    changed = entity | {"fidelity": fidelity, "leak": 0}
    if "distribution" in entity:
        changed["distribution"] = entity["distribution"] | {"fidelity": fidelity, "leak": 0}
    return changed


# --- more of what helps


def _uncongested(world: World, change: Callable[[World], World]) -> World:
    """A world in which knowing more can only help.

    Nobody waits for analysts, bays or teams; items are about the case alone and count for ever; nothing is seen
    twice from one state; a team takes a fixed time and never fails; flows do not adapt. No control looks ahead (one
    that was examined on paper is not examined again), closes, unlearns or treats traits otherwise.
    """
    calm = deepcopy(world)
    calm["injects"] = []
    for agency in calm["agencies"]:
        agency |= {"analysts": 0, "teams": 500, "response": "2 h", "success": 1.0, "lookout_delay": "1 h"}
        for key in ("perishable", "waiting_requests", "routine_leads"):
            agency.pop(key, None)
    for control in calm["controls"]:
        control |= {"about": "case", "examine_flagged": 1.0}
        if "requires" not in control:
            control["detect_flagged"] = dict.fromkeys(("drugs", "fighters"), 1.0)
        for key in ("bays", "queue_limit", "service", "traffic", "false_alarm", "valid_for", "ahead", "hours", "growth",
                    "if_trait"):  # fmt: skip
            control.pop(key, None)
        if "watch" in control:
            control.pop("examine_flagged")
            control.pop("detect_flagged")
    for link in (*calm["links"], *calm["mechanisms"]):
        for key in ("capacity", "closes", "opens"):
            link.pop(key, None)
            link.get("distribution", {}).pop(key, None)
        if link.get("kind") == "hub":
            link["analysts"] = 0
            link.pop("routine_leads", None)
    for flow in calm["flows"]:
        flow["prior_knowledge"] = []
        if flow["routes"]["choice"] in ("adaptive", "informed"):
            flow["routes"] = {
                "choice": "shortest",
                "paths": flow["routes"].get("paths", [{"places": ["home", "goal"]}]),
            }
    return change(calm)


def _stopped(world: World) -> set[str]:
    return {row.case for row in told(world) if row.event is Event.INTERDICTED}


def _raised(control: World) -> World:
    better = control | {"detect": dict.fromkeys(control.get("detect", {}), 1.0)}
    if "watch" in control:
        return (better if "detect" in control else control) | {"watch": "9 / d"}
    return better | {"examine": 1.0}


@drawn
@given(worlds(), st.data())
def test_uncongested_more_detection_never_loses_a_case_that_was_stopped(
    world: World, data: st.DataObject
) -> None:
    calm = _uncongested(world, lambda one: one)
    better = deepcopy(calm)
    i = data.draw(st.integers(0, len(better["controls"]) - 1))
    better["controls"][i] = _raised(better["controls"][i])
    assert _stopped(calm) <= _stopped(better)


@drawn
@given(worlds())
def test_uncongested_more_teams_never_lose_a_case_that_was_stopped(world: World) -> None:
    def with_teams(n: int) -> World:
        return _uncongested(
            world, lambda one: one | {"agencies": [agency | {"teams": n} for agency in one["agencies"]]}
        )

    none, plenty = _stopped(with_teams(0)), _stopped(with_teams(500))
    assert none <= plenty
    assert plenty == _stopped(with_teams(501))


@drawn
@given(worlds(), st.data())
def test_uncongested_more_sharing_never_loses_a_case_that_was_stopped(
    world: World, data: st.DataObject
) -> None:
    calm = _uncongested(world, lambda one: one)
    names = [agency["id"] for agency in calm["agencies"]]
    sender, receiver = data.draw(st.permutations(names))[:2]
    wire = {"id": "more", "from": sender, "to": receiver, "willingness": 1.0, "clearance": "0 h", "transit": "0 h",
            "fidelity": 1.0, "reliability": 1.0, "leak": 0, "onward": "free"}  # fmt: skip
    assert _stopped(calm) <= _stopped(first(calm, "links", wire))
