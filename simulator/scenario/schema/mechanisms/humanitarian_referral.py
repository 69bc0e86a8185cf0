"""Referral of victims, minors and returnees instead of arrest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.actors import Threat
from simulator.scenario.schema.base import AgencyId, Identifier
from simulator.scenario.schema.mechanisms.base import Arrangement
from simulator.scenario.units import Count, Probability


class HumanitarianReferral(Arrangement):
    """Those whom members stop are referred to care instead of arrested, as far as there are places."""

    kind: Literal["humanitarian_referral"]
    """Referral to care."""
    members: Annotated[tuple[AgencyId, ...], Field(min_length=1)]
    """The agencies that refer (at least one)."""
    threats: Annotated[tuple[Threat, ...], Field(min_length=1)]
    """The threats whose cases are referred."""
    share: Probability
    """Share of the cases interdicted by members that is referred."""
    delay: DurationDist
    """From the interdiction to the referral."""
    places: Count
    """How many cases there is room for, whatever flow they come from."""
    stay: DurationDist
    """How long each takes a place."""
    otherwise: Identifier | None = None
    """What happens to a case that finds no room; it waits, the oldest first, where this is left out."""
