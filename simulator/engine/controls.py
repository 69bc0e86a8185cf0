"""Controls: selection, queues, examination, detection, seizure; and those that watch."""

from __future__ import annotations

import math
from heapq import heappop, heappush

from simulator.engine.agenda import Due, Rank
from simulator.engine.beliefs import assess
from simulator.engine.knowledge import announce
from simulator.engine.outcomes import interdict
from simulator.engine.state import Case, ControlState, Exposure, Waiting, World
from simulator.engine.traffic import wait_in_traffic
from simulator.eventlog import FOREVER, Event
from simulator.world.address import child
from simulator.world.draws import Slot, look_row, ticks
from simulator.world.philox import keyed_uniform


def meet(world: World, case: Case) -> bool:
    """Lead a case past the controls that look where it is.

    Returns:
        True when it has passed them all; False if it waits at one, or has been stopped.
    """
    looks = world.looks[case.position]
    while case.look < len(looks):
        control = looks[case.look]
        case.look += 1
        if not _look(world, case, control):
            return False
    return True


def _look(world: World, case: Case, control: ControlState) -> bool:
    threat = case.threat
    if not control.open or not world.agencies[control.agency].open:
        return True
    if control.detect[threat] is None and control.detect_flagged[threat] is None:
        return True
    cause = case.last
    flag = _flag(world, case, control) if case.flags else -1
    if flag >= 0:
        cause = _meet_flag(world, case, control, flag)
    if _draw(case, control, Slot.EXAMINE) >= (control.examine if flag < 0 else control.examine_flagged):
        case.last = world.record(
            Event.PASSED, cause, case.number, case.flow.plan.index, control.agency, case.position, control.index
        )
        return True
    if control.bays is None and control.service is None:
        return _examine_at_once(world, case, control, flag >= 0, cause)
    return _queue(world, Waiting(case, control, world.agenda.now, flag >= 0, cause))


def _flag(world: World, case: Case, control: ControlState) -> int:
    """The first agency the control reads that has a lookout on the case; -1 for none."""
    for agency in control.readers:
        if agency in case.flags and world.agencies[agency].open:
            return agency
    return -1


def _meet_flag(world: World, case: Case, control: ControlState, flag: int) -> int:
    row = world.record(
        Event.FLAGGED, case.flags[flag], case.number, case.flow.plan.index, flag, case.position, control.index,
        value=float(_seized_unflagged(case, control)),
    )  # fmt: skip
    owner = world.agencies[control.agency]
    owner.hits[case.address] = world.agenda.now
    assess(world, owner, case, row)
    return row


def _seized_unflagged(case: Case, control: ControlState) -> bool:
    return (
        _draw(case, control, Slot.EXAMINE) < control.examine
        and _draw(case, control, Slot.DETECT) < detection_chance(case, control)
        and keyed_uniform(control.words, case.address, 0, Slot.SEIZE) < control.seize
    )


def _draw(case: Case, control: ControlState, slot: int) -> float:
    row = case.rows.looks.get(look_row(control.index, slot))
    return keyed_uniform(control.words, case.address, 0, slot) if row is None else row[case.k]


def detection_chance(case: Case, control: ControlState) -> float:
    """Chance that an examination finds an unflagged case: detect * (1 - concealment) * skill."""
    detect = control.detect[case.threat]
    if detect is None:
        return 0.0
    if control.plan.sees_through:
        return control.skill
    return min(1.0, detect * (1.0 - case.concealment) * control.skill)


def _examine_at_once(world: World, case: Case, control: ControlState, flagged: bool, cause: int) -> bool:
    row = world.record(
        Event.EXAMINED, cause, case.number, case.flow.plan.index, control.agency, case.position, control.index
    )
    return _finish(world, case, control, flagged, row)


def _finish(world: World, case: Case, control: ControlState, flagged: bool, cause: int) -> bool:
    chance = control.detect_flagged[case.threat] if flagged else None
    if chance is None:
        chance = detection_chance(case, control)
    if _draw(case, control, Slot.DETECT) < chance:
        return _detected(world, case, control, flagged, cause)
    case.last = world.record(
        Event.MISSED, cause, case.number, case.flow.plan.index, control.agency, case.position, control.index
    )
    return True


def _detected(world: World, case: Case, control: ControlState, flagged: bool, cause: int) -> bool:
    """Make an item of evidence and, perhaps, an interdiction; return whether the case goes on."""
    now = world.agenda.now
    item = None
    if control.evidence:
        about = control.plan.about
        target = {"case": case.address, "subject": case.subject, "cell": case.cell}[about]
        valid_until = FOREVER if control.valid_for is None else min(FOREVER, now + control.valid_for)
        address = child(control.address, case.address, 0)
        item = world.make_item(
            address, control.agency, control.index, about, target, case, case.flow, control.evidence, now, valid_until
        )
    case.last = row = world.record(
        Event.DETECTED, cause, case.number, case.flow.plan.index, control.agency, case.position, control.index, -1,
        -1 if item is None else item.number, float(flagged),
    )  # fmt: skip
    if item is not None:
        announce(world, item, row, ticks(control.report_delay, control.words, case.address, Slot.REPORT))
    if keyed_uniform(control.words, case.address, 0, Slot.SEIZE) < control.seize:
        interdict(world, case, control.agency, control.index, row)
        return False
    return True


