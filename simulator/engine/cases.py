"""The way of a case: launched, departing, arriving, delivered."""

from __future__ import annotations

import math

from simulator.engine import controls, outcomes
from simulator.engine.agenda import Due, Rank
from simulator.engine.beliefs import assess, enter_area
from simulator.engine.knowledge import know_at_launch
from simulator.engine.state import Case, FlowState, World
from simulator.engine.streams import Stream
from simulator.eventlog import Event
from simulator.world.address import child
from simulator.world.draws import Relation, Slot, ticks
from simulator.world.routes import appeal_of, fresh_risk


def start_flows(world: World) -> None:
    """Let the first case of every flow fall due."""
    for flow in world.flows:
        if not flow.plan.times:
            flow.stream = Stream(flow.draws.gaps, flow.arrivals)
        await_launch(world, flow)


def await_launch(world: World, flow: FlowState) -> None:
    """Let the next case of a flow fall due."""
    if flow.stream is not None:
        time, turn = flow.stream.time_of(flow.next), flow.stream.turn
    elif flow.next < len(flow.plan.times):
        time, turn = flow.plan.times[flow.next], 0
    else:
        return
    if time < world.plan.horizon:
        world.agenda.after(max(0, time - world.agenda.now), Rank.LAUNCH, flow.plan.address, (flow, turn), -1)


def launch(world: World, due: Due) -> None:
    """A case begins."""
    subject: tuple[FlowState, int] = due.subject
    flow, turn = subject
    if flow.stream is not None and turn != flow.stream.turn:
        return
    ordinal = flow.next
    flow.next = ordinal + 1
    if flow.open:
        _start(world, flow, ordinal)
    await_launch(world, flow)


def _start(world: World, flow: FlowState, ordinal: int) -> None:
    plan = flow.plan
    block = flow.draws.block_of(ordinal)
    k = ordinal - block.first
    route = _choose_route(world, flow, block.gumbels[k]) if block.gumbels else 0
    case = Case(flow, block, k, route, world.case_count)
    if flow.concealment is not plan.concealment:
        case.concealment = flow.draws.concealment(flow.concealment, case.address)
    case.subject = (
        child(case.address, Relation.SUBJECT, 0)
        if block.subjects is None
        else child(case.cell, Relation.SUBJECT, block.subjects[k])
    )
    world.register_case(
        case.address, plan.index, ordinal, -1, block.cells[k], case.subject, case.payload, case.concealment, route
    )
    world.under_way[case.address] = case
    for target in (case.subject, case.cell):
        cases = world.cases_of.get(target)
        if cases is None:
            world.cases_of[target] = {case.address: case}
        else:
            cases[case.address] = case
    flow.newest = case
    case.last = row = world.record(
        Event.LAUNCHED, -1, case.number, plan.index, -1, case.position, -1, -1, -1, case.payload
    )
    if plan.prior:
        know_at_launch(world, case)
    if world.interested:
        for target in (case.subject, case.cell):
            for agency in world.interested.get(target, {}).values():
                assess(world, agency, case, row)
    controls.begin_watch(world, case)
    _go_on(world, case)


def _choose_route(world: World, flow: FlowState, gumbels: list[float]) -> int:
    """Gumbel-max over the candidate routes: log share, or appeal by time, cost and perceived risk."""
    choice, routes = flow.plan.choice, flow.plan.routes
    if choice.choice == "adaptive" and flow.experience:
        now, a, b = world.agenda.now, choice.expected_losses, choice.expected_successes
        risks: dict[int, float] = {}
        for position in flow.experience:
            losses, successes = outcomes.experience(flow, position, now)
            risks[position] = (a + losses) / (a + b + losses + successes)
        fresh = fresh_risk(choice)
        scores = [
            appeal_of(route, choice, [risks.get(position, fresh) for position in route.positions])
            for route in routes
        ]
    else:
        scores = [math.log(route.share) if route.share > 0 else -math.inf for route in routes]
    return max(range(len(routes)), key=lambda i: scores[i] + gumbels[i])


def _go_on(world: World, case: Case) -> None:
    """Lead a case past the controls where it is, and on when it has passed them."""
    if not controls.meet(world, case):
        return
    leg = case.step % 2 == 1
    if leg:
        _travel(world, case)
        return
    last = case.step == len(case.route.positions) - 1
    stay = _stay(world, case)
    if last:
        handover = case.flow.plan.handover
        stay += 0 if handover is None else ticks(handover, case.flow.words, case.address, Slot.HANDOVER)
    if stay:
        rank = Rank.DELIVERY if last else Rank.DEPARTURE
        world.agenda.after(stay, rank, case.address, case, case.last)
    elif last:
        outcomes.deliver(world, case)
    else:
        _set_out(world, case)


def _stay(world: World, case: Case) -> int:
    place = case.position
    if place in world.changed_stays:
        stay = world.changed_stays[place]
        words = world.draws.words(f"place:{world.plan.places[place].id}")
        return 0 if stay is None else ticks(stay, words, case.address, Slot.STAY)
    row = case.rows.stays.get(place)
    return 0 if row is None else row[case.k]


def _travel(world: World, case: Case) -> None:
    leg = case.position - len(world.plan.places)
    if world.changed_durations and leg in world.changed_durations:
        words = world.draws.words(f"leg:{world.plan.legs[leg].id}")
        duration = ticks(world.changed_durations[leg], words, case.address, Slot.DURATION)
    else:
        duration = case.rows.durations[leg][case.k]
    if world.watches[case.position]:
        controls.begin_watch(world, case)
    world.agenda.after(duration, Rank.ARRIVAL, case.address, (case, duration), case.last)


def departs(world: World, due: Due) -> None:
    """A stay is over."""
    case: Case = due.subject
    if case.open:
        _set_out(world, case)


def _set_out(world: World, case: Case) -> None:
    if case.watched:
        controls.end_watch(case)
    jurisdictions = world.plan.position_jurisdictions
    before = case.position
    case.step += 1
    case.position = position = case.route.positions[case.step]
    case.look = 0
    case.last = world.record(Event.DEPARTED, case.last, case.number, case.flow.plan.index, -1, position)
    if jurisdictions[before] != jurisdictions[position]:
        if case.requests:
            outcomes.drop_requests(world, case)
        enter_area(world, case, case.last)
    _go_on(world, case)


def arrives(world: World, due: Due) -> None:
    """A case reaches a place."""
    subject: tuple[Case, int] = due.subject
    case, duration = subject
    if not case.open:
        return
    if case.watched:
        controls.end_watch(case)
    case.step += 1
    case.position = position = case.route.positions[case.step]
    case.look = 0
    case.last = world.record(
        Event.ARRIVED, case.last, case.number, case.flow.plan.index, -1, position, -1, -1, -1, duration
    )
    if world.watches[position]:
        controls.begin_watch(world, case)
    _go_on(world, case)


def delivered(world: World, due: Due) -> None:
    """The handover is done."""
    case: Case = due.subject
    if case.open:
        outcomes.deliver(world, case)


def service_starts(world: World, due: Due) -> None:
    """A case gets a bay; with nothing to wait for it moves on at once."""
    case = controls.service_starts(world, due)
    if case is not None:
        _go_on(world, case)


def service_ends(world: World, due: Due) -> None:
    """An examination is over, and the case moves on unless it was stopped."""
    case = controls.service_ends(world, due)
    if case is not None:
        _go_on(world, case)
