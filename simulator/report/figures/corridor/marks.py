"""The marks of a map and a lane diagram, drawn on axes whose unit is the point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.report.figures.corridor.labels import Box, beside
from simulator.report.figures.style import (
    BLUE,
    INK,
    INTERDICTED,
    SMALL,
    VERMILION,
    Look,
    canvas,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINT: Final = 72.0
"""Points in an inch."""
WIDE: Final = 16.0
HIGH: Final = 9.0
"""Of a map and a lane diagram, in inches: larger than other figures, as they hold more words."""
CANVAS: Final[Box] = (0.0, 0.0, WIDE * POINT, HIGH * POINT)
WIDEST: Final = 12.0
"""Width of the thickest leg, all its flows together, in points."""
THINNEST: Final = 0.8
LEADING: Final = 1.2
SEAT: Final = 5.5
"""Half the side of the square of an agency."""
PLACE: Final = 4.6
LAYERS: Final = {"flow": 3, "tie": 4, "place": 5, "seat": 6, "stop": 7, "text": 8}
_HALO: Final = 3.2
_TIE: Final = (0.9, 3.6)
_HEAD: Final = 4.0


def large_canvas() -> Figure:
    """An empty figure."""
    figure = canvas()
    figure.set_size_inches(WIDE, HIGH)
    return figure


def axes_over(figure: Figure, box: Box = CANVAS) -> Axes:
    """Axes over a part of the figure, whose unit is the point, counted from the corner of the figure."""
    x0, y0, x1, y1 = box
    axes = figure.add_axes((x0 / CANVAS[2], y0 / CANVAS[3], (x1 - x0) / CANVAS[2], (y1 - y0) / CANVAS[3]))
    axes.set_xlim(x0, x1)
    axes.set_ylim(y0, y1)
    axes.set_axis_off()
    axes.set_autoscale_on(False)
    return axes


def rectangle(axes: Axes, box: Box, **style: Any) -> Any:
    """A rectangle, not yet drawn; artists can be cut to it."""
    from matplotlib.patches import Rectangle

    return Rectangle((box[0], box[1]), box[2] - box[0], box[3] - box[1], transform=axes.transData, **style)


def arrow(axes: Axes, points: Floats, looks: Sequence[Look], widths: Sequence[float], clip: Any) -> None:
    """Strands side by side along a line, with one head in the colour of the widest; widths in points.

    Args:
        axes: Where.
        points: A polyline, shape (n, 2), from the edge of one mark to that of the next.
        looks: Of the strands.
        widths: Of the strands; those of no width are left out.
        clip: What cuts them.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Polygon

    total = sum(widths)
    if total <= 0:
        return
    reach = float(np.hypot(*np.diff(points, axis=0).T).sum())
    length = min(1.25 * total + _HEAD, 0.6 * reach)
    shaft = shortened(points, length)
    offset = -total / 2
    for look, width in zip(looks, widths, strict=True):
        if width > 0:
            along = beside(shaft, offset + width / 2)
            dash: Any = look.dash
            line = Line2D(*along.T, color=look.colour, linewidth=width, linestyle=dash, zorder=LAYERS["flow"],
                          dash_capstyle="butt", solid_capstyle="butt", solid_joinstyle="miter")  # fmt: skip
            axes.add_line(line)
            line.set_clip_path(clip)
        offset += width
    tip, base = points[-1], shaft[-1]
    way = (tip - base) / max(float(np.hypot(*(tip - base))), 1e-9)
    side = (
        np.array((-way[1], way[0])) * (0.72 * total + 2.4) * min(1.0, length / (1.25 * total + _HEAD) + 0.2)
    )
    largest = looks[int(np.argmax(widths))]
    head = Polygon(
        np.array((base + side, tip, base - side)), closed=True, facecolor=largest.colour, edgecolor="none",
        zorder=LAYERS["flow"] + 0.1,
    )  # fmt: skip
    axes.add_patch(head)
    head.set_clip_path(clip)


def tie(axes: Axes, points: Floats, weight: float, *, works: bool, used: bool, clip: Any = None) -> None:
    """A line of cooperation: solid where most arrives, dashed where less does, dotted where nothing did.

    Args:
        axes: Where.
        points: Along the line.
        weight: Items delivered, as a share of the most that any line carries.
        works: Whether most of what could be passed arrives.
        used: Whether anything arrived.
        clip: What cuts it.
    """
    from matplotlib.lines import Line2D

    dash: Any = "-" if works else (0, (4, 2.2)) if used else (0, (0.8, 2.6))
    line = Line2D(*points.T, color=BLUE, linewidth=_TIE[0] + weight * (_TIE[1] - _TIE[0]), linestyle=dash,
                  alpha=0.85 if used else 0.6, zorder=LAYERS["tie"], dash_capstyle="butt")  # fmt: skip
    axes.add_line(line)
    if clip is not None:
        line.set_clip_path(clip)


