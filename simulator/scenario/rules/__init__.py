"""What a scenario's parts must make of each other, one small function a rule: errors, and warnings (W6xx)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from simulator.errors import Problem
from simulator.scenario.rules import (
    actions,
    aftermath,
    behaviour,
    conditions,
    controls,
    knowledge,
    mechanisms,
    moves,
    names,
    objectives,
    pools,
    ranges,
    responses,
    routes,
    times,
    work,
)
from simulator.scenario.rules.facts import Facts
from simulator.scenario.schema import Scenario

Rule = Callable[[Facts], Iterator[Problem]]

RULES: Final[tuple[Rule, ...]] = (
    *names.RULES,
    *mechanisms.RULES,
    *routes.RULES,
    *times.RULES,
    *moves.RULES,
    *actions.RULES,
    *controls.RULES,
    *conditions.RULES,
    *work.RULES,
    *pools.RULES,
    *responses.RULES,
    *aftermath.RULES,
    *knowledge.RULES,
    *behaviour.RULES,
    *objectives.RULES,
    *ranges.RULES,
)


def check(scenario: Scenario) -> list[Problem]:
    """Find everything about a scenario that its types cannot see.

    Args:
        scenario: A scenario whose parts are valid by themselves.

    Returns:
        Errors and warnings in the order of the rules, without positions.
    """
    too_large = list(names.too_large(scenario))
    if too_large:
        return too_large
    facts = Facts.of(scenario)
    return [problem for rule in RULES for problem in rule(facts)]
