"""Tables of what only some scenarios have: holds, pools, flows that adapt, questions, aftermath.

A table, and each of its columns, is there only where a scenario has it and something of it happened.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from simulator.analysis.metrics.aftermath import AftermathMetrics
from simulator.report.actors import MOST_ROWS, ActorTable, channels
from simulator.report.numbers import Numbers, hours
from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, percent, rough

Show = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class _Field:
    """A column: the metric in it, how it reads, and how soon it goes where a terminal is narrow."""

    title: str
    metric: str
    show: Show = rough
    rank: int = 0


@dataclass(frozen=True, slots=True)
class _Table:
    """A table: its rows are all of a kind that have one of its metrics, by what people call them."""

    title: str
    remark: str
    noun: str
    names: Callable[[Numbers], Mapping[str, Sequence[str]]]
    fields: Sequence[_Field]


def particulars(numbers: Numbers, most: int = MOST_ROWS) -> Iterator[ActorTable]:
    """The tables that a study needs, in the order in which a planner asks.

    Args:
        numbers: The study.
        most: How many rows a table has at most.
    """
    known = {(column.metric, column.subject) for column in numbers.study.measures.columns}
    for table in _TABLES:
        values = {
            name: [_value(numbers, known, field.metric, subjects) for field in table.fields]
            for name, subjects in table.names(numbers).items()
        }
        rows = {name: row for name, row in values.items() if any(value > 0 for value in row)}
        used = [i for i in range(len(table.fields)) if any(row[i] > 0 for row in rows.values())]
        if not used:
            continue
        ranked = sorted(rows, key=lambda subject: -max(rows[subject][used[0]], 0.0))
        fields = [table.fields[i] for i in used]
        cells = [
            [one, *(_cell(field, rows[one][i]) for field, i in zip(fields, used, strict=True))]
            for one in ranked[:most]
        ]
        columns = [Column(table.noun, text=True), *(Column(field.title, field.rank) for field in fields)]
        left = len(rows) - len(cells)
        rest = f"{left} more: report.html, or run with -vv" if left else ""
        yield ActorTable(table.title, table.remark, columns, cells, rest)


def _value(numbers: Numbers, known: set[tuple[str, str]], metric: str, subjects: Sequence[str]) -> float:
    """A metric of those that belong together: a count added up, a share or ratio pooled; NaN where none has it."""
    there = [subject for subject in subjects if (metric, subject) in known]
    if len(there) < 2:
        return numbers.mean(metric, there[0]) if there else math.nan
    return numbers.together(metric, there)


def _cell(field: _Field, value: float) -> str:
    return UNKNOWN if math.isnan(value) else field.show(value)


def _called(kind: str, entities: Iterable[Any]) -> dict[str, list[str]]:
    """Entities by name; what shares one belongs together."""
    names: dict[str, list[str]] = {}
    for one in entities:
        names.setdefault(one.name, []).append(f"{kind}:{one.id}")
    return names


def _flows(numbers: Numbers) -> dict[str, list[str]]:
    return _called("flow", numbers.plan.flows)


def _outcomes(numbers: Numbers) -> dict[str, list[str]]:
    flows = {flow.id: flow.name for flow in numbers.plan.flows}
    several = len(flows) > 1
    names: dict[str, list[str]] = {}
    for one in AftermathMetrics(numbers.plan).subjects:
        flow, _, what = one.partition(":")[2].partition("/")
        told = what.replace("_", " ")
        names.setdefault(f"{flows[flow]}: {told}" if several else told, []).append(one)
    return names


def _agencies(numbers: Numbers) -> dict[str, list[str]]:
    return _called("agency", numbers.plan.agencies)


def _controls(numbers: Numbers) -> dict[str, list[str]]:
    return _called("control", numbers.plan.controls)


def _links(numbers: Numbers) -> dict[str, list[str]]:
    return channels(numbers)


def _pools(numbers: Numbers) -> dict[str, list[str]]:
    return _called("pool", numbers.plan.pools)


_MEAN: Final = "mean of one run"
_TABLES: Final = (
    _Table("Adversary", _MEAN, "flow", _flows, (
        _Field("given up", "aborted"),
        _Field("deterred", "deterred"),
        _Field("lay low", "lay_low", rough, 3),
        _Field("rerouted", "rerouted_share", percent),
        _Field("carriers", "further_carriers", rough, 1),
        _Field("tried again", "retries", rough, 1),
        _Field("copies", "copies", rough, 1),
        _Field("from others", "started_by_others", rough, 2),
        _Field("routes in use", "routes_in_use", rough, 2),
    )),
    _Table("Aftermath", _MEAN, "outcome", _outcomes, (
        _Field("cases", "followed"),
        _Field("of interdictions", "followed_share", percent),
        _Field("after h", "followed_hours", hours),
    )),
    _Table("Beyond teams", _MEAN, "agency", _agencies, (
        _Field("let run", "shadowed"),
        _Field("lost from sight", "shadow_lost", rough, 1),
        _Field("stopped at the end", "controlled_deliveries"),
        _Field("items exploited", "items_exploited"),
        _Field("acted", "acted"),
        _Field("took effect", "acted_success_rate", percent, 1),
    )),
    _Table("Pursuit", _MEAN, "channel", _links, (_Field("handed over", "handed_over"),)),
    _Table("Pools", _MEAN, "pool", _pools, (
        _Field("responses", "responses"),
        _Field("mobilised", "mobilised", rough, 2),
        _Field("ready after h", "mobilisation_hours", hours),
        _Field("wait h", "team_wait_hours", hours, 1),
        _Field("busy", "team_utilisation", percent),
    )),
    _Table("Holds", _MEAN, "control", _controls, (
        _Field("held", "held"),
        _Field("confirmed", "confirmed_share", percent),
        _Field("lasts h", "hold_hours", hours, 1),
        _Field("hours of others", "innocent_held_hours"),
    )),
    _Table("Corruption", _MEAN, "control", _controls, (_Field("let pass", "let_pass"),)),
    _Table("Looking ahead", _MEAN, "control", _controls, (
        _Field("announced", "announced"),
        _Field("notice h", "notice_hours", hours),
    )),
    _Table("Leaks", _MEAN, "channel", _links, (
        _Field("leaked", "leaked"),
        _Field("cases given up", "leaked_given_up"),
        _Field("lay low", "leaked_lay_low"),
        _Field("source lost", "leaked_source_lost"),
    )),
    _Table("Questions", _MEAN, "channel", _links, (
        _Field("asked", "asked"),
        _Field("answered", "answered"),
        _Field("nothing known", "nothing_known", rough, 1),
        _Field("refused", "refused", rough, 1),
        _Field("reply after h", "reply_hours", hours),
    )),
    _Table("Consent of makers", _MEAN, "channel", _links, (
        _Field("asked", "consent_asked"),
        _Field("given", "consent_given"),
        _Field("refused", "consent_refused"),
        _Field("after h", "consent_hours", hours, 1),
    )),
)  # fmt: skip
