"""A treaty: faster clearance from a date on, and other ends of a case."""

from __future__ import annotations

from simulator.scenario.expansion.joining import faster
from simulator.scenario.expansion.result import Ground, Made, Programme, Step
from simulator.scenario.schema.mechanisms import LegalAssistance


def expand(treaty: LegalAssistance, ground: Ground) -> Made:
    """Every link among members is cleared as the treaty says, whoever made it; and outcomes are added."""
    actions = faster(treaty.members, ground.links, treaty.clearance)
    steps = (Step(treaty.starts, actions),) if actions else ()
    added = tuple(one.model_copy(update={"by": treaty.members}) for one in treaty.aftermath if treaty.open)
    flows = (
        flow for flow in ground.scenario.flows if treaty.threats is None or flow.threat in treaty.threats
    )
    aftermath = {flow.id: added for flow in flows} if added else {}
    return Made(aftermath=aftermath, programme=Programme(treaty.id, treaty.open, steps))
