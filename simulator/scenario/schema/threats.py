"""The threat: flows of cases, how they arrive, what they carry and how they choose their routes."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, TypeAdapter, model_validator
from pydantic_core import CoreSchema

from simulator.scenario.clock import When
from simulator.scenario.distributions import AmountDist, DurationDist, FractionDist
from simulator.scenario.schema.actors import Frequency, Threat
from simulator.scenario.schema.aftermath import Aftermath
from simulator.scenario.schema.base import About, AgencyId, ControlId, Entity, Identifier, Part, PlaceId, Text
from simulator.scenario.schema.behaviour import (
    Abort,
    Expand,
    FollowOn,
    FollowOnTotal,
    LieLow,
    Retry,
    Split,
    Spread,
)
from simulator.scenario.schema.leaks import OnLeak
from simulator.scenario.units import Count, Duration, Money, Probability, Weight


class Batch(Part):
    """Cases that come in groups."""

    every: Duration
    """Time between groups."""
    size: Annotated[Count, Field(ge=1)]
    """Cases in a group."""
    from_: When = Field(default="D+0", alias="from", validate_default=True)
    """When the first group starts; a moment before the start of the scenario lies in its warm-up."""
    until: When | None = None
    """No group starts from this moment on."""


class Arrivals(Part):
    """When cases begin: exactly one of poisson, schedule and batch."""

    poisson: Frequency | None = None
    """At random, with a rate and optional daily, weekly and stepwise profile."""
    schedule: tuple[When, ...] | None = None
    """At known times."""
    batch: Batch | None = None
    """In groups at regular intervals."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(part is not None for part in (self.poisson, self.schedule, self.batch)) != 1:
            message = "write exactly one of poisson, schedule and batch"
            raise ValueError(message)
        if self.batch is not None and self.batch.every <= 0:
            message = "batch.every must be longer than 0"
            raise ValueError(message)
        return self


class Payload(Part):
    """What one case carries: a unit and a distribution of amounts, as {unit: kg, lognormal: {...}}."""

    unit: Text
    """kg, person, usd, item, ..."""
    amount: AmountDist
    """How much, in that unit."""

    @model_validator(mode="before")
    @classmethod
    def _distribution_beside_unit(cls, data: Any) -> Any:
        if isinstance(data, dict) and "amount" not in data:
            amount = {key: value for key, value in data.items() if key != "unit"}
            return {key: value for key, value in data.items() if key == "unit"} | (
                {"amount": amount} if amount else {}
            )
        return data

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Both forms: the distribution as the amount, or beside the unit."""
        described = handler.resolve_ref_schema(handler(schema))
        distributions = TypeAdapter(AmountDist).json_schema()["anyOf"][1]["properties"]
        remark = "Instead of amount: how much, in that unit, as a distribution."
        described["properties"] |= {
            kind: {**form, "description": remark} for kind, form in distributions.items()
        }
        described["required"] = ["unit"]
        return described


class PriorKnowledge(Part):
    """What an agency or registry holds from the start: watch lists are never complete."""

    agency: AgencyId
    """Who holds it."""
    about: About
    """Whether it speaks of cases, of subjects or of cells."""
    trait: Identifier | None = None
    """Only of subjects with this trait, such as false_document; of all where it is left out."""
    share: Probability
    """Share of them on which it holds an item."""
    evidence: Weight
    """Weight of each item."""
    valid_for: Duration | None = None
    """How long it counts from the start; for ever where it is left out."""

    @model_validator(mode="after")
    def _cells_have_no_traits(self) -> Self:
        if self.trait is not None and self.about == "cell":
            message = "subjects have traits, cells have none: write about: subject or about: case"
            raise ValueError(message)
        return self


class Path(Part):
    """One explicit route."""

    places: tuple[PlaceId, ...] = Field(min_length=2)
    """The places in order, from the flow's origin to its destination."""
    share: Weight = 1.0
    """Relative share of the cases that take it (choice: fixed)."""

    @model_validator(mode="after")
    def _passes_each_place_once(self) -> Self:
        twice = [place for i, place in enumerate(self.places) if place in self.places[:i]]
        if twice:
            message = f"a route passes each place once, and this one comes back to {', '.join(twice)}"
            raise ValueError(message)
        return self


