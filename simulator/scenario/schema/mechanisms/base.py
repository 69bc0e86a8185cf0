"""What all mechanisms share."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from simulator.scenario.schema.base import AgencyId, Entity

Members = Annotated[tuple[AgencyId, ...], Field(min_length=2)]


class Arrangement(Entity):
    """What all mechanisms share."""

    members: Members
    """The agencies that take part (at least two)."""
    open: bool = True
    """Whether it works at all; injects can change this."""

    @model_validator(mode="after")
    def _distinct_members(self) -> Self:
        twice = sorted({member for member in self.members if self.members.count(member) > 1})
        if twice:
            message = f"listed twice among the members: {', '.join(twice)}"
            raise ValueError(message)
        if self.id in self.members:
            message = f'the mechanism "{self.id}" cannot be a member of itself'
            raise ValueError(message)
        return self
