"""docs/kinds.md says what the library of defaults and the scenario language say."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.refresh.kinds import ACTIONS
from docs.refresh.kinds import CONDITIONS as EXAMPLES
from simulator.scenario.complaints import Written
from simulator.scenario.defaults import KIND_KEY, known_kinds
from simulator.scenario.load import build
from simulator.scenario.overlays import read
from simulator.scenario.rules.conditions import conditions_can_come_true
from simulator.scenario.rules.facts import Facts
from simulator.scenario.schema.conditions import TAGS as CONDITIONS
from simulator.scenario.source import read_value

ROOT = Path(__file__).parents[2]


def test_every_kind_has_a_row() -> None:
    text = (ROOT / "docs/kinds.md").read_text(encoding="utf-8")
    for section in KIND_KEY:
        part = text.split(f"\n## {section} ")[1].split("\n## ")[0]
        assert {kind for kind in known_kinds(section) if f"\n| `{kind}` | " not in part} == set()


@pytest.mark.parametrize("verb", ["change", "open", "close", "add_teams", "tip", "message"])
def test_the_example_of_an_action_is_right(verb: str) -> None:
    action = read_value(ACTIONS[verb][1], "example")
    data = read(ROOT / "scenarios/two_borders.yaml").data
    scenario = build(data | {"injects": [{"id": "i", "at": "D+1", "actions": [action]}]}, Written())
    assert verb in scenario.injects[0].actions[0].model_dump()


@pytest.mark.parametrize("key", list(CONDITIONS))
def test_the_example_of_a_condition_is_right(key: str) -> None:
    condition = read_value(EXAMPLES[key][1], "example")
    data = read(ROOT / "scenarios/two_borders.yaml").data
    injects = [*data["injects"], {"id": "i", "when": condition}]
    scenario = build(data | {"injects": injects}, Written())
    assert scenario.injects[-1].when is not None
    assert list(conditions_can_come_true(Facts.of(scenario))) == []
