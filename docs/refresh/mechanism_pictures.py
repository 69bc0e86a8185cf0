"""Draw what a mechanism expands into: who takes part, what is made, and what changes when."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Polygon, Rectangle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.scenario.expansion import Expansion
    from simulator.scenario.schema import Scenario

# Okabe-Ito colours; each stands with a shape or a dash of its own.
BLUE, VERMILION, GREEN, YELLOW, INK = "#0072B2", "#D55E00", "#009E73", "#F0E442", "#222222"
WIDTH, BOX, SMALL = 11.0, 0.62, 11.5
CONTROLS, MEMBERS, MADE = 3.35, 1.85, 0.0
KEY, TITLE = 0.6, 0.6
"""Height of the key below and of the title above, in inches."""
TIMES = "\u00d7"
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "interlock",
    "font.family": "DejaVu Sans",
    "font.size": 13,
}


Point = tuple[float, float]


@dataclass
class Scene:
    """What is drawn of an expansion."""

    members: list[str]
    below: list[str]
    """Agencies and pools in the lower row: what the mechanism is, or whom it reports to."""
    made: set[str]
    pools: set[str]
    care: set[str]
    controls: list[Any]
    changed: set[str]
    """Controls and links that are there already, and change."""
    links: list[Any]
    consults: list[tuple[str, str]]
    names: dict[str, str]
    places: dict[str, str]
    x: dict[str, float] = field(default_factory=dict)
    y: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A line of the time chart: what changes, from when to when, and to which level after each step."""

    text: str
    start: float
    end: float | None
    levels: tuple[tuple[float, float], ...] = ()


def svg(title: str, scenario: Scenario, expansion: Expansion, rows: Sequence[Row]) -> str:
    """The picture as SVG, the same bytes whenever it is drawn by the same version of matplotlib."""
    with mpl.rc_context(STYLE):
        out = io.StringIO()
        figure(title, scenario, expansion, rows).savefig(
            out, format="svg", metadata={"Date": None, "Creator": None}
        )
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def figure(title: str, scenario: Scenario, expansion: Expansion, rows: Sequence[Row]) -> Figure:
    """The picture of the only mechanism of a scenario."""
    scene = stage(scenario, expansion)
    top = CONTROLS + 1.0 if scene.controls else MEMBERS + 0.85
    bottom = MADE - 0.5 if scene.below else MEMBERS - (1.35 if scene.links else 0.6)
    chart = 0.42 * len(rows) + 0.75 if rows else 0.0
    height = top - bottom + chart + KEY + TITLE
    drawing = Figure(figsize=(WIDTH, height))
    drawing.text(0.3 / WIDTH, 1 - 0.32 / height, title, weight="bold", fontsize=16, va="center")
    ax = drawing.add_axes((0, (chart + KEY) / height, 1, (top - bottom) / height))
    ax.set(xlim=(0, WIDTH), ylim=(bottom, top))
    ax.set_axis_off()
    place(scene)
    _links(ax, scene)
    _agencies(ax, scene)
    _controls(ax, scene)
    _key(drawing, scene, height)
    if rows:
        left, width = 4.6 / WIDTH, (WIDTH - 4.9) / WIDTH
        axes = drawing.add_axes((left, (KEY + 0.6) / height, width, (chart - 0.65) / height))
        _times(axes, rows, scenario.horizon / 86400)
    return drawing


def stage(scenario: Scenario, expansion: Expansion) -> Scene:
    """Collect what the mechanism makes and changes."""
    (mechanism,) = scenario.mechanisms
    parts = expansion.parts[mechanism.id]
    made = {name for _, name in parts}
    touched = set(_changed(expansion))
    controls = [one for one in expansion.controls if one.id in made | touched]
    links = [one for one in expansion.links if one.id in made | touched]
    pools = {one.id for one in expansion.pools if one.id in made}
    care = {one.id for one in expansion.care if one.id in made}
    own = [one.id for one in expansion.agencies if one.id in made]
    consults = [
        (one.id, asked)
        for one in expansion.controls
        for asked in one.consults
        if one.id in made or asked in made
    ]
    controls += [one for one in expansion.controls if one not in controls and one.id in dict(consults)]
    below = [*own, *pools, *care, *([mechanism.reports_to] if hasattr(mechanism, "reports_to") else [])]
    members = dict.fromkeys((*mechanism.members, *(one.agency for one in controls)))
    labels = {one.id: one.label for one in (*expansion.agencies, *expansion.pools, *expansion.care)}
    return Scene(
        members=[name for name in members if name not in below],
        below=below,
        made=made,
        pools=pools,
        care=care,
        controls=controls,
        changed=touched - made,
        links=links,
        consults=consults,
        names=labels,
        places={one.id: one.label for one in scenario.places},
    )


