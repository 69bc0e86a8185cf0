"""Places, legs, agencies and links on one piece of ground: the whole map, or a part of it drawn larger."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.report.basemap import Area, Basemap, Outline, View
from simulator.report.figures.corridor import marks
from simulator.report.figures.corridor.labels import Box, apart, beside
from simulator.report.figures.corridor.network import Seat, Tie
from simulator.report.figures.corridor.traffic import Traffic

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LAND: Final = "#F3EEE3"
WATER: Final = "#E6EDF4"
BORDER: Final = "#B8B1A2"
_LEAST_GAP: Final = 9.0
_OFF: Final = 34.0
_BEYOND: Final = 0.65
_BENDS: Final = (0.16, -0.16)
RARE: Final = 0.02
"""Less than this share of the interdictions gets no mark."""


@dataclass(frozen=True, eq=False)
class Matter:
    """What is drawn, wherever it is drawn.

    Attributes:
        traffic: Flows and where they are stopped.
        seats: Agencies.
        ties: Who tells whom.
        spots: Longitude and latitude of the places that are drawn, then of the seats, shape (n, 2).
        places: Numbers of those places.
        floating: Which nodes have no coordinates of their own, and are drawn a little off.
        scale: Points of width for one unit of the flows.
    """

    traffic: Traffic
    seats: Sequence[Seat]
    ties: Sequence[Tie]
    spots: Floats
    places: Sequence[int]
    floating: Collection[int]
    scale: float


@dataclass(frozen=True, slots=True)
class Stop:
    """The mark of interdictions at a position."""

    position: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, eq=False)
class Scene:
    """A piece of ground on the canvas, with all marks in their place.

    Attributes:
        matter: What is drawn.
        view: Which piece of ground, and where.
        nodes: Where places and seats are drawn, shape (n, 2), kept apart.
    """

    matter: Matter
    view: View
    nodes: Floats

    @classmethod
    def of(cls, matter: Matter, view: View) -> Scene:
        """Put the marks where they belong, and those that would touch a little apart."""
        count = len(matter.places)
        anchors = _afloat(view.place(matter.spots), sorted(matter.floating))
        ends = matter.traffic.ends
        radii = [7.0 if place in ends else _LEAST_GAP / 2 for place in matter.places] + [
            marks.seat_radius(len(seat.agencies), shared=seat.shared) + 2 for seat in matter.seats
        ]
        weights = [6.0] * count + [1.0] * len(matter.seats)
        return cls(matter, view, apart(anchors, radii, weights))

    @property
    def box(self) -> Box:
        """Its part of the canvas."""
        return self.view.canvas

    def holds(self, node: int) -> bool:
        """Whether a node lies in its part of the canvas."""
        (x, y), (x0, y0, x1, y1) = self.nodes[node], self.box
        return bool(x0 < x < x1 and y0 < y < y1)

    def radius(self, node: int) -> float:
        """How much room the mark of a node takes around its middle."""
        first = len(self.matter.places)
        if node < first:
            return marks.PLACE
        seat = self.matter.seats[node - first]
        return marks.seat_radius(len(seat.agencies), shared=seat.shared)

    def ties(self, elsewhere: Collection[int] = ()) -> list[int]:
        """Numbers of the ties to draw: all but those among nodes that are drawn elsewhere."""
        first = len(self.matter.places)
        return [
            number
            for number, one in enumerate(self.matter.ties)
            if not all(first + end in elsewhere for end in one.ends)
        ]

    def stops(self, elsewhere: Collection[int] = ()) -> Iterator[Stop]:
        """Where cases are stopped, the most often first; what is rare is left out."""
        traffic = self.matter.traffic
        number = {place: i for i, place in enumerate(self.matter.places)}
        most, all_of_them = float(traffic.stops.max()), float(traffic.stops.sum())
        x0, y0, x1, y1 = self.box
        for position in np.argsort(-traffic.stops, kind="stable").tolist():
            count = float(traffic.stops[position])
            if count <= 0 or count < RARE * all_of_them:
                return
            radius = marks.stop_radius(count, most)
            if position < len(traffic.plan.places):
                node = number.get(position)
                if node is None or node in elsewhere:
                    continue
                x, y = self.nodes[node].tolist()
                if position in traffic.ends:
                    x, y = x + 0.8 * radius + 2, y + 0.8 * radius + 2
            else:
                leg = traffic.plan.legs[position - len(traffic.plan.places)]
                line = self.leg_line(leg.index)
                if line is None or {number[leg.origin], number[leg.destination]} <= set(elsewhere):
                    continue
                # Those at the end of a leg are responsible for it.
                abroad = (
                    traffic.plan.places[leg.origin].jurisdiction
                    != traffic.plan.places[leg.destination].jurisdiction
                )
                x, y = (line[0] + (_BEYOND if abroad else 0.5) * (line[1] - line[0])).tolist()
            if x0 < x < x1 and y0 < y < y1:
                yield Stop(position, x, y, radius)

    def leg_line(self, leg: int) -> Floats | None:
        """A leg from the edge of one mark to that of the next; None if an end is not drawn."""
        plan = self.matter.traffic.plan
        number = {place: i for i, place in enumerate(self.matter.places)}
        ends = [number.get(place) for place in (plan.legs[leg].origin, plan.legs[leg].destination)]
        if None in ends:
            return None
        line = self.nodes[[one for one in ends if one is not None]]
        length = float(np.hypot(*(line[1] - line[0])))
        trim = min(marks.PLACE + 1.0, 0.25 * length)
        return marks.shortened(line, trim, trim)

    def tie_line(self, number: int) -> Floats:
        """A curve between two seats, to one side for every second one."""
        one = self.matter.ties[number]
        first = len(self.matter.places)
        a, b = (self.nodes[first + end] for end in one.ends)
        return marks.curve(a, b, _BENDS[number % len(_BENDS)])


def _afloat(anchors: Floats, floating: Sequence[int]) -> Floats:
    """Move nodes without coordinates outwards from the middle, those at one point in different directions."""
    moved = anchors.copy()
    middle = anchors.mean(axis=0)
    for i in floating:
        company = [k for k in floating if np.hypot(*(anchors[k] - anchors[i])) < _OFF]
        way = anchors[i] - middle
        angle = np.arctan2(way[1], way[0]) + 0.9 * (company.index(i) - (len(company) - 1) / 2)
        moved[i] = anchors[i] + _OFF * np.array((np.cos(angle), np.sin(angle)))
    return moved


def draw_ground(
    axes: Axes, view: View, ground: Basemap | None, clip: Any
) -> list[tuple[Area, list[list[Outline]]]]:
    """Fill a piece of ground with land and borders; what of each area is seen."""
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    colour = LAND if ground is None else WATER
    axes.add_patch(marks.rectangle(axes, view.canvas, facecolor=colour, edgecolor="none", zorder=0))
    if ground is None:
        return []
    seen = list(view.outlines(ground))
    polygons = [rings for _, those in seen for rings in those]
    fill = [
        Path.make_compound_path(
            *(Path(_turned(ring.filled, hole=i > 0), closed=True) for i, ring in enumerate(rings))
        )
        for rings in polygons
    ]
    lines = [Path(line) for rings in polygons for ring in rings for line in ring.lines]
    styles: tuple[tuple[list[Any], dict[str, Any]], ...] = (
        (fill, {"facecolor": LAND, "edgecolor": LAND, "linewidth": 0.4}),
        (lines, {"facecolor": "none", "edgecolor": BORDER, "linewidth": 0.8}),
    )
    for paths, style in styles:
        collection = PathCollection(paths, zorder=1, **style)
        axes.add_collection(collection, autolim=False)
        collection.set_clip_path(clip)
    return seen


def draw_scene(axes: Axes, scene: Scene, clip: Any, elsewhere: Collection[int] = ()) -> None:
    """Draw legs, links and marks.

    Args:
        axes: Where.
        scene: What.
        clip: What cuts lines.
        elsewhere: Nodes that are drawn once more: what stops cases there, and links among them, are drawn there alone.
    """
    matter, traffic = scene.matter, scene.matter.traffic
    plan, count = traffic.plan, len(matter.places)
    looks = [strand.look for strand in traffic.strands]
    for leg in plan.legs:
        line, widths = scene.leg_line(leg.index), leg_widths(matter, leg.index)
        if line is not None and sum(widths) > 0:
            both = leg_between(traffic, leg.destination, leg.origin)
            shifted = beside(line, -sum(widths) / 2 - 1.0) if both else line
            marks.arrow(axes, shifted, looks, widths, clip)
    most = max((one.delivered for one in matter.ties), default=0.0) or 1.0
    for number in scene.ties(elsewhere):
        one = matter.ties[number]
        line = scene.tie_line(number)
        marks.tie(axes, line, one.delivered / most, works=one.works, used=one.used, clip=clip)
    for i, place in enumerate(matter.places):
        if scene.holds(i):
            x, y = scene.nodes[i].tolist()
            marks.place_mark(axes, x, y, plan.places[place].kind, end=traffic.ends.get(place, ""))
    for i, seat in enumerate(matter.seats, count):
        if scene.holds(i):
            x, y = scene.nodes[i].tolist()
            marks.seat_mark(axes, x, y, shared=seat.shared, count=len(seat.agencies))
    for stop in scene.stops(elsewhere):
        marks.stop_mark(axes, stop.x, stop.y, stop.radius)


def leg_widths(matter: Matter, leg: int) -> list[float]:
    """Width of each strand on a leg in points, in proportion to what sets out on it, but never too thin to see."""
    return [
        max(marks.THINNEST, matter.scale * amount) if amount > 0 else 0.0
        for amount in matter.traffic.departures[:, leg].tolist()
    ]


def leg_between(traffic: Traffic, origin: int, destination: int) -> bool:
    """Whether anything moves on a leg from one place to another."""
    return any(
        leg.origin == origin and leg.destination == destination and traffic.departures[:, leg.index].any()
        for leg in traffic.plan.legs
    )


def _turned(ring: Floats, *, hole: bool) -> Floats:
    """The ring, outlines one way and holes the other, so that holes are not filled."""
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    clockwise = float((x0 * y1 - x1 * y0).sum()) < 0
    return ring if clockwise == hole else ring[::-1]
