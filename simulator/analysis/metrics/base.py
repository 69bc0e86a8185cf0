"""What a metric is, and the values of many of them over replications."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.analysis.cases import Cases
from simulator.analysis.columns import Columns, Floats
from simulator.analysis.provenance import Credit
from simulator.errors import UsageError, did_you_mean
from simulator.eventlog import EventLog

HOUR: Final = 3600.0


class Kind(StrEnum):
    """How a metric is pooled over replications, and which interval it gets."""

    COUNT = "count"
    """An amount that every replication has: its mean, with Student's t."""
    PROPORTION = "proportion"
    """A share of things: sum by sum, with Wilson's interval."""
    RATIO = "ratio"
    """An amount per thing: sum by sum, with a t interval from the linearised variance."""
    VALUE = "value"
    """A number that some replications lack: the mean of those that have it, with Student's t."""
    OCCURRENCE = "occurrence"
    """1 in replications in which something is so, else 0: the share of them, with Wilson's interval."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric. `unit` is empty where it depends on the subject."""

    name: str
    unit: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Column:
    """One metric of one subject, such as interdiction_rate of flow:heroin_north."""

    metric: str
    unit: str
    subject: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Record:
    """What metrics are computed from: one log, laid out."""

    log: EventLog
    columns: Columns
    cases: Cases
    credits: list[Credit]

    @property
    def counted_credits(self) -> list[Credit]:
        """The interdictions of cases that were launched after the warm-up."""
        counted = set(self.cases.number.tolist())
        return [credit for credit in self.credits if credit.case in counted]


Parts = tuple[ArrayLike, ArrayLike | None]
"""Numerators and denominators, one a subject; counts and values have no denominator."""


class Family(Protocol):
    """Metrics of one kind of subject. Built once for a plan, then applied to many logs."""

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """What it measures."""

    @property
    def subjects(self) -> tuple[str, ...]:
        """Of whom or what."""

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The unit of a metric of one subject."""

    def measure(self, record: Record) -> dict[str, Parts]:
        """Numerators and denominators by metric, one a subject."""


def columns_of(family: Family) -> list[Column]:
    """The columns of a family: all subjects of the first metric, then of the second, and so on."""
    return [
        Column(metric.name, family.unit_of(metric, i), subject, metric.kind)
        for metric in family.metrics
        for i, subject in enumerate(family.subjects)
    ]


@dataclass(frozen=True, eq=False)
class Measures:
    """Metrics of one or several replications.

    Attributes:
        columns: What is measured.
        replications: Numbers of the replications, in order.
        numerators: One row a replication, one column a metric and subject. Counts and values stand here.
        denominators: The same shape; what a share or ratio is of. 0 where nothing could be observed,
            NaN for counts and values.
    """

    columns: tuple[Column, ...]
    replications: NDArray[np.int64]
    numerators: Floats
    denominators: Floats

    @classmethod
    def stack(cls, columns: tuple[Column, ...], parts: Sequence[tuple[int, NDArray[np.float64]]]) -> Measures:
        """Put replications together.

        Args:
            columns: What is measured.
            parts: Number of each replication, and its `pair`.
        """
        pairs = np.array([pair for _, pair in parts]).reshape(len(parts), 2, len(columns))
        numbers = np.array([number for number, _ in parts], dtype=np.int64)
        return cls(columns, numbers, pairs[:, 0], pairs[:, 1])

    @property
    def pair(self) -> Floats:
        """Numerators and denominators of the first replication, of shape (2, number of columns)."""
        return np.stack((self.numerators[0], self.denominators[0]))

    @cached_property
    def values(self) -> Floats:
        """One value a replication (row) and column; NaN where it could not be observed."""
        return self._values(slice(None))

    def _values(self, columns: slice | int) -> Floats:
        top, bottom = self.numerators[:, columns], self.denominators[:, columns]
        whole = np.isnan(bottom)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(whole, top, np.where(bottom > 0, top / bottom, math.nan))

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        return {(column.metric, column.subject): i for i, column in enumerate(self.columns)}

    def number_of(self, metric: str, subject: str = "all") -> int:
        """Which column a metric of a subject has.

        Raises:
            UsageError: If there is no such metric, or it has no such subject.
        """
        number = self._numbers.get((metric, subject))
        if number is not None:
            return number
        subjects = [column.subject for column in self.columns if column.metric == metric]
        if subjects:
            message = f'metric {metric} has no subject "{subject}"; it has {", ".join(subjects)}'
        else:
            hint = did_you_mean(metric, {column.metric for column in self.columns})
            message = f'no metric "{metric}"' + (f"; {hint}" if hint else "")
        raise UsageError(message)

    def has(self, metric: str, subject: str = "all") -> bool:
        """Whether a metric of a subject is measured."""
        return (metric, subject) in self._numbers

    def rows_where(self, chosen: NDArray[np.bool_]) -> Measures:
        """The same columns for some of the replications, one boolean each."""
        return Measures(
            self.columns, self.replications[chosen], self.numerators[chosen], self.denominators[chosen]
        )

    def of(self, metric: str, subject: str = "all") -> Floats:
        """One value a replication of a metric of a subject.

        Raises:
            UsageError: As for `number_of`.
        """
        return self._values(self.number_of(metric, subject))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Tidy rows: metric, unit, subject, replication, value (None where it could not be observed)."""
        for replication, values in zip(self.replications.tolist(), self.values.tolist(), strict=True):
            for column, value in zip(self.columns, values, strict=True):
                yield {
                    "metric": column.metric,
                    "unit": column.unit,
                    "subject": column.subject,
                    "replication": replication,
                    "value": None if math.isnan(value) else value,
                }

    def tidy(self) -> dict[str, NDArray[Any]]:
        """The same as arrays by name, all of one length; a value is NaN where it could not be observed."""
        repeats = len(self.replications)
        tidy: dict[str, NDArray[Any]] = {
            "metric": np.tile(_texts(column.metric for column in self.columns), repeats),
            "unit": np.tile(_texts(column.unit for column in self.columns), repeats),
            "subject": np.tile(_texts(column.subject for column in self.columns), repeats),
        }
        tidy["replication"] = np.repeat(self.replications, len(self.columns))
        tidy["value"] = self.values.ravel()
        return tidy


def _texts(words: Iterable[str]) -> NDArray[np.object_]:
    return np.array([*words, None], dtype=object)[:-1]
