"""Controls: selection, queues, examination, detection, seizure; and those that watch."""

from __future__ import annotations

from heapq import heappop, heappush

from simulator.engine.actors import ControlState
from simulator.engine.agenda import Due
from simulator.engine.announcements import UNSELECTED, announced_before
from simulator.engine.chances import chance_to_find, flag_on, lets_pass
from simulator.engine.findings import catch, detected, let_go, meet_flag
from simulator.engine.moving import Case, Exposure, Waiting
from simulator.engine.state import World
from simulator.engine.traffic import wait_in_traffic
from simulator.eventlog import Event
from simulator.world.draws import Slot

# The hottest names of the engine: a look at an enumeration costs as much as the rest of the line.
_PASSED, _EXAMINED, _MISSED = int(Event.PASSED), int(Event.EXAMINED), int(Event.MISSED)


def meet(world: World, case: Case, looks: tuple[ControlState, ...]) -> bool:
    """Lead a case past the controls that look where it is.

    Returns:
        True when it has passed them all; False if it waits at one, or has been stopped.
    """
    threat, values, k = case.threat, case.batch.values, case.k
    while case.look < len(looks):
        control = looks[case.look]
        case.look += 1
        if not control.works or (control.detect[threat] is None and control.detect_flagged[threat] is None):
            continue
        if control.special:
            if not _meet_special(world, case, control):
                return False
            continue
        cause = case.last
        flag = -1
        if case.flags:
            flag = flag_on(world, case, control)
            if flag >= 0:
                cause = meet_flag(world, case, control, flag)
        share = control.examine if flag < 0 else control.examine_flagged
        if share < 1.0 and values[control.examine_row][k] >= share:
            case.last = world.note(_PASSED, cause, case, control.agency, control.index)
        elif control.bays is None and control.service is None:
            cause = world.note(_EXAMINED, cause, case, control.agency, control.index)
            if not _decide(world, case, control, flag >= 0, chance_to_find(case, control, flag >= 0), cause):
                return False
        elif not _queue(world, Waiting(case, control, world.clock._now, flag >= 0, cause)):
            return False
    return True


def _meet_special(world: World, case: Case, control: ControlState) -> bool:
    """Lead a case past a control that does not look at every case alike; return whether it goes on."""
    if control.bribed and lets_pass(world, case, control):
        return True
    found = announced_before(case, control)
    if found is not None:
        if found >= 0:
            return let_go(world, case, control, found)
        if found != UNSELECTED or flag_on(world, case, control) < 0:
            return True
    cause, flag = case.last, flag_on(world, case, control)
    if flag >= 0:
        cause = meet_flag(world, case, control, flag)
    if case.batch.values[control.examine_row][case.k] >= control.share(case, control, flag >= 0):
        case.last = world.note(_PASSED, cause, case, control.agency, control.index)
        return True
    if control.bays is not None or control.service is not None:
        return _queue(world, Waiting(case, control, world.clock._now, flag >= 0, cause))
    cause = world.note(_EXAMINED, cause, case, control.agency, control.index)
    return _decide(world, case, control, flag >= 0, control.find(case, control, flag >= 0), cause)


def _decide(
    world: World, case: Case, control: ControlState, flagged: bool, chance: float, cause: int
) -> bool:
    """End an examination; return whether the case goes on."""
    if case.batch.values[control.detect_row][case.k] < chance:
        case.last = row = detected(world, case, control, flagged, cause)
        return let_go(world, case, control, row)
    case.last = world.note(_MISSED, cause, case, control.agency, control.index)
    return True


def _queue(world: World, waiting: Waiting) -> bool:
    case, control = waiting.case, waiting.control
    case.waiting = waiting
    if control.bays is None:
        return _start(world, waiting)
    if control.traffic is not None:
        wait = wait_in_traffic(world, control, case.address, flagged=waiting.flagged)
        if wait is None:
            return _wave_through(world, waiting)
        if wait > 0:
            waiting.handler, order = world.lanes.service_start
            world.schedule(waiting, order + case.address, wait)
            return False
        return _start(world, waiting)
    if control.in_bays < control.bays:
        control.in_bays += 1
        waiting.in_bay = True
        return _start(world, waiting)
    if not waiting.flagged and control.queue_limit is not None and control.queued >= control.queue_limit:
        return _wave_through(world, waiting)
    control.queued += 1
    waiting.queued = True
    heappush(control.queue, (0 if waiting.flagged else 1, waiting.since, case.address, waiting))
    return False


def _wave_through(world: World, waiting: Waiting) -> bool:
    case, control = waiting.case, waiting.control
    case.waiting = None
    case.last = world.note(
        Event.WAVED_THROUGH, waiting.cause, case, control.agency, control.index, -1, control.queued
    )
    return True


def _start(world: World, waiting: Waiting) -> bool:
    case, control = waiting.case, waiting.control
    if case.flags or waiting.flagged:
        flag = flag_on(world, case, control)
        if flag >= 0 and not waiting.flagged:
            waiting.cause = meet_flag(world, case, control, flag)
        waiting.flagged = flag >= 0
    waiting.chance = control.find(case, control, waiting.flagged)
    wait = world.clock._now - waiting.since
    waiting.cause = world.note(_EXAMINED, waiting.cause, case, control.agency, control.index, -1, wait)
    if control.service is None:
        return leave(world, waiting)
    service = case.batch.ticks(control.decider, Slot.SERVICE, control.service, case.k)
    waiting.handler, order = world.lanes.service_done
    world.schedule(waiting, order + case.address, service)
    return False


def start(world: World, waiting: Waiting) -> bool:
    """Let a case have its bay, unless it was stopped meanwhile; return whether it goes on at once."""
    return waiting.live and _start(world, waiting)


def leave(world: World, waiting: Waiting) -> bool:
    """End an examination: free the bay, and say whether the case goes on."""
    control, case = waiting.control, waiting.case
    live, waiting.live = waiting.live, False
    if waiting.in_bay:
        waiting.in_bay = False
        control.in_bays -= 1
        if control.queue:
            serve(world, control)
    if not live:
        return False
    case.waiting = None
    return _decide(world, case, control, waiting.flagged, waiting.chance, waiting.cause)


def bay_is_freed(world: World, due: Due) -> None:
    """A case in a bay was stopped by others."""
    waiting: Waiting = due.subject
    if waiting.in_bay:
        waiting.in_bay = False
        waiting.control.in_bays -= 1
        serve(world, waiting.control)


def serve(world: World, control: ControlState) -> None:
    """Let waiting cases into free bays: the flagged first, then in order of arrival."""
    while control.queue and (control.bays is None or control.in_bays < control.bays):
        waiting = heappop(control.queue)[-1]
        if not waiting.live or not waiting.queued:
            continue  # stopped elsewhere, or moved up when it was flagged
        control.queued -= 1
        control.in_bays += 1
        waiting.queued, waiting.in_bay = False, True
        waiting.handler, order = world.lanes.service_start
        world.schedule(waiting, order + waiting.case.address, 0)


def watch_hits(world: World, due: Due) -> None:
    """A control that watches detects a case: once a visit."""
    subject: tuple[Exposure, int] = due.subject
    exposure, turn = subject
    if not exposure.live or exposure.turn != turn:
        return
    exposure.live = False
    case, control = exposure.case, exposure.control
    del control.present[case.address]
    assert case.watched is not None
    case.watched.remove(exposure)
    flagged = flag_on(world, case, control) >= 0
    case.last = row = detected(world, case, control, flagged, due.cause)
    catch(world, case, control, row)
