"""What stands beside a map or a lane diagram: numbers of each flow, and what the marks mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulator.report.figures.corridor.headline import rows
from simulator.report.figures.corridor.marks import (
    CANVAS,
    POINT,
    arrow,
    place_mark,
    rectangle,
    seat_mark,
    stop_mark,
    tie,
)
from simulator.report.figures.corridor.network import Seat, Tie
from simulator.report.figures.corridor.traffic import Strand, Traffic
from simulator.report.figures.style import GREY, INK, SMALL
from simulator.report.figures.texts import MARGIN, plain, width_of, wrapped
from simulator.report.words import amount, rough

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.report.figures.material import Material

PANEL: Final = 252.0
"""Its width in points."""
EDGE: Final = MARGIN * POINT
_SAMPLE: Final = 34.0
_LINE: Final = SMALL * 1.2
_STRIP: Final = 20
"""Layer of the strip; all of the map lies below it."""


@dataclass(frozen=True, eq=False)
class Key:
    """One line of the legend."""

    words: str
    draw: Callable[[Axes, float, float], None]
    """At the middle of its sample: x, y."""


def panel(axes: Axes, material: Material, traffic: Traffic, keys: Sequence[Key], scale: float) -> None:
    """Fill the strip at the right: numbers above, the legend below, the banner at the bottom.

    Args:
        axes: Of the whole canvas.
        material: What is drawn.
        traffic: Its flows.
        keys: The legend.
        scale: Points of width for one unit of the flows.
    """
    left = CANVAS[2] - PANEL
    axes.add_patch(
        rectangle(axes, (left, 0, *CANVAS[2:]), facecolor="white", edgecolor="none", zorder=_STRIP)
    )
    x, room = left + 16, PANEL - 16 - EDGE
    y = CANVAS[3] - EDGE
    for strand in traffic.strands:
        y = _numbers(axes, material, traffic, strand, x, y, room)
    y = _write(axes, wrapped(_basis(material), room / POINT, SMALL, lines=4), x, y, color=GREY)
    bottom = EDGE
    banner = "EXERCISE · fictional data" if material.scenario.scenario.fictional else "EXERCISE · simulated"
    for words in reversed(wrapped(banner, room / POINT, SMALL, "bold", lines=2)):
        axes.text(x, bottom, words, size=SMALL, weight="bold", color=GREY, va="baseline", zorder=_STRIP + 1)
        bottom += _LINE
    y = bottom + 10
    for key in reversed([*keys, _widths(traffic, scale)]):
        lines = wrapped(key.words, (room - _SAMPLE - 6) / POINT, SMALL, lines=2)
        height = _LINE * len(lines) + 3.5
        middle = y + height / 2
        with _above(axes):
            key.draw(axes, x + _SAMPLE / 2, middle)
        axes.text(x + _SAMPLE + 6, middle, "\n".join(lines), size=SMALL, color=INK, va="center", linespacing=1.15,
                  zorder=_STRIP + 1)  # fmt: skip
        y += height


def legend(traffic: Traffic, seats: Sequence[Seat], ties: Sequence[Tie], kinds: Sequence[str]) -> list[Key]:
    """What the marks mean, those alone that are drawn.

    Args:
        traffic: The flows.
        seats: The agencies.
        ties: Who tells whom.
        kinds: What sorts of places there are, as in a scenario.
    """
    keys = []
    if traffic.stops.sum() > 0:
        keys.append(Key("stopped here: larger is more often", lambda axes, x, y: stop_mark(axes, x, y, 6.5)))
    keys.append(Key("start of a flow", lambda axes, x, y: place_mark(axes, x, y, "", end="from")))
    keys.append(Key("destination", lambda axes, x, y: place_mark(axes, x, y, "", end="to")))
    if any(kind in ("border_crossing", "green_border") for kind in kinds):
        keys.append(Key("border", lambda axes, x, y: place_mark(axes, x, y, "border_crossing")))
    if any(len(seat.agencies) == 1 and not seat.shared for seat in seats):
        keys.append(Key("agency", lambda axes, x, y: seat_mark(axes, x, y, shared=False)))
    several = next((len(seat.agencies) for seat in seats if len(seat.agencies) > 1), 0)
    if several:
        keys.append(
            Key("agencies of a state", lambda axes, x, y: seat_mark(axes, x, y, shared=False, count=several))
        )
    if any(seat.shared for seat in seats):
        keys.append(Key("centre or registry", lambda axes, x, y: seat_mark(axes, x, y, shared=True)))
    for words, present, works, used in (
        ("at least half arrives", any(one.works for one in ties), True, True),
        ("less arrives", any(one.used and not one.works for one in ties), False, True),
        ("nothing was passed", any(not one.used for one in ties), False, False),
    ):
        if present:
            keys.append(Key(words, _tie_sample(works=works, used=used)))
    return keys


def _tie_sample(*, works: bool, used: bool) -> Callable[[Axes, float, float], None]:
    def draw(axes: Axes, x: float, y: float) -> None:
        half = _SAMPLE / 2
        tie(axes, np.array(((x - half, y), (x + half, y))), 0.5, works=works, used=used)

    return draw


def _numbers(
    axes: Axes, material: Material, traffic: Traffic, strand: Strand, x: float, y: float, room: float
) -> float:
    """Name and numbers of a strand from a height on; how far down they reach."""
    half = _LINE / 2
    line = np.array(((x, y - half), (x + _SAMPLE, y - half)))
    with _above(axes):
        arrow(axes, line, [strand.look], [5.0], rectangle(axes, CANVAS))
    lines = wrapped(plain(strand.name), (room - _SAMPLE - 6) / POINT, SMALL, "bold", lines=2)
    y = _write(axes, lines, x + _SAMPLE + 6, y, weight="bold") + 4
    if len(strand.flows) == 1:
        flow = traffic.plan.flows[strand.flows[0]]
        for words, said, brief in rows(material, flow.id, flow.unit):
            middle = y - _LINE / 2
            free = room / POINT - width_of(words, SMALL) - 0.1
            axes.text(x, middle, words, size=SMALL, color=GREY, va="center", zorder=_STRIP + 1)
            axes.text(
                x + room,
                middle,
                said if width_of(said, SMALL, "bold") <= free else brief,
                size=SMALL,
                weight="bold",
                va="center",
                ha="right",
                zorder=_STRIP + 1,
            )
            y -= _LINE
        y -= 9
    return y


@contextmanager
def _above(axes: Axes) -> Iterator[None]:
    """Put what is drawn meanwhile above the strip."""
    before = set(axes.get_children())
    yield
    for artist in axes.get_children():
        if artist not in before:
            artist.set_zorder(artist.get_zorder() + _STRIP)


def _write(axes: Axes, lines: Sequence[str], x: float, y: float, **style: Any) -> float:
    for words in lines:
        axes.text(x, y - _LINE / 2, words, size=SMALL, va="center", zorder=_STRIP + 1, **style)
        y -= _LINE
    return y - 7


def _basis(material: Material) -> str:
    return f"Means of {material.basis}; intervals 95 %, chance only"


def _widths(traffic: Traffic, scale: float) -> Key:
    """A line of a round amount, as wide as flows of it are."""
    most = float(traffic.departures.sum(axis=0).max())
    size = 10.0 ** np.floor(np.log10(most))
    value = float(next(step for step in (5 * size, 2 * size, size) if step <= most))
    words = amount(rough(value), traffic.unit) if traffic.unit != "cases" else f"{rough(value)} cases"

    def draw(axes: Axes, x: float, y: float) -> None:
        half = _SAMPLE / 2
        axes.plot(
            (x - half, x + half),
            (y, y),
            color=INK,
            linewidth=value * scale,
            solid_capstyle="butt",
            zorder=_STRIP + 1,
        )

    return Key(f"{words} a run", draw)
