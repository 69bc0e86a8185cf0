"""The nuclear smuggling instance against its proved values: worked out to 1e-6, and played out by chance."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml

from simulator.engine.simulate import simulate
from simulator.eventlog import Event
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan
from simulator.world.plan import Plan
from simulator.world.routes import flow_weights
from tests.outside.snip_scenario import Arc, expected, instance, sensors, snip_scenario

LEFT_BY_A_SENSOR = {"3": 0.1, "4": 0.0}
PLACED = [("30", "3"), ("50", "3"), ("70", "3"), ("30", "4")]
CASES = 8_000


def evasion(plan: Plan) -> float:
    """Chance that a trip picked at random escapes every control."""
    flows = zip(flow_weights(plan), plan.flows, strict=True)
    return math.fsum(weight * sum(one.share * one.evasion for one in flow.routes) for weight, flow in flows)


def compiled(document: Mapping[str, object]) -> Plan:
    return build_plan(Scenario.model_validate(document))


@cache
def unguarded() -> Plan:
    return compiled(snip_scenario(cases=CASES))


@cache
def seen_by_the_smuggler(budget: str, variant: str) -> Plan:
    placed = sensors(budget, variant)
    return compiled(snip_scenario(placed, factor=LEFT_BY_A_SENSOR[variant], cases=CASES))


@cache
def unseen_by_the_smuggler(budget: str, variant: str) -> Plan:
    """The smuggler keeps to the route that was best while there were no sensors."""
    plan = unguarded()
    paths: dict[Arc, list[str]] = {
        trip: [plan.places[place].id for place in flow.routes[0].places]
        for trip, flow in zip(instance().trips, plan.flows, strict=True)
    }
    placed = sensors(budget, variant)
    return compiled(snip_scenario(placed, factor=LEFT_BY_A_SENSOR[variant], paths=paths, cases=CASES))


def test_the_instance_has_its_published_size() -> None:
    plan = unguarded()
    assert (len(plan.places), len(plan.legs), len(plan.controls), len(plan.flows)) == (783, 2586, 2586, 456)
    assert len(instance().evade_with_sensor) == 320
    assert sum(instance().trips.values()) == pytest.approx(1)


def test_without_sensors_the_best_routes_have_the_published_value() -> None:
    assert evasion(unguarded()) == pytest.approx(expected("30", "3")["no_sensor"], abs=1e-6)


@pytest.mark.parametrize("variant", ["3", "4"])
def test_sensors_wherever_one_can_stand_leave_the_published_value(variant: str) -> None:
    everywhere = instance().evade_with_sensor
    plan = compiled(snip_scenario(everywhere, factor=LEFT_BY_A_SENSOR[variant]))
    assert evasion(plan) == pytest.approx(expected("30", variant)["all_320"], abs=1e-6)


@pytest.mark.parametrize(("budget", "variant"), PLACED)
def test_a_smuggler_who_sees_the_sensors_has_the_proved_chance(budget: str, variant: str) -> None:
    assert len(sensors(budget, variant)) == int(budget)
    plan = seen_by_the_smuggler(budget, variant)
    assert evasion(plan) == pytest.approx(expected(budget, variant)["plan_adaptive"], abs=1e-6)


@pytest.mark.parametrize(("budget", "variant"), PLACED)
def test_a_smuggler_who_knows_nothing_of_them_has_the_published_chance(budget: str, variant: str) -> None:
    plan = unseen_by_the_smuggler(budget, variant)
    assert evasion(plan) == pytest.approx(expected(budget, variant)["plan_static_uninformed"], abs=1e-6)


@pytest.mark.parametrize(("budget", "variant"), PLACED)
def test_a_model_without_adaptation_overstates_interdiction(budget: str, variant: str) -> None:
    adaptive, static = seen_by_the_smuggler(budget, variant), unseen_by_the_smuggler(budget, variant)
    assert evasion(static) < 0.35 * evasion(adaptive)


@pytest.mark.parametrize(
    ("plan", "chance", "seed"),
    [
        (unguarded, expected("30", "3")["no_sensor"], 501),
        (lambda: seen_by_the_smuggler("30", "3"), expected("30", "3")["plan_adaptive"], 502),
        (lambda: unseen_by_the_smuggler("30", "3"), expected("30", "3")["plan_static_uninformed"], 503),
    ],
    ids=["no_sensor", "plan_adaptive", "plan_static_uninformed"],
)
def test_simulated_trips_escape_as_often_as_was_worked_out(
    plan: Callable[[], Plan], chance: float, seed: int
) -> None:
    log = simulate(plan(), seed, 0)
    trips, escaped = len(log.cases), len(log.of(Event.DELIVERED))
    assert abs(trips - CASES) <= 4 * math.sqrt(CASES)
    assert escaped + len(log.of(Event.INTERDICTED)) == trips
    assert abs(escaped / trips - chance) <= 4 * math.sqrt(chance * (1 - chance) / trips)


def test_the_scenario_as_a_file_gives_the_same_plan(tmp_path: Path) -> None:
    file = tmp_path / "snip.yaml"
    file.write_text(yaml.safe_dump(snip_scenario(sensors("30", "3"), cases=CASES)), encoding="utf-8")
    assert build_plan(load_scenario(file)) == seen_by_the_smuggler("30", "3")
