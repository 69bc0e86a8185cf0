"""Rules about teams that agencies share."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.errors import Problem
from simulator.scenario.rules.facts import Facts, warning


def names_of_teams_are_clear(facts: Facts) -> Iterator[Problem]:
    """Teams are added to an agency or a pool by its name alone."""
    agencies = {agency.id for agency in facts.expansion.agencies}
    for number, pool in enumerate(facts.scenario.pools):
        if pool.id in agencies:
            message = f"{pool.id} is also the name of an agency"
            yield Problem("E206", f"pools[{number}].id", message, "give the pool another name")


def pools_are_of_use(facts: Facts) -> Iterator[Problem]:
    """Teams go out for an agency in whose area a case is."""
    areas = {agency.id: agency.jurisdiction for agency in facts.expansion.agencies}
    for number, pool in enumerate(facts.scenario.pools):
        if pool.id in facts.touched:
            continue
        if pool.teams == 0:
            message = f"{pool.id} has no teams, and no inject adds one"
            yield warning("W614", f"pools[{number}].teams", message)
        elif not any(areas[member] for member in pool.members):
            message = f"nobody can send the teams of {pool.id}: none of its members has a jurisdiction"
            yield warning("W614", f"pools[{number}].members", message, "add an agency that has one")


RULES = (names_of_teams_are_clear, pools_are_of_use)
