"""Decisions: asked of roles, and taken by what they choose or, where they do not, by default."""

from __future__ import annotations

from collections import Counter

from simulator.engine.agenda import Due, Rank
from simulator.engine.injects import carry_out
from simulator.engine.state import World
from simulator.eventlog import Event
from simulator.world.address import child, name_address
from simulator.world.plan import InjectPlan


def decision_falls(world: World, due: Due) -> None:
    """A question is asked, or the time for its answer is over."""
    subject: tuple[InjectPlan, int] = due.subject
    inject, asked = subject
    assert inject.decision is not None
    if asked >= 0:
        _take(world, inject, inject.decision.default, asked)
        return
    asked = world.record(Event.DECISION_ASKED, due.cause, value=float(inject.index))
    chosen = _chosen(world, inject)
    if chosen is not None:
        _take(world, inject, chosen, asked)
    elif inject.decision.within:
        world.after(inject.decision.within, Rank.DECISION, inject.index + 1, (inject, asked), asked)
    else:
        _take(world, inject, inject.decision.default, asked)


def _chosen(world: World, inject: InjectPlan) -> int | None:
    """The option that enough roles choose, if there is one; of several choices of a role the last one counts."""
    decision = inject.decision
    assert decision is not None
    votes: dict[str, str] = {}
    for choice in world.choices:
        if choice.decision == inject.id:
            roles = decision.roles if choice.role is None else (choice.role,)
            votes |= dict.fromkeys((role for role in roles if role in decision.roles), choice.option)
    counts = Counter(votes.values())
    return next(
        (i for i, option in enumerate(decision.options) if counts[option.id] >= decision.needed), None
    )


def _take(world: World, inject: InjectPlan, number: int, cause: int) -> None:
    assert inject.decision is not None
    option = inject.decision.options[number]
    row = world.record(Event.DECISION_TAKEN, cause, item=inject.index, value=float(number))
    address = child(name_address("inject", inject.id), Rank.DECISION, number)
    carry_out(world, option.changes, option.tips, world.clock._now, address, row)
