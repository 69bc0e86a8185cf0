from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import stat
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from simulator import load_scenario, simulate
from tests.cli.world import SCENARIO, Program, process

FILES = {
    "figures",
    "report.html",
    "manifest.json",
    "scenario.resolved.yaml",
    "metrics.csv",
    "summary.json",
    "inputs.csv",
    "summary.csv",
    "comparison.csv",
    "events.csv",
    "sources",
}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def manifest(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return loaded


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def left_behind(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.name != "one_border.yaml"]


def test_a_run_writes_its_folder_and_says_so(interlock: Program) -> None:
    outcome = interlock("run", "one_border.yaml", "-n", "5", "--seed", "7")
    assert outcome.code == 0
    folder = interlock.run_folder()
    assert {path.name for path in folder.iterdir()} == FILES
    assert f"written  reports/{folder.name}/" in outcome.out
    assert f"\nopen     reports/{folder.name}/report.html\n" in outcome.out
    assert "\nnext " in outcome.out
    assert "seed 7" in outcome.out
    assert "chance only" in outcome.out
    assert "Gate lane" not in outcome.out
    assert "Gate lane" in interlock("run", "one_border.yaml", "-n", "5", "--seed", "7", "--force", "-v").out


def test_the_folder_can_be_read_by_others(interlock: Program) -> None:
    old = os.umask(0o022)
    try:
        interlock("run", "one_border.yaml", "-n", "1")
    finally:
        os.umask(old)
    assert stat.S_IMODE(interlock.run_folder().stat().st_mode) == 0o755


def test_json_is_one_object_with_all_metrics(interlock: Program) -> None:
    outcome = interlock("run", "one_border.yaml", "-n", "5", "--json")
    data = json.loads(outcome.out)
    assert {key: data[key] for key in ("scenario", "replications")} == {
        "scenario": "one_border",
        "replications": 5,
    }
    assert Path(data["written"]).is_dir()
    keys = {"metric", "subject", "unit", "mean", "ci_low", "ci_high", "median", "p5", "p95", "n"}
    assert all(set(row) == keys for row in data["metrics"])
    launched = next(
        row for row in data["metrics"] if (row["metric"], row["subject"]) == ("launched", "flow:heroin")
    )
    assert launched["ci_low"] < launched["mean"] < launched["ci_high"]
    assert launched["n"] == 5
    saved = json.loads((interlock.run_folder() / "summary.json").read_text(encoding="utf-8"))
    assert saved == {key: value for key, value in data.items() if key != "written"}


def test_metrics_hold_one_row_a_replication(interlock: Program) -> None:
    interlock("run", "one_border.yaml", "-n", "4")
    rows = table(interlock.run_folder() / "metrics.csv")
    assert list(rows[0]) == ["metric", "unit", "subject", "replication", "value"]
    mine = [row for row in rows if (row["metric"], row["subject"]) == ("interdicted", "all")]
    assert [row["replication"] for row in mine] == ["0", "1", "2", "3"]
    summary = table(interlock.run_folder() / "summary.csv")
    mean = next(
        float(row["mean"]) for row in summary if (row["metric"], row["subject"]) == ("interdicted", "all")
    )
    assert sum(float(row["value"]) for row in mine) / 4 == pytest.approx(mean)


def test_the_event_log_has_names_and_is_that_of_replication_0(interlock: Program) -> None:
    interlock("run", "one_border.yaml", "-n", "2", "--seed", "3")
    rows = table(interlock.run_folder() / "events.csv")
    log = simulate(load_scenario("one_border.yaml"), seed=3, replication=0).log
    assert len(rows) == len(log)
    assert [int(row["time"]) for row in rows] == log["time"].tolist()
    assert {row["replication"] for row in rows} == {"0"}
    launched = [row for row in rows if row["event"] == "launched"]
    assert [row["case"] for row in launched] == [f"heroin/{k}" for k in range(1, len(launched) + 1)]
    assert all(row["flow"] == "heroin" and row["place"] == "kovan" for row in launched)
    arrived = next(row for row in rows if row["event"] == "arrived")
    assert rows[int(arrived["cause"])]["event"] == "departed"
    assert rows[int(arrived["cause"])]["case"] == arrived["case"]
    events = Counter(row["event"] for row in rows)
    metrics = table(interlock.run_folder() / "metrics.csv")
    value = {(row["metric"], row["subject"], row["replication"]): row["value"] for row in metrics}
    assert float(value["delivered", "all", "0"]) == events["delivered"]


def test_an_inject_that_fires_is_named_in_the_event_log(interlock: Program) -> None:
    inject = "injects:\n  - {id: strike, at: D+1, actions: [{change: controls.lane.examine, to: 0.1}]}\n"
    interlock.write("strike.yaml", SCENARIO + inject)
    interlock("run", "strike.yaml", "-n", "1")
    rows = table(interlock.run_folder() / "events.csv")
    assert [(row["item"], row["time"]) for row in rows if row["event"] == "inject_fired"] == [
        ("strike", "86400")
    ]


def test_the_same_run_gives_the_same_bytes_for_any_number_of_jobs(interlock: Program) -> None:
    interlock("run", "one_border.yaml", "-n", "6", "--jobs", "1")
    folder = interlock.run_folder()
    first = contents(folder)
    assert interlock("run", "one_border.yaml", "-n", "6", "--jobs", "2", "--force").code == 0
    assert contents(interlock.run_folder()) == first


def test_another_seed_setting_or_number_goes_to_another_folder(interlock: Program) -> None:
    variants = [[], ["--seed", "2"], ["--set", "flows.heroin.arrivals.poisson=3 / d"], ["-n", "4"]]
    for words in variants:
        assert (
            interlock("run", "one_border.yaml", *(words if "-n" in words else ["-n", "3", *words])).code == 0
        )
    assert len(list((interlock.folder / "reports").iterdir())) == len(variants)


def test_the_manifest_says_what_is_needed_to_repeat_the_run(interlock: Program) -> None:
    interlock("run", "one_border.yaml", "-n", "2", "--seed", "9", "--set", "scenario.horizon=5 d")
    found = manifest(interlock.run_folder())
    assert found["seed"] == 9
    assert found["settings"] == ["scenario.horizon=5 d"]
    assert found["replications"] == {"requested": {"count": 2}, "finished": {"count": 2}, "complete": True}
    (source,) = found["inputs"]
    assert source["sha256"] == hashlib.sha256(Path("one_border.yaml").read_bytes()).hexdigest()
    assert found["command"][1:3] == ["run", "one_border.yaml"]
    assert {"numpy", "scipy", "simpy"} <= set(found["packages"])


def test_the_manifest_lists_what_was_written(interlock: Program) -> None:
    interlock("run", "one_border.yaml", "-n", "2")
    folder = interlock.run_folder()
    listed = {one["file"]: (one["bytes"], one["sha256"]) for one in manifest(folder)["files"]}
    assert listed == {
        name: (len(content), hashlib.sha256(content).hexdigest())
        for name, content in contents(folder).items()
    }
    assert (folder / "sources/one_border.yaml").read_bytes() == Path("one_border.yaml").read_bytes()


def test_files_that_are_extended_are_inputs_too(interlock: Program) -> None:
    interlock.write("more.yaml", "extends: one_border.yaml\nscenario: {id: more, horizon: 5 d}\n")
    interlock("run", "more.yaml", "-n", "1")
    names = {Path(source["file"]).name for source in manifest(interlock.run_folder())["inputs"]}
    assert names == {"more.yaml", "one_border.yaml"}


def test_the_resolved_scenario_gives_the_same_log(interlock: Program) -> None:
    interlock("run", "one_border.yaml", "-n", "1", "--set", "controls.lane.examine=0.4")
    resolved = load_scenario(interlock.run_folder() / "scenario.resolved.yaml")
    again = load_scenario("one_border.yaml", ["controls.lane.examine=0.4"])
    assert resolved.origins == {}
    assert simulate(resolved).log.digest() == simulate(again).log.digest()
    assert simulate(resolved).log.digest() != simulate(load_scenario("one_border.yaml")).log.digest()


def test_one_replication_alone_is_the_same_as_that_one_of_many(interlock: Program) -> None:
    interlock("run", "one_border.yaml", "-n", "4")
    many = table(interlock.run_folder() / "metrics.csv")
    outcome = interlock("run", "one_border.yaml", "--only-replication", "3", "--out", "alone", "--json")
    folder = Path(json.loads(outcome.out)["written"])
    assert table(folder / "metrics.csv") == [row for row in many if row["replication"] == "3"]
    assert {row["replication"] for row in table(folder / "events.csv")} == {"3"}
    assert manifest(folder)["replications"]["finished"] == {"count": 1, "numbers": [3]}


def test_one_replication_alone_does_not_go_with_a_number_of_replications(interlock: Program) -> None:
    outcome = interlock("run", "one_border.yaml", "--only-replication", "3", "-n", "5")
    assert outcome.code == 2
    assert "--replications" in outcome.err


def test_one_replication_is_told_to_be_one(interlock: Program) -> None:
    outcome = interlock("run", "one_border.yaml", "-n", "1")
    assert outcome.code == 0
    assert "One replication is one history among many." in outcome.out
    assert "chance only" not in outcome.out


def test_a_finished_run_is_not_overwritten_without_force(interlock: Program) -> None:
    interlock("run", "one_border.yaml", "-n", "2")
    marker = interlock.run_folder() / "manifest.json"
    before = marker.stat().st_mtime_ns
    outcome = interlock("run", "one_border.yaml", "-n", "2")
    assert outcome.code == 1
    assert "--force" in outcome.err
    assert marker.stat().st_mtime_ns == before
    assert interlock("run", "one_border.yaml", "-n", "2", "--force").code == 0
    assert (interlock.run_folder() / "manifest.json").stat().st_mtime_ns > before


def test_a_folder_that_is_no_run_is_never_replaced(interlock: Program) -> None:
    interlock("run", "one_border.yaml", "-n", "2")
    folder = interlock.run_folder()
    (folder / "manifest.json").unlink()
    outcome = interlock("run", "one_border.yaml", "-n", "2", "--force")
    assert outcome.code == 1
    assert "not the folder of a run" in outcome.err
    assert (folder / "metrics.csv").exists()


def test_an_unwritable_place_is_reported_before_anything_is_simulated(interlock: Program) -> None:
    interlock.write("taken", "a file, not a folder")
    started = time.monotonic()
    outcome = interlock("run", "one_border.yaml", "-n", "1000000", "--out", "taken")
    assert outcome.code == 1
    assert outcome.err.startswith("error: taken is a file, not a folder")
    assert time.monotonic() - started < 10


def test_a_read_only_folder_is_an_error(interlock: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("simulator.report.folder.tempfile.mkdtemp", read_only)
    outcome = interlock("run", "one_border.yaml", "-n", "1")
    assert outcome.code == 1
    assert outcome.err.startswith("error: cannot write reports/one_border-")
    assert "Read-only file system" in outcome.err


def test_a_disk_that_fills_up_leaves_nothing_half_written(
    interlock: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulator.report.save.write_events", full)
    outcome = interlock("run", "one_border.yaml", "-n", "2")
    assert outcome.code == 1
    assert "No space left on device" in outcome.err
    assert left_behind(interlock.folder) == ["reports"]


def test_a_failed_replacement_leaves_the_earlier_run(
    interlock: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    interlock("run", "one_border.yaml", "-n", "2")
    before = contents(interlock.run_folder())

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulator.report.save.write_events", full)
    assert interlock("run", "one_border.yaml", "-n", "2", "--force").code == 1
    assert contents(interlock.run_folder()) == before


def test_a_scenario_with_errors_exits_with_3_and_names_them_all(interlock: Program) -> None:
    interlock.write(
        "bad.yaml", Path("one_border.yaml").read_text().replace("at: gate", "at: gat", 1).replace("9 h", "9")
    )
    outcome = interlock("run", "bad.yaml")
    assert outcome.code == 3
    assert 'did you mean "gate"?' in outcome.err
    assert "bad.yaml:15:" in outcome.err
    assert outcome.out == ""
    assert left_behind(interlock.folder) == ["bad.yaml"]


def test_a_setting_that_makes_no_sense_exits_with_3(interlock: Program) -> None:
    outcome = interlock("run", "one_border.yaml", "--set", "controls.lane.examine=2")
    assert outcome.code == 3
    assert "--set" in outcome.err


def test_quiet_prints_only_the_folder(interlock: Program) -> None:
    outcome = interlock("run", "one_border.yaml", "-n", "2", "--quiet")
    assert outcome.out.splitlines() == [f"reports/{interlock.run_folder().name}/"]
    assert outcome.err == ""


def test_findings_fit_the_terminal(interlock: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in ("60", "80", "120"):
        monkeypatch.setenv("COLUMNS", width)
        outcome = interlock("run", "one_border.yaml", "-n", "3", "--force")
        told = outcome.out.partition("written")[0]
        assert max(map(len, told.splitlines())) <= int(width)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1", "FORCE_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_no_escape_codes_where_they_are_not_wanted(interlock: Program, environment: dict[str, str]) -> None:
    running = process(["run", "one_border.yaml", "-n", "2", "--force"], interlock.folder, **environment)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0
    assert "\x1b[3" not in out + err
    assert err == ""


def test_names_are_printed_as_they_are(interlock: Program) -> None:
    assert "Gate [red] > Остер" in interlock("routes", "one_border.yaml").out


def test_a_terminal_that_lacks_letters_does_not_end_it(interlock: Program) -> None:
    running = process(["routes", "one_border.yaml"], interlock.folder, PYTHONIOENCODING="ascii")
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert "Kovan > Gate [red] > ?????" in out


def wait_for_folder(reports: Path) -> None:
    """Until the run has reserved its folder, which it does right before it simulates."""
    for _ in range(300):
        if reports.is_dir() and any(reports.iterdir()):
            return
        time.sleep(0.1)
    pytest.fail("the run has not begun after 30 s")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_keeps_the_finished_replications(interlock: Program, jobs: str) -> None:
    words = ["run", "one_border.yaml", "-n", "100000", "--jobs", jobs, "--json"]
    running = process(words, interlock.folder)
    wait_for_folder(interlock.folder / "reports")
    time.sleep(3)
    os.killpg(running.pid, signal.SIGINT)
    try:
        out, err = running.communicate(timeout=60)
    finally:
        running.kill()
    assert running.returncode == 130, err
    assert "Traceback" not in err
    finished = json.loads(out)["replications"]
    assert 0 < finished < 100000
    assert f"interrupted: {finished} of 100000 replications" in err
    rows = table(interlock.run_folder() / "metrics.csv")
    assert len({row["replication"] for row in rows}) == finished
    assert manifest(interlock.run_folder())["replications"]["complete"] is False
    again = interlock("run", "one_border.yaml", "-n", "100000")
    assert again.code == 1
    assert f"interrupted run ({finished} of 100000" in again.err
    assert left_behind(interlock.folder / "reports")[0].startswith("one_border-")


def test_ctrl_c_before_anything_is_finished_leaves_nothing(
    interlock: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("simulator.experiment.replicate"), "play_all", lambda *_: False)
    outcome = interlock("run", "one_border.yaml")
    assert outcome.code == 130
    assert outcome.err.strip() == "interrupted"
    assert left_behind(interlock.folder) == ["reports"]


def test_what_was_written_is_listed_within_the_width(
    interlock: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    told = interlock("one_border.yaml", "-n", "2").out.partition("\nwritten")[2].partition("\nopen")[0]
    listed = told.splitlines()[1:]
    assert len(listed) > 1
    assert max(map(len, listed)) <= 80
    assert "comparison.csv" in told


def test_help_sorts_the_options_by_what_they_are_for(interlock: Program) -> None:
    told = interlock("run", "--help").out
    played, _, rest = told.partition("What is written:")
    written, _, shared = rest.partition("Options of all commands:")
    assert "--baseline" in played
    assert "--out" in written
    assert "--verbose" in shared
    assert "Examples:" in shared


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-n", "1000001"], "--replications: expected at most 1,000,000, found 1000001"),
        (["--replications", "9" * 40], "--replications: expected at most 1,000,000, found 9999"),
        (["--only-replication", "9" * 40], "--only-replication: expected at most 999,999,999, found 9999"),
    ],
)
def test_more_than_can_be_simulated_is_refused(interlock: Program, words: list[str], told: str) -> None:
    outcome = interlock("run", "one_border.yaml", *words)
    assert outcome.code == 2
    assert told in outcome.err
    assert not (interlock.folder / "reports").exists()


def test_a_folder_whose_name_is_too_long_is_refused(interlock: Program) -> None:
    outcome = interlock("run", "one_border.yaml", "-n", "1", "--out", "x" * 3000)
    assert outcome.code == 1
    assert outcome.err.startswith("error: cannot write ")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without an end")
def test_a_basemap_without_an_end_is_refused(interlock: Program) -> None:
    outcome = interlock("run", "one_border.yaml", "-n", "1", "--basemap", "/dev/zero")
    assert outcome.code == 2
    assert "/dev/zero: this is not a file" in outcome.err


def test_words_and_names_of_any_bytes_can_be_kept(interlock: Program) -> None:
    name = os.fsdecode(b"\xff.yaml")
    interlock.write(name, SCENARIO)
    outcome = interlock("run", name, "-n", "1", "--no-figures")
    assert outcome.code == 0, outcome.err
    assert interlock("rerun", str(interlock.run_folder())).code == 0
