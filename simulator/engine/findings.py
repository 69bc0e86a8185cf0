"""What follows where a control looks: a lookout is met, a case is detected, seized, held."""

from __future__ import annotations

from simulator.engine.actors import ControlState
from simulator.engine.beliefs import assess
from simulator.engine.chances import holds, stopped_unflagged
from simulator.engine.holds import hold_found, stand
from simulator.engine.knowledge import announce
from simulator.engine.moving import Case
from simulator.engine.outcomes import interdict
from simulator.engine.state import World
from simulator.engine.surveillance import lets_run, shadows
from simulator.eventlog import FOREVER, Event
from simulator.world.draws import Slot
from simulator.world.plan import MICRO

_MADE = int(Event.MADE)


def meet_flag(world: World, case: Case, control: ControlState, flag: int) -> int:
    """Record that a control reads a lookout on a case, and let its agency weigh what it knows; return the record."""
    assert case.flags is not None
    unflagged = stopped_unflagged(case, control)
    row = world.note(Event.FLAGGED, case.flags[flag], case, flag, control.index, -1, unflagged)
    owner = world.agencies[control.agency]
    owner.hits[case.address] = world.clock._now
    assess(world, owner, case, row)
    return row


def detected(world: World, case: Case, control: ControlState, flagged: bool, cause: int) -> int:
    """Record a detection and make an item of evidence; return the record."""
    now = world.clock._now
    item = None
    if control.evidence:
        about = control.plan.about
        target = case.address if about == "case" else case.subject if about == "subject" else case.cell
        valid_until = FOREVER if control.valid_for is None else min(FOREVER, now + control.valid_for)
        item = world.make_item(
            case.batch.related(control.address), case.k, control.agency, control.index, about, target,
            case.number if about == "case" else -1, case.flow.plan, control.evidence, now, valid_until,
        )  # fmt: skip
    number = -1 if item is None else item.number
    row = world.note(Event.DETECTED, cause, case, control.agency, control.index, number, flagged)
    if item is not None:
        made = world.note(_MADE, row, case, control.agency, control.index, number, item.weight / MICRO)
        delay = case.batch.ticks(control.decider, Slot.REPORT, control.report_delay, case.k)
        announce(world, item, made, delay)
    return row


def let_go(world: World, case: Case, control: ControlState, row: int) -> bool:
    """Seize a case that was found where it stands before a control, or hold it; return whether it goes on."""
    if _seizes(world, case, control, row):
        return False
    if holds(case, control) and not shadows(case, control.agency):
        stand(case)
        hold_found(world, case, control, row)
        return False
    return True


def catch(world: World, case: Case, control: ControlState, row: int) -> None:
    """Seize a case that was found on its way or in a stay, or hold it."""
    if _seizes(world, case, control, row) or shadows(case, control.agency):
        return
    if holds(case, control):
        hold_found(world, case, control, row)


def _seizes(world: World, case: Case, control: ControlState, row: int) -> bool:
    """Interdict a case that was found, perhaps; return whether it was."""
    if not control.seize or case.batch.uniform(control.decider, Slot.SEIZE, case.k) >= control.seize:
        return False
    owner = world.agencies[control.agency]
    if owner.plan.shadowing is not None and lets_run(world, owner, case, control.index, row):
        return False
    interdict(world, case, control.agency, control.index, row)
    return True
