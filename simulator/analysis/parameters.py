"""What parameters were in a replication: the values that hold at the start, and what the log says changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from simulator.analysis.columns import Columns
from simulator.eventlog import Event
from simulator.world.plan import Plan

Steps = list[tuple[int, float]]
"""From which tick on which value holds; the first entry is the value that holds from the beginning."""


class Parameters:
    """Parameters of one replication that are numbers or open and closed."""

    def __init__(self, plan: Plan, columns: Columns) -> None:
        self._first = -plan.warm_up
        self._horizon = plan.horizon
        self._changes: dict[tuple[str, int, str], Steps] = {}
        rows = columns.all_of(Event.PARAMETER_CHANGED)
        numbers = zip(
            columns.item[rows].tolist(),
            columns.time[rows].tolist(),
            columns.value[rows].tolist(),
            strict=True,
        )
        for parameter, time, value in numbers:
            self._changes.setdefault(plan.parameters[parameter], []).append((time, value))

    def steps(self, section: str, index: int, key: str, value: float) -> Steps:
        """The values of a parameter.

        Args:
            section: Section of the plan, such as "agencies".
            index: Number of the entity.
            key: The parameter, as the plan calls it.
            value: What holds at the beginning.
        """
        return [(self._first, value), *self._changes.get((section, index, key), ())]

    def seconds(self, *steps: Sequence[tuple[int, float]]) -> float:
        """The integral of a product of parameters from the start to the horizon, in seconds."""
        if all(len(values) == 1 for values in steps):
            result = float(self._horizon)
            for values in steps:
                result *= values[0][1]
            return result
        edges = sorted(
            {0, self._horizon, *(t for values in steps for t, _ in values if 0 < t < self._horizon)}
        )
        total = 0.0
        for start, end in pairwise(edges):
            part = float(end - start)
            for values in steps:
                part *= next(value for since, value in reversed(values) if since <= start)
            total += part
        return total
