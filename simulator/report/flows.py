"""What became of the cases of each flow, and where they went instead, as a table."""

from __future__ import annotations

import math
from typing import Final

from simulator.analysis.intervals import Interval, paired_difference
from simulator.report.actors import ActorTable
from simulator.report.numbers import Numbers, amount_of, bounds
from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, percent, rough

_COLUMNS: Final = (
    Column("flow", text=True), Column("cases"), Column("interdicted"), Column("95 %", 2), Column("delivered"),
    Column("given up", 3), Column("under way", 3), Column("by sharing"), Column("95 %", 2), Column("stopped", 1),
    Column("moved", 1), Column("by chance", 4),
)  # fmt: skip
_REMARK: Final = (
    "cases of one run; by sharing: interdictions that rest on what agencies shared; moved: launches that "
    "changed routes from the first third to the last, and how many chance alone would move"
)


def flows(numbers: Numbers) -> ActorTable:
    """One row a flow, and one for all together where there are several."""
    names = {f"flow:{flow.id}": flow.name for flow in numbers.plan.flows}
    ranked = sorted(names, key=lambda subject: -numbers.mean("launched", subject))
    rows = [_row(numbers, subject, names[subject]) for subject in ranked]
    if len(names) > 1:
        rows.append(_row(numbers, "all", f"All {len(names)} flows"))
    return ActorTable("Flows", _REMARK, _COLUMNS, rows)


def beyond_chance(numbers: Numbers, subject: str) -> Interval:
    """How many more launches of a flow changed routes than chance alone would move, replication by replication."""
    moved, chance = (
        numbers.study.measures.of(metric, subject) for metric in ("displacement", "displacement_by_chance")
    )
    return paired_difference(moved, chance)


def _row(numbers: Numbers, subject: str, name: str) -> list[str]:
    launched = numbers.mean("launched", subject)
    stopped, shared = (
        numbers.of(metric, subject) for metric in ("interdiction_rate", "cooperation_enabled_share")
    )

    def part(metric: str) -> str:
        return percent(numbers.mean(metric, subject) / launched) if launched > 0 else UNKNOWN

    return [
        name,
        rough(launched),
        percent(stopped.mean),
        bounds(stopped, 100),
        part("delivered"),
        part("aborted"),
        part("open"),
        percent(shared.mean),
        bounds(shared, 100),
        _payload(numbers, subject),
        *(_moved(numbers, metric, subject) for metric in ("displacement", "displacement_by_chance")),
    ]


def _payload(numbers: Numbers, subject: str) -> str:
    unit = next(
        (
            column.unit
            for column in numbers.study.measures.columns
            if (column.metric, column.subject) == ("payload_interdicted", subject)
        ),
        None,
    )
    return UNKNOWN if unit is None else amount_of(numbers.of("payload_interdicted", subject), unit)


def _moved(numbers: Numbers, metric: str, subject: str) -> str:
    value = numbers.mean(metric, subject) if numbers.has(metric, subject) else math.nan
    return percent(value)
