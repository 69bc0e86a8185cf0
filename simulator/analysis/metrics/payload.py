"""Payload by what became of it, and the value that was denied."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.analysis.cases import ABORTED, DELIVERED, INTERDICTED, OPEN
from simulator.analysis.metrics.base import Kind, Metric, Parts, Record
from simulator.analysis.metrics.flows import ALL
from simulator.world.plan import FlowPlan, Plan


class PayloadMetrics:
    """Payload of each flow; of all flows only where they share a unit."""

    metrics = (
        Metric("payload_launched", "", Kind.COUNT),
        Metric("payload_interdicted", "", Kind.COUNT),
        Metric("payload_delivered", "", Kind.COUNT),
        Metric("payload_aborted", "", Kind.COUNT),
        Metric("payload_open", "", Kind.COUNT),
        Metric("payload_rate", "share", Kind.RATIO),
    )

    def __init__(self, plan: Plan) -> None:
        self._flows = len(plan.flows)
        self.subjects, self._units = _summable(plan.flows, [flow.unit for flow in plan.flows])

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The unit of the flow's payload."""
        return metric.unit or self._units[subject]

    def measure(self, record: Record) -> dict[str, Parts]:
        """Add up payload by what became of it."""
        cases, chosen = record.cases, slice(len(self.subjects))
        launched = cases.by_flow(self._flows, cases.payload)[chosen]
        by_end = {
            end: cases.by_flow(self._flows, np.where(cases.end == end, cases.payload, 0.0))[chosen]
            for end in (INTERDICTED, DELIVERED, ABORTED, OPEN)
        }
        return {
            "payload_launched": (launched, None),
            "payload_interdicted": (by_end[INTERDICTED], None),
            "payload_delivered": (by_end[DELIVERED], None),
            "payload_aborted": (by_end[ABORTED], None),
            "payload_open": (by_end[OPEN], None),
            "payload_rate": (by_end[INTERDICTED], launched),
        }


class ValueMetrics:
    """Value of what was interdicted, for flows whose payload has a value."""

    metrics = (Metric("value_denied", "", Kind.COUNT),)

    def __init__(self, plan: Plan) -> None:
        valued = [flow for flow in plan.flows if flow.currency]
        self._valued = [flow.index for flow in valued]
        self._values = np.array([flow.unit_value for flow in plan.flows])
        self.subjects, self._units = _summable(valued, [flow.currency for flow in valued])

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The currency of the flow's value."""
        return self._units[subject]

    def measure(self, record: Record) -> dict[str, Parts]:
        """Add up the value of interdicted payload."""
        cases = record.cases
        value = np.where(cases.end == INTERDICTED, cases.payload * self._values[cases.flow], 0.0)
        denied = cases.by_flow(len(self._values), value)[[*self._valued, -1]]
        return {"value_denied": (denied[: len(self.subjects)], None)}


def _summable(flows: Sequence[FlowPlan], units: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The flows as subjects with their units, and all of them together where they have one unit."""
    subjects = tuple(f"flow:{flow.id}" for flow in flows)
    return ((*subjects, ALL), (*units, units[0])) if len(set(units)) == 1 else (subjects, tuple(units))
