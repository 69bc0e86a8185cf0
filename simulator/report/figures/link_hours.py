"""Where the hours go on each link between agencies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulator.analysis.intervals import Interval
from simulator.report.actors import PARTS, channels, credits_of
from simulator.report.figures.layout import axes_in, keys, write
from simulator.report.figures.material import Material
from simulator.report.figures.picture import Picture
from simulator.report.figures.style import (
    BLUE,
    GREY,
    HEIGHT,
    INK,
    ORANGE,
    PALE,
    SKY,
    SMALL,
    WIDTH,
    Look,
    canvas,
    quiet,
)
from simulator.report.figures.texts import MARGIN, frame, plain, width_of, wrapped
from simulator.report.numbers import amount_of, apart
from simulator.report.words import percent, rough

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.world.plan import LinkPlan

MOST: Final = 12
"""Bars; where there are more links, the last bar is all those that carry least."""
_LOOKS: Final = (Look(BLUE), Look(ORANGE, hatch=".."), Look(SKY, hatch="//"), Look(PALE, hatch="xx"))
"""Of PARTS."""
_NAMES: Final = 4.1
_COLUMN: Final = 1.05
_CAPTION: Final = (
    "Mean hours that an item takes on each link from the offer until it counts at the receiver, by what it waits for; "
    "links that carry most first. Where there are many, all links of a mechanism or of one name are one. Items that "
    "arrived, and credits (interdictions that needed it, each counted once; empty for other links in one row), are "
    "means of one replication. Whiskers: 95 % interval of the whole delay, chance only."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A bar: one link, or all the small ones.

    Attributes:
        name: What people call it.
        hours: Mean hours an item takes, by PARTS.
        whole: The sum of these with its interval.
        arrived: Items of one replication.
        credited: Interdictions of one replication that needed it, each counted once; NaN where that is not known,
            as of many links that one interdiction may have needed together.
    """

    name: str
    hours: tuple[float, ...]
    whole: Interval
    arrived: float
    credited: float


def link_hours(material: Material) -> Picture | None:
    """Stacked hours of clearance, queue, transit and triage on the links that carry most."""
    rows = rows_of(material)
    if not rows:
        return None
    figure = canvas()
    title = _title(material)
    known = any(row.whole.low < row.whole.high for row in rows)
    credits = "Credits: how often an interdiction needed it"
    note = f"{credits}. Whiskers: 95 % interval, chance only" if known else credits
    bottom, top = frame(figure, material, title, note)
    used = [i for i, _ in enumerate(PARTS) if any(row.hours[i] > 0 for row in rows)]
    keys(figure, MARGIN, WIDTH - MARGIN, top - 0.2, [(_LOOKS[i], PARTS[i]) for i in used])
    names = min(_NAMES, max(width_of(row.name, SMALL) for row in rows) + 0.05)
    axes = axes_in(
        figure, MARGIN + names + 0.15, bottom + 0.6, WIDTH - MARGIN - 2 * _COLUMN - 0.15, top - 0.8
    )
    _draw_bars(axes, rows)
    _write_beside(figure, axes, rows, names)
    return Picture("link_hours", title, " ".join(_sentence(row) for row in rows), _CAPTION, figure)


def rows_of(material: Material) -> list[Row]:
    """The bars: links one by one, or where there are many all links of a channel together; the smallest as one."""
    numbers = material.numbers
    carrying = [link for link in material.plan.links if numbers.mean("delivered", f"link:{link.id}") > 0]
    if len(carrying) <= MOST:
        alone = [(_name(material, link, carrying), [f"link:{link.id}"]) for link in carrying]
        groups = [(name, links, links) for name, links in alone]
    else:
        credits = credits_of(numbers)
        groups = [(plain(name), links, credits[name]) for name, links in channels(numbers).items()]
    groups = [group for group in groups if numbers.total("delivered", group[1]) > 0]
    groups.sort(key=lambda group: -numbers.total("delivered", group[1]))
    if len(groups) > MOST:
        others = [subject for _, subjects, _ in groups[MOST - 1 :] for subject in subjects]
        groups = [*groups[: MOST - 1], (f"{len(others)} other links", others, [])]
    rows = (_row(material, *group) for group in groups)
    return [row for row in rows if row.whole.mean >= 0]  # what arrived last may still be with the analysts


