"""Lanes instead of a map: a strip for each state, places by the stages of the way, agencies at the head."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.report.figures.corridor import marks
from simulator.report.figures.corridor.headline import mean_stopped, sentences, title
from simulator.report.figures.corridor.labels import Ground, Label
from simulator.report.figures.corridor.lanes_layout import Lane, Layout, lay_out
from simulator.report.figures.corridor.naming import loud_stops, write_amount
from simulator.report.figures.corridor.network import Seat, Tie, seats, ties
from simulator.report.figures.corridor.panel import EDGE, PANEL, legend, panel
from simulator.report.figures.corridor.scene import RARE, Stop
from simulator.report.figures.corridor.traffic import Traffic
from simulator.report.figures.picture import Picture
from simulator.report.figures.style import GREY, INK, RULE, SMALL
from simulator.report.figures.texts import plain, width_of, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.report.figures.material import Material

_LEFT: Final = 14.0
_ARCS: Final = 84.0
"""Room for links at the left."""
_HEAD: Final = 168.0
"""Most room for the name of a state and its agencies."""
_ALONE: Final = 500.0
"""The same in a lane without places."""
_LINE: Final = SMALL * 1.2
_TITLES: Final = (24.0, 22.0, 20.0)
_BAND: Final = "#F5F3EC"
_LONGEST: Final = 150.0
_THIN: Final = 5.0
_MARGIN: Final = 44.0
"""Beside the last stage, for amounts."""
_SAME_COLUMN: Final = 1.0
_SHARED: Final = -2
"""The lane of those that belong to no state and have no places."""


def lanes(material: Material) -> Picture | None:
    """Draw the diagram; None where nothing moved."""
    traffic = Traffic.of(material)
    if traffic is None:
        return None
    figure = marks.large_canvas()
    axes = marks.axes_over(figure)
    headline = title(material, traffic)
    top = _headline(axes, headline)
    everyone = seats(material)
    by_lane = _by_lane(traffic, everyone)
    words = _header_words(material, by_lane)
    heights = {
        lane: sum(len(lines) for lines, _ in those) * _LINE + 4 * len(those) for lane, those in words.items()
    }
    right = marks.CANVAS[2] - PANEL
    names = {place: _name(traffic, place) for place in traffic.places}
    widths = {
        place: max(width_of(line, SMALL) for line in lines) * marks.POINT for place, lines in names.items()
    }
    start = _LEFT + _ARCS + _head(words, traffic)
    margin = max(widths.values(), default=0.0) / 2
    layout = lay_out(
        traffic,
        widths,
        heights,
        (start + min(margin, 40), 14, right - 24 - max(_MARGIN, min(margin, 50.0)), top),
    )
    spots = _draw_headers(axes, layout, words, right)
    network = ties(material, everyone)
    _draw_ties(axes, network, spots)
    scale = _scale(traffic, layout)
    _draw_ways(axes, traffic, layout, scale)
    _write_places(axes, traffic, layout, names, (start - 6, right), scale)
    kinds = [traffic.plan.places[place].kind for place in traffic.places]
    panel(axes, material, traffic, legend(traffic, everyone, network, kinds), scale)
    return Picture(
        name="lanes",
        title=headline,
        alt=sentences(material, traffic),
        caption=(
            "A strip for each state, a column for each stage of the way; distances mean nothing. "
            f"Width of arrows: {traffic.unit} that sets out on a leg, mean of {material.basis}. Crosses: where cases "
            "are stopped; their area is the number of interdictions. Blue arcs: links between agencies, thicker where "
            "more arrives."
        ),
        figure=figure,
    )


def _scale(traffic: Traffic, layout: Layout) -> float:
    """Points of width for one unit: legs are thinner where rows lie close."""
    nodes = sorted(layout.nodes.values())
    gaps = [abs(y1 - y0) for (x0, y0), (x1, y1) in pairwise(nodes) if x1 - x0 < _SAME_COLUMN]
    widest = max(_THIN, min(marks.WIDEST, 0.45 * min(gaps, default=marks.WIDEST / 0.45)))
    return widest / float(traffic.departures.sum(axis=0).max())


def _headline(axes: Axes, words: str) -> float:
    room = (marks.CANVAS[2] - PANEL - EDGE - 16) / marks.POINT
    size = next((one for one in _TITLES if len(wrapped(words, room, one, "bold", 3)) <= 2), _TITLES[-1])
    lines = wrapped(words, room, size, "bold", 3)
    top = marks.CANVAS[3] - EDGE + 4
    axes.text(EDGE, top, "\n".join(lines), size=size, weight="bold", va="top", linespacing=1.15)
    return top - len(lines) * size * 1.2 - 12


def _by_lane(traffic: Traffic, everyone: Sequence[Seat]) -> dict[int, list[int]]:
    """Numbers of the seats of each lane; those of no state have one of their own."""
    found: dict[int, list[int]] = {traffic.plan.places[place].jurisdiction: [] for place in traffic.places}
    for i, seat in enumerate(everyone):
        found.setdefault(seat.jurisdiction if seat.jurisdiction >= 0 else _SHARED, []).append(i)
    return found


Words = list[tuple[list[str], tuple[int, Seat] | None]]
"""Lines, and the number and seat of the agency that they name, if they do."""


def _header_words(material: Material, by_lane: dict[int, list[int]]) -> dict[int, Words]:
    """What stands at the head of each lane."""
    states = [one.label for one in material.scenario.jurisdictions]
    everyone = seats(material)
    found: dict[int, Words] = {}
    for lane, numbers in by_lane.items():
        name = states[lane] if lane >= 0 else "Between states" if lane == _SHARED else "No state"
        room = _HEAD - 26 if lane != _SHARED else _ALONE
        head: Words = [(_wrapped(name, "bold", room), None)]
        for i in numbers:
            seat = everyone[i]
            if len(seat.agencies) > 1 and seat.name == name and head[0][1] is None:
                head[0] = (head[0][0], (i, seat))
            else:
                head.append((_wrapped(seat.name, "normal", room), (i, seat)))
        found[lane] = head
    return found


def _wrapped(words: str, weight: str, room: float) -> list[str]:
    return wrapped(plain(words), room / marks.POINT, SMALL, weight, lines=2)


def _head(words: dict[int, Words], traffic: Traffic) -> float:
    """How wide the heads of the lanes with places are."""
    with_places = {traffic.plan.places[place].jurisdiction for place in traffic.places}
    lines = [line for lane in with_places for those, _ in words[lane] for line in those]
    return 26 + max(width_of(line, SMALL, "bold") for line in lines) * marks.POINT


def _draw_headers(
    axes: Axes, layout: Layout, words: dict[int, Words], right: float
) -> dict[int, tuple[float, float]]:
    """Draw strips and their heads; where the mark of each seat is."""
    spots: dict[int, tuple[float, float]] = {}
    x = _LEFT + _ARCS
    for number, lane in enumerate(layout.lanes):
        box = (x - 12, lane.box[1], right - 8, lane.box[3])
        style = {"facecolor": _BAND if number % 2 == 0 else "white", "edgecolor": "none"}
        axes.add_patch(marks.rectangle(axes, box, zorder=0, **style))
        axes.plot((box[0], box[2]), (box[1], box[1]), color=RULE, linewidth=1.0, zorder=1)
        spots |= _draw_header(axes, lane, words[lane.jurisdiction], x)
    return spots


def _draw_header(axes: Axes, lane: Lane, words: Words, x: float) -> dict[int, tuple[float, float]]:
    spots: dict[int, tuple[float, float]] = {}
    height = sum(len(lines) for lines, _ in words) * _LINE + 4 * (len(words) - 1)
    y = (lane.box[1] + lane.box[3] + height) / 2
    for i, (lines, named) in enumerate(words):
        middle = y - len(lines) * _LINE / 2
        if named is not None:
            number, seat = named
            spots[number] = (x, middle)
            marks.seat_mark(axes, x, middle, shared=seat.shared, count=len(seat.agencies))
        axes.text(x + 15, middle, "\n".join(lines), size=SMALL, weight="bold" if i == 0 else "normal", va="center",
                  color=INK if i == 0 or named is not None else GREY, linespacing=marks.LEADING)  # fmt: skip
        y -= len(lines) * _LINE + 4
    return spots


def _draw_ties(axes: Axes, network: Sequence[Tie], spots: dict[int, tuple[float, float]]) -> None:
    """Arcs at the left, the wider the farther apart the ends are."""
    most = max((one.delivered for one in network), default=0.0) or 1.0
    longest = (
        max((abs(spots[a][1] - spots[b][1]) for a, b in (one.ends for one in network)), default=0.0) or 1.0
    )
    for one in network:
        (x, y0), (_, y1) = (spots[end] for end in one.ends)
        reach = _ARCS * (0.22 + 0.72 * abs(y1 - y0) / longest)
        angle = np.linspace(-np.pi / 2, np.pi / 2, 40)
        points = np.column_stack(
            (x - 6 - (reach - 6) * np.cos(angle), (y0 + y1) / 2 + (y1 - y0) / 2 * np.sin(angle))
        )
        marks.tie(axes, points, one.delivered / most, works=one.works, used=one.used)


def _way(traffic: Traffic, layout: Layout, leg: int) -> Floats:
    """A leg as a curve that leaves and arrives level, above what lies between its ends in one row."""
    plan = traffic.plan
    start, end = (
        np.array(layout.nodes[place]) for place in (plan.legs[leg].origin, plan.legs[leg].destination)
    )
    gap = end[0] - start[0]
    pull = max(0.45 * abs(gap), 26.0) * (1 if gap >= 0 else -1)
    between = [
        node for place, node in layout.nodes.items()
        if min(start[0], end[0]) + 4 < node[0] < max(start[0], end[0]) - 4 and abs(node[1] - start[1]) < 10
    ]  # fmt: skip
    lift = 22.0 if between and abs(start[1] - end[1]) < 10 else 0.0
    controls = (start, start + np.array((pull, lift)), end + np.array((-pull, lift)), end)
    t = np.linspace(0, 1, 36)[:, None]
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    curve = np.sum([weight * point for weight, point in zip(weights, controls, strict=True)], axis=0)
    trim = marks.PLACE + 1.5
    return marks.shortened(curve, trim, trim)


def _draw_ways(axes: Axes, traffic: Traffic, layout: Layout, scale: float) -> None:
    clip = marks.rectangle(axes, marks.CANVAS)
    looks = [strand.look for strand in traffic.strands]
    for leg in traffic.plan.legs:
        amounts = traffic.departures[:, leg.index].tolist()
        widths = [max(marks.THINNEST, scale * amount) if amount > 0 else 0.0 for amount in amounts]
        if sum(widths) > 0:
            marks.arrow(axes, _way(traffic, layout, leg.index), looks, widths, clip)
    for place, (x, y) in layout.nodes.items():
        marks.place_mark(axes, x, y, traffic.plan.places[place].kind, end=traffic.ends.get(place, ""))
    for stop in _stops(traffic, layout):
        marks.stop_mark(axes, stop.x, stop.y, stop.radius)


def _stops(traffic: Traffic, layout: Layout) -> list[Stop]:
    """Marks where cases are stopped, the most often first; what is rare is left out."""
    most, every = float(traffic.stops.max()), float(traffic.stops.sum())
    found = []
    for position in np.argsort(-traffic.stops, kind="stable").tolist():
        count = float(traffic.stops[position])
        if count <= 0 or count < RARE * every:
            break
        radius = marks.stop_radius(count, most)
        if position < len(traffic.plan.places):
            x, y = layout.nodes[position]
            x, y = (x + radius + 3, y + 0.8 * radius + 2) if position in traffic.ends else (x, y)
        else:
            x, y = on_the_way(traffic, layout, position - len(traffic.plan.places))
        found.append(Stop(position, x, y, radius))
    return found


def on_the_way(traffic: Traffic, layout: Layout, leg: int) -> tuple[float, float]:
    """A point on a leg: its middle, or where it has entered the lane of those who are responsible for it."""
    line = _way(traffic, layout, leg)
    end = traffic.plan.places[traffic.plan.legs[leg].destination].jurisdiction
    low, high = next((lane.box[1], lane.box[3]) for lane in layout.lanes if lane.jurisdiction == end)
    own = line[(line[:, 1] > low + 4) & (line[:, 1] < high - 4)]
    at = own[len(own) // 5] if 2 < len(own) < len(line) else line[len(line) // 2]
    x, y = at.tolist()
    return x, y


def _name(traffic: Traffic, place: int) -> list[str]:
    return wrapped(plain(traffic.plan.places[place].name), _LONGEST / marks.POINT, SMALL, lines=2)


def _write_places(
    axes: Axes,
    traffic: Traffic,
    layout: Layout,
    names: dict[int, list[str]],
    sides: tuple[float, float],
    scale: float,
) -> None:
    ground = Ground((sides[0], 10, sides[1] - 4, layout.lanes[0].box[3] - 2))
    stops = {stop.position: stop for stop in _stops(traffic, layout)}
    for x, y in layout.nodes.values():
        ground.mark(x, y, marks.PLACE)
    for stop in stops.values():
        ground.mark(stop.x, stop.y, 0.85 * stop.radius)
    for leg in traffic.plan.legs:
        if traffic.departures[:, leg.index].any():
            wide = scale * float(traffic.departures[:, leg.index].sum())
            ground.band(_way(traffic, layout, leg.index), wide)
    loud = loud_stops(traffic)
    order = [
        *(position for position in loud if position in layout.nodes),
        *(place for place in layout.nodes if place in traffic.ends),
        *sorted(layout.nodes, key=lambda place: -float(traffic.through[place])),
    ]
    for place in dict.fromkeys(order):
        more = f"{mean_stopped(traffic, place)} stopped" if place in loud else ""
        lines = [*names[place], *([more] if more else [])]
        width = max(width_of(line, SMALL) for line in lines) * marks.POINT
        radius = max(marks.PLACE, 0.9 * stops[place].radius if place in stops else 0.0)
        x, y = layout.nodes[place]
        spot = ground.place(Label(x, y, radius, width + 3, len(lines) * SMALL * marks.LEADING + 1))
        if spot is None:
            continue
        if spot.leader is not None:
            marks.leader(axes, (x, y), spot.leader)
        marks.text(axes, spot.box, lines, halo="white" if spot.over_lines else "")
    for stop in stops.values():
        if stop.position in loud and stop.position not in layout.nodes:
            write_amount(axes, ground, traffic, stop)
