"""A small scenario that is right in every way, for tests that make one thing of it different."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from simulator.errors import Problem, ScenarioError
from simulator.scenario.load import build
from simulator.scenario.rules import check
from simulator.scenario.schema import Scenario

SMALL: dict[str, Any] = {
    "scenario": {
        "id": "small",
        "title": "Small",
        "summary": "One way from a to c, over a gate.",
        "start": "2031-03-03T06:00Z",
        "horizon": "30 d",
    },
    "roles": [{"id": "desk", "plays": ["customs"]}],
    "jurisdictions": [{"id": "north", "timezone": "UTC"}, {"id": "south", "timezone": "UTC"}],
    "places": [
        {"id": "a", "jurisdiction": "south"},
        {"id": "gate", "jurisdiction": "south"},
        {"id": "c", "jurisdiction": "north", "stay": "24 h"},
    ],
    "legs": [
        {"from": "a", "to": "gate", "mode": "road", "duration": "9 h"},
        {"from": "gate", "to": "c", "mode": "road", "duration": "18 h"},
    ],
    "agencies": [
        {"id": "customs", "kind": "customs", "jurisdiction": "south"},
        {"id": "police", "kind": "police", "jurisdiction": "north"},
    ],
    "controls": [
        {"id": "lane", "kind": "customs_lane", "at": "gate", "agency": "customs", "evidence": 0.6},
        {"id": "wiretap", "kind": "surveillance", "at": "c", "agency": "police"},
    ],
    "links": [{"id": "tell", "kind": "liaison", "from": "customs", "to": "police"}],
    "mechanisms": [],
    "flows": [{"id": "heroin", "threat": "drugs", "from": "a", "to": "c", "arrivals": {"poisson": "2 / d"}}],
    "injects": [],
}


def small(**changes: Any) -> dict[str, Any]:
    """The small scenario with whole sections replaced."""
    return deepcopy(SMALL) | changes


def with_entity(section: str, name: str, /, **changes: Any) -> dict[str, Any]:
    """The small scenario with keys of one entity changed; a value of None takes a key away."""
    data = small()
    (entity,) = (entry for entry in data[section] if entry.get("id") == name)
    for key, value in changes.items():
        entity[key.rstrip("_")] = value
    for key in [key for key, value in entity.items() if value is None]:
        del entity[key]
    return data


def added(section: str, *entities: dict[str, Any]) -> dict[str, Any]:
    """The small scenario with more entities."""
    data = small()
    data[section] = [*data[section], *entities]
    return data


def errors(data: dict[str, Any]) -> list[Problem]:
    """What is wrong with a scenario."""
    try:
        build(data)
    except ScenarioError as error:
        return list(error.problems)
    return []


def warnings(data: dict[str, Any]) -> list[Problem]:
    """What is doubtful about a scenario that has no errors."""
    return check(Scenario.model_validate(data))


def codes(problems: list[Problem]) -> list[tuple[str, str]]:
    """Codes and paths of problems."""
    return [(problem.code, problem.path) for problem in problems]
