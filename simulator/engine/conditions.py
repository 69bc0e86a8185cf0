"""Conditions of injects: what a row can change is weighed at the same instant, before anything else happens.

Nothing here runs in a scenario whose injects all have a moment of their own.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.engine.agenda import Due, Rank
from simulator.engine.leaves import CASES, LEAVES, Leaf, Measured, Reckoned
from simulator.engine.moving import Case
from simulator.engine.state import World
from simulator.world.plan import InjectPlan, Plan, StepPlan


class Watch:
    """An inject that waits for its condition."""

    __slots__ = ("due", "inject", "leaves", "steps")

    def __init__(self, inject: InjectPlan, plan: Plan) -> None:
        self.inject = inject
        self.due = True
        """Whether something has happened that may make it true."""
        self.steps: list[Leaf | StepPlan] = [
            LEAVES[step.code](step.operands, self, plan) if step.code in LEAVES else step
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
        self.watches = [Watch(inject, world.plan) for inject in world.plan.injects if inject.condition]
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
        early = event in CASES and case < self.first_case
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
