"""Responses without a team: an agency changes something in the world instead."""

from __future__ import annotations

from dataclasses import replace

from simulator.engine import injects, responses
from simulator.engine.actors import AgencyState
from simulator.engine.agenda import Due
from simulator.engine.holds import hold
from simulator.engine.moving import Case
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.address import child


def act(world: World, due: Due) -> None:
    """Do what an agency responds with, unless the case has got away or the response fails."""
    subject: tuple[AgencyState, Case, int, int] = due.subject
    agency, case, attempt, step = subject
    agency.dispatched.discard(case.address)
    if not responses.is_within_reach(case, step):
        responses.come_too_late(world, agency, case, due.cause)
        return
    succeeds = responses.succeeds(world, agency, case, attempt)
    row = world.note(Event.ACTED, due.cause, case, agency.index, -1, -1, succeeds)
    agency.failed.add(case.address)
    terms = agency.act
    assert terms is not None
    if succeeds:
        errand = child(agency.address, case.address, attempt)
        # Carried out anew each time: changes lie on each other, and every tip is an item of its own.
        changes = [replace(change) for change in terms.changes]
        tips = [replace(tip, address=child(tip.address, errand, 0)) for tip in terms.tips]
        injects.carry_out(world, changes, tips, world.clock._now, errand, row, case)
        for seconds, confirmed_by in terms.holds:
            if case.open:
                hold(world, case, agency, seconds, confirmed_by, row)
