"""Agencies, controls, sources and links of a study, as tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulator.report.numbers import Numbers, bounds, hours
from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, percent, rough

if TYPE_CHECKING:
    from simulator.world.plan import ControlPlan

_CREDITED: Final = "interdictions_credited"
MOST_ROWS: Final = 8
PARTS: Final = ("clearance", "queue", "transit", "triage")
"""What the delay of an item between two agencies consists of."""


@dataclass(frozen=True, slots=True)
class ActorTable:
    """A table, and what a reader must know about it; `rest` says what it leaves out, if it does."""

    title: str
    remark: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    rest: str = ""


def agencies(numbers: Numbers, most: int = MOST_ROWS) -> ActorTable:
    """Those that respond most first, then those that learn most."""

    def weight(subject: str) -> tuple[float, ...]:
        learnt = numbers.mean("items_reported", subject) + numbers.mean("items_received", subject)
        return (numbers.mean("responses", subject), learnt)

    def row(subject: str) -> list[str]:
        success = numbers.of("response_success_rate", subject)
        return [
            names[subject],
            rough(numbers.mean("responses", subject)),
            percent(success.mean),
            bounds(success, 100),
            rough(numbers.mean("escaped", subject)),
            rough(numbers.mean("items_reported", subject)),
            rough(numbers.mean("items_received", subject)),
            rough(numbers.mean("false_leads", subject)),
            hours(numbers.mean("triage_wait_hours", subject)),
            percent(numbers.mean("utilisation", subject)),
        ]

    names = {f"agency:{agency.id}": agency.name for agency in numbers.plan.agencies}
    columns = (
        Column("agency", text=True), Column("responses"), Column("successful"), Column("95 %", 2),
        Column("too late", 3), Column("own items", 3), Column("received"), Column("false leads", 4),
        Column("wait h", 1), Column("busy", 1),
    )  # fmt: skip
    rows = [row(subject) for subject in _first(names, weight, most)]
    rest = _rest(rows, names, "those that respond most")
    return ActorTable("Agencies", "mean of one run; wait for an analyst", columns, rows, rest)


def controls(numbers: Numbers, most: int = MOST_ROWS) -> ActorTable:
    """Those that can stop a case on the spot; those that find most first."""

    def row(subject: str) -> list[str]:
        found, control = numbers.of("detected", subject), chosen[subject]
        alone = control.traffic is None  # false alarms come from other traffic
        return [
            control.name,
            UNKNOWN if control.watch is not None else rough(numbers.mean("examined", subject)),
            rough(found.mean),
            bounds(found),
            rough(numbers.mean("waved_through", subject)),
            UNKNOWN if alone else rough(numbers.mean("false_alarms", subject)),
            UNKNOWN if alone else percent(numbers.mean("ppv", subject)),
            hours(numbers.mean("traffic_wait_mean_hours", subject)),
            hours(numbers.mean("traffic_wait_p95_hours", subject)),
        ]

    chosen = _controls(numbers, lambda control: not _only_reports(control))
    columns = (
        Column("control", text=True), Column("examined", 1), Column("found"), Column("95 %", 2), Column("waved", 4),
        Column("false alarms"), Column("right", 1), Column("wait h", 3), Column("p95 h", 4),
    )  # fmt: skip
    rows = [row(subject) for subject in _first(chosen, lambda one: (numbers.mean("detected", one),), most)]
    remark = "mean of one run; right: alarms that were cases; wait of other traffic"
    return ActorTable("Controls", remark, columns, rows, _rest(rows, chosen, "those that find most"))


def sources(numbers: Numbers, most: int = MOST_ROWS) -> ActorTable:
    """Controls that only report: informants, surveillance, screening."""

    def row(subject: str) -> list[str]:
        found = numbers.of("detected", subject)
        agency = numbers.plan.agencies[chosen[subject].agency].name
        return [chosen[subject].name, rough(found.mean), bounds(found), agency]

    chosen = _controls(numbers, _only_reports)
    columns = (
        Column("source", text=True),
        Column("found"),
        Column("95 %"),
        Column("reports to", 1, text=True),
    )
    rows = [row(subject) for subject in _first(chosen, lambda one: (numbers.mean("detected", one),), most)]
    return ActorTable(
        "Sources", "mean of one run", columns, rows, _rest(rows, chosen, "those that find most")
    )


def links(numbers: Numbers, most: int = MOST_ROWS) -> ActorTable:
    """What links are worth and where the hours go; those of one mechanism together, the most credited first."""

    def row(name: str) -> list[str]:
        subjects = groups[name]
        whole = numbers.pooled("delay_hours", subjects)
        kept_back = numbers.total("withheld", subjects) + numbers.total("lost", subjects)
        credit = numbers.added(_CREDITED, credits[name])
        return [
            name,
            rough(credit.mean),
            bounds(credit),
            f"{len(subjects)}",
            rough(numbers.total("offered", subjects)),
            rough(kept_back),
            rough(carried[name]),
            *(hours(numbers.pooled(f"delay_{part}_hours", subjects).mean) for part in PARTS),
            hours(whole.mean),
            bounds(whole),
        ]

    groups = channels(numbers)
    credits = credits_of(numbers)
    carried = {name: numbers.total("delivered", subjects) for name, subjects in groups.items()}
    columns = (
        Column("channel", text=True), Column("credits"), Column("95 %", 3), Column("links", 6), Column("offered", 5),
        Column("kept back", 6), Column("arrived"), Column("clearance"), Column("queue", 1), Column("transit", 2),
        Column("triage"), Column("in all"), Column("its 95 %", 4),
    )  # fmt: skip

    def weight(name: str) -> tuple[float, ...]:
        return numbers.total(_CREDITED, credits[name]), carried[name]

    rows = [row(name) for name in _first(groups, weight, most)]
    remark = "credits: interdictions of a run that needed it; hours an item takes"
    return ActorTable("Links", remark, columns, rows, _rest(rows, groups, "those with most credits"))


def credited(numbers: Numbers) -> dict[str, list[str]]:
    """What people call a channel -> the subjects that interdictions are credited to.

    A mechanism has one for all its links, also one that has lookouts alone: each interdiction counts once.
    """
    there = {column.subject for column in numbers.study.measures.columns if column.metric == _CREDITED}
    subjects = {
        numbers.mechanisms[one.partition(":")[2]]: [one]
        for one in there
        if one.startswith("mechanism:") and one.partition(":")[2] in numbers.mechanisms
    }
    for link in numbers.plan.links:
        if link.mechanism is None:
            subjects.setdefault(link.name, []).append(f"link:{link.id}")
    return dict(sorted(subjects.items()))


def credits_of(numbers: Numbers) -> dict[str, list[str]]:
    """What people call a channel of `channels` -> the subjects that interdictions are credited to."""
    return channels(numbers) | {
        name: subjects for name, subjects in credited(numbers).items() if name in channels(numbers)
    }


def _only_reports(control: ControlPlan) -> bool:
    return control.seize == 0 and control.bays is None and control.traffic is None


def _controls(numbers: Numbers, wanted: Callable[[ControlPlan], bool]) -> dict[str, ControlPlan]:
    return {f"control:{control.id}": control for control in numbers.plan.controls if wanted(control)}


def channels(numbers: Numbers) -> dict[str, list[str]]:
    """What people call a channel -> the links in it: a link alone, or all those of a mechanism."""
    groups: dict[str, list[str]] = {}
    for link in numbers.plan.links:
        name = link.name if link.mechanism is None else numbers.mechanisms[link.mechanism]
        groups.setdefault(name, []).append(f"link:{link.id}")
    return groups


def _first(names: Iterable[str], weight: Callable[[str], tuple[float, ...]], most: int) -> list[str]:
    """The subjects of most weight, in a fixed order where weights are equal."""
    weights = {name: tuple(0.0 if math.isnan(one) else one for one in weight(name)) for name in names}
    return sorted(weights, key=lambda name: tuple(-one for one in weights[name]))[:most]


def _rest(shown: Sequence[object], there: Collection[str], which: str) -> str:
    if len(shown) == len(there):
        return ""
    return f"{len(shown)} of {len(there)}, {which}; the others: report.html, or run with -vv"
