"""A treaty: faster clearance from a date on."""

from __future__ import annotations

from simulator.scenario.expansion.joining import faster
from simulator.scenario.expansion.result import Ground, Made, Programme, Step
from simulator.scenario.schema.mechanisms import LegalAssistance


def expand(treaty: LegalAssistance, ground: Ground) -> Made:
    """Every link among members, those that other mechanisms make included, is cleared as the treaty says."""
    actions = faster(treaty.members, ground.links, treaty.clearance)
    steps = (Step(treaty.starts, actions),) if actions else ()
    return Made(programme=Programme(treaty.id, treaty.open, steps))
