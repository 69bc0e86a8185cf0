"""Agencies, controls, sources and links of a study, as tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulator.report.figures import Figures, bounds, hours
from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, percent, rough

if TYPE_CHECKING:
    from simulator.world.plan import ControlPlan

MOST_ROWS: Final = 8
PARTS: Final = ("clearance", "queue", "transit", "triage")
"""What the delay of an item between two agencies consists of."""


@dataclass(frozen=True, slots=True)
class ActorTable:
    """A table, and what a reader must know about it."""

    title: str
    remark: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


def agencies(figures: Figures, most: int = MOST_ROWS) -> ActorTable:
    """Those that respond most first, then those that learn most."""

    def weight(subject: str) -> tuple[float, ...]:
        learnt = figures.mean("items_reported", subject) + figures.mean("items_received", subject)
        return (figures.mean("responses", subject), learnt)

    def row(subject: str) -> list[str]:
        success = figures.of("response_success_rate", subject)
        return [
            names[subject],
            rough(figures.mean("responses", subject)),
            percent(success.mean),
            bounds(success, 100),
            rough(figures.mean("escaped", subject)),
            rough(figures.mean("items_reported", subject)),
            rough(figures.mean("items_received", subject)),
            rough(figures.mean("false_leads", subject)),
            hours(figures.mean("triage_wait_hours", subject)),
            percent(figures.mean("utilisation", subject)),
        ]

    names = {f"agency:{agency.id}": agency.name for agency in figures.plan.agencies}
    columns = (
        Column("agency", text=True), Column("responses"), Column("successful"), Column("95 %", 2),
        Column("too late", 3), Column("own items", 3), Column("received"), Column("false leads", 4),
        Column("wait h", 1), Column("busy", 1),
    )  # fmt: skip
    rows = [row(subject) for subject in _first(names, weight, most)]
    return ActorTable("Agencies", _remark(rows, names, "a replication; wait for an analyst"), columns, rows)


def controls(figures: Figures, most: int = MOST_ROWS) -> ActorTable:
    """Those that can stop a case on the spot; those that find most first."""

    def row(subject: str) -> list[str]:
        found = figures.of("detected", subject)
        return [
            chosen[subject].name,
            UNKNOWN if chosen[subject].watch is not None else rough(figures.mean("examined", subject)),
            rough(found.mean),
            bounds(found),
            rough(figures.mean("waved_through", subject)),
            rough(figures.mean("false_alarms", subject)),
            percent(figures.mean("ppv", subject)),
            hours(figures.mean("traffic_wait_mean_hours", subject)),
            hours(figures.mean("traffic_wait_p95_hours", subject)),
        ]

    chosen = _controls(figures, lambda control: control.seize > 0)
    columns = (
        Column("control", text=True), Column("examined", 1), Column("found"), Column("95 %", 2), Column("waved", 4),
        Column("false alarms"), Column("right", 1), Column("wait h", 3), Column("p95 h", 4),
    )  # fmt: skip
    rows = [row(subject) for subject in _first(chosen, lambda one: (figures.mean("detected", one),), most)]
    remark = _remark(rows, chosen, "a replication; right: alarms that were cases; wait of other traffic")
    return ActorTable("Controls", remark, columns, rows)


def sources(figures: Figures, most: int = MOST_ROWS) -> ActorTable:
    """Controls that only report: informants, surveillance, screening."""

    def row(subject: str) -> list[str]:
        found = figures.of("detected", subject)
        agency = figures.plan.agencies[chosen[subject].agency].name
        return [chosen[subject].name, rough(found.mean), bounds(found), agency]

    chosen = _controls(figures, lambda control: control.seize == 0)
    columns = (
        Column("source", text=True),
        Column("found"),
        Column("95 %"),
        Column("reports to", 1, text=True),
    )
    rows = [row(subject) for subject in _first(chosen, lambda one: (figures.mean("detected", one),), most)]
    return ActorTable("Sources", _remark(rows, chosen, "a replication"), columns, rows)


def links(figures: Figures, most: int = MOST_ROWS) -> ActorTable:
    """Where the hours go; the links of one mechanism together, those that carry most first."""

    def row(name: str) -> list[str]:
        subjects = groups[name]
        whole = figures.pooled("delay_hours", subjects)
        kept_back = figures.total("withheld", subjects) + figures.total("lost", subjects)
        return [
            name,
            f"{len(subjects)}",
            rough(figures.total("offered", subjects)),
            rough(kept_back),
            rough(carried[name]),
            *(hours(figures.pooled(f"delay_{part}_hours", subjects).mean) for part in PARTS),
            hours(whole.mean),
            bounds(whole),
            rough(figures.total("interdictions_credited", subjects)),
        ]

    groups = _channels(figures)
    carried = {name: figures.total("delivered", subjects) for name, subjects in groups.items()}
    columns = (
        Column("channel", text=True), Column("links", 5), Column("offered", 4), Column("kept back", 5),
        Column("arrived"), Column("clearance"), Column("queue", 1), Column("transit", 2), Column("triage"),
        Column("in all"), Column("95 %", 3), Column("credits"),
    )  # fmt: skip
    rows = [row(name) for name in _first(groups, lambda name: (carried[name],), most)]
    remark = _remark(rows, groups, "hours an item takes; credits: how often an interdiction needed it")
    return ActorTable("Links", remark, columns, rows)


def _controls(figures: Figures, wanted: Callable[[ControlPlan], bool]) -> dict[str, ControlPlan]:
    return {f"control:{control.id}": control for control in figures.plan.controls if wanted(control)}


def _channels(figures: Figures) -> dict[str, list[str]]:
    """What people call a channel -> the links in it: a link alone, or all those of a mechanism."""
    groups: dict[str, list[str]] = {}
    for link in figures.plan.links:
        name = link.name if link.mechanism is None else figures.mechanisms[link.mechanism]
        groups.setdefault(name, []).append(f"link:{link.id}")
    return groups


def _first(names: Iterable[str], weight: Callable[[str], tuple[float, ...]], most: int) -> list[str]:
    """The subjects of most weight, in a fixed order where weights are equal; none of no weight."""
    weights = {name: tuple(0.0 if math.isnan(one) else one for one in weight(name)) for name in names}
    some = (name for name in weights if any(weights[name]))
    return sorted(some, key=lambda name: tuple(-one for one in weights[name]))[:most]


def _remark(shown: Sequence[object], there: Iterable[str], what: str) -> str:
    count = len(list(there))
    return what if len(shown) == count else f"{len(shown)} of {count}; {what}"
