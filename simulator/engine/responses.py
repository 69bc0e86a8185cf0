"""Teams: asked for, sent, in time or too late."""

from __future__ import annotations

import math

from simulator.engine.actors import AgencyState
from simulator.engine.agenda import Due, Rank
from simulator.engine.evidence import belief, freshest, in_area, located
from simulator.engine.items import Request
from simulator.engine.moving import Case
from simulator.engine.outcomes import interdict
from simulator.engine.state import World
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
    row = world.note(Event.REQUESTED, cause, case, agency.index, -1, -1, believed / MICRO)
    if agency.busy_teams < agency.teams:
        _dispatch(world, agency, case, row, 0)
    elif agency.waiting_requests is None or len(agency.requests) < agency.waiting_requests:
        agency.requests[address] = Request(case, world.clock._now, row)
        if case.requests is None:
            case.requests = []
        case.requests.append(agency)
    else:
        world.note(Event.REQUEST_DROPPED, row, case, agency.index)


def _dispatch(world: World, agency: AgencyState, case: Case, cause: int, waited: int) -> None:
    address = case.address
    attempt = agency.attempts.get(address, 0)
    agency.attempts[address] = attempt + 1
    agency.busy_teams += 1
    agency.dispatched.add(address)
    row = world.note(Event.DISPATCHED, cause, case, agency.index, -1, -1, waited)
    delay = agency.decider.ticks(agency.response, address, Slot.RESPONSE, attempt)
    due = (agency, case, attempt, case.step)
    world.after(delay, Rank.TEAM_ARRIVAL, child(agency.address, address, 0), due, row)


def team_arrives(world: World, due: Due) -> None:
    """Decide the race: the case is still open and in the area, or it has got away."""
    subject: tuple[AgencyState, Case, int, int] = due.subject
    agency, case, attempt, step = subject
    address, now = case.address, world.clock._now
    agency.dispatched.discard(address)
    got_away = any(stop.crosses for stop in case.stops[step + 1 : case.step + 1])
    if case.open and not got_away:
        chance = agency.success
        if agency.perishable is not None:
            age = now - freshest(agency, case, now)
            chance *= math.exp(-age / agency.perishable) if agency.perishable > 0 else 0.0
        stopped = agency.decider.uniform(address, Slot.SUCCESS, attempt) < chance
        row = world.note(Event.TEAM_ARRIVED, due.cause, case, agency.index, -1, -1, stopped)
        if stopped:
            interdict(world, case, agency.index, -1, row)
        else:
            agency.failed.add(address)
    else:
        row = world.note(Event.STOOD_DOWN if case.lost else Event.ESCAPED, due.cause, case, agency.index)
        if case.open and in_area(world, agency, case):
            _ask_again(world, agency, case, row)
    delay = agency.decider.ticks(agency.recovery, address, Slot.RECOVERY, attempt)
    world.after(delay, Rank.TEAM_FREE, child(agency.address, address, 1 + attempt), agency, row)


def _ask_again(world: World, agency: AgencyState, case: Case, cause: int) -> None:
    """Ask for another team for a case that got away and has come back."""
    now = world.clock._now
    believed = belief(agency, case, now)
    if agency.open and believed >= agency.act_at and located(agency, case, now):
        request(world, agency, case, believed, cause)


def team_returns(world: World, due: Due) -> None:
    """A team is free again."""
    agency: AgencyState = due.subject
    agency.busy_teams -= 1
    world.record(Event.TEAM_RELEASED, due.cause, agency=agency.index)
    serve(world, agency)


def serve(world: World, agency: AgencyState) -> None:
    """Send free teams to waiting requests: highest belief first, then the oldest."""
    now = world.clock._now
    while agency.requests and agency.busy_teams < agency.teams and agency.open:
        first = min(
            agency.requests.values(),
            key=lambda one: (-belief(agency, one.case, now), one.since, one.case.address),
        )
        case = first.case
        del agency.requests[case.address]
        assert case.requests is not None
        case.requests.remove(agency)
        if belief(agency, case, now) >= agency.act_at:
            _dispatch(world, agency, case, first.record, now - first.since)
        else:
            world.note(Event.REQUEST_DROPPED, first.record, case, agency.index)
