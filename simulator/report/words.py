"""Numbers, times and shares as people read them."""

from __future__ import annotations

import math
from typing import Final

UNKNOWN: Final = "-"
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0


def number(value: float, digits: int = 3) -> str:
    """A number with about `digits` significant digits, thousands separated, never in exponent form."""
    if not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return "0"
    decimals = max(0, min(6, digits - 1 - math.floor(math.log10(abs(value)))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(value: float) -> str:
    """A share as a percentage."""
    return UNKNOWN if not math.isfinite(value) else f"{number(100 * value)} %"


def duration(seconds: float) -> str:
    """A duration in the unit in which people speak of it."""
    if not math.isfinite(seconds):
        return UNKNOWN
    if seconds == 0:
        return "0"
    for unit, size, limit in (("s", 1.0, 90.0), ("min", _MINUTE, 100 * _MINUTE), ("h", _HOUR, 72 * _HOUR)):
        if abs(seconds) < limit:
            return f"{number(seconds / size, 2 if seconds < 100 * size else 3)} {unit}"
    return f"{number(seconds / _DAY)} d"


def rate(per_second: float) -> str:
    """A rate per day, or per year where that is easier to grasp."""
    if 0 < per_second * _DAY < 0.02:
        return f"{number(per_second * _DAY * 365)} / year"
    return f"{number(per_second * _DAY)} / d"


def counted(count: float, noun: str, plural: str = "") -> str:
    """A count with its noun in the right number."""
    return f"{number(count)} {noun if count == 1 else plural or noun + 's'}"


def in_ten(value: float) -> str:
    """A share in the words of a briefing: "4 in 10", "1 in 25", "none"."""
    if value <= 0:
        return "none"
    if value >= 0.995:
        return "all"
    if value >= 0.95:
        return "more than 9 in 10"
    if value >= 0.075:
        return f"{round(10 * value)} in 10"
    return f"1 in {number(1 / value, 2)}"
