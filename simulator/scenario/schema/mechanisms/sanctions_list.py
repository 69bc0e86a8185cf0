"""A list of names whose assets are frozen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.actors import LinkTerms
from simulator.scenario.schema.base import About, AgencyId, LatLon, Part, PlaceId
from simulator.scenario.schema.mechanisms.base import Arrangement
from simulator.scenario.units import Duration, Probability, Weight


class Freezing(Part):
    """How what moves under a listed name is stopped at financial places."""

    at: Annotated[tuple[PlaceId, ...], Field(min_length=1)]
    """The places where names are compared with the list, each by the member responsible there."""
    match: Probability
    """Chance that a listed name is recognised."""
    seize: Probability
    """Share of the matches that are frozen for good at once."""
    for_: Annotated[Duration, Field(alias="for", gt=0)]
    """How long the others are held while the match is checked."""
    confirmed_by: AgencyId | None = None
    """Whose belief must reach act_at meanwhile; the member's own where it is left out."""
    evidence: Weight
    """Weight of the item that a match makes."""
    about: About
    """Whether that item speaks of the case, of its subject or of its cell."""
    report_delay: DurationDist
    """From a match until the member has the item."""


class SanctionsList(Arrangement, LinkTerms):
    """A shared list on which names come by agreement of all, and by which assets are frozen."""

    kind: Literal["sanctions_list"]
    """A list of names whose assets are frozen."""
    lat_lon: LatLon | None = None
    """Latitude and longitude of its seat in degrees, only to draw it; where left out it is drawn amid its
    members."""
    clearance: DurationDist
    """How long one member takes to agree to a listing; the slowest of them decides."""
    lookout_at: Weight
    """Belief at which a listing raises a flag at the controls that consult the list."""
    lookout_delay: DurationDist
    """From a listing to its being known where names are compared."""
    contributors: tuple[AgencyId, ...] | None = None
    """The members that propose names; all where it is left out."""
    freezing: Freezing
    """Where and how assets are frozen."""
