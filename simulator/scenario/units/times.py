"""Durations and rates: numbers that need a unit of time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Annotated, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from simulator.errors import did_you_mean, shown
from simulator.scenario.units.numbers import LARGEST_NUMBER, NUMBER, is_number, refusal, text_of, within

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400
WEEK: Final = 604_800
LONGEST_DURATION: Final = 365_250 * DAY

_SECONDS: Final = {"s": 1, "min": MINUTE, "h": HOUR, "d": DAY, "w": WEEK}
_SPELLINGS: Final = {
    **{unit: unit for unit in _SECONDS},
    **dict.fromkeys(("sec", "second", "seconds"), "s"),
    **dict.fromkeys(("mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("wk", "week", "weeks"), "w"),
}
_UNCERTAIN: Final = {
    "m": 'minutes are "min"',
    **dict.fromkeys(("month", "months", "mo"), 'months differ in length, write days, for example "30 d"'),
    **dict.fromkeys(("year", "years", "y", "yr"), 'years differ in length, write days, for example "365 d"'),
}
_TAKES: Final = "units: s, min, h, d, w"
_WITH_UNIT: Final = re.compile(rf"({NUMBER})\s*([^\W\d_]+)")
_DURATION: Final = re.compile(rf"(?:{NUMBER}\s*[^\W\d_]+\s*)+")
_RATE: Final = re.compile(rf"({NUMBER})\s*(?:/|\bper\b)\s*([^\W\d_]+)")


def duration(value: object) -> float:
    """Read a duration such as "36 h", "45 min" or "1 h 30 min" as seconds (zero or more).

    Raises:
        ValueError: If it is not a duration, has no unit, is negative or longer than 1000 years.
    """
    if is_number(value):
        raise _unitless(value, "a duration", "12 h")
    expected = f'a duration, for example "12 h" or "1 h 30 min" ({_TAKES})'
    text = text_of(value, expected)
    if not _DURATION.fullmatch(text):
        raise refusal(expected, value)
    parts = [(float(number), _seconds(unit)) for number, unit in _WITH_UNIT.findall(text)]
    if any(earlier <= later for (_, earlier), (_, later) in pairwise(parts)):
        expected += ", each unit once, the longest first"
        raise refusal(expected, value)
    # Each part on its own, so that "1 h -30 min" cannot pass as half an hour.
    return sum(within(number * unit, LONGEST_DURATION, "a duration", value) for number, unit in parts)


def rate(value: object) -> float:
    """Read a rate such as "400 / d", "1.5/d" or "2 per week" as events per second (zero or more).

    Raises:
        ValueError: If it is not a rate, has no unit, or is negative.
    """
    if is_number(value):
        raise _unitless(value, "a rate", "12 / d")
    expected = f'a rate, for example "400 / d" or "2 per week" ({_TAKES})'
    match = _RATE.fullmatch(text_of(value, expected))
    if not match:
        raise refusal(expected, value)
    return within(float(match[1]) / _seconds(match[2]), LARGEST_NUMBER, "a rate", value)


def write_duration(seconds: float) -> str:
    """The shortest natural text that `duration` reads as exactly these seconds."""
    for unit in ("d", "h", "min", "s"):
        if seconds >= _SECONDS[unit] and seconds % _SECONDS[unit] == 0:
            return f"{seconds / _SECONDS[unit]:.0f} {unit}"
    units = ("s", "min", "h", "d")
    texts = [f"{digits} {unit}" for unit in units for digits in _digits(seconds / _SECONDS[unit])]
    return _shortest(texts, duration, seconds)


def write_rate(per_second: float) -> str:
    """The shortest text that `rate` reads as exactly this many events per second."""
    units = ("d", "h", "min", "s", "w")
    texts = [f"{digits} / {unit}" for unit in units for digits in _digits(per_second * _SECONDS[unit])]
    return _shortest(texts, rate, per_second)


def _seconds(unit: str) -> int:
    """Seconds in a unit of time, however it is spelt."""
    name = unit.lower()
    if name in _SPELLINGS:
        return _SECONDS[_SPELLINGS[name]]
    hint = _UNCERTAIN.get(name) or did_you_mean(name, _SPELLINGS)
    message = f"unknown unit of time {shown(unit)}; {_TAKES}" + (f"; {hint}" if hint else "")
    raise ValueError(message)


def _unitless(value: object, noun: str, example: str) -> ValueError:
    found = f"found {shown(value)}, a bare number where {noun} belongs"
    return ValueError(f'{found}: write for example "{example}"; {_TAKES}')


def _digits(value: float) -> Iterable[str]:
    """Decimal texts near a value, from the shortest; the last one is the value itself."""
    return (*(f"{value:.{places}g}" for places in (12, 15, 16)), repr(value))


def _shortest(texts: Iterable[str], read: Callable[[object], float], value: float) -> str:
    """The shortest of the texts that reads as the value; the earliest of equally short ones."""
    return min((text for text in texts if read(text) == value), key=len)


def _any_case(word: str) -> str:
    """The pattern of a word in small or capital letters; JSON Schema has no flag for that."""
    return "".join(f"[{letter}{letter.upper()}]" for letter in word)


_UNIT: Final = f"(?:{'|'.join(_any_case(unit) for unit in sorted(_SPELLINGS, key=len, reverse=True))})"

DURATION_FORM: Final = {
    "type": "string",
    "pattern": rf"^\s*(?:{NUMBER}\s*{_UNIT}\s*)+$",
    "examples": ["12 h", "1 h 30 min"],
}
"""The JSON Schema of a duration."""

Duration = Annotated[
    float,
    BeforeValidator(duration),
    PlainSerializer(write_duration, return_type=str),
    WithJsonSchema({**DURATION_FORM, "description": "A duration with its unit (s, min, h, d, w)."}),
]
"""Seconds, written with a unit; a bare number is refused."""

Rate = Annotated[
    float,
    BeforeValidator(rate),
    PlainSerializer(write_rate, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^\s*{NUMBER}\s*(?:/|\bper\b)\s*{_UNIT}\s*$",
            "description": "How often, per unit of time (s, min, h, d, w).",
            "examples": ["400 / d", "2 per week"],
        }
    ),
]
"""Events per second, written with a unit of time; a bare number is refused."""