def _changed(expansion: Expansion) -> Iterator[str]:
    for programme in expansion.programmes:
        for step in programme.steps:
            for action in step.actions:
                if hasattr(action, "change"):
                    yield action.change.split(".")[1]


def place(scene: Scene) -> None:
    """Give everything a place: members in a row, what is made below, controls above their owners."""
    for names, y in ((scene.members, MEMBERS), (scene.below, MADE)):
        for number, name in enumerate(names):
            scene.x[name] = (number + 0.5) * WIDTH / len(names)
            scene.y[name] = y
    room = WIDTH / len(scene.members)
    for owner in scene.members:
        own = [one for one in scene.controls if one.agency == owner]
        for number, one in enumerate(own):
            scene.x[one.id] = scene.x[owner] + ((number + 0.5) / len(own) - 0.5) * room
            scene.y[one.id] = CONTROLS


def _agencies(ax: Axes, scene: Scene) -> None:
    for name in (*scene.members, *scene.below):
        row = scene.members if name in scene.members else scene.below
        width = min(2.9, WIDTH / len(row) - 0.5)
        _body(ax, _sort(scene, name), scene.x[name], scene.y[name], width, BOX)
        ink = BLUE if _sort(scene, name) == "authority" else "white"
        text = scene.names[name]
        ax.text(
            scene.x[name], scene.y[name], text, ha="center", va="center", color=ink, weight="bold", zorder=4
        )


def _sort(scene: Scene, name: str) -> str:
    if name in scene.members:
        return "member"
    if name in scene.care:
        return "places of care"
    return "shared teams" if name in scene.pools else "made agency" if name in scene.made else "authority"


def _body(ax: Axes, sort: str, x: float, y: float, width: float, height: float) -> None:
    """The shape of an agency or pool around a point."""
    colours = {"member": (BLUE, INK), "authority": ("white", BLUE), "places of care": (GREEN, INK)}
    fill, edge = colours.get(sort, (VERMILION, INK))
    if sort == "shared teams":
        tip, half, up = 0.5 * height, width / 2, height / 2
        corners = [
            (-half, 0),
            (tip - half, up),
            (half - tip, up),
            (half, 0),
            (half - tip, -up),
            (tip - half, -up),
        ]
        points = [(x + dx, y + dy) for dx, dy in corners]
        ax.add_patch(Polygon(points, facecolor=fill, edgecolor=edge, lw=1.5, zorder=3))
        return
    round_corners = f"round,pad=0,rounding_size={0.28 * height}"
    pill = f"round,pad=0,rounding_size={0.49 * height}"
    style = {"made agency": "square,pad=0", "places of care": pill}.get(sort, round_corners)
    corner = (x - width / 2, y - height / 2)
    ax.add_patch(
        FancyBboxPatch(
            corner, width, height, boxstyle=style, facecolor=fill, edgecolor=edge, lw=1.8, zorder=3
        )
    )


def _square(ax: Axes, sort: str, x: float, y: float, side: float) -> None:
    """The shape of a control around a point."""
    made = sort == "made control"
    corner = (x - side / 2, y - side / 2)
    fill, dash = (YELLOW, "-") if made else ("white", "--")
    ax.add_patch(Rectangle(corner, side, side, facecolor=fill, edgecolor=INK, lw=1.6, ls=dash, zorder=3))


def _arrow(ax: Axes, sort: str, start: Point, end: Point, bend: float = 0.0, style: str = "-|>") -> None:
    colour, dash = {
        "made link": (VERMILION, "-"),
        "link that changes": (INK, (0, (5, 2))),
        "consults": (GREEN, (0, (2, 2))),
        "may call on": (INK, ":"),
        "refers to": (INK, ":"),
    }[sort]
    ax.add_patch(
        FancyArrowPatch(start, end, connectionstyle=f"arc3,rad={bend:.3f}", arrowstyle=style, mutation_scale=15,
                        color=colour, lw=2, ls=dash, shrinkA=1, shrinkB=1, zorder=2)
    )  # fmt: skip


def _controls(ax: Axes, scene: Scene) -> None:
    for one in scene.controls:
        x, y = scene.x[one.id], scene.y[one.id]
        ax.plot([x, scene.x[one.agency]], [y, MEMBERS], color=INK, lw=1.2, zorder=1)
        _square(ax, "made control" if one.id in scene.made else "control", x, y, 0.36)
        where = scene.places[one.at] if one.at else " to ".join(scene.places[name] for name in one.on_leg)
        ax.text(x, y + 0.57, where, ha="center", va="center")
        ax.text(
            x, y + 0.31, one.kind.replace("_", " "), ha="center", va="center", fontsize=SMALL, color="#555555"
        )
    for control, asked in scene.consults:
        (x, y), (to, below) = (scene.x[control], scene.y[control]), (scene.x[asked], scene.y[asked])
        side = 1.0 if to > x else -1.0
        apart = abs(to - x)
        end = (to - side * min(0.55, 0.12 * apart), below + BOX / 2)
        if apart < 0.5 and any(abs(x - scene.x[name]) < 1.5 for name in scene.members):  # around its owner
            _arrow(ax, "consults", (x + 0.18, y - 0.1), (to + 0.9, below + BOX / 2), -0.3)
        else:
            _arrow(ax, "consults", (x + side * 0.18, y - 0.1), end)


