"""The third-party rule with consent: a receiver asks the maker before it passes an item on."""

from __future__ import annotations

from simulator.engine.actors import AgencyState
from simulator.engine.agenda import Due, Rank
from simulator.engine.items import Held, Job
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.address import child
from simulator.world.draws import Relation, Slot
from simulator.world.plan import Onward


def loosen(held: Held, job: Job) -> bool:
    """Let an item that came once more be held on the freer of its terms; return whether they are freer now."""
    if held.onward or job.onward == Onward.NEVER:
        return False
    if job.onward == Onward.FREE:
        held.onward = True
    elif held.item.number in job.link.consulted or job.link in held.consents:
        return False
    else:
        held.consents += (job.link,)
    return True


def ask(world: World, agency: AgencyState, held: Held, cause: int) -> None:
    """Ask the maker of an item whether it may be passed on: once for each link by which it came."""
    link, *others = held.consents
    held.consents = tuple(others)
    held.asking = True
    item = held.item
    link.consulted.add(item.number)
    row = world.note_item(Event.CONSENT_ASKED, cause, agency.index, item.number, link.index)
    delay = item.batch.ticks(link.decider, Slot.CONSENT_DELAY, link.consent_delay, item.k)
    world.after(
        delay, Rank.CONSENT, child(link.address, Relation.MESSAGE, item.address), (agency, held, link), row
    )


def settle(world: World, due: Due) -> tuple[AgencyState, Held, int]:
    """Let the answer of a maker hold; a maker that is closed does not give its consent.

    Returns:
        Who asked, what it holds, and the record of the answer.
    """
    agency, held, link = due.subject
    item = held.item
    given = (
        world.agencies[item.agency].open
        and item.batch.uniform(link.decider, Slot.CONSENT, item.k) < link.granted
    )
    held.asking = False
    held.onward |= given
    kind = Event.CONSENT_GIVEN if given else Event.CONSENT_REFUSED
    return agency, held, world.note_item(kind, due.cause, agency.index, item.number, link.index)
