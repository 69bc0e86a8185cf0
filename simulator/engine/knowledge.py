"""How items enter an agency's set: reports, messages, analysts, expiry, and what was known from the start."""

from __future__ import annotations

from heapq import heappop, heappush

from simulator.engine import links
from simulator.engine.agenda import Due, Rank
from simulator.engine.beliefs import assess
from simulator.engine.evidence import cases_about
from simulator.engine.state import AgencyState, Case, FlowState, Held, Item, Job, ShiftState, World
from simulator.eventlog import FOREVER, Event
from simulator.world.address import child, name_address
from simulator.world.draws import Relation, Slot, ticks
from simulator.world.philox import keyed_uniform
from simulator.world.plan import MICRO, PriorPlan

EVIDENCE, FALSE_ALARM, ROUTINE_LEAD = range(3)
"""Order in which analysts take up jobs of the same severity."""


def announce(world: World, item: Item, cause: int, delay: int) -> None:
    """Record a new item and let its maker have it after a delay, in seconds."""
    row = world.record(
        Event.MADE,
        cause,
        case=item.case.number if item.case is not None and item.about == "case" else -1,
        agency=item.agency,
        item=item.number,
        value=item.weight / MICRO,
    )
    if item.valid_until < FOREVER:
        wait = max(0, item.valid_until - world.agenda.now)
        world.agenda.after(wait, Rank.ITEM_EXPIRES, item.address, item, row)
    world.agenda.after(delay, Rank.REPORTED, item.address, item, row)


def reported(world: World, due: Due) -> None:
    """The maker has its item."""
    item = due.subject
    now = world.agenda.now
    row = world.record(
        Event.REPORTED, due.cause, agency=item.agency, item=item.number, value=float(now - item.made)
    )
    job = Job(item.address, item, item.weight, True, -1, now, row)
    _take_in(world, world.agencies[item.agency], job)


def message_received(world: World, due: Due) -> None:
    """A message has come over a link."""
    link, job = due.subject
    now = world.agenda.now
    row = world.record(
        Event.RECEIVED,
        due.cause,
        agency=link.receiver,
        link=link.index,
        item=job.item.number,
        value=float(now - job.since),
    )
    job.since, job.cause = now, row
    _take_in(world, world.agencies[link.receiver], job)


def _take_in(world: World, agency: AgencyState, job: Job) -> None:
    assert job.item is not None
    if job.weight == 0:  # nothing is left of it that an analyst could weigh
        return
    if job.item.number in agency.held or not agency.shifts:
        _enter(world, agency, job, job.cause)
    else:
        enqueue(world, agency, job, EVIDENCE, job.item.severity)


def enqueue(world: World, agency: AgencyState, job: Job, kind: int, severity: int = 0) -> None:
    """Put a job before the analysts; an agency without analysts has none to lose time."""
    if agency.shifts:
        heappush(agency.jobs, (-severity, kind, job.since, job.address, job))
        staff(world, agency)


def staff(world: World, agency: AgencyState) -> None:
    """Let free analysts on duty take up jobs, in order."""
    now = world.agenda.now
    while agency.jobs and agency.open:
        free = [shift for shift in agency.shifts if shift.busy < shift.n]
        shift = next((one for one in free if one.calendar.is_open(now)), None)
        if shift is None:
            opens = min((t for one in free if (t := one.calendar.next_open(now)) is not None), default=FOREVER)
            if opens < agency.wakes_at:
                agency.wakes_at = opens
                world.agenda.after(opens - now, Rank.SHIFT_OPENS, agency.address, agency, -1)
            return
        job = heappop(agency.jobs)[-1]
        shift.busy += 1
        job.started = now
        row = world.record(
            Event.TRIAGE_STARTED,
            job.cause,
            agency=agency.index,
            item=-1 if job.item is None else job.item.number,
            value=float(now - job.since),
        )
        work = ticks(agency.triage, agency.words, job.address, Slot.TRIAGE)
        end = shift.calendar.add_working(now, work)
        world.agenda.after(end - now, Rank.TRIAGE_DONE, job.address, (agency, shift, job), row)


