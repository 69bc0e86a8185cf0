"""How scenario time is played at the table."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.clock import Clock, When
from simulator.scenario.schema.base import Entity, Part
from simulator.scenario.units import Count


class Move(Entity):
    """A stretch of scenario time, and when the table plays it."""

    from_: When = Field(alias="from")
    """From which moment of the scenario: D+0."""
    to: When
    """To which moment."""
    table: tuple[Clock, Clock]
    """From when to when by the clock at the table: ["09:00", "11:00"]."""
    day: Annotated[Count, Field(ge=1)] = 1
    """On which day of the exercise."""


class Exercise(Part):
    """How the exercise is played."""

    moves: tuple[Move, ...] = ()
    """The moves, in order."""
