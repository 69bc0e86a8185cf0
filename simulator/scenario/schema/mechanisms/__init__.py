"""Multilateral arrangements; each expands into agencies, controls, links, pools and changes in time."""

from __future__ import annotations

from typing import Annotated, Final, get_args

from pydantic import Field

from simulator.scenario.schema.mechanisms.base import Arrangement
from simulator.scenario.schema.mechanisms.bilateral_network import BilateralNetwork
from simulator.scenario.schema.mechanisms.capacity_building import CapacityBuilding
from simulator.scenario.schema.mechanisms.hub import Hub
from simulator.scenario.schema.mechanisms.humanitarian_referral import HumanitarianReferral
from simulator.scenario.schema.mechanisms.joint_operation import JointOperation
from simulator.scenario.schema.mechanisms.legal_assistance import LegalAssistance
from simulator.scenario.schema.mechanisms.liaison import Liaison
from simulator.scenario.schema.mechanisms.public_private import PublicPrivate
from simulator.scenario.schema.mechanisms.reaction_force import ReactionForce
from simulator.scenario.schema.mechanisms.registry import Registry
from simulator.scenario.schema.mechanisms.sanctions_list import SanctionsList
from simulator.scenario.schema.mechanisms.screening_feed import ScreeningFeed

AnyMechanism = (
    BilateralNetwork
    | Hub
    | Registry
    | ScreeningFeed
    | Liaison
    | JointOperation
    | ReactionForce
    | SanctionsList
    | CapacityBuilding
    | LegalAssistance
    | PublicPrivate
    | HumanitarianReferral
)
Mechanism = Annotated[AnyMechanism, Field(discriminator="kind")]
MECHANISMS: Final[tuple[type[Arrangement], ...]] = get_args(AnyMechanism)
"""The kinds of mechanism."""
MECHANISM_KINDS: Final = tuple(str(get_args(one.model_fields["kind"].annotation)[0]) for one in MECHANISMS)
"""The words that name them in a scenario."""

__all__ = [
    "MECHANISMS",
    "MECHANISM_KINDS",
    "Arrangement",
    "BilateralNetwork",
    "CapacityBuilding",
    "Hub",
    "HumanitarianReferral",
    "JointOperation",
    "LegalAssistance",
    "Liaison",
    "Mechanism",
    "PublicPrivate",
    "ReactionForce",
    "Registry",
    "SanctionsList",
    "ScreeningFeed",
]
