"""What became of the cases of each flow, and where they went instead, as a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.analysis.intervals import Interval, paired_difference
from simulator.report.actors import ActorTable
from simulator.report.numbers import Numbers, amount_of, bounds
from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, percent, rough

if TYPE_CHECKING:
    from simulator.world.plan import FlowPlan

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


def most_moved(numbers: Numbers) -> list[tuple[FlowPlan, Interval]]:
    """Flows with several routes; those that clearly moved most beyond chance first, then those with most cases.

    With each, how many more of its launches changed routes than chance alone would move, replication by replication;
    as wide as it must be to look at all flows.
    """
    several = [flow for flow in numbers.plan.flows if len(flow.routes) > 1]
    found = []
    for flow in several:
        moved, chance = (
            numbers.study.measures.of(metric, f"flow:{flow.id}")
            for metric in ("displacement", "displacement_by_chance")
        )
        if not np.isnan(moved).all():
            found.append((flow, paired_difference(moved, chance, len(several))))

    def order(one: tuple[FlowPlan, Interval]) -> tuple[float, ...]:
        flow, excess = one
        beyond = excess.mean if excess.low > 0 else 0.0
        return (-beyond, -numbers.mean("launched", f"flow:{flow.id}"), flow.index)

    return sorted(found, key=order)


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
