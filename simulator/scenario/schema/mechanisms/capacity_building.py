"""Training and equipment whose effect grows over time."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.scenario.clock import When
from simulator.scenario.schema.base import AgencyId, ControlId
from simulator.scenario.schema.mechanisms.base import Arrangement
from simulator.scenario.units import Count, Duration, Money, Weight


class CapacityBuilding(Arrangement):
    """Training and equipment: the skill of controls and of response teams grows in even steps, and stays."""

    kind: Literal["capacity_building"]
    """Training and equipment."""
    members: tuple[AgencyId, ...] = ()
    """Agencies that take part with all their controls, and with their response if they have teams."""
    controls: tuple[ControlId, ...] = ()
    """Other controls that take part."""
    skill: Weight
    """What their skill is multiplied with in the end: 1.25 for a quarter more."""
    starts: When
    """When it begins."""
    over: Duration
    """How long it takes until the whole effect is there."""
    steps: Annotated[Count, Field(ge=1, le=100)]
    """In how many steps the skill grows; the first is complete a step after the start."""
    cost: Money | None = None
    """What it costs; for readers, the engine does not use it."""

    @model_validator(mode="after")
    def _builds_something(self) -> Self:
        if not self.members and not self.controls:
            message = "name members (all their controls take part), or controls"
            raise ValueError(message)
        return self
