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
    kept = [hop for hop in alive if _matters(life, knowledge, hop, (hop.item, hop.receiver) in arrived)]
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


def _matters(life: Life, knowledge: Knowledge, hop: Hop, arrived: bool) -> bool:
    """Whether a hop made a difference, or would have made one had it come to its end."""
    if hop.fate is Fate.KNOWN:
        return False
    if hop.fate is Fate.COUNTED and hop.ended <= life.last:
        return hop.link < 0 or life.could_act(hop.receiver, hop.ended)
    if life.end == INTERDICTED and (hop.ended < 0 or hop.ended > life.last):
        return False
    return (
        not arrived
        and knowledge.is_about_case(hop.item)
        and (hop.link < 0 or life.could_act(hop.receiver, hop.row) or _could_tell(life, hop))
    )


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
