from __future__ import annotations

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest

from simulator import load_scenario
from simulator.errors import UsageError
from simulator.scenario.json_schema import FILE, HINT, schema_text
from simulator.scenario.load import check_file
from simulator.scenario.source import read_document
from simulator.scenario.starting import checked_name, file_name, identifier, title
from tests.cli.world import SCENARIO, Program


def test_the_starter_runs_at_once_and_shows_what_sharing_is_worth(interlock: Program) -> None:
    outcome = interlock("new", "my_exercise")
    assert outcome.code == 0
    assert outcome.out.splitlines()[0] == "written  my_exercise.yaml"
    assert "next     interlock run my_exercise.yaml\n" in outcome.out
    assert interlock("validate", "--", "my_exercise.yaml").err == ""  # no warnings
    assert interlock("show", "my_exercise.yaml").code == 0
    run = interlock("run", "my_exercise.yaml", "-n", "100", "--no-figures")
    assert run.code == 0
    assert run.err == ""
    share = re.search(r"([\d.]+) % \(.*\) of the interdictions rest on what agencies shared", run.out)
    assert share is not None
    assert float(share[1]) > 25
    (decide,) = re.findall(r"interlock run (\S+) --decide (\S+)", run.out)
    assert interlock("run", decide[0], "--decide", decide[1], "-n", "3", "--no-figures").code == 0


def test_every_command_takes_the_new_scenario_by_its_name(interlock: Program) -> None:
    assert interlock("new", "my_exercise").code == 0
    for words in (
        ["validate"],
        ["show"],
        ["run", "-n", "2", "--no-figures"],
        ["explain", "--typical", "--no-what-if"],
    ):
        outcome = interlock(words[0], "my_exercise", *words[1:])
        assert outcome.code == 0, outcome.err


def test_the_starter_passes_the_schema_written_beside_it(interlock: Program) -> None:
    interlock("new", "my_exercise")
    text = Path("my_exercise.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == HINT
    schema = json.loads(Path(FILE).read_text(encoding="utf-8"))
    data = read_document("my_exercise.yaml").data
    assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(data)] == []
    assert "{id}" not in text
    assert "title}" not in text
    assert "FILE" not in text
    assert max(map(len, text.splitlines())) <= 125


def test_every_section_of_the_starter_is_explained() -> None:
    from simulator.scenario.starting import STARTER

    sections = [
        line for line in STARTER.read_text(encoding="utf-8").splitlines() if re.match(r"[a-z]+:", line)
    ]
    assert len(sections) > 8
    assert all("  # " in line for line in sections if not line.startswith("scenario:"))


@pytest.mark.parametrize(
    ("name", "file", "identity", "headline"),
    [
        ("my_exercise", "my_exercise.yaml", "my_exercise", "My exercise"),
        ("My Exercise.yaml", "My Exercise.yaml", "my_exercise", "My Exercise"),
        ("Северный маршрут", "Северный маршрут.yaml", "severnyy_marshrut", "Северный маршрут"),
        ("Шу-Ыстық өзені", "Шу-Ыстық өзені.yaml", "shu_ystyq_ozeni", "Шу-Ыстық өзені"),
        ("2031: North", "2031_ North.yaml", "exercise_2031_north", "2031: North"),
        ('the "big" one', 'the _big_ one.yaml', "the_big_one", 'The "big" one'),
        ("Çà et là", "Çà et là.yaml", "ca_et_la", "Çà et là"),
        ("演習", "演習.yaml", "exercise", "演習"),
        ("true", "true.yaml", "true", "True"),
        ("x" * 80, "x" * 80 + ".yaml", "x" * 64, "X" + "x" * 79),
    ],
)  # fmt: skip
def test_the_name_becomes_file_identifier_and_title(
    interlock: Program, name: str, file: str, identity: str, headline: str
) -> None:
    plain = checked_name(name)
    assert (file_name(plain), identifier(plain), title(plain)) == (file, identity, headline)
    assert interlock("new", name, "-q").code == 0
    scenario, problems, _ = check_file(file)
    assert (scenario.id, scenario.scenario.title) == (identity, headline)
    assert problems == []


@pytest.mark.parametrize(
    "name", ["", "  ", "...", "a/b", "..\\b", ".hidden", "a\nb", "x" * 81, "-", "\x1b[1m"]
)
def test_what_is_no_name_is_refused(interlock: Program, name: str) -> None:
    with pytest.raises(UsageError):
        checked_name(name)
    outcome = interlock("new", "--", name)
    assert outcome.code == 2
    assert [path.name for path in interlock.folder.iterdir()] == ["one_border.yaml"]


