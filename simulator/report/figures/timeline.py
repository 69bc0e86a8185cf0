"""Axes of time, with the moves and events of the exercise above them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.report.figures.layout import write
from simulator.report.figures.style import GREY, HEIGHT, INK, PALE, RULE, SMALL, WIDTH
from simulator.report.figures.texts import plain, width_of
from simulator.report.msel import entries
from simulator.scenario.rules.times import seconds_from_start

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.report.figures.material import Material

_UNITS: Final = (("minutes", 60.0, 3 * 3600.0), ("hours", 3600.0, 4 * 86400.0), ("days", 86400.0, math.inf))
"""Name, seconds, and up to which horizon it is the unit of an axis."""
_USUAL: Final = 0.5
"""Share of the replications in which a conditional event must come to be marked, at its median time."""
NARROWEST: Final = 4.9
"""Width in inches of the narrowest axes with events above them: what has no room there is left out of all figures."""
_LISTED: Final = 6
"""Events left out that a caption lists; where there are more it counts them."""
STRIP: Final = 0.32
"""Height of a row of moves or events, in inches."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event of the exercise.

    Attributes:
        seconds: When, from the start; the median over the replications where it waits for a condition.
        number: Its place in the master scenario events list.
        text: What happens.
        fixed: Whether it comes at a known time.
    """

    seconds: float
    number: int
    text: str
    fixed: bool


def unit_of(seconds: float) -> tuple[str, float]:
    """The unit in which a span of time is drawn: its name and its seconds."""
    return next((name, size) for name, size, most in _UNITS if seconds <= most)


def time_axis(axes: Axes, horizon: int) -> float:
    """Make the horizontal axis one of time from the start to the horizon; gives the seconds of its unit."""
    from matplotlib.ticker import MaxNLocator

    name, size = unit_of(horizon)
    axes.set_xlim(0, horizon / size)
    # Three labels an inch at most.
    room = max(3, int(axes.get_position().width * WIDTH * 1.3))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=min(room, 10), steps=[1, 2, 2.5, 5, 10], integer=True))
    axes.set_xlabel(f"{name} from the start", labelpad=4)
    return size


def marks(material: Material) -> list[Mark]:
    """The events of an exercise in order of time; conditional ones if they come in most replications."""
    found = []
    for entry in entries(material.scenario):
        inject = entry.inject
        text = plain(inject.name or inject.id.replace("_", " "))
        if inject.at is not None:
            seconds = seconds_from_start(inject.at, material.scenario.scenario)
            found.append(Mark(seconds, entry.number, text, fixed=True))
            continue
        fired = material.study.measures.of("inject_fired_hours", f"inject:{inject.id}")
        came = fired[~np.isnan(fired)]
        if came.size > _USUAL * fired.size:
            found.append(Mark(float(np.median(came)) * 3600, entry.number, text, fixed=False))
    shown = (one for one in found if 0 <= one.seconds <= material.plan.horizon)
    return sorted(shown, key=lambda mark: (mark.seconds, mark.number))


def strips(material: Material) -> float:
    """How much room the rows above an axis of time take, in inches."""
    return STRIP * (bool(material.scenario.exercise.moves) + bool(marks(material))) + 0.05


def draw_strips(figure: Figure, axes: Axes, material: Material, bottom: float) -> None:
    """Draw rows of moves and of numbered events above axes of time.

    Args:
        figure: The figure.
        axes: Axes of time, the uppermost where there are several.
        material: With its scenario.
        bottom: Lower edge of the rows, in inches.
    """
    left, right, scale = _extent(axes, material)
    found = [(mark, left + mark.seconds * scale) for mark in numbered(material)]
    if found:
        _events(figure, found, right, bottom + STRIP / 2)
    if material.scenario.exercise.moves:
        _moves(figure, material, left, right, scale, bottom + STRIP * bool(found) + STRIP / 2)


def draw_marks(axes: Axes, material: Material) -> None:
    """Draw a thin line through axes of time at each event that is marked."""
    _, size = unit_of(material.plan.horizon)
    for mark in numbered(material):
        axes.axvline(
            mark.seconds / size, color=PALE, linewidth=1.2, linestyle="-" if mark.fixed else ":", zorder=0.5
        )


def _extent(axes: Axes, material: Material) -> tuple[float, float, float]:
    """Where axes begin and end, in inches, and how many inches are a second."""
    box = axes.get_position()
    left, width = box.x0 * WIDTH, box.width * WIDTH
    return left, left + width, width / material.plan.horizon


def numbered(material: Material) -> list[Mark]:
    """The events that all figures of a run mark; of several too close for numbers the first, fixed ones before."""
    scale = NARROWEST / material.plan.horizon
    found: list[Mark] = []
    for mark in sorted(marks(material), key=lambda one: not one.fixed):
        if all(abs(mark.seconds - one.seconds) * scale >= _half(mark) + _half(one) for one in found):
            found.append(mark)
    return sorted(found, key=lambda one: (one.seconds, one.number))


def unmarked(material: Material) -> str:
    """What a caption says of events that are not marked; with a space before it, empty where all are."""
    shown = {mark.number for mark in numbered(material)}
    missing = sorted(entry.number for entry in entries(material.scenario) if entry.number not in shown)
    if not missing:
        return ""
    which = ", ".join(map(str, missing)) if len(missing) <= _LISTED else f"{len(missing)} in all"
    return f" Not marked, as they have no room or come in few replications: {which}."


def _half(mark: Mark) -> float:
    return (width_of(str(mark.number), SMALL, "bold") + 0.16) / 2


def _events(figure: Figure, found: Sequence[tuple[Mark, float]], right: float, y: float) -> None:
    """Numbers where events come, with their names where there is room."""
    ends = [x - _half(mark) for mark, x in found[1:]] + [right + 0.1]
    for (mark, x), end in zip(found, ends, strict=True):
        colour = INK if mark.fixed else GREY
        box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": colour,
               "linestyle": "-" if mark.fixed else ":"}  # fmt: skip
        write(figure, x, y, str(mark.number), ha="center", va="center", weight="bold", color=colour, bbox=box)
        start = x + _half(mark) + 0.06
        if start + width_of(mark.text, SMALL) + 0.12 < end:
            write(figure, start, y, mark.text, va="center", color=GREY)


def _moves(figure: Figure, material: Material, left: float, right: float, scale: float, y: float) -> None:
    """A bar for each move, with its name where there is room."""
    from matplotlib.patches import Rectangle

    scenario = material.scenario
    for number, move in enumerate(scenario.exercise.moves, start=1):
        start, end = (
            min(max(left + seconds_from_start(moment, scenario.scenario) * scale, left), right)
            for moment in (move.from_, move.to)
        )
        if end - start < 0.05:
            continue
        bar = Rectangle(
            ((start + 0.015) / WIDTH, (y - 0.13) / HEIGHT), (end - start - 0.03) / WIDTH, 0.26 / HEIGHT,
            transform=figure.transFigure, facecolor=RULE, linewidth=0,
        )  # fmt: skip
        figure.add_artist(bar)
        names = (plain(move.name or move.id.replace("_", " ")), f"move {number}", f"{number}")
        room = (end - start) * NARROWEST / (right - left) - 0.1
        name = next((one for one in names if width_of(one, SMALL) < room), "")
        write(figure, (start + end) / 2, y, name, ha="center", va="center")
