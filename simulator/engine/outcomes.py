"""How a case ends, and what its flow learns of it."""

from __future__ import annotations

import math

from simulator.engine.actors import FlowState
from simulator.engine.agenda import Due, Rank
from simulator.engine.moving import Case
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.draws import Slot


def interdict(world: World, case: Case, agency: int, control: int, cause: int) -> None:
    """Take a case out of the flow: stopped by a team, or at a control (-1 for none)."""
    case.lost = True
    case.last = world.note(Event.INTERDICTED, cause, case, agency, control, -1, case.payload)
    _close(world, case)


def deliver(world: World, case: Case) -> None:
    """Let a case reach its end."""
    case.last = world.note(Event.DELIVERED, case.last, case, -1, -1, -1, case.payload)
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
    waiting = case.waiting
    if waiting is not None:
        waiting.live = False
        if waiting.in_bay:
            world.after(0, Rank.BAY_FREED, address, waiting, case.last)
        elif waiting.queued:
            waiting.control.queued -= 1
    flow = case.flow
    choice = flow.plan.choice
    if choice.choice == "adaptive":
        delay = case.batch.ticks(flow.decider, Slot.NEWS, choice.news_delay, case.k)
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


def news_arrives(world: World, due: Due) -> None:
    """A flow learns what became of a case: a loss where it was lost, a success everywhere else on its way."""
    case: Case = due.subject
    flow, now = case.flow, world.clock._now
    for step in range(case.step + 1):
        position = case.stops[step].position
        losses, successes = experience(flow, position, now)
        if case.lost and step == case.step:
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
