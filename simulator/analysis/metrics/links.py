"""What links carry, where the hours go, and what came of it."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from simulator.analysis.columns import Columns, Ints, tally
from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.eventlog import Event
from simulator.world.plan import Plan

_COUNTED: Final = {
    "offered": Event.OFFERED,
    "withheld": Event.WITHHELD,
    "barred": Event.BARRED,
    "delivered": Event.RECEIVED,
}


class LinkMetrics:
    """Counts and delays by link."""

    metrics = (
        Metric("offered", "items", Kind.COUNT),
        Metric("withheld", "items", Kind.COUNT),
        Metric("barred", "items", Kind.COUNT),
        Metric("lost", "items", Kind.COUNT),
        Metric("delivered", "items", Kind.COUNT),
        Metric("delay_hours", "h", Kind.RATIO),
        Metric("delay_clearance_hours", "h", Kind.RATIO),
        Metric("delay_queue_hours", "h", Kind.RATIO),
        Metric("delay_transit_hours", "h", Kind.RATIO),
        Metric("delay_triage_hours", "h", Kind.RATIO),
        Metric("interdictions_credited", "interdictions", Kind.COUNT),
        Metric("records_per_interdiction", "items", Kind.RATIO),
    )

    def __init__(self, plan: Plan) -> None:
        self.subjects = tuple(f"link:{link.id}" for link in plan.links)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count rows by link, and split the delay of the items that reached the receiver's set."""
        columns, size = record.columns, len(self.subjects)
        counts = {name: tally(columns.link[columns.of_kind(kind)], size) for name, kind in _COUNTED.items()}
        lost = columns.of_kind(Event.LOST)
        counts["lost"] = tally(columns.link[lost[columns.item[lost] >= 0]], size)
        ends, received = _arrived(columns)
        sent = columns.cause[received]
        queued = columns.cause[sent]
        offered = columns.cause[queued]
        link, arrived = columns.link[received], tally(columns.link[received], size)
        moments = [columns.time[rows] / HOUR for rows in (offered, queued, sent, received, ends)]
        clearance, queue, transit, triage = (
            tally(link, size, late - early) for early, late in pairwise(moments)
        )
        used = [one for credit in record.credits if credit.row >= columns.first for one in credit.links]
        credited = tally(np.array(used, dtype=np.intp), size)
        return {name: (count, None) for name, count in counts.items()} | {
            "delay_hours": (clearance + queue + transit + triage, arrived),
            "delay_clearance_hours": (clearance, arrived),
            "delay_queue_hours": (queue, arrived),
            "delay_transit_hours": (transit, arrived),
            "delay_triage_hours": (triage, arrived),
            "interdictions_credited": (credited, None),
            "records_per_interdiction": (counts["delivered"], credited),
        }


def _arrived(columns: Columns) -> tuple[Ints, Ints]:
    """Rows with which received items ended their triage (or were dropped), and the RECEIVED row of each.

    What was handed over in pursuit went through no clearance and no queue, and is left out.
    """
    ends = np.concatenate((columns.of_kind(Event.TRIAGED), columns.of_kind(Event.DUPLICATE)))
    cause = columns.cause[ends]
    cause = np.where(columns.event[cause] == Event.TRIAGE_STARTED, columns.cause[cause], cause)
    came = (cause >= 0) & (columns.event[cause] == Event.RECEIVED)
    ends, received = ends[came], cause[came]
    regular = columns.event[columns.cause[columns.cause[received]]] == Event.QUEUED
    return ends[regular], received[regular]
