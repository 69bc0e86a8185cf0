"""What became of the cases of each flow, and of all."""

from __future__ import annotations

from typing import Final

from simulator.analysis.cases import ABORTED, DELIVERED, INTERDICTED, NEVER, OPEN
from simulator.analysis.metrics.base import Kind, Metric, Parts, Record
from simulator.world.plan import Plan

ALL: Final = "all"


def flow_subjects(plan: Plan) -> tuple[str, ...]:
    """The flows as subjects, and all of them together."""
    return (*(f"flow:{flow.id}" for flow in plan.flows), ALL)


class FlowMetrics:
    """Counts and shares of cases."""

    metrics = (
        Metric("launched", "cases", Kind.COUNT),
        Metric("interdicted", "cases", Kind.COUNT),
        Metric("delivered", "cases", Kind.COUNT),
        Metric("aborted", "cases", Kind.COUNT),
        Metric("open", "cases", Kind.COUNT),
        Metric("interdiction_rate", "share", Kind.PROPORTION),
        Metric("interdiction_rate_closed", "share", Kind.PROPORTION),
        Metric("detected_share", "share", Kind.PROPORTION),
        Metric("never_actionable_share", "share", Kind.PROPORTION),
    )

    def __init__(self, plan: Plan) -> None:
        self._flows = len(plan.flows)
        self.subjects = flow_subjects(plan)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count cases by what became of them."""
        cases, flows = record.cases, self._flows
        launched = cases.by_flow(flows)
        interdicted = cases.by_flow(flows, cases.end == INTERDICTED)
        delivered = cases.by_flow(flows, cases.end == DELIVERED)
        aborted = cases.by_flow(flows, cases.end == ABORTED)
        closed = interdicted + delivered + aborted
        detected = cases.by_flow(flows, (cases.detected < NEVER) & (cases.detected <= cases.closed))
        late = (cases.actionable == NEVER) | (cases.actionable > cases.closed)
        return {
            "launched": (launched, None),
            "interdicted": (interdicted, None),
            "delivered": (delivered, None),
            "aborted": (aborted, None),
            "open": (launched - closed, None),
            "interdiction_rate": (interdicted, launched),
            "interdiction_rate_closed": (interdicted, closed),
            "detected_share": (detected, launched),
            "never_actionable_share": (cases.by_flow(flows, late & (cases.end != OPEN)), closed),
        }
