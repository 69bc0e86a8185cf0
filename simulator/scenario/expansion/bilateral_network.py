"""Contacts among all pairs of members."""

from __future__ import annotations

from itertools import permutations

from simulator.scenario.expansion.joining import joined
from simulator.scenario.expansion.result import Ground, Made
from simulator.scenario.schema.mechanisms import BilateralNetwork


def expand(network: BilateralNetwork, ground: Ground) -> Made:
    """A link from each member to each other."""
    pairs = permutations(network.members, 2)
    return Made(links=tuple(joined(network, "focal_point", one, other, network) for one, other in pairs))
