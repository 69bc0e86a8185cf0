"""Names on a map and in lanes: what is named first, and what is left out where there is no room."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.report.basemap import Area, Outline
from simulator.report.figures.corridor import marks
from simulator.report.figures.corridor.headline import mean_stopped
from simulator.report.figures.corridor.labels import Ground, Label, points_along
from simulator.report.figures.corridor.scene import LAND, Scene, Stop, leg_widths
from simulator.report.figures.corridor.traffic import Traffic
from simulator.report.figures.style import SMALL
from simulator.report.figures.texts import plain, width_of, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COUNTRY: Final = "#8A8578"
_LABEL_WIDTH: Final = 150.0
_NARROW: Final = 100.0
_FAR: Final = 60.0
_NEAR: Final = 24.0
_LOUD: Final = 0.7
_MOST_AMOUNTS: Final = 8


def write_labels(axes: Axes, scene: Scene, ground: Ground, elsewhere: Collection[int] = ()) -> None:
    """Name agencies, ends of flows, places where much is stopped and, while there is room, the others.

    Args:
        axes: Where.
        scene: What is drawn.
        ground: What labels keep clear of; it takes up those that are written.
        elsewhere: Nodes that are drawn once more, and have their labels there.
    """
    matter, traffic = scene.matter, scene.matter.traffic
    plan, count = traffic.plan, len(matter.places)
    for i in range(len(scene.nodes)):
        if scene.holds(i):
            x, y = scene.nodes[i].tolist()
            ground.mark(x, y, scene.radius(i))
    stops = {stop.position: stop for stop in scene.stops(elsewhere)}
    for stop in stops.values():
        ground.mark(stop.x, stop.y, 0.85 * stop.radius)
    for leg in plan.legs:
        line, wide = scene.leg_line(leg.index), sum(leg_widths(matter, leg.index))
        if line is not None and wide > 0:
            ground.band(line, wide)
    for number in scene.ties(elsewhere):
        ground.line(points_along(scene.tie_line(number)))
    loud = loud_stops(traffic)
    places = {place: i for i, place in enumerate(matter.places)}
    first = [
        *(places[position] for position in loud[:2] if position in places),
        *range(count, len(scene.nodes)),
        *(places[place] for place in matter.places if place in traffic.ends),
        *(places[position] for position in loud if position in places),
    ]
    others = sorted(range(count), key=lambda i: -float(traffic.through[matter.places[i]]))
    for i in dict.fromkeys((*first, *others)):
        if not scene.holds(i) or i in elsewhere:
            continue
        x, y = scene.nodes[i].tolist()
        if i >= count:
            name = Name(matter.seats[i - count].name, "", "bold", 3, _FAR)
            _write(axes, ground, (x, y), scene.radius(i), name)
            continue
        place = matter.places[i]
        more = f"{mean_stopped(traffic, place)} stopped" if place in loud else ""
        radius = max(scene.radius(i), 0.9 * stops[place].radius if place in stops else 0.0)
        reach = _FAR if i in first else _NEAR
        _write(axes, ground, (x, y), radius, Name(plan.places[place].name, more, "normal", 2, reach))
    for stop in stops.values():
        if stop.position in loud and stop.position not in places:
            write_amount(axes, ground, traffic, stop)


def write_amount(axes: Axes, ground: Ground, traffic: Traffic, stop: Stop) -> None:
    """Write how much is stopped on a leg, where there is room."""
    said = Name(f"{mean_stopped(traffic, stop.position)} stopped", "", "normal", 1, _NEAR)
    _write(axes, ground, (stop.x, stop.y), 0.9 * stop.radius, said)


def loud_stops(traffic: Traffic) -> list[int]:
    """Positions at which the most is stopped, until they make up most of it: the amounts that are written."""
    means = traffic.stopped.mean(axis=0)
    order = np.argsort(-means, kind="stable")
    so_far = np.cumsum(means[order])
    enough = int(so_far.searchsorted(_LOUD * so_far[-1])) + 1
    return [int(i) for i in order[: min(enough, _MOST_AMOUNTS)] if means[i] > 0]


@dataclass(frozen=True, slots=True)
class Name:
    """What a label says: a name on so many lines at most, more below it, and how far off it may stand."""

    words: str
    more: str
    weight: str
    lines: int
    reach: float


def _write(axes: Axes, ground: Ground, at: tuple[float, float], radius: float, name: Name) -> None:
    """Write a label where there is room, on more and shorter lines if need be."""
    for room, count in ((_LABEL_WIDTH, name.lines), (_NARROW, name.lines + 1)):
        lines = wrapped(plain(name.words), room / marks.POINT, SMALL, name.weight, lines=count)
        lines += [name.more] if name.more else []
        width = max(width_of(line, SMALL, name.weight) for line in lines) * marks.POINT
        height = len(lines) * SMALL * marks.LEADING
        spot = ground.place(Label(*at, radius, width + 3, height + 1), name.reach)
        if spot is not None:
            if spot.leader is not None:
                marks.leader(axes, at, spot.leader)
            marks.text(axes, spot.box, lines, weight=name.weight, halo=LAND if spot.over_lines else "")
            return


def write_countries(
    axes: Axes, scene: Scene, ground: Ground, seen: list[tuple[Area, list[list[Outline]]]]
) -> None:
    """Name countries where there is room in them, the largest first."""
    from matplotlib.path import Path

    candidates = []
    for area, polygons in seen:
        largest = max((rings[0].filled for rings in polygons), key=_size)
        if area.name:
            candidates.append((_size(largest), area.name, largest))
    x0, y0, x1, y1 = scene.box
    for size, name, ring in sorted(candidates, key=lambda one: (-one[0], one[1])):
        words = plain(name).upper()
        width = width_of(words, SMALL) * marks.POINT + 6
        if size < width * SMALL:
            break
        low, high = np.maximum(ring.min(axis=0), (x0, y0)), np.minimum(ring.max(axis=0), (x1, y1))
        grid = np.stack(
            np.meshgrid(np.linspace(low[0], high[0], 28), np.linspace(low[1], high[1], 22)), axis=-1
        )
        points = grid.reshape(-1, 2)
        outline = Path(ring)
        half = np.array((width / 2, 0.0))
        inside = outline.contains_points(points)
        for shift in (-half, half, -half / 2, half / 2):
            inside &= outline.contains_points(points + shift)
        points = points[inside]
        if len(points) == 0:
            continue
        middle = points.mean(axis=0)
        for point in points[np.argsort(np.hypot(*((points - middle) / (1.0, 0.6)).T), kind="stable")]:
            box = ground.centred(float(point[0]), float(point[1]), width, SMALL * marks.LEADING)
            if box is not None:
                marks.text(axes, box, [words], color=_COUNTRY)
                break


def _size(ring: Floats) -> float:
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    return abs(float((x0 * y1 - x1 * y0).sum())) / 2
