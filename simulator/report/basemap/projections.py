"""Equal-area projections of a sphere of radius 1, and which of them suits an extent.

Formulas: J. P. Snyder, "Map projections - a working manual" (US Geological Survey Professional Paper 1395, 1987);
Equal Earth: B. Savric, T. Patterson and B. Jenny, "The Equal Earth map projection" (International Journal of
Geographical Information Science 33, 2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt
from typing import Final, Protocol

import numpy as np

from simulator.report.basemap.areas import Points

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M: Final = sqrt(3) / 2
_LEAST_SPAN: Final = 6.0
_LEAST_CONE: Final = 0.2
_POLAR: Final = 76.0
_NEAR_POLAR: Final = 50.0
_WIDE: Final = 140.0
_HALF_GLOBE: Final = 75.0


class Projection(Protocol):
    """From degrees to the plane and back. Longitudes are those within 180 degrees of `centre`."""

    @property
    def centre(self) -> float:
        """The longitude in the middle, in degrees."""

    def forward(self, points: Points) -> Points:
        """Degrees to x and y; shape (n, 2). Longitudes must lie within 180 of the centre."""

    def inverse(self, points: Points) -> Points:
        """The reverse; NaN where the plane shows nothing."""


@dataclass(frozen=True, slots=True)
class Albers:
    """Albers' equal-area conic: true along two parallels of the same hemisphere."""

    centre: float
    south: float
    north: float

    @property
    def _cone(self) -> tuple[float, float]:
        low, high = sin(radians(self.south)), sin(radians(self.north))
        return (low + high) / 2, 1 + low * high

    def forward(self, points: Points) -> Points:
        """Degrees to x and y."""
        n, c = self._cone
        rho = np.sqrt(np.maximum(c - 2 * n * np.sin(np.radians(points[:, 1])), 0)) / n
        theta = n * np.radians(points[:, 0] - self.centre)
        return np.column_stack((rho * np.sin(theta), -rho * np.cos(theta)))

    def inverse(self, points: Points) -> Points:
        """X and y to degrees."""
        n, c = self._cone
        x, y = points.T * (1 if n > 0 else -1)
        theta = np.arctan2(x, -y) / n
        with np.errstate(invalid="ignore"):
            lat = np.arcsin((c - (x * x + y * y) * n * n) / (2 * n))
        lat[np.abs(theta) > pi] = np.nan
        return np.column_stack((self.centre + np.degrees(theta), np.degrees(lat)))


@dataclass(frozen=True, slots=True)
class Azimuthal:
    """Lambert's azimuthal equal-area projection: true at its centre."""

    centre: float
    middle: float

    def forward(self, points: Points) -> Points:
        """Degrees to x and y."""
        lon, lat = np.radians(points[:, 0] - self.centre), np.radians(points[:, 1])
        s, c = sin(radians(self.middle)), cos(radians(self.middle))
        near = 1 + s * np.sin(lat) + c * np.cos(lat) * np.cos(lon)
        k = np.sqrt(2 / np.maximum(near, 1e-12))
        return np.column_stack(
            (k * np.cos(lat) * np.sin(lon), k * (c * np.sin(lat) - s * np.cos(lat) * np.cos(lon)))
        )

    def inverse(self, points: Points) -> Points:
        """X and y to degrees."""
        x, y = points.T
        s, c = sin(radians(self.middle)), cos(radians(self.middle))
        rho = np.hypot(x, y)
        with np.errstate(invalid="ignore"):
            angle = 2 * np.arcsin(rho / 2)
        sine, cosine = np.sin(angle), np.cos(angle)
        share = np.divide(y, rho, out=np.zeros_like(y), where=rho > 0)
        lat = np.arcsin(np.clip(cosine * s + share * sine * c, -1, 1))
        lon = np.arctan2(x * sine, rho * c * cosine - y * s * sine)
        return np.column_stack((self.centre + np.degrees(lon), np.degrees(lat)))


