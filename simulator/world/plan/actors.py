"""Who acts on the side of the authorities: agencies, shared teams, controls and links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.scenario.distributions import Distribution
from simulator.world.calendars import Calendar
from simulator.world.intensity import Intensity
from simulator.world.plan.terms import About


class Onward:
    """Third-party rule of a link: whether its receiver may pass on what came by it."""

    NEVER = 0
    FREE = 1
    WITH_CONSENT = 2


ONWARD = {"never": Onward.NEVER, "free": Onward.FREE, "with_consent": Onward.WITH_CONSENT}
"""The rules by the words of a scenario."""


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """Analysts who work the same hours."""

    n: int
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class YieldPlan:
    """What a stopped case tells of its cell, its subject or its sister cases. `address` keys its draws."""

    address: int
    about: Literal["cell", "subject", "sisters"]
    probability: float
    delay: Distribution
    evidence: int
    valid_for: int | None
    times_shadowed: float


@dataclass(frozen=True, slots=True)
class ShadowPlan:
    """How an agency lets cases run under surveillance; `lost` is a rate."""

    share: float
    lost: float | None


@dataclass(frozen=True, slots=True)
class AgencyPlan:
    """An agency; `mechanism` names the mechanism that made it, if one did.

    What an hour of an analyst and a response cost is in `currency`, which is empty where nothing is known.
    """

    index: int
    id: str
    name: str
    kind: str
    jurisdiction: int
    lat_lon: tuple[float, float] | None
    mechanism: str | None
    open: bool
    calendar: Calendar
    shifts: tuple[ShiftPlan, ...]
    triage: Distribution
    routine_leads: Intensity | None
    lookout_at: int
    act_at: int
    lookout_delay: Distribution
    teams: int
    response: Distribution
    success: float
    skill: float
    perishable: float | None
    recovery: Distribution
    waiting_requests: int | None
    analyst_hour: float
    response_cost: float
    currency: str
    exploitation: tuple[YieldPlan, ...]
    shadowing: ShadowPlan | None


@dataclass(frozen=True, slots=True)
class HoldPlan:
    """What a control does with what it finds and does not seize: hold a share of it for confirmation."""

    seconds: int
    share: float
    confirmed_by: int


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """Teams that agencies share; `mechanism` names the mechanism that made them, if one did."""

    index: int
    id: str
    name: str
    mechanism: str | None
    members: tuple[int, ...]
    open: bool
    teams: int
    mobilisation: Distribution
    consensus: Distribution | None
    mandate: int | None
    recovery: Distribution | None


@dataclass(frozen=True, slots=True)
class TraitPlan:
    """How a control looks at subjects with a trait, by its number, where that differs (None: it does not)."""

    trait: int
    examine: float | None
    examine_flagged: float | None
    detect: tuple[float | None, ...]
    detect_flagged: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ControlPlan:
    """A control. `detect` and `detect_flagged` have one entry a threat (None: this control does not see it).

    Concealment does not help against a control that `sees_through`: one that watches and names no detect. One
    that `requires_lookout` has its chance of a match in `match`, and for the threats it is for in detect_flagged.
    `examine_from` holds (unit, least payload, share), the highest payload first; `by_trait` the first listed first.
    """

    index: int
    id: str
    name: str
    kind: str
    position: int
    agency: int
    open: bool
    calendar: Calendar
    ahead: int | None
    consults: tuple[int, ...]
    examine: float
    examine_from: tuple[tuple[str, float, float], ...]
    examine_flagged: float
    by_trait: tuple[TraitPlan, ...]
    bays: int | None
    service: Distribution | None
    queue_limit: int | None
    detect: tuple[float | None, ...]
    detect_flagged: tuple[float | None, ...]
    sees_through: bool
    skill: float
    evidence: int
    about: About
    valid_for: int | None
    report_delay: Distribution
    seize: float
    hold: HoldPlan | None
    requires_lookout: bool
    match: float
    watch: float | None
    traffic: Intensity | None
    false_alarm: float

    def sees(self, threat: int) -> bool:
        """Whether it could detect a threat, by its number."""
        return self.detect[threat] is not None or self.detect_flagged[threat] is not None


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """A link; `mechanism` names the mechanism that made it, if one did. `threats` has one entry a threat.

    `onward` is an `Onward`; `granted` and `consent_delay` say how makers answer where it asks for their consent.
    """

    index: int
    id: str
    name: str
    sender: int
    receiver: int
    mechanism: str | None
    open: bool
    threats: tuple[bool, ...]
    willingness: float
    clearance: Distribution
    clearance_working: bool
    transit: Distribution
    reliability: float
    capacity: float | None
    fidelity: float
    share_at: int | None
    onward: int
    leak: float
    granted: float
    consent_delay: Distribution
    pursuit: bool
    on_request: bool = False
    ask_at: int = 0
    ask_again: int | None = None
    answer: Distribution | None = None
