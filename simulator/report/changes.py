"""What a run changed against its baseline, as a table: gains beside their price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.analysis.metrics import Kind
from simulator.report.asked import MATERIAL, Compared, compared
from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, counted, level, share, signed

if TYPE_CHECKING:
    from rich.text import Text

    from simulator.analysis.intervals import Interval
    from simulator.experiment import Change, Comparison


def changes(comparison: Comparison) -> ChangeTable:
    """The quantities that are always looked at as a table: here, in the baseline, and the difference."""
    columns = (
        Column("", text=True), Column("this run"), Column("baseline"), Column("change"), Column("95 %"),
        Column("relative", 1), Column("its 95 %", 2),
    )  # fmt: skip
    return ChangeTable(columns, [_row(one) for one in compared(comparison)])


def in_pairs(comparison: Comparison) -> list[str]:
    """What must be said of quantities that some replications lack: over how many pairs they are compared."""
    partly: dict[int, list[str]] = {}
    measures = comparison.study.measures
    for one in compared(comparison):
        column = measures.columns[measures.number_of(one.asked.metric, one.asked.subjects[0])]
        if column.kind is Kind.VALUE and one.change.n < comparison.replications:
            partly.setdefault(one.change.n, []).append(one.asked.name)
    return [
        f"{'; '.join(names)}: over the {counted(pairs, 'replication')} that have it on both sides, so that the "
        "baseline may differ from that of another run."
        for pairs, names in partly.items()
    ]


def told_together(comparison: Comparison | None) -> str:
    """Why a finding may give a change a wider interval than the table, or not call it one; nothing where none can."""
    if comparison is None or comparison.replications < 2:
        return ""
    return (
        "Where a finding tells several changes together, their intervals are wider than in the table, so that all of "
        f"them hold at once; what differs by less than {share(MATERIAL)} is not called a change."
    )


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """A table of changes."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Text]]


def _row(one: Compared) -> list[str | Text]:
    from rich.text import Text

    change, unit = one.change, one.asked.unit
    scale, shown = scaled(unit, change)
    style = "dim"
    if one.matters:
        style = "bold green" if one.asked.better * change.absolute.mean > 0 else "bold yellow"
    sides = [level(scale * side.mean) for side in (change.here, change.there)]
    texts = [*_signed(change.absolute, scale), *_signed(change.relative, 100.0, " %")]
    if change.absolute.low == change.absolute.high:
        texts[1] = "in every run"
    if one.stays:
        texts[0], texts[2:] = "0", ["0 %", ""]
    name = f"{one.asked.name}, {shown}" if shown else one.asked.name
    return [name, *sides, *(Text(text, style=style) for text in texts)]


def _signed(interval: Interval, scale: float, sign: str = "") -> tuple[str, str]:
    mean, bounds = signed(*(scale * number for number in (interval.mean, interval.low, interval.high)))
    return (mean if mean == UNKNOWN else f"{mean}{sign}"), (f"{bounds}{sign}" if bounds else "")


def scaled(unit: str, change: Change) -> tuple[float, str]:
    """By what a number is multiplied to be shown, and the unit that is then written."""
    if unit == "share":
        return 100.0, "%"
    if unit != "h":
        return 1.0, ""
    return (60.0, "min") if max(change.here.mean, change.there.mean) < 1 else (1.0, "h")