def _row(material: Material, name: str, subjects: Sequence[str], credited_to: Sequence[str]) -> Row:
    numbers = material.numbers
    hours = tuple(max(numbers.pooled(f"delay_{part}_hours", subjects).mean, 0.0) for part in PARTS)
    arrived = numbers.total("delivered", subjects)
    credited = numbers.total("interdictions_credited", credited_to) if credited_to else math.nan
    return Row(name, hours, numbers.pooled("delay_hours", subjects), arrived, credited)


def _name(material: Material, link: LinkPlan, among: Sequence[LinkPlan]) -> str:
    """A name that a link has for itself alone; else from whom to whom."""
    alone = sum(other.name == link.name for other in among) == 1
    if alone and link.name != link.id and link.mechanism is None:
        return plain(link.name)
    agencies = material.plan.agencies
    return f"{plain(agencies[link.sender].name)} → {plain(agencies[link.receiver].name)}"


def _title(material: Material) -> str:
    """Which part of the delay is the largest, if one clearly is."""
    numbers, subjects = material.numbers, [f"link:{link.id}" for link in material.plan.links]
    whole = numbers.pooled("delay_hours", subjects)
    parts = {part: numbers.pooled(f"delay_{part}_hours", subjects) for part in PARTS}
    ranked = sorted(parts, key=lambda part: -parts[part].mean)
    first, second = ranked[:2]
    takes = f"{amount_of(whole, 'h')} that an item takes from agency to agency"
    if not whole.mean > 0:
        return "What is shared arrives at once"
    share = percent(parts[first].mean / whole.mean)
    if numbers.replications == 1:
        return f"One replication: {first} is {share} of the {takes}"
    if apart(parts[first], parts[second]):
        return f"Most hours go into {first}: {share} of the {takes}"
    return f"Whether {first} or {second} takes most of the {takes} is too close to say"


def _draw_bars(axes: Axes, rows: Sequence[Row]) -> None:
    from matplotlib.ticker import MaxNLocator

    inches = axes.get_position().height * HEIGHT / len(rows)
    thick = min(0.72, 0.6 / inches)
    most = max(max(row.whole.mean, row.whole.high if row.whole.high >= 0 else 0.0) for row in rows)
    for y, row in enumerate(rows):
        start = 0.0
        for look, hours in zip(_LOOKS, row.hours, strict=True):
            axes.barh(y, hours, thick, left=start, **look.area())
            start += hours
        if row.whole.low < row.whole.high:
            ends = [max(row.whole.low, 0.0), row.whole.high]
            axes.plot(ends, [y, y], color=INK, linewidth=2.0, marker="|", markersize=8)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, (most or 1.0) * 1.03)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6))
    axes.set_xlabel("hours an item takes")
    quiet(axes, grid="x")


def _write_beside(figure: Figure, axes: Axes, rows: Sequence[Row], names: float) -> None:
    """Names on the left; on the right what arrived, and how often it was needed."""
    box = axes.get_position()
    high, head = box.height * HEIGHT / len(rows), box.y1 * HEIGHT + 0.14
    needed, arrived = WIDTH - MARGIN, WIDTH - MARGIN - _COLUMN
    write(figure, arrived, head, "items\narrived", color=GREY, ha="right", va="baseline", linespacing=1.1)
    write(figure, needed, head, "credits", color=GREY, ha="right", va="baseline", linespacing=1.1)
    for number, row in enumerate(rows):
        y = box.y1 * HEIGHT - (number + 0.5) * high
        lines = wrapped(row.name, names, SMALL, lines=max(1, min(2, int(high / 0.25))))
        write(figure, MARGIN, y, "\n".join(lines), va="center")
        write(figure, arrived, y, rough(row.arrived), ha="right", va="center")
        write(figure, needed, y, _credits(row), ha="right", va="center", weight="bold")


def _sentence(row: Row) -> str:
    """A bar in words."""
    parts = ", ".join(
        f"{part} {rough(hours)} h" for part, hours in zip(PARTS, row.hours, strict=True) if hours > 0
    )
    inside = f" ({parts})" if parts else ""
    needed = f", needed for {_credits(row)} interdictions" if _credits(row) else ""
    return (
        f"{row.name}: {amount_of(row.whole, 'h')}{inside}, {rough(row.arrived)} items a replication{needed}."
    )


def _credits(row: Row) -> str:
    """How often it was needed; empty where that is not known."""
    return "" if math.isnan(row.credited) else rough(row.credited)