class RouteChoice(Part):
    """How a flow chooses among its routes."""

    choice: Literal["fixed", "shortest", "informed", "adaptive"]
    """fixed shares; the shortest; the one most likely to escape every control; or adapting to losses."""
    paths: tuple[Path, ...] | None = None
    """Explicit routes; the k best simple paths where they are left out."""
    k: Annotated[Count, Field(ge=1, le=64)]
    """How many candidate routes to look for."""
    news_delay: DurationDist
    """How long until the flow and its cells learn what became of a case."""
    memory: Duration
    """adaptive: time after which old experience counts 37 %."""
    expected_losses: Weight
    """adaptive: losses imagined before the first experience (a in (a + losses) / (a + b + losses + successes))."""
    expected_successes: Weight
    """adaptive: successes imagined before the first experience (b)."""
    time_weight: Weight
    """adaptive: how much an hour more lowers the appeal of a route (logit)."""
    cost_weight: Weight
    """adaptive: how much 1,000 currency units more lower it."""
    risk_weight: Weight
    """adaptive: how much a unit of -ln(perceived chance to pass) lowers it."""
    value_of_time: Weight
    """shortest and the search for candidates: currency units that an hour is worth."""

    @model_validator(mode="after")
    def _fixed_needs_paths(self) -> Self:
        if self.choice == "fixed" and not self.paths:
            message = "choice: fixed needs paths with their shares"
            raise ValueError(message)
        if self.choice == "fixed" and self.paths and sum(path.share for path in self.paths) <= 0:
            message = "the shares of the paths are all zero"
            raise ValueError(message)
        if self.choice == "adaptive" and self.expected_losses + self.expected_successes <= 0:
            message = "expected_losses and expected_successes cannot both be 0"
            raise ValueError(message)
        return self


class Flow(Entity):
    """One threat stream: what moves, how often, from where to where, by which routes."""

    threat: Threat
    """drugs, fighters, victims, weapons, money, malware, nuclear, ..."""
    from_: PlaceId = Field(alias="from")
    """Where its cases begin."""
    to: PlaceId
    """Where they are delivered."""
    severity: Count = 0
    """Analysts take up items on the flow of the highest severity first."""
    open: bool = True
    """Whether new cases start; injects can change this."""
    arrivals: Arrivals | None = None
    """When cases begin; left out only where another flow starts them."""
    payload: Payload
    """What one case carries."""
    unit_value: Money | None = None
    """Value of one unit of payload at the destination."""
    concealment: FractionDist
    """How well hidden a case is, from 0 (open) to 1 (invisible)."""
    cells: Annotated[Count, Field(ge=1)]
    """How many criminal groups run the flow."""
    subjects: Annotated[Count, Field(ge=1)] | None = None
    """How many persons, vehicles or accounts serve a cell again and again; a new one each case where left out."""
    traits: dict[Identifier, Probability] = Field(default_factory=dict)
    """Share of its subjects with each trait, such as {false_document: 0.2}; drawn once for each subject."""
    prior_knowledge: tuple[PriorKnowledge, ...] = ()
    """What is known from the start."""
    handover: DurationDist | None = None
    """Time between arrival at the destination (after its stay) and delivery."""
    routes: RouteChoice
    """How routes are chosen."""
    lie_low: LieLow | None = None
    """When a cell starts no more cases for a time."""
    expand: Expand | None = None
    """How many of the candidate routes are used, and when more are."""
    abort: Abort | None = None
    """When cases under way are given up."""
    corruption: dict[ControlId, Probability] = Field(default_factory=dict)
    """Control -> share of the cases that it lets pass without a look, lookouts on them or not."""
    split: Split | None = None
    """Whether a load goes by several carriers."""
    retry: Retry | None = None
    """Whether a load that did not get through is tried again."""
    spread: Spread | None = None
    """Whether a case copies itself from place to place."""
    on_delivery: tuple[FollowOn, ...] = ()
    """Cases of other flows that begin when one is delivered."""
    on_delivered_total: tuple[FollowOnTotal, ...] = ()
    """Cases of other flows that begin as what is delivered adds up."""
    on_leak: OnLeak
    """What comes of it when an agency that passes on what it knows warns those it is about."""
    aftermath: Aftermath = ()
    """What follows an interdiction: shares that add up to at most 1; of the rest nothing is recorded."""

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if self.from_ == self.to:
            message = f'the flow starts and ends at "{self.to}"'
            raise ValueError(message)
        return self
