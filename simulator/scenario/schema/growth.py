"""Skill that grows: training, equipment, practice."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.clock import When
from simulator.scenario.schema.base import Part
from simulator.scenario.units import Count, Duration, Weight


class Growth(Part):
    """A skill that grows from what it is to another value, on a straight line in equal steps."""

    to: Weight
    """What it is in the end."""
    over: Annotated[Duration, Field(gt=0)]
    """How long that takes."""
    from_: When = Field(default="D+0", alias="from", validate_default=True)
    """When it begins; the first step comes an equal part of the time later."""
    steps: Annotated[Count, Field(ge=1, le=1000)] = 12
    """How many steps."""
