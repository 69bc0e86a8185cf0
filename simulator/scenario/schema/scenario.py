"""The whole scenario: one frozen, checked value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import (
    AwareDatetime,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)

from simulator.errors import shown
from simulator.scenario.annotations import InputNote
from simulator.scenario.paths import assign
from simulator.scenario.prepare import Prepared, declared, prepare, refusal
from simulator.scenario.schema.actors import Agency, Link
from simulator.scenario.schema.aftermath import Care
from simulator.scenario.schema.base import Entity, Part, Text, known_names
from simulator.scenario.schema.controls import Control
from simulator.scenario.schema.exercise import Exercise
from simulator.scenario.schema.ground import Jurisdiction, Leg, Place, TimeZone
from simulator.scenario.schema.injects import Inject, Role
from simulator.scenario.schema.kinds import Kinds
from simulator.scenario.schema.mechanisms import Mechanism
from simulator.scenario.schema.objectives import Objective
from simulator.scenario.schema.pools import Pool
from simulator.scenario.schema.threats import Flow
from simulator.scenario.units import Duration


class Reference(Part):
    """A source that numbers are taken from."""

    id: Text | None = None
    """Short name that `source:` can use."""
    what: Text
    """What was taken from it."""
    value: Any = None
    """The value as published."""
    from_: Text = Field(alias="from")
    """The publication."""


MapKind = Literal["world", "plain", "lanes"]
"""What figures of the ground show."""


class Header(Entity):
    """What the scenario is, when it starts and how long it lasts."""

    title: Text
    """Headline."""
    summary: Text
    """What happens, in a few sentences."""
    fictional: bool = True
    """Whether it is exercise fiction."""
    map: MapKind = "world"
    """What figures of the ground show: a map with the borders of the world beneath; a plain map, on which real borders
    do not mislead about invented states; or lanes, a diagram without geography."""
    start: AwareDatetime
    """When it starts, with an offset: 2031-03-03T06:00Z."""
    horizon: Duration
    """How long it lasts."""
    warm_up: Duration = 0.0
    """How long the world runs before the start, so that queues and knowledge are not empty."""
    timezone: TimeZone = "UTC"
    """Time zone in which D+3 06:00 and daily profiles are read."""
    belief: Literal["sum", "noisy_or"] = "sum"
    """How the weights of several items make a belief: added up, or as the chance that at least one of several
    independent items is right, 1 - (1 - w1) (1 - w2) ..., which never reaches 1."""
    sources: tuple[Reference, ...] = ()
    """Where the numbers come from."""

    @field_validator("start", mode="before")
    @classmethod
    def _written_as_text(cls, value: Any) -> Any:
        if isinstance(value, str | datetime):
            return value
        # pydantic would take a number for seconds since 1970
        message = f"expected a date and time with its offset, such as 2031-03-03T06:00Z, found {shown(value)}"
        raise ValueError(message)


class Scenario(Part):
    """One exercise: the world, the threat and the response.

    Values that are left out are filled in by kind, from `kinds` and `defaults.yaml`, before the parts are checked.
    """

    scenario: Header
    """What it is and when it plays."""
    exercise: Exercise = Exercise()
    """How scenario time is played at the table."""
    roles: tuple[Role, ...] = ()
    """Who sits at the table."""
    jurisdictions: tuple[Jurisdiction, ...] = ()
    """States and legal areas."""
    places: tuple[Place, ...] = Field(min_length=2)
    """Where things happen."""
    legs: tuple[Leg, ...] = Field(min_length=1)
    """Connections between places."""
    kinds: Kinds = Kinds()
    """What entities of a kind have in common, written once."""
    agencies: tuple[Agency, ...] = ()
    """Who detects, analyses, shares and acts."""
    controls: tuple[Control, ...] = ()
    """Where they look."""
    links: tuple[Link, ...] = ()
    """Who passes evidence to whom."""
    care: tuple[Care, ...] = ()
    """Places for those who are taken care of after an interdiction, shared by flows."""
    pools: tuple[Pool, ...] = ()
    """Teams that agencies share."""
    mechanisms: tuple[Mechanism, ...] = ()
    """Multilateral arrangements."""
    flows: tuple[Flow, ...] = Field(min_length=1)
    """What moves."""
    injects: tuple[Inject, ...] = ()
    """What is thrown in while it plays."""
    objectives: tuple[Objective, ...] = ()
    """What the exercise is to test."""

    _given: dict[str, Any] = PrivateAttr()
    _prepared: Prepared = PrivateAttr()

    @model_validator(mode="wrap")
    @classmethod
    def _fill_in(cls, data: Any, handler: ModelWrapValidatorHandler[Scenario]) -> Scenario:
        if not isinstance(data, Mapping):
            return handler(data)
        prepared = prepare(data)
        try:
            with known_names(declared(prepared.data)):
                scenario = handler(prepared.data)
        except ValidationError as error:
            raise refusal(prepared.flaws, error) from None
        if prepared.flaws:
            raise refusal(prepared.flaws)
        scenario._given = dict(data)
        scenario._prepared = prepared
        return scenario

    @property
    def id(self) -> str:
        """Identifier of the scenario."""
        return self.scenario.id

    @property
    def start(self) -> datetime:
        """When it starts."""
        return self.scenario.start

    @property
    def horizon(self) -> int:
        """How long it lasts, in whole seconds."""
        return round(self.scenario.horizon)

    @property
    def given(self) -> dict[str, Any]:
        """The document as it was written, before defaults were filled in."""
        return self._given

    @property
    def filled(self) -> dict[str, Any]:
        """The document without annotations, with what its entities take from their kinds."""
        return self._prepared.data

    @property
    def origins(self) -> Mapping[tuple[str | int, ...], Literal["default", "library"]]:
        """Which values were not written in the scenario, by path; all others are given."""
        return self._prepared.origins

    @property
    def inputs(self) -> Mapping[tuple[str | int, ...], InputNote]:
        """What is said of where values come from, by path."""
        return self._prepared.inputs

    @property
    def from_kinds(self) -> Mapping[tuple[str | int, ...], tuple[str | int, ...]]:
        """Where values that come from `kinds` are written, by their path at the entity."""
        return self._prepared.from_kinds

    @property
    def unused_kinds(self) -> tuple[tuple[str | int, ...], ...]:
        """The paths of the kinds that nothing in the scenario is of."""
        return self._prepared.unused

    def with_(self, path: str, value: Any) -> Scenario:
        """Return the scenario with one value changed, checked like any other.

        Args:
            path: SECTION.ID.KEY, such as "links.customs_to_police.clearance", or kinds.SECTION.KIND.KEY.
            value: the new value, as it would be written in a scenario.

        Raises:
            ScenarioError: the path leads nowhere or the value does not fit.
        """
        from simulator.scenario.load import build  # the loader knows how to tell people what is wrong

        return build(assign(self._given, path, value))
