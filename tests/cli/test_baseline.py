"""A run is compared with the same where nobody shares, or with the scenario as written."""

from __future__ import annotations

import csv
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from simulator import load_scenario, replicate
from simulator.report.past import read_run
from tests.cli.world import SCENARIO, Program, process

ALONE = SCENARIO.replace(
    "  - {id: tell, name: Liaison, kind: liaison, from: customs, to: police, clearance: 2 h}\n", ""
)
ALONE = ALONE.replace("links:\n", "")
SLOWER = ("--set", "links.tell.clearance=9 h")


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "comparison.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def summary(folder: Path) -> Any:
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def kind(folder: Path) -> str | None:
    found: str | None = json.loads((folder / "manifest.json").read_text(encoding="utf-8")).get("baseline")
    return found


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "no-sharing"),
        (SLOWER, "as-written"),
        ((*SLOWER, "--baseline", "no-sharing"), "no-sharing"),
        (("--baseline", "none"), None),
        (("-n", "1"), None),
        (("-n", "1", "--baseline", "no-sharing"), "no-sharing"),
        (("--only-replication", "3"), None),
    ],
)
def test_what_a_run_is_compared_with(
    interlock: Program, words: tuple[str, ...], expected: str | None
) -> None:
    number = () if "-n" in words or "--only-replication" in words else ("-n", "3")
    told = interlock("one_border.yaml", *number, *words)
    assert told.code == 0
    folder = interlock.run_folder()
    assert kind(folder) == expected
    assert (folder / "comparison.csv").exists() == (expected is not None)
    assert ("Compared with: " in told.out) == (expected is not None)
    assert (folder / "baseline.resolved.yaml").exists() == (expected == "as-written")


def test_a_scenario_in_which_nobody_shares_is_compared_with_nothing(interlock: Program) -> None:
    interlock.write("alone.yaml", ALONE)
    assert interlock("alone.yaml", "-n", "2").code == 0
    assert kind(interlock.run_folder()) is None
    asked = interlock("alone.yaml", "-n", "2", "--force", "--baseline", "no-sharing")
    assert asked.code == 0
    assert "nobody shares anything in this scenario" in asked.err


def test_the_comparison_is_what_two_studies_on_the_same_draws_give(interlock: Program) -> None:
    interlock("one_border.yaml", "-n", "12", *SLOWER)
    here, there = load_scenario("one_border.yaml", [SLOWER[1]]), load_scenario("one_border.yaml")
    difference = replicate(here, 12).difference(replicate(there, 12), "delay_hours", "link:tell")
    (row,) = (one for one in rows(interlock.run_folder()) if one["metric"] == "delay_hours")
    assert float(row["absolute"]) == pytest.approx(difference.mean)
    assert float(row["absolute_low"]) == pytest.approx(difference.low)
    assert row["clear"] == "True"
    assert float(row["relative"]) == pytest.approx(float(row["absolute"]) / float(row["baseline"]))


def test_json_and_summary_hold_the_comparison(interlock: Program) -> None:
    told = json.loads(interlock("one_border.yaml", "-n", "3", "--json").out)
    folder = interlock.run_folder()
    assert told["comparison"] == summary(folder)["comparison"]
    assert told["comparison"]["baseline"] == "nobody shares"
    assert len(told["comparison"]["metrics"]) == len(rows(folder))


def test_another_baseline_is_another_run(interlock: Program) -> None:
    for name in ("no-sharing", "as-written", "none"):
        interlock("one_border.yaml", "-n", "2", *SLOWER, "--baseline", name)
    assert len(list((interlock.folder / "reports").iterdir())) == 3


def test_a_change_that_changes_nothing_makes_no_difference(interlock: Program) -> None:
    interlock("one_border.yaml", "-n", "3", "--set", "controls.lane.examine=0.3")
    found = rows(interlock.run_folder())
    assert {row["clear"] for row in found} == {"False"}
    assert {row["absolute"] for row in found} <= {"0.0", ""}


def test_the_scenario_as_written_is_not_compared_with_itself(interlock: Program) -> None:
    told = interlock("one_border.yaml", "-n", "2", "--baseline", "as-written")
    assert told.code == 2
    assert "nothing is set or decided" in told.err


def test_a_scenario_that_only_a_setting_mends_is_compared_with_nothing(interlock: Program) -> None:
    interlock.write("bad.yaml", SCENARIO.replace("examine: 0.3", "examine: 3"))
    told = interlock("bad.yaml", "-n", "2", "--set", "controls.lane.examine=0.3")
    assert told.code == 0
    assert "not compared with the scenario as written" in told.err
    assert kind(interlock.run_folder()) is None
    asked = interlock("bad.yaml", "-n", "2", "--set", "controls.lane.examine=0.3", "--baseline", "as-written")
    assert asked.code == 3


@pytest.mark.parametrize("words", [(), SLOWER], ids=["no-sharing", "as-written"])
def test_a_run_is_read_back_with_its_baseline(interlock: Program, words: tuple[str, ...]) -> None:
    interlock("one_border.yaml", "-n", "2", *words)
    folder = interlock.run_folder()
    past = read_run(folder)
    assert past.recipe.baseline is not None
    assert past.recipe.baseline.kind == kind(folder)
    assert past.recipe.name == folder.name


def test_the_same_bytes_for_any_number_of_jobs(interlock: Program) -> None:
    interlock("one_border.yaml", "-n", "6", "-j", "1")
    folder = interlock.run_folder()
    first = (folder / "comparison.csv").read_bytes(), (folder / "summary.json").read_bytes()
    interlock("one_border.yaml", "-n", "6", "-j", "2", "--force")
    assert first == ((folder / "comparison.csv").read_bytes(), (folder / "summary.json").read_bytes())


def test_ctrl_c_keeps_the_same_replications_of_both(interlock: Program) -> None:
    running = process(["one_border.yaml", "-n", "100000", "-j", "1", "--json"], interlock.folder)
    while not (interlock.folder / "reports").is_dir():
        time.sleep(0.1)
    time.sleep(3)
    os.killpg(running.pid, signal.SIGINT)
    try:
        out, err = running.communicate(timeout=120)
    finally:
        running.kill()
    assert running.returncode == 130, err
    told = json.loads(out)
    (launched,) = (
        row
        for row in told["comparison"]["metrics"]
        if (row["metric"], row["subject"]) == ("launched", "flow:heroin")
    )
    assert launched["n"] == told["replications"] < 100000


@pytest.mark.parametrize("words", [(), SLOWER], ids=["no-sharing", "as-written"])
def test_a_repetition_repeats_the_comparison(interlock: Program, words: tuple[str, ...]) -> None:
    interlock("one_border.yaml", "-n", "2", "--no-figures", *words)
    told = interlock("rerun", str(interlock.run_folder()))
    assert told.code == 0, told.out + told.err
    assert "comparison.csv" in told.out
