"""Areas of the ground: polygons in degrees whose outlines run on over the antimeridian."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Shape (n, 2): longitude and latitude in degrees, or x and y."""
POLE: Final = 90.0
TURN: Final = 360.0
HALF_TURN: Final = 180.0


@dataclass(frozen=True, eq=False)
class Ring:
    """A closed outline.

    Attributes:
        points: Longitudes without jumps, so that they may lie beyond 180.
        low: Least longitude and latitude.
        high: Greatest longitude and latitude.
    """

    points: Points
    low: tuple[float, float]
    high: tuple[float, float]

    @classmethod
    def of(cls, points: Points) -> Ring:
        """The ring of a closed outline as files have it: its last point is its first."""
        lon = _without_jumps(points[:, 0])
        run_on = np.column_stack((lon, points[:, 1]))
        if abs(lon[-1] - lon[0]) > HALF_TURN:
            run_on = _around_a_pole(points)
        low, high = run_on.min(axis=0), run_on.max(axis=0)
        return cls(run_on, (float(low[0]), float(low[1])), (float(high[0]), float(high[1])))

    @property
    def goes_round(self) -> bool:
        """Whether it goes around the earth, so that it need not be shown once more a turn further on."""
        return self.high[0] - self.low[0] > TURN


@dataclass(frozen=True, eq=False)
class Area:
    """A country or another area with a name, which may be empty: polygons, each an outline and its holes."""

    name: str
    polygons: tuple[tuple[Ring, ...], ...]

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a point lies in it."""
        return any(
            _inside(polygon[0], lon, lat) and not any(_inside(hole, lon, lat) for hole in polygon[1:])
            for polygon in self.polygons
        )


@dataclass(frozen=True, eq=False)
class Basemap:
    """Areas, and the line that says where they come from."""

    areas: tuple[Area, ...]
    credit: str


def area_of(name: str, polygons: Sequence[Sequence[Points]]) -> Area:
    """The area of polygons as files have them; rings with less than three corners are left out."""
    kept = [[Ring.of(ring) for ring in polygon if len(ring) > 3] for polygon in polygons]
    return Area(name, tuple(tuple(rings) for rings in kept if rings))


def _without_jumps(lon: Points) -> Points:
    steps = np.diff(lon)
    return lon - TURN * np.concatenate(([0.0], np.cumsum(np.round(steps / TURN))))


def _around_a_pole(points: Points) -> Points:
    """The outline of what lies around a pole, one and a half turns each way, and closed beyond all maps."""
    coast = points[:-1][np.abs(points[:-1, 1]) < POLE - 0.1]
    coast = np.concatenate((coast, coast[:1]))
    lon, lat = _without_jumps(coast[:, 0]), coast[:, 1]
    turn = float(np.copysign(TURN, lon[-1] - lon[0]))
    lon = np.concatenate([lon[:-1] + k * turn for k in (-1, 0, 1)])
    lat = np.tile(lat[:-1], 3)
    pole = float(np.copysign(POLE, lat.mean()))
    middle = TURN * round(float(lon.mean()) / TURN)
    lon = np.concatenate((lon, (lon[-1], lon[0], lon[0]))) - middle
    return np.column_stack((lon, np.concatenate((lat, (pole, pole, lat[0])))))


def _inside(ring: Ring, lon: float, lat: float) -> bool:
    """Whether a ray to the east crosses the outline an odd number of times."""
    middle = (ring.low[0] + ring.high[0]) / 2
    x = lon + TURN * round((middle - lon) / TURN)
    (x0, y0), (x1, y1) = ring.points[:-1].T, ring.points[1:].T
    crosses = (y0 > lat) != (y1 > lat)
    at = x0[crosses] + (lat - y0[crosses]) / (y1[crosses] - y0[crosses]) * (x1[crosses] - x0[crosses])
    return bool(np.count_nonzero(at > x) % 2)
