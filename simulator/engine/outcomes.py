"""How a case ends, and what its flow learns of it."""

from __future__ import annotations

import math

from simulator.engine.agenda import Due, Rank
from simulator.engine.state import Case, FlowState, World
from simulator.eventlog import Event
from simulator.world.draws import Slot, ticks


def interdict(world: World, case: Case, agency: int, control: int, cause: int) -> None:
    """Take a case out of the flow: stopped by a team, or at a control (-1 for none)."""
    case.lost = True
    flow = case.flow
    case.last = world.record(
        Event.INTERDICTED, cause, case.number, flow.plan.index, agency, case.position, control, value=case.payload
    )
    _close(world, case)


def deliver(world: World, case: Case) -> None:
    """Let a case reach its end."""
    flow = case.flow
    case.last = world.record(
        Event.DELIVERED, case.last, case.number, flow.plan.index, -1, case.position, value=case.payload
    )
    _close(world, case)


def _close(world: World, case: Case) -> None:
    case.open = False
    del world.under_way[case.address]
    del world.cases_of[case.cell][case.address]
    del world.cases_of[case.subject][case.address]
    if not world.cases_of[case.subject]:
        del world.cases_of[case.subject]
    for exposure in case.watched:
        exposure.live = False
        del exposure.control.present[case.address]
    case.watched.clear()
    drop_requests(world, case)
    waiting = case.waiting
    if waiting is not None:
        waiting.live = False
        if waiting.in_bay:
            world.agenda.after(0, Rank.SERVICE_DONE, waiting.control.address, waiting, case.last)
        elif not waiting.shared:
            waiting.control.queued -= 1
    if case.flow.plan.choice.choice == "adaptive":
        flow = case.flow
        delay = ticks(flow.plan.choice.news_delay, flow.words, case.address, Slot.NEWS)
        passed = case.route.positions[: case.step + 1]
        world.agenda.after(delay, Rank.NEWS, case.address, (flow, passed, case.lost), case.last)


def drop_requests(world: World, case: Case) -> None:
    """Let no team be waited for any more."""
    for agency in case.requests:
        request = agency.requests.pop(case.address)
        world.record(
            Event.REQUEST_DROPPED, request.record, case.number, case.flow.plan.index, agency.index, case.position
        )
    case.requests.clear()


def news_arrives(world: World, due: Due) -> None:
    """A flow learns what became of a case: a loss where it was lost, a success everywhere else on its way."""
    flow, passed, lost = due.subject
    now = world.agenda.now
    for i, position in enumerate(passed):
        losses, successes = experience(flow, position, now)
        if lost and i == len(passed) - 1:
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
