from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from simulator.report.repetition import Place, first_difference
from tests.cli.world import SCENARIO, Program

DECISION = """\
roles:
  - {id: desk, plays: [police]}
injects:
  - id: ask
    at: D+1
    decision: What now?
    asked_of: desk
    options:
      - {id: wait, label: Wait, default: true}
      - {id: add, label: Add a team, actions: [{add_teams: police}]}
"""


def edit(folder: Path, **changes: Any) -> None:
    file = folder / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | changes), encoding="utf-8")


@pytest.fixture
def past(interlock: Program) -> Path:
    assert interlock("run", "one_border.yaml", "-n", "3", "--no-figures").code == 0
    return interlock.run_folder()


def test_a_repetition_is_identical_to_the_byte(interlock: Program) -> None:
    interlock("run", "one_border.yaml", "-n", "3", "--seed", "8", "--set", "controls.lane.examine=0.4")
    folder = interlock.run_folder()
    for path in (folder, folder / "manifest.json"):
        outcome = interlock("rerun", str(path))
        assert outcome.code == 0, outcome.out
        assert "beside the manifest are byte-identical" in outcome.out
        assert "The versions and the platform are those of the run." in " ".join(outcome.out.split())
        assert outcome.err == ""
    assert f"{folder}/sources/one_border.yaml --set controls.lane.examine=0.4 -n 3 --seed 9" in outcome.out
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert all(f"  {one['file']} " in outcome.out for one in listed)


def test_it_repeats_what_was_run_and_not_what_the_scenario_is_now(interlock: Program, past: Path) -> None:
    interlock.write("one_border.yaml", SCENARIO.replace("2 / d", "5 / d"))
    outcome = interlock("rerun", str(past))
    assert outcome.code == 0
    assert "note: one_border.yaml has changed since" in outcome.err
    Path("one_border.yaml").unlink()
    assert interlock("rerun", str(past)).code == 0


def test_a_decision_is_taken_again(interlock: Program) -> None:
    interlock.write("asked.yaml", SCENARIO + DECISION)
    outcome = interlock("run", "asked.yaml", "-n", "3", "--decide", "ask=add", "--no-figures")
    assert outcome.code == 0, outcome.err
    assert interlock("rerun", str(interlock.run_folder())).code == 0


def test_one_replication_alone_can_be_repeated(interlock: Program) -> None:
    interlock("run", "one_border.yaml", "--only-replication", "2", "--out", "alone", "--no-figures")
    (alone,) = Path("alone").iterdir()
    assert interlock("rerun", str(alone)).code == 0


