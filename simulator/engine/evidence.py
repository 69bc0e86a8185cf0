"""Evidence is a set, belief is a sum: what an agency makes of the items that it holds."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.engine.actors import AgencyState
from simulator.engine.items import Item
from simulator.engine.moving import Case
from simulator.engine.state import World


def belief(agency: AgencyState, case: Case, now: int) -> int:
    """Belief of an agency in a case, in millionths: what the heaviest valid item of each origin makes together."""
    known = agency.known
    best: dict[int, int] | None = None
    for target in case.targets:
        if target in known:
            if best is None:
                best = {}
            for held in known[target]:
                item = held.item
                if item.valid_until > now and held.weight > best.get(item.origin, 0):
                    best[item.origin] = held.weight
    return 0 if best is None else agency.weigh(best.values())


def located(agency: AgencyState, case: Case, now: int) -> bool:
    """Whether the agency knows something of the case itself: a watch list says who, not where."""
    if case.address in agency.hits:
        return True
    return any(held.item.valid_until > now for held in agency.known.get(case.address, ()))


def freshest(agency: AgencyState, case: Case, now: int) -> int:
    """When the newest valid item on the case itself was made, or a flag on it last met.

    Where all have expired since a team was sent, the newest of them counts.
    """
    items = [held.item for held in agency.known.get(case.address, ())]
    made = [item.made for item in items if item.valid_until > now]
    hit = agency.hits.get(case.address)
    if hit is not None:
        made.append(hit)
    return max(made or [item.made for item in items])


def cases_about(world: World, item: Item) -> Iterable[Case]:
    """The cases under way that an item speaks of."""
    if item.about == "case":
        case = world.under_way.get(item.target)
        return () if case is None else (case,)
    return tuple(world.cases_of.get(item.target, {}).values())


def in_area(world: World, agency: AgencyState, case: Case) -> bool:
    """Whether a case is where the agency is responsible."""
    return 0 <= agency.jurisdiction == world.plan.position_jurisdictions[case.position]
