"""What follows interdictions, by flow and outcome."""

from __future__ import annotations

import numpy as np

from simulator.analysis.cases import INTERDICTED
from simulator.analysis.columns import tally
from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.eventlog import Event
from simulator.world.plan import Plan


class AftermathMetrics:
    """How often each outcome followed, and how soon."""

    metrics = (
        Metric("followed", "cases", Kind.COUNT),
        Metric("followed_share", "share", Kind.PROPORTION),
        Metric("followed_hours", "h", Kind.RATIO),
    )

    def __init__(self, plan: Plan) -> None:
        self._flows, self._outcomes = len(plan.flows), len(plan.outcomes)
        pairs = [
            (flow, outcome)
            for flow in plan.flows
            for outcome in sorted(
                {one for terms in flow.aftermath for one in (terms.outcome, terms.otherwise)}
            )
            if outcome >= 0
        ]
        self._flow = np.array([flow.index for flow, _ in pairs], dtype=np.intp)
        self._outcome = np.array([outcome for _, outcome in pairs], dtype=np.intp)
        self.subjects = tuple(f"outcome:{flow.id}/{plan.outcomes[outcome]}" for flow, outcome in pairs)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count by flow and outcome what followed the interdiction of cases that are counted."""
        columns, cases = record.columns, record.cases
        rows = columns.all_of(Event.AFTERMATH)
        rows = rows[np.isin(columns.case[rows], cases.number)]
        which = columns.flow[rows].astype(np.intp) * self._outcomes + columns.item[rows]
        mine = self._flow * self._outcomes + self._outcome
        size = self._flows * self._outcomes
        followed = tally(which, size)[mine]
        hours = tally(which, size, columns.value[rows] / HOUR)[mine]
        interdicted = cases.by_flow(self._flows, cases.end == INTERDICTED)[self._flow]
        return {
            "followed": (followed, None),
            "followed_share": (followed, interdicted),
            "followed_hours": (hours, followed),
        }
