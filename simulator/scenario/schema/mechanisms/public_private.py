"""Firms that look, and report to an authority."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.actors import Frequency, LinkTerms, Threat
from simulator.scenario.schema.base import About, AgencyId, Identifier, Part, PlaceId
from simulator.scenario.schema.mechanisms.base import Arrangement
from simulator.scenario.units import Duration, Probability, Weight


class FirmControl(Part):
    """How firms look. What is left out comes from the library's kind of control."""

    kind: Identifier
    """transaction_monitoring, screening, intrusion_detection, ..."""
    examine: Probability | None = None
    """Share of the passing cases and traffic that is examined."""
    detect: dict[Threat, Probability] | None = None
    """Per threat: chance that an examination of an unconcealed case finds it."""
    evidence: Weight | None = None
    """Weight of the item that a finding makes."""
    about: About | None = None
    """Whether that item speaks of the case, of its subject or of its cell."""
    valid_for: Duration | None = None
    """How long that item counts."""
    report_delay: DurationDist | None = None
    """From a finding until the firm's own desk has it."""
    seize: Probability | None = None
    """Chance that a finding stops the case on the spot."""
    traffic: Frequency | None = None
    """Legitimate business that is examined too, at each control."""
    false_alarm: Probability | None = None
    """Chance that an examined legitimate item raises a false alarm."""


class PublicPrivate(Arrangement, LinkTerms):
    """Firms with controls of their own that report to an authority. Its terms are those of their reports."""

    kind: Literal["public_private"]
    """Firms that report."""
    members: Annotated[tuple[AgencyId, ...], Field(min_length=1)]
    """The firms (at least one)."""
    at: tuple[PlaceId, ...] | dict[AgencyId, tuple[PlaceId, ...]]
    """Where they look: places, at each of which every firm looks; or for each firm its places."""
    control: FirmControl
    """How they look."""
    reports_to: AgencyId
    """The authority that receives their reports."""
    feedback: LinkTerms | None = None
    """Terms on which the authority tells the firms what it knows; it tells them nothing where it is left out."""

    @model_validator(mode="after")
    def _firms_report_to_somebody_else(self) -> Self:
        if self.reports_to in self.members:
            message = f'"{self.reports_to}" cannot report to itself'
            raise ValueError(message)
        strange = sorted(set(self.at) - set(self.members)) if isinstance(self.at, dict) else []
        if strange:
            message = f"no member: {', '.join(strange)}"
            raise ValueError(message)
        if not self.at or (isinstance(self.at, dict) and not any(self.at.values())):
            message = "name at least one place"
            raise ValueError(message)
        return self
