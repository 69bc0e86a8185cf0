"""Which ways of evidence are worth telling of: those that made a difference, or would have made one in time."""

from __future__ import annotations

from simulator.analysis.cases import INTERDICTED
from simulator.analysis.story.hops import hops
from simulator.analysis.story.knowledge import Knowledge
from simulator.analysis.story.life import Life
from simulator.analysis.story.steps import Fate, Hop


def relevant_hops(life: Life, knowledge: Knowledge) -> list[Hop]:
    """The ways of evidence that matter.

    Those on which something came to an agency that could still act on it, and those by which it had come so far;
    and what was kept from such an agency that did not learn of it otherwise.
    """
    alive = [
        hop
        for hop in hops(life.plan, life.columns, knowledge.items)
        if hop.row <= life.last and not 0 <= hop.ended < life.first
    ]
    arrived = {
        (hop.item, hop.receiver): hop
        for hop in reversed(alive)
        if hop.fate is Fate.COUNTED and hop.ended <= life.last
    }
    # What was found out through this case, or when it began, is as good as about it.
    fresh = {hop.item for hop in alive if knowledge.is_about_case(hop.item)}
    fresh |= {hop.item for hop in alive if hop.link < 0 and hop.row >= life.first}
    kept = [
        hop
        for hop in alive
        if _matters(life, hop, hop.item in fresh and (hop.item, hop.receiver) not in arrived)
    ]
    # That the rule bars an item from somebody is news only where that was not to have it anyway.
    first = {(hop.item, hop.receiver): hop for hop in reversed(kept) if hop.fate is not Fate.COUNTED}
    kept = [hop for hop in kept if hop.fate is not Fate.BARRED or first[hop.item, hop.receiver] is hop]
    told: dict[Hop, None] = {}
    while kept:
        hop = kept.pop()
        if hop not in told:
            told[hop] = None
            before = arrived.get((hop.item, hop.sender))
            if before is not None and hop.link >= 0:
                kept.append(before)
    return sorted(told, key=lambda hop: hop.row)


def _matters(life: Life, hop: Hop, missing: bool) -> bool:
    """Whether a hop made a difference, or would have made one had it come to its end.

    Args:
        life: The case.
        hop: The hop.
        missing: Whether its receiver never got the item, which would have been news of the case.
    """
    if hop.fate is Fate.KNOWN:
        return False
    if hop.fate is Fate.COUNTED and hop.ended <= life.last:
        return hop.link < 0 or life.could_act(hop.receiver, hop.ended)
    if life.end == INTERDICTED and (hop.ended < 0 or hop.ended > life.last):
        return False
    return missing and (hop.link < 0 or life.could_act(hop.receiver, hop.row) or _could_tell(life, hop))


def _could_tell(life: Life, hop: Hop) -> bool:
    """Whether the receiver acts through others, such as a centre, and could have told one that could still act."""
    agency, row = hop.receiver, hop.row
    first_hand = hop.sender == life.log.items["agency"][hop.item] or life.could_act(hop.sender, row)
    if life.plan.agencies[agency].jurisdiction >= 0 or not first_hand:
        return False
    threat = life.flow.threat
    return any(
        link.sender == agency and link.threats[threat] and life.could_act(link.receiver, row)
        for link in life.plan.links
    )
