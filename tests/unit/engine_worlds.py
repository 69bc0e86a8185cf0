"""The smallest worlds in which one rule of the engine can be seen, and what happened in them, with names.

A world is a line: start (west) - border (west) - town (east), with ten hours between two of them. It begins on
a Monday at midnight UTC. Nothing takes time, fails or is hidden unless a test says so.
"""

from __future__ import annotations

from typing import Any

from simulator.eventlog import Event
from simulator.world.address import child, key_of, name_address
from simulator.world.draws import Relation
from simulator.world.philox import uniform
from tests.property.worlds import Told, World, plan_of, play, tell

HOUR = 3600
DAY = 24 * HOUR

_AGENCY = {
    "jurisdiction": "west",
    "hours": "24/7",
    "analysts": 0,
    "triage": "0 h",
    "lookout_at": 0.5,
    "act_at": 1.0,
    "lookout_delay": "0 h",
    "teams": 0,
    "response": "1 h",
    "success": 1.0,
    "recovery": "0 h",
}
_CONTROL = {
    "at": "border",
    "agency": "guard",
    "examine": 1.0,
    "examine_flagged": 1.0,
    "detect": {"drugs": 1.0},
    "skill": 1.0,
    "evidence": 0.6,
    "about": "case",
    "report_delay": "0 h",
    "seize": 0.0,
    "false_alarm": 0.0,
}
_LINK = {
    "willingness": 1.0,
    "clearance": "0 h",
    "clearance_clock": "calendar",
    "transit": "0 h",
    "reliability": 1.0,
    "fidelity": 1.0,
    "leak": 0,
    "onward": "free",
}
_FLOW = {
    "threat": "drugs",
    "from": "start",
    "to": "town",
    "payload": {"unit": "kg", "constant": 5},
    "concealment": 0.0,
    "cells": 1,
    "subjects": 1,
    "routes": {"choice": "shortest"},
    "aftermath": [],
}


def moment(hours: float) -> str:
    """So many hours after the start."""
    days, minutes = divmod(round(hours * 60), 24 * 60)
    return f"D{days:+d} {minutes // 60:02d}:{minutes % 60:02d}"


def agency(name: str = "guard", **values: Any) -> World:
    """An agency of the west that is always at work, knows things at once and has no teams."""
    return {"id": name, **_AGENCY, **values}


def control(name: str = "lane", **values: Any) -> World:
    """A control of the guard's at the border that finds everything and stops nothing."""
    if "on_leg" in values:
        values["at"] = None
    if "watch" in values:
        values = {"examine": None, "examine_flagged": None, "false_alarm": None, **values}
    merged = {"id": name, **_CONTROL, **values}
    return {key: value for key, value in merged.items() if value is not None}


def link(sender: str, receiver: str, name: str = "wire", **values: Any) -> World:
    """A link that passes everything on at once."""
    return {"id": name, "from": sender, "to": receiver, **_LINK, **values}


def flow(name: str = "loads", *, at: tuple[float, ...] = (0,), **values: Any) -> World:
    """Cases that start at known hours."""
    merged = {"id": name, "arrivals": {"schedule": [moment(hours) for hours in at]}, **_FLOW, **values}
    return {key: value for key, value in merged.items() if value is not None}


def inject(hours: float, *actions: World, name: str = "news") -> World:
    """Something that changes at an hour."""
    return {"id": name, "at": moment(hours), "actions": list(actions)}


def tip(to: str = "guard", about: str = "case", evidence: float = 0.6, **values: Any) -> World:
    """An item from outside."""
    return {"tip": {"agency": to, "about": about, "flow": "loads", "evidence": evidence, **values}}


def line(
    *,
    agencies: tuple[World, ...] = (),
    controls: tuple[World, ...] = (),
    links: tuple[World, ...] = (),
    mechanisms: tuple[World, ...] = (),
    flows: tuple[World, ...] = (),
    injects: tuple[World, ...] = (),
    stays: World | None = None,
    legs: tuple[World, ...] = (),
    horizon: str = "20 d",
    hours: Any = "10 h",
) -> World:
    """A whole world; `stays` is how long cases remain at places."""
    stays = stays or {}
    spots = {"start": "west", "border": "west", "town": "east"}
    return {
        "scenario": {
            "id": "line",
            "title": "Line",
            "summary": "One rule.",
            "start": "2031-03-03T00:00Z",
            "horizon": horizon,
        },
        "jurisdictions": [{"id": "west", "timezone": "UTC"}, {"id": "east", "timezone": "UTC"}],
        "places": [
            {"id": spot, "jurisdiction": state, **({"stay": stays[spot]} if spot in stays else {})}
            for spot, state in spots.items()
        ],
        "legs": [
            {"from": "start", "to": "border", "mode": "road", "duration": hours},
            {"from": "border", "to": "town", "mode": "road", "duration": hours},
            *legs,
        ],
        "agencies": list(agencies) or [agency()],
        "controls": list(controls),
        "links": list(links),
        "mechanisms": list(mechanisms),
        "flows": list(flows) or [flow()],
        "injects": list(injects),
    }


def story(world: World, *kinds: Event, seed: int = 1, **where: Any) -> list[Told]:
    """The rows of some kinds (all where none is named) whose columns have the given values, in order."""
    rows = tell(plan_of(world), play(world, seed))
    return [
        row
        for row in rows
        if (not kinds or row.event in kinds)
        and all(getattr(row, key) == value for key, value in where.items())
    ]


def hours_of(world: World, *kinds: Event, **where: Any) -> list[float]:
    """When the rows of some kinds happened, in hours from the start."""
    return [row.time / HOUR for row in story(world, *kinds, **where)]


def events_of(world: World, **where: Any) -> list[Event]:
    """The kinds of the rows whose columns have the given values, in order."""
    return [row.event for row in story(world, **where)]


def address_of(case: str) -> int:
    """Address of a case, such as loads/3."""
    name, _, ordinal = case.partition("/")
    return child(name_address("flow", name), Relation.CASE, int(ordinal))


def luck(decider: str, address: int, slot: int, visit: int = 0) -> float:
    """The uniform number with which a decider decides in replication 0 of seed 1."""
    return uniform(key_of(1, 0, decider), address, visit, slot)
