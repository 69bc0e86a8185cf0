"""What moves: cases, where they stop, and how they wait and are watched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from simulator.world.blocks import CaseBlock
from simulator.world.draws import Draws, Slot
from simulator.world.plan import LegPlan, PlacePlan, Plan

if TYPE_CHECKING:
    from simulator.engine.actors import AgencyState, ControlState, FlowState
    from simulator.engine.agenda import Handler
    from simulator.engine.surveillance import Shadow


class Stop:
    """A place or leg on a route, and what a case meets there."""

    __slots__ = (
        "announces",
        "crosses",
        "heeded",
        "index",
        "is_leg",
        "last",
        "lingers",
        "looks",
        "onward",
        "position",
        "row",
        "timetable",
        "watched",
    )

    def __init__(
        self,
        plan: Plan,
        draws: Draws,
        looks: Sequence[tuple[ControlState, ...]],
        positions: tuple[int, ...],
        step: int,
        onward: Mapping[int, tuple[tuple[int, int], ...]] | None,
    ) -> None:
        self.position = position = positions[step]
        self.is_leg = step % 2 == 1
        self.last = step == len(positions) - 1
        self.index = position - len(plan.places) if self.is_leg else position
        """Number of the place or leg."""
        spot: PlacePlan | LegPlan = plan.legs[self.index] if self.is_leg else plan.places[position]
        onto = None if self.is_leg or self.last else plan.legs[positions[step + 1] - len(plan.places)]
        self.timetable = None if onto is None else onto.departures
        """When the leg that follows can be set out on; None for at any time."""
        self.lingers = self.timetable is not None or (
            not self.is_leg and plan.places[position].stay is not None
        )
        """Whether a case stays here, or waits for a departure."""
        self.looks = looks[position]
        self.watched = bool(spot.watches)
        self.onward = None if onward is None or self.is_leg else onward.get(self.index, ())
        """Legs over which a case copies itself from here, with their addresses; None if it never does."""
        following = () if self.last else looks[positions[step + 1]]
        self.announces = tuple(control for control in following if control.plan.ahead is not None)
        """The controls that it will meet next to which a case is announced from here."""
        self.heeded = self.watched or bool(self.announces) or self.onward is not None
        """Whether anything sees to a case that comes here."""
        jurisdictions = plan.position_jurisdictions
        self.crosses = step > 0 and jurisdictions[position] != jurisdictions[positions[step - 1]]
        """Whether a case comes into another jurisdiction here."""
        decider = draws.decider(f"leg:{spot.id}" if self.is_leg else f"place:{spot.id}")
        self.row = decider.row + (Slot.DURATION if self.is_leg else Slot.STAY)
        """Where the draws of its duration or stay are kept."""


class Case:
    """One instance of a flow, while it is under way.

    It is also the event of its own next move in the queue: it has one at a time.
    """

    __slots__ = (
        "address", "announced", "batch", "block", "cell", "concealment", "flags", "flow", "flow_index", "gave_up",
        "halt", "handler", "k", "last", "look", "lost", "number", "open", "payload", "position", "requests",
        "route", "shadows", "step",
        "stops", "subject", "targets", "threat", "took", "waiting", "watched",
    )  # fmt: skip

    def __init__(
        self,
        flow: FlowState,
        block: CaseBlock,
        k: int,
        route: int,
        stops: tuple[Stop, ...],
        number: int,
    ) -> None:
        plan = flow.plan
        self.flow = flow
        self.flow_index = plan.index
        self.block = block
        self.batch = block.batch
        self.k = k
        self.address = block.batch.addresses[k]
        self.number = number
        self.threat = plan.threat
        self.payload = block.payload[k]
        self.concealment = block.concealment[k]
        self.cell = plan.cells[block.cells[k]]
        self.subject = block.subjects[k]
        self.targets: tuple[int, ...] = (self.address,)
        """Addresses under which an agency may hold items that bear on it."""
        self.route = route
        """Which of the flow's candidate routes it takes; -1 for none of them."""
        self.stops = stops
        self.step = 0
        """Number of the stop: even at a place, odd on a leg."""
        self.position = stops[0].position
        self.look = 0
        """How many of the controls that look here it has met."""
        self.took = 0
        """Duration of the leg it is on."""
        self.handler: Handler
        self.last = -1
        """Number of its latest record."""
        self.open = True
        self.lost = False
        self.gave_up = False
        self.flags: dict[int, int] | None = None
        """Agency -> record of the lookout it has set."""
        self.waiting: Waiting | None = None
        self.watched: list[Exposure] | None = None
        """Who watches it; None where nobody has begun to."""
        self.announced: dict[int, int] | None = None
        """Control -> what came of it when the case was announced there."""
        self.halt: Halt | None = None
        """Who holds it, and what that does to its next move."""
        self.shadows: dict[int, Shadow] | None = None
        """Agency -> its surveillance, also one that has ended."""
        self.requests: list[AgencyState] | None = None
        """Agencies at which it waits for a team."""

    @property
    def traits(self) -> int:
        """Traits of the subject behind it: bit n stands for the n-th of the plan's traits."""
        return self.flow.traits_of(self.subject)


class Waiting:
    """A case that waits at a control for a bay, or is being examined in one; the event of its own next stage."""

    __slots__ = (
        "case",
        "cause",
        "chance",
        "control",
        "flagged",
        "handler",
        "in_bay",
        "live",
        "queued",
        "since",
    )

    def __init__(self, case: Case, control: ControlState, since: int, flagged: bool, cause: int) -> None:
        self.case = case
        self.control = control
        self.since = since
        self.flagged = flagged
        self.cause = cause
        self.chance = 0.0
        """Of being found by the examination that has begun."""
        self.handler: Handler
        self.in_bay = False
        self.queued = False
        """In the queue of a control without legitimate traffic, which is simulated case by case."""
        self.live = True


class Exposure:
    """A case under the eyes of a control that watches."""

    __slots__ = ("case", "cause", "control", "live", "rate", "remaining", "since", "turn", "until")

    def __init__(
        self, case: Case, control: ControlState, remaining: float, since: int, span: int, cause: int
    ) -> None:
        self.case = case
        self.control = control
        self.remaining = remaining
        self.since = since
        self.until = since + span
        self.rate = 0.0
        self.cause = cause
        self.live = True
        self.turn = 0


class Hold:
    """A case that is held: detained, frozen, stopped, until it is confirmed or the time is over."""

    __slots__ = ("agency", "case", "confirmed_by", "control", "live", "record", "since")

    def __init__(
        self, case: Case, agency: int, control: int, confirmed_by: int, since: int, record: int
    ) -> None:
        self.case = case
        self.agency = agency
        """Who holds it."""
        self.control = control
        """At which control; -1 for none."""
        self.confirmed_by = confirmed_by
        self.since = since
        self.record = record
        self.live = True


class Halt:
    """What holds do to a case's next move: it falls due later by as long as the case was held.

    The move may be in the queue already. It stays there, and is put off when its time comes.
    """

    __slots__ = ("due", "holds", "late", "moves", "since", "stands")

    def __init__(self) -> None:
        self.holds: list[Hold] = []
        """Those that hold it now; it may go when the last is over."""
        self.since = 0
        """When the first of them began."""
        self.late = 0
        """How long it was held before, since its next move was put into the queue."""
        self.moves: Handler | None = None
        """What handles the move that is in the queue."""
        self.due: int | None = None
        """When that move would have been made, if its time came while the case was held."""
        self.stands = False
        """Whether it has no move in the queue: it is led on when it is released."""
