"""How flows behave, compiled: what they do on news, and what comes of their cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.scenario.offspring import circles
from simulator.scenario.schema import Flow
from simulator.world.address import name_address
from simulator.world.plan import (
    MICRO,
    ExpandPlan,
    FollowPlan,
    LegPlan,
    LowPlan,
    RetryPlan,
    SplitPlan,
    SpreadPlan,
    TotalPlan,
)

if TYPE_CHECKING:
    from simulator.world.compile import Compiler


def behaviour(compiler: Compiler, legs: Sequence[LegPlan], flow: Flow) -> dict[str, Any]:
    """The parts of a flow's plan that say how it behaves.

    Args:
        compiler: of the scenario.
        legs: all legs.
        flow: the flow as written.
    """
    low, expand, split = flow.lie_low, flow.expand, flow.split
    back = circles(compiler.scenario.flows)[flow.id]
    return {
        "low": None if low is None else LowPlan(low.losses, round(low.within), round(low.for_)),
        "expand": None if expand is None else ExpandPlan(expand.start, expand.losses, round(expand.within)),
        "after_loss": None if flow.abort is None else flow.abort.after_loss,
        "traits": tuple((compiler.traits.index(trait), share) for trait, share in flow.traits.items()),
        "corruption": {compiler.controls[control]: share for control, share in flow.corruption.items()},
        "split": None if split is None else SplitPlan(split.carriers, split.apart),
        "retry": _retry(flow),
        "spread": _spread(compiler, legs, flow),
        "follow": tuple(
            FollowPlan(
                compiler.flows[entry.start],
                entry.probability,
                entry.delay,
                entry.same_subject,
                entry.per_unit,
                entry.start in back,
            )
            for entry in flow.on_delivery
        ),
        "totals": tuple(
            TotalPlan(
                compiler.flows[entry.start],
                round(entry.amount.number * MICRO),
                entry.delay,
                entry.start in back,
            )
            for entry in flow.on_delivered_total
        ),
    }


def _retry(flow: Flow) -> RetryPlan | None:
    terms = flow.retry
    if terms is None:
        return None
    return RetryPlan(
        terms.probability,
        "interdicted" in terms.after,
        "aborted" in terms.after,
        terms.delay,
        terms.times,
        terms.same_subject,
    )


def _spread(compiler: Compiler, legs: Sequence[LegPlan], flow: Flow) -> SpreadPlan | None:
    terms = flow.spread
    if terms is None:
        return None
    onward: dict[int, tuple[tuple[int, int], ...]] = {}
    for leg in legs:
        if leg.mode in terms.over:
            onward[leg.origin] = (*onward.get(leg.origin, ()), (leg.index, name_address("leg", leg.id)))
    return SpreadPlan(terms.probability, terms.delay, terms.limit, onward)
