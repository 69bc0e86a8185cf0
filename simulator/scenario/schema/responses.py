"""What agencies do beyond sending a team: act otherwise, let a case run, and learn from what they stopped."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.base import AgencyId, Part
from simulator.scenario.schema.injects import AddTeams, Change, Close, Open, Tip, verb_of
from simulator.scenario.units import Duration, Probability, Rate, Weight


class Exploitation(Part):
    """What a case that an agency has stopped tells it about others."""

    about: Literal["cell", "subject", "sisters"]
    """What the new item of evidence speaks of: the cell, the subject, or the cases of the same cell that are under way
    by then, with one item each."""
    probability: Probability
    """Chance that it tells anything."""
    delay: DurationDist
    """From stopping the case to the agency having the new item."""
    evidence: Weight
    """Weight of the item; 0 makes none."""
    valid_for: Duration | None = None
    """How long the item counts; for ever where it is left out."""
    times_shadowed: Weight = 1.0
    """What the chance is multiplied with after a controlled delivery, up to 1."""


class ControlledDelivery(Part):
    """Letting cases run under surveillance, to stop them where they are delivered."""

    share: Probability
    """Share of the cases that the agency could stop and lets run."""
    lost: Rate | None = None
    """How often surveillance is lost, such as 0.1 / d; never where it is left out."""


class HoldTerms(Part):
    """How long a case is held, and who can confirm it."""

    for_: Annotated[Duration, Field(gt=0, alias="for")]
    """How long at most."""
    confirmed_by: AgencyId | None = None
    """Whose belief in the case turns the hold into an interdiction; the agency itself where it is left out."""


class HoldCase(Part):
    """Hold the case where it is."""

    hold_case: HoldTerms
    """How long, and for whom."""


def _verb(value: Any) -> str | None:
    if isinstance(value, HoldCase) or (isinstance(value, dict) and "hold_case" in value):
        return "hold_case"
    return verb_of(value)


ResponseAction = Annotated[
    Annotated[Change, Tag("change")]
    | Annotated[Open, Tag("open")]
    | Annotated[Close, Tag("close")]
    | Annotated[AddTeams, Tag("add_teams")]
    | Annotated[Tip, Tag("tip")]
    | Annotated[HoldCase, Tag("hold_case")],
    Discriminator(
        _verb,
        custom_error_type="unknown_action",
        custom_error_message="a response is one of change, open, close, add_teams, tip and hold_case",
    ),
]


class RespondWith(Part):
    """What an agency does about a case instead of sending a team."""

    actions: Annotated[tuple[ResponseAction, ...], Field(min_length=1)]
    """What changes, once the response time is over and if the response succeeds."""
