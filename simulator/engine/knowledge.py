"""How items enter an agency's set: reports, messages, analysts, expiry, and what was known from the start."""

from __future__ import annotations

from heapq import heappop, heappush

from simulator.engine import consent, links, requests
from simulator.engine.actors import AgencyState, FlowState, ShiftState
from simulator.engine.agenda import Due, Rank
from simulator.engine.beliefs import assess
from simulator.engine.evidence import cases_about
from simulator.engine.items import Held, Item, Job
from simulator.engine.moving import Case
from simulator.engine.requests import Question
from simulator.engine.state import World
from simulator.eventlog import FOREVER, Event
from simulator.world.address import child, name_address
from simulator.world.draws import Relation, Slot, single
from simulator.world.plan import MICRO, Onward, PriorPlan

# The hottest names of the engine: a look at an enumeration costs as much as the rest of the line.
_REPORTED, _TRIAGE_STARTED, _TRIAGED = int(Event.REPORTED), int(Event.TRIAGE_STARTED), int(Event.TRIAGED)
_DISMISSED = int(Event.DISMISSED)
_FREE = Onward.FREE

EVIDENCE, QUESTION, FALSE_ALARM, ROUTINE_LEAD = range(4)
"""Order in which analysts take up jobs of the same severity."""


def announce(world: World, item: Item, made: int, delay: int) -> None:
    """Let the maker of a new item have it after a delay.

    Args:
        world: everything that changes.
        item: the item.
        made: record of its making.
        delay: in seconds.
    """
    if item.valid_until < FOREVER:
        world.after(max(0, item.valid_until - world.clock._now), Rank.ITEM_EXPIRES, item.address, item, made)
    report = Job(item.batch, item.k, item, item.weight, _FREE, -1, world.clock._now, made)
    report.handler, order = world.lanes.reported
    world.schedule(report, order + item.address, delay)


def reported(world: World, report: Job) -> None:
    """The maker has its item."""
    item = report.item
    assert item is not None
    now = world.clock._now
    report.cause = world.note_item(_REPORTED, report.cause, item.agency, item.number, -1, now - report.since)
    report.since = now
    _take_in(world, world.agencies[item.agency], report)


def message_received(world: World, job: Job) -> None:
    """A message has come over a link."""
    link = job.link
    assert job.item is not None
    now = world.clock._now
    row = world.note_item(
        Event.RECEIVED, job.cause, link.receiver, job.item.number, link.index, now - job.since
    )
    job.since, job.cause = now, row
    _take_in(world, world.agencies[link.receiver], job)


def message_handed_over(world: World, job: Job) -> None:
    """What those who pursue a case were told has come: it counts at once."""
    link, item, now = job.link, job.item, world.clock._now
    assert item is not None
    row = world.note_item(Event.RECEIVED, job.cause, link.receiver, item.number, link.index, now - job.since)
    if job.weight:
        _enter(world, world.agencies[link.receiver], job, row)


def _take_in(world: World, agency: AgencyState, job: Job) -> None:
    assert job.item is not None
    if job.weight == 0:  # nothing is left of it that an analyst could weigh
        return
    if job.item.number in agency.held or not agency.shifts:
        _enter(world, agency, job, job.cause)
    else:
        enqueue(world, agency, job, EVIDENCE, job.item.severity)


def question_received(world: World, due: Due) -> None:
    """A question has come to an agency that may know something of the case; a closed one never sees it."""
    question: Question = due.subject
    link, case = question.link, question.case
    holder = world.agencies[link.sender]
    question.since = world.clock._now
    if not holder.open:
        requests.tell(world, Event.LOST, due.cause, link.receiver, question)
    elif holder.shifts:
        enqueue(world, holder, question, QUESTION, case.flow.plan.severity)
    else:
        requests.answer(world, question, due.cause)


def enqueue(world: World, agency: AgencyState, job: Job, kind: int, severity: int = 0) -> None:
    """Put a job before the analysts; an agency without analysts has none to lose time."""
    if not agency.shifts:
        return
    if not agency.jobs and agency.open:
        shift = _free_shift(agency, world.clock._now)
        if shift is not None:
            _start(world, agency, shift, job)
            return
    heappush(agency.jobs, (-severity, kind, job.since, job.address, job))
    staff(world, agency)


def staff(world: World, agency: AgencyState) -> None:
    """Let free analysts on duty take up jobs, in order."""
    while agency.jobs and agency.open:
        shift = _free_shift(agency, world.clock._now)
        if shift is None:
            _await_shift(world, agency, world.clock._now)
            return
        _start(world, agency, shift, heappop(agency.jobs)[-1])


def let_count(world: World, agency: AgencyState) -> None:
    """Let what waits count at once, now that no analyst is needed; leads come to nothing."""
    while agency.jobs:
        job = heappop(agency.jobs)[-1]
        if type(job) is Question:
            requests.answer(world, job, job.cause)
        elif job.item is not None:
            _enter(world, agency, job, job.cause)


def _free_shift(agency: AgencyState, now: int) -> ShiftState | None:
    for shift in agency.shifts:
        if shift.busy < shift.n and (shift.calendar.always or shift.calendar.is_open(now)):
            return shift
    return None


def _start(world: World, agency: AgencyState, shift: ShiftState, job: Job) -> None:
    now = world.clock._now
    item = job.item
    number = -1 if item is None else item.number
    job.cause = world.note_item(_TRIAGE_STARTED, job.cause, agency.index, number, -1, now - job.since)
    job.since = now
    job.agency = agency
    job.shift = shift
    shift.busy += 1
    if number < 0 and type(job) is Question:
        work = job.work(agency)
    else:
        work = job.batch.ticks(agency.decider, Slot.TRIAGE, agency.triage, job.k)
    if not shift.calendar.always:
        work = shift.calendar.add_working(now, work) - now
    job.handler, order = world.lanes.triage_done
    world.schedule(job, order + job.address, work)


