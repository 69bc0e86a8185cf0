"""Conditions: what must come about in the simulated world before an inject fires. Data, never code."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import did_you_mean, shown
from simulator.eventlog import Event
from simulator.scenario.clock import When
from simulator.scenario.schema.base import AgencyId, FlowId, InjectId, Part, PlaceId, Text
from simulator.scenario.schema.objectives import Threshold
from simulator.scenario.units import Count, Weight

EVENTS: Final = tuple(event.name.lower() for event in Event)
Measured = Literal[
    "launched", "interdicted", "delivered", "aborted", "open", "interdiction_rate", "delivered_payload",
    "interdicted_payload",
]  # fmt: skip
Many = Annotated[Count, Field(ge=1)]


def _known_event(name: str) -> str:
    if name not in EVENTS:
        kind, template = "unknown_reference", "{message}"
        context = {
            "message": f"unknown event {shown(name)}",
            "hint": did_you_mean(name, EVENTS) or "events.csv of a run shows the kinds of event",
        }
        raise PydanticCustomError(kind, template, context)
    return name


class Happened(Part):
    """So many events of a kind have happened since the start."""

    event: Annotated[str, AfterValidator(_known_event)]
    """Kind of event, as in events.csv: detected, interdicted, delivered, withheld, escaped, ..."""
    agency: AgencyId | None = None
    """Of this agency alone."""
    control: Text | None = None
    """At this control alone."""
    flow: FlowId | None = None
    """Of this flow's cases alone."""
    link: Text | None = None
    """On this link alone."""
    place: PlaceId | None = None
    """At this place alone."""
    count: Many = 1
    """How many."""


class BeliefTerms(Part):
    """A belief in some case of a flow."""

    agency: AgencyId
    """Whose belief."""
    flow: FlowId
    """In any of this flow's cases under way."""
    at_least: Weight
    """The belief."""


class Believed(Part):
    """An agency believes so much in some case of a flow."""

    belief: BeliefTerms
    """Who, in what, how much."""


class QueueTerms(Part):
    """A queue of one of four kinds."""

    agency: AgencyId | None = None
    """What waits for the analysts of this agency."""
    control: Text | None = None
    """Cases that wait for a bay of this control."""
    link: Text | None = None
    """Items that are cleared and wait for room on this link."""
    requests_at: AgencyId | None = None
    """Cases for which this agency has no team free."""
    at_least: Many
    """How many."""

    @model_validator(mode="after")
    def _one_queue(self) -> Self:
        if sum(one is not None for one in (self.agency, self.control, self.link, self.requests_at)) != 1:
            message = "name exactly one of agency, control, link and requests_at"
            raise ValueError(message)
        return self


class Queued(Part):
    """So many wait."""

    queue: QueueTerms
    """Where, and how many."""


class Reached(Part):
    """A count, a payload or a rate has come so far. It counts the cases that began since the start."""

    metric: Measured
    """What."""
    flow: FlowId | None = None
    """Of this flow; of all where it is left out."""
    at_least: Threshold | None = None
    """It must not be lower; payload in the flow's unit."""
    at_most: Threshold | None = None
    """It must not be higher."""

    @model_validator(mode="after")
    def _has_a_bar(self) -> Self:
        if self.at_least is None and self.at_most is None:
            message = "a metric needs at_least or at_most (or both)"
            raise ValueError(message)
        if min(bar for bar in (self.at_least, self.at_most) if bar is not None) < 0:
            message = "counts, payloads and rates are 0 or more"
            raise ValueError(message)
        return self


class Fired(Part):
    """Another inject has fired."""

    inject: InjectId
    """Which."""


class Chosen(Part):
    """A decision has been taken in a certain way."""

    decision: InjectId
    """Which decision."""
    option: Text
    """The option that was chosen."""


class Reckoned(Part):
    """It is so late."""

    time: When
    """The moment: D+5, D+3 06:00."""


class AllOf(Part):
    """All of several conditions hold at once."""

    all: tuple[Condition, ...] = Field(min_length=1)
    """The conditions."""


class AnyOf(Part):
    """Any of several conditions holds."""

    any: tuple[Condition, ...] = Field(min_length=1)
    """The conditions."""


class Not(Part):
    """A condition does not hold."""

    not_: Condition = Field(alias="not")
    """The condition."""


TAGS: Final = {
    "event": Happened,
    "belief": Believed,
    "queue": Queued,
    "metric": Reached,
    "inject": Fired,
    "decision": Chosen,
    "time": Reckoned,
    "all": AllOf,
    "any": AnyOf,
    "not": Not,
}
"""The key by which a condition is known -> its type."""


def tag_of(word: Any) -> str:
    """The key of a condition whose name pydantic puts into the place of an error; empty if it is no such name."""
    return word[1:-1] if isinstance(word, str) and word[:1] == "<" and word[-1:] == ">" else ""


def _kind(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((f"<{key}>" for key in TAGS if key in value), None)
    return next((f"<{key}>" for key, kind in TAGS.items() if type(value) is kind), None)


Condition = Annotated[
    Annotated[Happened, Tag("<event>")]
    | Annotated[Believed, Tag("<belief>")]
    | Annotated[Queued, Tag("<queue>")]
    | Annotated[Reached, Tag("<metric>")]
    | Annotated[Fired, Tag("<inject>")]
    | Annotated[Chosen, Tag("<decision>")]
    | Annotated[Reckoned, Tag("<time>")]
    | Annotated[AllOf, Tag("<all>")]
    | Annotated[AnyOf, Tag("<any>")]
    | Annotated[Not, Tag("<not>")],
    Discriminator(
        _kind,
        custom_error_type="unknown_condition",
        custom_error_message=f"a condition is one of {', '.join(TAGS)}",
    ),
]
for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()
