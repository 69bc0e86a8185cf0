"""Distributions as field types of a schema."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from simulator.errors import shown
from simulator.scenario import units
from simulator.scenario.distributions.base import Distribution
from simulator.scenario.distributions.reading import parse
from simulator.scenario.units.numbers import PROBABILITY_FORM
from simulator.scenario.units.times import DURATION_FORM


def duration_distribution(value: object) -> Distribution:
    """Read a distribution of durations, in seconds.

    Raises:
        ValueError: If it is not one.
    """
    return _nonnegative(parse(value, units.duration), value)


def amount_distribution(value: object) -> Distribution:
    """Read a distribution of bare numbers, zero or more.

    Raises:
        ValueError: If it is not one.
    """
    return _nonnegative(parse(value, units.number), value)


def fraction_distribution(value: object) -> Distribution:
    """Read a distribution of numbers in [0, 1].

    Raises:
        ValueError: If it is not one, or can leave [0, 1].
    """
    distribution = _nonnegative(parse(value, units.probability), value)
    if distribution.bounds[1] > 1:
        message = f"{distribution.kind} can exceed 1: for a share use uniform, triangular, pert or empirical"
        raise ValueError(message)
    return distribution


def _nonnegative(distribution: Distribution, value: object) -> Distribution:
    if distribution.bounds[0] < 0:
        message = f"expected a distribution of values of zero or more, found {shown(value)}"
        raise ValueError(message)
    return distribution


def _write_duration(distribution: Distribution) -> object:
    return distribution.written(units.write_duration)


def _write_number(distribution: Distribution) -> object:
    return distribution.written()


def _schema(one: dict[str, Any], description: str) -> dict[str, Any]:
    """The JSON Schema of a distribution whose parameters have the schema `one`."""
    bare = {"type": "number", "minimum": 0}
    many = {"type": "array", "items": one, "minItems": 1}

    def body(**parameters: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": parameters,
            "required": [name for name in parameters if name != "weights"],
            "additionalProperties": False,
        }

    kinds: dict[str, list[dict[str, Any]]] = {
        "constant": [one, body(value=one)],
        "uniform": [body(low=one, high=one)],
        "triangular": [body(low=one, mode=one, high=one)],
        "pert": [body(min=one, mode=one, max=one)],
        "exponential": [body(mean=one)],
        "lognormal": [body(median=one, p90=one), body(mean=one, sd=one)],
        "gamma": [body(mean=one, cv=bare)],
        "weibull": [body(shape=bare, scale=one), body(median=one, p90=one)],
        "slowest": [body(n={"type": "integer", "minimum": 1}, of={})],
        "empirical": [many, body(values=many, weights={"type": "array", "items": bare})],
    }
    mapping = {
        "type": "object",
        "properties": {kind: {"anyOf": forms} for kind, forms in kinds.items()},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }
    return {"anyOf": [one, mapping], "description": description}


DurationDist = Annotated[
    Distribution,
    PlainValidator(duration_distribution),
    PlainSerializer(_write_duration),
    WithJsonSchema(_schema(DURATION_FORM, "A duration, fixed or distributed.")),
]
"""A distribution of seconds, written with units of time."""

AmountDist = Annotated[
    Distribution,
    PlainValidator(amount_distribution),
    PlainSerializer(_write_number),
    WithJsonSchema(_schema({"type": "number", "minimum": 0}, "A number, fixed or distributed.")),
]
"""A distribution of bare numbers, zero or more."""

FractionDist = Annotated[
    Distribution,
    PlainValidator(fraction_distribution),
    PlainSerializer(_write_number),
    WithJsonSchema(_schema(PROBABILITY_FORM, "A share, fixed or distributed.")),
]
"""A distribution of numbers in [0, 1]."""
