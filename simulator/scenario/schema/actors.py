"""Who knows, shares and acts: agencies and links."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, TypeAdapter, model_validator

from simulator.scenario.clock import When
from simulator.scenario.distributions import DurationDist
from simulator.scenario.hours import Hours
from simulator.scenario.schema.base import (
    AgencyId,
    AlsoWritten,
    Entity,
    Identifier,
    JurisdictionId,
    LatLon,
    Part,
)
from simulator.scenario.schema.growth import Growth
from simulator.scenario.schema.responses import ControlledDelivery, Exploitation, RespondWith
from simulator.scenario.units import Count, Duration, Money, Probability, Rate, Weight

Threat = Identifier


class RateStep(Part):
    """From a moment on, the rate is multiplied."""

    from_: When = Field(alias="from")
    """When the step begins."""
    times: Weight
    """What the rate is multiplied with from then on (until the next step)."""


def _bare_rate(value: Any) -> Any:
    return value if isinstance(value, dict | RateProfile) else {"rate": value}


class RateProfile(Part):
    """How often something happens, and how that changes over the day, the week and the exercise."""

    rate: Rate
    """Mean rate, such as 400 / d."""
    daily: tuple[Weight, ...] | None = Field(default=None, min_length=24, max_length=24)
    """24 relative weights, one an hour of the day (scenario time zone); the mean rate stays."""
    weekly: tuple[Weight, ...] | None = Field(default=None, min_length=7, max_length=7)
    """7 relative weights, Monday to Sunday; the mean rate stays."""
    steps: tuple[RateStep, ...] = ()
    """Changes of level on known dates."""

    @model_validator(mode="after")
    def _has_weight(self) -> Self:
        for name in ("daily", "weekly"):
            weights = getattr(self, name)
            if weights is not None and sum(weights) <= 0:
                message = f"the {name} weights are all zero"
                raise ValueError(message)
        return self


Frequency = Annotated[RateProfile, BeforeValidator(_bare_rate), AlsoWritten(TypeAdapter(Rate).json_schema())]


class Shift(Part):
    """Analysts who work the same hours."""

    n: Count
    """How many work at once."""
    hours: Hours
    """When they work."""


class WithAnalysts(Part):
    """Something at which analysts work."""

    @model_validator(mode="before")
    @classmethod
    def _plain_number_of_analysts(cls, data: Any) -> Any:
        if isinstance(data, dict) and "analysts" in data and not isinstance(data["analysts"], list | tuple):
            n = data["analysts"]
            nobody = n == 0 and not isinstance(n, bool)
            return {**data, "analysts": [] if nobody else [{"n": n, "hours": data.get("hours")}]}
        return data


Analysts = Annotated[tuple[Shift, ...], AlsoWritten({"type": "integer", "minimum": 0})]


class Costs(Part):
    """What an agency's people cost, in one currency."""

    analyst_hour: Money | None = None
    """An hour that an analyst is on duty."""
    response: Money | None = None
    """Sending a team once."""

    @model_validator(mode="after")
    def _one_currency(self) -> Self:
        if self.analyst_hour and self.response and self.analyst_hour.unit != self.response.unit:
            message = f"expected one currency, found {self.analyst_hour.unit} and {self.response.unit}"
            raise ValueError(message)
        return self


class Agency(WithAnalysts, Entity):
    """An organisation that can detect, analyse, share or act."""

    kind: Identifier = "other"
    """border_guard, customs, police, security_service, drug_control, fiu, cert, centre, carrier, bank, ..."""
    jurisdiction: JurisdictionId | None = None
    """Its state or legal area; left out for a multilateral body, which acts through its members."""
    lat_lon: LatLon | None = None
    """Latitude and longitude of its seat in degrees, only to draw it; where left out it is drawn amid its
    controls, or else the places of its jurisdiction."""
    open: bool = True
    """Whether it works at all; injects can change this."""
    hours: Hours
    """Office hours, in which clearances are given and analysts work."""
    analysts: Analysts
    """Number of analysts, or a list of shifts; with none, items count at once."""
    triage: DurationDist
    """Working time an analyst needs for one item."""
    routine_leads: Frequency | None = None
    """Other leads that come in and occupy the same analysts."""
    lookout_at: Weight
    """Belief at which its controls are told to stop a case."""
    act_at: Weight
    """Belief at which it may send a team."""
    lookout_delay: DurationDist
    """From reaching lookout_at to the controls knowing it."""
    teams: Count
    """Response teams; 0 for an agency that cannot intercept."""
    response: DurationDist
    """From dispatch to arrival at the case."""
    success: Probability
    """Chance that a team that arrives in time stops the case, with fresh information."""
    skill: Weight = 1.0
    """Multiplies success, up to 1."""
    growth: Growth | None = None
    """How its skill changes with time; it stays as it is where it is left out."""
    perishable: Duration | None = None
    """Time after which stale information has cut that chance to 37 %; left out where it does not age."""
    recovery: DurationDist
    """From a team's arrival until it is free again."""
    waiting_requests: Count | None = None
    """How many requests may wait for a team; any number where it is left out."""
    respond_with: RespondWith | None = None
    """What it does about a case instead of sending a team; it sends teams where it is left out."""
    exploitation: tuple[Exploitation, ...] = ()
    """What a case that it has stopped tells it about others."""
    controlled_delivery: ControlledDelivery | None = None
    """How it lets cases run that it could stop; it lets none where it is left out."""
    costs: Costs | None = None
    """What its people cost; nothing is reported where it is left out."""


