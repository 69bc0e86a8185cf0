"""The corridor on the map: flows, where they are stopped, agencies and who tells whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.report.basemap import Basemap, View
from simulator.report.figures.corridor import marks
from simulator.report.figures.corridor.headline import sentences, title
from simulator.report.figures.corridor.inset import Inset, inset_for
from simulator.report.figures.corridor.labels import Box, Ground, points_along
from simulator.report.figures.corridor.naming import write_countries, write_labels
from simulator.report.figures.corridor.network import Seat, seats, ties
from simulator.report.figures.corridor.panel import EDGE, PANEL, legend, panel
from simulator.report.figures.corridor.scene import (
    Matter,
    Scene,
    draw_ground,
    draw_scene,
)
from simulator.report.figures.corridor.traffic import Traffic
from simulator.report.figures.picture import Picture
from simulator.report.figures.style import GREY, INK, SMALL
from simulator.report.figures.texts import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.report.figures.material import Material

_MAP: Final[Box] = (0.0, 0.0, marks.CANVAS[2] - PANEL, marks.CANVAS[3])
_TITLES: Final = (24.0, 22.0, 20.0)
PLAIN: Final = "Positions as the scenario gives them, without borders. Exercise data."
NEUTRAL: Final = "Boundaries and names shown do not imply endorsement or acceptance. Exercise data."


def corridor_map(material: Material) -> Picture | None:
    """Draw the map; None where nothing moves or no place has coordinates."""
    traffic = Traffic.of(material)
    if traffic is None:
        return None
    basemap = material.map.ground(material.scenario)
    matter = matter_of(material, traffic)
    figure = marks.large_canvas()
    axes = marks.axes_over(figure)
    ground = Ground((_MAP[0] + 6, _MAP[1] + 4, _MAP[2] - 6, _MAP[3] - 4))
    headline = title(material, traffic)
    top = _headline(axes, headline, ground)
    bottom = _credit(axes, basemap, ground)
    view = View.around(matter.spots, _MAP, (_MAP[0] + 80, bottom + 36, _MAP[2] - 90, top - 30))
    scene = Scene.of(matter, view)
    enlarged = inset_for(scene.nodes, _lines(scene), (_MAP[0], bottom, _MAP[2], top))
    clip = marks.rectangle(axes, _MAP)
    seen = draw_ground(axes, view, basemap, clip)
    elsewhere = (
        _enlarge(figure, axes, scene, enlarged, basemap, ground) if enlarged is not None else frozenset()
    )
    draw_scene(axes, scene, clip, elsewhere)
    write_labels(axes, scene, ground, elsewhere)
    write_countries(axes, scene, ground, seen)
    kinds = [material.plan.places[i].kind for i in matter.places]
    keys = legend(traffic, matter.seats, matter.ties, kinds)
    panel(axes, material, traffic, keys, matter.scale, _absent(matter))
    return Picture(
        name="map",
        title=headline,
        alt=sentences(material, traffic),
        caption=_caption(material, traffic),
        figure=figure,
    )


def matter_of(material: Material, traffic: Traffic) -> Matter:
    """What is drawn and where it lies; what has no coordinates lies amid its neighbours."""
    everyone = seats(material)
    where = located(traffic)
    places = [i for i in traffic.places if i in where]
    known = [seat for seat in everyone if seat.lat_lon is not None]
    spots = [where[i] for i in places] + [_lon_lat(seat) for seat in known]
    scale = marks.WIDEST / float(traffic.departures.sum(axis=0).max())
    floating = [i for i, place in enumerate(places) if traffic.plan.places[place].lat_lon is None]
    return Matter(traffic, known, ties(material, known), np.array(spots), places, floating, scale)


def located(traffic: Traffic) -> dict[int, tuple[float, float]]:
    """Longitude and latitude of places; those without coordinates lie in the middle of their neighbours."""
    plan = traffic.plan
    found = {place.index: place.lat_lon[::-1] for place in plan.places if place.lat_lon is not None}
    neighbours: dict[int, set[int]] = {i: set() for i in traffic.places}
    for leg in plan.legs:
        if traffic.departures[:, leg.index].any():
            neighbours[leg.origin].add(leg.destination)
            neighbours[leg.destination].add(leg.origin)
    missing = [i for i in traffic.places if i not in found]
    while missing:
        reached = {
            i: np.mean([found[k] for k in sorted(neighbours[i]) if k in found], axis=0)
            for i in missing
            if any(k in found for k in neighbours[i])
        }
        if not reached:
            break
        found |= {i: (float(lon), float(lat)) for i, (lon, lat) in reached.items()}
        missing = [i for i in missing if i not in found]
    return found


def _absent(matter: Matter) -> list[int]:
    """The flows that move on none of the legs that are drawn."""
    traffic = matter.traffic
    drawn = [
        leg.index
        for leg in traffic.plan.legs
        if leg.origin in matter.places and leg.destination in matter.places
    ]
    moved = traffic.departures_of_flows[:, drawn].sum(axis=1)
    return [i for strand in traffic.strands for i in strand.flows if moved[i] <= 0]


def _lines(scene: Scene) -> Floats:
    """Points along all legs on which anything moves."""
    lines = [scene.leg_line(leg) for leg in range(len(scene.matter.traffic.plan.legs))]
    used = scene.matter.traffic.departures.sum(axis=0)
    drawn = [
        points_along(line) for line, moved in zip(lines, used, strict=True) if line is not None and moved > 0
    ]
    return np.concatenate(drawn) if drawn else np.zeros((0, 2))


def _enlarge(
    figure: Figure, axes: Axes, scene: Scene, inset: Inset, basemap: Basemap | None, ground: Ground
) -> frozenset[int]:
    """Draw a crowded part larger; the nodes that are in it."""
    nodes = frozenset(i for i, at in enumerate(scene.nodes) if _holds(inset.source, at))
    larger = Scene.of(scene.matter, inset.view(scene.view))
    part = marks.axes_over(figure, inset.box)
    part.set_zorder(axes.get_zorder() + 1)
    clip = marks.rectangle(part, inset.box)
    seen = draw_ground(part, larger.view, basemap, clip)
    draw_scene(part, larger, clip)
    x0, y0, x1, y1 = inset.box
    own = Ground((x0 + 3, y0 + 3, x1 - 3, y1 - 3))
    write_labels(part, larger, own)
    write_countries(part, larger, own, seen)
    style = {"facecolor": "none", "edgecolor": INK, "linewidth": 1.4}
    part.add_patch(marks.rectangle(part, inset.box, zorder=9, **style | {"linewidth": 2.8}))
    axes.add_patch(marks.rectangle(axes, inset.source, zorder=6, **style))
    for k in (1, 3):
        axes.plot((inset.source[0], inset.box[2]) if x1 <= inset.source[0] else (inset.source[2], inset.box[0]),
                  (inset.source[k], inset.box[k]), color=INK, linewidth=0.9, zorder=6)  # fmt: skip
    ground.taken.append(inset.box)
    return nodes


def _holds(box: Box, at: Floats) -> bool:
    return bool(box[0] < at[0] < box[2] and box[1] < at[1] < box[3])


def _lon_lat(seat: Seat) -> tuple[float, float]:
    assert seat.lat_lon is not None
    return seat.lat_lon[1], seat.lat_lon[0]


def _headline(axes: Axes, words: str, ground: Ground) -> float:
    """Write the title over the top of the map; where it ends."""
    from matplotlib.patheffects import withStroke

    room = (_MAP[2] - EDGE - 16) / marks.POINT
    size = next((one for one in _TITLES if len(wrapped(words, room, one, "bold", 3)) <= 2), _TITLES[-1])
    lines = wrapped(words, room, size, "bold", 3)
    top = _MAP[3] - EDGE + 4
    written = axes.text(
        EDGE, top, "\n".join(lines), size=size, weight="bold", va="top", linespacing=1.15, zorder=9
    )
    written.set_path_effects([withStroke(linewidth=4, foreground="white", alpha=0.9)])
    bottom = top - len(lines) * size * 1.2
    ground.taken.append((_MAP[0], bottom, _MAP[2], _MAP[3]))
    return bottom


def _credit(axes: Axes, basemap: Basemap | None, ground: Ground) -> float:
    """Say below the map where it comes from and what it does not say; where that begins."""
    room = (_MAP[2] - EDGE - 12) / marks.POINT
    said = [f"{basemap.credit}.", NEUTRAL] if basemap is not None else [PLAIN]
    lines = [line for words in said for line in wrapped(words, room, SMALL)]
    y = 10.0
    top = y + len(lines) * SMALL * 1.2
    axes.text(EDGE, y, "\n".join(lines), size=SMALL, color=GREY, va="bottom", linespacing=1.15, zorder=9)
    ground.taken.append((_MAP[0], _MAP[1], _MAP[2], top))
    return top


def _caption(material: Material, traffic: Traffic) -> str:
    unit = traffic.unit if traffic.unit != "cases" else "number of cases"
    return (
        f"Width of arrows: {unit} that sets out on a leg, mean of {material.basis}. Crosses: where cases are stopped; "
        "their area is the number of interdictions. Blue lines: links between agencies, thicker where more arrives."
    )
