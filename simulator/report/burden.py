"""What controls cost those who carry nothing, as a table: it belongs beside every success."""

from __future__ import annotations

from typing import Final

from simulator.report.actors import MOST_ROWS, ActorTable
from simulator.report.numbers import Numbers, amount_of
from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, rough

_COLUMNS: Final = (
    Column("control", text=True), Column("looked at", 1), Column("stopped in vain"), Column("95 %", 2),
    Column("per case found", 1), Column("hours lost"), Column("hours held", 2),
)  # fmt: skip
_REMARK: Final = (
    "legitimate travellers, vehicles and consignments, mean of one run; hours lost waiting for an examination, and "
    "held on a suspicion"
)


def busy_controls(numbers: Numbers) -> dict[str, str]:
    """The controls through which others pass, by subject, with their names."""
    return {f"control:{one.id}": one.name for one in numbers.plan.controls if one.traffic is not None}


def burden(numbers: Numbers, most: int = MOST_ROWS) -> ActorTable:
    """One row a control with legitimate traffic, those that stop most of it in vain first; then all of them."""
    names = busy_controls(numbers)
    ranked = sorted(names, key=lambda subject: -numbers.mean("innocent_stopped", subject))
    rows = [[names[subject], *_cells(numbers, [subject])] for subject in ranked[:most]]
    if len(names) > 1:
        rows.append(["All controls", *_cells(numbers, ranked)])
    left = len(names) - min(len(ranked), most)
    rest = f"{left} more: report.html, or run with -vv" if left else ""
    return ActorTable("Cost to legitimate traffic", _REMARK, _COLUMNS, rows, rest)


def _cells(numbers: Numbers, subjects: list[str]) -> list[str]:
    vain = numbers.added("innocent_stopped", subjects)
    each = numbers.ratio("innocent_stopped", "detected", subjects)
    # Rounded as on the cards of the page, which show the same numbers.
    mean, _, interval = amount_of(vain).partition(" (")
    return [
        rough(numbers.total("traffic_examined", subjects)),
        mean,
        interval.rstrip(")"),
        amount_of(each),
        *(_measured(numbers, metric, subjects) for metric in ("traffic_hours_lost", "innocent_held_hours")),
    ]


def _measured(numbers: Numbers, metric: str, subjects: list[str]) -> str:
    """A count over the subjects that have it."""
    there = [subject for subject in subjects if numbers.has(metric, subject)]
    return amount_of(numbers.added(metric, there)).partition(" (")[0] if there else UNKNOWN