def place_mark(axes: Axes, x: float, y: float, kind: str, *, end: str = "", located: bool = True) -> None:
    """A place: a diamond where flows start, a triangle where they go, a ring at a border, else a dot."""
    marker, face, size = _place_look(kind, end)
    axes.plot(x, y, marker, markersize=size, markerfacecolor=face, markeredgecolor=INK,
              markeredgewidth=1.4 if located else 1.0, zorder=LAYERS["place"])  # fmt: skip


def _place_look(kind: str, end: str) -> tuple[str, str, float]:
    if end == "from":
        return "D", VERMILION, 9.0
    if end == "to":
        return "v", VERMILION, 11.5
    if kind in ("border_crossing", "green_border"):
        return "o", "white", 2 * PLACE
    if kind in NOT_PHYSICAL:
        return "h", "#D9DCE1", 2 * PLACE + 1
    return "o", "#4A4F57", 2 * PLACE - 3


NOT_PHYSICAL: Final = ("bank", "booking_system", "network_segment", "online_forum")


def seat_mark(axes: Axes, x: float, y: float, *, shared: bool, count: int = 1) -> None:
    """Agencies: a square, with their number if there are several; a star for a centre or a registry."""
    size = 15.0 if shared else 2 * SEAT if count == 1 else 17.0
    axes.plot(x, y, "*" if shared else "s", markersize=size, markerfacecolor=BLUE, markeredgecolor=INK,
              markeredgewidth=1.2, zorder=LAYERS["seat"])  # fmt: skip
    if count > 1:
        axes.text(x, y - 0.4, str(count), size=SMALL, weight="bold", color="white", ha="center",
                  va="center_baseline", zorder=LAYERS["seat"] + 0.1)  # fmt: skip


def seat_radius(count: int, *, shared: bool) -> float:
    """How much room the mark of a seat takes around its middle."""
    return 8.0 if shared else SEAT + 0.8 if count == 1 else 9.4


def stop_mark(axes: Axes, x: float, y: float, radius: float) -> None:
    """Where cases are stopped; twice the area is twice as many."""
    for colour, edge, more in (("white", "white", 2.4), (INTERDICTED.colour, INK, 0.0)):
        axes.plot(x, y, INTERDICTED.marker, markersize=2 * radius + more, markerfacecolor=colour,
                  markeredgecolor=edge, markeredgewidth=1.2, zorder=LAYERS["stop"])  # fmt: skip


def stop_radius(count: float, most: float) -> float:
    """The radius of the mark of so many interdictions a replication, in points."""
    return max(3.6, 9.5 * float(np.sqrt(count / most)))


def text(axes: Axes, box: Box, lines: Sequence[str], **style: Any) -> None:
    """Lines of text in the middle of a box; over lines a halo in the colour of the ground keeps them legible."""
    from matplotlib.patheffects import withStroke

    options: dict[str, Any] = {"size": SMALL, "color": INK, "linespacing": LEADING} | style
    halo = options.pop("halo", "")
    written = axes.text(
        (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, "\n".join(lines), ha="center", va="center",
        zorder=LAYERS["text"], **options,
    )  # fmt: skip
    if halo:
        written.set_path_effects([withStroke(linewidth=_HALO, foreground=halo, alpha=0.92)])


def leader(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A thin line from a mark to a label that stands off."""
    axes.plot((start[0], end[0]), (start[1], end[1]), color=INK, linewidth=0.8, zorder=LAYERS["tie"] + 0.5)


def curve(start: Floats, end: Floats, bend: float, steps: int = 28) -> Floats:
    """Points along an arc-like curve (a quadratic Bezier curve); bend as a share of the distance, to the left."""
    gap = end - start
    control = (start + end) / 2 + 2 * bend * np.array((-gap[1], gap[0]))
    t = np.linspace(0, 1, steps)[:, None]
    points: Floats = (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end
    return points


def shortened(points: Floats, end: float, start: float = 0.0) -> Floats:
    """A polyline without so much of its end, and of its start."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate(([0.0], np.cumsum(steps)))
    low, high = start, max(along[-1] - end, start + 1e-6)
    inner = points[(along > low) & (along < high)]
    ends = [np.array([np.interp(at, along, points[:, k]) for k in (0, 1)]) for at in (low, high)]
    return np.vstack((ends[0], inner, ends[1]))
