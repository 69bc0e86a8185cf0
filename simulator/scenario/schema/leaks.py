"""What a cell does once it is warned that agencies know of it."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from simulator.scenario.schema.base import Part
from simulator.scenario.units import Duration, Probability

_ROUNDING = 1e-9


class OnLeak(Part):
    """What comes of a leak, by shares that add up to at most 1; of the rest nothing comes."""

    abort: Probability
    """The cases under way of which the item speaks are given up."""
    lie_low: Probability
    """The cell starts no cases for a time."""
    source_lost: Probability
    """The control that made the item finds nothing of the cell for a time; a tip has no source to lose."""
    for_: Duration = Field(alias="for")
    """How long a cell lies low, or a source is lost."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = self.abort + self.lie_low + self.source_lost
        if total > 1.0 + _ROUNDING:
            message = f"the shares add up to {total:g}, more than 1"
            raise ValueError(message)
        return self
