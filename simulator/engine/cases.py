"""The way of a case: launched, departing, arriving, delivered."""

from __future__ import annotations

from simulator.engine import adversary, controls, offspring, outcomes, pursuit, surveillance
from simulator.engine.actors import FlowState
from simulator.engine.agenda import Due, Rank
from simulator.engine.announcements import announce_ahead
from simulator.engine.beliefs import assess, enter_area
from simulator.engine.holds import is_held, release, stand
from simulator.engine.knowledge import know_at_launch
from simulator.engine.moving import Case, Stop, Waiting
from simulator.engine.offspring import Birth
from simulator.engine.state import World
from simulator.engine.streams import Stream
from simulator.engine.watching import begin_watch
from simulator.eventlog import Event
from simulator.world.blocks import CaseBlock
from simulator.world.draws import Relation, Slot

# The hottest names of the engine: a look at an enumeration costs as much as the rest of the line.
_LAUNCHED, _ARRIVED, _DEPARTED = int(Event.LAUNCHED), int(Event.ARRIVED), int(Event.DEPARTED)

_LOADS = frozenset({0, Relation.FOLLOW})
"""How cases come about that may go by several carriers."""
_ALIKE = frozenset({Relation.CARRIER, Relation.COPY})
"""How cases come about that are as well hidden as the one that they come of."""


def start_flows(world: World) -> None:
    """Let the first case of every flow fall due."""
    for flow in world.flows:
        if not flow.plan.times:
            flow.stream = Stream(flow.decider, Slot.GAP, flow.plan.address, Relation.CASE)
            flow.stream.change(world.clock._now, flow.arrivals)
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
        world.after(max(0, time - world.clock._now), Rank.LAUNCH, flow.plan.address, (flow, turn), -1)


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
    block = flow.draws.block_of(ordinal)
    _begin(world, flow, block, ordinal - block.first, ordinal)


def child_begins(world: World, due: Due) -> None:
    """A case that comes of another begins, unless something has come between."""
    birth: Birth = due.subject
    cause = due.cause
    if birth.relation == Relation.COPY:
        cause = offspring.copy(world, birth, cause)
        if cause < 0:
            return
    elif birth.relation != Relation.CARRIER and not birth.flow.open:
        return
    _begin(world, birth.flow, birth.block, birth.k, birth.ordinal, birth, cause)


def _begin(
    world: World,
    flow: FlowState,
    block: CaseBlock,
    k: int,
    ordinal: int,
    birth: Birth | None = None,
    cause: int = -1,
) -> None:
    """Let a case begin: one of its flow's own, or one that comes of another."""
    relation = 0 if birth is None else birth.relation
    if flow.low and relation != Relation.COPY and adversary.deters(world, flow, block, k, relation):
        return
    if birth is not None and birth.leg >= 0:
        route = usual = -1
        stops = offspring.stops_over(world, flow, birth.leg)
        block.take_leg(world.plan.legs[birth.leg])
    else:
        if birth is not None and birth.route >= 0:
            route = usual = birth.route
        else:
            route, usual = adversary.choose_route(world, flow, block, k) if block.gumbels else (0, 0)
        stops = flow.stops[route]
        block.take(route)
    case = Case(flow, block, k, route, stops, world.case_count)
    if birth is not None and relation in _ALIKE:
        case.concealment = birth.parent.concealment
    elif flow.concealment is not flow.plan.concealment:
        case.concealment = flow.draws.concealment(flow.concealment, case.address)
    world.register_case(case, ordinal, block.cells[k], relation, -1 if birth is None else birth.parent.number)
    row = world.note(_LAUNCHED, cause, case, -1, -1, -1, case.payload)
    if route != usual:
        world.note(Event.REROUTED, row, case, -1, -1, -1, usual)
    _be_known(world, case, row)
    if flow.plan.split is not None and relation in _LOADS:
        offspring.send_carriers(world, case, block, k, row)
    if relation == Relation.COPY:
        # What looks at the place where it is copied looks at the case that it comes of.
        if stops[0].announces:
            announce_ahead(world, case, stops[0], 0)
        _set_out(world, case)
    elif stops[0].heeded:
        _be_seen(world, case, stops[0])
    _go_on(world, case)


def _be_known(world: World, case: Case, row: int) -> None:
    """Let agencies make what they can of a case that begins."""
    case.last = row
    world.under_way[case.address] = case
    if world.subjects_matter:
        case.targets += (case.subject,)
        world.cases_of.setdefault(case.subject, {})[case.address] = case
    if world.cells_matter:
        case.targets += (case.cell,)
        world.cases_of.setdefault(case.cell, {})[case.address] = case
    if case.flow.plan.prior:
        know_at_launch(world, case)
    if world.interested:
        for target in case.targets:
            for address in sorted(world.interested.get(target, ())):
                assess(world, world.interested[target][address], case, row)


