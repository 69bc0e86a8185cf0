"""What became of the exercise's own events: injects that waited for a condition, and decisions."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.analysis.metrics.flows import ALL
from simulator.eventlog import Event
from simulator.world.plan import DecisionPlan, Plan


class InjectMetrics:
    """Whether and when injects fired that wait for a condition."""

    metrics = (
        Metric("inject_fired", "share", Kind.OCCURRENCE),
        Metric("inject_fired_hours", "h", Kind.VALUE),
    )

    def __init__(self, plan: Plan) -> None:
        waiting = [inject for inject in plan.injects if inject.condition]
        self._indices = [inject.index for inject in waiting]
        self.subjects = tuple(f"inject:{inject.id}" for inject in waiting)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Look the firings up."""
        columns = record.columns
        rows = columns.all_of(Event.INJECT_FIRED)
        fired = dict(zip(columns.value[rows].astype(int).tolist(), columns.time[rows].tolist(), strict=True))
        hours = np.array([fired.get(index, math.nan) for index in self._indices]) / HOUR
        return {
            "inject_fired": (np.isfinite(hours).astype(np.float64), None),
            "inject_fired_hours": (hours, None),
        }


class OptionMetrics:
    """Which option was taken, where a decision was taken at all."""

    metrics = (Metric("option_taken", "share", Kind.OCCURRENCE),)

    def __init__(self, plan: Plan) -> None:
        self._options = [
            (index, number)
            for index, _, decision in _decisions(plan)
            for number in range(len(decision.options))
        ]
        self.subjects = tuple(
            f"decision:{name}/{option.id}"
            for _, name, decision in _decisions(plan)
            for option in decision.options
        )

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """1 for the option that was taken, 0 for the others, nothing where none was."""
        taken = _taken(record)
        values = [
            math.nan if index not in taken else float(taken[index] == number)
            for index, number in self._options
        ]
        return {"option_taken": (values, None)}


class DecisionCostMetrics:
    """What the chosen options cost; over all decisions where they share a currency."""

    metrics = (Metric("decision_cost", "", Kind.COUNT),)

    def __init__(self, plan: Plan) -> None:
        self._costs: dict[int, list[float]] = {}
        units, names = [], []
        for index, name, decision in _decisions(plan):
            currencies = {option.currency for option in decision.options if option.currency}
            if len(currencies) == 1:
                self._costs[index] = [option.cost for option in decision.options]
                units.append(currencies.pop())
                names.append(f"decision:{name}")
        together = len(set(units)) == 1
        self.subjects = (*names, *((ALL,) if together else ()))
        self._units = (*units, *units[:1])

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The currency of the decision's options."""
        return self._units[subject]

    def measure(self, record: Record) -> dict[str, Parts]:
        """Add up what was taken; a decision that was not taken costs nothing."""
        taken = _taken(record)
        costs = [options[taken[index]] if index in taken else 0.0 for index, options in self._costs.items()]
        return {"decision_cost": ([*costs, math.fsum(costs)][: len(self.subjects)], None)}


def _decisions(plan: Plan) -> Iterator[tuple[int, str, DecisionPlan]]:
    for inject in sorted(plan.injects, key=lambda one: one.index):
        if inject.decision is not None:
            yield inject.index, inject.id, inject.decision


def _taken(record: Record) -> dict[int, int]:
    """Number of an inject -> number of the option taken."""
    columns = record.columns
    rows = columns.all_of(Event.DECISION_TAKEN)
    return dict(zip(columns.item[rows].tolist(), columns.value[rows].astype(int).tolist(), strict=True))
