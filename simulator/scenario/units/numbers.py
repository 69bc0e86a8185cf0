"""Numbers without a unit, and what every reader of numbers needs."""

from __future__ import annotations

import math
import re
from typing import Annotated, Final, TypeGuard

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from simulator.errors import shown

LARGEST_NUMBER: Final = 1e12
LARGEST_WEIGHT: Final = 1e9
LARGEST_COUNT: Final = 1_000_000_000
NO_FRACTION: Final = "it is counted, so it has no fraction"
"""How the refusal of 3.5 and "3,5" for a whole number ends."""
NUMBER: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
"""A decimal number inside the pattern of a quantity."""

_LONGEST_TEXT: Final = 100
_ONE_NUMBER: Final = re.compile(NUMBER)
_PERCENT: Final = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))\s*%")
_ONE_IN: Final = re.compile(rf"({NUMBER})\s+in\s+({NUMBER})")
_DECIMAL_COMMA: Final = re.compile(r"[0-9],[0-9]")


def number(value: object) -> float:
    """Read a bare number, zero or more.

    Raises:
        ValueError: If it is not a number, not finite, negative, or over 1e12.
    """
    return _bare(value, LARGEST_NUMBER, "a number")


def weight(value: object) -> float:
    """Read a weight of evidence or a share: a bare number, zero or more.

    Raises:
        ValueError: If it is not a number, not finite, negative, or over 1e9.
    """
    return _bare(value, LARGEST_WEIGHT, "a weight")


def count(value: object) -> int:
    """Read a whole number, zero or more.

    Raises:
        ValueError: If it is not a whole number, or negative, or over 1e9.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise _no_count(value)
    within(value, LARGEST_COUNT, "a whole number", value)
    return value


def probability(value: object) -> float:
    """Read a probability: a number from 0 to 1, "30 %" or "1 in 2000".

    Raises:
        ValueError: If it is none of these, or outside [0, 1].
    """
    expected = 'a probability: a number from 0 to 1, "30 %" or "1 in 2000"'
    if is_number(value):
        chance = as_float(value)
    else:
        words = text_of(value, expected)
        if percent := _PERCENT.fullmatch(words):
            chance = float(f"{percent[1]}e-2")  # dividing by 100 would round: "0.07 %" must be 0.0007
        elif (one_in := _ONE_IN.fullmatch(words)) and float(one_in[2]) > 0:
            chance = float(one_in[1]) / float(one_in[2])
        else:
            raise refusal(expected, value)
    if not 0 <= chance <= 1:
        raise refusal(expected, value)
    return chance + 0.0


def write_number(value: float) -> int | float:
    """The number as a person writes it: whole numbers without a decimal point."""
    return int(value) if value.is_integer() else value


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def as_float(value: float) -> float:
    """The number as a double; a whole number too large for one is infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def text_of(value: object, expected: str) -> str:
    """The text without surrounding blanks.

    Raises:
        ValueError: If it is no text, or longer than any quantity.
    """
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise refusal(expected, value)
    return value.strip()


def within(found: float, largest: float, noun: str, value: object) -> float:
    """The number as a double, from zero to `largest`; `value` is what was written.

    Raises:
        ValueError: If it is not finite, negative or too large.
    """
    found = as_float(found)
    if not found <= largest:
        message = f"{noun} this large cannot be meant: found {shown(value)}"
        raise ValueError(message)
    if found < 0:
        message = f"{noun} cannot be negative: found {shown(value)}"
        raise ValueError(message)
    return found + 0.0


def refusal(expected: str, value: object) -> ValueError:
    """The error that says what was expected, what was found and, for common slips, what to do."""
    hint = ""
    if isinstance(value, str) and _DECIMAL_COMMA.search(value[:_LONGEST_TEXT]):
        hint = "; write a decimal point, not a comma"
    elif isinstance(value, str) and _ONE_NUMBER.fullmatch(value.strip()[:_LONGEST_TEXT]):
        hint = " (a text; without quotes it is a number)"
    return ValueError(f"expected {expected}, found {shown(value)}{hint}")


def _no_count(value: object) -> ValueError:
    """The error for what is no whole number; a decimal point would not make it one."""
    expected = "a whole number, for example 3"
    fraction = isinstance(value, float) and math.isfinite(value) and not value.is_integer()
    if fraction or (isinstance(value, str) and _DECIMAL_COMMA.search(value[:_LONGEST_TEXT])):
        return ValueError(f"expected {expected}, found {shown(value)}; {NO_FRACTION}")
    return refusal(expected, value)


def _bare(value: object, largest: float, noun: str) -> float:
    expected = f"{noun} without a unit, for example 0.5"
    if not is_number(value):
        raise refusal(expected, value)
    return within(value, largest, noun, value)


PROBABILITY_FORM: Final = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {
            "type": "string",
            "pattern": rf"^\s*{NUMBER}\s*(?:%|\s+in\s+{NUMBER})\s*$",
            "examples": ["30 %", "1 in 2000"],
        },
    ]
}
"""The JSON Schema of a probability."""

Probability = Annotated[
    float,
    BeforeValidator(probability),
    PlainSerializer(write_number, return_type=int | float),
    WithJsonSchema({**PROBABILITY_FORM, "description": "A probability."}),
]
"""A number in [0, 1]."""

Weight = Annotated[
    float,
    BeforeValidator(weight),
    PlainSerializer(write_number, return_type=int | float),
    WithJsonSchema({"type": "number", "minimum": 0, "description": "A bare number, zero or more."}),
]
"""A bare number, zero or more."""

Count = Annotated[
    int,
    BeforeValidator(count),
    WithJsonSchema({"type": "integer", "minimum": 0, "description": "A whole number."}),
]
"""A whole number, zero or more."""
