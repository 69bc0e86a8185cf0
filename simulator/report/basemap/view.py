"""A view of the ground: which part of it is on a canvas, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.report.basemap.areas import POLE, TURN, Area, Basemap, Points, Ring
from simulator.report.basemap.cutting import Box, cut, with_more_points
from simulator.report.basemap.projections import Projection, projection_for

_STEP: Final = 1.0
_EDGE: Final = 12.0
"""How far beyond the canvas outlines are cut, so that the cut itself is never seen."""
_LEAST: Final = 0.015
"""Least half extent of what is shown, in earth radii: 95 km."""
_SAMPLES: Final = 48
_LEAST_CLOSED: Final = 4
_SAME: Final = 1e-9
_GRAIN: Final = 0.25
"""Outlines are rounded to so much of a point: finer is not seen, and makes files large."""


@dataclass(frozen=True, eq=False)
class Outline:
    """A ring on the canvas: what to fill, closed, and the lines to draw, without those where it was cut."""

    filled: Points
    lines: list[Points]


@dataclass(frozen=True)
class View:
    """A part of the ground on a canvas whose unit is the point (1/72 inch).

    Attributes:
        projection: From degrees to the plane.
        scale: Points on the canvas for one unit of the plane.
        shift: Where the origin of the plane lies on the canvas.
        canvas: What of the canvas shows the ground.
    """

    projection: Projection
    scale: float
    shift: tuple[float, float]
    canvas: Box

    @classmethod
    def around(cls, points: Points, canvas: Box, room: Box) -> View:
        """The view that shows all points as large as they go into a part of the canvas.

        Args:
            points: Longitudes and latitudes in degrees, at least one.
            canvas: What of the canvas shows the ground.
            room: The part of it within which the points are to lie.
        """
        projection = projection_for(points)
        flat = projection.forward(_near(points, projection.centre))
        low, high = flat.min(axis=0), flat.max(axis=0)
        middle, size = (low + high) / 2, np.maximum(high - low, 2 * _LEAST)
        scale = float(min((room[2] - room[0]) / size[0], (room[3] - room[1]) / size[1]))
        at = ((room[0] + room[2]) / 2, (room[1] + room[3]) / 2)
        return cls(
            projection,
            scale,
            (at[0] - scale * float(middle[0]), at[1] - scale * float(middle[1])),
            canvas,
        )

    def place(self, points: Points) -> Points:
        """Where points lie on the canvas; longitudes and latitudes in degrees, shape (n, 2)."""
        return self._placed(_near(points, self.projection.centre))

    def outlines(self, ground: Basemap) -> Iterator[tuple[Area, list[list[Outline]]]]:
        """What of each area is seen, if any: its polygons, each an outline and its holes."""
        window = self._window()
        for area in ground.areas:
            seen = [polygon for rings in area.polygons if (polygon := list(self._rings(rings, window)))]
            if seen:
                yield area, seen

    def _rings(self, rings: tuple[Ring, ...], window: Box) -> Iterator[Outline]:
        x0, y0, x1, y1 = self.canvas
        box = (x0 - _EDGE, y0 - _EDGE, x1 + _EDGE, y1 + _EDGE)
        # Short enough for a straight line in degrees to become a curve, and never to leap over the canvas.
        step = min(_STEP, (window[2] - window[0]) / _SAMPLES, (window[3] - window[1]) / _SAMPLES)
        for ring in rings:
            for turns in (0.0,) if ring.goes_round else (-TURN, 0.0, TURN):
                low, high = ring.low[0] + turns, ring.high[0] + turns
                if high < window[0] or low > window[2] or ring.high[1] < window[1] or ring.low[1] > window[3]:
                    continue
                part = cut(ring.points + np.array((turns, 0.0)), window)
                if len(part) < _LEAST_CLOSED:
                    continue
                part = with_more_points(part, step)
                placed = np.round(self._placed(part) / _GRAIN) * _GRAIN
                changes = np.append(True, np.any(np.diff(placed, axis=0) != 0, axis=1))
                placed, part = placed[changes], part[changes]
                filled = cut(placed, box)
                if len(filled) >= _LEAST_CLOSED:
                    yield Outline(filled, _lines(placed, part, window, box))

    def _placed(self, points: Points) -> Points:
        placed: Points = self.projection.forward(points) * self.scale + np.array(self.shift)
        return placed

    def _window(self) -> Box:
        """Degrees that the canvas shows, with some margin; longitudes within 180 of the centre."""
        x0, y0, x1, y1 = self.canvas
        grid = np.stack(
            np.meshgrid(
                np.linspace(x0 - 2 * _EDGE, x1 + 2 * _EDGE, _SAMPLES),
                np.linspace(y0 - 2 * _EDGE, y1 + 2 * _EDGE, _SAMPLES),
            ),
            axis=-1,
        ).reshape(-1, 2)
        seen = self.projection.inverse((grid - np.array(self.shift)) / self.scale)
        beyond = np.isnan(seen).any(axis=1)
        lon, lat = seen[~beyond].T
        centre = self.projection.centre
        lon = lon - TURN * np.round((lon - centre) / TURN)
        margin = 0.05 * max(float(np.ptp(lat)), float(np.ptp(lon)) / 2) + 0.2
        south, north = float(lat.min()) - margin, float(lat.max()) + margin
        west, east = float(lon.min()) - margin, float(lon.max()) + margin
        for pole in (-POLE, POLE):
            x, y = self._placed(np.array([[centre, pole]]))[0]
            if x0 <= x <= x1 and y0 <= y <= y1:
                west, east = centre - 180.0, centre + 180.0
                south, north = min(south, pole), max(north, pole)
        if beyond.any():
            west, south, east, north = centre - 180.0, -90.0, centre + 180.0, 90.0
        return max(west, centre - 180.0), max(south, -90.0), min(east, centre + 180.0), min(north, 90.0)


def _near(points: Points, centre: float) -> Points:
    """The points with longitudes within 180 degrees of the centre."""
    near = points.copy()
    near[:, 0] -= TURN * np.round((near[:, 0] - centre) / TURN)
    return near


def _lines(placed: Points, degrees: Points, window: Box, box: Box) -> list[Points]:
    """The stretches of a ring within a box that were not made by cutting it to a window of degrees."""
    lon, lat = degrees.T
    made = (np.abs(lat[1:]) == POLE) & (np.abs(lat[:-1]) == POLE)
    for limits, values in (((window[0], window[2]), lon), ((window[1], window[3]), lat)):
        for limit in limits:
            on = np.abs(values - limit) < _SAME
            made |= on[1:] & on[:-1]
    x, y = placed.T
    seen = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
    left_out = made | ~(seen[1:] | seen[:-1])
    pieces = np.split(placed, np.flatnonzero(left_out) + 1)
    return [piece for piece in pieces if len(piece) > 1]
