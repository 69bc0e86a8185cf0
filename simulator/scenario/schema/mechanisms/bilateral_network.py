"""Contacts among agencies."""

from __future__ import annotations

from typing import Literal

from simulator.scenario.schema.actors import LinkTerms
from simulator.scenario.schema.mechanisms.base import Arrangement


class BilateralNetwork(Arrangement, LinkTerms):
    """Links among all pairs of members: focal points, points of contact, contact lists."""

    kind: Literal["bilateral_network"]
    """A network of contacts."""
