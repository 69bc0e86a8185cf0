"""What follows an interdiction, and the places that those in care take or wait for."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from simulator.engine.agenda import Rank
from simulator.eventlog import Event
from simulator.world.address import child, name_address
from simulator.world.draws import Relation, Slot

if TYPE_CHECKING:
    from simulator.engine.agenda import Due
    from simulator.engine.moving import Case
    from simulator.engine.state import World
    from simulator.world.draws import Draws
    from simulator.world.plan import CarePlan, OutcomePlan


class Pending(NamedTuple):
    """What is to follow the interdiction of a case: who stopped it, when, and the record of it."""

    case: Case
    agency: int
    outcome: OutcomePlan
    since: int
    record: int


class CareState:
    """Limited places as they are now, and who waits for one."""

    __slots__ = ("address", "decider", "index", "places", "stay", "taken", "waiting")

    def __init__(self, plan: CarePlan, draws: Draws) -> None:
        self.index = plan.index
        self.address = name_address("care", plan.id)
        self.decider = draws.decider(f"care:{plan.id}")
        self.places = plan.places
        self.stay = plan.stay
        self.taken = 0
        self.waiting: list[tuple[int, int, Pending]] = []
        """Those without a place: since when, address of the case, what is to follow."""


def follow(world: World, case: Case, agency: int, record: int) -> None:
    """Choose what follows the interdiction of a case, if anything is recorded of it.

    Args:
        world: everything that changes.
        case: the case.
        agency: who interdicted it.
        record: of the interdiction.
    """
    decider = case.flow.decider
    outcome = _chosen(case.flow.plan.aftermath, agency, case.batch.uniform(decider, Slot.OUTCOME, case.k))
    if outcome is not None:
        delay = decider.ticks(outcome.delay, case.address, Slot.OUTCOME_DELAY)
        pending = Pending(case, agency, outcome, world.clock._now, record)
        world.after(delay, Rank.AFTERMATH, case.address, pending, record)


def _chosen(outcomes: tuple[OutcomePlan, ...], agency: int, luck: float) -> OutcomePlan | None:
    """One of the outcomes by one uniform number: those of the agency first, the others share what is left."""
    left = 1.0
    for one in outcomes:
        if one.by is not None and agency in one.by:
            if luck < one.probability:
                return one
            luck -= one.probability
            left -= one.probability
    for one in outcomes:
        if one.by is None:
            if luck < one.probability * left:
                return one
            luck -= one.probability * left
    return None


def outcome_is_due(world: World, due: Due) -> None:
    """What was to follow an interdiction follows, if there is room for it."""
    pending: Pending = due.subject
    outcome = pending.outcome
    if outcome.care < 0:
        _record(world, pending, outcome.outcome)
        return
    care = world.care[outcome.care]
    if care.taken < care.places:
        _take_in(world, care, pending)
    elif outcome.otherwise >= 0:
        _record(world, pending, outcome.otherwise)
    else:
        heappush(care.waiting, (world.clock._now, pending.case.address, pending))


def place_is_free(world: World, due: Due) -> None:
    """Somebody leaves care."""
    care: CareState = due.subject
    care.taken -= 1
    serve(world, care)


def serve(world: World, care: CareState) -> None:
    """Give free places to those who wait, the oldest first."""
    while care.waiting and care.taken < care.places:
        _take_in(world, care, heappop(care.waiting)[-1])


def _take_in(world: World, care: CareState, pending: Pending) -> None:
    care.taken += 1
    row = _record(world, pending, pending.outcome.outcome)
    address = pending.case.address
    stay = care.decider.ticks(care.stay, address, Slot.CARE)
    world.after(stay, Rank.CARE_FREE, child(care.address, Relation.CASE, address), care, row)


def _record(world: World, pending: Pending, outcome: int) -> int:
    seconds = world.clock._now - pending.since
    return world.note(Event.AFTERMATH, pending.record, pending.case, pending.agency, -1, outcome, seconds)
