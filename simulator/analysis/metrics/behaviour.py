"""What flows do about their losses: cells that lie low, routes that open."""

from __future__ import annotations

import numpy as np

from simulator.analysis.metrics.base import Kind, Metric, Parts, Record
from simulator.analysis.metrics.chosen import Chosen
from simulator.eventlog import Event
from simulator.world.plan import Plan


class DeterrenceMetrics(Chosen):
    """Cases that do not begin, for flows whose cells lie low."""

    metrics = (
        Metric("deterred", "cases", Kind.COUNT),
        Metric("payload_deterred", "", Kind.COUNT),
        Metric("lay_low", "times", Kind.COUNT),
    )

    def __init__(self, plan: Plan) -> None:
        super().__init__("flow", plan.flows, [flow.index for flow in plan.flows if flow.low is not None])
        self._units = [plan.flows[i].unit for i in self.numbers]

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The unit of the flow's payload, or the metric's own."""
        return metric.unit or self._units[subject]

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count what was deterred and how often cells lay low."""
        columns = record.columns
        kept, lows = columns.of_kind(Event.DETERRED), columns.of_kind(Event.LAY_LOW)
        return {
            "deterred": (self.count(columns.flow[kept]), None),
            "payload_deterred": (self.count(columns.flow[kept], columns.value[kept]), None),
            "lay_low": (self.count(columns.flow[lows]), None),
        }


class ExpansionMetrics(Chosen):
    """How many routes are in use at the end, for flows that open them one by one."""

    metrics = (Metric("routes_in_use", "routes", Kind.COUNT),)

    def __init__(self, plan: Plan) -> None:
        super().__init__("flow", plan.flows, [flow.index for flow in plan.flows if flow.expand is not None])
        starts = [flow.expand.start if flow.expand else 0 for flow in plan.flows]
        most = [len(flow.routes) for flow in plan.flows]
        self._start = np.minimum(starts, most)[self.numbers]

    def measure(self, record: Record) -> dict[str, Parts]:
        """Add the routes that were opened to those in use at first."""
        columns = record.columns
        opened = columns.all_of(Event.EXPANDED)
        return {"routes_in_use": (self._start + self.count(columns.flow[opened]), None)}
