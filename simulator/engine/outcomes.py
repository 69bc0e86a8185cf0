"""How a case ends."""

from __future__ import annotations

from simulator.engine.aftermath import follow
from simulator.engine.agenda import Rank
from simulator.engine.moving import Case
from simulator.engine.offspring import start_others
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.address import child
from simulator.world.draws import Slot


def interdict(world: World, case: Case, agency: int, control: int, cause: int) -> None:
    """Take a case out of the flow: stopped by a team, or at a control (-1 for none)."""
    case.lost = True
    case.last = row = world.note(Event.INTERDICTED, cause, case, agency, control, -1, case.payload)
    if case.flow.plan.aftermath:
        follow(world, case, agency, row)
    _close(world, case)
    if world.plan.agencies[agency].exploitation:
        by = world.agencies[agency]
        world.after(0, Rank.EXPLOITED, child(by.address, case.address, 0), (by, case, None), case.last)


def deliver(world: World, case: Case) -> None:
    """Let a case reach its end."""
    case.last = world.note(Event.DELIVERED, case.last, case, -1, -1, -1, case.payload)
    if case.flow.feeds:
        start_others(world, case)
    _close(world, case)


def abort(world: World, case: Case, cause: int) -> None:
    """Let a case be given up where it is; nobody gives up what is held.

    Args:
        world: everything that changes.
        case: an open case.
        cause: record of what made those behind it give up.
    """
    if case.halt is not None and case.halt.holds:
        return
    case.gave_up = True
    case.last = world.note(Event.ABORTED, cause, case, -1, -1, -1, case.payload)
    _close(world, case)


def _close(world: World, case: Case) -> None:
    case.open = False
    address = case.address
    del world.under_way[address]
    if world.cells_matter:
        _forget(world, case.cell, address)
    if world.subjects_matter:
        _forget(world, case.subject, address)
    if case.watched:
        end_watch(case)
    if case.requests:
        drop_requests(world, case)
    for held in case.halt.holds if case.halt is not None else ():
        held.live = False
    waiting = case.waiting
    if waiting is not None:
        waiting.live = False
        if waiting.in_bay:
            world.after(0, Rank.BAY_FREED, address, waiting, case.last)
        elif waiting.queued:
            waiting.control.queued -= 1
    flow = case.flow
    if flow.hears:
        delay = case.batch.ticks(flow.decider, Slot.NEWS, flow.plan.choice.news_delay, case.k)
        world.after(delay, Rank.NEWS, address, case, case.last)


def _forget(world: World, target: int, address: int) -> None:
    cases = world.cases_of[target]
    del cases[address]
    if not cases:
        del world.cases_of[target]


def end_watch(case: Case) -> None:
    """Let a case out of sight of the controls that watch it."""
    for exposure in case.watched or ():
        exposure.live = False
        del exposure.control.present[case.address]
    case.watched = None


def drop_requests(world: World, case: Case) -> None:
    """Let no team be waited for any more."""
    for agency in case.requests or ():
        request = agency.requests.pop(case.address)
        world.note(Event.REQUEST_DROPPED, request.record, case, agency.index)
    case.requests = None
