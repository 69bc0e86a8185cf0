"""Sharing: offered, withheld, cleared, queued, sent, lost or received."""

from __future__ import annotations

from simulator.engine import consent
from simulator.engine.actors import AgencyState, LinkState
from simulator.engine.agenda import Due, Handler, Rank
from simulator.engine.evidence import belief, cases_about
from simulator.engine.items import Held, Item, Job
from simulator.engine.moving import Case
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.draws import Slot
from simulator.world.plan import MICRO, Onward


def active(world: World, link: LinkState) -> bool:
    """Whether a link and both its ends are open."""
    return link.open and world.agencies[link.sender].open and world.agencies[link.receiver].open


def offer_everywhere(world: World, agency: AgencyState, held: Held, cause: int) -> None:
    """Offer an item on every link on which the agency offers what it has."""
    for link in agency.pushes:
        _offer(world, link, agency, held, cause)


def offer_held(world: World, link: LinkState, cause: int) -> None:
    """A link opens: offer what its sender knew before."""
    if not link.on_request and active(world, link):
        agency = world.agencies[link.sender]
        for held in tuple(agency.held.values()):
            _offer(world, link, agency, held, cause if cause >= 0 else held.record)


def offer_late(world: World, agency: AgencyState, case: Case, believed: int, cause: int) -> None:
    """Offer what bears on a case on the links that wait for such a belief."""
    for link in agency.pushes:
        if link.share_at is not None and believed >= link.share_at:
            for target in case.targets:
                for held in tuple(agency.known.get(target, ())):
                    _offer(world, link, agency, held, cause)


def _offer(world: World, link: LinkState, agency: AgencyState, held: Held, cause: int) -> None:
    item = held.item
    now = world.clock._now
    receiver = link.receiver
    if (
        item.number in link.offered
        or receiver in (item.agency, held.sender)
        or item.valid_until <= now
        or not link.plan.threats[item.threat]
        or not active(world, link)
    ):
        return
    if not held.onward and not (held.asking or held.consents):
        bar(world, link, agency, item, cause)
        return
    if link.share_at is not None and not any(
        belief(agency, case, now) >= link.share_at for case in cases_about(world, item)
    ):
        return
    if not held.onward:
        if not held.asking:
            consent.ask(world, agency, held, cause)
        return
    link.offered.add(item.number)
    row = world.note_item(Event.OFFERED, cause, agency.index, item.number, link.index)
    if link.decider.uniform(item.target, Slot.WILLING) >= link.willingness:
        world.note_item(Event.WITHHELD, row, agency.index, item.number, link.index)
        return
    _clear(world, link, agency, held, row)


def pass_on(world: World, link: LinkState, agency: AgencyState, held: Held, cause: int) -> None:
    """Send an item that somebody asked for and its holder is willing to pass."""
    number = held.item.number
    link.offered.add(number)
    row = world.note_item(Event.OFFERED, cause, agency.index, number, link.index)
    _clear(world, link, agency, held, row)


def may_carry(link: LinkState, held: Held, now: int) -> bool:
    """Whether an item is still valid, for the link, and news to its receiver as far as its holder knows."""
    item = held.item
    return (
        item.number not in link.offered
        and link.receiver not in (item.agency, held.sender)
        and item.valid_until > now
        and link.plan.threats[item.threat]
    )


def _clear(world: World, link: LinkState, agency: AgencyState, held: Held, row: int) -> None:
    item, now = held.item, world.clock._now
    delay = item.batch.ticks(link.decider, Slot.CLEARANCE, link.clearance, item.k)
    if link.plan.clearance_working:
        delay = agency.plan.calendar.add_working(now, delay) - now
    messages = item.batch.related(link.address)
    job = Job(messages, item.k, item, held.weight, Onward.FREE, link.sender, now, row)
    job.link = link
    job.handler, order = world.lanes.cleared
    world.schedule(job, order + job.address, delay)


def bar(world: World, link: LinkState, agency: AgencyState, item: Item, cause: int) -> None:
    """Record once that the third-party rule keeps an item from a link."""
    if item.number not in link.barred:
        link.barred.add(item.number)
        world.note_item(Event.BARRED, cause, agency.index, item.number, link.index)


def consent_answered(world: World, due: Due) -> None:
    """A maker has said whether its item may be passed on."""
    agency, held, row = consent.settle(world, due)
    offer_everywhere(world, agency, held, row)
    for link in agency.links:
        if held.item.number in link.promised:
            _keep_promise(world, link, agency, held, row)


def _keep_promise(world: World, link: LinkState, agency: AgencyState, held: Held, cause: int) -> None:
    """Send what somebody has asked for, now that its maker has answered, or ask once more."""
    if not held.onward and (held.asking or held.consents):
        if not held.asking:
            consent.ask(world, agency, held, cause)
        return
    link.promised.discard(held.item.number)
    if not held.onward:
        bar(world, link, agency, held.item, cause)
    elif may_carry(link, held, world.clock._now):
        pass_on(world, link, agency, held, cause)


def cleared(world: World, job: Job) -> None:
    """An item may leave: it joins the queue of its link."""
    link = job.link
    assert job.item is not None
    now = world.clock._now
    row = world.note_item(Event.QUEUED, job.cause, link.sender, job.item.number, link.index, now - job.since)
    job.since, job.cause = now, row
    link.queue.append(job)
    serve(world, link)


def link_is_free(world: World, due: Due) -> None:
    """The link can carry another item."""
    due.subject.wakes = False
    serve(world, due.subject)


def serve(world: World, link: LinkState) -> None:
    """Send what the link can carry now; a closed link holds what is queued."""
    now = world.clock._now
    while link.queue and active(world, link):
        if link.capacity is not None:
            if link.capacity <= 0.0:
                return
            if now < link.free_at:
                if not link.wakes:
                    link.wakes = True
                    world.after(link.free_at - now, Rank.LINK_FREE, link.address, link, -1)
                return
            link.free_at = now + round(1.0 / link.capacity)
        send(world, link, link.queue.popleft(), world.lanes.received)


def send(world: World, link: LinkState, job: Job, lane: tuple[Handler, int]) -> None:
    """Put an item on its way over a link.

    Args:
        world: everything that changes.
        link: the link.
        job: the item as its sender holds it.
        lane: who handles its arrival, and when among others of the same instant.
    """
    item = job.item
    assert item is not None
    now = world.clock._now
    row = world.note_item(Event.SENT, job.cause, link.sender, item.number, link.index, now - job.since)
    if link.leak > 0.0 and item.batch.uniform(link.decider, Slot.LEAK, item.k) < link.leak:
        # What comes of it may end cases: not in the midst of what else happens to them.
        world.after(0, Rank.LEAK, job.address, (link, item), row)
    if link.reliability < 1.0 and item.batch.uniform(link.decider, Slot.RELIABLE, item.k) >= link.reliability:
        world.note_item(Event.LOST, row, link.sender, item.number, link.index)
        return
    job.since, job.cause = now, row
    # Integer millionths: fidelity must not make the weight depend on the order of roundings.
    job.weight = job.weight * round(link.fidelity * MICRO) // MICRO
    job.onward = link.onward
    delay = item.batch.ticks(link.decider, Slot.TRANSIT, link.transit, item.k)
    job.handler, order = lane
    world.schedule(job, order + job.address, delay)
