"""Passenger and cargo data compared with lists."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.actors import Frequency, Threat
from simulator.scenario.schema.base import About, AgencyId, Identifier, Part, PlaceId
from simulator.scenario.schema.mechanisms.base import Arrangement
from simulator.scenario.units import Duration, Probability, Weight


class ListedTrait(Part):
    """What is different where the subject behind a case has a trait."""

    match: Probability
    """Chance that such a case with a lookout on it is recognised."""


class ScreeningFeed(Arrangement):
    """Passenger or cargo data that are compared with lists before what they announce arrives."""

    kind: Literal["screening_feed"]
    """Data compared with lists."""
    members: Annotated[tuple[AgencyId, ...], Field(min_length=1)]
    """The agencies that receive the data (at least one), each for its own jurisdiction."""
    at: tuple[PlaceId, ...] = ()
    """The places about which data are received; each is screened by the member responsible there."""
    on_legs: tuple[tuple[PlaceId, PlaceId], ...] = ()
    """The legs about which data are received, as [FROM, TO]; screened by the member responsible for TO."""
    ahead: Annotated[Duration, Field(gt=0)] | None = None
    """How long before an arrival the data come; they come with it where this is left out."""
    consults: tuple[AgencyId, ...] = ()
    """Agencies and registries whose lookouts are compared, besides those of the member."""
    threats: tuple[Threat, ...] | None = None
    """Which threats it is for; all where it is left out."""
    match: Probability
    """Chance that a case with a lookout on it is recognised."""
    if_trait: dict[Identifier, ListedTrait] = Field(default={})
    """What is different for subjects with a trait; of several traits the first listed here counts."""
    seize: Probability
    """Share of those recognised that are stopped on arrival."""
    evidence: Weight
    """Weight of the item that a hit makes."""
    about: About
    """Whether that item speaks of the case, of its subject or of its cell."""
    report_delay: DurationDist
    """From a hit until the member has the item."""
    traffic: Frequency | None = None
    """Legitimate records that are compared too, at each place and leg."""
    false_alarm: Probability
    """Chance that one of these is taken for a listed one."""

    @model_validator(mode="after")
    def _screens_something(self) -> Self:
        if not self.at and not self.on_legs:
            message = "name places (at) or legs (on_legs)"
            raise ValueError(message)
        return self
