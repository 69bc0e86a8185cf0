"""The master scenario events list as it was played: what fired when, and what was decided."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.report.actors import ActorTable
from simulator.report.msel import Entry, entries
from simulator.report.numbers import Numbers
from simulator.report.tables import Column
from simulator.report.words import percent, rough
from simulator.scenario.moves import at_table, wall_time
from simulator.scenario.rules.times import seconds_from_start

if TYPE_CHECKING:
    from simulator.scenario.schema import Scenario

MOST: Final = 10
_REMARK: Final = (
    "in order of (median) time; MSEL: its number there; in runs: how often it came, or was chosen"
)
_COLUMNS: Final = (
    Column("time", text=True), Column("MSEL"), Column("table", 3), Column("to", 2, text=True),
    Column("message", text=True), Column("cost", 4), Column("in runs"),
)  # fmt: skip


def decisions(scenario: Scenario, numbers: Numbers, most: int = MOST) -> ActorTable:
    """One row an inject, in order of the (median) time, and one for each option of a decision."""
    listed = entries(scenario)
    came = sorted((_came(entry, scenario, numbers) for entry in listed), key=lambda one: one.seconds)
    rows: list[list[str]] = []
    for one in came[:most]:
        entry, message = one.entry, one.entry.message or one.entry.inject.label
        rows.append([one.time, str(entry.number), one.table, entry.to, message, "", one.often])
        for option in entry.inject.options:
            taken = numbers.mean("option_taken", f"decision:{entry.inject.id}/{option.id}")
            cost = "" if option.cost is None else f"{rough(option.cost.number)} {option.cost.unit}"
            label = f"- {option.label}{' (default)' if option.default else ''}"
            rows.append(["", "", "", "", label, cost, percent(taken)])
    kept = [i for i, column in enumerate(_COLUMNS) if any(row[i] for row in rows) or column.title == "time"]
    rest = "" if len(came) <= most else f"{most} of {len(came)}; the others: report.html, or run with -vv"
    remark = (
        _REMARK
        if any(row[-1] for row in rows)
        else "what was thrown in, in order of time; MSEL: its number there"
    )
    cells = [[row[i] for i in kept] for row in rows]
    return ActorTable("Events", remark, [_COLUMNS[i] for i in kept], cells, rest)


@dataclass(frozen=True, slots=True)
class _Came:
    """An entry of the list, when it came (typically), and how often where that is not certain."""

    entry: Entry
    seconds: float
    time: str
    table: str
    often: str


def _came(entry: Entry, scenario: Scenario, numbers: Numbers) -> _Came:
    inject = entry.inject
    if inject.at is not None:
        seconds = seconds_from_start(inject.at, scenario.scenario)
        return _Came(entry, seconds, entry.time, entry.table, "")
    often = percent(numbers.mean("inject_fired", f"inject:{inject.id}"))
    hours = numbers.study.measures.of("inject_fired_hours", f"inject:{inject.id}")
    fired = hours[hours >= 0]
    if not fired.size:
        return _Came(entry, math.inf, entry.time, entry.table, often)
    seconds = 3600 * float(np.median(fired))
    played = at_table(scenario, seconds)
    return _Came(entry, seconds, wall_time(scenario.scenario, seconds), str(played or ""), often)
