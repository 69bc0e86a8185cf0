"""What follows interdictions, as the engine knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.scenario.schema import Flow, Outcome
from simulator.world.plan import CarePlan, OutcomePlan

if TYPE_CHECKING:
    from simulator.world.compile import Compiler


def outcomes_of(compiler: Compiler, flow: Flow) -> tuple[Outcome, ...]:
    """What may follow an interdiction of a flow: what mechanisms add, then what is written."""
    return (*compiler.expanded.aftermath.get(flow.id, ()), *flow.aftermath)


def outcome_names(compiler: Compiler) -> tuple[str, ...]:
    """The outcomes of a scenario, by their numbers."""
    names = (
        name
        for flow in compiler.scenario.flows
        for one in outcomes_of(compiler, flow)
        for name in (one.outcome, one.otherwise)
        if name is not None
    )
    return tuple(dict.fromkeys(names))


def compile_care(compiler: Compiler) -> tuple[CarePlan, ...]:
    """Compile limited places: those that are shared, then those of single outcomes."""
    plans = [
        CarePlan(index, care.id, care.label, care.places, care.stay)
        for index, care in enumerate(compiler.expanded.care)
    ]
    for flow in compiler.scenario.flows:
        for one in outcomes_of(compiler, flow):
            if isinstance(one.places, int) and one.stay is not None:
                name = _own_places(flow, one)
                plans.append(CarePlan(len(plans), name, name, one.places, one.stay))
    return tuple(plans)


def compile_outcomes(compiler: Compiler, flow: Flow) -> tuple[OutcomePlan, ...]:
    """Compile what may follow an interdiction of a flow."""
    plans = []
    for one in outcomes_of(compiler, flow):
        places = _own_places(flow, one) if isinstance(one.places, int) else one.places
        plans.append(
            OutcomePlan(
                outcome=compiler.outcomes[one.outcome],
                probability=one.probability,
                delay=one.delay,
                by=None if one.by is None else tuple(compiler.agencies[agency] for agency in one.by),
                care=-1 if places is None else compiler.care[places],
                otherwise=-1 if one.otherwise is None else compiler.outcomes[one.otherwise],
            )
        )
    return tuple(plans)


def _own_places(flow: Flow, one: Outcome) -> str:
    """The name of the places of one outcome alone; no identifier of a scenario looks like it."""
    by = "" if one.by is None else f"/{'+'.join(sorted(one.by))}"
    return f"{flow.id}/{one.outcome}{by}"
