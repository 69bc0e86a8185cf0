"""Conditions of injects, whatever the world: they fire when a reader of the log finds that they came true."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from simulator.eventlog import Event
from simulator.scenario.clock import when
from simulator.world.calendars import resolve
from tests.property.worlds import MOMENTS, Drawn, Told, World, drawn, plan_of, play, tell, without, worlds

EVENTS = (
    "launched",
    "arrived",
    "examined",
    "detected",
    "missed",
    "triaged",
    "interdicted",
    "delivered",
    "requested",
)
MEASURES = ("launched", "interdicted", "delivered")


@st.composite
def conditions(draw: Drawn, world: World, depth: int = 2) -> World:
    """A condition that stays true once it is: nothing in it can become false again."""
    kinds = ["event", "metric", "time"] + (["all", "any"] if depth else [])
    match draw(st.sampled_from(kinds)):
        case "event":
            event = draw(st.sampled_from(EVENTS))
            found: World = {"event": event, "count": draw(st.integers(1, 4))}
            if event in ("examined", "detected") and draw(st.booleans()):
                found["control"] = draw(st.sampled_from([one["id"] for one in world["controls"]]))
            if event != "triaged" and draw(st.booleans()):
                found["flow"] = draw(st.sampled_from([one["id"] for one in world["flows"]]))
            return found
        case "metric":
            found = {"metric": draw(st.sampled_from(MEASURES)), "at_least": draw(st.integers(1, 6))}
            if draw(st.booleans()):
                found["flow"] = draw(st.sampled_from([one["id"] for one in world["flows"]]))
            return found
        case "time":
            return {"time": draw(MOMENTS)}
        case joint:
            parts = [draw(conditions(world, depth - 1)) for _ in range(draw(st.integers(1, 3)))]
            return {joint: parts}


@st.composite
def waiting(draw: Drawn) -> tuple[World, World]:
    """A world, and a condition for it."""
    world = draw(worlds())
    return world, draw(conditions(world))


def with_inject(world: World, condition: World) -> World:
    return {**world, "injects": [*world["injects"], {"id": "waits", "when": condition}]}


def came_true(condition: World, rows: Sequence[Told], world: World, start: object) -> float:
    """The instant at which a condition came true, read from the log."""
    if "all" in condition or "any" in condition:
        parts = [came_true(part, rows, world, start) for part in condition.get("all", condition.get("any"))]
        return max(parts) if "all" in condition else min(parts)
    if "time" in condition:
        return max(0, resolve(when(condition["time"]), world["scenario"]["timezone"], start))  # type: ignore[arg-type]
    event = Event[condition.get("event", condition.get("metric")).upper()]
    least = condition.get("count", condition.get("at_least"))
    times = [
        row.time
        for row in rows
        if row.event == event
        and condition.get("flow") in (None, row.flow)
        and condition.get("control") in (None, row.control)
    ]
    return times[least - 1] if len(times) >= least else math.inf


@drawn
@given(waiting())
def test_an_inject_fires_when_its_condition_comes_true(drawn_: tuple[World, World]) -> None:
    from simulator.scenario.schema import Scenario

    world, condition = drawn_
    waits = with_inject(world, condition)
    rows = tell(plan_of(waits), play(waits))
    start = Scenario.model_validate(world).start
    expected = came_true(condition, rows, world, start)
    fired = [row.time for row in rows if row.event == Event.INJECT_FIRED and row.value == "waits"]
    assert fired == ([expected] if expected < plan_of(waits).horizon else [])


@drawn
@given(waiting())
def test_an_inject_that_does_nothing_leaves_everything_else_alone(drawn_: tuple[World, World]) -> None:
    world, condition = drawn_
    waits = with_inject(world, condition)
    rows = tell(plan_of(waits), play(waits))
    assert without(rows, lambda row: row.event == Event.INJECT_FIRED and row.value == "waits") == tell(
        plan_of(world), play(world)
    )
