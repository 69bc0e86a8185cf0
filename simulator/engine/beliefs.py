"""What follows from belief: lookouts, and requests for teams."""

from __future__ import annotations

from heapq import heappush

from simulator.engine import links, requests, responses
from simulator.engine.actors import AgencyState
from simulator.engine.agenda import Due, Rank
from simulator.engine.evidence import belief, in_area, located
from simulator.engine.holds import confirm
from simulator.engine.moving import Case
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.address import child
from simulator.world.draws import Slot
from simulator.world.plan import MICRO


def assess(world: World, agency: AgencyState, case: Case, cause: int) -> None:
    """Weigh what an agency knows of a case, and do what follows.

    Args:
        world: everything that changes.
        agency: whose belief.
        case: the case.
        cause: record of what changed.
    """
    if not case.open or not agency.open:
        return
    now = world.clock._now
    believed = belief(agency, case, now)
    if case.halt is not None and confirm(world, agency, case, believed, cause):
        return
    if case.threat in agency.flags_matter:
        if believed >= agency.lookout_at:
            if case.address not in agency.lookouts:
                _order_lookout(world, agency, case, cause)
        elif case.address in agency.lookouts:
            _withdraw(world, agency, case, believed, cause)
    if agency.shares_late:
        links.offer_late(world, agency, case, believed, cause)
    if agency.asks:
        requests.ask(world, agency, case, believed, cause)
    if agency.responds and believed >= agency.act_at and located(agency, case, now):
        if case.address not in agency.actionable:
            agency.actionable.add(case.address)
            cause = world.note(Event.ACTIONABLE, cause, case, agency.index, -1, -1, believed / MICRO)
        if in_area(world, agency, case):
            responses.request(world, agency, case, believed, cause)


def _order_lookout(world: World, agency: AgencyState, case: Case, cause: int) -> None:
    address = case.address
    turn = agency.lookout_turns.get(address, 0)
    agency.lookout_turns[address] = turn + 1
    agency.lookouts[address] = -1
    delay = agency.decider.ticks(agency.lookout_delay, address, Slot.LOOKOUT, turn)
    due = (agency, case, turn)
    if delay:
        world.after(delay, Rank.LOOKOUT, child(agency.address, address, turn), due, cause)
    else:
        _set(world, agency, case, cause)


def lookout_takes_effect(world: World, due: Due) -> None:
    """The controls know of a lookout, unless it was withdrawn meanwhile."""
    subject: tuple[AgencyState, Case, int] = due.subject
    agency, case, turn = subject
    if (
        case.open
        and agency.lookouts.get(case.address) == -1
        and agency.lookout_turns[case.address] == turn + 1
    ):
        _set(world, agency, case, due.cause)


def _set(world: World, agency: AgencyState, case: Case, cause: int) -> None:
    believed = belief(agency, case, world.clock._now)
    row = world.note(Event.LOOKOUT_SET, cause, case, agency.index, -1, -1, believed / MICRO)
    agency.lookouts[case.address] = row
    if case.flags is None:
        case.flags = {}
    case.flags[agency.index] = row
    waiting = case.waiting
    if waiting is not None and waiting.queued and agency.index in waiting.control.readers:
        heappush(waiting.control.queue, (0, waiting.since, case.address, waiting))


def _withdraw(world: World, agency: AgencyState, case: Case, believed: int, cause: int) -> None:
    row = agency.lookouts.pop(case.address)
    if row >= 0 and case.flags is not None:
        del case.flags[agency.index]
        world.note(Event.LOOKOUT_WITHDRAWN, cause, case, agency.index, -1, -1, believed / MICRO)


def enter_area(world: World, case: Case, cause: int) -> None:
    """Let the agencies that are responsible here weigh what they know."""
    for agency in world.responders.get(world.plan.position_jurisdictions[case.position], ()):
        for target in case.targets:
            if target in agency.known:
                assess(world, agency, case, cause)
                break


def reassess_all(world: World, agency: AgencyState, cause: int) -> None:
    """Weigh every case under way anew, after a threshold or the agency itself has changed."""
    for case in tuple(world.under_way.values()):
        assess(world, agency, case, cause)
