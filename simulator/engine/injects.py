"""Injects: parameters that change, some of them for a time, and tips."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from simulator.engine import (
    adversary,
    aftermath,
    beliefs,
    cases,
    controls,
    knowledge,
    links,
    responses,
    traffic,
)
from simulator.engine.actors import (
    AgencyState,
    ControlState,
    FlowState,
    LinkState,
    ProgrammeState,
    ShiftState,
)
from simulator.engine.aftermath import CareState
from simulator.engine.agenda import Due, Rank
from simulator.engine.moving import Case
from simulator.engine.openings import set_to_work
from simulator.engine.state import World
from simulator.engine.teams import Crew, count_on
from simulator.engine.watching import watch_rate_changes
from simulator.eventlog import FOREVER, Event
from simulator.world.address import child, name_address
from simulator.world.changing import changed
from simulator.world.draws import Relation, single
from simulator.world.plan import MICRO, ChangePlan, InjectPlan, TipPlan

_Key = tuple[str, int, str, int | None]


def start_injects(world: World) -> None:
    """Let every inject fall due."""
    for inject in world.plan.injects:
        if inject.condition:
            continue
        # A link may have opened or closed before the world begins; who plays comes in at the start.
        time = inject.time if inject.index >= 0 else max(-world.plan.warm_up, inject.time)
        if time < world.plan.horizon and (time >= 0 or inject.index < 0):
            # Injects at one instant fire in the order in which the scenario lists them.
            world.after(time - world.clock._now, Rank.INJECT, inject.index + 1, inject, -1)


def inject_fires(world: World, due: Due) -> None:
    """Apply an inject: its changes, then its tips."""
    inject: InjectPlan = due.subject
    row = -1
    if inject.index >= 0:
        row = world.record(Event.INJECT_FIRED, due.cause, value=float(inject.index))
    since = world.clock._now if inject.condition else 0
    carry_out(world, inject.changes, inject.tips, since, name_address("inject", inject.id), row)
    if inject.decision is not None:
        world.after(0, Rank.DECISION, inject.index + 1, (inject, -1), row)


def carry_out(
    world: World,
    changes: Sequence[ChangePlan],
    tips: Sequence[TipPlan],
    since: int,
    address: int,
    cause: int,
    case: Case | None = None,
) -> None:
    """Let changes hold and hand out tips.

    Args:
        world: everything that changes.
        changes: what changes; one that is carried out twice must be two values.
        tips: items for agencies.
        since: the tick from which `until` of the changes counts.
        address: of what changes them, for the order in which changes end.
        cause: record that led to it.
        case: what a tip about a case of its flow is about; the newest under way where it is left out.
    """
    for number, change in enumerate(changes):
        stack = world.stacks.setdefault((change.section, change.index, change.key, change.element), [])
        stack.append(change)
        if _holds(world, change):
            _apply(world, change, cause)
        if change.until is not None:
            ends = child(address, Rank.RESTORE, number)
            world.after(since + change.until - world.clock._now, Rank.RESTORE, ends, change, cause)
    for tip in tips:
        _tip(world, tip, cause, case)


def change_ends(world: World, due: Due) -> None:
    """Take a change off the stack: what lies beneath holds again."""
    change: ChangePlan = due.subject
    stack = world.stacks[change.section, change.index, change.key, change.element]
    stack[:] = [one for one in stack if one is not change]
    if _holds(world, change):
        _apply(world, change, due.cause)


def _holds(world: World, change: ChangePlan) -> bool:
    """Whether a change counts: one of a programme does only while that is open."""
    return change.programme < 0 or world.programmes[change.programme].open


def _apply(world: World, change: ChangePlan, cause: int) -> None:
    """Let the value on top of the stack hold, and everything that depends on it follow."""
    key: _Key = (change.section, change.index, change.key, change.element)
    value = world.originals.setdefault(key, _current(world, change))
    for one in world.stacks[key]:
        if _holds(world, one):
            value = changed(value, one)
    entity = _entity(world, change)
    for control in _controls_touched(world, entity):
        traffic.parameters_will_change(world, control)
    closed = [link for link in world.links if change.key == "open" and not links.active(world, link)]
    _set(world, change, value)
    column = _COLUMN.get(change.section)
    number = change.index + (len(world.plan.places) if change.section == "legs" else 0)
    row = world.record(
        Event.PARAMETER_CHANGED,
        cause,
        item=change.parameter,
        value=float(value) if isinstance(value, int | float) else math.nan,
        **({} if column is None else {column: number}),
    )
    if change.section in {"legs", "places"}:
        adversary.travel_times_change(world)
    _follow(world, change, entity, row)
    for link in sorted(closed, key=lambda one: one.address):
        if links.active(world, link):
            links.offer_held(world, link, row)
            if link.on_request:
                beliefs.reassess_all(world, world.agencies[link.receiver], row)
            links.serve(world, link)


def _controls_touched(world: World, entity: Any) -> list[ControlState]:
    if isinstance(entity, ControlState):
        return [entity]
    own = [one for one in world.controls if isinstance(entity, AgencyState) and one.agency == entity.index]
    return sorted(own, key=lambda one: one.address)


_COLUMN = {
    "agencies": "agency",
    "controls": "control",
    "links": "link",
    "flows": "flow",
    "legs": "place",
    "places": "place",
}
"""The column of the log that names what a change is about; there is none for pools, care and programmes."""


def _entity(world: World, change: ChangePlan) -> Any:
    tables: dict[str, Any] = {
        "agencies": world.agencies,
        "controls": world.controls,
        "links": world.links,
        "flows": world.flows,
        "legs": world.plan.legs,
        "places": world.plan.places,
        "pools": world.pools,
        "programmes": world.programmes,
        "care": world.care,
    }
    return tables[change.section][change.index]


def _current(world: World, change: ChangePlan) -> Any:
    value = getattr(_entity(world, change), change.key)
    if change.key == "shifts" and change.section == "agencies":
        return _entity(world, change).plan.shifts
    return value if change.element is None else value[change.element]


def _set(world: World, change: ChangePlan, value: Any) -> None:
    entity = _entity(world, change)
    if change.section == "legs":
        world.changed_durations[change.index] = value
    elif change.section == "places":
        world.changed_stays[change.index] = value
    elif change.element is not None:
        getattr(entity, change.key)[change.element] = value
        if change.key == "corruption":
            control = world.controls[change.element]
            control.bribed = control.special = True
    elif change.key == "shifts":
        _change_shifts(entity, value)
    else:
        setattr(entity, change.key, value)
    if change.key == "match":
        entity.detect_flagged = [None if chance is None else value for chance in entity.detect_flagged]
    for control in _controls_touched(world, entity):
        set_to_work(world, control)


def _change_shifts(agency: AgencyState, shifts: tuple[Any, ...]) -> None:
    """Give an agency other shifts; analysts at work finish what they have begun."""
    for shift in agency.shifts:
        shift.n = 0
    for i, plan in enumerate(shifts):
        if i < len(agency.shifts):
            agency.shifts[i].n, agency.shifts[i].calendar = plan.n, plan.calendar
        else:
            agency.shifts.append(ShiftState(plan.n, plan.calendar))
    if not shifts and not agency.plan.shifts:
        agency.shifts.clear()


def _follow(world: World, change: ChangePlan, entity: Any, row: int) -> None:
    if isinstance(entity, AgencyState):
        _agency_follows(world, entity, change.key, row)
    elif isinstance(entity, ControlState):
        watch_rate_changes(world, entity)
        traffic.alarm_rate_changes(world, entity)
        controls.serve(world, entity)
    elif isinstance(entity, LinkState):
        links.serve(world, entity)
    elif isinstance(entity, CareState):
        aftermath.serve(world, entity)
    elif isinstance(entity, Crew):
        _crew_follows(world, entity, change.key, row)
    elif isinstance(entity, ProgrammeState):
        _programme_follows(world, entity, row)
    elif isinstance(entity, FlowState) and change.key == "arrivals" and entity.stream is not None:
        entity.stream.change(world.clock._now, entity.arrivals)
        cases.await_launch(world, entity)


def _programme_follows(world: World, programme: ProgrammeState, row: int) -> None:
    """What a programme changes holds again, or no longer."""
    for stack in list(world.stacks.values()):
        own = next((change for change in stack if change.programme == programme.index), None)
        if own is not None:
            _apply(world, own, row)


def _agency_follows(world: World, agency: AgencyState, key: str, row: int) -> None:
    if key == "routine_leads":
        traffic.lead_rate_changes(world, agency)
    elif key == "shifts" and agency.shifts:
        if agency.leads is None and agency.routine_leads is not None:
            traffic.start_leads(world, agency)
        knowledge.staff(world, agency)
    elif key == "shifts":
        knowledge.let_count(world, agency)
    elif key == "teams":
        count_on(agency)
        responses.serve(world, agency.crews[0])
    if key in {"open", "lookout_at", "act_at", "teams"}:
        beliefs.reassess_all(world, agency, row)
    if key == "open":
        knowledge.staff(world, agency)
        for crew in agency.crews:
            responses.serve(world, crew)
        for control in _controls_touched(world, agency):
            watch_rate_changes(world, control)
            traffic.alarm_rate_changes(world, control)


def _crew_follows(world: World, crew: Crew, key: str, row: int) -> None:
    responses.serve(world, crew)
    if key in {"open", "teams"}:
        for agency in crew.members:
            count_on(agency)
            beliefs.reassess_all(world, agency, row)


def _tip(world: World, tip: TipPlan, cause: int, of: Case | None) -> None:
    """Hand an agency an item on a case (the flow's newest under way), or on one of its subjects or cells."""
    flow = world.flows[tip.flow]
    now = world.clock._now
    case = None
    if tip.about == "case" and of is not None and of.flow is flow:
        case = of
    elif tip.about == "case":
        case = next((one for one in reversed(world.under_way.values()) if one.flow is flow), None)
    if tip.evidence == 0 or (tip.about == "case" and case is None):
        return
    if case is not None:
        target = case.address
    else:
        turn, which = divmod(tip.number, len(flow.plan.cells))
        cell = flow.plan.cells[which]
        target = cell if tip.about == "cell" else child(cell, Relation.SUBJECT, turn)
    valid_until = FOREVER if tip.valid_for is None else min(FOREVER, now + tip.valid_for)
    number = -1 if case is None else case.number
    item = world.make_item(
        single(tip.address),
        0,
        tip.agency,
        -1,
        tip.about,
        target,
        number,
        flow.plan,
        tip.evidence,
        now,
        valid_until,
    )
    if case is not None:
        made = world.note(Event.MADE, cause, case, tip.agency, -1, item.number, item.weight / MICRO)
    else:
        made = world.note_item(Event.MADE, cause, tip.agency, item.number, -1, item.weight / MICRO)
    knowledge.announce(world, item, made, 0)
