"""The plan: a scenario with names turned into numbers, mechanisms expanded, routes and calendars laid out.

Everything in it is frozen. Times are ticks (whole seconds from the scenario's start, negative in the warm-up),
weights of evidence whole millionths, rates per second. A position is the number of a place, or the number of
places plus that of a leg.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from simulator.scenario.distributions import Distribution
from simulator.scenario.schema.injects import How
from simulator.world.calendars import Calendar
from simulator.world.departures import Timetable
from simulator.world.intensity import Intensity

MICRO = 1_000_000
"""Millionths in a unit of evidence weight."""

About = Literal["case", "subject", "cell"]
StepCode = Literal["event", "belief", "queue", "metric", "inject", "decision", "time", "all", "any", "not"]
MEASURED: Final = (
    "launched", "interdicted", "delivered", "aborted", "open", "interdiction_rate", "delivered_payload",
    "interdicted_payload",
)  # fmt: skip
"""What a condition can measure, by number."""
Section = Literal["agencies", "controls", "links", "flows", "legs", "places", "pools", "care", "programmes"]


class Onward:
    """Third-party rule of a link: whether its receiver may pass on what came by it."""

    NEVER = 0
    FREE = 1
    WITH_CONSENT = 2


ONWARD = {"never": Onward.NEVER, "free": Onward.FREE, "with_consent": Onward.WITH_CONSENT}
"""The rules by the words of a scenario."""


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A place and the controls at it."""

    index: int
    id: str
    name: str
    kind: str
    jurisdiction: int
    lat_lon: tuple[float, float] | None
    stay: Distribution | None
    looks: tuple[int, ...]
    watches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LegPlan:
    """A leg and the controls on it. `position` numbers it among places and legs."""

    index: int
    position: int
    id: str
    origin: int
    destination: int
    mode: str
    duration: Distribution
    departures: Timetable | None
    cost: float
    looks: tuple[int, ...]
    watches: tuple[int, ...]


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


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """A candidate route. `address` identifies it by its places, so that adding another leaves it as it is.

    `positions` alternates places and legs; `evasion` is the chance to pass every control unseen; `share` the
    share of cases that take it before anything has happened.
    """

    address: int
    places: tuple[int, ...]
    legs: tuple[int, ...]
    positions: tuple[int, ...]
    seconds: float
    cost: float
    evasion: float
    share: float


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
    """What an agency holds from the start. `name` keys its draws."""

    name: str
    agency: int
    about: About
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


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """A parameter takes another value until `until`; `element` picks a threat in detect; `parameter` numbers it.

    `how` says whether `value` is the new value, a factor or what is added; the result lies from `least` to `most`.
    A change of a `programme` (by its number) holds only while that is open.
    """

    section: Section
    index: int
    key: str
    element: int | None
    value: Any
    until: int | None
    parameter: int
    how: How = "set"
    least: int = 0
    most: float = math.inf
    programme: int = -1


