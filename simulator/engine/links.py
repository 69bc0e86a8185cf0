"""Sharing: offered, withheld, cleared, queued, sent, lost or received."""

from __future__ import annotations

from simulator.engine.agenda import Due, Rank
from simulator.engine.evidence import belief, cases_about
from simulator.engine.state import AgencyState, Case, Held, Job, LinkState, World
from simulator.eventlog import Event
from simulator.world.address import child
from simulator.world.draws import Slot, ticks
from simulator.world.philox import keyed_uniform
from simulator.world.plan import MICRO


def active(world: World, link: LinkState) -> bool:
    """Whether a link and both its ends are open."""
    return link.open and world.agencies[link.sender].open and world.agencies[link.receiver].open


def offer_everywhere(world: World, agency: AgencyState, held: Held, cause: int) -> None:
    """Offer an item on every link on which the agency sends."""
    for link in agency.links:
        _offer(world, link, agency, held, cause)


def offer_held(world: World, link: LinkState, cause: int) -> None:
    """A link opens: offer what its sender knew before."""
    if active(world, link):
        agency = world.agencies[link.sender]
        for held in tuple(agency.held.values()):
            _offer(world, link, agency, held, cause if cause >= 0 else held.record)


def offer_late(world: World, agency: AgencyState, case: Case, believed: int, cause: int) -> None:
    """Offer what bears on a case on the links that wait for such a belief."""
    for link in agency.links:
        if link.share_at is not None and believed >= link.share_at:
            for target in (case.address, case.subject, case.cell):
                for held in tuple(agency.known.get(target, ())):
                    _offer(world, link, agency, held, cause)


def _offer(world: World, link: LinkState, agency: AgencyState, held: Held, cause: int) -> None:
    item = held.item
    now = world.agenda.now
    receiver = link.receiver
    if (
        item.number in link.offered
        or receiver in (item.agency, held.sender)
        or item.valid_until <= now
        or not link.plan.threats[item.threat]
        or not active(world, link)
    ):
        return
    if not held.onward:
        if item.number not in link.barred:
            link.barred.add(item.number)
            world.record(Event.BARRED, cause, agency=agency.index, link=link.index, item=item.number)
        return
    if link.share_at is not None and not any(
        belief(agency, case, now) >= link.share_at for case in cases_about(world, item)
    ):
        return
    link.offered.add(item.number)
    row = world.record(Event.OFFERED, cause, agency=agency.index, link=link.index, item=item.number)
    if keyed_uniform(link.words, item.target, 0, Slot.WILLING) >= link.willingness:
        world.record(Event.WITHHELD, row, agency=agency.index, link=link.index, item=item.number)
        return
    delay = ticks(link.clearance, link.words, item.address, Slot.CLEARANCE)
    if link.plan.clearance_working:
        delay = agency.plan.calendar.add_working(now, delay) - now
    job = Job(child(item.address, link.address, 0), item, held.weight, True, link.sender, now, row)
    world.agenda.after(delay, Rank.CLEARED, job.address, (link, job), row)


def cleared(world: World, due: Due) -> None:
    """An item may leave: it joins the queue of its link."""
    link, job = due.subject
    now = world.agenda.now
    row = world.record(
        Event.QUEUED, due.cause, agency=link.sender, link=link.index, item=job.item.number, value=float(now - job.since)
    )
    job.since, job.cause = now, row
    link.queue.append(job)
    serve(world, link)


def link_is_free(world: World, due: Due) -> None:
    """The link can carry another item."""
    due.subject.wakes = False
    serve(world, due.subject)


def serve(world: World, link: LinkState) -> None:
    """Send what the link can carry now; a closed link holds what is queued."""
    now = world.agenda.now
    while link.queue and active(world, link):
        if link.capacity is not None:
            if link.capacity <= 0.0:
                return
            if now < link.free_at:
                if not link.wakes:
                    link.wakes = True
                    world.agenda.after(link.free_at - now, Rank.LINK_FREE, link.address, link, -1)
                return
            link.free_at = now + round(1.0 / link.capacity)
        _send(world, link, link.queue.popleft())


def _send(world: World, link: LinkState, job: Job) -> None:
    item = job.item
    assert item is not None
    now = world.agenda.now
    row = world.record(
        Event.SENT, job.cause, agency=link.sender, link=link.index, item=item.number, value=float(now - job.since)
    )
    if keyed_uniform(link.words, item.address, 0, Slot.RELIABLE) >= link.reliability:
        world.record(Event.LOST, row, agency=link.sender, link=link.index, item=item.number)
        return
    job.since, job.cause = now, row
    # Integer millionths: fidelity must not make the weight depend on the order of roundings.
    job.weight = job.weight * round(link.fidelity * MICRO) // MICRO
    job.onward = link.onward
    delay = ticks(link.transit, link.words, item.address, Slot.TRANSIT)
    world.agenda.after(delay, Rank.RECEIVED, job.address, (link, job), row)