def test_it_replaces_nothing_without_force(interlock: Program) -> None:
    outcome = interlock("new", "one_border")
    assert outcome.code == 1
    assert (
        outcome.err
        == "error: one_border.yaml is there already; --force replaces it, or choose another name\n"
    )
    assert Path("one_border.yaml").read_text(encoding="utf-8") == SCENARIO
    assert interlock("new", "one_border", "--force").code == 0
    assert load_scenario("one_border.yaml").scenario.title == "One border"
    Path(FILE).write_text("mine", encoding="utf-8")
    outcome = interlock("new", "other")
    assert outcome.code == 0
    assert "it stays" in outcome.err
    assert Path(FILE).read_text() == "mine"


def test_it_writes_to_another_folder(interlock: Program) -> None:
    assert interlock("new", "north", "--out", "учения/весна").code == 0
    assert load_scenario("учения/весна/north.yaml").id == "north"
    assert Path("учения/весна", FILE).read_text(encoding="utf-8") == schema_text()
    outcome = interlock("new", "north", "--out", "one_border.yaml")
    assert outcome.code == 1
    assert "error: " in outcome.err


def test_a_copy_keeps_all_but_name_and_title(interlock: Program) -> None:
    assert interlock("new", "Two rivers", "--from", "two_borders").code == 0
    copy, original = load_scenario("Two rivers.yaml"), load_scenario("two_borders")
    assert (copy.id, copy.scenario.title) == ("two_rivers", "Two rivers")
    assert copy.flows == original.flows
    text = Path("Two rivers.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == HINT
    assert text.count("yaml-language-server") == 1


@pytest.mark.parametrize(
    "header", ["{id: a, title: A, summary: s, start: 2031-03-03T06:00Z, horizon: 10 d}", None]
)
def test_a_copy_of_ones_own_scenario_gets_the_schema_line(interlock: Program, header: str | None) -> None:
    text = SCENARIO
    if header:
        text = f"scenario: {header}\n" + SCENARIO[SCENARIO.index("jurisdictions:") :]
    (interlock.folder / "own.yaml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert interlock("new", "mine", "--from", "own.yaml").code == 0
    assert Path("mine.yaml").read_text(encoding="utf-8").startswith(f"{HINT}\n")
    assert load_scenario("mine.yaml").id == "mine"


def test_what_cannot_be_copied_is_said(interlock: Program) -> None:
    interlock.write("more.yaml", "extends: one_border.yaml\nscenario: {id: more, horizon: 5 d}\n")
    outcome = interlock("new", "mine", "--from", "more.yaml")
    assert outcome.code == 2
    assert 'more.yaml extends "one_border.yaml"' in outcome.err
    assert interlock("new", "mine", "--from", "two_bordrs").code == 3
    assert not Path("mine.yaml").exists()


def test_a_folder_that_is_read_only_is_an_error(interlock: Program) -> None:
    folder = interlock.folder / "locked"
    folder.mkdir(mode=0o555)
    if os.access(folder, os.W_OK):
        pytest.skip("this user may write to read-only folders")
    for words in (
        ["new", "mine", "--out", "locked"],
        ["schema", "--out", "locked/schema.json"],
        ["run", "one_border.yaml", "-n", "1", "--out", "locked"],
    ):
        outcome = interlock(*words)
        assert outcome.code == 1
        assert outcome.err.startswith("error: cannot write locked/")


@pytest.mark.parametrize(
    ("name", "file"), [("CON", "CON_.yaml"), ("nul", "nul_.yaml"), ("console", "console.yaml")]
)
def test_a_name_of_a_device_is_not_that_of_a_file(interlock: Program, name: str, file: str) -> None:
    assert interlock("new", name).code == 0
    assert (interlock.folder / file).is_file()


def test_a_name_that_would_be_taken_for_an_option_is_refused(interlock: Program) -> None:
    assert interlock("new", "--", "-x").code == 2


def test_a_link_that_leads_nowhere_is_in_the_way(interlock: Program) -> None:
    (interlock.folder / "mine.yaml").symlink_to("nowhere/mine.yaml")
    outcome = interlock("new", "mine")
    assert outcome.code == 1
    assert "mine.yaml is there already" in outcome.err


@pytest.mark.parametrize("words", [(), ("--force",)])
def test_what_cannot_be_written_leaves_nothing_half_written(
    interlock: Program, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    if words:
        interlock.write("mine.yaml", "what was there")
    before = {path: path.read_bytes() for path in interlock.folder.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    outcome = interlock("new", "mine", *words)
    assert outcome.code == 1
    assert "No space left on device" in outcome.err
    assert {path: path.read_bytes() for path in interlock.folder.iterdir()} == before
