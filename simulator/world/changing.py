"""What a change makes of a value: another one, or the value multiplied or added to."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from simulator.scenario.distributions import Altered, Distribution
from simulator.world.intensity import Intensity
from simulator.world.plan import ChangePlan


def changed(value: Any, change: ChangePlan) -> Any:
    """The value that holds under a change.

    Args:
        value: What holds beneath it, as the plan has it.
        change: The change. A relative one leaves alone what is not there (None).
    """
    if change.how == "set":
        return change.value
    factor, plus = (change.value, 0) if change.how == "times" else (1.0, change.value)
    match value:
        case None:
            return None
        case Distribution():
            return Altered(value, factor, plus, change.most)
        case Intensity():
            return Intensity(value.breaks, tuple(rate * factor for rate in value.rates))
        case tuple() if change.how == "times":  # shifts
            return tuple(replace(shift, n=_nearest(shift.n * factor)) for shift in value)
        case tuple():
            return (*value, *change.value)
        case int():
            wanted = value + plus if change.how == "add" else _nearest(value * factor)
            return max(change.least, wanted)
        case _:
            return min(max(0.0, value * factor + plus), change.most)


def _nearest(number: float) -> int:
    """The nearest whole number; a half goes up."""
    return math.floor(number + 0.5)
