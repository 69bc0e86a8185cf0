"""Attainability: in how many runs each target is met, each objective attained, and whether that can be seen at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.analysis.intervals import Interval
from simulator.analysis.metrics import Measures
from simulator.analysis.metrics.targets import target_subject
from simulator.analysis.summary import estimate_of
from simulator.world.plan import ObjectivePlan, TargetPlan


@dataclass(frozen=True, slots=True)
class TargetResult:
    """What became of a target.

    Attributes:
        target: The target.
        unit: Of its metric; empty where no run of this plan has it.
        met: Share of the replications that meet it; one in which it cannot be observed does not.
        observed: Share of the replications in which it can be observed.
        median: Of the metric over the replications in which it can be observed; NaN where there are none.
        p5: 5th percentile of the same.
        p95: 95th percentile.
    """

    target: TargetPlan
    unit: str
    met: Interval
    observed: Interval
    median: float
    p5: float
    p95: float


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    """What became of an objective: the share of the replications that meet all its targets, and each of them."""

    objective: ObjectivePlan
    met: Interval
    targets: tuple[TargetResult, ...]


def attainability(objectives: Sequence[ObjectivePlan], measures: Measures) -> tuple[ObjectiveResult, ...]:
    """Count in how many replications objectives are attained; nothing is averaged over objectives.

    Args:
        objectives: Those of the plan that was played.
        measures: What was measured.
    """
    return tuple(_objective(objective, measures) for objective in objectives)


def _objective(objective: ObjectivePlan, measures: Measures) -> ObjectiveResult:
    met = estimate_of(measures, measures.number_of("objective_met", f"objective:{objective.id}"))
    targets = (
        _target(target, target_subject(objective.id, number), measures)
        for number, target in enumerate(objective.targets)
    )
    return ObjectiveResult(objective, met, tuple(targets))


def _target(target: TargetPlan, subject: str, measures: Measures) -> TargetResult:
    met, observed = (
        estimate_of(measures, measures.number_of(metric, subject))
        for metric in ("target_met", "target_observed")
    )
    columns = {(column.metric, column.subject): column for column in measures.columns}
    column = columns.get((target.metric, target.subject))
    values = np.empty(0) if column is None else measures.of(target.metric, target.subject)
    seen = values[~np.isnan(values)]
    median, low, high = np.percentile(seen, (50, 5, 95)).tolist() if seen.size else (np.nan,) * 3
    return TargetResult(target, "" if column is None else column.unit, met, observed, median, low, high)
