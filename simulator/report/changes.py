"""What a run changed against its baseline, as a table: gains beside their price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.report.asked import Compared, compared
from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, level, signed

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
