"""A run beside its baseline, played on the same draws: what changed, and how surely."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from simulator.analysis.intervals import Interval
from simulator.analysis.metrics import Kind, Measures
from simulator.analysis.summary import POOLED, Parts, difference, estimate, relative_change
from simulator.errors import UsageError
from simulator.experiment.replicate import DEFAULT_SEED, Variant, replicate_together
from simulator.experiment.study import Study

ROW: Final = (
    "metric", "subject", "unit", "here", "baseline", "absolute", "absolute_low", "absolute_high", "relative",
    "relative_low", "relative_high", "clear", "n",
)  # fmt: skip
"""What a row of a comparison says."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a metric differs from the baseline, over the replications that both have.

    Attributes:
        here: The metric in the run.
        there: The metric in the baseline. Of a value that some replications lack, both are over those that have it in
            both, so that `absolute` is always the difference of the two.
        absolute: here - there, paired, in the unit of the metric.
        relative: The same as a share of the baseline (0.5: half as much again); unknown where that is 0.
        clear: Whether the interval of `absolute` leaves out 0. Of twenty metrics that do not differ one will look as
            if it did: trust this of what was asked before anybody looked, and else widen the intervals (`family`).
        n: In how many replications the metric could be observed in both.
    """

    here: Interval
    there: Interval
    absolute: Interval
    relative: Interval
    clear: bool
    n: int


@dataclass(frozen=True, eq=False)
class Comparison:
    """A study, and the baseline that was played on the same draws.

    Attributes:
        study: What is looked at.
        baseline: What it is compared with; the same seed.
        label: What the baseline is, in words: "nobody shares", "the scenario as written".
        briefly: The same after a number, as in "6.1 % without sharing".
    """

    study: Study
    baseline: Study
    label: str
    briefly: str = "in the baseline"

    def __post_init__(self) -> None:
        """Refuse studies with other draws.

        Raises:
            UsageError: The seeds differ, or no replication is in both.
        """
        self.study.check_same_draws(self.baseline)
        if not self.replications:
            message = "the study and its baseline have no replication in common"
            raise UsageError(message)

    @cached_property
    def replications(self) -> int:
        """How many replications both have."""
        return len(np.intersect1d(self.study.measures.replications, self.baseline.measures.replications))

    def has(self, metric: str, subject: str = "all") -> bool:
        """Whether both measure a metric of a subject."""
        return all(one.measures.has(metric, subject) for one in (self.study, self.baseline))

    def change(self, metric: str, subject: str = "all") -> Change:
        """How a metric of a subject differs from the baseline.

        Raises:
            UsageError: One of them has no such metric or subject.
        """
        return self.change_over(metric, [subject])

    def change_over(self, metric: str, subjects: Sequence[str], family: int = 1) -> Change:
        """How a metric of several subjects together differs: a count added up, a share or ratio pooled.

        Args:
            metric: The metric.
            subjects: At least one; one only where single replications may lack the metric.
            family: How many such changes are looked at before one is spoken of: their intervals are so much wider that
                all hold together with 95 % (Bonferroni).

        Raises:
            UsageError: One of the studies has no such metric or subject.
        """
        (kind, mine), (_, theirs) = (_added(one, metric, subjects) for one in self._paired)
        observed = ~np.isnan(mine[0] + theirs[0])
        if kind in POOLED:
            observed = (mine[1] > 0) & (theirs[1] > 0)
        elif kind is Kind.VALUE:
            mine, theirs = ((one[0][observed], one[1][observed]) for one in (mine, theirs))
        absolute = difference(kind, mine, theirs, family)
        return Change(
            here=estimate(kind, mine),
            there=estimate(kind, theirs),
            absolute=absolute,
            relative=relative_change(kind, mine, theirs, family),
            clear=absolute.low > 0 or absolute.high < 0,
            n=int(observed.sum()),
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row a metric and subject that both have, with ROW; a number that cannot be had is None."""
        for column in self.study.measures.columns:
            if self.has(column.metric, column.subject):
                found = self.change(column.metric, column.subject)
                numbers = (
                    found.here.mean, found.there.mean,
                    found.absolute.mean, found.absolute.low, found.absolute.high,
                    found.relative.mean, found.relative.low, found.relative.high,
                )  # fmt: skip
                known = [None if math.isnan(number) else number for number in numbers]
                named = (column.metric, column.subject, column.unit)
                yield dict(zip(ROW, (*named, *known, found.clear, found.n), strict=True))

    @cached_property
    def _paired(self) -> tuple[Measures, Measures]:
        """Both over the replications that they share, in the same order."""
        mine, theirs = self.study.measures, self.baseline.measures
        return (
            mine.rows_where(np.isin(mine.replications, theirs.replications)),
            theirs.rows_where(np.isin(theirs.replications, mine.replications)),
        )


def _added(measures: Measures, metric: str, subjects: Sequence[str]) -> tuple[Kind, Parts]:
    """Numerators and denominators of a metric, added up over subjects; nothing counts where it is not observed."""
    numbers = [measures.number_of(metric, subject) for subject in subjects]
    kind = measures.columns[numbers[0]].kind
    tops, bottoms = measures.numerators[:, numbers], measures.denominators[:, numbers]
    if kind in POOLED:
        tops, bottoms = np.where(bottoms > 0, tops, 0.0), np.where(bottoms > 0, bottoms, 0.0)
    return kind, (tops.sum(axis=1), bottoms.sum(axis=1))


def compare(
    variant: Variant,
    baseline: Variant,
    label: str,
    replications: int | Iterable[int] = 100,
    seed: int = DEFAULT_SEED,
    jobs: int = 1,
    *,
    progress: Callable[[int], None] | None = None,
    keep_logs: Collection[int] = (),
    steps: int = 0,
) -> Comparison | None:
    """Play a variant and its baseline on the same draws; after Ctrl-C, both of the same replications.

    Args:
        variant: What is looked at.
        baseline: What it is compared with.
        label: What the baseline is, in words.
        replications: How many (numbered from 0), or which.
        seed: Seed of the draws.
        jobs: Worker processes at most.
        progress: Called with the number of replications in which both have been played.
        keep_logs: Replications whose logs both studies keep.
        steps: In how many equal steps of time both keep how the replications went.

    Returns:
        The comparison; None if Ctrl-C came before any replication was finished.

    Raises:
        UsageError, ReplicationFailed, WorkerDied: As for `replicate`.
    """
    here, there = replicate_together(
        [variant, baseline], replications, seed, jobs, progress=progress, keep_logs=keep_logs, steps=steps
    )
    return Comparison(here, there, label) if here.replications_done else None
