"""How a flow behaves: what it does when it learns of losses, and what comes of its cases."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.schema.base import Part
from simulator.scenario.units import Count, Duration, Probability

Losses = Annotated[Count, Field(ge=1)]


class LieLow(Part):
    """A cell that starts no cases for a time after it has learned of losses."""

    losses: Losses
    """How many losses of its own it takes."""
    within: Duration
    """Time within which it must learn of them."""
    for_: Duration = Field(alias="for")
    """How long it lies low; cases that are due in that time do not begin."""


class Expand(Part):
    """A flow that uses few of its candidate routes at first, and more of them when it loses cases."""

    start: Annotated[Count, Field(ge=1)]
    """How many routes are used at first: those that most cases would take before anything has happened."""
    losses: Losses
    """How many losses it takes to open the next one, each time anew."""
    within: Duration
    """Time within which the flow must learn of them."""


class Abort(Part):
    """Cases under way that are given up."""

    after_loss: Probability
    """Chance that a case under way gives up when its cell learns of a loss."""
