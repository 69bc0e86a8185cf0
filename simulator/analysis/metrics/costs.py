"""What agencies' people cost, for agencies that say so."""

from __future__ import annotations

import numpy as np

from simulator.analysis.columns import Columns, Floats, tally
from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.analysis.metrics.flows import ALL
from simulator.analysis.metrics.staffing import staffed_by_conditions, staffings
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
        self._plan = plan
        self._moving = staffed_by_conditions(plan)
        self._duty = self._duties(None)
        self._response = np.array([agency.response_cost for agency in plan.agencies])

    def _duties(self, columns: Columns | None) -> Floats:
        hours = [one.seconds / HOUR for one in staffings(self._plan, columns)]
        prices = [agency.analyst_hour for agency in self._plan.agencies]
        return np.array([n * price for n, price in zip(hours, prices, strict=True)], dtype=np.float64)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The currency of the agency."""
        return self._units[subject]

    def measure(self, record: Record) -> dict[str, Parts]:
        """Add what teams cost to what analysts on duty cost."""
        sent = record.columns.agency[record.columns.of_kind(Event.DISPATCHED)]
        duty = self._duties(record.columns) if self._moving else self._duty
        costs = (duty + self._response * tally(sent, len(duty)))[self._costly]
        return {"cost": (np.append(costs, costs.sum())[: len(self.subjects)], None)}
