"""Multilateral arrangements; each expands into agencies, links and consulted registries."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.scenario.distributions import DurationDist
from simulator.scenario.hours import Hours
from simulator.scenario.schema.actors import Analysts, Frequency, LinkTerms, WithAnalysts
from simulator.scenario.schema.base import AgencyId, ControlId, Entity
from simulator.scenario.units import Weight

Members = Annotated[tuple[AgencyId, ...], Field(min_length=2)]


class Arrangement(Entity):
    """What all mechanisms share."""

    members: Members
    """The agencies that take part (at least two)."""
    open: bool = True
    """Whether it works at all; injects can change this."""

    @model_validator(mode="after")
    def _distinct_members(self) -> Self:
        twice = sorted({member for member in self.members if self.members.count(member) > 1})
        if twice:
            message = f"listed twice among the members: {', '.join(twice)}"
            raise ValueError(message)
        if self.id in self.members:
            message = f'the mechanism "{self.id}" cannot be a member of itself'
            raise ValueError(message)
        return self


class BilateralNetwork(Arrangement, LinkTerms):
    """Links among all pairs of members: focal points, points of contact, contact lists."""

    kind: Literal["bilateral_network"]
    """A network of contacts."""


class Hub(WithAnalysts, Arrangement, LinkTerms):
    """A centre with analysts of its own. Its terms are those on which members pass items to it."""

    kind: Literal["hub"]
    """A centre with analysts."""
    hours: Hours
    """When it works."""
    analysts: Analysts
    """Number of analysts, or a list of shifts; with none, items count at once."""
    triage: DurationDist
    """Working time an analyst needs for one item."""
    routine_leads: Frequency | None = None
    """Other leads that occupy the same analysts."""
    distribution: LinkTerms
    """Terms on which the centre passes items to its members."""


class Registry(Arrangement, LinkTerms):
    """A shared database that members' controls consult. Its terms are those on which members contribute."""

    kind: Literal["registry"]
    """A shared database."""
    lookout_at: Weight
    """Belief at which an entry raises a flag at the controls that consult it."""
    lookout_delay: DurationDist
    """From an entry to its being found by a search."""
    contributors: tuple[AgencyId, ...] | None = None
    """The members that contribute; all where it is left out."""
    consulted_at: tuple[ControlId, ...] | None = None
    """The controls that consult it; all controls of its members that look once, where it is left out."""


Mechanism = Annotated[BilateralNetwork | Hub | Registry, Field(discriminator="kind")]
