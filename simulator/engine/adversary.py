"""What a flow and its cells learn of their cases, and what they do about it."""

from __future__ import annotations

import math
from collections.abc import Iterable

from simulator.engine import outcomes
from simulator.engine.actors import FlowState
from simulator.engine.agenda import Due
from simulator.engine.moving import Case
from simulator.engine.offspring import try_again
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.scenario.distributions import Distribution
from simulator.world.address import child
from simulator.world.blocks import CaseBlock
from simulator.world.draws import Relation, Slot
from simulator.world.routes import appeal_of, fresh_risk


def choose_route(world: World, flow: FlowState, block: CaseBlock, k: int) -> tuple[int, int]:
    """Gumbel-max over the candidate routes: log share, or appeal by time, cost and perceived risk.

    Returns:
        The route, and the one that the same luck would choose if there had been no news.
    """
    expand = flow.plan.expand
    as_planned = expand is None and flow.seconds is None
    if as_planned and not flow.experience:
        return block.preferred[k], block.preferred[k]
    gumbels = block.gumbels[k]
    fresh = _scores(flow, {}) if not as_planned or not flow.experience else []
    scores = _scores(flow, _perceived_risks(flow, world.clock._now)) if flow.experience else fresh
    if expand is None:
        every = range(len(scores))
        usual = block.preferred[k] if as_planned else _best(every, fresh, gumbels)
        return _best(every, scores, gumbels), usual
    return (
        _best(_in_use(flow, flow.in_use), scores, gumbels),
        _best(_in_use(flow, expand.start), fresh, gumbels),
    )


def _best(routes: Iterable[int], scores: list[float], gumbels: list[float]) -> int:
    return max(routes, key=lambda i: scores[i] + gumbels[i])


def _in_use(flow: FlowState, number: int) -> list[int]:
    """The routes in use: those that most cases would take before anything has happened."""
    routes = flow.plan.routes
    return sorted(sorted(range(len(routes)), key=lambda i: (-routes[i].share, routes[i].address))[:number])


def _perceived_risks(flow: FlowState, now: int) -> dict[int, float]:
    """Perceived risk of each position of which the flow has news."""
    a, b = flow.plan.choice.expected_losses, flow.plan.choice.expected_successes
    risks: dict[int, float] = {}
    for position in flow.experience:
        losses, successes = experience(flow, position, now)
        risks[position] = (a + losses) / (a + b + losses + successes)
    return risks


def _scores(flow: FlowState, risks: dict[int, float]) -> list[float]:
    """What speaks for each route, with what is known of the risk of positions."""
    choice = flow.plan.choice
    if not risks and flow.seconds is None:
        shares: list[float] = flow.draws.shares[:, 0].tolist()
        return shares
    fresh = fresh_risk(choice)
    seconds = flow.seconds or [route.seconds for route in flow.plan.routes]
    return [
        appeal_of(route, choice, [risks.get(position, fresh) for position in route.positions], time)
        for route, time in zip(flow.plan.routes, seconds, strict=True)
    ]


def travel_times_change(world: World) -> None:
    """Let flows that weigh time choose by what legs and stays take now."""
    plan = world.plan
    means = {
        leg: duration.mean - plan.legs[leg].duration.mean for leg, duration in world.changed_durations.items()
    }
    stays = {
        place: _mean(stay) - _mean(plan.places[place].stay) for place, stay in world.changed_stays.items()
    }
    for flow in world.flows:
        if flow.plan.choice.choice == "adaptive":
            flow.seconds = [
                route.seconds
                + sum(means.get(leg, 0.0) for leg in route.legs)
                + sum(stays.get(place, 0.0) for place in route.places)
                for route in flow.plan.routes
            ]


def _mean(stay: Distribution | None) -> float:
    return 0.0 if stay is None else stay.mean


