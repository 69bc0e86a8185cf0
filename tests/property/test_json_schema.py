"""Whatever validates passes the JSON Schema for editors, however much of the language it uses."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
from hypothesis import given, settings

from simulator.scenario.json_schema import scenario_schema
from tests.property.full_worlds import full_worlds

VALIDATOR = jsonschema.Draft202012Validator(scenario_schema())


@settings(max_examples=20, deadline=None)
@given(full_worlds())
def test_random_scenarios_pass_the_schema(world: dict[str, Any]) -> None:
    written = json.loads(json.dumps(world))  # as a file has it: lists, no tuples
    assert [error.message for error in VALIDATOR.iter_errors(written)] == []
