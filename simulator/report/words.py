"""Numbers, times and shares as people read them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

UNKNOWN: Final = "-"
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_MOST_DECIMALS: Final = 6
_NOUN: Final = re.compile(r".*(?<![^ ])([a-z]{3,}[a-rt-z]|bag|box|car|gun|van)")
"""What can be counted; symbols (kg) and currency codes (usd) are shorter, and those in the plural end in s."""
_ONE: Final = re.compile(r"1(\.0+)?")
_ENDINGS: Final = ((r"([^aeiou])y$", r"\1ies"), (r"(x|ch|sh)$", r"\1es"), (r"$", "s"))


def number(value: float, digits: int = 3) -> str:
    """A number that somebody wrote: at least `digits` significant digits, never in exponent form."""
    if not math.isfinite(value):
        return UNKNOWN
    text = f"{value:,.{_decimals(value, digits)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rough(value: float, digits: int = 2) -> str:
    """A number that was estimated: rounded to `digits` significant digits, and to hundredths."""
    if not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    return f"{rounded:,.{max(0, min(places, 2))}f}"


def estimate(mean: float, low: float, high: float, unit: str = "", digits: int = 3) -> str:
    """An estimate with its interval, rounded to what the interval bears out: 122 kg (110-134)."""
    known = math.isfinite(low) and math.isfinite(high)
    decimals = _decimals(mean, digits)
    if known and high > low:
        decimals = min(decimals, max(0, 1 - math.floor(math.log10((high - low) / 2))))
    text = UNKNOWN if not math.isfinite(mean) else amount(f"{mean:,.{decimals}f}", unit)
    return f"{text} ({low:,.{decimals}f}-{high:,.{decimals}f})" if known else text


def level(value: float) -> str:
    """A number that was estimated, in a column of numbers of different size: three significant digits."""
    return UNKNOWN if not math.isfinite(value) else f"{value:,.{min(_decimals(value, 3), 2)}f}"


def signed(mean: float, low: float, high: float) -> tuple[str, str]:
    """A difference and its interval, with signs and rounded to what the interval bears out: +5.9, +4.6 to +7.2.

    Returns:
        Both as texts; the interval is empty where there is none.
    """
    if not math.isfinite(mean):
        return UNKNOWN, ""
    decimals = min(_decimals(mean, 3), 2) if mean else 2
    if not (math.isfinite(low) and math.isfinite(high)):
        return _signed(mean, decimals), ""
    if high > low:
        decimals = min(decimals, _borne_out((high - low) / 2))
    # What leaves out 0 must not seem to reach it.
    nearest = min(abs(low), abs(high)) if low * high > 0 else 0.0
    if nearest:
        decimals = min(max(decimals, -math.floor(math.log10(nearest))), decimals + 2)
    return _signed(mean, decimals), f"{_signed(low, decimals)} to {_signed(high, decimals)}"


def _borne_out(half: float) -> int:
    """To how many decimals half an interval bears a number out: one digit of it, or two where the first is small.

    Source: the rule of the Particle Data Group (Review of Particle Physics, introduction, 5.3).
    """
    first = math.floor(math.log10(half))
    return max(0, (1 if half / 10**first < 3.55 else 0) - first)


def _signed(value: float, decimals: int) -> str:
    text = f"{value:+,.{decimals}f}"
    return text[1:] if not text.strip("+-0.,") else text


def share(value: float) -> str:
    """A share that somebody wrote, as a percentage."""
    return UNKNOWN if not math.isfinite(value) else f"{number(100 * value)} %"


def percent(value: float) -> str:
    """A share that was estimated, as a percentage."""
    return UNKNOWN if not math.isfinite(value) else f"{100 * value:.{_percent_decimals(value)}f} %"


def _percent_decimals(value: float) -> int:
    return 2 if 0 < value < 0.01 else 1


def duration(seconds: float) -> str:
    """A duration in the unit in which people speak of it."""
    if not math.isfinite(seconds):
        return UNKNOWN
    if seconds == 0:
        return "0"
    for unit, size, limit in (("s", 1.0, _MINUTE), ("min", _MINUTE, _HOUR), ("h", _HOUR, 3 * _DAY)):
        if abs(seconds) < limit:
            return f"{number(seconds / size)} {unit}"
    return f"{number(seconds / _DAY)} d"


def rate(per_second: float) -> str:
    """A rate that somebody wrote, per day, or per year where that is easier to grasp."""
    if 0 < per_second * _DAY < 0.02:
        return f"{number(per_second * _DAY * 365)} / year"
    return f"{number(per_second * _DAY)} / d"


def frequency(per_second: float, noun: str) -> str:
    """How often something happened: "1.2 cases a day", "3.4 cases a year"."""
    a_day = per_second * _DAY
    for many, period in ((a_day, "day"), (7 * a_day, "week")):
        if many >= 0.3:
            return f"{rough(many)} {noun} a {period}"
    return f"{rough(365 * a_day)} {noun} a year"


def counted(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun in the right number."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(words: Sequence[str]) -> str:
    """Several things in a sentence: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def amount(shown: str, unit: str) -> str:
    """A number as it is shown with its unit, in the plural unless it is 1: 15.4 persons, 1 person, 15.4 kg."""
    return f"{shown} {unit if _ONE.fullmatch(shown) else plural(unit)}".rstrip()


def plural(unit: str) -> str:
    """A unit in the plural, if it is a noun: persons, boxes; kg and usd stay."""
    if not _NOUN.fullmatch(unit):
        return unit
    pattern, ending = next(pair for pair in _ENDINGS if re.search(pair[0], unit))
    return re.sub(pattern, ending, unit)


def in_one_line(value: Any) -> str:
    """A value as a scenario has it, on one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {in_one_line(part)}' for key, part in value.items())}}}"
    return f"[{', '.join(map(in_one_line, value))}]" if isinstance(value, list | tuple) else str(value)


def _decimals(value: float, digits: int) -> int:
    if value == 0 or not math.isfinite(value):
        return 0
    return max(0, min(_MOST_DECIMALS, digits - 1 - math.floor(math.log10(abs(value)))))
