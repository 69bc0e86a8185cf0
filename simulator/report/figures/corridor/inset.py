"""A crowded part of a map drawn once more, larger, where the map has room for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.report.basemap import View
from simulator.report.figures.corridor.labels import Box, overlap

_SIZE: Final = (372.0, 340.0)
"""Of the larger drawing, in points."""
_SHARES: Final = (0.3, 0.36, 0.42, 0.48, 0.54)
"""How large the crowded part is, as a share of its larger drawing."""
_CROWD: Final = 8
_NEAR: Final = 34.0
"""Marks nearer than this on average leave no room for labels."""
_EDGE: Final = 12.0
_MARGIN: Final = (34.0, 22.0)
"""Around the marks in the larger drawing, for their labels."""


@dataclass(frozen=True, slots=True)
class Inset:
    """A part of the canvas, and where it is drawn larger."""

    source: Box
    box: Box

    def view(self, view: View) -> View:
        """The same piece of ground in its larger place."""
        factor = (self.box[2] - self.box[0]) / (self.source[2] - self.source[0])
        shift = (
            self.box[0] + factor * (view.shift[0] - self.source[0]),
            self.box[1] + factor * (view.shift[1] - self.source[1]),
        )
        return View(view.projection, view.scale * factor, shift, self.box)


def inset_for(nodes: Floats, lines: Floats, room: Box) -> Inset | None:
    """What to draw larger, and where; None where nothing is crowded or there is no room.

    Args:
        nodes: Where marks are, shape (n, 2).
        lines: Points along lines.
        room: The part of the canvas that may be covered.
    """
    source = _crowd(nodes)
    if source is None:
        return None
    outside = nodes[~_within(nodes, source)]
    best: tuple[float, Box] | None = None
    for box in _corners(room):
        if overlap(box, _grown(source, 6.0)) or _within(outside, _grown(box, 14.0)).any():
            continue
        cost = float(_within(lines, box).sum()) + 0.02 * _distance(box, source)
        if best is None or cost < best[0]:
            best = cost, box
    return None if best is None else Inset(source, best[1])


def _crowd(nodes: Floats) -> Box | None:
    """The part with the most marks for its size, if they lie too close for labels."""
    best: tuple[float, Box] | None = None
    for share in _SHARES:
        width, height = _SIZE[0] * share, _SIZE[1] * share
        room = (width - 2 * share * _MARGIN[0], height - 2 * share * _MARGIN[1])
        for x, y in nodes:
            box = (x - room[0] / 2, y - room[1] / 2, x + room[0] / 2, y + room[1] / 2)
            inside = nodes[_within(nodes, box)]
            count = len(inside)
            if count < _CROWD or np.sqrt(width * height / count) > _NEAR:
                continue
            value = count / share**0.3
            if best is None or value > best[0] + 1e-9:
                middle = (inside.min(axis=0) + inside.max(axis=0)) / 2
                best = value, _around(middle, width, height)
    return None if best is None else best[1]


def _corners(room: Box) -> list[Box]:
    """Places along the left and right edge, and in the corners first."""
    x0, y0, x1, y1 = room
    width, height = _SIZE
    free = y1 - y0 - height - 2 * _EDGE
    if free < 0:
        return []
    heights = [y0 + _EDGE + part * free for part in (0.0, 1.0, 0.5)]
    return [
        (left, low, left + width, low + height)
        for left in (x0 + _EDGE, x1 - _EDGE - width)
        for low in heights
    ]


def _around(middle: Floats, width: float, height: float) -> Box:
    x, y = middle.tolist()
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _within(points: Floats, box: Box) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    x, y = points.T
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        (x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])
    )
    return inside


def _distance(one: Box, other: Box) -> float:
    return float(
        np.hypot((one[0] + one[2] - other[0] - other[2]) / 2, (one[1] + one[3] - other[1] - other[3]) / 2)
    )
