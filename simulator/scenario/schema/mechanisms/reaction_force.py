"""A force that members hold ready together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.mechanisms.base import Arrangement
from simulator.scenario.units import Count, Duration


class ReactionForce(Arrangement):
    """Teams that members hold ready together, and that go out when the last of them has agreed."""

    kind: Literal["reaction_force"]
    """A force held ready together."""
    teams: Annotated[Count, Field(ge=1)]
    """Response teams of the force."""
    mobilisation: DurationDist
    """Added to the response of the agency that calls on a team, each time."""
    consensus: DurationDist | None = None
    """How long one member takes to decide; the slowest of them decides. Left out where nobody has to agree."""
    mandate: Duration | None = None
    """How long an agreement lasts, after which it must be reached anew; for ever where it is left out."""
    recovery: DurationDist | None = None
    """From a team's arrival until it is free again; that of the agency that called on it where it is left out."""
