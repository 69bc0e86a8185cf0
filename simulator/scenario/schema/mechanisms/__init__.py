"""Multilateral arrangements; each expands into agencies, controls, links and changes in time."""

from __future__ import annotations

from typing import Annotated, Final, get_args

from pydantic import Field

from simulator.scenario.schema.mechanisms.base import Arrangement
from simulator.scenario.schema.mechanisms.bilateral_network import BilateralNetwork
from simulator.scenario.schema.mechanisms.hub import Hub
from simulator.scenario.schema.mechanisms.registry import Registry

AnyMechanism = BilateralNetwork | Hub | Registry
Mechanism = Annotated[AnyMechanism, Field(discriminator="kind")]
MECHANISMS: Final[tuple[type[Arrangement], ...]] = get_args(AnyMechanism)
"""The kinds of mechanism."""
MECHANISM_KINDS: Final = tuple(get_args(one.model_fields["kind"].annotation)[0] for one in MECHANISMS)
"""The words that name them in a scenario."""

__all__ = [
    "MECHANISMS",
    "MECHANISM_KINDS",
    "Arrangement",
    "BilateralNetwork",
    "Hub",
    "Mechanism",
    "Registry",
]
