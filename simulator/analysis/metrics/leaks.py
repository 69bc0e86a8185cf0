"""What becomes known to those it is about, and what they do."""

from __future__ import annotations

import numpy as np

from simulator.analysis.metrics.base import Kind, Metric, Parts, Record
from simulator.analysis.metrics.chosen import Chosen, changed
from simulator.eventlog import Event, Warned
from simulator.world.plan import Plan


class LeakMetrics(Chosen):
    """Items that became known to those they are about, and what came of it, for links that can leak."""

    metrics = (
        Metric("leaked", "items", Kind.COUNT),
        Metric("leaked_given_up", "items", Kind.COUNT),
        Metric("leaked_lay_low", "items", Kind.COUNT),
        Metric("leaked_source_lost", "items", Kind.COUNT),
    )

    def __init__(self, plan: Plan) -> None:
        leaking = {link.index for link in plan.links if link.leak}
        super().__init__("link", plan.links, leaking | changed(plan, "links", "leak"))

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count leaks by what came of them."""
        columns = record.columns
        rows = columns.of_kind(Event.LEAKED)
        link, warned = columns.link[rows], columns.value[rows].astype(np.int64)
        kinds = (Warned.ABORT, Warned.LIE_LOW, Warned.SOURCE_LOST)
        counts = (self.count(link), *(self.count(link[warned == kind]) for kind in kinds))
        return {metric.name: (count, None) for metric, count in zip(self.metrics, counts, strict=True)}
