"""What an exercise is to test: objectives, each with targets bound to metrics."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from simulator.scenario.schema.base import AlsoWritten, Entity, Part, Text
from simulator.scenario.units import number, probability

Statistic = Literal["mean", "median", "p5", "p95"]


def threshold(value: Any) -> float:
    """Read what a metric is held against: a number in the metric's unit, or a percentage.

    Raises:
        ValueError: If it is neither.
    """
    negative = isinstance(value, int | float) and not isinstance(value, bool) and value < 0
    if isinstance(value, str) and re.search(r"%\s*$", value):
        return probability(value)
    return -number(-value) if negative else number(value)


Threshold = Annotated[
    float,
    BeforeValidator(threshold),
    AlsoWritten({"type": "string", "pattern": r"%\s*$", "examples": ["25 %"]}),
]


class Target(Part):
    """A bar for one metric of a run: "at least a quarter of the interdictions through sharing"."""

    metric: Text
    """Name of the metric, as in docs/metrics.md."""
    subject: Text | None = None
    """Of what: flow:ID, agency:ID, control:ID, link:ID, or the identifier alone; all cases where it is left out."""
    statistic: Statistic | None = None
    """Which statistic within a run, for metrics that have several: lead_time_hours has a median."""
    at_least: Threshold | None = None
    """The metric must not be lower; in its unit, shares from 0 to 1 or as 25 %."""
    at_most: Threshold | None = None
    """The metric must not be higher."""

    @model_validator(mode="after")
    def _has_a_bar(self) -> Self:
        if self.at_least is None and self.at_most is None:
            message = "a target needs at_least or at_most (or both)"
            raise ValueError(message)
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            message = f"nothing is at least {self.at_least:g} and at most {self.at_most:g}"
            raise ValueError(message)
        return self


class Objective(Entity):
    """What the exercise is to test, and how a run would show it."""

    objective: Text
    """The objective, in a sentence."""
    capability: Text | None = None
    """The core capability that it tests."""
    targets: tuple[Target, ...] = Field(min_length=1)
    """The bars; the objective is attained where all of them are met."""
