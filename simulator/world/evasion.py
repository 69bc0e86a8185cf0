"""The analytic chance to pass controls unseen, each acting alone: no lookouts, no queues of cases."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.distributions import Constant, Distribution
from simulator.world.plan import ControlPlan
from simulator.world.traffic import stationary

_CONCEALMENT_NODES = 64
_DURATION_NODES = 256
_WEEK = 7 * 86400


def midpoints(distribution: Distribution, nodes: int) -> NDArray[np.float64]:
    """Equally likely values of a distribution (the medians of `nodes` equal slices); one for a constant."""
    if isinstance(distribution, Constant):
        return np.array([distribution.value])
    return distribution.ppf((np.arange(nodes) + 0.5) / nodes)


def concealments(distribution: Distribution) -> NDArray[np.float64]:
    """Values over which the chances of a flow are averaged: equally likely ones, and the mean as the last."""
    return np.append(midpoints(distribution, _CONCEALMENT_NODES), distribution.mean)


def chance_to_pass(
    looks: Iterable[ControlPlan],
    watches: Iterable[ControlPlan],
    threat: int,
    concealment: NDArray[np.float64],
    present: Distribution | None,
) -> NDArray[np.float64]:
    """Chance that a case of given concealment passes a place or leg undetected.

    Args:
        looks: controls that look once.
        watches: controls that watch while the case is present.
        threat: number of the threat.
        concealment: shape (n,), in [0, 1].
        present: how long the case is present, in seconds; None for no time.

    Returns:
        Shape (n,): product over the looks of 1 - examine * detect * (1 - concealment) * skill, times the mean of
        exp(-hazard * time present) over that time. Where legitimate traffic fills the bays, or a control has
        opening hours, examine is lowered by the share of a week's cases, evenly spread, that are waved through or
        come while it is closed; the hazard of one that watches by the share of the week in which it is closed.
    """
    chance = np.ones_like(concealment)
    for control in looks:
        chance *= 1.0 - _examined(control) * _detects(control, threat, concealment)
    hazard = np.zeros_like(concealment)
    for control in watches:
        rate = (control.watch or 0.0) * control.open * control.calendar.open_seconds(0, _WEEK) / _WEEK
        hazard += rate * _detects(control, threat, concealment)
    if present is not None and hazard.any():
        chance *= np.exp(-np.outer(hazard, midpoints(present, _DURATION_NODES))).mean(axis=1)
    return chance


def _detects(control: ControlPlan, threat: int, concealment: NDArray[np.float64]) -> NDArray[np.float64]:
    detect = control.detect[threat]
    if detect is None:
        return np.zeros_like(concealment)
    if control.sees_through:
        return np.full_like(concealment, control.skill)
    return np.minimum(1.0, detect * (1.0 - concealment) * control.skill)


def _examined(control: ControlPlan) -> float:
    if not control.open:
        return 0.0
    traffic, opened = control.traffic, control.calendar.open_seconds
    if traffic is None or control.bays is None or control.service is None:
        return control.examine * opened(0, _WEEK) / _WEEK
    looked = sum(
        opened(start, end) * (1.0 - _waved_through(control, rate))
        for start, end, rate in traffic.segments(0, _WEEK)
    )
    return control.examine * looked / _WEEK


def _waved_through(control: ControlPlan, rate: float) -> float:
    assert control.bays is not None
    assert control.service is not None
    law = stationary(rate * control.examine, control.service.mean, control.bays, control.queue_limit)
    return 0.0 if law is None else law.p_waved
