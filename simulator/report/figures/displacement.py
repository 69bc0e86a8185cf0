"""Which routes cases take as the exercise goes on, and whether that shifts by more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.analysis.columns import Floats, Ints
from simulator.analysis.history.launches import launch_steps
from simulator.analysis.intervals import Interval, pooled_proportion
from simulator.report.figures.layout import axes_in, write
from simulator.report.figures.lines import Line, draw_lines, name_lines
from simulator.report.figures.material import Material
from simulator.report.figures.picture import Picture
from simulator.report.figures.style import (
    BLUE,
    GREEN,
    GREY,
    HEIGHT,
    INK,
    ORANGE,
    PURPLE,
    SMALL,
    VERMILION,
    WIDTH,
    Look,
    canvas,
    quiet,
)
from simulator.report.figures.texts import MARGIN, brief, frame, plain, wrapped
from simulator.report.figures.timeline import draw_marks, draw_strips, strips, time_axis, unmarked
from simulator.report.flows import most_moved
from simulator.report.numbers import share_of, within_one
from simulator.report.words import percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulator.world.plan import FlowPlan

MOST: Final = 5
"""Lines; the routes that fewest cases take share the last one where there are more."""
_FLOWS: Final = 6
"""Flows in the comparison with chance."""
_ENOUGH: Final = 60
"""Launches, over all replications, that a share of one step rests on at least on average."""
_FEWEST, _MOST_STEPS = 4, 12
_CROSSINGS: Final = ("border_crossing", "green_border", "airport", "seaport")
_LOOKS: Final = (
    Look(BLUE), Look(VERMILION, (0, (5, 2)), "", "v"), Look(GREEN, (0, (8, 1.5, 1.5, 1.5)), "", "s"),
    Look(PURPLE, (0, (1, 1.4)), "", "D"), Look(ORANGE, (0, (3, 1, 1, 1, 1, 1)), "", "^"),
)  # fmt: skip
_LABELS: Final = 2.3
_Shares = tuple[Floats, Floats | None, Floats | None]
"""Of each step: the share, and where there are several replications the ends of its interval."""
_CAPTION: Final = (
    "Share of the cases of a flow that set out on each route, by the time of setting out; routes are named by where "
    "they differ, and told apart by one border only where there are many. Bands: 95 % interval, chance only."
)
_BESIDE: Final = (
    " Beside: share of the cases of each flow that changed routes from the first third of the launches to the last, "
    "with its 95 % interval; hollow: what the same launches would show on average in any order."
)


@dataclass(frozen=True, eq=False)
class Moved:
    """How far the cases of a flow have moved to other routes.

    Attributes:
        flow: The flow.
        share: Share of its cases that changed routes.
        chance: What chance alone would show.
        excess: How much more it is, replication by replication; as wide as it must be to look at all flows.
    """

    flow: FlowPlan
    share: Interval
    chance: Interval
    excess: Interval


def displacement(material: Material) -> Picture | None:
    """Share of launches by route over time, and displacement against chance for each flow."""
    moved = moved_of(material)
    if not moved or material.history is None:
        return None
    first = moved[0]
    groups = groups_of(material, first.flow)
    counts = _counts(material, first.flow, groups)
    if not groups or counts.sum() == 0:
        return None
    title = _title(material, moved)
    figure = canvas()
    band = "Shaded: 95 % interval, chance only" if material.study.replications_done > 1 else ""
    bottom, top = frame(figure, material, title, band)
    edges, shares = _shares(material, counts)
    lines = [Line(look, *parts, name) for look, parts, name in zip(_LOOKS, shares, groups, strict=False)]
    beside = 3.1 if len(moved) > 1 else 0.0
    _draw_shares(figure, material, first.flow, (edges, lines), (bottom, top, WIDTH - MARGIN - beside))
    if beside:
        _draw_moved(figure, moved[:_FLOWS], (WIDTH - MARGIN - beside + 0.35, bottom, top))
    alt = " ".join([*map(_sentence, moved), _ends(first.flow, groups, shares)])
    caption = _CAPTION + (_BESIDE if beside else "")
    return Picture("displacement", title, alt, caption + unmarked(material), figure)


def moved_of(material: Material) -> list[Moved]:
    """Flows with several routes; those that moved most beyond chance first, then those with most cases."""
    numbers = material.numbers
    found = []
    for flow, excess in most_moved(numbers):
        share, chance = (
            within_one(numbers.of(one, f"flow:{flow.id}"))
            for one in ("displacement", "displacement_by_chance")
        )
        found.append(Moved(flow, share, chance, excess))
    return found


def groups_of(material: Material, flow: FlowPlan) -> dict[str, list[int]]:
    """Names of routes, or of groups of routes that cross one border at one place, and the numbers of the routes."""
    naming = _distinguished if len(flow.routes) <= MOST else _by_border
    groups: dict[str, list[int]] = {}
    for number, name in enumerate(naming(material, flow)):
        groups.setdefault(name, []).append(number)
    if len(groups) > MOST:
        taken = {name: sum(flow.routes[i].share for i in members) for name, members in groups.items()}
        kept = sorted(groups, key=lambda name: -taken[name])[: MOST - 1]
        others = [number for name, members in groups.items() if name not in kept for number in members]
        groups = {name: groups[name] for name in kept} | {f"{len(groups) - len(kept)} others": others}
    return groups


def _distinguished(material: Material, flow: FlowPlan) -> list[str]:
    """Each route by the places that not all of them pass, borders before others, two at most."""
    shared = set.intersection(*(set(route.places) for route in flow.routes))
    names = []
    for number, route in enumerate(flow.routes, start=1):
        own = [place for place in route.places if place not in shared]
        borders = [place for place in own if material.plan.places[place].kind in _CROSSINGS]
        shown = (borders or own)[:2]
        names.append(f"by {' and '.join(_place(material, place) for place in shown)}" if shown else "direct")
        if names[-1] in names[:-1]:
            names[-1] += f" ({number})"
    return names


def _by_border(material: Material, flow: FlowPlan) -> list[str]:
    """Each route by where it crosses one border: that at whose crossings routes divide best into a few groups."""
    places = material.plan.places
    crossed = [[one for one in route.places if places[one].kind in _CROSSINGS] for route in flow.routes]
    if not any(crossed):
        crossed = [list(route.places[1:-1]) for route in flow.routes]
    borders = sorted({places[one].jurisdiction for route in crossed for one in route})
    if not borders:
        return [f"route {number}" for number in range(1, len(flow.routes) + 1)]

    def at(border: int) -> list[int]:
        return [next((one for one in route if places[one].jurisdiction == border), -1) for route in crossed]

    def fitness(border: int) -> tuple[bool, float, int]:
        taken = at(border)
        kinds = len(set(taken))
        passing = sum(route.share for route, one in zip(flow.routes, taken, strict=True) if one >= 0)
        return 1 < kinds <= MOST, round(passing, 6), kinds

    return [
        "elsewhere" if place < 0 else f"by {_place(material, place)}"
        for place in at(max(borders, key=fitness))
    ]


def _place(material: Material, place: int) -> str:
    return plain(material.plan.places[place].name)


def _counts(material: Material, flow: FlowPlan, groups: Mapping[str, Sequence[int]]) -> Floats:
    """Launches so far: shape (replications, groups, launch_steps)."""
    assert material.history is not None
    start = sum(len(one.routes) for one in material.plan.flows[: flow.index])
    part = material.history.parts["launches"]
    columns = [part[:, [start + number for number in members]].sum(axis=1) for members in groups.values()]
    return np.stack(columns, axis=1)


def _shares(material: Material, counts: Floats) -> tuple[Ints, list[_Shares]]:
    """Edges of the steps in ticks, and for each group its share of the launches with its interval."""
    assert material.history is not None
    at = material.history.times[launch_steps(material.history.times.size)]
    steps = int(np.clip(counts[:, :, -1].sum() / _ENOUGH, _FEWEST, _MOST_STEPS))
    edges = np.unique(np.linspace(0, at.size - 1, min(steps, at.size - 1) + 1).astype(int))
    taken = np.diff(counts[:, :, edges], axis=-1)
    whole = taken.sum(axis=1)
    found: list[_Shares] = []
    for group in range(counts.shape[1]):
        step = [pooled_proportion(taken[:, group, i], whole[:, i]) for i in range(edges.size - 1)]
        means, lows, highs = (
            np.array([getattr(one, name) for one in step]) for name in ("mean", "low", "high")
        )
        found.append((means, lows, highs) if len(counts) > 1 else (means, None, None))
    return at[edges], found


def _draw_shares(
    figure: Figure,
    material: Material,
    flow: FlowPlan,
    drawn: tuple[Ints, Sequence[Line]],
    place: tuple[float, float, float],
) -> None:
    from matplotlib.ticker import PercentFormatter

    (edges, lines), (bottom, top, right) = drawn, place
    above = strips(material)
    axes = axes_in(figure, MARGIN + 0.95, bottom + 0.62, right - _LABELS, top - above - 0.35)
    size = time_axis(axes, material.plan.horizon)
    draw_lines(axes, (edges[:-1] + edges[1:]) / 2 / size, lines, points=True)
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(PercentFormatter(1, 0, " %"))
    axes.set_ylabel("share of those that set out")
    quiet(axes)
    draw_marks(axes, material)
    draw_strips(figure, axes, material, top - above - 0.33)
    (name,) = wrapped(flow.name, right - MARGIN, SMALL, "bold", 1)
    write(figure, MARGIN, top - 0.02, name, va="top", weight="bold")
    name_lines(figure, axes, lines, _LABELS - 0.2, 2)


def _draw_moved(figure: Figure, moved: Sequence[Moved], place: tuple[float, float, float]) -> None:
    """A row a flow: what moved with its interval, and what chance would show."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    left, bottom, top = place
    write(figure, left, top - 0.02, "Changed routes", va="top", weight="bold")
    axes = axes_in(figure, left, bottom + 0.62, WIDTH - MARGIN - 0.1, top - 0.75)
    for y, one in enumerate(moved):
        if one.share.low < one.share.high:
            ends = [max(one.share.low, 0.0), one.share.high]
            axes.plot(ends, [y, y], color=INK, linewidth=2.2, marker="|", markersize=9)
        axes.plot([one.share.mean], [y], "o", color=INK, markersize=10)
        axes.plot(
            [one.chance.mean], [y], "o", color=INK, markerfacecolor="white", markersize=10, markeredgewidth=2
        )
    axes.set_ylim(len(moved) - 0.72, -0.72)
    axes.set_xlim(0, max(max(one.share.mean, one.chance.mean, one.share.high) for one in moved) * 1.15 or 1.0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3))
    axes.xaxis.set_major_formatter(PercentFormatter(1, 0, " %"))
    axes.set_xlabel("share of the cases")
    quiet(axes, grid="x")
    box = axes.get_position()
    each = box.height * HEIGHT / len(moved)
    for number, one in enumerate(moved):
        names = wrapped(one.flow.name, WIDTH - MARGIN - left, SMALL, lines=2 if each > 1.1 else 1)
        plate = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        write(figure, left, box.y1 * HEIGHT - number * each - 0.02, "\n".join(names), va="top", bbox=plate)
    write(figure, left, top - 0.3, "● found   ○ by chance", va="top", color=GREY)


