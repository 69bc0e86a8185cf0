"""What share of interdictions cooperation made possible."""

from __future__ import annotations

import numpy as np

from simulator.analysis.columns import tally
from simulator.analysis.metrics.base import Kind, Metric, Parts, Record
from simulator.analysis.metrics.flows import flow_subjects
from simulator.analysis.provenance import Reach
from simulator.world.plan import Plan


class MechanismMetrics:
    """Interdictions that needed a mechanism: one of its links, or a lookout of an agency that it made."""

    metrics = (Metric("interdictions_credited", "interdictions", Kind.COUNT),)

    def __init__(self, plan: Plan) -> None:
        self._of_link = [link.mechanism for link in plan.links]
        self._of_agency = [agency.mechanism for agency in plan.agencies]
        made = dict.fromkeys((*self._of_link, *self._of_agency))
        self._names = tuple(name for name in made if name is not None)
        self.subjects = tuple(f"mechanism:{name}" for name in self._names)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count each interdiction once a mechanism, by however many of its links the evidence came."""
        columns = record.columns
        counts = dict.fromkeys(self._names, 0)
        for credit in record.credits:
            if credit.row < columns.first or credit.reach is Reach.OWN:
                continue
            needed = {self._of_link[link] for link in credit.links}
            needed |= {self._of_agency[columns.agency[entry]] for entry in credit.entries}
            for name in needed:
                if name is not None:
                    counts[name] += 1
        return {"interdictions_credited": (list(counts.values()), None)}


class CooperationMetrics:
    """Interdictions by the reach of the evidence that they needed."""

    metrics = (
        Metric("cooperation_enabled_share", "share", Kind.PROPORTION),
        Metric("cooperation_enabled_domestic", "share", Kind.PROPORTION),
        Metric("cooperation_enabled_cross_border", "share", Kind.PROPORTION),
        Metric("cooperation_enabled_mechanism", "share", Kind.PROPORTION),
        Metric("cooperation_enabled_rate", "share", Kind.PROPORTION),
    )

    def __init__(self, plan: Plan) -> None:
        self._flows = len(plan.flows)
        self.subjects = flow_subjects(plan)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count interdictions by reach."""
        counted = record.counted_credits
        reach = np.array([credit.reach for credit in counted], dtype=np.intp)
        flow = record.log.cases["flow"][np.array([credit.case for credit in counted], dtype=np.intp)]
        table = np.zeros((len(Reach), self._flows + 1))
        for one in Reach:
            table[one, :-1] = tally(flow[reach == one], self._flows)
        table[:, -1] = table.sum(axis=1)
        interdicted, enabled = table.sum(axis=0), table[Reach.DOMESTIC :].sum(axis=0)
        return {
            "cooperation_enabled_share": (enabled, interdicted),
            "cooperation_enabled_domestic": (table[Reach.DOMESTIC], interdicted),
            "cooperation_enabled_cross_border": (table[Reach.CROSS_BORDER], interdicted),
            "cooperation_enabled_mechanism": (table[Reach.MECHANISM], interdicted),
            "cooperation_enabled_rate": (enabled, record.cases.by_flow(self._flows)),
        }