def _await_shift(world: World, agency: AgencyState, now: int) -> None:
    """See to it that free analysts who are off duty start when they come on."""
    free = [shift for shift in agency.shifts if shift.busy < shift.n]
    opens = min((t for shift in free if (t := shift.calendar.next_open(now)) is not None), default=FOREVER)
    if opens < agency.wakes_at:
        agency.wakes_at = opens
        world.after(opens - now, Rank.SHIFT_OPENS, agency.address, agency, -1)


def shift_opens(world: World, due: Due) -> None:
    """Analysts come on duty."""
    agency: AgencyState = due.subject
    if agency.wakes_at <= world.clock._now:
        agency.wakes_at = FOREVER
    staff(world, agency)


def triage_done(world: World, job: Job) -> None:
    """An analyst is done with a job."""
    agency = job.agency
    job.shift.busy -= 1
    if job.item is not None:
        _enter(world, agency, job, job.cause)
    elif type(job) is Question:
        requests.answer(world, job, job.cause)
    else:
        world.note_item(_DISMISSED, job.cause, agency.index, -1, -1, world.clock._now - job.since)
    if agency.jobs:
        staff(world, agency)


def _enter(world: World, agency: AgencyState, job: Job, cause: int) -> None:
    item = job.item
    assert item is not None
    held = agency.held.get(item.number)
    if held is not None:
        row = world.note_item(Event.DUPLICATE, cause, agency.index, item.number, -1, job.weight / MICRO)
        heavier, freer = job.weight > held.weight, consent.loosen(held, job)
        held.weight = max(held.weight, job.weight)
        if not heavier:
            if freer:
                links.offer_everywhere(world, agency, held, row)
            return
    else:
        row = world.note_item(_TRIAGED, cause, agency.index, item.number, -1, job.weight / MICRO)
        held = Held(item, job.weight, job.onward == _FREE, job.sender, row)
        if job.onward == Onward.WITH_CONSENT:
            held.consents = (job.link,)
        agency.held[item.number] = held
        agency.known.setdefault(item.target, []).append(held)
        item.holders.append(agency.index)
        if item.about != "case":
            world.interested.setdefault(item.target, {})[agency.address] = agency
    for case in cases_about(world, item):
        if item.valid_until > world.clock._now:
            agency.failed.discard(case.address)
        assess(world, agency, case, row)
    links.offer_everywhere(world, agency, held, row)


def item_expires(world: World, due: Due) -> None:
    """An item counts no more."""
    item: Item = due.subject
    row = world.note_item(Event.EXPIRED, due.cause, item.agency, item.number)
    for case in cases_about(world, item):
        for holder in sorted(item.holders, key=lambda index: world.agencies[index].address):
            assess(world, world.agencies[holder], case, row)


def know_from_the_start(world: World) -> None:
    """Give agencies what they hold on cells, and on subjects who can be named, before anything happens."""
    for flow in sorted(world.flows, key=lambda one: one.plan.address):
        for prior in flow.plan.prior:
            for target in _known_targets(flow, prior):
                _know(world, flow, prior, target, None)


def know_at_launch(world: World, case: Case) -> None:
    """Give agencies what they hold on a case, or on a subject who serves for this case alone."""
    flow = case.flow
    for prior in flow.plan.prior:
        if prior.about == "case":
            _know(world, flow, prior, case.address, case)
        elif prior.about == "subject" and flow.plan.subjects is None and case.subject not in flow.seen:
            _know(world, flow, prior, case.subject, case)
    flow.seen.add(case.subject)


def _known_targets(flow: FlowState, prior: PriorPlan) -> list[int]:
    if prior.about == "cell":
        return list(flow.plan.cells)
    if prior.about == "subject" and flow.plan.subjects is not None:
        return [
            child(cell, Relation.SUBJECT, k) for cell in flow.plan.cells for k in range(flow.plan.subjects)
        ]
    return []


def _know(world: World, flow: FlowState, prior: PriorPlan, target: int, case: Case | None) -> None:
    if prior.evidence == 0 or world.draws.decider(prior.name).uniform(target, Slot.KNOWN) >= prior.share:
        return
    subject = target if prior.about == "subject" or case is None else case.subject
    if prior.trait is not None and not flow.traits_of(subject) >> prior.trait & 1:
        return
    now = world.clock._now
    made = now if prior.about == "case" else -world.plan.warm_up
    valid_until = FOREVER if prior.valid_for is None else min(FOREVER, made + prior.valid_for)
    if valid_until <= now:
        return
    batch = single(child(target, Relation.ITEM, name_address(prior.name)))
    number = case.number if case is not None and prior.about == "case" else -1
    item = world.make_item(
        batch, 0, prior.agency, -1, prior.about, target, number, flow.plan, prior.evidence, made, valid_until
    )
    if case is not None and prior.about == "case":
        row = world.note(Event.MADE, -1, case, item.agency, -1, item.number, item.weight / MICRO)
    else:
        row = world.note_item(Event.MADE, -1, item.agency, item.number, -1, item.weight / MICRO)
    if valid_until < FOREVER:
        world.after(valid_until - now, Rank.ITEM_EXPIRES, item.address, item, row)
    _enter(world, world.agencies[prior.agency], Job(batch, 0, item, item.weight, _FREE, -1, now, row), row)
