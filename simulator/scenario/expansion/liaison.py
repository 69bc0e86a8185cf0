"""Officers who sit with the other side."""

from __future__ import annotations

from simulator.scenario.expansion.joining import among
from simulator.scenario.expansion.result import Ground, Made
from simulator.scenario.schema.mechanisms import Liaison


def expand(liaison: Liaison, ground: Ground) -> Made:
    """A link from each member to each other."""
    return Made(links=among(ground, liaison, "liaison", liaison))