def _queue(world: World, waiting: Waiting) -> bool:
    case, control = waiting.case, waiting.control
    case.waiting = waiting
    if control.bays is None:
        return _start(world, waiting)
    if control.traffic is not None:
        wait = wait_in_traffic(world, control, case.address, flagged=waiting.flagged)
        waiting.shared = True
        if wait is None:
            return _wave_through(world, waiting)
        if wait > 0:
            world.agenda.after(wait, Rank.SERVICE_START, case.address, waiting, waiting.cause)
            return False
        return _start(world, waiting)
    if control.in_bays < control.bays:
        control.in_bays += 1
        waiting.in_bay = True
        return _start(world, waiting)
    if not waiting.flagged and control.queue_limit is not None and control.queued >= control.queue_limit:
        return _wave_through(world, waiting)
    control.queued += 1
    heappush(control.queue, (0 if waiting.flagged else 1, waiting.since, case.address, waiting))
    return False


def _wave_through(world: World, waiting: Waiting) -> bool:
    case, control = waiting.case, waiting.control
    case.waiting = None
    case.last = world.record(
        Event.WAVED_THROUGH, waiting.cause, case.number, case.flow.plan.index, control.agency, case.position,
        control.index, value=float(control.queued),
    )  # fmt: skip
    return True


def _start(world: World, waiting: Waiting) -> bool:
    case, control = waiting.case, waiting.control
    if case.flags and not waiting.flagged:
        flag = _flag(world, case, control)
        if flag >= 0:
            waiting.flagged = True
            waiting.cause = _meet_flag(world, case, control, flag)
    now = world.agenda.now
    waiting.cause = world.record(
        Event.EXAMINED, waiting.cause, case.number, case.flow.plan.index, control.agency, case.position, control.index,
        value=float(now - waiting.since),
    )  # fmt: skip
    service = _service(case, control)
    if service == 0:
        return _leave(world, waiting)
    world.agenda.after(service, Rank.SERVICE_DONE, case.address, waiting, waiting.cause)
    return False


def _service(case: Case, control: ControlState) -> int:
    if control.service is None:
        return 0
    row = case.rows.services.get(control.index) if control.service is control.plan.service else None
    return ticks(control.service, control.words, case.address, Slot.SERVICE) if row is None else row[case.k]


def _leave(world: World, waiting: Waiting) -> bool:
    """End an examination: free the bay, and say whether the case goes on."""
    control, case = waiting.control, waiting.case
    if waiting.in_bay:
        waiting.in_bay = False
        control.in_bays -= 1
        serve(world, control)
    if not waiting.live:
        return False
    waiting.live = False
    case.waiting = None
    return _finish(world, case, control, waiting.flagged, waiting.cause)


def service_starts(world: World, due: Due) -> Case | None:
    """A case among legitimate traffic gets its bay; returns it if it goes on at once."""
    waiting: Waiting = due.subject
    return waiting.case if waiting.live and _start(world, waiting) else None


def service_ends(world: World, due: Due) -> Case | None:
    """An examination ends, or its case has been stopped elsewhere; returns the case if it goes on."""
    waiting: Waiting = due.subject
    if not waiting.live and not waiting.in_bay:
        return None
    return waiting.case if _leave(world, waiting) else None


def serve(world: World, control: ControlState) -> None:
    """Let waiting cases into free bays: the flagged first, then in order of arrival."""
    while control.queue and (control.bays is None or control.in_bays < control.bays):
        waiting = heappop(control.queue)[-1]
        if not waiting.live or waiting.in_bay:
            continue  # stopped elsewhere, or moved up when it was flagged
        control.queued -= 1
        control.in_bays += 1
        waiting.in_bay = True
        world.agenda.after(0, Rank.SERVICE_START, waiting.case.address, waiting, waiting.cause)


def begin_watch(world: World, case: Case) -> None:
    """Bring a case under the eyes of the controls that watch where it is now."""
    for control in world.watches[case.position]:
        if control.detect[case.threat] is None:
            continue
        row = case.rows.looks.get(look_row(control.index, Slot.WATCH))
        if row is None:
            hazard = -math.log1p(-keyed_uniform(control.words, case.address, 0, Slot.WATCH))
        else:
            hazard = row[case.k]
        exposure = Exposure(case, control, hazard, world.agenda.now, case.last)
        case.watched.append(exposure)
        control.present[case.address] = exposure
        _await_hit(world, exposure)


def end_watch(case: Case) -> None:
    """Let a case out of sight as it moves on."""
    for exposure in case.watched:
        exposure.live = False
        del exposure.control.present[case.address]
    case.watched.clear()


def watch_rate_changes(world: World, control: ControlState) -> None:
    """Let the present parameters of a control hold for the cases that it watches."""
    now = world.agenda.now
    for exposure in control.present.values():
        exposure.remaining = max(0.0, exposure.remaining - exposure.rate * (now - exposure.since))
        exposure.since = now
        exposure.turn += 1
        _await_hit(world, exposure)


def _await_hit(world: World, exposure: Exposure) -> None:
    control, case = exposure.control, exposure.case
    working = control.open and world.agencies[control.agency].open
    exposure.rate = (control.watch or 0.0) * detection_chance(case, control) if working else 0.0
    if exposure.rate > 0.0:
        wait = exposure.remaining / exposure.rate
        if wait < world.plan.horizon:
            address = child(control.address, case.address, 0)
            world.agenda.after(round(wait), Rank.WATCH_HIT, address, (exposure, exposure.turn), exposure.cause)


def watch_hits(world: World, due: Due) -> None:
    """A control that watches detects a case: once a visit."""
    subject: tuple[Exposure, int] = due.subject
    exposure, turn = subject
    if not exposure.live or exposure.turn != turn:
        return
    exposure.live = False
    case, control = exposure.case, exposure.control
    del control.present[case.address]
    case.watched.remove(exposure)
    _detected(world, case, control, bool(case.flags), due.cause)
