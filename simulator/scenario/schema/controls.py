"""Where agencies look: controls, and what they do with what they find."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.scenario.distributions import DurationDist
from simulator.scenario.hours import ALWAYS, Hours
from simulator.scenario.schema.actors import Frequency, Threat
from simulator.scenario.schema.base import About, AgencyId, Entity, Identifier, Part, PlaceId
from simulator.scenario.schema.growth import Growth
from simulator.scenario.units import Amount, Count, Duration, Probability, Rate, Weight


class Hold(Part):
    """A case is kept where it is: detained, frozen, stopped, until evidence confirms it or time is up."""

    for_: Annotated[Duration, Field(alias="for", gt=0)]
    """How long at most; it is released then."""
    share: Probability = 1.0
    """Share of what is found and not seized that is held."""
    confirmed_by: AgencyId | None = None
    """Whose belief must reach act_at meanwhile to make it an interdiction; the control's agency if left out."""


class Threshold(Part):
    """From some payload on, another share is examined."""

    payload: Amount
    """The payload, with the unit of the flows that it is for: 10000 usd."""
    examine: Probability
    """Share of the cases with at least so much that is examined, unless they are flagged."""


class TraitTerms(Part):
    """What is different where the subject behind a case has a trait; all else stays."""

    examine: Probability | None = None
    """Share of these cases that is examined."""
    examine_flagged: Probability | None = None
    """Chance that one with a lookout on it is examined."""
    detect: dict[Threat, Probability] | None = None
    """Per threat: chance that an examination of an unconcealed one finds it."""
    detect_flagged: dict[Threat, Probability] | None = None
    """Per threat: chance of finding one with a lookout on it."""
    match: Probability | None = None
    """At a control that requires a lookout: chance that it recognises one."""


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
    ahead: Annotated[Duration, Field(gt=0)] | None = None
    """How long before a case comes it is announced, looked at and decided on (passenger lists, manifests); at the
    earliest as it sets out on the leg to the control. What is found is stopped when it comes."""
    hours: Hours = ALWAYS
    """Opening hours, in the time zone of its agency: outside them it does not look, and no traffic comes through."""
    consults: tuple[AgencyId, ...] = ()
    """Agencies and registries whose lookouts it reads besides those of its own agency."""
    examine: Probability
    """Share of the passing cases and traffic that is examined at random."""
    examine_from: tuple[Threshold, ...] = ()
    """From which payloads on another share is examined; the highest that a case reaches counts."""
    examine_flagged: Probability
    """Chance that a case with a lookout on it is examined."""
    if_trait: dict[Identifier, TraitTerms] = Field(default={})
    """What is different for subjects with a trait; of several traits the first listed here counts."""
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
    growth: Growth | None = None
    """How that skill grows."""
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
    hold: Hold | None = None
    """What it does with what it finds and does not seize; let go on where it is left out."""
    requires: Literal["lookout"] | None = None
    """lookout: it compares names or numbers with lists, and finds only cases with a lookout on them."""
    match: Probability | None = None
    """requires: chance that it recognises such a case, whatever its concealment."""
    threats: tuple[Threat, ...] | None = None
    """requires: which threats it is for; all where it is left out."""
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
                for key in (
                    "bays",
                    "service",
                    "traffic",
                    "detect_flagged",
                    "requires",
                    "ahead",
                    "examine_from",
                )
                if getattr(self, key) not in (None, ())
            ]
            if unfit:
                message = f"a control that watches has no {' and no '.join(unfit)}"
                raise ValueError(message)
        if self.ahead is not None and (self.bays is not None or self.service is not None):
            message = "a control that looks ahead decides on data: it has no bays and no service time"
            raise ValueError(message)
        for trait, terms in self.if_trait.items():
            if self.requires is None and terms.match is not None:
                message = f"if_trait.{trait}: match is for a control that requires a lookout"
                raise ValueError(message)
            if self.requires is not None and (terms.detect or terms.detect_flagged):
                message = f"if_trait.{trait}: the control requires a lookout: write match, not detect"
                raise ValueError(message)
        if (self.requires is None) != (self.match is None):
            message = "requires: lookout and match (the chance that it recognises a case) go together"
            raise ValueError(message)
        if self.threats is not None and self.requires is None:
            message = "threats is for a control that requires a lookout; others name them in detect"
            raise ValueError(message)
        if self.bays is not None and (self.service is None or self.service.mean <= 0):
            message = "a control with bays needs a service time longer than 0"
            raise ValueError(message)
        return self
