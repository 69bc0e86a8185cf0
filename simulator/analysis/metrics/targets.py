"""Whether the targets of objectives are met, judged by the values of other metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.analysis.metrics.base import Column, Kind, Metric
from simulator.world.plan import Plan, TargetPlan

METRICS: Final = (
    Metric("objective_met", "share", Kind.OCCURRENCE),
    Metric("target_met", "share", Kind.OCCURRENCE),
    Metric("target_observed", "share", Kind.OCCURRENCE),
)


class TargetMetrics:
    """For each objective whether all its targets are met; for each target whether it is met, and observed.

    A target whose metric could not be observed in a replication is not met there.
    """

    def __init__(self, plan: Plan, measured: Sequence[Column]) -> None:
        """Find the columns that targets are about.

        Args:
            plan: What is played.
            measured: The columns of all other metrics.
        """
        self._objectives = plan.objectives
        numbers = {(column.metric, column.subject): i for i, column in enumerate(measured)}
        self._targets = [target for objective in plan.objectives for target in objective.targets]
        self._numbers = [numbers.get((target.metric, target.subject)) for target in self._targets]
        self.columns = tuple(self._columns())

    def _columns(self) -> list[Column]:
        wholes = [f"objective:{objective.id}" for objective in self._objectives]
        parts = [
            target_subject(objective.id, number)
            for objective in self._objectives
            for number in range(len(objective.targets))
        ]
        subjects = (wholes, parts, parts)
        return [
            Column(metric.name, metric.unit, subject, metric.kind)
            for metric, named in zip(METRICS, subjects, strict=True)
            for subject in named
        ]

    def judge(self, tops: Floats, bottoms: Floats) -> list[float]:
        """One value a column, 1 or 0.

        Args:
            tops: Numerators of one replication, one a measured column.
            bottoms: Denominators, NaN where there are none.
        """
        values = [_value(number, tops, bottoms) for number in self._numbers]
        met = [_meets(value, target) for value, target in zip(values, self._targets, strict=True)]
        wholes, start = [], 0
        for objective in self._objectives:
            end = start + len(objective.targets)
            wholes.append(all(met[start:end]))
            start = end
        return [float(one) for one in (*wholes, *met, *(not np.isnan(value) for value in values))]


def target_subject(objective: str, number: int) -> str:
    """The name of a target as a subject; `number` counts from 0, the name from 1."""
    return f"objective:{objective}/{number + 1}"


def _value(number: int | None, tops: Floats, bottoms: Floats) -> float:
    if number is None:
        return float("nan")
    top, bottom = float(tops[number]), float(bottoms[number])
    if np.isnan(bottom):
        return top
    return top / bottom if bottom > 0 else float("nan")


def _meets(value: float, target: TargetPlan) -> bool:
    low, high = target.at_least, target.at_most
    return bool(not np.isnan(value) and (low is None or value >= low) and (high is None or value <= high))
