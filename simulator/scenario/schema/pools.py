"""Teams that several agencies share."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.base import AgencyId, Entity
from simulator.scenario.units import Count, Duration


class Pool(Entity):
    """Response teams that several agencies share; each sends them out once its own are busy."""

    members: Annotated[tuple[AgencyId, ...], Field(min_length=1)]
    """The agencies that may call on its teams."""
    open: bool = True
    """Whether it works at all; injects can change this."""
    teams: Count
    """Response teams."""
    mobilisation: DurationDist
    """Added to the response of the agency that calls on a team, each time."""
    consensus: DurationDist | None = None
    """From the first request until those who decide have agreed that the teams may go out; nobody has to agree where
    it is left out."""
    mandate: Duration | None = None
    """How long an agreement lasts, after which it must be reached anew; for ever where it is left out."""
    recovery: DurationDist | None = None
    """From a team's arrival until it is free again; that of the agency that called on it where it is left out."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        twice = sorted({member for member in self.members if self.members.count(member) > 1})
        if twice:
            message = f"listed twice among the members: {', '.join(twice)}"
            raise ValueError(message)
        if self.mandate is not None and round(self.mandate) <= 0:
            message = "a mandate must last longer than 0; leave it out for one that never ends"
            raise ValueError(message)
        return self
