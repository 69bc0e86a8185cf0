"""Which routes the cases of a flow take, and how far that shifts."""

from __future__ import annotations

from math import exp, lgamma

import numpy as np

from simulator.analysis.columns import Ints
from simulator.analysis.metrics.base import Kind, Metric, Parts, Record
from simulator.world.plan import Plan


class RouteMetrics:
    """Launches by candidate route, and the share of each among the first and the last third of launches."""

    metrics = (
        Metric("launched", "cases", Kind.COUNT),
        Metric("early_share", "share", Kind.PROPORTION),
        Metric("late_share", "share", Kind.PROPORTION),
    )

    def __init__(self, plan: Plan) -> None:
        self._routes = tuple(len(flow.routes) for flow in plan.flows)
        self.subjects = tuple(
            f"route:{flow.id}/{k}" for flow in plan.flows for k in range(1, len(flow.routes) + 1)
        )

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count launches by route."""
        counts = []
        for flow, size in enumerate(self._routes):
            taken, third = _taken(record, flow)
            parts = (taken, taken[:third], taken[taken.size - third :])
            shares = [np.bincount(part, minlength=size + 1)[1:] for part in parts]
            counts.append((*shares, np.full(size, third)))
        launched, early, late, thirds = map(np.concatenate, zip(*counts, strict=True))
        return {"launched": (launched, None), "early_share": (early, thirds), "late_share": (late, thirds)}


class DisplacementMetrics:
    """How far the launches of a flow have moved from route to route."""

    metrics = (
        Metric("displacement", "share", Kind.VALUE),
        Metric("displacement_by_chance", "share", Kind.VALUE),
    )

    def __init__(self, plan: Plan) -> None:
        self.subjects = tuple(f"flow:{flow.id}" for flow in plan.flows)

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Compare the routes of the first and of the last third of launches."""
        moved = np.full((2, len(self.subjects)), np.nan)
        for flow in range(len(self.subjects)):
            taken, third = _taken(record, flow)
            if third:
                size = int(taken.max()) + 1
                early = np.bincount(taken[:third], minlength=size)
                late = np.bincount(taken[taken.size - third :], minlength=size)
                moved[0, flow] = np.abs(early - late).sum() / (2 * third)
                moved[1, flow] = sum(_by_chance(k, third) for k in (early + late).tolist()) / (2 * third)
        return {"displacement": (moved[0], None), "displacement_by_chance": (moved[1], None)}


def _taken(record: Record, flow: int) -> tuple[Ints, int]:
    """The routes that a flow's cases chose, counted from 1, in order of launch, and how many make a third.

    Copies, which go from place to place on no route, are left out.
    """
    routes = record.cases.route[record.cases.flow == flow]
    taken = routes[routes >= 0] + 1
    return taken, taken.size // 3


def _by_chance(k: int, n: int) -> float:
    """Mean of |early - late| if k launches on a route fall at random among n early and n late ones.

    Source: mean absolute deviation of the hypergeometric distribution, P. Diaconis, S. Zabell, "Closed form
    summation for classical distributions", Statistical Science 6 (1991).
    """
    if k in (0, 2 * n):
        return 0.0
    m = k // 2 + 1
    log_chance = _log_choose(k, m) + _log_choose(2 * n - k, n - m) - _log_choose(2 * n, n)
    return 2 * m * (n - k + m) / n * exp(log_chance)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
