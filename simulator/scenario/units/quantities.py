"""Money and amounts: a number with a word that says what it counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

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
_AMOUNT: Final = re.compile(rf"({NUMBER})\s*([^\W\d_][\w/.-]*)")


class Quantity(NamedTuple):
    """A number with the word that says what it counts: a unit ("kg") or a currency ("usd")."""

    number: float
    unit: str


def money(value: object) -> Quantity:
    """Read a sum of money: "20000 usd" or {usd: 20000}; the currency becomes a lower-case ISO 4217 code.

    Raises:
        ValueError: If it is not a sum, has no currency, or is negative.
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
    return f"{write_number(quantity.number)} {quantity.unit}"


Money = Annotated[
    Quantity,
    BeforeValidator(money),
    PlainSerializer(write_quantity, return_type=str),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "examples": ["20000 usd"]},
                {"type": "object", "minProperties": 1, "maxProperties": 1, "examples": [{"usd": 20000}]},
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
        {"type": "string", "description": "An amount with its unit.", "examples": ["12 kg", "3 persons"]}
    ),
]
"""A number of something, with its unit."""
