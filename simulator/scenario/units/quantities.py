"""Money and amounts: a number with a word that says what it counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from simulator.errors import shown
from simulator.scenario.units.numbers import (
    LARGEST_NUMBER,
    NUMBER,
    is_number,
    refusal,
    text_of,
    within,
    write_number,
)

_MONEY: Final = re.compile(rf"({NUMBER})\s*([A-Za-z]{{3}})")
_CURRENCY: Final = re.compile(r"[A-Za-z]{3}")
_THOUSANDS: Final = re.compile(r"\+?([1-9][0-9]{0,2})\.([0-9]{3})")
"""Elsewhere a point separates thousands: "20.000 usd" may be meant as 20 or as 20000."""
_AMOUNT: Final = re.compile(rf"({NUMBER})\s*([^\W\d_][\w/.-]*)")


class Quantity(NamedTuple):
    """A number with the word that says what it counts: a unit ("kg") or a currency ("usd")."""

    number: float
    unit: str


def money(value: object) -> Quantity:
    """Read a sum of money: "20000 usd" or {usd: 20000}; the currency becomes a lower-case ISO 4217 code.

    Raises:
        ValueError: If it is not a sum, has no currency, is negative, or may mean thousands ("20.000 usd").
    """
    expected = 'a sum of money with its currency, for example "20000 usd" or {usd: 20000}'
    if isinstance(value, Quantity):
        return value
    if isinstance(value, Mapping) and len(value) == 1:
        ((currency, given),) = value.items()
        if not _CURRENCY.fullmatch(str(currency)) or not is_number(given):
            raise refusal(expected, f"{{{currency}: {given}}}")
        return Quantity(within(given, LARGEST_NUMBER, "a sum of money", given), str(currency).lower())
    match = _MONEY.fullmatch(text_of(value, expected))
    if not match:
        raise refusal(expected, value)
    if thousands := _THOUSANDS.fullmatch(match[1]):
        whole, plain = "".join(thousands.groups()), _unambiguous(float(match[1]))
        message = f"{shown(value)} has two readings: write {whole} {match[2]} or {plain} {match[2]}"
        raise ValueError(message)
    return Quantity(within(float(match[1]), LARGEST_NUMBER, "a sum of money", value), match[2].lower())


def amount(value: object) -> Quantity:
    """Read an amount of something, such as "12 kg" or "3 persons".

    Raises:
        ValueError: If it is not an amount, has no unit, or is negative.
    """
    expected = 'an amount with its unit, for example "12 kg"'
    if isinstance(value, Quantity):
        return value
    match = _AMOUNT.fullmatch(text_of(value, expected))
    if not match:
        raise refusal(expected, value)
    return Quantity(within(float(match[1]), LARGEST_NUMBER, "an amount", value), match[2])


def write_quantity(quantity: Quantity) -> str:
    """The text that `money` or `amount` reads as exactly this quantity."""
    number = write_number(quantity.number)
    return f"{number if isinstance(number, int) else _unambiguous(number)} {quantity.unit}"


def _unambiguous(number: float) -> str:
    """A number with a decimal point that cannot be taken for one that separates thousands."""
    return f"{number}0" if _THOUSANDS.fullmatch(str(number)) else str(number)


Money = Annotated[
    Quantity,
    BeforeValidator(money),
    PlainSerializer(write_quantity, return_type=str),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": rf"^\s*{NUMBER}\s*[A-Za-z]{{3}}\s*$",
                    "examples": ["20000 usd"],
                },
                {
                    "type": "object",
                    "patternProperties": {"^[A-Za-z]{3}$": {"type": "number", "minimum": 0}},
                    "additionalProperties": False,
                    "minProperties": 1,
                    "maxProperties": 1,
                    "examples": [{"usd": 20000}],
                },
            ],
            "description": "A sum of money with its currency.",
        }
    ),
]
"""A sum of money; the unit is a lower-case currency code."""

Amount = Annotated[
    Quantity,
    BeforeValidator(amount),
    PlainSerializer(write_quantity, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^\s*{NUMBER}\s*[^\s\d_.,%+/-][^\s,]*\s*$",
            "description": "An amount with its unit.",
            "examples": ["12 kg", "3 persons"],
        }
    ),
]
"""A number of something, with its unit."""
