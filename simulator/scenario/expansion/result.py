"""A scenario in primitives, and what one mechanism adds to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from simulator.scenario.clock import When
from simulator.scenario.schema import Agency, Care, Control, Link, Outcome, Pool, Scenario
from simulator.scenario.schema.injects import Timed

Piece = tuple[str, str]
"""A primitive: its section and its identifier."""


@dataclass(frozen=True, slots=True)
class Step:
    """What changes at a moment: actions as an inject has them, so many seconds after `at`."""

    at: When
    actions: tuple[Timed, ...]
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Programme:
    """Changes in time that hold only while it is open: closed, they are as if they had not been made."""

    id: str
    open: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a mechanism expands upon: the scenario, and the primitives there are before it."""

    scenario: Scenario
    agencies: tuple[Agency, ...]
    controls: tuple[Control, ...]
    links: tuple[Link, ...]
    pools: tuple[Pool, ...]

    def controls_of(self, agency: str) -> Iterator[Control]:
        """The controls of an agency."""
        return (control for control in self.controls if control.agency == agency)


@dataclass(frozen=True, slots=True)
class Made:
    """What one mechanism makes.

    Attributes:
        consulted_by: Agency -> what all its controls that look once consult.
        consulted_at: Control -> what it consults.
        scheduled: Links that its programme opens and closes.
        aftermath: Flow -> what may follow an interdiction besides what is written.
        programme: Its changes in time.
    """

    agencies: tuple[Agency, ...] = ()
    controls: tuple[Control, ...] = ()
    links: tuple[Link, ...] = ()
    pools: tuple[Pool, ...] = ()
    care: tuple[Care, ...] = ()
    consulted_by: Mapping[str, str] = field(default_factory=dict)
    consulted_at: Mapping[str, str] = field(default_factory=dict)
    scheduled: tuple[Link, ...] = ()
    aftermath: Mapping[str, tuple[Outcome, ...]] = field(default_factory=dict)
    programme: Programme | None = None

    @property
    def everything(self) -> tuple[Piece, ...]:
        """All of it."""
        without_state = {"links": self.scheduled, "care": self.care}
        return (
            *self.pieces,
            *((section, one.id) for section, those in without_state.items() for one in those),
        )

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What of it opens and closes with the mechanism."""
        programmes = () if self.programme is None else (self.programme,)
        parts = {
            "agencies": self.agencies,
            "controls": self.controls,
            "links": self.links,
            "pools": self.pools,
            "programmes": programmes,
        }
        return tuple((section, part.id) for section, those in parts.items() for part in those)


@dataclass(frozen=True, slots=True)
class Expansion:
    """A scenario in primitives.

    Attributes:
        agencies: Those of the scenario, then those that mechanisms make.
        controls: Those of the scenario, then those that mechanisms make, each with the registries it consults.
        links: Those of the scenario (one that goes both ways is two), then those that mechanisms make.
        pools: Those of the scenario, then those that mechanisms make.
        care: Those of the scenario, then those that mechanisms make.
        aftermath: Flow -> what mechanisms add to what may follow an interdiction.
        programmes: The changes in time that mechanisms make.
        made_by: What a mechanism made -> that mechanism.
        parts: Identifier of a mechanism -> what it made.
        switched: Identifier of a mechanism -> what of it opens and closes with it.
        two_way: Identifier of a link that goes both ways -> that of the second link.
    """

    agencies: tuple[Agency, ...]
    controls: tuple[Control, ...]
    links: tuple[Link, ...]
    pools: tuple[Pool, ...]
    care: tuple[Care, ...]
    aftermath: Mapping[str, tuple[Outcome, ...]]
    programmes: tuple[Programme, ...]
    made_by: Mapping[Piece, str]
    parts: Mapping[str, tuple[Piece, ...]]
    switched: Mapping[str, tuple[Piece, ...]]
    two_way: Mapping[str, str]

    def affected(self, section: str, name: str) -> tuple[Piece, ...]:
        """The primitives that an action on something of the scenario is about.

        A mechanism stands for all that opens and closes with it, a link that goes both ways for both directions;
        anything else for itself.
        """
        if section == "mechanisms":
            return self.switched.get(name, ())
        if section == "links" and name in self.two_way:
            return (section, name), (section, self.two_way[name])
        return ((section, name),)
