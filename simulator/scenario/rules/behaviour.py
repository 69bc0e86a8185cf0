"""Rules about how flows behave: flows that nothing starts, sums in other units, and more of themselves for ever."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.errors import Problem, did_you_mean
from simulator.scenario.offspring import circles, started
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.schema import Flow

_FOR_EVER = 1.0 - 1e-9


def flows_start(facts: Facts) -> Iterator[Problem]:
    """Cases begin by themselves or come of those of another flow."""
    flows = facts.scenario.flows
    by_others = {name for flow in flows for name in started(flow)}
    for number, flow in enumerate(flows):
        if flow.arrivals is None and flow.id not in by_others:
            message = f"nothing starts the cases of {flow.id}"
            hint = "write arrivals, or on_delivery or on_delivered_total in the flow that starts them"
            yield Problem("E511", f"flows[{number}].arrivals", message, hint)


def flows_are_started_once(facts: Facts) -> Iterator[Problem]:
    """A delivery starts one case of another flow at most: what comes of it is told apart by that flow."""
    for number, flow in enumerate(facts.scenario.flows):
        for key, starts in (
            ("on_delivery", [entry.start for entry in flow.on_delivery]),
            ("on_delivered_total", [entry.start for entry in flow.on_delivered_total]),
        ):
            for which, name in enumerate(starts):
                if name in starts[:which]:
                    message = f"{flow.id} starts {name} twice"
                    hint = "join the two, or start another flow"
                    yield Problem("E512", f"flows[{number}].{key}[{which}].start", message, hint)


def totals_are_in_the_flows_unit(facts: Facts) -> Iterator[Problem]:
    """What a flow delivers adds up in the unit of its payload."""
    for number, flow in enumerate(facts.scenario.flows):
        for which, entry in enumerate(flow.on_delivered_total):
            path = f"flows[{number}].on_delivered_total[{which}].amount"
            if entry.amount.unit != flow.payload.unit:
                message = f"the payload of {flow.id} is in {flow.payload.unit}, found {entry.amount.unit}"
                yield Problem("E513", path, message)
            elif entry.amount.number <= 0:
                yield Problem("E513", path, "the amount must be more than 0")


def flows_die_out(facts: Facts) -> Iterator[Problem]:
    """Flows that start one another in a circle should not grow without end."""
    flows = facts.scenario.flows
    back = circles(flows)
    index = {flow.id: i for i, flow in enumerate(flows)}
    mean = np.zeros((len(flows), len(flows)))
    for flow in flows:
        for entry in flow.on_delivery:
            if entry.start in back[flow.id]:
                mean[index[flow.id], index[entry.start]] += entry.probability
        for total in flow.on_delivered_total:
            if total.start in back[flow.id] and total.amount.number > 0:
                mean[index[flow.id], index[total.start]] += flow.payload.amount.mean / total.amount.number
    inside = np.flatnonzero(mean.any(axis=1))
    if inside.size and max(abs(np.linalg.eigvals(mean[np.ix_(inside, inside)]))) >= _FOR_EVER:
        names = ", ".join(flows[i].id for i in inside)
        message = (
            f"{names} start one another without end: each case that gets through is followed by one or more"
        )
        yield warning("W651", f"flows[{inside[0]}]", message, "lower a probability, or break the circle")


def routes_can_be_opened(facts: Facts) -> Iterator[Problem]:
    """A flow that expands needs routes that it does not use at first, and would use."""
    for number, flow in enumerate(facts.scenario.flows):
        if flow.expand is None:
            continue
        path = f"flows[{number}].expand"
        if flow.routes.choice not in {"adaptive", "fixed"}:
            message = f"{flow.id} takes one route whatever happens (choice: {flow.routes.choice})"
            yield warning("W652", path, message, "expand needs choice: adaptive or fixed")
        elif flow.expand.start >= (most := _most_routes(flow)):
            message = f"{flow.id} uses all its routes from the start: it has {most} at most"
            yield warning("W652", f"{path}.start", message)


def _most_routes(flow: Flow) -> int:
    return flow.routes.k if flow.routes.paths is None else len(flow.routes.paths)


def copies_have_a_way(facts: Facts) -> Iterator[Problem]:
    """A flow that spreads needs legs of the modes that it takes."""
    modes = {leg.mode for leg in facts.scenario.legs}
    for number, flow in enumerate(facts.scenario.flows):
        if flow.spread is not None and modes.isdisjoint(flow.spread.over):
            message = f"there is no leg over which {flow.id} could spread ({', '.join(flow.spread.over)})"
            yield warning("W653", f"flows[{number}].spread.over", message)


def bribes_are_met(facts: Facts) -> Iterator[Problem]:
    """A control that a flow bribes should be on its way."""
    controls = {control.id: control for control in facts.expansion.controls}
    for number, flow in enumerate(facts.scenario.flows):
        for name in flow.corruption:
            if name in controls and not facts.passing.at(controls[name]) >> number & 1:
                message = f"{flow.id} never meets {name}: whom it bribes there does not matter"
                yield warning("W654", f"flows[{number}].corruption.{name}", message)


def traits_matter(facts: Facts) -> Iterator[Problem]:
    """A trait is there for controls to treat it otherwise, or for lists to speak of it."""
    asked = {trait for control in facts.expansion.controls for trait in control.if_trait}
    asked |= {known.trait for flow in facts.scenario.flows for known in flow.prior_knowledge if known.trait}
    for number, flow in enumerate(facts.scenario.flows):
        for trait in flow.traits:
            if trait not in asked:
                hint = (
                    did_you_mean(trait, asked)
                    or f"write if_trait: {{{trait}: ...}} at a control, or leave it out"
                )
                yield warning(
                    "W655", f"flows[{number}].traits.{trait}", f"no control or list asks for {trait}", hint
                )


RULES = (
    flows_start,
    flows_are_started_once,
    totals_are_in_the_flows_unit,
    flows_die_out,
    routes_can_be_opened,
    copies_have_a_way,
    bribes_are_met,
    traits_matter,
)
