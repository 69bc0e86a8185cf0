"""Controls that look ahead: at passenger lists and manifests, before the case itself is there."""

from __future__ import annotations

from simulator.engine.actors import ControlState
from simulator.engine.agenda import Due, Rank
from simulator.engine.chances import flag_on, is_bribed
from simulator.engine.findings import detected, meet_flag
from simulator.engine.moving import Case, Stop
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.address import child

DONE, UNSELECTED = -1, -2
"""What came of an announcement at which the case was not found: it was dealt with, or not selected."""


def announce_ahead(world: World, case: Case, stop: Stop, seconds: int) -> None:
    """Let a case be announced to the controls that it will meet next.

    Args:
        world: everything that changes.
        case: it has just come to where it is.
        stop: where it is.
        seconds: how long it is expected to remain there.
    """
    now = world.clock._now
    for control in stop.announces:
        assert control.plan.ahead is not None
        wait = seconds - control.plan.ahead
        if wait <= 0:
            _look(world, case, control, seconds, case.last)
        else:
            address = child(control.address, case.address, 1)
            subject = (case, control, case.step, now + seconds)
            world.after(wait, Rank.ANNOUNCEMENT, address, subject, case.last)


def announced(world: World, due: Due) -> None:
    """A case is announced to a control."""
    subject: tuple[Case, ControlState, int, int] = due.subject
    case, control, step, expected = subject
    if case.open and case.step == step:
        _look(world, case, control, expected - world.clock._now, due.cause)


def announced_before(case: Case, control: ControlState) -> int | None:
    """What came of an announcement: the record of the detection, DONE or UNSELECTED; None if there was none."""
    return None if case.announced is None else case.announced.get(control.index)


def _look(world: World, case: Case, control: ControlState, seconds: int, cause: int) -> None:
    """Look at what is announced: what is found is made known now, and stopped when it comes."""
    threat = case.threat
    if not control.works or (control.detect[threat] is None and control.detect_flagged[threat] is None):
        return
    if control.bribed and is_bribed(case, control):
        return
    if case.announced is None:
        case.announced = {}
    case.announced[control.index] = DONE
    cause = world.note(Event.ANNOUNCED, cause, case, control.agency, control.index, -1, seconds)
    flag = flag_on(world, case, control)
    flagged = flag >= 0
    if flagged:
        cause = meet_flag(world, case, control, flag)
    values, k = case.batch.values, case.k
    if values[control.examine_row][k] >= control.share(case, control, flagged):
        world.note(Event.PASSED, cause, case, control.agency, control.index)
        if not flagged:
            case.announced[control.index] = UNSELECTED
        return
    cause = world.note(Event.EXAMINED, cause, case, control.agency, control.index)
    if values[control.detect_row][k] < control.find(case, control, flagged):
        case.announced[control.index] = detected(world, case, control, flagged, cause)
    else:
        world.note(Event.MISSED, cause, case, control.agency, control.index)
