"""What became of the cases of each flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulator.analysis.intervals import Interval
from simulator.report.figures.layout import axes_in, keys, write
from simulator.report.figures.material import Material
from simulator.report.figures.picture import Picture
from simulator.report.figures.style import (
    ABORTED,
    DELIVERED,
    GREY,
    HEIGHT,
    INK,
    INTERDICTED,
    OPEN,
    SMALL,
    WIDTH,
    canvas,
    quiet,
)
from simulator.report.figures.texts import MARGIN, brief, frame, plain, width_of, wrapped
from simulator.report.numbers import share_of
from simulator.report.threats import Ends, ends_of
from simulator.report.words import percent, rough

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.world.plan import FlowPlan

MOST: Final = 8
"""Flows with a bar of their own; where there are more the smallest share one."""
_FEW: Final = 1.0
"""Mean cases of a replication below which a flow is not compared with others."""
_LEAST: Final = 0.03
"""Share of all cases below which it is not."""
_LOOKS: Final = (INTERDICTED, ABORTED, OPEN, DELIVERED)
_COUNTS: Final = ("interdicted", "aborted", "open", "delivered")
_NAMES, _CASES, _RATES = 3.0, 0.85, 2.55
_THICK: Final = 1.3
_ROOMY: Final = 0.9
"""Height of a row, in inches, from which its bar says shares and counts."""
_VISIBLE: Final = 0.002
"""Share from which a part of a bar can be seen."""
_CAPTION: Final = (
    "Share of the cases of each flow by what became of them, over all replications; below the shares, where "
    "there is room, cases of one replication on average. Whiskers: 95 % interval of the first share, chance only."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A bar: one flow, several small ones together, or all.

    Attributes:
        name: What people call it.
        launched: Cases of one replication on average.
        counts: The same by what became of them, as _COUNTS has them.
        rate: Share of the cases that were interdicted.
        ends: Words for what became of them.
    """

    name: str
    launched: float
    counts: tuple[float, ...]
    rate: Interval
    ends: Ends

    @property
    def shares(self) -> tuple[float, ...]:
        """Shares of the cases by what became of them."""
        return tuple(count / self.launched for count in self.counts)

    @property
    def words(self) -> tuple[str, ...]:
        """What became of them."""
        return (self.ends.interdicted, self.ends.aborted, self.ends.open, self.ends.delivered)


def outcomes(material: Material) -> Picture | None:
    """Shares of the cases by what became of them, a bar for each flow, with the interval of those interdicted."""
    rows = rows_of(material)
    if not rows:
        return None
    figure = canvas()
    title = _title(material, rows)
    known = rows[-1].rate.low < rows[-1].rate.high
    bottom, top = frame(figure, material, title, "Whiskers: 95 % interval, chance only" if known else "")
    used = [i for i in range(len(_LOOKS)) if any(row.shares[i] > _VISIBLE for row in rows)]
    keys(figure, MARGIN, WIDTH - MARGIN, top - 0.2, [(_LOOKS[i], rows[-1].words[i]) for i in used])
    names = min(_NAMES, max(width_of(row.name, SMALL, "bold") for row in rows) + 0.05)
    left = MARGIN + names + _CASES
    axes = axes_in(figure, left + 0.15, bottom + 0.6, WIDTH - MARGIN - _RATES, top - 0.85)
    _draw_bars(axes, rows)
    _write_beside(figure, axes, rows, names)
    alt = " ".join(_sentence(row) for row in rows)
    return Picture("outcomes", title, alt, _CAPTION, figure)


def rows_of(material: Material) -> list[Row]:
    """The bars: flows with most cases first, the small ones together where there are many, then all of them."""
    numbers = material.numbers
    flows = [flow for flow in material.plan.flows if numbers.mean("launched", f"flow:{flow.id}") > 0]
    flows.sort(key=lambda flow: (-numbers.mean("launched", f"flow:{flow.id}"), flow.index))
    alone = flows if len(flows) <= MOST else flows[: MOST - 1]
    groups = [(plain(flow.name), [flow]) for flow in alone]
    if others := flows[len(alone) :]:
        groups.append((f"{len(others)} other flows", others))
    if len(flows) > 1:
        groups.append(("All flows", flows))
    rows = []
    for name, members in groups:
        subjects = [f"flow:{flow.id}" for flow in members]
        one = subjects[0] if len(members) == 1 else "all" if name == "All flows" else ""
        rate = numbers.of("interdiction_rate", one) if one else numbers.pooled("interdiction_rate", subjects)
        counts = tuple(numbers.total(count, subjects) for count in _COUNTS)
        ends = ends_of(material.plan.threats[flow.threat] for flow in members)
        rows.append(Row(name, numbers.total("launched", subjects), counts, rate, ends))
    return rows