def _go_on(world: World, case: Case) -> None:
    """Lead a case on from where it is, until something takes time."""
    stop = case.stops[case.step]
    while True:
        if stop.looks and not controls.meet(world, case, stop.looks):
            return
        if stop.is_leg:
            if world.changed_durations and stop.index in world.changed_durations:
                took = _changed_duration(world, case, stop.index)
            else:
                took = case.batch.spans[stop.row][1][case.k]
            if stop.heeded:
                if stop.announces:
                    announce_ahead(world, case, stop, took)
                if stop.watched and case.watched is None:
                    begin_watch(world, case, took)
            case.took = took
            case.handler, order = world.lanes.arrival
            world.schedule(case, order + case.address, took)
            return
        stay = _linger(world, case, stop) if stop.lingers or world.changed_stays else 0
        if stop.last:
            _hand_over(world, case, stay)
            return
        if stay:
            case.handler, order = world.lanes.departure
            world.schedule(case, order + case.address, stay)
            return
        stop = _set_out(world, case)


def _be_seen(world: World, case: Case, stop: Stop) -> None:
    """Announce a case that came to a place to the controls on the next leg, and let those here watch it.

    Nobody sees one that cannot stay.
    """
    if stop.announces:
        announce_ahead(world, case, stop, _linger(world, case, stop))
    if stop.watched and (stop.looks or stop.lingers or stop.last or world.changed_stays):
        begin_watch(world, case, world.plan.horizon)


def _hand_over(world: World, case: Case, stay: int) -> None:
    handover = case.flow.plan.handover
    if handover is not None:
        stay += case.batch.ticks(case.flow.decider, Slot.HANDOVER, handover, case.k)
    if stay:
        case.handler, order = world.lanes.delivery
        world.schedule(case, order + case.address, stay)
    else:
        _deliver(world, case)


def _deliver(world: World, case: Case) -> None:
    if case.shadows is None or not surveillance.catch(world, case):
        outcomes.deliver(world, case)


def _linger(world: World, case: Case, stop: Stop) -> int:
    """How long a case stays at a place, and waits there for the departure of the leg that follows."""
    stay = _stay(world, case, stop)
    if stop.timetable is None:
        return stay
    now = world.clock._now
    return stop.timetable.next(now + stay) - now


def _stay(world: World, case: Case, stop: Stop) -> int:
    place = stop.index
    if place not in world.changed_stays:
        span = case.batch.spans.get(stop.row)
        return 0 if span is None else span[1][case.k]
    stay = world.changed_stays[place]
    decider = world.draws.decider(f"place:{world.plan.places[place].id}")
    return 0 if stay is None else case.batch.ticks(decider, Slot.STAY, stay, case.k)


def _changed_duration(world: World, case: Case, leg: int) -> int:
    decider = world.draws.decider(f"leg:{world.plan.legs[leg].id}")
    return case.batch.ticks(decider, Slot.DURATION, world.changed_durations[leg], case.k)


def departs(world: World, case: Case) -> None:
    """A stay is over; one that was held through a departure waits for the next."""
    if not case.open:
        return
    timetable = case.stops[case.step].timetable
    if timetable is not None and timetable.next(world.clock._now) > world.clock._now:
        case.handler, order = world.lanes.departure
        world.schedule(case, order + case.address, timetable.next(world.clock._now) - world.clock._now)
        return
    _set_out(world, case)
    _go_on(world, case)


def _set_out(world: World, case: Case) -> Stop:
    """Take a case from a place to the leg that follows, and return that leg."""
    if case.watched is not None:
        outcomes.end_watch(case)
    case.step = step = case.step + 1
    stop = case.stops[step]
    case.position = stop.position
    case.look = 0
    case.last = world.note(_DEPARTED, case.last, case)
    if stop.crosses:
        if case.requests:
            pursuit.leave_behind(world, case)
        if case.shadows is not None:
            surveillance.cross(world, case, case.last)
        enter_area(world, case, case.last)
    return stop


def arrives(world: World, case: Case) -> None:
    """A case reaches a place."""
    if not case.open:
        return
    if case.watched is not None:
        outcomes.end_watch(case)
    case.step = step = case.step + 1
    stop = case.stops[step]
    case.position = stop.position
    case.look = 0
    case.last = world.note(_ARRIVED, case.last, case, -1, -1, -1, case.took)
    if stop.heeded:
        if stop.onward is not None:
            offspring.spread(world, case, stop)
        _be_seen(world, case, stop)
    _go_on(world, case)


def delivered(world: World, case: Case) -> None:
    """The handover is done."""
    if case.open:
        _deliver(world, case)


def service_starts(world: World, waiting: Waiting) -> None:
    """A case gets a bay; with nothing to wait for it moves on at once."""
    if controls.start(world, waiting):
        _leave_control(world, waiting.case)


def service_ends(world: World, waiting: Waiting) -> None:
    """An examination is over, and the case moves on unless it was stopped."""
    if controls.leave(world, waiting):
        _leave_control(world, waiting.case)


def _leave_control(world: World, case: Case) -> None:
    if is_held(case):
        stand(case)
    else:
        _go_on(world, case)


def hold_ends(world: World, due: Due) -> None:
    """A case is released, and moves on if nothing else keeps it."""
    if release(world, due.subject):
        _go_on(world, due.subject.case)
