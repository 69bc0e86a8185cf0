"""How the weights of several items make one belief, in whole millionths: no rounding of floats decides anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from simulator.world.plan import MICRO

CERTAIN: Final = MICRO - 1
"""The most that one item can weigh where none can be certain."""


def noisy_or(weights: Iterable[int]) -> int:
    """The chance that at least one of several independent items is right: 1 - (1 - w1) (1 - w2) ...

    Args:
        weights: chances that each is right, in millionths; at most `CERTAIN` counts.

    Returns:
        The chance in millionths, rounded down; the same in whatever order the weights come.
    """
    wrong = whole = 1
    for weight in weights:
        wrong *= MICRO - min(weight, CERTAIN)
        whole *= MICRO
    return (whole - wrong) * MICRO // whole


RULES: Final[Mapping[str, Callable[[Iterable[int]], int]]] = {"sum": sum, "noisy_or": noisy_or}
"""From the weights of items to a belief."""
