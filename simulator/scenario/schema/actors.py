"""Who looks, knows, shares and acts: agencies, controls and links."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from simulator.scenario.clock import When
from simulator.scenario.distributions import DurationDist
from simulator.scenario.hours import Hours
from simulator.scenario.schema.base import AgencyId, Entity, Identifier, JurisdictionId, Part, PlaceId
from simulator.scenario.units import Count, Duration, Probability, Rate, Weight

Threat = Identifier
About = Literal["case", "subject", "cell"]


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


Frequency = Annotated[RateProfile, BeforeValidator(_bare_rate)]


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


Analysts = tuple[Shift, ...]


class Agency(WithAnalysts, Entity):
    """An organisation that can detect, analyse, share or act."""

    kind: Identifier = "other"
    """border_guard, customs, police, security_service, drug_control, fiu, cert, centre, carrier, bank, ..."""
    jurisdiction: JurisdictionId | None = None
    """Its state or legal area; left out for a multilateral body, which acts through its members."""
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
    perishable: Duration | None = None
    """Time after which stale information has cut that chance to 37 %; left out where it does not age."""
    recovery: DurationDist
    """From a team's arrival until it is free again."""
    waiting_requests: Count | None = None
    """How many requests may wait for a team; any number where it is left out."""


class Control(Entity):
    """Where an agency looks: once as a case passes, or (watch) while a case is present."""

    kind: Identifier = "other"
    """customs_lane, passport_check, patrol, informants, surveillance, portal_monitor, ..."""
    at: PlaceId | None = None
    """The place where it looks."""
    on_leg: tuple[PlaceId, PlaceId] | None = None
    """The leg on which it looks: [FROM, TO]; a case meets it as it sets out on the leg."""
    agency: AgencyId
    """Whose control it is."""
    open: bool = True
    """Whether it works at all; injects can change this."""
    consults: tuple[AgencyId, ...] = ()
    """Agencies and registries whose lookouts it reads besides those of its own agency."""
    examine: Probability
    """Share of the passing cases and traffic that is examined at random."""
    examine_flagged: Probability
    """Chance that a case with a lookout on it is examined."""
    bays: Count | None = None
    """How many examinations at once; any number where it is left out."""
    service: DurationDist | None = None
    """How long an examination takes."""
    queue_limit: Count | None = None
    """When so many wait, those not flagged are waved through; nobody is where it is left out."""
    detect: dict[Threat, Probability]
    """Per threat: chance that an examination of an unconcealed case finds it."""
    detect_flagged: dict[Threat, Probability] | None = None
    """Per threat: chance of finding a case with a lookout on it, whatever its concealment."""
    skill: Weight
    """Multiplies detect."""
    evidence: Weight
    """Weight of the item of evidence that a detection makes; 0 makes none."""
    about: About
    """Whether that item speaks of the case, of its subject or of its cell."""
    valid_for: Duration | None = None
    """How long that item counts; for ever where it is left out."""
    report_delay: DurationDist
    """From detection until the agency has the item."""
    seize: Probability
    """Chance that a detection leads to an interdiction on the spot; 0 for a source."""
    watch: Rate | None = None
    """Instead of looking once: how often it looks at a case that is present. Each look finds it with the chance in
    detect (or for certain, where detect names nothing), and no more is found on the same visit."""
    traffic: Frequency | None = None
    """Legitimate traffic that shares the control."""
    false_alarm: Probability
    """Chance that an examined legitimate item raises a false alarm."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.at is None) == (self.on_leg is None):
            message = (
                "a control sits at one place or on one leg: write either at: PLACE or on_leg: [FROM, TO]"
            )
            raise ValueError(message)
        if self.bays == 0:
            message = "a control with bays: 0 examines nobody; write examine: 0, or leave bays out"
            raise ValueError(message)
        if self.watch is not None:
            unfit = [
                key
                for key in ("bays", "service", "traffic", "detect_flagged")
                if getattr(self, key) is not None
            ]
            if unfit:
                message = f"a control that watches has no {' and no '.join(unfit)}"
                raise ValueError(message)
        if self.bays is not None and (self.service is None or self.service.mean <= 0):
            message = "a control with bays needs a service time longer than 0"
            raise ValueError(message)
        return self


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
    onward: Literal["never", "free"]
    """Third-party rule: whether the receiver may pass on what came by this link."""
    opens: When | None = None
    """When the link comes into being; at the start where it is left out."""
    closes: When | None = None
    """When it ends; never where it is left out."""


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