class Consent(Part):
    """How makers answer when a receiver asks whether it may pass on what they made."""

    granted: Probability
    """Share of the items for which consent is given."""
    delay: DurationDist
    """From asking to the answer, around the clock."""


class LinkTerms(Part):
    """The terms on which items travel a link."""

    threats: tuple[Threat, ...] | None = None
    """Which threats it is for; all where it is left out."""
    willingness: Probability
    """Share of what could be passed that the sender is willing to pass."""
    clearance: DurationDist
    """Legal or approval time before an item may leave."""
    clearance_clock: Literal["working", "calendar"]
    """Whether clearance runs in the sender's working hours or around the clock."""
    transit: DurationDist
    """Time on the way."""
    reliability: Probability
    """Chance that a message arrives."""
    capacity: Rate | None = None
    """How many items it can carry, such as 5 / d; any number where it is left out."""
    fidelity: Annotated[Weight, Field(le=1)]
    """What is left of an item's weight on arrival."""
    share_at: Weight | None = None
    """Pass an item only once the sender's belief has reached this; at once where it is left out."""
    leak: Probability
    """Chance that passing an item warns those it is about; what they do then is the flow's `on_leak`."""
    onward: Literal["never", "with_consent", "free"]
    """Third-party rule: whether the receiver may pass on what came by this link; with_consent: once the maker of the
    item allows it."""
    consent: Consent | None = None
    """onward: with_consent: how often and how fast makers allow it."""
    pursuit: bool = False
    """Whether the sender hands a case that got away over to the receiver, into whose area it went, with what it may
    pass on of what it knows: at once, without clearance."""
    mode: Literal["push", "on_request"] = "push"
    """push: each item is offered once the sender has it; on_request: the receiver asks, and what is held is passed."""
    ask_at: Weight | None = None
    """on_request: belief in a case at which the receiver asks about it."""
    ask_again: Duration | None = None
    """on_request: time after which it may ask about the same case again; never where it is left out."""
    answer: DurationDist | None = None
    """on_request: working time that an analyst of the holder needs for an answer; its triage where it is left out."""
    opens: When | None = None
    """When the link comes into being; at the start where it is left out."""
    closes: When | None = None
    """When it ends; never where it is left out."""

    @model_validator(mode="after")
    def _keys_fit_the_mode(self) -> Self:
        asks = self.mode == "on_request"
        strange = ["share_at"] if asks else ["ask_at", "ask_again", "answer"]
        unfit = [key for key in strange if getattr(self, key) is not None]
        if unfit:
            message = f"{' and '.join(unfit)} means nothing where mode is {self.mode}"
            raise ValueError(message)
        return self


class Link(Entity, LinkTerms):
    """A directed channel on which one agency passes evidence to another."""

    kind: Identifier = "other"
    """domestic, liaison, focal_point, hub, registry_contribution, ..."""
    from_: AgencyId = Field(alias="from")
    """Who passes."""
    to: AgencyId
    """Who receives."""
    both_ways: bool = False
    """Makes a second link in the other direction, on the same terms."""
    open: bool = True
    """Whether it works at all; injects can change this."""

    @model_validator(mode="after")
    def _joins_two(self) -> Self:
        if self.from_ == self.to:
            message = f'the link joins "{self.to}" to itself'
            raise ValueError(message)
        return self
