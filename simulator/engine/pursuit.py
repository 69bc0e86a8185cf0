"""Hot pursuit: a case that got away is handed over to the neighbour into whose area it went."""

from __future__ import annotations

from simulator.engine import links
from simulator.engine.actors import AgencyState, LinkState
from simulator.engine.agenda import Rank
from simulator.engine.evidence import in_area
from simulator.engine.items import Held, Job
from simulator.engine.moving import Case
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.address import child
from simulator.world.draws import Relation
from simulator.world.plan import Onward


def leave_behind(world: World, case: Case) -> None:
    """Drop the requests of those whose area a case has left, who hand it over where they can."""
    for agency in case.requests or ():
        request = agency.requests.pop(case.address)
        row = world.note(Event.REQUEST_DROPPED, request.record, case, agency.index)
        hand_over(world, agency, case, row)
    case.requests = None


def hand_over(world: World, agency: AgencyState, case: Case, cause: int) -> None:
    """Hand a case that got away over to those who pursue it where it is now.

    Args:
        world: everything that changes.
        agency: whose team came too late, or who had none.
        case: the case, under way.
        cause: record of its getting away.
    """
    for link in agency.links:
        if pursues(world, link, case):
            row = world.record(
                Event.HANDED_OVER, cause, case=case.number, flow=case.flow_index, agency=agency.index,
                place=case.position, link=link.index,
            )  # fmt: skip
            for target in case.targets:
                for held in tuple(agency.known.get(target, ())):
                    _hand(world, link, held, row)


def pursues(world: World, link: LinkState, case: Case) -> bool:
    """Whether those at the end of a link take a case over where it is now."""
    return (
        link.pursuit
        and link.plan.threats[case.threat]
        and links.active(world, link)
        and in_area(world, world.agencies[link.receiver], case)
    )


def _hand(world: World, link: LinkState, held: Held, cause: int) -> None:
    """Pass an item on without clearance, unless it may not be passed on or is known there."""
    item, now = held.item, world.clock._now
    if (
        item.valid_until <= now
        or not held.onward
        or item.number in link.handed
        or item.number in world.agencies[link.receiver].held
    ):
        return
    link.handed.add(item.number)
    # Its order among others is not that of the message by which the same item may travel as usual.
    batch = item.batch.related(child(link.address, Relation.PAIR, 0))
    job = Job(batch, item.k, item, held.weight, Onward.FREE, link.sender, now, cause)
    job.link = link
    links.send(world, link, job, world.agenda.lane(Rank.HANDED_OVER))
