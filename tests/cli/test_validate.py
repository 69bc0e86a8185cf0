from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.world import SCENARIO, Program


def test_a_good_scenario_is_ok_and_counted(interlock: Program) -> None:
    outcome = interlock("validate", "one_border.yaml")
    assert outcome.code == 0
    first, second, *_ = outcome.out.splitlines()
    assert first == "one_border.yaml: ok: 3 places, 2 legs, 2 agencies, 2 controls, 1 link, 1 flow"
    assert " inputs: " in second


def test_json_describes_every_file(interlock: Program) -> None:
    interlock.write("bad.yaml", SCENARIO.replace("at: gate", "at: gat", 1))
    outcome = interlock("validate", "one_border.yaml", "bad.yaml", "--json")
    assert outcome.code == 3
    good, bad = json.loads(outcome.out)["files"]
    assert good["ok"] is True
    assert good["counts"]["controls"] == 2
    inputs = good["inputs"]
    assert inputs["total"] == inputs["given"] + inputs["default"] + inputs["library"]
    assert bad["ok"] is False
    (problem,) = bad["problems"]
    assert (problem["severity"], problem["line"]) == ("error", 21)
    assert problem["hint"] == 'did you mean "gate"?'


def test_a_value_moves_from_default_to_given_when_it_is_written(interlock: Program) -> None:
    def counts(file: str) -> tuple[int, int]:
        (found,) = json.loads(interlock("validate", file, "--json").out)["files"]
        return found["inputs"]["given"], found["inputs"]["default"]

    given, default = counts("one_border.yaml")
    interlock.write("more.yaml", SCENARIO.replace("examine: 0.3", "examine: 0.3, seize: 0.5"))
    assert counts("more.yaml") == (given + 1, default - 1)


def test_strict_refuses_defaults_and_says_how_many_and_which(interlock: Program) -> None:
    (found,) = json.loads(interlock("validate", "one_border.yaml", "--json").out)["files"]
    outcome = interlock("validate", "one_border.yaml", "--strict")
    assert outcome.code == 3
    assert f"{found['inputs']['default']} values left to the defaults: agencies.customs." in outcome.err


def test_strict_takes_warnings_for_errors(interlock: Program) -> None:
    aside = SCENARIO.replace("places:\n", "places:\n  - {id: aside, jurisdiction: arda}\n")
    aside = aside.replace(
        "controls:\n", "controls:\n  - {id: idle, kind: customs_lane, at: aside, agency: customs}\n"
    )
    aside = aside.replace("legs:\n", "legs:\n  - {from: kovan, to: aside, mode: road, duration: 1 h}\n")
    interlock.write("warned.yaml", aside)
    relaxed = interlock("validate", "warned.yaml")
    assert relaxed.code == 0
    assert "warning W" in relaxed.err
    assert "ok with 1 warning:" in relaxed.out
    strict = interlock("validate", "warned.yaml", "--strict")
    assert strict.code == 3
    assert "error W" in strict.err
    assert "warning" not in strict.err


def test_run_says_that_there_are_warnings_and_shows_them_on_request(interlock: Program) -> None:
    test_strict_takes_warnings_for_errors(interlock)
    outcome = interlock("run", "warned.yaml", "-n", "1")
    assert "1 warning about the scenario: interlock validate warned.yaml shows it" in outcome.err
    assert "warning W" in interlock("run", "warned.yaml", "-n", "1", "--force", "-v").err


def test_quiet_says_nothing_of_a_good_scenario(interlock: Program) -> None:
    outcome = interlock("validate", "one_border.yaml", "-q")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_every_error_is_told_at_once(interlock: Program) -> None:
    text = (
        SCENARIO.replace("at: gate", "at: gat", 1).replace("examine: 0.3", "examine: 3").replace("9 h", "9")
    )
    interlock.write("bad.yaml", text + "colour: red\n")
    outcome = interlock("validate", "bad.yaml")
    assert outcome.code == 3
    for said in (
        'did you mean "gate"?',
        "controls[0].examine",
        "legs[0].duration",
        '"colour"',
        "bad.yaml: 4 errors",
    ):
        assert said in outcome.err


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 12)]
    return "\n".join(lines)


BAD: dict[str, Callable[[], bytes]] = {
    "bad_yaml": lambda: b"scenario: {id: x\n  places: [",
    "unknown_key": lambda: SCENARIO.replace("title:", "titel:").encode(),
    "wrong_unit": lambda: SCENARIO.replace("9 h", "9 kg").encode(),
    "no_unit": lambda: SCENARIO.replace("9 h", "9").encode(),
    "impossible_probability": lambda: SCENARIO.replace("examine: 0.3", "examine: 1.3").encode(),
    "not_a_number": lambda: SCENARIO.replace("examine: 0.3", "examine: .nan").encode(),
    "duplicate_key": lambda: SCENARIO.replace("title:", "id: again\n  title:").encode(),
    "unreachable": lambda: SCENARIO.replace("from: gate, to: oster", "from: oster, to: gate").encode(),
    "python_tag": lambda: b"scenario: !!python/object/apply:os.system ['true']\n",
    "empty": lambda: b"",
    "only_a_comment": lambda: b"# nothing\n",
    "a_list": lambda: b"- 1\n- 2\n",
    "a_word": lambda: b"scenario\n",
    "binary": lambda: bytes(range(256)) * 64,
    "other_encoding": lambda: SCENARIO.encode("utf-16"),
    "huge": lambda: b"x: " + b"y" * 50_000_000,
    "deep": lambda: b"a: " + b"[" * 100_000,
    "self_reference": lambda: b"scenario: &a\n  id: *a\n",
    "alias_bomb": lambda: bomb().encode(),
    "extends_itself": lambda: b"extends: extends_itself.yaml\n",
    "extends_nothing": lambda: b"extends: nowhere.yaml\n",
    "extends_outside": lambda: b"extends: ../../../../etc/passwd\n",
    "wrong_types": lambda: b"scenario: []\nplaces: 3\nlegs: x\nflows: {a: 1}\nagencies: [1, null, x]\n",
    "numbers_as_keys": lambda: b"1: 2\n3: {4: 5}\n",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_quickly_with_a_message(interlock: Program, name: str) -> None:
    file = f"{name}.yaml"
    Path(file).write_bytes(BAD[name]())
    started = time.monotonic()
    outcome = interlock("validate", file)
    assert outcome.code == 3, outcome.err
    assert ": error E" in outcome.err or "error E" in outcome.err
    assert time.monotonic() - started < 3
    assert len(outcome.err) < 20_000


def test_files_that_extend_each_other_in_a_circle_are_refused(interlock: Program) -> None:
    interlock.write("one.yaml", "extends: two.yaml\n")
    interlock.write("two.yaml", "extends: one.yaml\n")
    assert interlock("validate", "one.yaml").code == 3


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_what_is_no_file_is_refused(interlock: Program, name: str) -> None:
    outcome = interlock("validate", name)
    assert outcome.code == 3
    assert name in outcome.err


def test_one_bad_file_among_good_ones_does_not_hide_them(interlock: Program) -> None:
    interlock.write("empty.yaml", "")
    outcome = interlock("validate", "empty.yaml", "one_border.yaml")
    assert outcome.code == 3
    assert "one_border.yaml: ok" in outcome.out
