"""The replications of one scenario, and what they say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from numpy.typing import NDArray

from simulator.analysis.history import History
from simulator.analysis.intervals import Interval
from simulator.analysis.metrics import Measures
from simulator.analysis.summary import difference_of, estimate_of, summarise
from simulator.errors import UsageError
from simulator.eventlog import EventLog
from simulator.experiment.objectives import ObjectiveResult, attainability
from simulator.world.plan import Choice, Plan


@dataclass(frozen=True, eq=False)
class Study:
    """Replications of one scenario.

    Attributes:
        plan: What was played.
        seed: Seed of the draws.
        measures: Metrics of the finished replications, in order of their numbers.
        requested: How many replications were asked for.
        interrupted: Whether somebody stopped it before all were finished.
        logs: Logs that were to be kept, by replication.
        choices: What roles chose where they were asked; elsewhere the defaults held.
        history: How the replications went over time; None if that was not asked for.
    """

    plan: Plan
    seed: int
    measures: Measures
    requested: int
    interrupted: bool = False
    logs: Mapping[int, EventLog] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    history: History | None = None

    @property
    def replications_done(self) -> int:
        """How many replications were finished."""
        return len(self.measures.replications)

    @cached_property
    def metrics(self) -> dict[str, NDArray[Any]]:
        """Tidy arrays of one length: metric, unit, subject, replication, value (NaN: not observed)."""
        return self.measures.tidy()

    def summary(self) -> list[dict[str, Any]]:
        """One row a metric and subject: mean, ci_low, ci_high (chance only), median, p5, p95 and n."""
        return summarise(self.measures)

    @cached_property
    def objectives(self) -> tuple[ObjectiveResult, ...]:
        """How often each objective is attained, and each of its targets met and observed."""
        return attainability(self.plan.objectives, self.measures)

    def estimate(self, metric: str, subject: str = "all") -> Interval:
        """A metric over the replications, with its 95 % interval (chance only).

        Raises:
            UsageError: If there is no such metric or subject.
        """
        return estimate_of(self.measures, self.measures.number_of(metric, subject))

    def difference(self, other: Study, metric: str, subject: str = "all") -> Interval:
        """How much larger a metric is here than in another study, over the replications both have.

        Raises:
            UsageError: If the seeds differ, so that the replications do not share their draws, or if there is
                no such metric or subject.
        """
        self.check_same_draws(other)
        return difference_of(self.measures, other.measures, metric, subject)

    def check_same_draws(self, other: Study) -> None:
        """Refuse to pair replications with those of a study that has other draws.

        Raises:
            UsageError: If the seeds differ.
        """
        if self.seed != other.seed:
            message = (
                f"the studies have other draws (seeds {self.seed} and {other.seed}) and cannot be paired"
            )
            raise UsageError(message)
