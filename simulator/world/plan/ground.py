"""Where things happen: places, legs and the routes along them."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.scenario.distributions import Distribution
from simulator.world.departures import Timetable


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A place and the controls at it."""

    index: int
    id: str
    name: str
    kind: str
    jurisdiction: int
    lat_lon: tuple[float, float] | None
    stay: Distribution | None
    looks: tuple[int, ...]
    watches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LegPlan:
    """A leg and the controls on it. `position` numbers it among places and legs."""

    index: int
    position: int
    id: str
    origin: int
    destination: int
    mode: str
    duration: Distribution
    departures: Timetable | None
    cost: float
    looks: tuple[int, ...]
    watches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """A candidate route. `address` identifies it by its places, so that adding another leaves it as it is.

    `positions` alternates places and legs; `evasion` is the chance to pass every control unseen; `share` the
    share of cases that take it before anything has happened.
    """

    address: int
    places: tuple[int, ...]
    legs: tuple[int, ...]
    positions: tuple[int, ...]
    seconds: float
    cost: float
    evasion: float
    share: float