def _title(material: Material, rows: Sequence[Row]) -> str:
    """The finding: which flow ends otherwise than the others, else how the cases ended."""
    whole, numbers = rows[-1], material.numbers
    if material.study.replications_done == 1:
        count = f"{whole.counts[0]:.0f} of {whole.launched:.0f} cases"
        return f"One replication, one history: {count} {whole.ends.interdicted}"
    share = f"{share_of(whole.rate)} of the cases are {whole.ends.interdicted}"
    delivered = f"{percent(whole.shares[-1])} {whole.ends.delivered}"
    groups = _comparable(material, whole.launched)
    pairs = sum(len(flows) * (len(flows) - 1) // 2 for flows in groups)
    for flows in groups:
        ranked = sorted(flows, key=lambda flow: -numbers.mean("interdiction_rate", f"flow:{flow.id}"))
        most, least = ranked[0], ranked[-1]
        pair = [f"flow:{flow.id}" for flow in (most, least)]
        if numbers.difference("interdiction_rate", pair[:1], pair[1:], pairs).low > 0:
            one, other = (percent(numbers.mean("interdiction_rate", subject)) for subject in pair)
            threat = material.plan.threats[most.threat]
            often = f"most often {ends_of([threat]).interdicted}"
            alone = len({flow.threat for flow in material.plan.flows}) == 1
            start = often if alone else f"{plain(threat).replace('_', ' ')}, {often}"
            first = f"{start[:1].upper()}{start[1:]}: {brief(most.name)}, {one}"
            return f"{first}. Least often: {brief(least.name)}, {other}"
    which = "the flows" if len({flow.threat for flow in material.plan.flows}) == 1 else "flows of one threat"
    return f"{share}, {delivered}" + (f"; no clear difference between {which}" if groups else "")


def _comparable(material: Material, launched: float) -> list[list[FlowPlan]]:
    """Flows with enough cases, by threat; the threats with at least two of them, those with most cases first."""
    cases = {flow.id: material.numbers.mean("launched", f"flow:{flow.id}") for flow in material.plan.flows}
    groups: dict[int, list[FlowPlan]] = {}
    for flow in material.plan.flows:
        if cases[flow.id] >= max(_FEW, _LEAST * launched):
            groups.setdefault(flow.threat, []).append(flow)
    several = [flows for flows in groups.values() if len(flows) > 1]
    return sorted(several, key=lambda flows: -sum(cases[flow.id] for flow in flows))


def _draw_bars(axes: Axes, rows: Sequence[Row]) -> None:
    from matplotlib.ticker import PercentFormatter

    inches = axes.get_position().height * HEIGHT / len(rows)
    thick = min(0.74, _THICK / inches)
    width = axes.get_position().width * WIDTH
    for y, row in enumerate(rows):
        start = 0.0
        for look, share, count in zip(_LOOKS, row.shares, row.counts, strict=True):
            axes.barh(y, share, thick, left=start, **look.area())
            text = _within(share * width, count, share, roomy=inches > _ROOMY)
            box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
            if text:
                axes.text(start + share / 2, y, text, size=SMALL, ha="center", va="center", bbox=box)
            start += share
        if row.rate.low < row.rate.high:
            edge = y + 0.36 * thick
            axes.plot(
                [row.rate.low, row.rate.high],
                [edge, edge],
                color=INK,
                linewidth=2.2,
                marker="|",
                markersize=9,
            )
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(PercentFormatter(1, 0, " %"))
    axes.set_xlabel("share of the cases")
    quiet(axes, grid="x")


def _within(room: float, count: float, share: float, *, roomy: bool) -> str:
    """What a part of a bar says of itself: as much as it is wide enough for."""
    texts = [f"{percent(share)}\n{rough(count)} cases"] if roomy else []
    for text in (*texts, percent(share)):
        if room > max(width_of(line, SMALL) for line in text.split("\n")) + 0.14:
            return text
    return ""


def _write_beside(figure: Figure, axes: Axes, rows: Sequence[Row], names: float) -> None:
    """Names and numbers of cases on the left, shares with their intervals on the right."""
    box = axes.get_position()
    high, right = box.height * HEIGHT / len(rows), box.x1 * WIDTH + 0.2
    head = box.y1 * HEIGHT + 0.08
    write(figure, MARGIN + names + _CASES, head, "cases", color=GREY, ha="right", va="bottom")
    write(figure, right, head, f"{rows[-1].ends.interdicted}", color=GREY, va="bottom")
    for number, row in enumerate(rows):
        y = box.y1 * HEIGHT - (number + 0.5) * high
        weight = "bold" if number == len(rows) - 1 and len(rows) > 1 else "normal"
        lines = wrapped(row.name, names, SMALL, weight, max(1, min(3, int(high / 0.25))))
        write(figure, MARGIN, y, "\n".join(lines), va="center", weight=weight)
        write(figure, MARGIN + names + _CASES, y, rough(row.launched), ha="right", va="center", weight=weight)
        write(figure, right, y, share_of(row.rate), va="center", weight="bold")


def _sentence(row: Row) -> str:
    """A bar in words."""
    parts = [f"{share_of(row.rate)} {row.words[0]}"]
    parts += [
        f"{percent(share)} {word}"
        for share, word in zip(row.shares[1:], row.words[1:], strict=True)
        if share > 0
    ]
    return f"{row.name}: of {rough(row.launched)} cases a replication, {', '.join(parts)}."
