"""A centre that gathers, analyses and passes on."""

from __future__ import annotations

from typing import Literal

from simulator.scenario.distributions import DurationDist
from simulator.scenario.hours import Hours
from simulator.scenario.schema.actors import Analysts, Frequency, LinkTerms, WithAnalysts
from simulator.scenario.schema.base import LatLon
from simulator.scenario.schema.mechanisms.base import Arrangement


class Hub(WithAnalysts, Arrangement, LinkTerms):
    """A centre with analysts of its own. Its terms are those on which members pass items to it."""

    kind: Literal["hub"]
    """A centre with analysts."""
    lat_lon: LatLon | None = None
    """Latitude and longitude of its seat in degrees, only to draw it; where left out it is drawn amid its
    members."""
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
