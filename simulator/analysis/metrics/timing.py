"""How soon cases are detected, understood and stopped; how much time actionable knowledge leaves."""

from __future__ import annotations

from typing import Final

import numpy as np

from simulator.analysis.cases import DELIVERED, INTERDICTED, NEVER
from simulator.analysis.columns import Ints
from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.analysis.metrics.flows import flow_subjects
from simulator.analysis.survival import CENSORED, masses
from simulator.world.plan import Plan

WITHIN_HOURS: Final = (6, 12, 24, 48, 96, 168)
MILESTONES: Final = ("detected", "actionable", "interdicted")
LEAD_HOURS: Final = 6
_REACHED, _CLOSED = 1, 2


class TimingMetrics:
    """Shares of cases that have reached a milestone some hours after launch, open cases being censored."""

    metrics = tuple(
        Metric(f"{milestone}_within_{hours}_h", "share", Kind.PROPORTION)
        for milestone in MILESTONES
        for hours in WITHIN_HOURS
    )

    def __init__(self, plan: Plan) -> None:
        self._flows = len(plan.flows)
        self._horizon = plan.horizon
        self.subjects = flow_subjects(plan)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Estimate cumulative incidences, weighed by the cases that could be followed so long."""
        cases, size = record.cases, self._flows + 1
        group = _twice_grouped(cases.flow, self._flows)
        followed = self._horizon - cases.launched
        ends = np.minimum(cases.closed - cases.launched, followed)
        interdicted = np.where(cases.end == INTERDICTED, cases.closed, NEVER)
        reached_at = dict(zip(MILESTONES, (cases.detected, cases.actionable, interdicted), strict=True))
        weights = {
            hours: np.bincount(group, np.tile(followed > hours * HOUR, 2), minlength=size)
            for hours in WITHIN_HOURS
        }
        result: dict[str, Parts] = {}
        for milestone, at in reached_at.items():
            reached = (at < NEVER) & (at <= cases.closed)
            time = np.where(reached, at - cases.launched, ends)
            cause = np.where(reached, _REACHED, np.where(cases.closed < NEVER, _CLOSED, CENSORED))
            weighed = masses(np.tile(time, 2), np.tile(cause, 2), group)
            for hours, weight in weights.items():
                share = weighed.incidence(_REACHED, int(hours * HOUR), size)
                result[f"{milestone}_within_{hours}_h"] = (share * weight, weight)
        return result


class LeadTimeMetrics:
    """Time from the first actionable belief to delivery, censored by interdiction and the horizon."""

    metrics = (
        Metric("lead_time_median_hours", "h", Kind.VALUE),
        Metric(f"lead_time_at_least_{LEAD_HOURS}_h", "share", Kind.PROPORTION),
    )

    def __init__(self, plan: Plan) -> None:
        self._flows = len(plan.flows)
        self._horizon = plan.horizon
        self.subjects = flow_subjects(plan)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Estimate the survival of cases on which somebody could act."""
        cases, size = record.cases, self._flows + 1
        known = np.flatnonzero((cases.actionable < NEVER) & (cases.actionable <= cases.closed))
        since = cases.actionable[known]
        time = np.minimum(cases.closed[known], self._horizon) - since
        delivered = (cases.end[known] == DELIVERED).astype(np.int8)
        group = _twice_grouped(cases.flow[known], self._flows)
        weighed = masses(np.tile(time, 2), np.tile(delivered, 2), group)
        least = int(LEAD_HOURS * HOUR)
        weight = np.bincount(group, np.tile(self._horizon - since >= least, 2), minlength=size)
        lasting = 1.0 - weighed.incidence(1, least - 1, size)
        return {
            "lead_time_median_hours": (weighed.quantiles(0.5, size) / HOUR, None),
            f"lead_time_at_least_{LEAD_HOURS}_h": (lasting * weight, weight),
        }


def _twice_grouped(flow: Ints, flows: int) -> Ints:
    """Numbers of groups for cases taken twice: first in their flow, then among all."""
    return np.concatenate((flow, np.full_like(flow, flows)))
