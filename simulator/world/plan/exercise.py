"""What is done to the world and asked of the players: changes, injects, decisions and objectives."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

from simulator.scenario.schema.injects import How
from simulator.world.plan.terms import About

StepCode = Literal["event", "belief", "queue", "metric", "inject", "decision", "time", "all", "any", "not"]
MEASURED: Final = (
    "launched", "interdicted", "delivered", "aborted", "open", "interdiction_rate", "delivered_payload",
    "interdicted_payload",
)  # fmt: skip
"""What a condition can measure, by number."""

Section = Literal["agencies", "controls", "links", "flows", "legs", "places", "pools", "care", "programmes"]


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
