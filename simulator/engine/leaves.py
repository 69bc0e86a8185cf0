"""What a condition of an inject consists of: steps that look at the world, each when a row says it may have turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.engine.evidence import belief
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.conditions import ANALYSTS, ANY, BAYS, ROOM, TEAMS
from simulator.world.plan import MEASURED, MICRO, Plan

if TYPE_CHECKING:
    from simulator.engine.conditions import Watch

CASES = (Event.LAUNCHED, Event.INTERDICTED, Event.DELIVERED, Event.ABORTED)
_WAITING = {
    ANALYSTS: (
        Event.REPORTED, Event.RECEIVED, Event.FALSE_ALARM, Event.ROUTINE_LEAD, Event.TRIAGE_STARTED,
        Event.PARAMETER_CHANGED, Event.ASKED,
    ),
    BAYS: tuple(Event),
    ROOM: (Event.QUEUED, Event.SENT),
    TEAMS: (Event.REQUESTED, Event.DISPATCHED, Event.REQUEST_DROPPED),
}  # fmt: skip
"""The rows with which a queue may change; a case comes to a bay and leaves it with many kinds of row."""


class Leaf:
    """A step that depends on nothing but the world; `row` is the row at which it last turned."""

    __slots__ = ("heard", "holds", "operands", "row", "watch")

    events: tuple[int, ...] = ()
    """The kinds of row that may change it."""

    def __init__(self, operands: tuple[int, ...], watch: Watch, plan: Plan) -> None:
        self.operands = operands
        self.watch = watch
        self.holds = False
        self.row = -1
        self.heard = -1

    def hear(self, row: int, event: int, where: tuple[int, ...], value: float) -> None:
        """Take in a row: number and kind; agency, control, flow, link, place (and item); value."""
        self.heard = row
        self.watch.due = True

    def weigh(self, world: World) -> None:
        """Find out whether it holds now."""
        holds = self.find(world)
        if holds is not self.holds:
            self.holds, self.row = holds, self.heard

    def find(self, world: World) -> bool:
        """Whether it holds now."""
        raise NotImplementedError


class Happened(Leaf):
    """So many rows of a kind were written."""

    __slots__ = ("count", "events")

    def __init__(self, operands: tuple[int, ...], watch: Watch, plan: Plan) -> None:
        super().__init__(operands, watch, plan)
        self.events = operands[:1]
        self.count = 0

    def hear(self, row: int, event: int, where: tuple[int, ...], value: float) -> None:
        """Count it, if it is one of them."""
        if all(wanted in (ANY, found) for wanted, found in zip(self.operands[1:6], where, strict=False)):
            self.count += 1
            if self.count == self.operands[6]:
                super().hear(row, event, where, value)

    def find(self, world: World) -> bool:
        """Whether there are enough."""
        return self.count >= self.operands[6]


class Believed(Leaf):
    """An agency believes so much in a case of a flow under way."""

    __slots__ = ()
    events = (*CASES, Event.TRIAGED, Event.DUPLICATE, Event.EXPIRED)

    def hear(self, row: int, event: int, where: tuple[int, ...], value: float) -> None:
        """See whether it is about the agency, or about a case of the flow."""
        agency, flow, _ = self.operands
        if event == Event.EXPIRED or (where[2] == flow if event in CASES else where[0] == agency):
            super().hear(row, event, where, value)

    def find(self, world: World) -> bool:
        """Weigh every case of the flow."""
        agency, now = world.agencies[self.operands[0]], world.clock._now
        return any(
            case.flow_index == self.operands[1] and belief(agency, case, now) >= self.operands[2]
            for case in world.under_way.values()
        )


class Queued(Leaf):
    """So many wait somewhere."""

    __slots__ = ("column", "events", "number")

    def __init__(self, operands: tuple[int, ...], watch: Watch, plan: Plan) -> None:
        super().__init__(operands, watch, plan)
        what, which, _ = operands
        self.events = _WAITING[what]
        self.column = {ROOM: 3, BAYS: 4}.get(what, 0)
        self.number = plan.controls[which].position if what == BAYS else which

    def hear(self, row: int, event: int, where: tuple[int, ...], value: float) -> None:
        """See whether it is about the agency, the link, or the place where the control looks."""
        if where[self.column] == self.number:
            super().hear(row, event, where, value)

    def find(self, world: World) -> bool:
        """Count who waits."""
        what, which, least = self.operands
        if what == ANALYSTS:
            return len(world.agencies[which].jobs) >= least
        if what == BAYS:
            return world.controls[which].queued >= least
        if what == ROOM:
            return len(world.links[which].queue) >= least
        return len(world.agencies[which].requests) >= least


class Measured(Leaf):
    """What became of the cases that began since the start; payload in whole millionths, so that sums are exact."""

    __slots__ = ("count", "payload")
    events = CASES

    def __init__(self, operands: tuple[int, ...], watch: Watch, plan: Plan) -> None:
        super().__init__(operands, watch, plan)
        self.count: dict[int, int] = dict.fromkeys(CASES, 0)
        self.payload: dict[int, int] = dict.fromkeys(CASES, 0)

    def hear(self, row: int, event: int, where: tuple[int, ...], value: float) -> None:
        """Count the case."""
        if self.operands[1] in (ANY, where[2]):
            self.count[event] += 1
            self.payload[event] += round(value * MICRO)
            super().hear(row, event, where, value)

    def find(self, world: World) -> bool:
        """Hold the measure against its bars."""
        name, _, least, most = self.operands
        count = self.count
        match MEASURED[name]:
            case "interdiction_rate":
                value, scale = count[Event.INTERDICTED] * MICRO, count[Event.LAUNCHED]
                if not scale:
                    return False
            case "open":
                ended = sum(count[end] for end in CASES[1:])
                value, scale = (count[Event.LAUNCHED] - ended) * MICRO, 1
            case "delivered_payload":
                value, scale = self.payload[Event.DELIVERED], 1
            case "interdicted_payload":
                value, scale = self.payload[Event.INTERDICTED], 1
            case counted:
                value, scale = count[Event[counted.upper()]] * MICRO, 1
        return least * scale <= value and (most == ANY or value <= most * scale)


class Fired(Leaf):
    """An inject has fired."""

    __slots__ = ()
    events = (Event.INJECT_FIRED,)

    def hear(self, row: int, event: int, where: tuple[int, ...], value: float) -> None:
        """See whether it is this one."""
        if value == self.operands[0]:
            super().hear(row, event, where, value)

    def find(self, world: World) -> bool:
        """Whether it was heard of."""
        return self.heard >= 0


class Chosen(Leaf):
    """A decision has been taken in a certain way."""

    __slots__ = ()
    events = (Event.DECISION_TAKEN,)

    def hear(self, row: int, event: int, where: tuple[int, ...], value: float) -> None:
        """See whether it is this one."""
        if self.operands == (where[5], value):
            super().hear(row, event, where, value)

    def find(self, world: World) -> bool:
        """Whether it was heard of."""
        return self.heard >= 0


class Reckoned(Leaf):
    """It is so late."""

    __slots__ = ()

    def find(self, world: World) -> bool:
        """Look at the clock."""
        return world.clock._now >= self.operands[0]


LEAVES: dict[str, type[Leaf]] = {
    "event": Happened,
    "belief": Believed,
    "queue": Queued,
    "metric": Measured,
    "inject": Fired,
    "decision": Chosen,
    "time": Reckoned,
}