def shift_opens(world: World, due: Due) -> None:
    """Analysts come on duty."""
    agency = due.subject
    if agency.wakes_at <= world.agenda.now:
        agency.wakes_at = FOREVER
    staff(world, agency)


def triage_done(world: World, due: Due) -> None:
    """An analyst is done with a job."""
    subject: tuple[AgencyState, ShiftState, Job] = due.subject
    agency, shift, job = subject
    shift.busy -= 1
    if job.item is None:
        spent = float(world.agenda.now - job.started)
        world.record(Event.DISMISSED, due.cause, agency=agency.index, value=spent)
    else:
        _enter(world, agency, job, due.cause)
    staff(world, agency)


def _enter(world: World, agency: AgencyState, job: Job, cause: int) -> None:
    item = job.item
    assert item is not None
    held = agency.held.get(item.number)
    if held is not None:
        row = world.record(Event.DUPLICATE, cause, agency=agency.index, item=item.number, value=job.weight / MICRO)
        if job.onward and not held.onward:
            held.onward = True
            links.offer_everywhere(world, agency, held, row)
        if job.weight <= held.weight:
            return
        held.weight = job.weight
    else:
        row = world.record(Event.TRIAGED, cause, agency=agency.index, item=item.number, value=job.weight / MICRO)
        held = Held(item, job.weight, job.onward, job.sender, row)
        agency.held[item.number] = held
        agency.known.setdefault(item.target, []).append(held)
        item.holders.append(agency)
        if item.about != "case":
            world.interested.setdefault(item.target, {})[agency.index] = agency
    for case in cases_about(world, item):
        agency.failed.discard(case.address)
        assess(world, agency, case, row)
    links.offer_everywhere(world, agency, held, row)


def item_expires(world: World, due: Due) -> None:
    """An item counts no more."""
    item = due.subject
    row = world.record(Event.EXPIRED, due.cause, agency=item.agency, item=item.number)
    for case in cases_about(world, item):
        for agency in item.holders:
            assess(world, agency, case, row)


def know_from_the_start(world: World) -> None:
    """Give agencies what they hold on cells, and on subjects who can be named, before anything happens."""
    for flow in world.flows:
        for prior in flow.plan.prior:
            for target in _known_targets(flow, prior):
                _know(world, flow, prior, target, None)


def know_at_launch(world: World, case: Case) -> None:
    """Give agencies what they hold on a case, or on a subject who serves for this case alone."""
    flow = case.flow
    for prior in flow.plan.prior:
        if prior.about == "case":
            _know(world, flow, prior, case.address, case)
        elif prior.about == "subject" and flow.plan.subjects is None:
            _know(world, flow, prior, case.subject, case)


def _known_targets(flow: FlowState, prior: PriorPlan) -> list[int]:
    if prior.about == "cell":
        return list(flow.plan.cells)
    if prior.about == "subject" and flow.plan.subjects is not None:
        return [
            child(cell, Relation.SUBJECT, k) for cell in flow.plan.cells for k in range(flow.plan.subjects)
        ]
    return []


def _know(world: World, flow: FlowState, prior: PriorPlan, target: int, case: Case | None) -> None:
    words = world.draws.words(prior.name)
    if prior.evidence == 0:
        return
    if keyed_uniform(words, target, 0, Slot.KNOWN) >= prior.share:
        return
    made = world.agenda.now if prior.about == "case" else 0
    valid_until = FOREVER if prior.valid_for is None else min(FOREVER, made + prior.valid_for)
    now = world.agenda.now
    if valid_until <= now:
        return
    address = child(target, Relation.ITEM, name_address(prior.name))
    item = world.make_item(
        address, prior.agency, -1, prior.about, target, case, flow, prior.evidence, made, valid_until
    )
    row = world.record(
        Event.MADE,
        -1,
        case=case.number if case is not None and prior.about == "case" else -1,
        agency=prior.agency,
        item=item.number,
        value=item.weight / MICRO,
    )
    if valid_until < FOREVER:
        world.agenda.after(valid_until - now, Rank.ITEM_EXPIRES, address, item, row)
    _enter(world, world.agencies[prior.agency], Job(address, item, item.weight, True, -1, now, row), row)
