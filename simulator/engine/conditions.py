"""Conditions of injects: what a row can change is weighed at the same instant, before anything else happens.

Nothing here runs in a scenario whose injects all have a moment of their own.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.engine.agenda import Due, Rank
from simulator.engine.evidence import belief
from simulator.engine.moving import Case
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.conditions import ANALYSTS, ANY, BAYS, ROOM
from simulator.world.plan import MEASURED, MICRO, InjectPlan, StepPlan

_CASES = (Event.LAUNCHED, Event.INTERDICTED, Event.DELIVERED, Event.ABORTED)
_WAITING = {
    ANALYSTS: (
        Event.REPORTED, Event.RECEIVED, Event.FALSE_ALARM, Event.ROUTINE_LEAD, Event.TRIAGE_STARTED,
        Event.PARAMETER_CHANGED, Event.ASKED,
    ),
    BAYS: tuple(Event),
    ROOM: (Event.QUEUED, Event.SENT, Event.PARAMETER_CHANGED),
}  # fmt: skip
"""The rows with which a queue may change; a case comes to a bay and leaves it with many kinds of row."""
_OF_TEAMS = (Event.REQUESTED, Event.DISPATCHED, Event.REQUEST_DROPPED, Event.PARAMETER_CHANGED)


class Leaf:
    """A step that depends on nothing but the world; `row` is the row at which it last turned."""

    __slots__ = ("heard", "holds", "operands", "row", "watch")

    events: tuple[int, ...] = ()
    """The kinds of row that may change it."""

    def __init__(self, operands: tuple[int, ...], watch: Watch) -> None:
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

    def __init__(self, operands: tuple[int, ...], watch: Watch) -> None:
        super().__init__(operands, watch)
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
    events = (*_CASES, Event.TRIAGED, Event.DUPLICATE, Event.EXPIRED)

    def find(self, world: World) -> bool:
        """Weigh every case of the flow."""
        agency, now = world.agencies[self.operands[0]], world.clock._now
        return any(
            case.flow_index == self.operands[1] and belief(agency, case, now) >= self.operands[2]
            for case in world.under_way.values()
        )


class Queued(Leaf):
    """So many wait somewhere."""

    __slots__ = ("events",)

    def __init__(self, operands: tuple[int, ...], watch: Watch) -> None:
        super().__init__(operands, watch)
        self.events = _WAITING.get(operands[0], _OF_TEAMS)

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
    events = _CASES

    def __init__(self, operands: tuple[int, ...], watch: Watch) -> None:
        super().__init__(operands, watch)
        self.count: dict[int, int] = dict.fromkeys(_CASES, 0)
        self.payload: dict[int, int] = dict.fromkeys(_CASES, 0)

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
                ended = sum(count[end] for end in _CASES[1:])
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


_LEAVES: dict[str, type[Leaf]] = {
    "event": Happened,
    "belief": Believed,
    "queue": Queued,
    "metric": Measured,
    "inject": Fired,
    "decision": Chosen,
    "time": Reckoned,
}


class Watch:
    """An inject that waits for its condition."""

    __slots__ = ("due", "inject", "leaves", "steps")

    def __init__(self, inject: InjectPlan) -> None:
        self.inject = inject
        self.due = True
        """Whether something has happened that may make it true."""
        self.steps: list[Leaf | StepPlan] = [
            _LEAVES[step.code](step.operands, self) if step.code in _LEAVES else step
            for step in inject.condition
        ]
        self.leaves = [step for step in self.steps if isinstance(step, Leaf)]

    def weigh(self, world: World) -> tuple[bool, int]:
        """Whether the condition holds, and the row that made it so; -1 for time alone, or none."""
        self.due = False
        stack: list[tuple[bool, int]] = []
        for step in self.steps:
            if isinstance(step, Leaf):
                step.weigh(world)
                stack.append((step.holds, step.row))
            elif step.code == "not":
                holds, row = stack.pop()
                stack.append((not holds, row))
            else:
                (size,) = step.operands
                parts, stack[-size:] = stack[-size:], []
                stack.append(_joined(step.code, parts))
        (found,) = stack
        return found


def _joined(code: str, parts: list[tuple[bool, int]]) -> tuple[bool, int]:
    """Several conditions as one: what all owe to the last that came true, any owes to the first."""
    truths = [holds for holds, _ in parts]
    decisive = [row for holds, row in parts if holds is (code == "any")]
    if code == "all":
        return all(truths), max(row for _, row in parts) if all(truths) else min(decisive)
    return any(truths), min(decisive) if any(truths) else max(row for _, row in parts)


class Conditions:
    """All conditions that may still come true, and who hears of what."""

    __slots__ = ("first_case", "known", "waiting", "watches", "world")

    def __init__(self, world: World) -> None:
        self.world = world
        self.watches = [Watch(inject) for inject in world.plan.injects if inject.condition]
        self.known: dict[int, list[Leaf]] = {}
        """Kind of row -> the steps that it may change."""
        for watch in self.watches:
            for leaf in watch.leaves:
                for event in leaf.events:
                    self.known.setdefault(event, []).append(leaf)
        self.waiting = False
        """Whether conditions will be weighed at this instant."""
        self.first_case = -1 if world.clock._now < 0 else 0
        """Number of the first case that begins at the start or later; -1 before the start."""

    def hear(self, row: int, event: int, where: tuple[int, ...], case: int, value: float) -> None:
        """Take in a row."""
        if self.first_case < 0:
            return
        early = event in _CASES and case < self.first_case
        for leaf in self.known[event]:
            if not (early and type(leaf) is Measured):
                leaf.hear(row, event, where, value)
                if leaf.watch.due and not self.waiting:
                    self.waiting = True
                    self.world.after(0, Rank.CONDITION, 0, self, row)

    def forget(self, watch: Watch) -> None:
        """Let an inject wait no more."""
        self.watches.remove(watch)
        for leaf in watch.leaves:
            for event in leaf.events:
                self.known[event].remove(leaf)


def start_conditions(world: World) -> None:
    """Let rows be heard by the conditions that they may change; they count from the start of the exercise."""
    conditions = Conditions(world)
    if not conditions.watches:
        return
    now = world.clock._now
    moments = {
        step.operands[0] for watch in conditions.watches for step in watch.leaves if type(step) is Reckoned
    }
    for moment in sorted({0, *moments}):
        if moment >= 0:
            world.after(moment - now, Rank.CONDITION, 0, conditions, -1)
    _overhear(world, conditions.known, conditions.hear)


def _overhear(world: World, known: dict[int, list[Leaf]], hear: Callable[..., None]) -> None:
    """Wrap the writers of rows."""
    note, note_item, record = world.note, world.note_item, world.record

    def note_aloud(
        event: int,
        cause: int,
        case: Case,
        agency: int = -1,
        control: int = -1,
        item: int = -1,
        value: float = 0.0,
        /,
    ) -> int:
        row = note(event, cause, case, agency, control, item, value)
        if event in known:
            hear(row, event, (agency, control, case.flow_index, -1, case.position), case.number, value)
        return row

    def note_item_aloud(
        event: int, cause: int, agency: int, item: int, link: int = -1, value: float = 0.0, /
    ) -> int:
        row = note_item(event, cause, agency, item, link, value)
        if event in known:
            hear(row, event, (agency, -1, -1, link, -1), -1, value)
        return row

    def record_aloud(
        event: int,
        cause: int,
        *,
        case: int = -1,
        flow: int = -1,
        agency: int = -1,
        place: int = -1,
        control: int = -1,
        link: int = -1,
        item: int = -1,
        value: float = 0.0,
    ) -> int:
        row = record(
            event, cause, case=case, flow=flow, agency=agency, place=place, control=control, link=link, item=item,
            value=value,
        )  # fmt: skip
        if event in known:
            hear(row, event, (agency, control, flow, link, place, item), case, value)
        return row

    world.note, world.note_item, world.record = note_aloud, note_item_aloud, record_aloud


def conditions_are_weighed(world: World, due: Due) -> None:
    """Let those injects fire whose conditions have come true; in the order in which the scenario lists them."""
    conditions: Conditions = due.subject
    conditions.waiting = False
    if conditions.first_case < 0:
        conditions.first_case = world.case_count
    late = {leaf.watch for watch in conditions.watches for leaf in watch.leaves if type(leaf) is Reckoned}
    for watch in tuple(conditions.watches):
        if not (watch.due or watch in late):
            continue
        holds, row = watch.weigh(world)
        if holds:
            conditions.forget(watch)
            inject = watch.inject
            world.after(inject.delay, Rank.INJECT, inject.index + 1, inject, row)
