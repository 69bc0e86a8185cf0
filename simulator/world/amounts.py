"""Amounts of a scenario as the numbers of a plan."""

from __future__ import annotations

from simulator.scenario.units import Quantity
from simulator.world.plan import MICRO


def micro(weight: float) -> int:
    """Evidence weight in whole millionths."""
    return round(weight * MICRO)


def number_of(money: Quantity | None) -> float:
    """A price or cost as a number; 0 where there is none."""
    return money.number if money is not None else 0.0
