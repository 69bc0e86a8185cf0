"""Teams: asked for, sent, in time or too late."""

from __future__ import annotations

import math

from simulator.engine.actors import AgencyState
from simulator.engine.agenda import Due, Rank
from simulator.engine.evidence import belief, freshest, in_area, located
from simulator.engine.items import Request
from simulator.engine.moving import Case
from simulator.engine.outcomes import interdict
from simulator.engine.pursuit import hand_over
from simulator.engine.state import World
from simulator.engine.surveillance import lets_run
from simulator.engine.teams import Crew, agree, call_up
from simulator.eventlog import Event
from simulator.world.address import child
from simulator.world.draws import Slot
from simulator.world.plan import MICRO


def request(world: World, agency: AgencyState, case: Case, believed: int, cause: int) -> None:
    """Ask for a team, unless one is under way, waited for, or has failed on what was known.

    Args:
        world: everything that changes.
        agency: whose teams.
        case: the case, in the agency's area.
        believed: belief in it, in millionths.
        cause: record that led to the request.
    """
    address = case.address
    if address in agency.dispatched or address in agency.requests or address in agency.failed:
        return
    if agency.plan.shadowing is not None and lets_run(world, agency, case, -1, cause):
        return
    row = world.note(Event.REQUESTED, cause, case, agency.index, -1, -1, believed / MICRO)
    if agency.act is not None:
        attempt, delay = _set_out(agency, case)
        errand = child(agency.address, address, 0)
        world.after(delay, Rank.ACTION, errand, (agency, case, attempt, case.step), row)
        return
    now = world.clock._now
    free = next((crew for crew in agency.crews if crew.is_free(now)), None)
    if free is not None:
        _dispatch(world, agency, free, case, row, 0)
        return
    for pool in agency.crews[1:]:
        call_up(world, pool, agency, row)
    if agency.waiting_requests is None or len(agency.requests) < agency.waiting_requests:
        agency.requests[address] = Request(case, now, row)
        if case.requests is None:
            case.requests = []
        case.requests.append(agency)
    else:
        world.note(Event.REQUEST_DROPPED, row, case, agency.index)


def _dispatch(world: World, agency: AgencyState, crew: Crew, case: Case, cause: int, waited: int) -> None:
    crew.busy += 1
    row = world.note(Event.DISPATCHED, cause, case, agency.index, -1, crew.index, waited)
    attempt, delay = _set_out(agency, case)
    errand = child(agency.address, case.address, 0)
    if crew.mobilisation is not None:
        delay += crew.decider.ticks(crew.mobilisation, errand, Slot.MOBILISE, attempt)
    world.after(delay, Rank.TEAM_ARRIVAL, errand, (agency, crew, case, attempt, case.step), row)


def _set_out(agency: AgencyState, case: Case) -> tuple[int, int]:
    """Begin a response: how many there were before, and how long it takes."""
    address = case.address
    attempt = agency.attempts.get(address, 0)
    agency.attempts[address] = attempt + 1
    agency.dispatched.add(address)
    return attempt, agency.decider.ticks(agency.response, address, Slot.RESPONSE, attempt)


def team_arrives(world: World, due: Due) -> None:
    """Decide the race: the case is still open and in the area, or it has got away."""
    subject: tuple[AgencyState, Crew, Case, int, int] = due.subject
    agency, crew, case, attempt, step = subject
    address = case.address
    agency.dispatched.discard(address)
    if is_within_reach(case, step):
        stopped = succeeds(world, agency, case, attempt)
        row = world.note(Event.TEAM_ARRIVED, due.cause, case, agency.index, -1, -1, stopped)
        if stopped:
            interdict(world, case, agency.index, -1, row)
        else:
            agency.failed.add(address)
    else:
        row = come_too_late(world, agency, case, due.cause)
    recovery = agency.recovery if crew.recovery is None else crew.recovery
    delay = agency.decider.ticks(recovery, address, Slot.RECOVERY, attempt)
    world.after(delay, Rank.TEAM_FREE, child(agency.address, address, 1 + attempt), (agency, crew), row)


def is_within_reach(case: Case, step: int) -> bool:
    """Whether a case is open and has not left the area since it was at a stop."""
    return case.open and not any(stop.crosses for stop in case.stops[step + 1 : case.step + 1])


def succeeds(world: World, agency: AgencyState, case: Case, attempt: int) -> bool:
    """Whether a response in time does what it is meant to do: fresh information helps."""
    chance = min(1.0, agency.success * agency.skill)
    if agency.perishable is not None:
        now = world.clock._now
        age = now - freshest(agency, case, now)
        chance *= math.exp(-age / agency.perishable) if agency.perishable > 0 else 0.0
    return agency.decider.uniform(case.address, Slot.SUCCESS, attempt) < chance


def come_too_late(world: World, agency: AgencyState, case: Case, cause: int) -> int:
    """Note that a case has got away or was stopped by others; return the record."""
    row = world.note(Event.STOOD_DOWN if case.lost else Event.ESCAPED, cause, case, agency.index)
    if case.open:
        hand_over(world, agency, case, row)
        if in_area(world, agency, case):
            _ask_again(world, agency, case, row)
    return row


def _ask_again(world: World, agency: AgencyState, case: Case, cause: int) -> None:
    """Ask for another team for a case that got away and has come back."""
    now = world.clock._now
    believed = belief(agency, case, now)
    if agency.open and believed >= agency.act_at and located(agency, case, now):
        request(world, agency, case, believed, cause)


def team_returns(world: World, due: Due) -> None:
    """A team is free again."""
    subject: tuple[AgencyState, Crew] = due.subject
    agency, crew = subject
    crew.busy -= 1
    world.record(Event.TEAM_RELEASED, due.cause, agency=agency.index, item=crew.index)
    serve(world, crew)


def pool_turns(world: World, due: Due) -> None:
    """The teams of a pool may go out from now on, or no more."""
    crew, agency, _ = due.subject
    serve(world, crew if agency is None else agree(world, due))


def serve(world: World, crew: Crew) -> None:
    """Send free teams to waiting requests: highest belief first, then the oldest."""
    now = world.clock._now
    while crew.open and crew.teams > 0:
        waiting = [
            (agency, one) for agency in crew.members if agency.open for one in agency.requests.values()
        ]
        if not waiting:
            return
        agency, first = min(
            waiting,
            key=lambda pair: (
                -belief(pair[0], pair[1].case, now),
                pair[1].since,
                pair[1].case.address,
                pair[0].address,
            ),
        )
        if not crew.may_go(now):
            call_up(world, crew, agency, first.record)
        if not crew.is_free(now):
            return
        case = first.case
        del agency.requests[case.address]
        assert case.requests is not None
        case.requests.remove(agency)
        if belief(agency, case, now) >= agency.act_at:
            _dispatch(world, agency, crew, case, first.record, now - first.since)
        else:
            world.note(Event.REQUEST_DROPPED, first.record, case, agency.index)
