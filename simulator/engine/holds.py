"""Holds: a case is kept where it is until evidence confirms it, or until time is up."""

from __future__ import annotations

from simulator.engine.actors import AgencyState, ControlState
from simulator.engine.agenda import Rank
from simulator.engine.evidence import belief
from simulator.engine.moving import Case, Halt, Hold
from simulator.engine.outcomes import interdict
from simulator.engine.state import World
from simulator.engine.surveillance import shadows
from simulator.engine.watching import stay_in_sight
from simulator.eventlog import Event
from simulator.world.address import child
from simulator.world.plan import MICRO


def hold(world: World, case: Case, agency: AgencyState, seconds: int, confirmed_by: int, cause: int) -> None:
    """Hold an open case wherever it is: on its way, during a stay, or waiting at a control.

    It stays there, can be intercepted, and is seen by controls that watch. Its next move is put off by as long
    as it is held; an examination goes on. Of holds by several the last to end counts.

    Args:
        world: everything that changes.
        case: an open case, not in the midst of a move: call this from an event of its own.
        agency: who orders it.
        seconds: how long at most; at least one.
        confirmed_by: number of the agency whose belief turns it into an interdiction.
        cause: record that led to it.
    """
    _hold(world, case, agency.index, -1, agency.address, seconds, confirmed_by, cause)


def hold_found(world: World, case: Case, control: ControlState, cause: int) -> None:
    """Hold a case that a control has found, on the control's terms."""
    terms = control.hold
    assert terms is not None
    where = control.index, control.address
    _hold(world, case, control.agency, *where, terms.seconds, terms.confirmed_by, cause)


def stand(case: Case) -> None:
    """Say that a case has no move in the queue: if it is held it is led on when it is released."""
    if case.halt is None:
        case.halt = Halt()
    case.halt.stands = True


def is_held(case: Case) -> bool:
    """Whether somebody holds a case."""
    return case.halt is not None and bool(case.halt.holds)


def _hold(
    world: World,
    case: Case,
    agency: int,
    control: int,
    address: int,
    seconds: int,
    confirmed_by: int,
    cause: int,
) -> None:
    now = world.clock._now
    if case.halt is None:
        case.halt = Halt()
    halt = case.halt
    if not halt.holds:
        halt.since = now
        if not halt.stands and halt.moves is None and case.waiting is None:
            halt.moves, case.handler = case.handler, _falls_due
    row = world.note(Event.HELD, cause, case, agency, control, -1, seconds)
    case.last = row
    held = Hold(case, agency, control, confirmed_by, now, row)
    halt.holds.append(held)
    stay_in_sight(world, case)
    confirmer = world.agencies[confirmed_by]
    if not confirmer.open or not confirm(world, confirmer, case, belief(confirmer, case, now), row):
        world.after(seconds, Rank.HOLD_ENDS, child(address, case.address, 0), held, row)


def confirm(world: World, agency: AgencyState, case: Case, believed: int, cause: int) -> bool:
    """Interdict a case that is held, if that was for this agency to confirm and it believes enough now.

    Args:
        world: everything that changes.
        agency: an agency that is open.
        case: the case.
        believed: its belief in the case, in millionths.
        cause: record that led to that belief.

    Returns:
        Whether the case was interdicted.
    """
    assert case.halt is not None
    if believed < agency.act_at or shadows(case, agency.index):
        return False
    for held in case.halt.holds:
        if held.confirmed_by == agency.index:
            row = world.note(Event.CONFIRMED, cause, case, agency.index, held.control, -1, believed / MICRO)
            interdict(world, case, agency.index, held.control, row)
            return True
    return False


def release(world: World, held: Hold) -> bool:
    """End a hold that was not confirmed in time.

    Returns:
        Whether the case is to be led on now; else it has a move in the queue, or is still held or examined.
    """
    if not held.live:
        return False
    case, now = held.case, world.clock._now
    halt = case.halt
    assert halt is not None
    halt.holds.remove(held)
    case.last = world.note(Event.RELEASED, held.record, case, held.agency, held.control, -1, now - held.since)
    if halt.holds:
        return False
    if halt.moves is None:
        case.halt = None
        return halt.stands
    if halt.due is None:
        halt.late += now - halt.since
    else:
        _move_later(world, case, halt, halt.due - halt.since + halt.late)
    return False


def _falls_due(world: World, case: Case) -> None:
    """The time has come for a move that a hold puts off."""
    halt = case.halt
    assert halt is not None
    if not case.open:
        return
    if halt.holds:
        halt.due = world.clock._now
    else:
        _move_later(world, case, halt, halt.late)


def _move_later(world: World, case: Case, halt: Halt, delay: int) -> None:
    assert halt.moves is not None
    case.handler, case.halt = halt.moves, None
    world.schedule(case, world.agenda.order(halt.moves) + case.address, delay)
