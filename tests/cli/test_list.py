from __future__ import annotations

import json

import pytest

from tests.cli.world import SCENARIO, Program


def test_it_lists_shipped_scenarios_and_those_of_the_folder(interlock: Program) -> None:
    (interlock.folder / "scenarios").mkdir()
    interlock.write("scenarios/граница.yaml", SCENARIO)
    outcome = interlock("list")
    assert outcome.code == 0
    shipped, own = outcome.out.split("In scenarios/\n")
    assert "  two_borders  Two borders, one truck\n    Heroin crosses two borders." in shipped
    assert own.startswith(
        "  граница  One border\n"
        "    A truck crosses a border; the police behind it have weak leads.\n"
        "    drugs; 10 days, 3 places, 2 agencies, 1 link, 1 flow\n"
    )
    assert "\nnext     interlock run граница\n" in outcome.out  # the smallest is where to begin


def test_what_cannot_be_used_is_listed_with_the_reason(interlock: Program) -> None:
    (interlock.folder / "scenarios/old").mkdir(parents=True)
    interlock.write("scenarios/old/broken.yaml", "scenario: {")
    interlock.write("scenarios/none.yaml", SCENARIO.replace("9 h", "9"))
    (interlock.folder / "scenarios/latin.yaml").write_bytes(b"\xff\xfe\x00")
    outcome = interlock("list")
    assert outcome.code == 0
    for name in ("old/broken", "none", "latin"):
        assert f"  {name}\n    cannot be used: " in outcome.out
    assert "line 15: legs[0].duration: found 9," in outcome.out


def test_json_has_the_same(interlock: Program) -> None:
    (interlock.folder / "scenarios").mkdir()
    interlock.write("scenarios/one.yaml", SCENARIO)
    interlock.write("scenarios/bad.yaml", "")
    found = {one["name"]: one for one in json.loads(interlock("list", "--json").out)["scenarios"]}
    assert found["one"] == {
        "name": "one",
        "path": "scenarios/one.yaml",
        "shipped": False,
        "problem": None,
        "title": "One border",
        "summary": "A truck crosses a border; the police behind it have weak leads.",
        "threats": ["drugs"],
        "days": 10.0,
        "counts": {
            "places": 3, "agencies": 2, "links": 1, "mechanisms": 0, "flows": 1, "injects": 0, "decisions": 0,
            "objectives": 0,
        },
    }  # fmt: skip
    assert found["bad"]["problem"] == "line 1: the file is empty"
    assert found["two_borders"]["shipped"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_it_fits_the_terminal(interlock: Program, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(map(len, interlock("list").out.splitlines())) <= width


def test_every_name_it_lists_can_be_validated(interlock: Program) -> None:
    found = json.loads(interlock("list", "--json").out)["scenarios"]
    names = [one["name"] for one in found]
    assert interlock("validate", *names).code == 0


def test_quiet_lists_only_the_names_that_can_be_used(interlock: Program) -> None:
    (interlock.folder / "scenarios").mkdir()
    interlock.write("scenarios/a_bad_one.yaml", "")
    names = interlock("list", "-q").out.splitlines()
    assert "two_borders" in names
    assert "a_bad_one" not in names


def test_a_name_alone_means_run(interlock: Program) -> None:
    (interlock.folder / "scenarios").mkdir()
    interlock.write("scenarios/one.yaml", SCENARIO)
    outcome = interlock("one", "-n", "1", "--no-figures")
    assert outcome.code == 0
    assert "interlock run one --set " in outcome.out
    assert interlock("-q", "one", "-n", "2", "--no-figures").code == 0
