"""Flows of a plan: when their cases start, what they carry, which routes they may take and who knows of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from simulator.scenario.schema import Flow
from simulator.world.address import child, name_address
from simulator.world.aftermath import compile_outcomes
from simulator.world.amounts import micro, number_of
from simulator.world.behaviour import behaviour
from simulator.world.draws import Relation
from simulator.world.plan import ChoicePlan, FlowPlan, LeakPlan, PriorPlan
from simulator.world.routes import Ground, plan_routes

if TYPE_CHECKING:
    from simulator.world.compile import Compiler


def compile_flow(compiler: Compiler, ground: Ground, index: int, flow: Flow) -> FlowPlan:
    """A flow with its names looked up and its candidate routes laid out on the ground."""
    address = name_address("flow", flow.id)
    origin, destination = compiler.places[flow.from_], compiler.places[flow.to]
    threat = compiler.threats.index(flow.threat)
    choice = _choice(flow)
    return FlowPlan(
        index=index,
        id=flow.id,
        name=flow.label,
        address=address,
        threat=threat,
        severity=flow.severity,
        origin=origin,
        destination=destination,
        open=flow.open,
        arrivals=None
        if flow.arrivals is None or flow.arrivals.poisson is None
        else compiler.intensity(flow.arrivals.poisson),
        times=_known_times(compiler, flow),
        unit=flow.payload.unit,
        payload=flow.payload.amount,
        unit_value=number_of(flow.unit_value),
        currency=flow.unit_value.unit if flow.unit_value is not None else "",
        concealment=flow.concealment,
        cells=tuple(child(address, Relation.CELL, k) for k in range(flow.cells)),
        subjects=flow.subjects,
        prior=_priors(compiler, flow),
        handover=flow.handover,
        routes=plan_routes(ground, flow, origin, destination, threat, choice),
        choice=choice,
        **behaviour(compiler, ground.legs, flow),
        on_leak=LeakPlan(
            flow.on_leak.abort, flow.on_leak.lie_low, flow.on_leak.source_lost, round(flow.on_leak.for_)
        ),
        aftermath=compile_outcomes(compiler, flow),
    )


def _priors(compiler: Compiler, flow: Flow) -> tuple[PriorPlan, ...]:
    alike: Counter[tuple[str, str]] = Counter()
    plans = []
    for entry in flow.prior_knowledge:
        # Numbered among its like alone, so that another agency's knowledge leaves its draws as they are.
        number = alike[entry.agency, entry.about]
        alike[entry.agency, entry.about] += 1
        if entry.trait is not None and entry.trait not in compiler.traits:  # nobody has it
            continue
        plans.append(
            PriorPlan(
                name=f"prior:{flow.id}:{entry.agency}:{entry.about}:{number}",
                agency=compiler.agencies[entry.agency],
                about=entry.about,
                trait=None if entry.trait is None else compiler.traits.index(entry.trait),
                share=entry.share,
                evidence=micro(entry.evidence),
                valid_for=None if entry.valid_for is None else round(entry.valid_for),
            )
        )
    return tuple(plans)


def _choice(flow: Flow) -> ChoicePlan:
    routes = flow.routes
    return ChoicePlan(
        choice=routes.choice,
        news_delay=routes.news_delay,
        memory=routes.memory,
        expected_losses=routes.expected_losses,
        expected_successes=routes.expected_successes,
        time_weight=routes.time_weight,
        cost_weight=routes.cost_weight,
        risk_weight=routes.risk_weight,
    )


def _known_times(compiler: Compiler, flow: Flow) -> tuple[int, ...]:
    if flow.arrivals is None:
        return ()
    if flow.arrivals.schedule is not None:
        return tuple(sorted(compiler.when(moment) for moment in flow.arrivals.schedule))
    batch = flow.arrivals.batch
    if batch is None:
        return ()
    until = compiler.scenario.horizon if batch.until is None else compiler.when(batch.until)
    starts = range(
        compiler.when(batch.from_), min(until, compiler.scenario.horizon), max(1, round(batch.every))
    )
    return tuple(start for start in starts if start >= compiler.first for _ in range(batch.size))