def _links(ax: Axes, scene: Scene) -> None:
    for sort, links in (
        ("made link", [one for one in scene.links if one.id in scene.made]),
        ("link that changes", [one for one in scene.links if one.id not in scene.made]),
    ):
        pairs = {(one.from_, one.to) for one in links}
        for sender, receiver in sorted(pairs):
            both = (receiver, sender) in pairs
            if both and sender > receiver:
                continue
            if scene.y[sender] != scene.y[receiver]:
                start, end = _between(scene, sender, receiver)
                _arrow(ax, sort, start, end, style="<|-|>" if both else "-|>")
                continue
            right = 1 if scene.x[receiver] > scene.x[sender] else -1
            apart = abs(scene.x[receiver] - scene.x[sender])
            inset = 0.5 if sort == "made link" else 0.9
            start = (scene.x[sender] + right * inset, MEMBERS - BOX / 2)
            end = (scene.x[receiver] - right * inset, MEMBERS - BOX / 2)
            bend = right * min(0.45, 1.6 / apart) * (1.0 if sort == "made link" else 0.55)
            _arrow(ax, sort, start, end, bend, "<|-|>" if both else "-|>")
    for sort, bodies in (("may call on", scene.pools), ("refers to", scene.care)):
        for name in scene.members if bodies else ():
            start, end = _between(scene, name, next(iter(bodies)))
            _arrow(ax, sort, start, end)


def _between(scene: Scene, one: str, other: str) -> tuple[Point, Point]:
    """From one row to the other, edge to edge; where several links meet, a little apart."""
    upper, lower = (one, other) if scene.y[one] > scene.y[other] else (other, one)
    lean = max(-1.1, min(1.1, (scene.x[upper] - scene.x[lower]) * 0.3))
    high, low = (scene.x[upper], MEMBERS - BOX / 2), (scene.x[lower] + lean, MADE + BOX / 2)
    return (high, low) if upper == one else (low, high)


def _key(drawing: Figure, scene: Scene, height: float) -> None:
    """What the shapes mean, of those that are there."""
    ax = drawing.add_axes((0, 0, 1, KEY / height))
    ax.set(xlim=(0, WIDTH), ylim=(0, KEY))
    ax.set_axis_off()
    sorts = [_sort(scene, name) for name in (*scene.members, *scene.below)]
    there = "control that changes" if scene.changed & {one.id for one in scene.controls} else "control"
    sorts += ["made control" if one.id in scene.made else there for one in scene.controls]
    sorts += ["made link" if one.id in scene.made else "link that changes" for one in scene.links]
    sorts += ["consults"] * bool(scene.consults) + ["may call on"] * bool(scene.pools)
    sorts += ["refers to"] * bool(scene.care)
    x, y = 0.3, 0.3
    for sort in dict.fromkeys(sorts):
        if sort in ("member", "authority", "made agency", "shared teams", "places of care"):
            _body(ax, sort, x + 0.2, y, 0.4, 0.22)
        elif "control" in sort:
            _square(ax, sort, x + 0.25, y, 0.22)
        else:
            _arrow(ax, sort, (x, y), (x + 0.45, y))
        ax.text(x + 0.53, y, sort, fontsize=SMALL, va="center")
        x += 0.53 + 0.1 * len(sort) + 0.3


def _times(ax: Axes, rows: Sequence[Row], last: float) -> None:
    for number, row in enumerate(rows):
        y = len(rows) - number
        end = last if row.end is None else row.end
        spans = [(row.start, end, 1.0, "")]
        if row.levels:
            high = max(level for _, level in row.levels)
            until = [*(since for since, _ in row.levels[1:]), end]
            spans = [
                (since, stop, level / high, f"{TIMES} {level:.3g}")
                for (since, level), stop in zip(row.levels, until, strict=True)
            ]
        for since, stop, share, text in spans:
            bar = Rectangle((since, y - 0.35), stop - since, 0.7 * share, facecolor=BLUE, edgecolor="white")
            ax.add_patch(bar)
            ax.text(
                (since + stop) / 2, y - 0.1, text, color="white", ha="center", va="center", fontsize=SMALL
            )
        ax.text(-last * 0.015, y, row.text, ha="right", va="center", fontsize=SMALL)
    ax.set(xlim=(0, last), ylim=(0.4, len(rows) + 0.6), yticks=[], xlabel="day of the scenario")
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
