"""What stands beside a map or a lane diagram: numbers of each flow, and what the marks mean."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulator.report.figures.corridor.headline import rows
from simulator.report.figures.corridor.marks import (
    CANVAS,
    NOT_PHYSICAL,
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
_ABSENT: Final = "not drawn: its places have no coordinates"
_THEY_ABSENT: Final = "not drawn: places without coordinates"
_LINE: Final = SMALL * 1.2
_STRIP: Final = 20
"""Layer of the strip; all of the map lies below it."""


@dataclass(frozen=True, eq=False)
class Key:
    """One line of the legend."""

    words: str
    draw: Callable[[Axes, float, float], None]
    """At the middle of its sample: x, y."""


def panel(
    axes: Axes,
    material: Material,
    traffic: Traffic,
    keys: Sequence[Key],
    scale: float,
    absent: Collection[int] = (),
) -> None:
    """Fill the strip at the right: numbers above, the legend below, the banner at the bottom.

    Args:
        axes: Of the whole canvas.
        material: What is drawn.
        traffic: Its flows.
        keys: The legend.
        scale: Points of width for one unit of the flows.
        absent: Flows that cannot be drawn, as their places have no coordinates.
    """
    left = CANVAS[2] - PANEL
    axes.add_patch(
        rectangle(axes, (left, 0, *CANVAS[2:]), facecolor="white", edgecolor="none", zorder=_STRIP)
    )
    x, room = left + 16, PANEL - 16 - EDGE
    floor = _legend(axes, material, [*keys, _widths(traffic, scale)], x, room)
    basis = wrapped(_basis(material), room / POINT, SMALL, lines=4)
    floor += len(basis) * _LINE + 12
    y = CANVAS[3] - EDGE
    heads = [
        _head(strand, room, [one for one in strand.flows if one in absent]) for strand in traffic.strands
    ]
    for number, (strand, (name, note)) in enumerate(zip(traffic.strands, heads, strict=True)):
        y = _sample(axes, strand, name, x, y)
        y = _write(axes, note, x, y, color=GREY) if note else y
        # The names of the others come first where room is short.
        waiting = sum((len(lines) + len(more)) * _LINE + 12 for lines, more in heads[number + 1 :])
        if len(strand.flows) == 1 and y - floor > 3 * _LINE + 9 + waiting:
            flow = traffic.plan.flows[strand.flows[0]]
            y = _numbers(axes, rows(material, flow.id, flow.unit), x, y, room)
    _write(axes, basis, x, y, color=GREY)


def _head(strand: Strand, room: float, absent: Sequence[int]) -> tuple[list[str], list[str]]:
    """The name of a strand, and what is to be known of it."""
    name = wrapped(plain(strand.name), (room - _SAMPLE - 6) / POINT, SMALL, "bold", lines=2)
    if not absent:
        return name, []
    told = f"{len(absent)} of them {_THEY_ABSENT}" if len(strand.flows) > 1 else _ABSENT
    return name, wrapped(told, room / POINT, SMALL)


def _legend(axes: Axes, material: Material, keys: Sequence[Key], x: float, room: float) -> float:
    """Write the banner and, above it, what the marks mean; how far up they reach."""
    bottom = EDGE
    banner = "EXERCISE · fictional data" if material.scenario.scenario.fictional else "EXERCISE · simulated"
    for words in reversed(wrapped(banner, room / POINT, SMALL, "bold", lines=2)):
        axes.text(x, bottom, words, size=SMALL, weight="bold", color=GREY, va="baseline", zorder=_STRIP + 1)
        bottom += _LINE
    y = bottom + 10
    for key in reversed(keys):
        lines = wrapped(key.words, (room - _SAMPLE - 6) / POINT, SMALL, lines=2)
        height = _LINE * len(lines) + 3.5
        middle = y + height / 2
        with _above(axes):
            key.draw(axes, x + _SAMPLE / 2, middle)
        axes.text(x + _SAMPLE + 6, middle, "\n".join(lines), size=SMALL, color=INK, va="center", linespacing=1.15,
                  zorder=_STRIP + 1)  # fmt: skip
        y += height
    return y


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
    if any(kind in NOT_PHYSICAL for kind in kinds):
        keys.append(Key("not on the ground", lambda axes, x, y: place_mark(axes, x, y, NOT_PHYSICAL[0])))
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


def _sample(axes: Axes, strand: Strand, name: Sequence[str], x: float, y: float) -> float:
    """Look and name of a strand from a height on; how far down they reach."""
    half = _LINE / 2
    line = np.array(((x, y - half), (x + _SAMPLE, y - half)))
    with _above(axes):
        arrow(axes, line, [strand.look], [5.0], rectangle(axes, CANVAS))
    return _write(axes, name, x + _SAMPLE + 6, y, weight="bold") + 4


def _numbers(axes: Axes, told: Sequence[tuple[str, str, str]], x: float, y: float, room: float) -> float:
    """Words at the left, amounts at the right, with their intervals where these fit beside them, else below."""
    for words, said, bounds in told:
        style: dict[str, Any] = {"size": SMALL, "va": "center", "zorder": _STRIP + 1}
        both = width_of(f"{words}  {said} ", SMALL, "bold") + width_of(bounds, SMALL) if bounds else 0.0
        beside = width_of(f" {bounds}", SMALL) * POINT if bounds and both * POINT <= room else 0.0
        axes.text(x, y - _LINE / 2, words, color=GREY, **style)
        axes.text(x + room - beside, y - _LINE / 2, said, weight="bold", ha="right", **style)
        if bounds and not beside:
            y -= _LINE
        if bounds:
            axes.text(x + room, y - _LINE / 2, bounds, ha="right", **style)
        y -= _LINE
    return y - 9


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
