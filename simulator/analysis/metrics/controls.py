"""What controls see of cases, and what they cost legitimate traffic."""

from __future__ import annotations

from typing import Final

import numpy as np

from simulator.analysis.columns import Floats, Ints, tally
from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.eventlog import Event
from simulator.world.plan import Plan

_COUNTED: Final = {
    "examined": Event.EXAMINED,
    "detected": Event.DETECTED,
    "missed": Event.MISSED,
    "waved_through": Event.WAVED_THROUGH,
    "false_alarms": Event.FALSE_ALARM,
}
_SUMMED: Final = {
    "traffic_examined": Event.TRAFFIC_EXAMINED,
    "traffic_waved_through": Event.TRAFFIC_WAVED_THROUGH,
}
_LONG_WAIT: Final = 0.95


class ControlMetrics:
    """Counts and waits by control."""

    metrics = (
        Metric("examined", "cases", Kind.COUNT),
        Metric("detected", "cases", Kind.COUNT),
        Metric("missed", "cases", Kind.COUNT),
        Metric("waved_through", "cases", Kind.COUNT),
        Metric("false_alarms", "items", Kind.COUNT),
        Metric("ppv", "share", Kind.PROPORTION),
        Metric("traffic_examined", "items", Kind.COUNT),
        Metric("traffic_waved_through", "items", Kind.COUNT),
        Metric("traffic_wait_mean_hours", "h", Kind.RATIO),
        Metric("traffic_wait_p95_hours", "h", Kind.VALUE),
        Metric("innocent_stopped", "items", Kind.COUNT),
    )

    def __init__(self, plan: Plan) -> None:
        self.subjects = tuple(f"control:{control.id}" for control in plan.controls)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count rows by control."""
        columns, size = record.columns, len(self.subjects)
        counts = {
            name: tally(columns.control[columns.of_kind(kind)], size) for name, kind in _COUNTED.items()
        }
        for name, kind in _SUMMED.items():
            rows = columns.of_kind(kind)
            counts[name] = tally(columns.control[rows], size, columns.value[rows])
        waits = columns.of_kind(Event.TRAFFIC_WAIT)
        control, hours = columns.control[waits], columns.value[waits] / HOUR
        return {name: (count, None) for name, count in counts.items()} | {
            "ppv": (counts["detected"], counts["detected"] + counts["false_alarms"]),
            "traffic_wait_mean_hours": (tally(control, size, hours), tally(control, size)),
            "traffic_wait_p95_hours": (_percentiles(control, hours, size), None),
            "innocent_stopped": (counts["false_alarms"], None),
        }


def _percentiles(groups: Ints, values: Floats, size: int) -> Floats:
    """The 95th percentile of the values of each group, between neighbours linearly; NaN without values."""
    found = np.full(size, np.nan)
    ordered = values[np.lexsort((values, groups))]
    counts = np.bincount(groups, minlength=size)
    some = counts > 0
    rank = _LONG_WAIT * (counts[some] - 1)
    below = np.floor(rank).astype(np.intp)
    first = (np.cumsum(counts) - counts)[some]
    low, high = ordered[first + below], ordered[first + np.ceil(rank).astype(np.intp)]
    found[some] = low + (rank - below) * (high - low)
    return found
