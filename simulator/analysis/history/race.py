"""The race from the first detection of a case: an agency knows enough to act, or the case is out of reach."""

from __future__ import annotations

from typing import Final

import numpy as np

from simulator.analysis.cases import INTERDICTED, NEVER
from simulator.analysis.columns import Floats, Ints
from simulator.analysis.metrics.base import HOUR, Record
from simulator.analysis.survival import CENSORED, cumulative_incidence
from simulator.world.plan import Plan

RACE: Final = ("followed", "actionable", "out_of_reach", "stopped_before")
"""What the first axis holds: the number of cases followed, then cumulative incidences of ends that compete."""
_GRID: Final = 61


def race_times(horizon: int) -> Ints:
    """The ticks after a first detection at which the race is told: even on a logarithmic axis, from 1 h on.

    Args:
        horizon: Of the plan; where it is shorter than two days, the first is a fiftieth of it.
    """
    return np.unique(np.geomspace(min(HOUR, max(horizon / 50, 1)), max(horizon, 2), _GRID).astype(np.int64))


def race(plan: Plan, record: Record, times: Ints) -> Floats:
    """How the cases that somebody detected went on: shape (RACE, race_times).

    Whichever comes first ends a case: an agency's belief in it is actionable; it is delivered or given up; it is
    stopped without any such belief. The horizon censors. Without cases incidences are NaN.
    """
    cases, at = record.cases, race_times(plan.horizon)
    chosen = (cases.detected < NEVER) & (cases.detected <= cases.closed)
    detected, closed, end = cases.detected[chosen], cases.closed[chosen], cases.end[chosen]
    actionable = cases.actionable[chosen]
    known = (actionable < NEVER) & (actionable <= closed)
    ended = np.where(closed < NEVER, np.where(end == INTERDICTED, 3, 2), CENSORED)
    cause = np.where(known, 1, ended)
    time = np.where(known, actionable, np.minimum(closed, plan.horizon)) - detected
    time = np.maximum(time, 0)  # a belief in its cell may come before a case is seen
    curves = [cumulative_incidence(time, cause, kind, at) for kind in (1, 2, 3)]
    return np.stack((np.full(at.size, float(time.size)), *curves))
