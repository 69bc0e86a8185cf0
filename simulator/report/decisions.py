"""What came of injects that waited for a condition, and of decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.actors import ActorTable
from simulator.report.figures import Figures
from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, duration, percent, rough

if TYPE_CHECKING:
    from simulator.scenario.schema import Inject, Scenario


def decisions(scenario: Scenario, figures: Figures) -> ActorTable:
    """One row an inject with a condition, and one for each option of a decision."""
    columns = (
        Column("inject", text=True), Column("what happens", 1, text=True), Column("in runs"), Column("median time"),
        Column("cost", 2),
    )  # fmt: skip
    rows: list[list[str]] = []
    for inject in scenario.injects:
        if inject.when is not None:
            rows.append(_fired(inject, figures))
        elif inject.options:
            rows.append([inject.id, inject.decision or "", "", "", ""])
        for option in inject.options:
            share = figures.mean("option_taken", f"decision:{inject.id}/{option.id}")
            cost = "" if option.cost is None else f"{rough(option.cost.number)} {option.cost.unit}"
            default = " (default)" if option.default else ""
            rows.append([f"- {option.id}", f"{option.label}{default}", percent(share), "", cost])
    remark = "how often and when they came; options: how often taken when asked"
    used = [i for i, column in enumerate(columns) if column.title != "cost" or any(row[i] for row in rows)]
    kept = [[row[i] for i in used] for row in rows]
    return ActorTable("Exercise", remark, [columns[i] for i in used], kept)


def _fired(inject: Inject, figures: Figures) -> list[str]:
    subject = f"inject:{inject.id}"
    number = figures.study.measures.number_of("inject_fired_hours", subject)
    hours = figures.study.summary()[number]["median"]
    day = UNKNOWN if hours is None else duration(3600 * round(hours))
    said = inject.decision or inject.message or ""
    return [inject.id, said, percent(figures.mean("inject_fired", subject)), day, ""]
