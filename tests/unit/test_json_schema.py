"""The JSON Schema for editors: what validates passes it, and typical mistakes do not."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from docs.refresh.schema import written
from simulator.errors import ScenarioError
from simulator.report.resolved import resolved_text
from simulator.scenario import overlays
from simulator.scenario.json_schema import FILE, HINT, scenario_schema
from simulator.scenario.load import build, load_scenario
from simulator.scenario.source import read_document, read_text
from tests.cli.world import ROOT, SCENARIO

SCHEMA = scenario_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SHIPPED = sorted((ROOT / "scenarios").rglob("*.yaml"))
FILES = [*SHIPPED, *sorted((ROOT / "tests/golden").glob("*.yaml")), ROOT / "docs/mechanisms/world.yaml"]


def complaints(data: Any) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message}" for error in VALIDATOR.iter_errors(data)]


def world(text: str = SCENARIO) -> dict[str, Any]:
    data: dict[str, Any] = read_text(text, "x.yaml").data
    return copy.deepcopy(data)


def test_it_is_a_schema_of_the_dialect_it_names() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]


def test_every_reference_in_it_leads_somewhere_in_it() -> None:
    text = json.dumps(SCHEMA)
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', text)):
        node = SCHEMA
        assert reference.startswith("#/")
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]


def test_the_file_beside_the_scenarios_is_up_to_date() -> None:
    for path, content in written():
        assert path.read_bytes() == content, "python -m docs schema"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_name_the_schema_beside_them(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    up = "../" * (len(path.relative_to(ROOT / "scenarios").parts) - 1)
    assert first == HINT.replace(FILE, up + FILE)
    assert (path.parent / first.rpartition("=")[2]).is_file()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenarios_pass_as_written_and_in_full(path: Path) -> None:
    assert complaints(read_document(path).data) == []
    assert complaints(overlays.read(path).data) == []
    assert complaints(read_text(resolved_text(load_scenario(path)), "x.yaml").data) == []


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("scenario", "horizon"), "1 week"),
        (("scenario", "horizon"), {"value": "10 d", "status": "assumed", "range": ["5 d", "20 d"]}),
        (("scenario", "warm_up"), "1 h 30 min"),
        (("scenario", "start"), "2031-03-03T06:00+0300"),
        (("scenario", "fictional"), "yes"),
        (("legs", 0, "duration"), {"value": {"lognormal": {"median": "9 h", "p90": "14 h"}}, "source": "x"}),
        (("legs", 0, "duration"), {"lognormal": {"median": "9 h", "p90": "14 h"}, "status": "assumed"}),
        (("legs", 0, "duration"), {"lognormal": {"median": {"value": "9 h", "note": "guessed"}, "p90": "14 h"}}),
        (("legs", 0, "duration"), {"slowest": {"n": 2, "of": {"uniform": {"low": "2 h", "high": "4 h"}}}}),
        (("legs", 0, "mode"), {"value": "road", "source": "the atlas"}),
        (("legs", 0, "cost"), {"usd": 300}),
        (("legs", 0, "cost"), "300 USD"),
        (("controls", 0, "examine"), "1 in 2000"),
        (("controls", 0, "examine"), "0.07 %"),
        (("controls", 0, "examine"), {"value": "30 %", "range": [0.1, 0.5]}),
        (("controls", 0, "detect"), {"drugs": 0.5, "weapons": "20 %", "status": "elicited"}),
        (("controls", 0, "traffic"), {"rate": "50 / d", "steps": [{"from": "D+3", "times": 2}]}),
        (("controls", 0, "hours"), "mon-fri 09:00-18:00"),
        (("controls", 0, "hours"), [{"days": ["mon", "wed"], "from": "08:00", "to": "12:00"}, "sat 09:00-12:00"]),
        (("controls", 0, "hold"), {"for": "6 h", "confirmed_by": "police"}),
        (("agencies", 0, "analysts"), 3),
        (("agencies", 0, "analysts"), [{"n": 2, "hours": "24/7"}]),
        (("agencies", 0, "kind"), "harbour_watch"),
        (("flows", 0, "payload"), {"unit": "kg", "lognormal": {"median": 10, "p90": 30}, "status": "assumed"}),
        (("flows", 0, "payload"), {"unit": "kg", "amount": 10}),
        (("flows", 0, "arrivals"), {"poisson": "2 per week", "status": "sourced", "source": "x"}),
        (("flows", 0, "arrivals"), {"schedule": ["D+1", "D+2 06:00", "2031-03-06T06:00Z"]}),
        (("flows", 0, "traits"), {"false_document": {"value": 0.2, "status": "assumed"}}),
        (("kinds",), {"controls": {"gate_patrol": {"like": "patrol", "seize": "80 %", "status": "assumed"}}}),
        (("kinds",), {"flows": {"drugs": {"cells": 4, "payload": {"unit": "kg", "amount": 3}}}}),
        (("mechanisms",), [{"id": "post", "kind": "liaison", "members": ["customs", "police"]}]),
    ],
    ids=str,
)  # fmt: skip
def test_every_form_that_validates_passes(at: tuple[Any, ...], value: Any) -> None:
    data = world()
    node: Any = data
    for part in at[:-1]:
        node = node[part]
    node[at[-1]] = value
    build(data)
    assert complaints(data) == []


def test_mechanisms_of_a_kind_of_ones_own_pass() -> None:
    data = world() | {
        "kinds": {"mechanisms": {"post": {"like": "liaison", "clearance": "2 h"}}},
        "mechanisms": [{"id": "kovan_post", "kind": "post", "members": ["customs", "police"]}],
    }
    build(data)
    assert complaints(data) == []


def test_an_overlay_says_only_what_is_new(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "more.yaml").write_text(
        "extends: base.yaml\n"
        "scenario: {id: more}\n"
        "agencies: [{id: police, teams: 3, response: 2 h}]\n"
        "controls: [{id: leads, remove: true}]\n"
        "legs: [{from: kovan, to: gate, duration: 8 h}]\n"
        "flows: [{id: heroin, routes: {k: 2}}]\n",
        encoding="utf-8",
    )
    load_scenario(tmp_path / "more.yaml")
    assert complaints(read_document(tmp_path / "more.yaml").data) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("horizn: 10 d", "horizon: 10 d"),  # unknown key, and the right one is missing
        ("horizon: 10", "horizon: 10 d"),
        ('horizon: "10"', "horizon: 10 d"),
        ("horizon: 10 parsecs", "horizon: 10 d"),
        ("start: 2031-03-03", "start: 2031-03-03T06:00Z"),
        ("start: 2031-03-03T06:00\n", "start: 2031-03-03T06:00Z\n"),
        ("id: One Border", "id: one_border"),
        ("examine: 30", "examine: 0.3"),
        ("examine: many", "examine: 0.3"),
        ("exmine: 0.3", "examine: 0.3"),
        ("traffic: 50}", "traffic: 50 / d}"),
        ("mode: rod", "mode: road"),
        ("duration: 9}", "duration: 9 h}"),
        ("{lognorml: {median: 18 h, p90: 26 h}}", "{lognormal: {median: 18 h, p90: 26 h}}"),
        ("{lognormal: {median: 18 h, p99: 26 h}}", "{lognormal: {median: 18 h, p90: 26 h}}"),
        ("{lognormal: {median: 18, p90: 26 h}}", "{lognormal: {median: 18 h, p90: 26 h}}"),
        ("arrivals: {poison: 2 / d}", "arrivals: {poisson: 2 / d}"),
        ("hours: 24 / 7", "hours: 24/7"),
        ("hours: 7", "hours: 24/7"),
        ("clearance: {value: 2 h, stauts: assumed}", "clearance: 2 h"),
        ("clearance: {value: 2 h, status: guessed}", "clearance: 2 h"),
        ("clearance: {value: 2}", "clearance: 2 h"),
        ("threat: [drugs]", "threat: drugs"),
        ("flow:\n", "flows:\n"),
        ("agencies: {}\nagency:", "agencies:"),
        ("jurisdiction: [arda], hours", "jurisdiction: arda, hours"),
    ],
)  # fmt: skip
def test_typical_mistakes_do_not_pass(wrong: str, right: str) -> None:
    assert right in SCENARIO
    data = world(SCENARIO.replace(right, wrong, 1))
    with pytest.raises(ScenarioError):
        build(data)
    assert complaints(data)


def test_editors_are_told_what_keys_and_parts_mean() -> None:
    without = [
        f"{name}.{key}"
        for name, part in SCHEMA["$defs"].items()
        for key, schema in part.get("properties", {}).items()
        if name[:1].isupper()
        and "description" not in schema
        and not str(schema.get("$ref")).startswith("#/$defs/")
    ]
    assert without == []
    assert all("description" in SCHEMA["$defs"][name] for name in SCHEMA["$defs"] if name[:1].isupper())
    assert all("description" in schema for schema in SCHEMA["properties"].values())


def test_editors_are_offered_the_kinds_of_the_library() -> None:
    described = SCHEMA["$defs"]["Control"]["properties"]["kind"]
    assert "customs_lane" in described["anyOf"][0]["enum"]
    assert "hub" in SCHEMA["properties"]["mechanisms"]["items"]["properties"]["kind"]["anyOf"][0]["enum"]
