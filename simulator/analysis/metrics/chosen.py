"""What metrics of some of the flows, agencies, controls or links have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from simulator.analysis.columns import Floats, Ints, tally
from simulator.analysis.metrics.base import Metric
from simulator.world.plan import Plan


class Chosen:
    """Subjects of one kind: those of all there are for which metrics make sense. Nothing is said of others."""

    def __init__(self, kind: str, entities: Sequence[Any], chosen: Iterable[int]) -> None:
        """Choose subjects.

        Args:
            kind: What stands before the colon of a subject.
            entities: All there are in the plan.
            chosen: Their numbers.
        """
        self.numbers = sorted(set(chosen))
        self.size = len(entities)
        self.subjects = tuple(f"{kind}:{entities[i].id}" for i in self.numbers)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def count(self, numbers: Ints, weights: Any = None) -> Floats:
        """How often each chosen subject occurs, or the sum of its weights.

        Args:
            numbers: Numbers of entities; -1 for none.
            weights: One number an occurrence.
        """
        return tally(numbers, self.size, weights)[self.numbers]


def changed(plan: Plan, section: str, *keys: str) -> set[int]:
    """Numbers of the entities of which some inject changes one of these parameters."""
    return {index for where, index, key in plan.parameters if where == section and key in keys}
