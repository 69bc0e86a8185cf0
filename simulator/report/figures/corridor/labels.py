"""Labels that keep clear of each other, of marks and of the edge; lines are crossed only where there is no choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from simulator.analysis.columns import Floats

Box = tuple[float, float, float, float]
"""Least x and y, greatest x and y."""
_DIRECTIONS: Final = (
    (1.0, 0.0, 0.0, 0.0), (-1.0, 0.0, 0.0, 0.6), (0.0, 1.0, 0.0, 1.0), (0.0, -1.0, 0.0, 1.0),
    (1.0, 1.0, 0.0, 0.8), (1.0, -1.0, 0.0, 0.8), (-1.0, 1.0, 0.0, 1.2), (-1.0, -1.0, 0.0, 1.2),
    (0.0, 1.0, 0.35, 1.3), (0.0, 1.0, -0.35, 1.5), (0.0, -1.0, 0.35, 1.3), (0.0, -1.0, -0.35, 1.5),
    (1.0, 0.0, 0.35, 1.3), (1.0, 0.0, -0.35, 1.3), (-1.0, 0.0, 0.35, 1.6), (-1.0, 0.0, -0.35, 1.6),
)  # fmt: skip
"""Which way a label lies from its mark, how far it is slid along it, and how much less that is liked."""
_STEPS: Final = (0.0, 5.0, 12.0, 22.0, 36.0, 54.0)
_FAR: Final = 9.0
"""From this distance on a line leads from the label to its mark."""
_GAP: Final = 2.0
_NEAR: Final = 3.0
_PER_LINE_POINT: Final = 0.9
_PER_CROSSING: Final = 20.0
_STEP: Final = 4.0
"""Between points along a line that labels had better not cover."""


@dataclass(frozen=True, slots=True)
class Label:
    """What is to be written at a mark: its middle and radius, the size of the text, all in points."""

    x: float
    y: float
    radius: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label goes: its box, where a line from its mark ends, if it needs one, and whether it covers lines."""

    box: Box
    leader: tuple[float, float] | None
    over_lines: bool


@dataclass
class Ground:
    """What is already drawn.

    Attributes:
        bounds: Labels stay within.
        taken: Boxes that nothing may overlap.
        lines: Points along lines that labels had better not cover.
    """

    bounds: Box
    taken: list[Box] = field(default_factory=list)
    lines: Floats = field(default_factory=lambda: np.zeros((0, 2)))
    _written: list[Box] = field(default_factory=list)

    def mark(self, x: float, y: float, radius: float) -> None:
        """Keep clear of a mark."""
        self.taken.append((x - radius, y - radius, x + radius, y + radius))

    def line(self, points: Floats) -> None:
        """Rather not cover a line, given by points at most a few points apart."""
        self.lines = np.concatenate((self.lines, points))

    def band(self, line: Floats, width: float) -> None:
        """Rather not cover a line of some width, in points."""
        for side in (0.0,) if width < _STEP else (-width / 2, width / 2):
            self.line(points_along(beside(line, side)))

    def place(self, label: Label, reach: float = _STEPS[-1]) -> Spot | None:
        """Find the best room for a label and take it; None where there is none within reach of its mark."""
        best: tuple[float, Spot] | None = None
        for step in (one for one in _STEPS if one <= reach):
            for dx, dy, slide, dislike in _DIRECTIONS:
                box = _box(label, (dx, dy), slide, label.radius + _GAP + step)
                if not self._free(box):
                    continue
                cost = dislike + 0.25 * step + _PER_LINE_POINT * self._covered(box)
                leader = _nearest(box, label.x, label.y) if step >= _FAR else None
                if leader is not None:
                    cost += _PER_CROSSING * self._crossed(label, leader)
                if best is None or cost < best[0]:
                    best = cost, Spot(box, leader, self._covered(_grown(box)) > 0)
        if best is None:
            return None
        spot = best[1]
        self.taken.append(spot.box)
        self._written.append(spot.box)
        if spot.leader is not None:
            self.line(points_along(np.array(((label.x, label.y), spot.leader))))
        return spot

    def _crossed(self, label: Label, end: tuple[float, float]) -> int:
        """How many labels a line to a mark would cross."""
        x, y = points_along(np.array(((label.x, label.y), end))).T
        boxes = ((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3]) for box in self._written)
        return sum(bool(inside.any()) for inside in boxes)

    def centred(self, x: float, y: float, width: float, height: float) -> Box | None:
        """Take the room around a point; None where it is not free or would cover lines."""
        box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        if not self._free(box) or self._covered(box) > 0:
            return None
        self.taken.append(box)
        return box

    def _free(self, box: Box) -> bool:
        low_x, low_y, high_x, high_y = self.bounds
        if box[0] < low_x or box[1] < low_y or box[2] > high_x or box[3] > high_y:
            return False
        return not any(overlap(box, other) for other in self.taken)

    def _covered(self, box: Box) -> float:
        """How many points of lines a label would cover."""
        if len(self.lines) == 0:
            return 0.0
        x, y = self.lines.T
        return float(np.count_nonzero((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])))


