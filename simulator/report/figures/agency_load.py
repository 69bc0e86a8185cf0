"""What waits for the analysts of each agency as the exercise goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.analysis.intervals import Interval
from simulator.analysis.metrics.staffing import may_have_analysts
from simulator.report.figures.layout import axes_in, write
from simulator.report.figures.lines import BAND
from simulator.report.figures.material import Material
from simulator.report.figures.picture import Picture
from simulator.report.figures.style import BLUE, GREY, INK, PALE, SMALL, WIDTH, canvas, quiet
from simulator.report.figures.texts import MARGIN, brief, frame, plain, width_of, wrapped
from simulator.report.figures.timeline import draw_marks, draw_strips, strips, time_axis, unmarked
from simulator.report.numbers import amount_of, share_of, within_one
from simulator.report.words import UNKNOWN, rough

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST: Final = 10
"""Agencies with a row; those for which least waits are left out where there are more."""
_BUSY: Final = 0.8
_HOUR, _DAY = 3600, 86400
_DAYS: Final = 8
"""Horizon in days from which means over whole days are drawn: the hours of offices would make a comb of it."""
_NAMES, _COLUMN = 3.3, 0.98
_COLUMNS: Final = ("most\nwaiting", "mean\nwait", "analysts\nbusy")
_CAPTION: Final = (
    "Items that wait for an analyst, by agency and time from the start (over long times: means of whole days); "
    "agencies for which most waits first, all on one scale. Lines: median over the replications; bands: their 5th to "
    "95th percentile, chance only. Beside them, means over the whole run: wait for an analyst in hours, and the share "
    "of the analysts' duty that work takes."
)


@dataclass(frozen=True, eq=False)
class Row:
    """An agency with analysts.

    Attributes:
        name: What people call it.
        waiting: Items that wait, mean of each step: shape (replications, steps).
        wait: Hours that an item waits.
        busy: Share of their duty that work takes the analysts.
    """

    name: str
    waiting: Floats
    wait: Interval
    busy: Interval


def agency_load(material: Material) -> Picture | None:
    """Items that wait for an analyst over time, a row for each agency."""
    rows = rows_of(material)
    if not rows:
        return None
    shown = rows[:MOST]
    title = title_of_load(rows)
    notes = [f"{len(shown)} of {len(rows)} agencies, those for which most waits"] if len(rows) > MOST else []
    notes += [BAND] if material.study.replications_done > 1 else []
    figure = canvas()
    bottom, top = frame(figure, material, title, ". ".join(notes))
    _draw(figure, material, shown, bottom, top)
    return Picture(
        "agency_load", title, " ".join(map(_sentence, shown)), _CAPTION + unmarked(material), figure
    )


def rows_of(material: Material) -> list[Row]:
    """Agencies with analysts, those for which most waits first."""
    if material.history is None:
        return []
    part, numbers = material.history.parts["waiting"], material.numbers
    edges = _edges(material)
    spans = np.diff(material.history.times[edges]) / _HOUR
    rows = []
    for agency, staffed in zip(material.plan.agencies, may_have_analysts(material.plan), strict=True):
        wait = numbers.of("triage_wait_hours", f"agency:{agency.id}")
        if staffed and (wait.mean >= 0 or part[:, agency.index, -1].any()):
            waiting = np.diff(part[:, agency.index, edges], axis=-1) / spans
            busy = within_one(numbers.of("utilisation", f"agency:{agency.id}"))
            rows.append(Row(plain(agency.name), waiting, wait, busy))
    return sorted(rows, key=lambda row: -float(row.waiting.mean()))


def _edges(material: Material) -> list[int]:
    """Which steps of the history the means are taken between."""
    assert material.history is not None
    times = material.history.times
    length = int(times[1] - times[0])
    every = _DAY // length if material.plan.horizon >= _DAYS * _DAY and _DAY % length == 0 else 1
    edges = list(range(0, times.size, every))
    return edges if edges[-1] == times.size - 1 else [*edges, times.size - 1]


def title_of_load(rows: Sequence[Row]) -> str:
    """Which analysts are the bottleneck, if some are; else how busy the busiest are."""
    on_duty = [row for row in rows if row.busy.mean >= 0]
    if not on_duty:
        return "No analyst was on duty"
    overloaded = [row for row in on_duty if row.busy.low > _BUSY]
    first = max(overloaded or on_duty, key=lambda row: row.busy.mean)
    place = f"at {brief(first.name)}"
    waits = f"an item waits {amount_of(first.wait, 'h')}" if first.wait.mean >= 0 else "nothing is taken up"
    work = f"work {share_of(first.busy)} of their hours; {waits}"
    if len(overloaded) > 1:
        return (
            f"Overloaded at {len(overloaded)} of {len(rows)} agencies: the busiest analysts, {place}, {work}"
        )
    if overloaded:
        return f"One bottleneck: the analysts {place} {work}"
    if len(first.waiting) == 1:
        return f"One replication: the busiest analysts, {place}, {work}"
    if all(row.busy.high < _BUSY for row in on_duty):
        return f"No analysts are overloaded: the busiest, {place}, {work}"
    return f"The busiest analysts, {place}, {work}"


def _draw(figure: Figure, material: Material, rows: Sequence[Row], bottom: float, top: float) -> None:
    assert material.history is not None
    names = min(_NAMES, max(width_of(row.name, SMALL) for row in rows) + 0.05)
    left, right = MARGIN + names + 0.15, WIDTH - MARGIN - len(_COLUMNS) * _COLUMN
    low, high = bottom + 0.62, top - max(strips(material), 0.55)
    each = min((high - low) / len(rows), 1.6)
    ceiling = max(float(line.max()) for row in rows for line in _band(row.waiting)) or 1.0
    edges = material.history.times[_edges(material)]
    for number, row in enumerate(rows):
        floor = high - (number + 1) * each
        axes = axes_in(figure, left, floor, right, floor + each)
        size = time_axis(axes, material.plan.horizon)
        _draw_row(axes, edges / size, row, last=number == len(rows) - 1)
        axes.set_ylim(0, ceiling * 1.12)
        draw_marks(axes, material)
        if number == 0:
            draw_strips(figure, axes, material, high + 0.02)
        y = floor + each / 2
        text = wrapped(row.name, names, SMALL, lines=max(1, min(2, int(each / 0.25))))
        write(figure, MARGIN, y, "\n".join(text), va="center")
        told = (
            rough(float(_band(row.waiting)[0].max())),
            f"{rough(row.wait.mean)} h" if row.wait.mean >= 0 else UNKNOWN,
            f"{100 * row.busy.mean:.0f} %" if row.busy.mean >= 0 else UNKNOWN,
        )
        for column, one in enumerate(told, start=1):
            write(figure, right + column * _COLUMN, y, one, ha="right", va="center", weight="bold")
    for column, head in enumerate(_COLUMNS, start=1):
        x = right + column * _COLUMN
        write(figure, x, high + 0.14, head, color=GREY, ha="right", va="baseline", linespacing=1.1)


def _draw_row(axes: Axes, edges: Floats, row: Row, *, last: bool) -> None:
    middle, *band = (np.append(line, line[-1]) for line in _band(row.waiting))
    axes.fill_between(edges, middle, color=BLUE, alpha=0.35, linewidth=0, step="post")
    if band:
        low, high = band
        axes.fill_between(edges, low, high, color=BLUE, alpha=0.2, linewidth=0, step="post")
    axes.plot(edges, middle, color=BLUE, linewidth=1.8, drawstyle="steps-post")
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(INK if last else PALE)
    quiet(axes, grid="")
    if not last:
        axes.tick_params(labelbottom=False)
        axes.set_xlabel("")


def _band(values: Floats) -> list[Floats]:
    """The median over replications, and where there are several the 5th and the 95th percentile."""
    return [values[0]] if len(values) == 1 else list(np.quantile(values, (0.5, 0.05, 0.95), axis=0))


def _sentence(row: Row) -> str:
    """A row in words."""
    wait = f"an item waits {amount_of(row.wait, 'h')}" if row.wait.mean >= 0 else "nothing is taken up"
    return (
        f"{row.name}: {rough(float(row.waiting.mean()))} items wait on average, {wait}, analysts are busy "
        f"{share_of(row.busy)} of their hours."
    )
