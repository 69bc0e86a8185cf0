"""Sharing may warn those it is about: they give up, lie low, or silence the source."""

from __future__ import annotations

import numpy as np

from simulator.engine import outcomes
from simulator.engine.actors import ControlState, LinkState
from simulator.engine.adversary import lie_low
from simulator.engine.agenda import Due, Rank
from simulator.engine.evidence import cases_about
from simulator.engine.items import Item
from simulator.engine.moving import Case
from simulator.engine.state import World
from simulator.engine.watching import watch_rate_changes
from simulator.eventlog import CASE, Event, Warned
from simulator.world.address import child
from simulator.world.draws import Relation, Slot


def item_leaks(world: World, due: Due) -> None:
    """An item that was sent becomes known to those it is about."""
    subject: tuple[LinkState, Item] = due.subject
    link, item = subject
    cell = _cell_of(world, item)
    cases = sorted(cases_about(world, item), key=lambda one: one.address)
    warned = _warned(world, link, item)
    if (
        (warned is Warned.ABORT and not cases)
        or (warned is Warned.LIE_LOW and cell is None)
        or (warned is Warned.SOURCE_LOST and (cell is None or item.control < 0))
    ):
        warned = Warned.NOTHING
    row = world.note_item(Event.LEAKED, due.cause, link.sender, item.number, link.index, warned)
    flow = world.flows[item.flow]
    span = flow.plan.on_leak.span
    if warned is Warned.ABORT:
        for case in cases:
            outcomes.abort(world, case, row)
    elif warned is Warned.LIE_LOW and cell is not None:
        lie_low(world, flow, cell, span, item.case, row)
    elif warned is Warned.SOURCE_LOST and cell is not None:
        _lose(world, world.controls[item.control], cell, span, row)


def _cell_of(world: World, item: Item) -> int | None:
    """Address of the cell that an item is about in the end; None where nobody could tell."""
    if item.about == "cell":
        return item.target
    if item.case >= 0:
        start = item.case * CASE.itemsize
        case = np.frombuffer(bytes(world.case_rows[start : start + CASE.itemsize]), CASE)[0]
        return world.flows[int(case["flow"])].plan.cells[int(case["cell"])]
    for under_way in world.cases_of.get(item.target, {}).values():
        return under_way.cell
    plan = world.flows[item.flow].plan
    subjects = ((cell, k) for cell in plan.cells for k in range(plan.subjects or 0))
    return next((cell for cell, k in subjects if child(cell, Relation.SUBJECT, k) == item.target), None)


def _warned(world: World, link: LinkState, item: Item) -> Warned:
    """What those do who are warned, by one uniform number."""
    terms = world.flows[item.flow].plan.on_leak
    luck = link.decider.uniform(item.address, Slot.WARNED)
    for share, warned in (
        (terms.abort, Warned.ABORT),
        (terms.lie_low, Warned.LIE_LOW),
        (terms.source_lost, Warned.SOURCE_LOST),
    ):
        if luck < share:
            return warned
        luck -= share
    return Warned.NOTHING


def _lose(world: World, control: ControlState, cell: int, span: int, cause: int) -> None:
    """Let a control find nothing of a cell for a time; one that is lost already is so until the later end."""
    until = world.clock._now + span
    if until <= control.blind.get(cell, world.clock._now):
        return
    if not control.blind:
        control.sighted = (control.find, control.special)
        control.find, control.special = _find_of_others, True
    control.blind[cell] = until
    world.after(span, Rank.SOURCE_BACK, child(control.address, Relation.CELL, cell), (control, cell), cause)
    watch_rate_changes(world, control)


def _find_of_others(case: Case, control: ControlState, flagged: bool) -> float:
    """Chance that a control finds a case: none of a cell of which it has lost its source."""
    return 0.0 if case.cell in control.blind else control.sighted[0](case, control, flagged)


def source_is_back(world: World, due: Due) -> None:
    """A control can find the cases of a cell again."""
    subject: tuple[ControlState, int] = due.subject
    control, cell = subject
    if control.blind.get(cell) == world.clock._now:
        del control.blind[cell]
        if not control.blind:
            control.find, special = control.sighted
            control.special = special or control.bribed
        watch_rate_changes(world, control)
