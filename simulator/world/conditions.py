"""Conditions as steps that a second engine can follow: operands first, names as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulator.eventlog import Event
from simulator.scenario.schema.conditions import (
    AllOf,
    AnyOf,
    Believed,
    Chosen,
    Condition,
    Fired,
    Happened,
    Not,
    Queued,
    Reached,
    Reckoned,
)
from simulator.world.plan import MEASURED, MICRO, StepPlan

if TYPE_CHECKING:
    from simulator.world.compile import Compiler

ANALYSTS, BAYS, ROOM, TEAMS = range(4)
"""What is waited for in a queue."""
ANY = -1


def compile_condition(compiler: Compiler, condition: Condition) -> tuple[StepPlan, ...]:
    """The steps of a condition, in the order in which they are evaluated."""
    return tuple(_steps(compiler, condition))


def _steps(compiler: Compiler, condition: Condition) -> Iterator[StepPlan]:
    match condition:
        case Happened():
            yield StepPlan("event", _event(compiler, condition))
        case Believed():
            terms = condition.belief
            agency, flow = compiler.agencies[terms.agency], compiler.flows[terms.flow]
            yield StepPlan("belief", (agency, flow, round(terms.at_least * MICRO)))
        case Queued():
            yield StepPlan("queue", _queue(compiler, condition))
        case Reached():
            bars = (condition.at_least, condition.at_most)
            least, most = (ANY if bar is None else round(bar * MICRO) for bar in bars)
            flow = ANY if condition.flow is None else compiler.flows[condition.flow]
            yield StepPlan("metric", (MEASURED.index(condition.metric), flow, least, most))
        case Fired():
            yield StepPlan("inject", (compiler.injects[condition.inject],))
        case Chosen():
            inject = compiler.injects[condition.decision]
            options = [option.id for option in compiler.scenario.injects[inject].options]
            yield StepPlan("decision", (inject, options.index(condition.option)))
        case Reckoned():
            yield StepPlan("time", (compiler.when(condition.time),))
        case AllOf():
            yield from _joined(compiler, condition.all)
            yield StepPlan("all", (len(condition.all),))
        case AnyOf():
            yield from _joined(compiler, condition.any)
            yield StepPlan("any", (len(condition.any),))
        case Not():
            yield from _steps(compiler, condition.not_)
            yield StepPlan("not")


def _joined(compiler: Compiler, conditions: tuple[Condition, ...]) -> Iterator[StepPlan]:
    for condition in conditions:
        yield from _steps(compiler, condition)


def _event(compiler: Compiler, happened: Happened) -> tuple[int, ...]:
    named = (
        (compiler.agencies, happened.agency),
        (compiler.controls, happened.control),
        (compiler.flows, happened.flow),
        (compiler.links, happened.link),
        (compiler.places, happened.place),
    )
    where = (ANY if name is None else numbers[name] for numbers, name in named)
    return (Event[happened.event.upper()], *where, happened.count)


def _queue(compiler: Compiler, queued: Queued) -> tuple[int, int, int]:
    queue = queued.queue
    for what, numbers, name in (
        (ANALYSTS, compiler.agencies, queue.agency),
        (BAYS, compiler.controls, queue.control),
        (ROOM, compiler.links, queue.link),
        (TEAMS, compiler.agencies, queue.requests_at),
    ):
        if name is not None:
            return what, numbers[name], queue.at_least
    raise AssertionError(queue)
