"""The race: time until an agency knows enough to act, against the time that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.analysis.history.race import RACE, race_times
from simulator.analysis.intervals import Interval, paired_ratio_difference, pooled_proportion
from simulator.report.figures.layout import axes_in
from simulator.report.figures.lines import BAND, Line, draw_lines, name_lines
from simulator.report.figures.material import Material
from simulator.report.figures.picture import Picture
from simulator.report.figures.style import (
    COOPERATION,
    INTERDICTED,
    SMALL,
    TRAFFICKING,
    WIDTH,
    Look,
    canvas,
    quiet,
)
from simulator.report.figures.texts import MARGIN, frame, width_of
from simulator.report.numbers import share_of
from simulator.report.threats import ends_of
from simulator.report.words import counted, duration, percent, rough

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_TICKS: Final = (
    _MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 4 * _DAY,
    7 * _DAY, 14 * _DAY, 30 * _DAY, 60 * _DAY, 120 * _DAY, 365 * _DAY, 730 * _DAY,
)  # fmt: skip
_LABELS: Final = 2.9
_ENDS: Final = (("actionable", COOPERATION), ("out_of_reach", TRAFFICKING), ("stopped_before", INTERDICTED))


@dataclass(frozen=True, eq=False)
class Course:
    """One of the ends that compete.

    Attributes:
        look: How it is drawn.
        mean: Share of the cases that have come to it, by step, over all replications.
        values: The same of each replication: shape (replications, steps).
        final: The share at the end, with its interval.
    """

    look: Look
    mean: Floats
    values: Floats
    final: Interval


def race(material: Material) -> Picture | None:
    """Cumulative incidence of an actionable belief and of being out of reach, from a case's first detection on."""
    if material.history is None:
        return None
    part = material.history.parts["race"]
    followed = part[:, 0, 0]
    if not followed.sum() > 0:
        return None
    courses = {name: _course(part[followed > 0], RACE.index(name), look) for name, look in _ENDS}
    title = _title(courses, part[followed > 0])
    words = _words(material, courses)
    lines = [
        _line(courses[name], f"{percent(courses[name].final.mean)} {text}") for name, text in words.items()
    ]
    figure = canvas()
    note = BAND if lines[0].low is not None else ""
    bottom, top = frame(figure, material, title, note)
    axes = axes_in(figure, MARGIN + 0.95, bottom + 0.65, WIDTH - MARGIN - _LABELS, top - 0.15)
    hours = race_times(material.plan.horizon) / _HOUR
    draw_lines(axes, hours, lines)
    _draw_axes(axes, hours)
    name_lines(figure, axes, lines, _LABELS - 0.15, 4)
    alt = _alt(material, courses, words, followed)
    return Picture("race", title, alt, _CAPTION, figure)


_CAPTION: Final = (
    "Cases that somebody has detected, by the time since their first detection: share for which some agency has come "
    "to believe enough to act, and share that had been delivered or given up before that. The ends compete; cases "
    "still under way at the horizon are censored (Aalen-Johansen estimate). Lines: over all replications; bands: 5th "
    "to 95th percentile of the replications, chance only."
)


def _course(part: Floats, number: int, look: Look) -> Course:
    weights, values = part[:, 0, :], part[:, number, :]
    mean = (values * weights).sum(axis=0) / weights.sum(axis=0)
    counts = weights[:, -1]
    return Course(look, mean, values, pooled_proportion(values[:, -1] * counts, counts))


def _line(course: Course, label: str) -> Line:
    if len(course.values) == 1:
        return Line(course.look, course.mean, None, None, label)
    low, high = np.quantile(course.values, (0.05, 0.95), axis=0)
    return Line(course.look, course.mean, low, high, label)


def _words(material: Material, courses: dict[str, Course]) -> dict[str, str]:
    """What stands at the end of each line; that of cases stopped without knowledge only where there are some."""
    ends = ends_of(material.plan.threats[flow.threat] for flow in material.plan.flows)
    labels = {
        "actionable": "known well enough to act",
        "out_of_reach": f"out of reach: {ends.delivered} or {ends.aborted}",
        "stopped_before": f"{ends.interdicted} at a control without that",
    }
    return {
        name: label
        for name, label in labels.items()
        if name != "stopped_before" or courses[name].final.mean > 0
    }


def _title(courses: dict[str, Course], part: Floats) -> str:
    """Who wins the race, and by how much; only if the interval of the difference leaves no doubt."""
    known, gone = courses["actionable"], courses["out_of_reach"]
    counts = part[:, 0, -1]
    ahead = paired_ratio_difference(
        (known.values[:, -1] * counts, counts), (gone.values[:, -1] * counts, counts)
    )
    told = (
        f"agencies learn enough about {_share(known)} of the detected cases, {_share(gone)} "
        f"{'is' if gone.final.mean == 0 else 'are'} gone first"
    )
    if len(part) == 1:
        return f"One replication, one race: {told}"
    if ahead.high < 0:
        return f"Knowledge comes too late: {told}"
    return f"Knowledge comes in time: {told}" if ahead.low > 0 else f"The race is open: {told}"


def _share(course: Course) -> str:
    return percent(course.final.mean) if course.final.mean > 0 else "none"


def _draw_axes(axes: Axes, hours: Floats) -> None:
    from matplotlib.ticker import FixedLocator, NullLocator, PercentFormatter

    axes.set_xscale("log")
    axes.set_xlim(hours[0], hours[-1])
    axes.set_ylim(0, 1)
    ticks = _ticks(hours, axes.get_position().width * WIDTH)
    axes.xaxis.set_major_locator(FixedLocator([tick / _HOUR for tick in ticks]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels([_named(tick) for tick in ticks])
    axes.yaxis.set_major_formatter(PercentFormatter(1, 0, " %"))
    axes.set_xlabel("time since the first detection (logarithmic)")
    axes.set_ylabel("share of the detected cases")
    quiet(axes)


def _ticks(hours: Floats, width: float) -> list[float]:
    """Usual times on the axis, as many as can be labelled."""
    low, high = hours[0] * _HOUR, hours[-1] * _HOUR
    kept: list[float] = []
    reach = -1.0
    for tick in (one for one in _TICKS if low <= one <= high * 1.001):
        at = width * float(np.log(tick / low) / np.log(high / low))
        half = width_of(_named(tick), SMALL) / 2 + 0.08
        if at - half > reach:
            kept.append(tick)
            reach = at + half
    return kept


def _named(seconds: float) -> str:
    return f"{seconds / _DAY:.0f} d" if seconds >= 2 * _DAY else duration(seconds)


def _alt(
    material: Material, courses: dict[str, Course], words: dict[str, str], followed: Sequence[float] | Floats
) -> str:
    count = f"Of {rough(float(np.mean(followed)))} cases a replication that somebody detected"
    parts = [f"{share_of(courses[name].final)} {text}" for name, text in words.items()]
    halves = [
        f"half are {text} after {duration(float(when))}"
        for name, text in (("actionable", "known well enough"), ("out_of_reach", "out of reach"))
        if (when := _half(material, courses[name])) is not None
    ]
    return f"{count}, {', '.join([*parts, *halves])}, over {counted(len(followed), 'replication')}."


def _half(material: Material, course: Course) -> float | None:
    """Seconds after which half of the cases have come to an end; None if they do not."""
    reached = np.flatnonzero(course.mean >= 0.5)
    return float(race_times(material.plan.horizon)[reached[0]]) if reached.size else None
