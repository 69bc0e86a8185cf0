"""A database that controls search."""

from __future__ import annotations

from typing import Literal

from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.actors import LinkTerms
from simulator.scenario.schema.base import AgencyId, ControlId, LatLon
from simulator.scenario.schema.mechanisms.base import Arrangement
from simulator.scenario.units import Weight


class Registry(Arrangement, LinkTerms):
    """A shared database that members' controls consult. Its terms are those on which members contribute."""

    kind: Literal["registry"]
    """A shared database."""
    lat_lon: LatLon | None = None
    """Latitude and longitude of its seat in degrees, only to draw it; where left out it is drawn amid its
    members."""
    lookout_at: Weight
    """Belief at which an entry raises a flag at the controls that consult it."""
    lookout_delay: DurationDist
    """From an entry to its being found by a search."""
    contributors: tuple[AgencyId, ...] | None = None
    """The members that contribute; all where it is left out."""
    consulted_at: tuple[ControlId, ...] | None = None
    """The controls that consult it; all controls of its members that look once, where it is left out."""
