"""What is stopped over time, beside the same without what is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulator.analysis.columns import Floats
from simulator.analysis.history.ends import ENDS
from simulator.report.figures.layout import axes_in
from simulator.report.figures.lines import (
    BAND,
    Line,
    draw_lines,
    mean_line,
    name_lines,
    plain_numbers,
    short,
)
from simulator.report.figures.material import Material
from simulator.report.figures.picture import Picture
from simulator.report.figures.style import COOPERATION, TRAFFICKING, WIDTH, Look, canvas, quiet
from simulator.report.figures.texts import MARGIN, frame
from simulator.report.figures.timeline import draw_marks, draw_strips, strips, time_axis, unmarked
from simulator.report.numbers import amount_of
from simulator.report.threats import Ends, ends_of
from simulator.report.words import amount, signed

if TYPE_CHECKING:
    from simulator.analysis.history import History
    from simulator.analysis.intervals import Interval
    from simulator.experiment import Change, Comparison

_LABELS: Final = 2.75
_STOPPED: Final = ENDS.index("interdicted")
_CAPTION: Final = (
    "What has been stopped so far (payload where all flows have one unit, else cases), in the run and in its baseline, "
    "which was played on the same draws. Lines: mean over the replications; bands: their 5th to 95th percentile. The "
    "difference in the title is the mean over pairs of replications with its 95 % interval. Chance only."
)


@dataclass(frozen=True, eq=False)
class Pair:
    """What has been stopped so far, in the run and in its baseline.

    Attributes:
        unit: Of both; cases or the unit of all payloads.
        here: In the run: shape (replications, steps).
        there: In the baseline.
        change: How the end differs.
        ends: Words for what became of it.
    """

    unit: str
    here: Floats
    there: Floats
    change: Change
    ends: Ends


def against_baseline(material: Material) -> Picture | None:
    """What has been stopped so far, in the run and in its baseline on the same draws."""
    comparison, history = material.comparison, material.history
    if comparison is None or history is None or comparison.baseline.history is None:
        return None
    pair = pair_of(material, comparison, history, comparison.baseline.history)
    if not (pair.here.any() or pair.there.any()):
        return None
    title = title_of_difference(pair, comparison)
    lines = [
        _line(COOPERATION, pair.here, pair.unit, "in this run"),
        _line(TRAFFICKING, pair.there, pair.unit, comparison.briefly),
    ]
    figure = canvas()
    bottom, top = frame(figure, material, title, BAND if comparison.replications > 1 else "")
    above = strips(material)
    axes = axes_in(figure, MARGIN + 0.95, bottom + 0.62, WIDTH - MARGIN - _LABELS, top - above - 0.08)
    size = time_axis(axes, material.plan.horizon)
    draw_lines(axes, history.times / size, lines)
    tops = (line.middle if line.high is None else line.high for line in lines)
    axes.set_ylim(0, max(float(one.max()) for one in tops) * 1.05 or 1.0)
    axes.set_ylabel(f"{pair.unit} {pair.ends.interdicted} so far")
    plain_numbers(axes)
    quiet(axes)
    draw_marks(axes, material)
    draw_strips(figure, axes, material, top - above)
    name_lines(figure, axes, lines, _LABELS - 0.15, 2)
    return Picture("against_baseline", title, _alt(pair, comparison), _CAPTION + unmarked(material), figure)


def pair_of(material: Material, comparison: Comparison, here: History, there: History) -> Pair:
    """What the figure draws: payload where all flows have one unit, else cases."""
    flows = material.plan.flows
    units = {flow.unit for flow in flows}
    part, unit, metric = "cases", "cases", "interdicted"
    if len(units) == 1 and flows[0].unit:
        part, unit, metric = "payload", flows[0].unit, "payload_interdicted"
    mine, theirs = (one.parts[part][:, :, _STOPPED].sum(axis=1) for one in (here, there))
    ends = ends_of(material.plan.threats[flow.threat] for flow in flows)
    return Pair(unit, mine, theirs, comparison.change(metric), ends)


def _line(look: Look, values: Floats, unit: str, what: str) -> Line:
    return mean_line(look, values, f"{amount(short(float(values[:, -1].mean())), unit)} {what}")


def title_of_difference(pair: Pair, comparison: Comparison) -> str:
    """Whether more is stopped than in the baseline, if the interval of the difference leaves no doubt."""
    change, word = pair.change, pair.ends.interdicted
    against = f"{_mean(pair, change.here)} against {_mean(pair, change.there)}"
    if comparison.replications == 1:
        return f"One replication: {_mean(pair, change.here)} {word}, {_mean(pair, change.there)} {comparison.briefly}"
    if not change.clear:
        return f"No clear difference in what is {word}: {against} {comparison.briefly}"
    rises, several = change.absolute.mean > 0, amount("2", pair.unit).removeprefix("2").strip()
    if pair.unit == "cases" or several != pair.unit:
        more = f"{'More' if rises else 'Fewer'} {several} are"
    else:
        more = f"{'More' if rises else 'Less'} is"
    mean, bounds = signed(change.absolute.mean, change.absolute.low, change.absolute.high)
    return f"{more} {word} than {comparison.briefly}: {against}, {mean} ({bounds})"


def _mean(pair: Pair, interval: Interval) -> str:
    return amount(short(interval.mean), pair.unit)


def _alt(pair: Pair, comparison: Comparison) -> str:
    change, word = pair.change, pair.ends.interdicted
    mean, bounds = signed(change.absolute.mean, change.absolute.low, change.absolute.high)
    difference = f"{mean} {pair.unit}" + (f" ({bounds})" if bounds else "")
    return (
        f"By the end {amount_of(change.here, pair.unit)} {word} in this run and {amount_of(change.there, pair.unit)} "
        f"{comparison.briefly}; the difference on the same draws is {difference}."
    )
