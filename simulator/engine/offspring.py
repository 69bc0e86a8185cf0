"""Cases that come of cases: further carriers, new attempts, copies, and cases of other flows."""

from __future__ import annotations

from simulator.engine.actors import FlowState
from simulator.engine.agenda import Rank
from simulator.engine.moving import Case, Stop
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.address import child
from simulator.world.blocks import CaseBlock, alone
from simulator.world.draws import Relation, Slot
from simulator.world.plan import MICRO, FollowPlan, TotalPlan

_FEW_LEFT = 2
"""After so many generations few cases of a block have come of it."""


class Birth:
    """A case that comes of another, until it begins."""

    __slots__ = ("block", "flow", "k", "leg", "ordinal", "parent", "relation", "route")

    def __init__(
        self, parent: Case, relation: int, flow: FlowState, block: CaseBlock, k: int = 0, ordinal: int = 0
    ) -> None:
        self.parent = parent
        self.relation = relation
        self.flow = flow
        self.block = block
        self.k = k
        self.ordinal = ordinal
        """Its number among those that come of its parent in the same way."""
        self.route = -1
        """The route it takes; -1 where it chooses for itself."""
        self.leg = -1
        """The leg over which it copies itself; -1 for none."""


class Family:
    """A case that copies itself, and its copies: where they have been or are going."""

    __slots__ = ("copies", "places")

    def __init__(self, origin: int) -> None:
        self.places = {origin}
        self.copies: dict[int, int] = {}
        """Number of a case -> how many copies came of it directly."""


def send_carriers(world: World, case: Case, block: CaseBlock, k: int, cause: int) -> None:
    """Let the further carriers of a load set out, one after the other."""
    flow = case.flow
    assert flow.plan.split is not None
    apart = flow.plan.split.apart
    delay = 0
    for j, carriers in enumerate(block.carriers(), start=1):
        if apart is not None:
            delay += carriers.batch.ticks(flow.decider, Slot.CARRIER, apart, k)
        birth = Birth(case, Relation.CARRIER, flow, carriers, k, j)
        birth.route = case.route
        world.after(delay, Rank.FOLLOW, carriers.batch.addresses[k], birth, cause)


def try_again(world: World, case: Case, cause: int) -> None:
    """Let a load that was lost or given up be tried again, perhaps."""
    flow, terms = case.flow, case.flow.plan.retry
    assert terms is not None
    tries = world.tries.get(case.address, 0)
    ended = terms.after_loss if case.lost else terms.after_abort and case.gave_up
    if not ended or tries >= terms.times or flow.decider.uniform(case.address, Slot.RETRY) >= flow.retry:
        return
    delay = flow.decider.ticks(terms.delay, case.address, Slot.RETRY_DELAY)
    address = child(case.address, Relation.RETRY, 0)
    world.tries[address] = tries + 1
    same = _near(case)
    again = same.kin(
        flow.draws,
        Relation.RETRY,
        0,
        payload=same.payload,
        cells=same.cells,
        subjects=same.subjects if terms.same_subject else None,
    )
    birth = Birth(case, Relation.RETRY, flow, again, _number(case, same))
    world.after(delay, Rank.FOLLOW, address, birth, cause)


def _near(case: Case) -> CaseBlock:
    """The block whose kin are worth drawing all at once: the case's own, or the case alone if few are left of it."""
    return case.block if case.block.depth < _FEW_LEFT else case.block.only(case.k)


def _number(case: Case, block: CaseBlock) -> int:
    """Which case of such a block it is."""
    return case.k if block is case.block else 0


