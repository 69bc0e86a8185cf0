"""The scenario language as types."""

from simulator.scenario.schema.actors import Agency, Costs, Link, LinkTerms, RateProfile, Shift
from simulator.scenario.schema.aftermath import Care, Outcome
from simulator.scenario.schema.base import Entity, Part
from simulator.scenario.schema.controls import Control, Hold
from simulator.scenario.schema.ground import Jurisdiction, Leg, Place
from simulator.scenario.schema.injects import AddTeams, Change, Close, Inject, Message, Open, Role, Tip
from simulator.scenario.schema.mechanisms import BilateralNetwork, Hub, Mechanism, Registry
from simulator.scenario.schema.objectives import Objective, Target
from simulator.scenario.schema.pools import Pool
from simulator.scenario.schema.scenario import Header, MapKind, Scenario
from simulator.scenario.schema.threats import Arrivals, Flow, Path, Payload, PriorKnowledge, RouteChoice

__all__ = [
    "AddTeams", "Agency", "Arrivals", "BilateralNetwork", "Care", "Change", "Close", "Control", "Costs",
    "Entity", "Flow", "Header", "Hold", "Hub", "Inject", "Jurisdiction", "Leg", "Link", "LinkTerms",
    "MapKind", "Mechanism", "Message", "Objective", "Open", "Outcome", "Part", "Path", "Payload", "Place", "Pool",
    "PriorKnowledge", "RateProfile", "Registry", "Role", "RouteChoice", "Scenario", "Shift", "Target", "Tip",
]  # fmt: skip