def news_arrives(world: World, due: Due) -> None:
    """A flow learns what became of a case, and acts on it."""
    case: Case = due.subject
    flow = case.flow
    if flow.plan.choice.choice == "adaptive":
        _learn(world, flow, case)
    if case.lost:
        if flow.plan.expand is not None:
            _expand(world, flow, due.cause)
        if flow.plan.low is not None:
            _count_loss(world, flow, case, due.cause)
        if flow.after_loss:
            _give_up(world, flow, case, due.cause)
    if flow.plan.retry is not None:
        try_again(world, case, due.cause)


def _learn(world: World, flow: FlowState, case: Case) -> None:
    """Count a loss where a case was lost, and a success everywhere that it got past."""
    now = world.clock._now
    for step in range(case.step + 1):
        ended_here = step == case.step
        if ended_here and case.gave_up:
            break
        position = case.stops[step].position
        losses, successes = experience(flow, position, now)
        if ended_here and case.lost:
            losses += 1.0
        else:
            successes += 1.0
        flow.experience[position] = (losses, successes, now)


def experience(flow: FlowState, position: int, now: int) -> tuple[float, float]:
    """Losses and successes of a flow at a position, faded with its memory."""
    known = flow.experience.get(position)
    if known is None:
        return 0.0, 0.0
    fade = math.exp(-(now - known[2]) / flow.plan.choice.memory) if flow.plan.choice.memory > 0 else 0.0
    return known[0] * fade, known[1] * fade


def _expand(world: World, flow: FlowState, cause: int) -> None:
    """Count a loss of the flow, and open its next route when there are enough."""
    terms = flow.plan.expand
    assert terms is not None
    now = world.clock._now
    flow.losses = [time for time in flow.losses if time > now - terms.within] + [now]
    if len(flow.losses) >= terms.losses and flow.in_use < len(flow.plan.routes):
        flow.losses.clear()
        flow.in_use += 1
        world.record(Event.EXPANDED, cause, flow=flow.plan.index, value=float(flow.in_use))


def _count_loss(world: World, flow: FlowState, case: Case, cause: int) -> None:
    """Count a loss of a cell, which lies low when there are enough."""
    terms = flow.plan.low
    assert terms is not None
    now = world.clock._now
    losses = [time for time in flow.cell_losses.get(case.cell, ()) if time > now - terms.within]
    losses.append(now)
    flow.cell_losses[case.cell] = losses
    if len(losses) >= terms.losses:
        losses.clear()
        lie_low(world, flow, case.cell, terms.span, case.number, cause)


def lie_low(world: World, flow: FlowState, cell: int, span: int, case: int, cause: int) -> None:
    """Let a cell start no cases for a time.

    One that lies low already does so until the later of the two ends.

    Args:
        world: everything that changes.
        flow: whose cell.
        cell: address of the cell.
        span: in seconds.
        case: number of the case that it is about; -1 for none.
        cause: record of what the cell learned.
    """
    row = world.record(Event.LAY_LOW, cause, case=case, flow=flow.plan.index, value=float(span))
    until = world.clock._now + span
    if cell not in flow.low or until > flow.low[cell][0]:
        flow.low[cell] = (until, row)


def deters(world: World, flow: FlowState, block: CaseBlock, k: int, relation: int) -> bool:
    """Whether a case (with its further carriers) does not begin, since its cell lies low; if so, record it."""
    cell = flow.plan.cells[block.cells[k]]
    if cell not in flow.low:
        return False
    until, row = flow.low[cell]
    if world.clock._now >= until:
        return False
    carriers = 1
    if flow.plan.split is not None and relation in {0, Relation.FOLLOW}:
        carriers = flow.plan.split.carriers
    world.record(Event.DETERRED, row, flow=flow.plan.index, value=block.payload[k] * carriers)
    return True


def _give_up(world: World, flow: FlowState, lost: Case, cause: int) -> None:
    """Let the cell's other cases under way be given up, each by its own chance."""
    for address, case in sorted(world.cases_of.get(lost.cell, {}).items()):
        if flow.decider.uniform(child(address, lost.address, 0), Slot.ABORT) < flow.after_loss:
            outcomes.abort(world, case, cause)