def start_others(world: World, case: Case) -> None:
    """Let cases of other flows come of a delivery."""
    flow = case.flow
    for terms in flow.plan.follow:
        _follow(world, case, terms)
    if flow.plan.totals:
        before = flow.delivered
        flow.delivered += round(case.payload * MICRO)
        for total in flow.plan.totals:
            for n in range(before // total.amount + 1, flow.delivered // total.amount + 1):
                _follow_total(world, case, total, n)


def _follow(world: World, case: Case, terms: FollowPlan) -> None:
    flow, other = case.flow, world.flows[terms.flow]
    address = child(case.address, Relation.FOLLOW, other.plan.address)
    if flow.decider.uniform(address, Slot.FOLLOW) >= terms.probability:
        return
    delay = flow.decider.ticks(terms.delay, address, Slot.FOLLOW_DELAY)
    same, payload = _near(case), None
    if terms.per_unit is not None:
        carriers = 1 if other.plan.split is None else other.plan.split.carriers
        payload = [each * terms.per_unit / carriers for each in same.payload]
    block = same.kin(
        other.draws,
        Relation.FOLLOW,
        other.plan.address,
        payload=payload,
        subjects=same.subjects if terms.same_subject else None,
    )
    if terms.same_subject and other is not flow:
        other.strangers.setdefault(case.subject, flow.strangers.get(case.subject, flow))
    birth = Birth(case, Relation.FOLLOW, other, block, _number(case, same))
    _begin_later(world, birth, delay, terms.in_circle, case.last)


def _follow_total(world: World, case: Case, terms: TotalPlan, n: int) -> None:
    other = world.flows[terms.flow]
    # By the flow and not by the case: whose delivery completes the sum is an accident.
    series = child(case.flow.plan.address, Relation.FOLLOW, other.plan.address)
    block = alone(other.draws, child(series, Relation.CASE, n))
    delay = case.flow.decider.ticks(terms.delay, block.batch.addresses[0], Slot.FOLLOW_DELAY)
    birth = Birth(case, Relation.FOLLOW, other, block, ordinal=n)
    _begin_later(world, birth, delay, terms.in_circle, case.last)


def _begin_later(world: World, birth: Birth, delay: int, in_circle: bool, cause: int) -> None:
    # Flows that start one another at once would do so without end at a single instant.
    delay = max(delay, 1) if in_circle else delay
    world.after(delay, Rank.FOLLOW, birth.block.batch.addresses[birth.k], birth, cause)


def spread(world: World, case: Case, stop: Stop) -> None:
    """Let a case that arrives at a place copy itself over legs that leave it, perhaps."""
    flow, terms = case.flow, case.flow.plan.spread
    assert terms is not None
    family = world.families.get(case.address)
    if family is None:
        family = world.families[case.address] = Family(case.stops[0].index)
    family.places.add(stop.index)
    if not stop.last:
        family.places.add(case.stops[case.step + 2].index)
    for leg, name in stop.onward or ():
        address = child(case.address, Relation.COPY, name)
        if (
            world.plan.legs[leg].destination not in family.places
            and flow.decider.uniform(address, Slot.COPY) < flow.spread
        ):
            delay = flow.decider.ticks(terms.delay, address, Slot.COPY_DELAY)
            timetable = world.plan.legs[leg].departures
            if timetable is not None:
                delay = timetable.next(world.clock._now + delay) - world.clock._now
            same = _near(case)
            copies = same.kin(
                flow.draws, Relation.COPY, name, same.payload, same.concealment, same.cells, same.subjects
            )
            birth = Birth(case, Relation.COPY, flow, copies, _number(case, same))
            birth.leg = leg
            world.after(delay, Rank.FOLLOW, address, birth, case.last)


def copy(world: World, birth: Birth, cause: int) -> int:
    """Let a case copy itself, unless it was stopped or the place reached meanwhile.

    Returns:
        Number of the record of the copying; -1 if there is none.
    """
    case, leg = birth.parent, world.plan.legs[birth.leg]
    terms, family = case.flow.plan.spread, world.families[case.address]
    assert terms is not None
    if (
        case.lost
        or case.gave_up
        or leg.destination in family.places
        or sum(family.copies.values()) >= terms.limit
    ):
        return -1
    family.places.add(leg.destination)
    birth.ordinal = family.copies.get(case.number, 0)
    family.copies[case.number] = birth.ordinal + 1
    world.families[birth.block.batch.addresses[birth.k]] = family
    return world.record(Event.COPIED, cause, case=case.number, flow=case.flow_index, place=leg.origin)


def stops_over(world: World, flow: FlowState, leg: int) -> tuple[Stop, ...]:
    """What a copy meets on a leg and where it leads."""
    stops = flow.leg_stops.get(leg)
    if stops is None:
        plan = world.plan.legs[leg]
        stops = flow.leg_stops[leg] = world.stops_along(
            flow.plan, (plan.origin, plan.position, plan.destination)
        )
    return stops
