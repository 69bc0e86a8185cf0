"""What had become of the cases of each flow by each step."""

from __future__ import annotations

from typing import Final

import numpy as np

from simulator.analysis.cases import ABORTED, DELIVERED, INTERDICTED, NEVER
from simulator.analysis.columns import Floats, Ints
from simulator.analysis.metrics.base import Record
from simulator.world.plan import Plan

ENDS: Final = ("launched", "interdicted", "delivered", "aborted")
"""What the second axis counts; who is launched and nothing else is under way."""
_CLOSED: Final = {INTERDICTED: 1, DELIVERED: 2, ABORTED: 3}


def cases_by_end(plan: Plan, record: Record, times: Ints) -> Floats:
    """Cases so far: shape (flows, ENDS, steps)."""
    return _so_far(plan, record, times, np.ones(record.cases.number.size))


def payload_by_end(plan: Plan, record: Record, times: Ints) -> Floats:
    """Payload so far, in the unit of each flow: shape (flows, ENDS, steps)."""
    return _so_far(plan, record, times, record.cases.payload)


def _so_far(plan: Plan, record: Record, times: Ints, weights: Floats) -> Floats:
    cases, steps = record.cases, times.size
    sums = np.zeros((len(plan.flows), len(ENDS), steps + 1))
    step = np.searchsorted(times, cases.launched)
    np.add.at(sums, (cases.flow, np.zeros_like(step), step), weights)
    for end, number in _CLOSED.items():
        ended = (cases.end == end) & (cases.closed < NEVER)
        step = np.searchsorted(times, cases.closed[ended])
        np.add.at(sums, (cases.flow[ended], np.full_like(step, number), step), weights[ended])
    return sums[:, :, :steps].cumsum(axis=2)
