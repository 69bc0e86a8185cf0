"""`interlock explain`: the story of one case as a user gets it."""

from __future__ import annotations

import json

import pytest

from tests.cli.world import Program


def test_a_typical_case_is_told_with_times_reasons_and_what_would_have_changed_its_end(interlock: Program):
    outcome = interlock("explain", "one_border.yaml", "--typical")
    assert outcome.code == 0
    assert outcome.out.startswith("heroin/")
    for part in (
        "The most typical case:",
        "What happened",
        "Why",
        "set out from Kovan for Остер",
        "Gate [red]",
    ):
        assert part in outcome.out
    assert "D+" in outcome.out
    assert "with the same luck and one thing" in outcome.out
    assert "next     " in outcome.out


def test_the_same_command_gives_the_same_text(interlock: Program):
    words = ("explain", "one_border.yaml", "--closest-escape", "-r", "3")
    assert interlock(*words).out == interlock(*words).out


def test_without_what_if_the_story_is_told_alone(interlock: Program):
    outcome = interlock("explain", "one_border.yaml", "--typical", "--no-what-if")
    assert outcome.code == 0
    assert "same luck" not in outcome.out


def test_json_has_steps_reasons_and_changes(interlock: Program):
    outcome = interlock("explain", "one_border.yaml", "--case", "heroin/1", "--json")
    data = json.loads(outcome.out)
    assert (data["scenario"], data["case"], data["flow"], data["replication"]) == (
        "one_border",
        "heroin/1",
        "heroin",
        0,
    )
    assert data["end"] in {"delivered", "interdicted"}
    assert [step["seconds"] for step in data["steps"]] == sorted(step["seconds"] for step in data["steps"])
    assert data["steps"][0]["event"] == "launched"
    assert data["steps"][-1]["event"] == data["end"]
    assert data["why"]
    assert {"heading", "enough", "not_enough", "runs", "complete", "remarks"} == set(data["what_if"])
    for one in data["what_if"]["enough"]:
        assert {"text", "changes", "end", "ended", "others_gained", "others_lost"} == set(one)


def test_without_a_case_the_error_gives_three_examples(interlock: Program):
    outcome = interlock("explain", "one_border.yaml")
    assert outcome.code == 2
    for words in ("--typical", "--closest-escape", "--best-cooperation"):
        assert f"explain one_border.yaml {words}" in outcome.err


def test_a_scenario_that_is_not_there_is_missed_before_a_case_is_asked_for(interlock: Program):
    outcome = interlock("explain", "one_bordr")
    assert outcome.code == 3
    assert "E101" in outcome.err
    assert "which case" not in outcome.err


@pytest.mark.parametrize(
    "words",
    [
        ("--typical", "--closest-escape"),
        ("--case", "heroin/1", "--typical"),
        ("--typical", "--quick", "--no-what-if"),
    ],
)
def test_wishes_that_exclude_each_other_are_refused(interlock: Program, words: tuple[str, ...]):
    outcome = interlock("explain", "one_border.yaml", *words)
    assert outcome.code == 2
    assert words[-1] in outcome.err


def test_an_unknown_case_is_answered_with_a_guess_and_examples(interlock: Program):
    outcome = interlock("explain", "one_border.yaml", "--case", "heroine/1")
    assert outcome.code == 2
    assert 'there is no case "heroine/1" in replication 0; did you mean "heroin/1"?' in outcome.err
    assert "cases of heroin: heroin/1, heroin/2, ..." in outcome.err


def test_a_setting_and_another_seed_tell_of_another_history(interlock: Program):
    plain = interlock("explain", "one_border.yaml", "--case", "heroin/1", "--no-what-if").out
    other = interlock("explain", "one_border.yaml", "--case", "heroin/1", "--no-what-if", "--seed", "5").out
    certain = ("--set", "controls.leads.detect.drugs=1", "--set", "flows.heroin.concealment=0")
    noticed = interlock("explain", "one_border.yaml", "--case", "heroin/1", "--no-what-if", *certain).out
    assert plain != other
    assert "Informants noticed it" in noticed


def test_a_run_is_told_of_with_its_own_scenario_seed_and_first_replication(interlock: Program):
    interlock("run", "one_border.yaml", "--only-replication", "2", "--seed", "7", "--no-figures", "-q")
    folder = str(interlock.run_folder().relative_to(interlock.folder))
    of_run = interlock("explain", folder, "--typical")
    of_scenario = interlock("explain", "one_border.yaml", "--typical", "--seed", "7", "-r", "2")
    assert of_run.code == 0
    assert of_run.out.split("\nnext")[0] == of_scenario.out.split("\nnext")[0]
    assert "(replication 2)" in of_run.out


def test_a_run_keeps_its_seed_and_settings(interlock: Program):
    interlock("run", "one_border.yaml", "-n", "2", "--no-figures", "-q")
    folder = str(interlock.run_folder().relative_to(interlock.folder))
    outcome = interlock("explain", folder, "--typical", "--seed", "3")
    assert outcome.code == 2
    assert "--seed: a run has its own" in outcome.err


def test_a_folder_that_is_no_run_is_refused(interlock: Program):
    (interlock.folder / "empty").mkdir()
    outcome = interlock("explain", "empty", "--typical")
    assert outcome.code == 3
    assert "empty" in outcome.err


@pytest.mark.parametrize("width", ["80", "120"])
def test_no_line_is_wider_than_the_terminal_but_commands_to_copy(
    interlock: Program, monkeypatch: pytest.MonkeyPatch, width: str
):
    monkeypatch.setenv("COLUMNS", width)
    outcome = interlock("explain", "one_border.yaml", "--typical")
    story = outcome.out.split("\nnext")[0]
    assert max(map(len, story.splitlines())) <= int(width)