def _title(material: Material, moved: Sequence[Moved]) -> str:
    """Which flow has moved by more than chance, if one has."""
    first, name = moved[0], brief(moved[0].flow.name)
    chance = percent(first.chance.mean)
    if material.study.replications_done == 1:
        share = percent(first.share.mean)
        return f"One replication of {name}: {share} of the cases change routes, {chance} would by chance"
    found = f"{share_of(first.share)} of the cases change routes"
    if first.excess.low > 0:
        return f"{name}: {found}, where chance alone would move {chance}"
    return f"No clear displacement of {name}: {found}, {chance} would by chance"


def _sentence(one: Moved) -> str:
    more = "clearly more" if one.excess.low > 0 else "not clearly more"
    return (
        f"{plain(one.flow.name)}: {share_of(one.share)} of the cases changed routes, {more} than the "
        f"{percent(one.chance.mean)} by chance."
    )


def _ends(flow: FlowPlan, groups: Mapping[str, Sequence[int]], shares: Sequence[_Shares]) -> str:
    """First and last share of each group in words."""
    parts = []
    for name, (means, _, _) in zip(groups, shares, strict=True):
        known = means[~np.isnan(means)]
        parts.append(f"{name} from {percent(float(known[0]))} to {percent(float(known[-1]))}")
    return f"{plain(flow.name)} from the first to the last step: {', '.join(parts)}."