@dataclass(frozen=True, slots=True)
class EqualEarth:
    """The whole world."""

    centre: float

    def forward(self, points: Points) -> Points:
        """Degrees to x and y."""
        theta = np.arcsin(_M * np.sin(np.radians(points[:, 1])))
        t2 = theta * theta
        x = np.radians(points[:, 0] - self.centre) * np.cos(theta) / (_M * _slope(t2))
        return np.column_stack((x, theta * (_A1 + t2 * (_A2 + t2 * t2 * (_A3 + t2 * _A4)))))

    def inverse(self, points: Points) -> Points:
        """X and y to degrees."""
        x, y = points.T
        theta = y.copy()
        for _ in range(12):  # Newton; far more steps than double precision needs
            t2 = theta * theta
            theta -= (theta * (_A1 + t2 * (_A2 + t2 * t2 * (_A3 + t2 * _A4))) - y) / _slope(t2)
        with np.errstate(invalid="ignore"):
            lat = np.degrees(np.arcsin(np.sin(theta) / _M))
        lat[np.abs(theta) > pi / 3] = np.nan
        lon = _M * x * _slope(theta * theta) / np.cos(theta)
        lon[np.abs(lon) > pi] = np.nan
        return np.column_stack((self.centre + np.degrees(lon), lat))


def _slope(t2: Points) -> Points:
    slope: Points = _A1 + t2 * (3 * _A2 + t2 * t2 * (7 * _A3 + 9 * t2 * _A4))
    return slope


def projection_for(points: Points) -> Projection:
    """The projection that distorts an extent least, of those that show areas as they are.

    A cone for most; a plane through the middle where a cone would be nearly a cylinder (at the equator), nearly
    flat (at a pole) or too wide; the whole world where places lie all around it.

    Args:
        points: What is to be shown, longitudes and latitudes in degrees, at least one.
    """
    centre, width = _middle_longitude(points[:, 0])
    low, high = float(points[:, 1].min()), float(points[:, 1].max())
    span = max(high - low, _LEAST_SPAN)
    middle = (low + high) / 2
    south, north = middle - span / 3, middle + span / 3
    cone = (sin(radians(south)) + sin(radians(north))) / 2
    if width <= _WIDE and abs(cone) >= _LEAST_CONE and max(abs(low), abs(high)) < _POLAR:
        return Albers(centre, south, north)
    lon, lat, radius = _cap(points)
    polar = float(np.abs(points[:, 1]).min()) >= _NEAR_POLAR
    if radius > _HALF_GLOBE or (width > _WIDE and not polar):
        return EqualEarth(centre)
    return Azimuthal(lon, lat)


def _middle_longitude(lon: Points) -> tuple[float, float]:
    """The middle of the shortest stretch that holds all longitudes, and its width."""
    around = np.sort(np.mod(lon, 360.0))
    gaps = np.diff(np.append(around, around[0] + 360.0))
    widest = int(gaps.argmax())
    width = 360.0 - float(gaps[widest])
    start = float(around[(widest + 1) % around.size])
    return (start + width / 2 + 180.0) % 360.0 - 180.0, width


def _cap(points: Points) -> tuple[float, float, float]:
    """Longitude and latitude of the mean direction, and the angle to the farthest point, in degrees."""
    lon, lat = np.radians(points.T)
    unit = np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))
    # The middle of the box around them: many places at one end do not pull it there.
    x, y, z = ((unit.min(axis=0) + unit.max(axis=0)) / 2).tolist()
    length = sqrt(x * x + y * y + z * z)
    if length < 1e-6:
        return 0.0, 0.0, 180.0
    farthest = np.arccos(np.clip(unit @ np.array((x, y, z)) / length, -1, 1)).max()
    return (
        degrees(atan2(y, x)),
        degrees(asin(z / length) if hypot(x, y) > 1e-9 else pi / 2 * np.sign(z)),
        degrees(farthest),
    )
