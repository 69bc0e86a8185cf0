"""What is moved: flows, how they behave, and what becomes of their cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from simulator.scenario.distributions import Distribution
from simulator.world.intensity import Intensity
from simulator.world.plan.ground import RoutePlan
from simulator.world.plan.terms import About


@dataclass(frozen=True, slots=True)
class ChoicePlan:
    """How a flow chooses among its routes."""

    choice: Literal["fixed", "shortest", "informed", "adaptive"]
    news_delay: Distribution
    memory: float
    expected_losses: float
    expected_successes: float
    time_weight: float
    cost_weight: float
    risk_weight: float


@dataclass(frozen=True, slots=True)
class PriorPlan:
    """What an agency holds from the start, perhaps only of subjects with a trait. `name` keys its draws."""

    name: str
    agency: int
    about: About
    trait: int | None
    share: float
    evidence: int
    valid_for: int | None


@dataclass(frozen=True, slots=True)
class LowPlan:
    """When a cell lies low: after so many losses within some seconds, for some seconds."""

    losses: int
    within: int
    span: int


@dataclass(frozen=True, slots=True)
class ExpandPlan:
    """How many routes are in use at first, and how many losses within some seconds open the next."""

    start: int
    losses: int
    within: int


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """By how many carriers a load goes, and how much later each one sets out than the one before."""

    carriers: int
    apart: Distribution | None


@dataclass(frozen=True, slots=True)
class RetryPlan:
    """When a load is tried again."""

    probability: float
    after_loss: bool
    after_abort: bool
    delay: Distribution
    times: int
    same_subject: bool


@dataclass(frozen=True, slots=True)
class SpreadPlan:
    """How a case copies itself; `legs` maps a place to the legs (number, address) that may be taken."""

    probability: float
    delay: Distribution
    limit: int
    legs: Mapping[int, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class FollowPlan:
    """A case of another flow that comes of a delivery; `in_circle` if cases of this flow may come of it in turn."""

    flow: int
    probability: float
    delay: Distribution
    same_subject: bool
    per_unit: float | None
    in_circle: bool


@dataclass(frozen=True, slots=True)
class TotalPlan:
    """A case of another flow that comes of each further amount delivered, in millionths of a unit."""

    flow: int
    amount: int
    delay: Distribution
    in_circle: bool


@dataclass(frozen=True, slots=True)
class CarePlan:
    """Limited places for cases after their interdiction, each taken for `stay`."""

    index: int
    id: str
    name: str
    places: int
    stay: Distribution


@dataclass(frozen=True, slots=True)
class OutcomePlan:
    """What may follow an interdiction; -1: `care` no limit, `otherwise` wait. `by` whom, None for anybody."""

    outcome: int
    probability: float
    delay: Distribution
    by: tuple[int, ...] | None
    care: int
    otherwise: int


@dataclass(frozen=True, slots=True)
class LeakPlan:
    """What comes of a leak, by shares; `span` is how long a cell lies low or a source is lost."""

    abort: float = 0.0
    lie_low: float = 0.0
    source_lost: float = 0.0
    span: int = 0


@dataclass(frozen=True, slots=True)
class FlowPlan:
    """A flow. Its cases start by `arrivals`, or at the known `times`; `traits` pairs numbers with shares."""

    index: int
    id: str
    name: str
    address: int
    threat: int
    severity: int
    origin: int
    destination: int
    open: bool
    arrivals: Intensity | None
    times: tuple[int, ...]
    unit: str
    payload: Distribution
    unit_value: float
    currency: str
    concealment: Distribution
    cells: tuple[int, ...]
    subjects: int | None
    prior: tuple[PriorPlan, ...]
    handover: Distribution | None
    routes: tuple[RoutePlan, ...]
    choice: ChoicePlan
    low: LowPlan | None
    expand: ExpandPlan | None
    after_loss: float | None
    traits: tuple[tuple[int, float], ...]
    corruption: Mapping[int, float]
    split: SplitPlan | None
    retry: RetryPlan | None
    spread: SpreadPlan | None
    follow: tuple[FollowPlan, ...]
    totals: tuple[TotalPlan, ...]
    on_leak: LeakPlan = LeakPlan()
    aftermath: tuple[OutcomePlan, ...] = ()