def test_an_interrupted_run_can_be_repeated(interlock: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def stopped_after_two(*_: object, **__: object) -> Iterator[Callable[[int], None]]:
        def tick(done: int) -> None:
            if done == 2:
                raise KeyboardInterrupt

        yield tick

    with monkeypatch.context() as patched:
        patched.setattr("simulator.cli.run.progress", stopped_after_two)
        assert interlock("run", "one_border.yaml", "-n", "5", "-j", "1").code == 130
    outcome = interlock("rerun", str(interlock.run_folder()))
    assert outcome.code == 0, outcome.out
    assert "repeated: 2 replications" in outcome.out


def test_a_file_that_was_changed_or_is_missing_is_told_and_exits_with_4(
    interlock: Program, past: Path
) -> None:
    metrics = past / "metrics.csv"
    lines = metrics.read_text(encoding="utf-8").splitlines(keepends=True)
    metrics.write_text("".join([*lines[:4], "spoilt\n", *lines[5:]]), encoding="utf-8")
    (past / "events.csv").unlink()
    outcome = interlock("rerun", str(past))
    assert outcome.code == 4
    assert "note: events.csv is missing from the folder" in outcome.err
    rows = {line.split()[0]: line.split()[2:] for line in outcome.out.splitlines() if line.startswith("  ")}
    assert rows["metrics.csv"] == ["changed", "since", "line", "5"]
    assert rows["events.csv"] == ["missing"]
    assert rows["summary.csv"] == ["identical"]
    assert f"metrics.csv, line 5:\n  then  spoilt\n  now   {lines[4]}" in outcome.out
    number = len(json.loads((past / "manifest.json").read_text(encoding="utf-8"))["files"])
    assert (
        f"2 of {number} files beside the manifest are not the same. 1 of these changed in the folder"
        in " ".join(outcome.out.split())
    )


def test_results_that_are_not_those_recorded_are_said_to_differ(interlock: Program, past: Path) -> None:
    """As another version of a package might give other numbers."""
    file = past / "summary.csv"
    file.write_text(file.read_text(encoding="utf-8") + "one line more\n", encoding="utf-8")
    manifest = json.loads((past / "manifest.json").read_text(encoding="utf-8"))
    listed = next(one for one in manifest["files"] if one["file"] == "summary.csv")
    listed["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    edit(past, files=manifest["files"], packages=manifest["packages"] | {"scipy": "0.1"}, platform="CP/M")
    outcome = interlock("rerun", str(past))
    assert outcome.code == 4
    assert "differs" in outcome.out
    assert "  then  one line more\n  now   (no more lines)\n" in outcome.out
    told = " ".join(outcome.out.split())
    assert "The run was made with scipy 0.1 (here " in told
    assert f"CP/M (here {platform.platform()})" in told
    data = json.loads(interlock("rerun", str(past), "--json").out)
    assert data["identical"] is False
    assert {one["name"]: one["then"] for one in data["differences"]} == {"scipy": "0.1", "platform": "CP/M"}
    (differs,) = (one for one in data["files"] if one["state"] != "identical")
    assert (differs["file"], differs["state"], differs["as_recorded"]) == ("summary.csv", "differs", False)


def test_files_that_only_one_of_the_two_has_are_named(interlock: Program, past: Path) -> None:
    manifest = json.loads((past / "manifest.json").read_text(encoding="utf-8"))
    files = [one for one in manifest["files"] if one["file"] != "inputs.csv"]
    (past / "old.csv").write_text("once\n")
    old = {"file": "old.csv", "bytes": 5, "sha256": hashlib.sha256(b"once\n").hexdigest()}
    edit(past, files=[*files, old])
    data = json.loads(interlock("rerun", str(past), "--json").out)
    states = {one["file"]: one["state"] for one in data["files"] if one["state"] != "identical"}
    assert states == {"old.csv": "not repeated", "inputs.csv": "new"}


def test_out_keeps_the_repetition_as_a_run_of_its_own(interlock: Program, past: Path) -> None:
    outcome = interlock("rerun", str(past), "--out", "again")
    assert outcome.code == 0
    (kept,) = Path("again").iterdir()
    assert f"written  {kept}/" in outcome.out
    assert interlock("rerun", str(kept)).code == 0
    assert interlock("rerun", str(past), "--out", "again").code == 1  # never overwrites
    assert interlock("rerun", str(past), "--out", "reports").code == 1


def test_without_out_nothing_is_left_behind(interlock: Program, past: Path) -> None:
    before = sorted(interlock.folder.rglob("*"))
    assert interlock("rerun", str(past), "-q").out == ""
    assert sorted(interlock.folder.rglob("*")) == before


def test_what_is_no_run_is_refused_with_3(interlock: Program, past: Path) -> None:
    (interlock.folder / "empty").mkdir()
    for word, told in (
        ("empty", "error: empty is empty: no run was written there"),
        ("one_border.yaml", "is not the folder of a run"),
        ("reports", f"runs in it: reports/{past.name}"),
        ("nowhere", "error: there is no nowhere"),
    ):
        outcome = interlock("rerun", word)
        assert outcome.code == 3
        assert told in outcome.err
    edit(past, interlock="9.0.0")
    assert "was written by interlock 9.0.0, and this is " in interlock("rerun", str(past)).err


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        (b"a\nb\n", b"a\nb\n", None),
        (b"", b"", None),
        (b"a\nb\n", b"a\nc\n", Place(2, 2, "b", "c")),
        (b"a\n", b"a\nb\n", Place(2, 2, None, "b")),
        (b"a\r\n", b"a\n", Place(1, 1, "a\\r", "a")),
        (b"\xff\x00a", b"\xff\x00b", Place(2)),
        (b"x" * 70_000 + b"1", b"x" * 70_000 + b"2", Place(70_000, 1, "x" * 200 + " …", "x" * 200 + " …")),
        ("Ош\x1b[1m".encode(), "Ош".encode(), Place(4, 1, "Ош\\x1b[1m", "Ош")),
    ],
)  # fmt: skip
def test_the_first_difference_is_found(tmp_path: Path, one: bytes, other: bytes, place: Place | None) -> None:
    left, right = tmp_path / "left", tmp_path / "right"
    left.write_bytes(one)
    right.write_bytes(other)
    assert first_difference(left, right) == place
