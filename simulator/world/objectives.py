"""Objectives as bars for metrics of subjects."""

from __future__ import annotations

from simulator.scenario.expansion import Expansion
from simulator.scenario.schema import Objective, Scenario
from simulator.scenario.targets import Names, parse_target, subjects
from simulator.world.plan import ObjectivePlan, TargetPlan


def compile_objectives(scenario: Scenario, expansion: Expansion) -> tuple[ObjectivePlan, ...]:
    """Compile the objectives of a scenario without errors."""
    names = subjects(scenario, expansion)
    return tuple(_objective(names, objective) for objective in scenario.objectives)


def _objective(names: Names, objective: Objective) -> ObjectivePlan:
    aims = [(parse_target(names, target), target) for target in objective.targets]
    targets = tuple(TargetPlan(aim.metric, aim.subject, one.at_least, one.at_most) for aim, one in aims)
    return ObjectivePlan(objective.id, objective.objective, targets)
