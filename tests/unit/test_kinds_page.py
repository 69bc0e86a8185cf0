"""docs/kinds.md says what the library of defaults and the scenario language say."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from simulator.scenario.complaints import Written
from simulator.scenario.defaults import KIND_KEY, known_kinds
from simulator.scenario.load import build
from simulator.scenario.overlays import read
from simulator.scenario.rules.conditions import conditions_can_come_true
from simulator.scenario.rules.facts import Facts
from simulator.scenario.schema.conditions import TAGS as CONDITIONS
from simulator.scenario.source import read_value

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def refresh() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs/refresh_kinds.py"))


def test_the_page_is_up_to_date(refresh: dict[str, Any]) -> None:
    assert (ROOT / "docs/kinds.md").read_text(encoding="utf-8") == refresh["page"]()


def test_every_kind_has_a_row() -> None:
    text = (ROOT / "docs/kinds.md").read_text(encoding="utf-8")
    for section in KIND_KEY:
        part = text.split(f"\n## {section} ")[1].split("\n## ")[0]
        assert {kind for kind in known_kinds(section) if f"\n| `{kind}` | " not in part} == set()


@pytest.mark.parametrize("verb", ["change", "open", "close", "add_teams", "tip", "message"])
def test_the_example_of_an_action_is_right(refresh: dict[str, Any], verb: str) -> None:
    action = read_value(refresh["ACTIONS"][verb][1], "example")
    data = read(ROOT / "scenarios/two_borders.yaml").data
    scenario = build(data | {"injects": [{"id": "i", "at": "D+1", "actions": [action]}]}, Written())
    assert verb in scenario.injects[0].actions[0].model_dump()


@pytest.mark.parametrize("key", list(CONDITIONS))
def test_the_example_of_a_condition_is_right(refresh: dict[str, Any], key: str) -> None:
    condition = read_value(refresh["CONDITIONS"][key][1], "example")
    data = read(ROOT / "scenarios/two_borders.yaml").data
    injects = [*data["injects"], {"id": "i", "when": condition}]
    scenario = build(data | {"injects": injects}, Written())
    assert scenario.injects[-1].when is not None
    assert list(conditions_can_come_true(Facts.of(scenario))) == []
