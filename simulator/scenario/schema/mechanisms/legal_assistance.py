"""Treaties by which states help each other's courts and police."""

from __future__ import annotations

from typing import Literal

from simulator.scenario.clock import When
from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.actors import Threat
from simulator.scenario.schema.aftermath import Aftermath
from simulator.scenario.schema.mechanisms.base import Arrangement


class LegalAssistance(Arrangement):
    """A treaty or model law: from a date on, requests among members are cleared faster."""

    kind: Literal["legal_assistance"]
    """A treaty on mutual assistance."""
    starts: When
    """When it comes into force."""
    clearance: DurationDist
    """Clearance on the links among members from then on, where it is shorter on average than theirs."""
    threats: tuple[Threat, ...] | None = None
    """The threats of whose cases `aftermath` speaks; all where it is left out."""
    aftermath: Aftermath = ()
    """What may follow interdictions by members thanks to the treaty (extradited, assets_recovered, ...), with the keys
    of a flow's aftermath; these outcomes come first, and what the flow says shares what they leave."""
