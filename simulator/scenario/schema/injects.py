"""The exercise: who sits at the table, and the timed changes and messages of its MSEL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from simulator.scenario.clock import When
from simulator.scenario.schema.base import (
    About,
    AgencyId,
    AlsoWritten,
    Entity,
    FlowId,
    Identifier,
    Part,
    RoleId,
    TeamsId,
    Text,
)
from simulator.scenario.schema.conditions import Condition
from simulator.scenario.units import Count, Duration, Money, Weight

How = Literal["set", "times", "add"]
"""How a change makes the new value: takes it, multiplies the present one, or adds to it."""


class Role(Entity):
    """A seat at the table. An agency without a role is played by the engine."""

    plays: tuple[AgencyId, ...] = Field(min_length=1)
    """The agencies whose part it takes."""


class Timed(Part):
    """An action that may be undone after a time."""

    for_: Duration | None = Field(default=None, alias="for")
    """How long it lasts; for good where it is left out."""


class Change(Timed):
    """Give one value of the scenario another value: exactly one of to, times and by."""

    change: Text
    """What changes, as SECTION.ID.KEY: controls.north_gate_lane.examine."""
    to: Any = None
    """The new value, written as it would be in the scenario."""
    times: Weight | None = None
    """What the value is multiplied with: times: 0.5 halves it. A share ends at 1, a number of things is rounded."""
    by: Any = None
    """What is added to the value, in its unit: by: 2, by: -0.1, by: 6 h."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [value for value in (self.to, self.times, self.by) if value is not None]
        if len(given) > 1 or not (given or "to" in self.model_fields_set):  # to: null takes a limit away
            message = "write exactly one of to, times and by"
            raise ValueError(message)
        return self

    @property
    def how(self) -> How:
        """How the new value is made."""
        return "times" if self.times is not None else "add" if self.by is not None else "set"


class Open(Timed):
    """Let a link, control, agency, flow or mechanism work."""

    open: Text
    """What opens, as SECTION.ID: links.customs_to_police."""


class Close(Timed):
    """Stop a link, control, agency, flow or mechanism from working."""

    close: Text
    """What closes, as SECTION.ID."""


class AddTeams(Timed):
    """Reinforce an agency or a pool with response teams."""

    add_teams: TeamsId
    """The agency or pool."""
    n: Annotated[Count, Field(ge=1)] = 1
    """How many teams more."""


class TipTerms(Part):
    """An item of evidence that reaches an agency from outside the model."""

    agency: AgencyId
    """Who receives it."""
    about: About
    """case: the flow's newest case under way; subject or cell: the one with the given number."""
    flow: FlowId
    """Which flow it is about."""
    number: Annotated[Count, Field(ge=1)] = 1
    """about subject or cell: which one (1 is the first)."""
    evidence: Weight
    """Its weight."""
    valid_for: Duration | None = None
    """How long it counts; for ever where it is left out."""


class Tip(Part):
    """Hand an item of evidence to an agency."""

    tip: TipTerms
    """The item."""


class MessageTerms(Part):
    """A message to a role."""

    to: RoleId
    """Who gets it."""
    text: Text
    """What they are told."""


class Message(Part):
    """Tell a role something; nothing changes in the simulated world."""

    message: MessageTerms
    """To whom, and what."""


def verb_of(value: Any) -> str | None:
    """What sort of action a value is, by its verb; None for none."""
    keys = set(value) if isinstance(value, dict) else {type(value).__name__}
    verbs = {"change": "change", "open": "open", "close": "close", "add_teams": "add_teams", "tip": "tip",
             "message": "message",
             "Change": "change", "Open": "open", "Close": "close", "AddTeams": "add_teams", "Tip": "tip",
             "Message": "message"}  # fmt: skip
    return next((verb for key, verb in verbs.items() if key in keys), None)


