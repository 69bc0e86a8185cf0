"""What agencies' people cost, for agencies that say so."""

from __future__ import annotations

import numpy as np

from simulator.analysis.columns import tally
from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.analysis.metrics.flows import ALL
from simulator.analysis.metrics.staffing import staffings
from simulator.eventlog import Event
from simulator.world.plan import Plan


class CostMetrics:
    """Analysts' duty and teams' responses, in money."""

    metrics = (Metric("cost", "", Kind.COUNT),)

    def __init__(self, plan: Plan) -> None:
        costly = [agency for agency in plan.agencies if agency.currency]
        units = [agency.currency for agency in costly]
        together = len(set(units)) == 1
        self.subjects = (*(f"agency:{agency.id}" for agency in costly), *((ALL,) if together else ()))
        self._units = (*units, *units[:1])
        self._costly = [agency.index for agency in costly]
        duty = np.array([one.seconds for one in staffings(plan)]) / HOUR
        self._duty = duty * np.array([agency.analyst_hour for agency in plan.agencies])
        self._response = np.array([agency.response_cost for agency in plan.agencies])

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The currency of the agency."""
        return self._units[subject]

    def measure(self, record: Record) -> dict[str, Parts]:
        """Add what teams cost to what analysts on duty cost."""
        sent = record.columns.agency[record.columns.of_kind(Event.DISPATCHED)]
        costs = (self._duty + self._response * tally(sent, len(self._duty)))[self._costly]
        return {"cost": (np.append(costs, costs.sum())[: len(self.subjects)], None)}
