"""Times of which some are censored: shares that reach an end by a time, and quantiles.

Both estimators are written as the masses that observed ends carry. Everybody starts with an equal mass; who
is censored hands theirs on to all who are still followed. The masses of ends of one kind add up to their
Aalen-Johansen cumulative incidence; where there is only one kind of end, the masses still to come are the
Kaplan-Meier survival. Ends come before censorings at the same time.

Sources: B. Efron, "The two sample problem with censored data", 1967 (redistribution to the right);
O. Aalen, S. Johansen, "An empirical transition matrix for non-homogeneous Markov chains", 1978.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

CENSORED: Final = 0
_ROUNDING: Final = 1e-9

Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Masses:
    """What each subject counts, in order of (group, time).

    Attributes:
        order: Numbers of the subjects in that order.
        time: Their times.
        cause: How each was ended; 0 where censored.
        group: The group of each.
        mass: Share of the group that each observed end stands for; 0 where censored.
    """

    order: Ints
    time: Ints
    cause: Ints
    group: Ints
    mass: NDArray[np.float64]

    def incidence(self, cause: int, at: int, groups: int = 1) -> NDArray[np.float64]:
        """Cumulative incidence of an end of one kind.

        Args:
            cause: The kind.
            at: By when, in the unit of the times; ends at this very time count.
            groups: How many groups there are.

        Returns:
            One share a group; 0 for a group without members.
        """
        counted = (self.cause == cause) & (self.time <= at)
        return np.bincount(self.group[counted], self.mass[counted], minlength=groups).astype(np.float64)

    def quantiles(self, q: float, groups: int = 1) -> NDArray[np.float64]:
        """The first time by which at least a share `q` has ended, whatever the kind.

        Args:
            q: The share, in (0, 1].
            groups: How many groups there are.

        Returns:
            One time a group; NaN where that share is not reached while any are followed.
        """
        gone = np.cumsum(self.mass)
        before = np.searchsorted(self.group, self.group)
        gone -= np.concatenate(([0.0], gone))[before]
        reached = np.flatnonzero(gone >= q - _ROUNDING)[::-1]  # of several times the first is assigned last
        found = np.full(groups, math.nan)
        found[self.group[reached]] = self.time[reached]
        return found


def masses(times: ArrayLike, causes: ArrayLike, groups: ArrayLike | None = None) -> Masses:
    """Weigh observed ends by the share of all subjects that each stands for.

    Args:
        times: Whole numbers: time until the end, or until censoring.
        causes: 0 where censored, else the kind of end (1, 2, ...). Kinds compete: each subject has one end.
        groups: Number of the group of each subject (0, 1, ...); all are one group where left out.
    """
    time, cause = np.asarray(times), np.asarray(causes)
    group = np.zeros(time.size, np.intp) if groups is None else np.asarray(groups)
    order = np.lexsort((cause == CENSORED, time, group))
    time, cause, group = time[order], cause[order], group[order]
    sizes = np.bincount(group)
    ends = np.cumsum(sizes)
    left = ends[group] - np.arange(time.size)  # followed just before, itself included
    handed_on = (cause == CENSORED) & (left > 1)
    growth = np.zeros(time.size + 1)
    growth[1:] = np.cumsum(np.where(handed_on, np.log1p(1.0 / np.maximum(left - 1, 1)), 0.0))
    grown = growth[:-1] - growth[ends - sizes][group]
    return Masses(order, time, cause, group, np.where(cause != CENSORED, np.exp(grown) / sizes[group], 0.0))


def cumulative_incidence(
    times: ArrayLike, causes: ArrayLike, cause: int, at: ArrayLike
) -> NDArray[np.float64]:
    """The Aalen-Johansen estimate of the share that has reached an end of one kind, by given times.

    Args:
        times: As for `masses`.
        causes: As for `masses`.
        cause: The kind of end.
        at: By when; any shape.

    Returns:
        Shares of the shape of `at`; NaN without subjects.
    """
    moments = np.asarray(at)
    if np.size(times) == 0:
        return np.full(moments.shape, math.nan)
    weighed = masses(times, causes)
    steps = np.concatenate(([0.0], np.cumsum(np.where(weighed.cause == cause, weighed.mass, 0.0))))
    return np.asarray(np.minimum(steps[np.searchsorted(weighed.time, moments, side="right")], 1.0))


def survival(times: ArrayLike, ended: ArrayLike, at: ArrayLike) -> NDArray[np.float64]:
    """The Kaplan-Meier estimate of the share that lasts longer than given times.

    Args:
        times: Whole numbers: time until the end, or until censoring.
        ended: Whether the end was seen (else it was censored).
        at: Times; any shape.

    Returns:
        Shares of the shape of `at`; NaN without subjects. After the last one followed the share stays level.
    """
    return 1.0 - cumulative_incidence(times, np.asarray(ended, dtype=np.int8), 1, at)


def kaplan_meier_quantile(times: ArrayLike, ended: ArrayLike, q: float = 0.5) -> float:
    """The first time by which at least a share `q` has ended, by the Kaplan-Meier estimate.

    Args:
        times: As for `survival`.
        ended: As for `survival`.
        q: The share, in (0, 1].

    Returns:
        The time, in the unit of `times`; NaN where that share is not reached while any are followed.
    """
    return float(masses(times, np.asarray(ended, dtype=np.int8)).quantiles(q)[0])
