"""Which routes cases set out on."""

from __future__ import annotations

from typing import Final

import numpy as np

from simulator.analysis.columns import Floats, Ints
from simulator.analysis.metrics.base import Record
from simulator.world.plan import Plan

_MOST: Final = 30


def launch_steps(steps: int) -> Ints:
    """Which of so many steps of a history the launches are counted by: about thirty, the first and the last too."""
    return np.unique(np.linspace(0, steps - 1, min(steps, _MOST + 1)).astype(np.int64))


def launches_by_route(plan: Plan, record: Record, times: Ints) -> Floats:
    """Cases launched so far by candidate route, those of the first flow first: shape (routes, launch_steps)."""
    at = times[launch_steps(times.size)]
    first = np.cumsum([0, *(len(flow.routes) for flow in plan.flows)])
    cases = record.cases
    chosen = cases.route >= 0
    route = first[cases.flow[chosen]] + cases.route[chosen]
    step = np.searchsorted(at, cases.launched[chosen])
    sums = np.zeros((int(first[-1]), at.size + 1))
    np.add.at(sums, (route, step), 1.0)
    return sums[:, : at.size].cumsum(axis=1)
