"""What is always asked of a run beside its baseline: what was to be achieved, how the flows answer, what it costs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from simulator.report.words import plural

if TYPE_CHECKING:
    from simulator.analysis.metrics import Measures
    from simulator.experiment import Change, Comparison

MATERIAL: Final = 0.02
"""By what share of the baseline a quantity must change to be spoken of."""
_OFTEN: Final = 0.8
"""In what share of the replications a value that some lack must be there to be compared."""
Part = Literal["gain", "answer", "price"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A quantity that is compared.

    Attributes:
        name: What it is called in a table: "teams too late".
        said: What it is called in a sentence: "teams that come too late".
        told: The sentence that says how much it is: "{} teams come too late".
        unit: "share", "h", or what is counted or weighed.
        metric: Of which metric.
        subjects: Over whom it is added up or pooled.
        better: 1 where more of it is better, -1 where less is.
        part: What it belongs to: what was to be achieved, how the flows answer, or what it costs.
    """

    name: str
    said: str
    told: str
    unit: str
    metric: str
    subjects: tuple[str, ...]
    better: int
    part: Part


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
        return self.change.clear and not by < MATERIAL


def compared(comparison: Comparison, part: Part | None = None) -> list[Compared]:
    """The quantities that are always looked at, where the scenario has them and something of them happened.

    They are chosen by the scenario, never by what came out.

    Args:
        comparison: A study beside its baseline.
        part: Those of one part alone, with intervals so much wider that all of them hold together; all of them, each
            by itself, where it is left out.
    """
    there = [
        asked
        for asked in _asked(comparison.study.measures)
        if part in (None, asked.part)
        and asked.subjects
        and all(comparison.has(asked.metric, subject) for subject in asked.subjects)
    ]
    found = [
        Compared(asked, comparison.change_over(asked.metric, asked.subjects, len(there) if part else 1))
        for asked in there
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

    def by_unit(metric: str, kind: str) -> list[tuple[str, tuple[str, ...]]]:
        subjects = over(metric, kind)
        units = {column.subject: column.unit for column in measures.columns if column.metric == metric}
        return [
            (unit, tuple(one for one in subjects if units[one] == unit))
            for unit in dict.fromkeys(units[one] for one in subjects)
        ]

    rate = "{} of the cases are interdicted"
    yield Asked(
        "cases interdicted", "what is interdicted", rate, "share", "interdiction_rate", ("all",), 1, "gain"
    )
    for unit, flows in by_unit("payload_interdicted", "flow:"):
        many = plural(unit)
        stopped, through = f"{many} stopped", f"{many} getting through"
        yield Asked(
            stopped, "what is stopped", "{} is stopped", unit, "payload_interdicted", flows, 1, "gain"
        )
        yield Asked(
            through, "what gets through", "{} gets through", unit, "payload_delivered", flows, -1, "gain"
        )
    for name, said, told, unit, metric, better, part, kind in _ASKED:
        subjects = ("all",) if kind == "all" else over(metric, kind)
        yield Asked(name, said, told, unit, metric, subjects, better, part)
    for metric, kind, whose in (("cost", "agency:", "agencies"), ("decision_cost", "decision:", "decisions")):
        for unit, subjects in by_unit(metric, kind):
            told = f"{whose} cost {{}}"
            yield Asked(f"cost of {whose}", f"the cost of {whose}", told, unit, metric, subjects, -1, "price")


_ASKED: Final[tuple[tuple[str, str, str, str, str, int, Part, str], ...]] = (
    ("never enough known", "cases of which nobody knew enough to act", "of {} nobody ever knew enough to act", "share",
     "never_actionable_share", -1, "gain", "all"),
    ("lead time, median", "lead time", "the lead time is {}", "h", "lead_time_median_hours", 1, "gain", "all"),
    ("cases deterred", "cases that do not set out", "{} cases do not set out", "", "deterred", 1, "answer", "flow:"),
    ("cases rerouted", "cases that take another route", "{} of the cases take another route", "share",
     "rerouted_share", -1, "answer", "flow:"),
    ("analysts busy", "how busy analysts are", "analysts are busy {} of their hours", "share", "utilisation", -1,
     "price", "agency:"),
    ("wait for an analyst", "the wait for an analyst", "an item waits {} for an analyst", "h", "triage_wait_hours", -1,
     "price", "agency:"),
    ("false leads", "false leads", "{} false leads are looked into", "", "false_leads", -1, "price", "agency:"),
    ("teams too late", "teams that come too late", "{} teams come too late", "", "escaped", -1, "price", "agency:"),
    ("items leaked", "items that leak", "{} items leak", "", "leaked", -1, "price", "link:"),
    ("stopped in vain", "others stopped in vain", "{} others are stopped in vain", "", "innocent_stopped", -1, "price",
     "control:"),
    ("hours held in vain", "the hours that others are held", "others are held for {}", "h", "innocent_held_hours", -1,
     "price", "control:"),
    ("wait of traffic", "the wait of legitimate traffic", "legitimate traffic waits {}", "h",
     "traffic_wait_mean_hours", -1, "price", "control:"),
)  # fmt: skip
