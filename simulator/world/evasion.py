"""The analytic chance to pass controls unseen, each acting alone: no lookouts, no queues of cases.

So a control that requires a lookout finds nobody here. Where a control looks at payload, traits or the clock, its
chance is averaged over the flow's cases and over a week, whatever other controls make of the same case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.distributions import Constant, Distribution
from simulator.world.plan import ControlPlan
from simulator.world.traffic import stationary

_CONCEALMENT_NODES = 64
_DURATION_NODES = 256
_PAYLOAD_NODES = 256
_WEEK = 7 * 86400


@dataclass(frozen=True, slots=True)
class Cargo:
    """What matters of a flow to controls that do not look at every case alike."""

    unit: str
    payload: Distribution
    traits: tuple[tuple[int, float], ...]
    """Numbers of traits, and the share of the subjects that has each."""
    carriers: int = 1
    """Among how many a load is split."""
    corruption: tuple[tuple[int, float], ...] = ()
    """Numbers of controls, and the share of the cases that each lets pass."""


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
    cargo: Cargo | None = None,
) -> NDArray[np.float64]:
    """Chance that a case of given concealment passes a place or leg undetected.

    Args:
        looks: controls that look once.
        watches: controls that watch while the case is present.
        threat: number of the threat.
        concealment: shape (n,), in [0, 1].
        present: how long the case is present, in seconds; None for no time.
        cargo: what is carried by whom; None where it does not matter.

    Returns:
        Shape (n,): product over the looks of 1 - examine * detect * (1 - concealment) * skill, times the mean of
        exp(-hazard * time present) over that time. Where legitimate traffic fills the bays, or a control has
        opening hours, examine is lowered by the share of a week's cases, evenly spread, that are waved through or
        come while it is closed; the hazard of one that watches by the share of the week in which it is closed.
        A control that watches and is corrupt is taken by itself, as if the others watched at another time.
    """
    chance = np.ones_like(concealment)
    bribed = {} if cargo is None else dict(cargo.corruption)
    for control in looks:
        found = np.zeros_like(concealment)
        for share, terms in _as_met(control, cargo):
            found += share * _examined(terms) * _detects(terms, threat, concealment)
        chance *= 1.0 - (1.0 - bribed.get(control.index, 0.0)) * found
    hazard = np.zeros_like(concealment)
    for control in watches:
        rate = (control.watch or 0.0) * control.open * control.calendar.open_seconds(0, _WEEK) / _WEEK
        own = np.zeros_like(concealment)
        for share, terms in _as_met(control, cargo):
            own += share * rate * _detects(terms, threat, concealment)
        if control.index in bribed and present is not None:
            passed = bribed[control.index]
            chance *= passed + (1.0 - passed) * _unseen(own, present)
        else:
            hazard += own
    if present is not None and hazard.any():
        chance *= _unseen(hazard, present)
    return chance


def _unseen(hazard: NDArray[np.float64], present: Distribution) -> NDArray[np.float64]:
    unseen: NDArray[np.float64] = np.exp(-np.outer(hazard, midpoints(present, _DURATION_NODES))).mean(axis=1)
    return unseen


def _as_met(control: ControlPlan, cargo: Cargo | None) -> list[tuple[float, ControlPlan]]:
    """Shares of a flow's cases, and the control as each of them meets it."""
    if cargo is None or not (control.examine_from or control.by_trait):
        return [(1.0, control)]
    shares = dict(cargo.traits)
    met = [(1.0, control)]
    for terms in reversed(control.by_trait):  # the first listed counts, and so is laid over the others
        share = shares.get(terms.trait, 0.0)
        detect = terms.detect
        met = [
            (weight * part, one if bare else _overlaid(one, terms.examine, detect))
            for weight, one in met
            for part, bare in ((share, False), (1.0 - share, True))
            if part > 0
        ]
    steps = [(least, share) for unit, least, share in control.examine_from if unit == cargo.unit]
    if not steps:
        return met
    amounts = midpoints(cargo.payload, _PAYLOAD_NODES) / cargo.carriers
    selected = [
        next((share for least, share in steps if amount >= least), None) for amount in amounts.tolist()
    ]
    parts = [(selected.count(share) / len(selected), share) for share in set(selected)]
    return [
        (weight * part, _overlaid(one, share, ()))
        for weight, one in met
        for part, share in sorted(parts, key=lambda pair: (pair[1] is None, pair[1] or 0.0))
    ]


def _overlaid(control: ControlPlan, examine: float | None, detect: tuple[float | None, ...]) -> ControlPlan:
    return replace(
        control,
        examine=control.examine if examine is None else examine,
        detect=tuple(low if high is None else high for low, high in zip(control.detect, detect, strict=True))
        if detect
        else control.detect,
    )


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
