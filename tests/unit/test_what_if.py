"""What would have changed the end of a case: every claim is played again here, by itself."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from simulator.analysis.cases import DELIVERED, INTERDICTED
from simulator.analysis.story import Story, tell
from simulator.engine.simulate import simulate
from simulator.eventlog import Event, EventLog
from simulator.experiment.whatif import Kind, Lever, WhatIf, apply, what_if
from simulator.experiment.whatif.candidates import candidates
from simulator.scenario.load import load_scenario
from simulator.world.choices import read_choices
from simulator.world.compile import build_plan
from simulator.world.plan import Plan

SEED = 20310303


@cache
def plan() -> Plan:
    return build_plan(load_scenario("scenarios/two_borders.yaml"))


@cache
def log() -> EventLog:
    return simulate(plan(), SEED, 0)


def ended(found: EventLog, address: int) -> tuple[str, int]:
    """How and when the case of an address ended, from the rows alone."""
    (case,) = np.flatnonzero(found.cases["address"] == address).tolist()
    for row in found.rows[found["case"] == case]:
        if row["event"] in (Event.INTERDICTED, Event.DELIVERED, Event.ABORTED):
            return Event(row["event"]).name, int(row["time"])
    return "OPEN", -1


def stopped(found: EventLog) -> set[int]:
    return set(found.cases["address"][found.of(Event.INTERDICTED)["case"]].tolist())


def story(number: int) -> Story:
    return tell(plan(), log(), number)


@cache
def found(number: int) -> WhatIf:
    return what_if(story(number), (plan(), ()), SEED)


def cases(end: int, count: int) -> list[int]:
    numbers = [case for case in range(len(log().cases)) if story(case).end == end]
    return numbers[:count]


@pytest.mark.parametrize("end", [DELIVERED, INTERDICTED])
def test_every_change_that_is_reported_does_what_is_said_when_it_is_played(end: int) -> None:
    claims = 0
    for case in cases(end, 6):
        address = int(log().cases["address"][case])
        for one in found(case).enough:
            world: Any = (plan(), ())
            for lever, value in one.changes:
                assert value is None or value in lever.values
                world = apply(world, lever, value)
            again = simulate(world[0], SEED, 0, world[1])
            name, time = ended(again, address)
            assert (name == "INTERDICTED") is (end != INTERDICTED)
            assert time == one.ending.time
            others = {address}
            assert one.gained == len(stopped(again) - stopped(log()) - others)
            assert one.lost == len(stopped(log()) - stopped(again) - others)
            claims += 1
    assert claims > 5


def test_a_change_by_a_quantity_is_the_least_of_those_next_to_it_that_is_enough() -> None:
    checked = 0
    for case in cases(DELIVERED, 10):
        address = int(log().cases["address"][case])
        for one in found(case).enough:
            ((lever, value), *others) = one.changes
            if others or value is None or lever.values.index(value) == 0:
                continue
            weaker = lever.values[lever.values.index(value) - 1]
            changed, choices = apply((plan(), ()), lever, weaker)
            assert ended(simulate(changed, SEED, 0, choices), address)[0] != "INTERDICTED"
            checked += 1
    assert checked > 3


def test_pairs_are_looked_for_only_where_no_single_change_is_enough() -> None:
    results = [found(case) for case in cases(DELIVERED, 20)[-8:]]
    paired = [one for one in results if one.pairs_tried]
    assert paired
    for one in results:
        sizes = {len(other.changes) for other in one.enough}
        assert sizes <= ({2} if one.pairs_tried else {1})


def test_the_search_is_the_same_again_and_ends_when_its_simulations_are_spent() -> None:
    case = cases(DELIVERED, 1)[0]
    assert what_if(story(case), (plan(), ()), SEED) == found(case)
    counted: list[int] = []
    short = what_if(story(case), (plan(), ()), SEED, most_runs=5, progress=counted.append)
    assert short.runs <= 5
    assert not short.complete
    assert counted == list(range(1, short.runs + 1))


def test_tried_once_each_change_is_at_its_strongest() -> None:
    case = cases(DELIVERED, 1)[0]
    quick = what_if(story(case), (plan(), ()), SEED, measured=False)
    for one in quick.enough:
        for lever, value in one.changes:
            assert value == (lever.values[-1] if lever.values else None)
    assert not quick.pairs_tried


def test_each_candidate_speaks_to_something_that_is_there() -> None:
    for case in range(len(log().cases)):
        levers = candidates(story(case))
        assert len({lever.key for lever in levers}) == len(levers)
        for lever in levers:
            for value in lever.values[-1:] or (None,):
                changed, choices = apply((plan(), ()), lever, value)
                assert changed != plan() or choices


def test_a_changed_link_changes_what_injects_set_it_to_as_well() -> None:
    link = next(one.index for one in plan().links if one.id == "customs_to_police")
    changed, _ = apply((plan(), ()), Lever(Kind.LINK_OPEN, link))
    closed = [
        change.value
        for inject in changed.injects
        for change in inject.changes
        if (change.section, change.index, change.key) == ("links", link, "open")
    ]
    assert closed == [True]


def test_without_an_inject_nothing_that_it_does_happens() -> None:
    strike = next(one for one in plan().injects if one.id == "strike")
    changed, _ = apply((plan(), ()), Lever(Kind.INJECT, strike.index))
    again = simulate(changed, SEED, 0)
    caused = {row for row, one in enumerate(again.rows) if one["event"] == Event.INJECT_FIRED}
    fired = {row for row in caused if again.rows[row]["value"] == strike.index}
    assert fired
    assert not any(one["event"] == Event.PARAMETER_CHANGED and one["cause"] in fired for one in again.rows)


def test_a_control_that_did_not_read_a_lookout_could_have_been_told_of_it() -> None:
    found = [lever for case in range(len(log().cases)) for lever in candidates(story(case))]
    consulted = {(lever.index, lever.other) for lever in found if lever.kind is Kind.CONSULT}
    names = {(plan().controls[control].id, plan().agencies[agency].id) for control, agency in consulted}
    assert ("oster_lane", "arda_customs") in names
    assert ("north_gate_lane", "arda_customs") not in names


@pytest.mark.parametrize("number", [4, 40, 81])
def test_claims_hold_in_a_world_that_uses_every_part_of_the_language_and_with_choices(number: int) -> None:
    everything = build_plan(load_scenario("tests/golden/everything.yaml"))
    choices = read_choices(everything, ["tell_all=tell"])
    history = simulate(everything, 1, 0, choices)
    told = tell(everything, history, number)
    address = int(history.cases["address"][number])
    result = what_if(told, (everything, choices), 1, measured=False)
    assert result.runs
    for one in result.enough:
        world: Any = (everything, choices)
        for lever, value in one.changes:
            world = apply(world, lever, value)
        name, time = ended(simulate(world[0], 1, 0, world[1]), address)
        assert (name == "INTERDICTED") is (told.end != INTERDICTED)
        assert time == one.ending.time


@pytest.mark.parametrize("most", [12, 24, 48])
def test_what_is_enough_is_told_even_where_there_is_more_to_try_than_may_be_played(most: int) -> None:
    lost = next(case for case in cases(DELIVERED, 40) if len(found(case).enough) > 2)
    few = what_if(story(lost), (plan(), ()), SEED, most_runs=most)
    assert few.runs <= most
    tried = {lever.key for one in few.enough for lever, _ in one.changes} | {
        one.key for one in few.not_enough
    }
    alone = {one.changes[0][0].key for one in found(lost).enough}
    assert {key for key in tried if key in alone} == {one.changes[0][0].key for one in few.enough}
    assert not few.complete or tried >= alone
