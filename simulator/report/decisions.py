"""The master scenario events list as it was played: what fired when, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.report.actors import ActorTable
from simulator.report.figures import Figures
from simulator.report.msel import Entry, entries
from simulator.report.tables import Column
from simulator.report.words import percent, rough
from simulator.scenario.moves import at_table, wall_time

if TYPE_CHECKING:
    from simulator.scenario.schema import Scenario

MOST: Final = 10
_REMARK: Final = "in runs: how often it came (at the median time), or an option was taken"
_COLUMNS: Final = (
    Column("#"), Column("time", text=True), Column("table", 3), Column("to", 2, text=True),
    Column("message", text=True), Column("cost", 4), Column("in runs"),
)  # fmt: skip


def decisions(scenario: Scenario, figures: Figures, most: int = MOST) -> ActorTable:
    """One row an inject, and one for each option of a decision."""
    rows: list[list[str]] = []
    shown, all_of_them = 0, entries(scenario)
    for entry in all_of_them[:most]:
        shown += 1
        rows.append(_came(entry, scenario, figures))
        for option in entry.inject.options:
            taken = figures.mean("option_taken", f"decision:{entry.inject.id}/{option.id}")
            cost = "" if option.cost is None else f"{rough(option.cost.number)} {option.cost.unit}"
            label = f"- {option.label}{' (default)' if option.default else ''}"
            rows.append(["", "", "", "", label, cost, percent(taken)])
    kept = [i for i, column in enumerate(_COLUMNS) if column.rank == 0 or any(row[i] for row in rows)]
    rest = (
        ""
        if shown == len(all_of_them)
        else f"{shown} of {len(all_of_them)}; the others: msel.csv, or run with -v"
    )
    return ActorTable(
        "Events", _REMARK, [_COLUMNS[i] for i in kept], [[row[i] for i in kept] for row in rows], rest
    )


def _came(entry: Entry, scenario: Scenario, figures: Figures) -> list[str]:
    time, table, often = entry.time, entry.table, ""
    if entry.inject.when is not None:
        subject = f"inject:{entry.inject.id}"
        often = percent(figures.mean("inject_fired", subject))
        hours = figures.study.measures.of("inject_fired_hours", subject)
        fired = hours[hours >= 0]
        if fired.size:
            seconds = 3600 * float(np.median(fired))
            time, table = wall_time(scenario.scenario, seconds), str(at_table(scenario, seconds) or "")
    return [str(entry.number), time, table, entry.to, entry.message or entry.inject.label, "", often]
