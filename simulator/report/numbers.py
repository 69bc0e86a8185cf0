"""Numbers of a study, looked up by metric and subject or added up over several subjects."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.analysis.columns import Floats
from simulator.analysis.intervals import Interval, pooled_proportion, pooled_ratio, ratio_of_counts, student_t
from simulator.analysis.metrics import Kind
from simulator.analysis.summary import difference
from simulator.analysis.summary import estimate as estimate_of_parts
from simulator.report.words import UNKNOWN, estimate

if TYPE_CHECKING:
    from simulator.experiment import Study
    from simulator.world.plan import Plan


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a study says, for tables and sentences.

    Attributes:
        study: The study.
        mechanisms: Identifier of a mechanism -> what people call it.
    """

    study: Study
    mechanisms: Mapping[str, str]

    @property
    def plan(self) -> Plan:
        """What was played."""
        return self.study.plan

    @property
    def replications(self) -> int:
        """How many replications there are."""
        return self.study.replications_done

    def of(self, metric: str, subject: str = "all") -> Interval:
        """A metric of one subject."""
        return self.study.estimate(metric, subject)

    def among(self, metric: str, subjects: Sequence[str], family: int) -> Interval:
        """A count, value or ratio of one of several, which is picked out by what came of it.

        Args:
            metric: The metric.
            subjects: The one: a subject, or several that belong together.
            family: How many there are to pick from; the interval is so much wider that all of theirs hold together.
        """
        kind, (top, bottom) = self._together(metric, subjects)
        return _above_zero(
            pooled_ratio(top, bottom, family) if kind is Kind.RATIO else student_t(top, family)
        )

    def together(self, metric: str, subjects: Sequence[str]) -> float:
        """The mean of a metric of several that belong together: a count added up, a share or ratio pooled."""
        kind, parts = self._together(metric, subjects)
        return estimate_of_parts(kind, parts).mean

    def mean(self, metric: str, subject: str = "all") -> float:
        """The mean of a metric of one subject; NaN where it could not be observed."""
        return self.of(metric, subject).mean

    def total(self, metric: str, subjects: Iterable[str]) -> float:
        """The mean of a count, added up over subjects."""
        return math.fsum(self.mean(metric, subject) for subject in subjects)

    def added(self, metric: str, subjects: Sequence[str]) -> Interval:
        """A count over several subjects together, with its interval."""
        top, _ = self._parts(metric, subjects)
        return _above_zero(student_t(top.sum(axis=1)))

    def has(self, metric: str, subject: str = "all") -> bool:
        """Whether the metric is measured for the subject at all."""
        return any(
            column.metric == metric and column.subject == subject for column in self.study.measures.columns
        )

    def pooled(self, metric: str, subjects: Sequence[str]) -> Interval:
        """A share or ratio over several subjects together, with the interval that its kind asks for."""
        return estimate_of_parts(*self._together(metric, subjects))

    def ratio(self, numerator: str, denominator: str, subjects: Sequence[str]) -> Interval:
        """One count by another, over several subjects together."""
        top, _ = self._parts(numerator, subjects)
        bottom, _ = self._parts(denominator, subjects)
        return _above_zero(ratio_of_counts(top.sum(axis=1), bottom.sum(axis=1)))

    def portion(self, part: str, whole: str, subjects: Sequence[str]) -> Interval:
        """One count as a share of another that it is a part of, over several subjects together."""
        top, _ = self._parts(part, subjects)
        bottom, _ = self._parts(whole, subjects)
        return pooled_proportion(top.sum(axis=1), bottom.sum(axis=1))

    def difference(
        self, metric: str, some: Sequence[str], others: Sequence[str], family: int = 1
    ) -> Interval:
        """How much larger a metric is for some subjects together than for others, in the same replications.

        Args:
            metric: The metric.
            some: Subjects.
            others: Other subjects.
            family: How many such pairs there are to pick from.
        """
        (kind, mine), (_, theirs) = self._together(metric, some), self._together(metric, others)
        return difference(kind, mine, theirs, family)

    def _together(self, metric: str, subjects: Sequence[str]) -> tuple[Kind, tuple[Floats, Floats]]:
        top, bottom = self._parts(metric, subjects)
        measures = self.study.measures
        return measures.columns[measures.number_of(metric, subjects[0])].kind, (
            top.sum(axis=1),
            bottom.sum(axis=1),
        )

    def _parts(self, metric: str, subjects: Sequence[str]) -> tuple[Floats, Floats]:
        measures = self.study.measures
        columns = [measures.number_of(metric, subject) for subject in subjects]
        return measures.numerators[:, columns], measures.denominators[:, columns]


def _above_zero(interval: Interval) -> Interval:
    low = interval.low if math.isnan(interval.low) else max(0.0, interval.low)
    return Interval(interval.mean, low, interval.high)


def within_one(interval: Interval) -> Interval:
    """The interval of a share, which can be no less than 0 and no more than 1."""
    low, high = (
        bound if math.isnan(bound) else min(max(bound, 0.0), 1.0) for bound in (interval.low, interval.high)
    )
    return Interval(interval.mean, low, high)


def apart(one: Interval, other: Interval) -> bool:
    """Whether two intervals do not overlap."""
    return one.low > other.high or other.low > one.high


def share_of(interval: Interval) -> str:
    """A share with its interval: 11.8 % (10.9-12.7)."""
    return estimate(100 * interval.mean, 100 * interval.low, 100 * interval.high, "%")


def amount_of(interval: Interval, unit: str = "") -> str:
    """An amount with its interval: 122 kg (110-134)."""
    return estimate(interval.mean, interval.low, interval.high, unit)


def hours(value: float) -> str:
    """A number of hours in a table of hours."""
    return UNKNOWN if not math.isfinite(value) else f"{value:.1f}"


def bounds(interval: Interval, scale: float = 1.0) -> str:
    """An interval alone: 10.9-12.7; nothing where there is none."""
    text = estimate(scale * interval.mean, scale * interval.low, scale * interval.high, digits=2)
    return text.partition("(")[2].rstrip(")")