def _grown(box: Box) -> Box:
    return box[0] - _NEAR, box[1] - _NEAR, box[2] + _NEAR, box[3] + _NEAR


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes have an area in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def points_along(points: Floats, step: float = _STEP) -> Floats:
    """Points along a polyline, a step apart."""
    parts = [points[:1]]
    for a, b in pairwise(points):
        count = max(1, int(np.hypot(*(b - a)) / step))
        parts.append(a + (b - a) * (np.arange(1, count + 1) / count)[:, None])
    return np.concatenate(parts)


def apart(points: Floats, radii: Sequence[float], weights: Sequence[float], rounds: int = 120) -> Floats:
    """Move marks that lie too close from each other, each the less the heavier it is.

    Args:
        points: Where they belong, shape (n, 2).
        radii: How much room each needs around it.
        weights: How firmly each keeps its place.
        rounds: How often all pairs are looked at, at most.
    """
    placed = points.copy()
    need = np.add.outer(np.array(radii), np.array(radii))
    mass = np.array(weights)
    order = [(i, j) for i in range(len(placed)) for j in range(i + 1, len(placed))]
    for _ in range(rounds):
        moved = False
        for i, j in order:
            gap = placed[j] - placed[i]
            distance = float(np.hypot(*gap))
            lack = need[i, j] - distance
            if lack <= 0.05:
                continue
            # Marks at one point part in a direction of their own, so that several do not pile up again.
            turn = 2.4 * (i + j)
            way = gap / distance if distance > 1e-6 else np.array((np.cos(turn), np.sin(turn)))
            share = mass[j] / (mass[i] + mass[j])
            placed[i] -= way * lack * share
            placed[j] += way * lack * (1 - share)
            moved = True
        if not moved:
            break
    return placed


def _box(label: Label, way: tuple[float, float], slide: float, distance: float) -> Box:
    dx, dy = way
    reach = distance / np.sqrt(2) if dx and dy else distance
    x = label.x + dx * (reach + label.width / 2) + (slide * label.width if dx == 0 else 0.0)
    y = label.y + dy * (reach + label.height / 2) + (slide * label.height if dy == 0 else 0.0)
    return x - label.width / 2, y - label.height / 2, x + label.width / 2, y + label.height / 2


def _nearest(box: Box, x: float, y: float) -> tuple[float, float]:
    return min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])


def beside(points: Floats, distance: float) -> Floats:
    """A polyline shifted to its left."""
    if distance == 0:
        return points
    steps = [(b - a) / max(float(np.hypot(*(b - a))), 1e-9) for a, b in pairwise(points)]
    ways = np.array([steps[0], *((a + b) / 2 for a, b in pairwise(steps)), steps[-1]])
    ways /= np.maximum(np.hypot(*ways.T), 1e-9)[:, None]
    return points + distance * np.column_stack((-ways[:, 1], ways[:, 0]))
