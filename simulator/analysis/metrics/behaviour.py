"""What flows do about their losses, and cases that come of cases."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from simulator.analysis.metrics.base import Kind, Metric, Parts, Record
from simulator.analysis.metrics.chosen import Chosen, changed
from simulator.eventlog import Event
from simulator.world.draws import Relation
from simulator.world.plan import FlowPlan, Plan


class DeterrenceMetrics(Chosen):
    """Cases that do not begin, for flows whose cells lie low."""

    metrics = (
        Metric("deterred", "cases", Kind.COUNT),
        Metric("payload_deterred", "", Kind.COUNT),
        Metric("lay_low", "times", Kind.COUNT),
    )

    def __init__(self, plan: Plan) -> None:
        leaking = any(link.leak for link in plan.links) or bool(changed(plan, "links", "leak"))
        frightened = (
            flow for flow in plan.flows if flow.low is not None or (leaking and flow.on_leak.lie_low)
        )
        super().__init__("flow", plan.flows, [flow.index for flow in frightened])
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


class RerouteMetrics(Chosen):
    """Cases that go another way than they would have gone without what their flow has learned."""

    metrics = (
        Metric("rerouted", "cases", Kind.COUNT),
        Metric("rerouted_share", "share", Kind.PROPORTION),
    )

    def __init__(self, plan: Plan) -> None:
        learning = (
            flow for flow in plan.flows if flow.choice.choice == "adaptive" or flow.expand is not None
        )
        super().__init__("flow", plan.flows, [flow.index for flow in learning if len(flow.routes) > 1])

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count the rows of rerouting; they stand right behind the launch."""
        columns = record.columns
        rerouted = self.count(columns.flow[columns.of_kind(Event.REROUTED)])
        return {
            "rerouted": (rerouted, None),
            "rerouted_share": (rerouted, self.count(record.cases.flow)),
        }


class OffspringMetrics(Chosen):
    """Cases that come of others in one way."""

    metrics: ClassVar[tuple[Metric, ...]]
    relation: ClassVar[int]

    def __init__(self, plan: Plan) -> None:
        super().__init__("flow", plan.flows, (flow.index for flow in plan.flows if self.has(plan, flow)))

    def has(self, plan: Plan, flow: FlowPlan) -> bool:
        """Whether cases of a flow can come of others in this way."""
        raise NotImplementedError

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count cases by how they came about."""
        cases = record.cases
        of_these = record.log.cases["relation"][cases.number] == self.relation
        return {self.metrics[0].name: (self.count(cases.flow[of_these]), None)}


class CarrierMetrics(OffspringMetrics):
    """Further carriers of loads that are split."""

    metrics = (Metric("further_carriers", "cases", Kind.COUNT),)
    relation = Relation.CARRIER

    def has(self, plan: Plan, flow: FlowPlan) -> bool:
        """Flows that split their loads."""
        return flow.split is not None


class RetryMetrics(OffspringMetrics):
    """Loads that are tried again."""

    metrics = (Metric("retries", "cases", Kind.COUNT),)
    relation = Relation.RETRY

    def has(self, plan: Plan, flow: FlowPlan) -> bool:
        """Flows that try again."""
        return flow.retry is not None


class CopyMetrics(OffspringMetrics):
    """Copies of intrusions that spread."""

    metrics = (Metric("copies", "cases", Kind.COUNT),)
    relation = Relation.COPY

    def has(self, plan: Plan, flow: FlowPlan) -> bool:
        """Flows that spread."""
        return flow.spread is not None


class FollowMetrics(OffspringMetrics):
    """Cases that deliveries of other flows start."""

    metrics = (Metric("started_by_others", "cases", Kind.COUNT),)
    relation = Relation.FOLLOW

    def has(self, plan: Plan, flow: FlowPlan) -> bool:
        """Flows that some flow starts."""
        by_case = any(one.flow == flow.index for other in plan.flows for one in other.follow)
        return by_case or any(one.flow == flow.index for other in plan.flows for one in other.totals)
