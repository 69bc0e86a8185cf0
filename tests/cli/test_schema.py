from __future__ import annotations

import json
from pathlib import Path

from simulator.scenario.json_schema import FILE, schema_text
from tests.cli.world import Program


def test_it_prints_the_schema(interlock: Program) -> None:
    outcome = interlock("schema")
    assert outcome.code == 0
    assert outcome.out == schema_text()
    assert json.loads(outcome.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_it_writes_the_schema_and_says_how_to_name_it(interlock: Program) -> None:
    outcome = interlock("schema", "--out", FILE)
    assert (outcome.code, outcome.out) == (0, "")
    assert f"written  {FILE}" in outcome.err
    assert f"# yaml-language-server: $schema={FILE}" in outcome.err
    assert Path(FILE).read_text(encoding="utf-8") == schema_text()
    interlock("schema", "--out", "модели/язык.json")
    assert Path("модели/язык.json").read_text(encoding="utf-8") == schema_text()


def test_an_older_schema_is_replaced_and_nothing_else_is_without_force(interlock: Program) -> None:
    Path(FILE).write_text(json.dumps({"title": "Scenario of Interlock"}))
    assert interlock("schema", "--out", FILE).code == 0
    assert Path(FILE).read_text(encoding="utf-8") == schema_text()
    for content in ("[1]", "{", "my notes"):
        Path("mine.json").write_text(content)
        outcome = interlock("schema", "--out", "mine.json")
        assert outcome.code == 1
        assert outcome.err.startswith("error: mine.json is in the way")
        assert Path("mine.json").read_text() == content
    assert interlock("schema", "--out", "mine.json", "--force").code == 0
    assert Path("mine.json").read_text(encoding="utf-8") == schema_text()


def test_a_place_that_cannot_be_written_is_an_error(interlock: Program) -> None:
    Path("file").write_text("")
    outcome = interlock("schema", "--out", "file/schema.json")
    assert outcome.code == 1
    assert outcome.err.startswith("error: cannot write file/schema.json: ")
