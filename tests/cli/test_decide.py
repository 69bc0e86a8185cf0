from __future__ import annotations

import csv
import json

import pytest

from tests.cli.world import SCENARIO, Program

DECISION = """\
roles:
  - {id: desk, plays: [customs]}
injects:
  - id: strike
    at: D+2 06:00
    decision: Strike now?
    asked_of: desk
    options:
      - {id: wait, label: Wait, default: true}
      - {id: strike, label: Strike, cost: 500 usd, actions: [{close: controls.lane}]}
"""


@pytest.fixture
def asked(interlock: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setenv("COLUMNS", "100")
    interlock.write("asked.yaml", SCENARIO + DECISION)
    return interlock


def test_a_decision_is_taken_as_told_and_the_manifest_says_so(asked: Program) -> None:
    done = asked("asked.yaml", "-n", "3", "--decide", "strike=strike")
    assert done.code == 0
    folder = asked.run_folder()
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["decisions"] == [
        "strike=strike"
    ]
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["event"].startswith(("decision", "inject"))]
    assert [(row["event"], row["item"]) for row in rows] == [
        ("inject_fired", "strike"),
        ("decision_asked", "strike"),
        ("decision_taken", "strike=strike"),
    ]
    assert "\ndecision_cost,usd,all,0,500" in (folder / "metrics.csv").read_text(encoding="utf-8")


def test_another_decision_is_another_run(asked: Program) -> None:
    for words in ((), ("--decide", "strike=strike"), ("--decide", "strike=desk:strike")):
        assert asked("asked.yaml", "-n", "2", *words).code == 0
    assert len(list((asked.folder / "reports").iterdir())) == 3


def test_a_run_shows_what_was_decided_and_how_to_decide_otherwise(asked: Program) -> None:
    told = asked("asked.yaml", "-n", "2", "-v").out
    assert told.count("\nEvents") == 1
    table = told.partition("Events")[2].partition("\n\n")[0]
    assert "Strike now?" in table
    assert "Wait (default)" in table
    assert "--decide strike=strike" in told.partition("\nnext")[2]


@pytest.mark.parametrize("words", ["srtike=strike", "strike=strke", "strike=dsk:strike", "strike"])
def test_a_wrong_decision_is_a_wrong_call(asked: Program, words: str) -> None:
    done = asked("asked.yaml", "-n", "2", "--decide", words)
    assert done.code == 2
    assert done.out == ""
    assert not (asked.folder / "reports").exists()


def test_decisions_are_shown(asked: Program) -> None:
    shown = asked("show", "asked.yaml").out
    assert "Decisions  1" in shown
    assert "wait*: nothing changes; strike (500 usd):" in " ".join(shown.split())


def test_a_run_lists_events_in_the_order_in_which_they_come(
    asked: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    long = "The press has heard of a load that was found at the gate this morning and asks who knew of it before."
    first = f"  - {{id: found, when: {{event: launched}}, to: [desk], message: {long}}}\n"
    asked.write("press.yaml", SCENARIO + DECISION + first)
    events = asked("press.yaml", "-n", "2", "-v").out.partition("\nEvents")[2].partition("\n\n")[0]
    assert events.index("The press") < events.index("Strike now?")
    assert "before." in events
    msel = (asked.run_folder() / "msel.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[1] for line in msel[1:]] == ["strike", "found"]
