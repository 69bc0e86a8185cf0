"""Inputs: any of them may say where it comes from and how far it may lie off, and that is checked."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.report.inputs import assumed_inputs, count_inputs, input_rows
from simulator.scenario.annotations import is_annotated
from simulator.scenario.inputs import inputs_of
from simulator.scenario.load import build, load_scenario
from simulator.scenario.paths import assign
from simulator.scenario.schema import Scenario
from simulator.scenario.source import read_document
from tests.unit.small import small

SHIPPED = Path("scenarios")


def annotated(node: Any, status: str) -> Any:
    """A node whose values all state a status, distributions included; names of entities stay as they are."""
    if isinstance(node, dict) and (is_annotated(node) or "status" in node):
        return node | {"status": status}
    return {"value": node, "status": status}


@pytest.mark.parametrize("name", ["two_borders", "northern_route"])
def test_every_input_of_a_shipped_scenario_can_be_annotated(name):
    path = SHIPPED / f"{name}.yaml"
    written = load_scenario(path)
    data = copy.deepcopy(read_document(path).data)
    given = [one for one in inputs_of(written) if one.origin == "given"]
    plain = 0
    for one in given:
        section, entity, *keys = one.path.split(".")
        entries = data[section]
        index = next(
            i for i, entry in enumerate(entries)
            if entity in (entry.get("id"), f"{entry.get('from')}_to_{entry.get('to')}")
        )  # fmt: skip
        node: Any = entries[index]
        for key in keys[:-1]:
            node = node.get(key, {}) if isinstance(node, dict) else node[int(key)]
        if isinstance(node, dict) and keys[-1] in node and not is_annotated(node):
            node[keys[-1]] = annotated(node[keys[-1]], "elicited")
            plain += 1
    again = build(data)
    assert plain > 40
    assert again.model_dump() == written.model_dump()
    assert sum(one.status == "elicited" for one in inputs_of(again)) >= plain


RANGED: list[tuple[str, Any, Any]] = [
    ("agencies.customs.triage", "2 h", ["1 h", "4 h"]),
    ("agencies.customs.triage", {"lognormal": {"median": "2 h", "p90": "9 h"}}, ["1 h", "8 h"]),
    ("agencies.customs.analysts", 2, [1, 4]),
    ("agencies.customs.analysts", [{"n": 1, "hours": "24/7"}, {"n": 1, "hours": "office"}], [2, 4]),
    ("agencies.customs.routine_leads", "2 / d", ["1 / d", "14 per week"]),
    ("controls.lane.examine", 0.1, ["5 %", "1 in 2"]),
    ("controls.lane.detect.drugs", 0.5, [0.3, 0.7]),
    ("flows.heroin.payload", {"unit": "kg", "uniform": {"low": 2, "high": 4}}, [2, 4]),
    ("flows.heroin.unit_value", "20 usd", ["10 usd", "30 usd"]),
    ("flows.heroin.concealment", {"uniform": {"low": 0.2, "high": 0.6}}, [0.2, 0.5]),
    ("flows.heroin.arrivals.poisson", "2 / d", ["1 / d", "3 / d"]),
    ("legs.a_to_gate.duration", "5 h", ["5 h", "5 h"]),
    ("scenario.horizon", "10 d", ["5 d", "2 w"]),
]


def with_range(path: str, value: Any, bounds: Any) -> Scenario:
    world = assign(small(), "flows.heroin.unit_value", "1 usd")
    return build(assign(world, path, {"value": value, "range": bounds}))


@pytest.mark.parametrize(("path", "value", "bounds"), RANGED)
def test_a_range_around_a_value_is_taken(path, value, bounds):
    scenario = with_range(path, value, bounds)
    assert [one.range for one in inputs_of(scenario) if one.path == path] in ([tuple(bounds)], [])


@pytest.mark.parametrize(
    ("path", "value", "bounds", "said"),
    [
        ("agencies.customs.triage", "2 h", ["3 h", "4 h"], "does not hold its median"),
        ("controls.lane.examine", 0.8, [0.1, 0.5], "does not hold the value"),
        ("controls.lane.examine", 0.2, [0.5, 0.1], "ends before it begins"),
        ("controls.lane.examine", 0.2, [0.1, 1.5], "1.5 cannot stand in this range"),
        ("agencies.customs.triage", "2 h", ["3 kg", "4 h"], "cannot stand in this range"),
        ("agencies.customs.triage", "2 h", [1, "4 h"], "cannot stand in this range"),
        ("agencies.customs.teams", 2, [1.5, 4], "cannot stand in this range"),
        ("flows.heroin.unit_value", "20 usd", ["10 eur", "30 usd"], "in another unit"),
        ("agencies.customs.hours", "office", ["office", "24/7"], "a range is for a number"),
        ("flows.heroin.open", True, [False, True], "a range is for a number"),
    ],
)
def test_a_range_that_makes_no_sense_is_an_error_at_the_range(path, value, bounds, said):
    with pytest.raises(ScenarioError, match=said) as caught:
        with_range(path, value, bounds)
    assert [problem.code for problem in caught.value.problems] == ["E321"]
    assert caught.value.problems[0].path.endswith(".range")


def test_a_range_in_a_kind_is_checked_where_the_kind_is_used():
    world = small()
    world["kinds"] = {"agencies": {"desk": {"teams": {"value": 3, "range": [4, 6]}}}}
    assert build(copy.deepcopy(world))
    world["agencies"][0]["kind"] = "desk"
    with pytest.raises(ScenarioError, match="does not hold the value") as caught:
        build(world)
    assert caught.value.problems[0].path == "kinds.agencies.desk.teams.range"


def test_inputs_are_listed_with_what_is_said_of_them():
    scenario = build(
        assign(
            small(),
            "controls.lane.examine",
            {"value": 0.1, "range": [0.05, 0.2], "status": "assumed", "note": "guess"},
        )
    )
    (row,) = [row for row in input_rows(scenario) if row["input"] == "controls.lane.examine"]
    assert row == {
        "input": "controls.lane.examine", "value": "0.1", "origin": "given", "status": "assumed",
        "lowest": "0.05", "highest": "0.2", "source": None, "note": "guess",
    }  # fmt: skip
    counts = count_inputs(scenario)
    assert len(input_rows(scenario)) == counts.total
    assert counts.assumed == sum(row["status"] == "assumed" for row in input_rows(scenario)) > 1
    assert len(assumed_inputs(scenario, 80)) > 1


@pytest.mark.parametrize(
    ("written", "status"),
    [
        (0, "assumed"),
        ("0 %", "assumed"),
        ({"value": 0, "note": "who would know"}, "assumed"),
        ({"value": 0, "source": "audit 2029"}, None),
        ({"value": 0, "status": "elicited"}, "elicited"),
        (0.02, None),
    ],
)
def test_a_written_leak_of_nothing_is_an_assumption_unless_there_is_a_source(written, status):
    scenario = build(assign(small(), "links.tell.leak", written))
    (found,) = [one for one in inputs_of(scenario) if one.path == "links.tell.leak"]
    assert (found.origin, found.status) == ("given", status)
