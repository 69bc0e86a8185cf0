"""What a run changed against its baseline: the quantities that are always looked at, gains beside their price."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, level, signed

if TYPE_CHECKING:
    from rich.text import Text

    from simulator.analysis.intervals import Interval
    from simulator.analysis.metrics import Measures
    from simulator.experiment import Change, Comparison

_MATERIAL: Final = 0.02
"""By what share of the baseline a quantity must change to be spoken of."""
_OFTEN: Final = 0.8
"""In what share of the replications a value that some lack must be there to be compared."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A quantity that is compared.

    Attributes:
        name: What it is called in a sentence and a table: "false leads".
        unit: "share", "h", or what is counted or weighed.
        metric: Of which metric.
        subjects: Over whom it is added up or pooled.
        better: 1 where more of it is better, -1 where less is.
        price: Whether it is what success costs, and not success itself.
    """

    name: str
    unit: str
    metric: str
    subjects: tuple[str, ...]
    better: int
    price: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A quantity, and how it differs from the baseline."""

    asked: Asked
    change: Change

    @property
    def stays(self) -> bool:
        """Whether it is the same in every replication."""
        return self.change.absolute.mean == self.change.absolute.low == self.change.absolute.high == 0

    @property
    def matters(self) -> bool:
        """Whether it clearly differs, and by enough to be spoken of."""
        by = abs(self.change.relative.mean)
        return self.change.clear and not by < _MATERIAL


def compared(comparison: Comparison, family: int = 1) -> list[Compared]:
    """The quantities that are always looked at, where the scenario has them and something of them happened.

    They are chosen by the scenario, never by what came out.

    Args:
        comparison: A study beside its baseline.
        family: How many of them are to hold together.
    """
    found = [
        Compared(asked, comparison.change_over(asked.metric, asked.subjects, family))
        for asked in _asked(comparison.study.measures)
        if asked.subjects and all(comparison.has(asked.metric, subject) for subject in asked.subjects)
    ]
    return [one for one in found if _worth_a_word(one.change, comparison.replications)]


def _worth_a_word(change: Change, replications: int) -> bool:
    if math.isnan(change.absolute.mean) or change.n < _OFTEN * replications:
        return False
    return change.here.mean > 0 or change.there.mean > 0


def _asked(measures: Measures) -> Iterator[Asked]:
    """What is always asked of a study, successes first, then what they cost."""

    def over(metric: str, kind: str) -> tuple[str, ...]:
        subjects = (column.subject for column in measures.columns if column.metric == metric)
        return tuple(subject for subject in subjects if subject.startswith(kind))

    yield Asked("cases interdicted", "share", "interdiction_rate", ("all",), 1)
    for unit, flows in _by_unit(measures).items():
        yield Asked(f"{unit} stopped", unit, "payload_interdicted", flows, 1)
        yield Asked(f"{unit} getting through", unit, "payload_delivered", flows, -1)
    yield Asked("never enough known", "share", "never_actionable_share", ("all",), -1)
    yield Asked("lead time, median", "h", "lead_time_median_hours", ("all",), 1)
    yield Asked("cases deterred", "cases", "deterred", over("deterred", "flow:"), 1)
    yield Asked("cases rerouted", "share", "rerouted_share", over("rerouted_share", "flow:"), -1, price=True)
    for name, unit, metric, kind in _PRICES:
        yield Asked(name, unit, metric, over(metric, kind), -1, price=True)


_PRICES: Final = (
    ("analysts busy", "share", "utilisation", "agency:"),
    ("wait for an analyst", "h", "triage_wait_hours", "agency:"),
    ("false leads", "items", "false_leads", "agency:"),
    ("teams too late", "responses", "escaped", "agency:"),
    ("items leaked", "items", "leaked", "link:"),
    ("stopped in vain", "items", "innocent_stopped", "control:"),
    ("hours held in vain", "h", "innocent_held_hours", "control:"),
    ("wait of traffic", "h", "traffic_wait_mean_hours", "control:"),
)


def _by_unit(measures: Measures) -> dict[str, tuple[str, ...]]:
    """The flows by the unit of what they carry."""
    flows: dict[str, tuple[str, ...]] = {}
    for column in measures.columns:
        if column.metric == "payload_interdicted" and column.subject.startswith("flow:"):
            flows[column.unit] = (*flows.get(column.unit, ()), column.subject)
    return flows


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
    scale, shown = _scaled(unit, change)
    style = "dim"
    if one.matters:
        style = "bold green" if one.asked.better * change.absolute.mean > 0 else "bold yellow"
    sides = [level(scale * side.mean) for side in (change.here, change.there)]
    texts = [*_signed(change.absolute, scale), *_signed(change.relative, 100.0, " %")]
    if one.stays:
        texts = ["0", "in every run", "0 %", ""]
    return [f"{one.asked.name}{shown}", *sides, *(Text(text, style=style) for text in texts)]


def _signed(interval: Interval, scale: float, sign: str = "") -> tuple[str, str]:
    mean, bounds = signed(*(scale * number for number in (interval.mean, interval.low, interval.high)))
    return (mean if mean == UNKNOWN else f"{mean}{sign}"), (f"{bounds}{sign}" if bounds else "")


def _scaled(unit: str, change: Change) -> tuple[float, str]:
    """By what a number is multiplied to be shown, and the unit that its name then needs."""
    if unit == "share":
        return 100.0, ", %"
    if unit != "h":
        return 1.0, ""
    short = max(change.here.mean, change.there.mean) < 1
    return (60.0, ", min") if short else (1.0, ", h")
