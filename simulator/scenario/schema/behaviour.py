"""How a flow behaves: what it does when it learns of losses, and what comes of its cases."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.base import FlowId, Part
from simulator.scenario.schema.ground import Mode
from simulator.scenario.units import Amount, Count, Duration, Probability, Weight

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


class Split(Part):
    """A load that goes by several carriers, who share its cell, its concealment and its route."""

    carriers: Annotated[Count, Field(ge=1)]
    """How many; each carries the same part of the load."""
    apart: DurationDist | None = None
    """How much later each one sets out than the one before; at the same time where left out."""


class Retry(Part):
    """A load that is tried again after it was lost or given up: the same payload, perhaps by another route."""

    probability: Probability
    """Chance that it is."""
    after: tuple[Literal["interdicted", "aborted"], ...] = Field(("interdicted", "aborted"), min_length=1)
    """What it is tried again after."""
    delay: DurationDist
    """Time from the news to the next attempt."""
    times: Annotated[Count, Field(ge=1)] = 1
    """How often at most."""
    same_subject: bool = False
    """Whether the same person, vehicle or account tries again."""


class Spread(Part):
    """A case that copies itself, such as an intrusion: over the legs that leave a place where it arrives."""

    probability: Probability
    """Chance for each leg to a place where it has not been."""
    delay: DurationDist
    """Time from the arrival to the copy's setting out."""
    limit: Count
    """How many copies come of one case at most, copies of copies included."""
    over: tuple[Mode, ...] = Field(min_length=1)
    """Modes of the legs that it takes."""


class FollowOn(Part):
    """A case of another flow that begins when one of this flow is delivered."""

    start: FlowId
    """The flow that it belongs to."""
    probability: Probability
    """Chance that it begins."""
    delay: DurationDist
    """Time from the delivery until it begins."""
    same_subject: bool = False
    """Whether the same person, vehicle or account is behind it."""
    per_unit: Weight | None = None
    """Its payload for each unit delivered; drawn as for any case of its flow where left out."""


class FollowOnTotal(Part):
    """A case of another flow that begins each time this flow has delivered so much more."""

    amount: Amount
    """How much, in the unit of the payload of this flow."""
    start: FlowId
    """The flow that it belongs to."""
    delay: DurationDist
    """Time from the delivery until it begins."""