@dataclass(frozen=True, slots=True)
class TipPlan:
    """An item that reaches an agency from outside. `number` counts subjects or cells from 0."""

    address: int
    agency: int
    about: About
    flow: int
    number: int
    evidence: int
    valid_for: int | None


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step of a condition; -1 stands for "any" among the operands.

    - event: kind of event, agency, control, flow, link, place, count: so many such rows since the start;
    - belief: agency, flow, millionths: its belief in some case of the flow under way;
    - queue: 0 analysts of an agency, 1 bays of a control, 2 room on a link, 3 teams of an agency; its number; how
      many wait;
    - metric: number in MEASURED, flow, least, most: in millionths;
    - inject: its number: it has fired;
    - decision: number of the inject that asks, number of the option: it has been chosen;
    - time: tick: it is so late;
    - all, any: how many of the steps before it they join;
    - not: turns the step before it round.
    """

    code: StepCode
    operands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionPlan:
    """An answer to a question, and what it does; `until` of its changes counts from the choice."""

    id: str
    label: str
    cost: float
    currency: str
    changes: tuple[ChangePlan, ...]
    tips: tuple[TipPlan, ...]


@dataclass(frozen=True, slots=True)
class DecisionPlan:
    """A question to roles. `needed` of them must choose alike; else the default option (by number) holds in the end."""

    question: str
    roles: tuple[str, ...]
    needed: int
    within: int
    default: int
    options: tuple[OptionPlan, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a role chooses, or all that are asked where it is left out; by identifiers."""

    decision: str
    option: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class InjectPlan:
    """What happens at a moment; `index` is -1 for a change that is no inject (links that open, programmes).

    One with a `condition` (steps in the order of their evaluation, operands first) fires once, `delay` seconds after
    it has come true; its `time` is 0, so that `until` of its changes counts from its firing.
    """

    index: int
    id: str
    time: int
    changes: tuple[ChangePlan, ...]
    tips: tuple[TipPlan, ...]
    condition: tuple[StepPlan, ...] = ()
    delay: int = 0
    decision: DecisionPlan | None = None

    @property
    def option_changes(self) -> tuple[ChangePlan, ...]:
        """What its options change."""
        options = () if self.decision is None else self.decision.options
        return tuple(change for option in options for change in option.changes)

    @property
    def possible_changes(self) -> tuple[ChangePlan, ...]:
        """What it may change, whatever is decided."""
        return (*self.changes, *self.option_changes)

    @property
    def possible_tips(self) -> tuple[TipPlan, ...]:
        """The tips it may give, whatever is decided."""
        options = () if self.decision is None else self.decision.options
        return (*self.tips, *(tip for option in options for tip in option.tips))


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """A bar for a metric of a subject, as the metrics have them; None where there is none on that side."""

    metric: str
    subject: str
    at_least: float | None
    at_most: float | None


@dataclass(frozen=True, slots=True)
class ObjectivePlan:
    """What the exercise is to test; attained in a run that meets all targets."""

    id: str
    text: str
    targets: tuple[TargetPlan, ...]


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """Changes in time that hold only while it is open; they are in `Plan.injects`."""

    index: int
    id: str
    open: bool


@dataclass(frozen=True, slots=True)
class ActPlan:
    """What an agency does instead of sending a team.

    `until` of the changes counts from then on; each hold is its seconds at most and who confirms it.
    """

    changes: tuple[ChangePlan, ...]
    tips: tuple[TipPlan, ...]
    holds: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the engine knows of a scenario: it plays the ticks from -`warm_up` on and before `horizon`.

    `parameters` says what the numbers in parameter changes mean.
    """

    scenario_id: str
    title: str
    horizon: int
    warm_up: int
    threats: tuple[str, ...]
    traits: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    places: tuple[PlacePlan, ...]
    legs: tuple[LegPlan, ...]
    agencies: tuple[AgencyPlan, ...]
    controls: tuple[ControlPlan, ...]
    links: tuple[LinkPlan, ...]
    flows: tuple[FlowPlan, ...]
    programmes: tuple[ProgrammePlan, ...]
    injects: tuple[InjectPlan, ...]
    parameters: tuple[tuple[Section, int, str], ...]
    position_names: tuple[str, ...]
    position_jurisdictions: tuple[int, ...]
    objectives: tuple[ObjectivePlan, ...] = ()
    pools: tuple[PoolPlan, ...] = ()
    belief: Literal["sum", "noisy_or"] = "sum"
    acts: Mapping[int, ActPlan] = field(default_factory=dict)
    """Agency -> what it does instead of sending a team."""
    care: tuple[CarePlan, ...] = ()
    outcomes: tuple[str, ...] = ()

    @property
    def subjects(self) -> Mapping[str, tuple[str, ...]]:
        """Identifiers by kind: what the columns flow, agency, place, control and link of a log refer to.

        The numbers of pools stand in the column item of the rows about teams, those of outcomes in that of rows
        about the aftermath.
        """
        return {
            "flow": tuple(flow.id for flow in self.flows),
            "agency": tuple(agency.id for agency in self.agencies),
            "place": self.position_names,
            "control": tuple(control.id for control in self.controls),
            "link": tuple(link.id for link in self.links),
            "pool": tuple(pool.id for pool in self.pools),
            "outcome": self.outcomes,
        }
