"""The ground: jurisdictions, places and the legs between them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from simulator.scenario.distributions import DurationDist
from simulator.scenario.hours import Days
from simulator.scenario.schema.base import (
    Entity,
    Identifier,
    JurisdictionId,
    LatLon,
    Part,
    PlaceId,
    Status,
    Text,
)
from simulator.scenario.units import Clock, Duration, Money, When


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f'unknown time zone "{value}": write an IANA name such as "Asia/Dushanbe" or "UTC"'
        raise ValueError(message) from error
    return value


Mode = Literal["road", "rail", "air", "sea", "foot", "wire", "network"]
TimeZone = Annotated[str, AfterValidator(_known_zone)]


class Jurisdiction(Entity):
    """A state or legal area."""

    timezone: TimeZone
    """IANA time zone of its offices, such as Asia/Dushanbe."""
    holidays: tuple[date, ...] = ()
    """Days on which its offices are closed."""


class Place(Entity):
    """Where things happen: a city, a border crossing point, an airport, a bank, a network segment."""

    kind: Literal[
        "city", "border_crossing", "green_border", "airport", "seaport", "railway_station", "warehouse", "camp",
        "bank", "booking_system", "network_segment", "online_forum", "other",
    ] = "other"  # fmt: skip
    """What sort of place it is."""
    jurisdiction: JurisdictionId | None = None
    """Whose agencies are responsible here; left out for places that no state covers."""
    lat_lon: LatLon | None = None
    """Latitude and longitude in degrees, for physical places."""
    stay: DurationDist | None = None
    """How long a case remains here before it moves on (or, at its destination, before it is delivered)."""


class Departures(Part):
    """A timetable: what is ready to set out waits for the next departure. Either at, or every."""

    at: tuple[Clock, ...] | None = Field(default=None, min_length=1)
    """Times of day, such as ["06:00", "18:00"]."""
    days: Days = Field(default="daily", validate_default=True)
    """at: days of the week on which there are departures, holidays included."""
    timezone: TimeZone | None = None
    """at: IANA zone of these times; that of the jurisdiction in which the leg starts where left out."""
    every: Duration | None = None
    """Time from one departure to the next."""
    first: When = Field(default="D+0", validate_default=True)
    """every: the first departure; there is none before it, unless it is at the start of the scenario."""

    @model_validator(mode="after")
    def _at_or_every(self) -> Self:
        if (self.at is None) == (self.every is None):
            message = "write either at (times of day) or every (an interval)"
            raise ValueError(message)
        if self.every is not None and round(self.every) < 1:
            message = "every must be at least a second"
            raise ValueError(message)
        return self


class Leg(Part):
    """A directed connection between two places."""

    id: Identifier | None = None
    """Name of the leg; FROM_to_TO where it is left out."""
    from_: PlaceId = Field(alias="from")
    """Where it starts."""
    to: PlaceId
    """Where it ends."""
    mode: Mode
    """How a case moves."""
    duration: DurationDist
    """How long it takes."""
    departures: Departures | None = None
    """When it can be set out on; at any time where left out."""
    cost: Money | None = None
    """What it costs the traffickers; counts in the choice of routes."""
    status: Status | None = None
    """Where its numbers come from, unless a number says otherwise itself."""
    source: Text | None = None
    """The source behind its numbers."""
    note: Text | None = None
    """A remark for people; the engine does not read it."""

    @property
    def key(self) -> str:
        """Identifier of the leg."""
        return self.id or f"{self.from_}_to_{self.to}"

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if self.from_ == self.to:
            message = f'the leg starts and ends at "{self.to}"'
            raise ValueError(message)
        return self
