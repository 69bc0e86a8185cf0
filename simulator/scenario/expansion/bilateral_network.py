"""Contacts among all pairs of members."""

from __future__ import annotations

from simulator.scenario.expansion.joining import among
from simulator.scenario.expansion.result import Ground, Made
from simulator.scenario.schema.mechanisms import BilateralNetwork


def expand(network: BilateralNetwork, ground: Ground) -> Made:
    """A link from each member to each other."""
    return Made(links=among(ground, network, "focal_point", network))
