"""What has become of the cases as the exercise goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from simulator.analysis.columns import Floats
from simulator.analysis.history.ends import ENDS
from simulator.analysis.intervals import Interval, pooled_ratio, student_t
from simulator.report.figures.layout import axes_in, write
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
from simulator.report.figures.style import (
    ABORTED,
    DELIVERED,
    INK,
    INTERDICTED,
    SMALL,
    WIDTH,
    Look,
    canvas,
    quiet,
)
from simulator.report.figures.texts import MARGIN, frame, plain, width_of, wrapped
from simulator.report.figures.timeline import draw_marks, draw_strips, strips, time_axis, unmarked
from simulator.report.numbers import amount_of, share_of
from simulator.report.threats import Ends, ends_of
from simulator.report.words import amount, counted, listed, plural

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulator.world.plan import FlowPlan

MOST: Final = 4
"""Panels; units that move least are left out where there are more."""
_LAUNCHED: Final = Look(INK, (0, (1.5, 1.5)))
_LOOKS: Final = {
    "launched": _LAUNCHED, "delivered": DELIVERED, "interdicted": INTERDICTED, "aborted": ABORTED
}  # fmt: skip
_FAINT: Final = 0.1
_LABELS: Final = 2.45
_NAMES, _AXIS, _BETWEEN = 0.36, 0.62, 0.16
"""Room in inches for the heading of a panel, for the numbers and name of its time axis, and below one without."""
_NEGLIGIBLE: Final = 0.01
"""Share of what set out below which a line would lie on the axis."""
_CAPTION: Final = (
    "What has set out so far and what has become of it, by time from the start; in the unit of the payload, one panel "
    "for each. Lines: mean over the replications; bands: their 5th to 95th percentile, chance only. Numbers above: "
    "events of the exercise as its events list numbers them, dotted where they wait for a condition (median time)."
)


@dataclass(frozen=True, eq=False)
class Panel:
    """What is drawn together: flows whose payload has the same unit.

    Attributes:
        unit: Of the payload.
        names: Of the flows.
        threats: What moves in them.
        ends: Words for what became of it.
        values: So far, by ENDS: shape (replications, ENDS, steps).
    """

    unit: str
    names: tuple[str, ...]
    threats: tuple[str, ...]
    ends: Ends
    values: Floats

    def final(self, end: str) -> Interval:
        """The mean of what it came to by the horizon."""
        mean = student_t(self.values[:, ENDS.index(end), -1])
        return Interval(mean.mean, max(mean.low, 0.0), mean.high) if mean.low < mean.high else mean

    def word(self, end: str) -> str:
        """What is said of it."""
        return "set out" if end == "launched" else str(getattr(self.ends, end))


def outcome_over_time(material: Material) -> Picture | None:
    """Cumulative payload that set out, was delivered and was interdicted; a panel for each unit."""
    panels = panels_of(material)
    if not panels:
        return None
    title = _title(panels)
    figure = canvas()
    band = BAND if material.study.replications_done > 1 else ""
    left_out = _left_out(material, panels)
    bottom, top = frame(figure, material, title, ". ".join(filter(None, (left_out, band))))
    _draw(figure, material, panels, bottom, top)
    caption = _CAPTION + (unmarked(material) if len(panels) <= 2 else "")
    return Picture("outcome_over_time", title, " ".join(map(_sentence, panels)), caption, figure)


def panels_of(material: Material) -> list[Panel]:
    """Flows by unit, those that move most cases first."""
    if material.history is None:
        return []
    payload, cases = material.history.parts["payload"], material.history.parts["cases"]
    units: dict[str, list[FlowPlan]] = {}
    for flow in material.plan.flows:
        if cases[:, flow.index, 0, -1].sum() > 0:
            units.setdefault(flow.unit, []).append(flow)
    weight = {unit: sum(cases[:, flow.index, 0, -1].sum() for flow in flows) for unit, flows in units.items()}
    panels = []
    for unit in sorted(units, key=lambda one: -weight[one])[:MOST]:
        flows = units[unit]
        values = payload[:, [flow.index for flow in flows]].sum(axis=1)
        threats = tuple(dict.fromkeys(material.plan.threats[flow.threat] for flow in flows))
        names = tuple(plain(flow.name) for flow in flows)
        panels.append(Panel(unit, names, threats, ends_of(threats), values))
    return panels


def _left_out(material: Material, panels: Sequence[Panel]) -> str:
    units = {flow.unit for flow in material.plan.flows}
    if len(units) <= MOST:
        return ""
    shown = sum(len(panel.names) for panel in panels)
    return f"{len(material.plan.flows) - shown} flows with other units are not shown"


def _title(panels: Sequence[Panel]) -> str:
    """How much of what set out was interdicted, of the unit that moves most."""
    panel = panels[0]
    stopped, whole = (panel.values[:, ENDS.index(end), -1] for end in ("interdicted", "launched"))
    rate = pooled_ratio(stopped, whole)
    units = units_of(panel)
    if not stopped.any():
        return f"Nothing of what set out is {panel.ends.interdicted}"
    bounds = Interval(rate.mean, max(rate.low, 0.0) if rate.low < rate.high else rate.low, rate.high)
    found = f"{share_of(bounds)} of the {units} that set out are {panel.ends.interdicted}"
    return f"One replication: {found}" if len(panel.values) == 1 else found


def _draw(figure: Figure, material: Material, panels: Sequence[Panel], bottom: float, top: float) -> None:
    """One panel as large as there is room, two or three upon each other on one time axis, or four."""
    columns = 2 if len(panels) == 4 else 1
    rows = len(panels) // columns
    names = 0.0 if len(panels) == 1 else _NAMES
    above = strips(material) if len(panels) <= 2 else 0.0
    width = (WIDTH - 2 * MARGIN) / columns
    shared = _AXIS if columns == 1 else 0.0
    height = (top - above - bottom - shared) / rows
    labels = _LABELS if columns == 1 else 2.25
    for number, panel in enumerate(panels):
        row, column = divmod(number, columns)
        left = MARGIN + column * width
        low = bottom + shared + (rows - 1 - row) * height
        under = _BETWEEN if rows > 1 and shared else _AXIS - shared
        axes = axes_in(
            figure, left + 0.95, low + under, left + width - labels - 0.05, low + height - names - 0.08
        )
        lines = _lines(panel, "" if names else panel.unit)
        size = time_axis(axes, material.plan.horizon)
        if shared and row < rows - 1:
            axes.tick_params(labelbottom=False)
            axes.set_xlabel("")
        assert material.history is not None
        draw_lines(axes, material.history.times / size, lines)
        axes.set_ylim(0, _most(lines))
        if not names:
            axes.set_ylabel(panel.unit or "payload")
        quiet(axes)
        plain_numbers(axes, (6, 4, 3)[rows - 1])
        if above:
            draw_marks(axes, material)
        name_lines(figure, axes, lines, labels - 0.1, 2)
        if names:
            heading = heading_of(panel, width - 0.2)
            write(figure, left, low + height - 0.02, heading, va="top", weight="bold")
        if above and row == 0:
            draw_strips(figure, axes, material, top - above)


def heading_of(panel: Panel, room: float) -> str:
    """What a panel shows: its unit and its flows by name, or what moves in them where there is no room for that.

    Args:
        panel: The panel.
        room: How wide the text may be, in inches.
    """
    unit, among = units_of(panel), f" in {counted(len(panel.names), 'flow')}"
    by_name = f"{unit}: {', '.join(panel.names)}"
    shorter = [f"{unit}: {listed([one.replace('_', ' ') for one in panel.threats])}{among}", f"{unit}{among}"]
    texts = [by_name, *(shorter if len(panel.names) > 1 else [])]
    best = next((text for text in texts if width_of(text, SMALL, "bold") <= room), texts[-1])
    return wrapped(best, room, SMALL, "bold", 1)[0]


def units_of(panel: Panel) -> str:
    """The unit of a panel in the plural."""
    return plural(panel.unit) or "payload"


def _lines(panel: Panel, unit: str) -> list[Line]:
    """What set out and what became of it, but for what is next to nothing."""
    whole = panel.final("launched").mean
    lines = []
    for end, look in _LOOKS.items():
        final = panel.final(end)
        if end in ("launched", "interdicted") or final.mean > _NEGLIGIBLE * whole:
            values = panel.values[:, ENDS.index(end)]
            label = amount(short(float(values[:, -1].mean())), unit)
            line = mean_line(look, values, f"{label} {panel.word(end)}")
            lines.append(replace(line, shade=_FAINT) if end == "launched" else line)
    return lines


def _most(lines: Sequence[Line]) -> float:
    tops = [line.middle if line.high is None else line.high for line in lines]
    return float(max(top.max() for top in tops)) * 1.05 or 1.0


def _sentence(panel: Panel) -> str:
    """A panel in words."""
    parts = [
        f"{amount_of(panel.final(end), panel.unit)} {panel.word(end)}"
        for end in _LOOKS
        if panel.final(end).mean > 0
    ]
    return f"{', '.join(panel.names)}: by the end {', '.join(parts)} (means with 95 % intervals)."
