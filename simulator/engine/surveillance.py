"""Controlled delivery: an agency lets a case run, to stop it where it is delivered."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.engine.actors import AgencyState
from simulator.engine.agenda import Due, Rank
from simulator.engine.evidence import in_area
from simulator.engine.moving import Case
from simulator.engine.outcomes import interdict
from simulator.engine.pursuit import pursues
from simulator.engine.state import World
from simulator.eventlog import FOREVER, Event
from simulator.world.address import child
from simulator.world.draws import Slot


@dataclass(slots=True, eq=False)
class Shadow:
    """An agency's surveillance of a case."""

    agency: AgencyState
    case: Case
    record: int
    live: bool = True


def shadows(case: Case, agency: int) -> bool:
    """Whether an agency, by its number, has a case under surveillance."""
    return case.shadows is not None and agency in case.shadows and case.shadows[agency].live


def lets_run(world: World, agency: AgencyState, case: Case, control: int, cause: int) -> bool:
    """Let a case run that an agency could stop now, perhaps.

    Once it has lost a case from sight it lets it run no second time.

    Args:
        world: everything that changes.
        agency: who could stop it.
        case: an open case.
        control: at which of its controls; -1 for none.
        cause: record of what would have made it stop the case.

    Returns:
        Whether the case runs under its surveillance.
    """
    if case.shadows is not None and agency.index in case.shadows:
        return case.shadows[agency.index].live
    address, terms = case.address, agency.plan.shadowing
    if terms is None or agency.decider.uniform(address, Slot.SHADOW) >= agency.shadowed_share:
        return False
    if address in agency.dispatched or address in agency.requests:
        return False
    row = world.note(Event.SHADOWED, cause, case, agency.index, control)
    if case.shadows is None:
        case.shadows = {}
    shadow = case.shadows[agency.index] = Shadow(agency, case, row)
    if terms.lost:
        patience = -math.log1p(-agency.decider.uniform(address, Slot.SHADOW_LOST)) / terms.lost
        if patience < FOREVER:
            order = child(agency.address, address, 0)
            world.after(round(patience), Rank.SHADOW_LOST, order, shadow, row)
    return True


def shadow_lost(world: World, due: Due) -> None:
    """Those who watch a case lose it."""
    shadow: Shadow = due.subject
    if shadow.live and shadow.case.open:
        _lose(world, shadow, due.cause)


def cross(world: World, case: Case, cause: int) -> None:
    """Lose a case that leaves for a state in which nobody watches it for its pursuers.

    Args:
        world: everything that changes.
        case: a case under surveillance that comes into another jurisdiction.
        cause: record of its setting out.
    """
    for shadow in _live(case):
        agency = shadow.agency
        if not in_area(world, agency, case) and not any(pursues(world, link, case) for link in agency.links):
            _lose(world, shadow, cause)


def catch(world: World, case: Case) -> bool:
    """Stop a case that is about to be delivered under the eyes of an agency; return whether one did."""
    shadow = next(iter(_live(case)), None)
    if shadow is None:
        return False
    interdict(world, case, shadow.agency.index, -1, shadow.record)
    return True


def _live(case: Case) -> list[Shadow]:
    found = (case.shadows or {}).values()
    return sorted((one for one in found if one.live), key=lambda one: one.agency.address)


def _lose(world: World, shadow: Shadow, cause: int) -> None:
    shadow.live = False
    shadow.agency.failed.add(shadow.case.address)
    world.note(Event.SHADOW_LOST, cause, shadow.case, shadow.agency.index)