Action = Annotated[
    Annotated[Change, Tag("change")]
    | Annotated[Open, Tag("open")]
    | Annotated[Close, Tag("close")]
    | Annotated[AddTeams, Tag("add_teams")]
    | Annotated[Tip, Tag("tip")]
    | Annotated[Message, Tag("message")],
    Discriminator(
        verb_of,
        custom_error_type="unknown_action",
        custom_error_message="an action is one of change, open, close, add_teams, tip and message",
    ),
]


class Option(Part):
    """One of the answers to a question."""

    id: Identifier
    """Short name: what --decide takes."""
    label: Text
    """What it says to those who are asked."""
    default: bool = False
    """Whether it holds where nobody chooses; so it is for one option of each decision."""
    cost: Money | None = None
    """What it costs."""
    actions: tuple[Action, ...] = ()
    """What it changes in the simulated world."""


def _list_of_one(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class Inject(Entity):
    """An entry of the master scenario events list: a message, and what changes in the world."""

    at: When | None = None
    """When it fires: D+3 06:00 (scenario time zone)."""
    when: Condition | None = None
    """Instead: under which condition it fires, once."""
    delay: Duration = 0.0
    """How long after its condition has come true it fires."""
    type: Literal["inject", "contingency", "expected_action"] = "inject"
    """Kind of MSEL entry."""
    mode: Text | None = None
    """How it is delivered: phone, e-mail, news, ..."""
    from_: Text | None = Field(default=None, alias="from")
    """Who sends the message."""
    to: tuple[RoleId, ...] = ()
    """The roles that receive it."""
    message: Text | None = None
    """What they are told."""
    expected: Text | None = None
    """What they are expected to do."""
    objective: Text | None = None
    """What it is meant to exercise."""
    actions: tuple[Action, ...] = ()
    """What changes in the simulated world."""
    decision: Text | None = None
    """The question, where the entry asks for a decision."""
    asked_of: Annotated[
        tuple[RoleId, ...], BeforeValidator(_list_of_one), AlsoWritten({"type": "string"})
    ] = ()
    """The role or roles that decide."""
    rule: Literal["majority", "all"] | None = None
    """Of several roles: majority (more than half of them must agree, the default) or all."""
    within: Duration | None = None
    """How long they have; where they do not agree the default option holds after that, or at once."""
    options: tuple[Option, ...] = ()
    """The answers, one of them the default."""

    @model_validator(mode="after")
    def _decidable(self) -> Self:
        if self.decision is None:
            keys = ("asked_of", "rule", "within", "options")
            stray = [key for key in keys if getattr(self, key) not in ((), None)]
            if stray:
                message = f"{stray[0]} belongs to a decision: write decision: with the question"
                raise ValueError(message)
            return self
        if not self.asked_of:
            message = "a decision is asked of a role: write asked_of"
            raise ValueError(message)
        if len(set(self.asked_of)) < len(self.asked_of):
            message = "a role is listed twice in asked_of"
            raise ValueError(message)
        names = [option.id for option in self.options]
        if len(names) < 2 or len(set(names)) < len(names):
            message = "a decision has at least two options, each with an id of its own"
            raise ValueError(message)
        if sum(option.default for option in self.options) != 1:
            message = "exactly one option of a decision is the default: write default: true there"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _one_moment(self) -> Self:
        if (self.at is None) == (self.when is None):
            message = "an inject has either at (a moment) or when (a condition)"
            raise ValueError(message)
        if self.delay and self.when is None:
            message = "delay belongs to a condition (when); a moment needs none"
            raise ValueError(message)
        return self

    def every_action(self) -> Iterator[tuple[str, Action]]:
        """All actions that it may bring about, each with its place in the inject: actions[0]."""
        for number, action in enumerate(self.actions):
            yield f"actions[{number}]", action
        for which, option in enumerate(self.options):
            for number, action in enumerate(option.actions):
                yield f"options[{which}].actions[{number}]", action
