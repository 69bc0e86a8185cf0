"""A run is read back from its folder as it was, or refused with a reason."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator import __version__, simulate
from simulator.cli.main import main
from simulator.errors import RunError, ScenarioError
from simulator.report.past import PastRun, is_run, read_run
from simulator.report.resolved import resolved_text
from simulator.world.compile import build_plan
from tests.cli.world import SCENARIO

WORDS = ["-n", "3", "--seed", "5", "--set", "controls.lane.examine=0.4", "-j", "1", "-q", "--no-figures"]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run of a scenario that extends another."""
    place = tmp_path_factory.mktemp("written")
    (place / "base.yaml").write_text(SCENARIO, encoding="utf-8")
    (place / "five.yaml").write_text("extends: base.yaml\nscenario: {id: five, horizon: 5 d}\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(place)
        with pytest.raises(SystemExit) as stop:
            main(["run", "five.yaml", *WORDS])
    assert stop.value.code == 0
    return place


@pytest.fixture
def folder(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of that run, for one test alone."""
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    (run,) = Path("reports").iterdir()
    return run


def change(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    file = folder / "manifest.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    edit(data)
    file.write_text(json.dumps(data), encoding="utf-8")


def refusal(path: Path) -> str:
    with pytest.raises(RunError) as caught:
        read_run(path)
    assert caught.value.exit_code == 3
    return str(caught.value)


def test_a_run_is_read_as_it_was_made(folder: Path) -> None:
    for path in (folder, folder / "manifest.json", folder.absolute()):
        past = read_run(path)
        assert (past.seed, past.settings, past.decisions) == (5, (WORDS[5],), ())
        assert list(past.requested) == list(past.finished) == [0, 1, 2]
        assert resolved_text(past.scenario) == (folder / "scenario.resolved.yaml").read_text(encoding="utf-8")
        assert past.scenario.origins  # read from the kept files: what was left to the defaults is known
        assert past.recipe.name == folder.name
        assert (past.remarks, past.differences) == ((), ())


def test_what_the_user_changed_since_does_not_count(folder: Path) -> None:
    before = simulate(read_run(folder).scenario, 5, 1).log.digest()
    Path("base.yaml").write_text(SCENARIO.replace("2 / d", "9 / d"), encoding="utf-8")
    Path("five.yaml").unlink()
    past = read_run(folder)
    assert simulate(past.scenario, 5, 1).log.digest() == before
    assert past.remarks == ("base.yaml has changed since; what the run kept of it counts",)


@pytest.mark.parametrize(
    ("spoil", "remark"),
    [
        (Path.unlink, "sources/base.yaml is missing; the values of scenario.resolved.yaml count"),
        (
            lambda file: file.write_text("scenario: {}"),
            "sources/base.yaml has been changed since the run; the values of scenario.resolved.yaml count",
        ),
    ],
)
def test_without_the_kept_files_the_resolved_scenario_counts(
    folder: Path, spoil: Callable[[Path], object], remark: str
) -> None:
    whole = read_run(folder)
    spoil(folder / "sources/base.yaml")
    past = read_run(folder)
    assert past.remarks == (remark,)
    assert simulate(past.scenario, 5).log.digest() == simulate(whole.scenario, 5).log.digest()


def test_where_defaults_have_changed_the_values_that_were_simulated_count(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read_run(folder)
    text = (folder / "scenario.resolved.yaml").read_text(encoding="utf-8")
    monkeypatch.setattr("simulator.report.past.resolved_text", lambda _: text + "# another default\n")
    past = read_run(folder)
    assert "reads sources/five.yaml otherwise" in past.remarks[0]
    assert simulate(past.scenario, 5).log.digest() == simulate(whole.scenario, 5).log.digest()


def test_a_file_that_is_missing_is_named(folder: Path) -> None:
    (folder / "events.csv").unlink()
    assert read_run(folder).remarks == ("events.csv is missing from the folder",)


def test_other_versions_of_packages_are_named(folder: Path) -> None:
    change(folder, lambda data: data["packages"].update(numpy="1.0.0"))
    past = read_run(folder)
    (difference,) = past.differences
    assert (difference.name, difference.then) == ("numpy", "1.0.0")
    assert f"numpy 1.0.0 (here {difference.now})" in past.remarks[0]


def test_another_patch_version_is_a_remark_and_another_minor_version_is_refused(folder: Path) -> None:
    major, minor, _ = __version__.split(".")
    change(folder, lambda data: data.update(interlock=f"{major}.{minor}.99"))
    assert f"interlock {major}.{minor}.99 (here {__version__})" in read_run(folder).remarks[0]
    for other in (f"{major}.99.0", "99.0.0", "", "new"):
        change(folder, lambda data, other=other: data.update(interlock=other))
        message = refusal(folder)
        assert f"was written by interlock {other}, and this is {__version__}" in message


def test_a_manifest_of_another_version_that_cannot_be_read_names_both_versions(folder: Path) -> None:
    change(folder, lambda data: (data.update(interlock="7.0.0"), data.pop("seed")))
    message = refusal(folder)
    assert f"was written by interlock 7.0.0, and this is {__version__}" in message
    assert "seed is missing" in message


def key(data: dict[str, Any], *path: Any) -> dict[str, Any]:
    for part in path:
        data = data[part]
    return data


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda data: data.pop("inputs"), "inputs is missing"),
        (lambda data: data.update(seed="5"), 'seed: expected a valid integer, found "5"'),
        (lambda data: data.update(seed=-1), "seed: expected greater than or equal to 0, found -1"),
        (lambda data: data.update(settings=[3]), "settings.0: expected a valid string, found 3"),
        (lambda data: data.update(packages=[]), "packages: expected a"),
        (lambda data: data.update(started="yesterday"), "started: "),
        (lambda data: data["replications"]["requested"].update(count=0), "replications.requested.count: "),
        (
            lambda data: data["replications"]["finished"].update(count=2),
            "what was finished does not agree with what was requested",
        ),
        (
            lambda data: data["replications"]["requested"].update(numbers=[0, 2, 1]),
            "expected numbers in rising order",
        ),
        (lambda data: data["files"][0].update(file="../../x"), "the name of a file in the folder of the run"),
        (lambda data: data["inputs"][0].update(kept="/etc/hosts"), "the name of a file in the folder"),
        (lambda data: data["inputs"][0].update(sha256="0"), "inputs.0.sha256: "),
        (
            lambda data: data.update(replications={"requested": {"count": 10**30}, "finished": {"count": 1}}),
            "expected less than or equal to 1000000",
        ),
        (
            lambda data: data["replications"]["requested"].update(count=1, numbers=[10**30]),
            "expected less than or equal to 999999999",
        ),
        (lambda data: data["files"][0].update(file="a" * 5000), "cannot be there (File name too long)"),
        (lambda data: data.update(files=[]), "it does not list scenario.resolved.yaml"),
    ],
)  # fmt: skip
def test_a_damaged_manifest_is_refused(
    folder: Path, edit: Callable[[dict[str, Any]], object], told: str
) -> None:
    change(folder, edit)
    message = refusal(folder)
    assert "is damaged" in message
    assert told in message


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[1]", b"null", b"[" * 100_000, b'{"seed": NaN}', b"x" * 10_000_001]
)
def test_what_is_no_manifest_is_refused(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    assert refusal(folder).startswith(f"{folder}/manifest.json ")


def test_a_resolved_scenario_that_was_changed_or_is_missing_is_refused(folder: Path) -> None:
    file = folder / "scenario.resolved.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("5 d", "6 d"), encoding="utf-8")
    assert "has been changed since the run" in refusal(folder)
    file.unlink()
    assert "scenario.resolved.yaml, which its manifest lists, is missing" in refusal(folder)


def relist(folder: Path, name: str, content: bytes) -> None:
    """Change a file of the run, and its manifest with it."""
    (folder / name).write_bytes(content)

    def edit(data: dict[str, Any]) -> None:
        for one in data["files"]:
            if one["file"] == name:
                one["sha256"] = hashlib.sha256(content).hexdigest()

    change(folder, edit)


def test_a_resolved_scenario_that_is_no_text_is_refused(folder: Path) -> None:
    relist(folder, "scenario.resolved.yaml", b"scenario: \xff\xfe")
    assert "is damaged: it is not text in UTF-8 (byte 11)" in refusal(folder)


def test_nothing_outside_of_the_folder_is_read_through_links(folder: Path, tmp_path: Path) -> None:
    for name in ("metrics.csv", "sources/base.yaml", "scenario.resolved.yaml"):
        outside = tmp_path / "outside"
        shutil.copy(folder / name, outside)
        (folder / name).rename(tmp_path / "aside")
        (folder / name).symlink_to(outside)
        assert f"  {name} is a link that leads out of the folder" in refusal(folder)
        (folder / name).unlink()
        (tmp_path / "aside").rename(folder / name)
    (folder / "sources").rename(tmp_path / "elsewhere")
    (folder / "sources").symlink_to(tmp_path / "elsewhere")
    message = refusal(folder)
    assert "sources/base.yaml is a link" in message
    assert "sources/five.yaml is a link" in message


def test_all_that_is_in_the_place_of_a_file_is_named_at_once(folder: Path) -> None:
    (folder / "events.csv").unlink()
    os.mkfifo(folder / "events.csv")  # reading it would never end
    (folder / "metrics.csv").unlink()
    (folder / "metrics.csv").mkdir()
    (folder / "summary.csv").unlink()
    (folder / "summary.csv").symlink_to("nowhere")
    message = refusal(folder)
    assert "events.csv is not a file" in message
    assert "metrics.csv is not a file" in message
    assert "summary.csv is a link that leads nowhere" in message


def test_a_manifest_that_is_no_file_is_refused(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    os.mkfifo(folder / "manifest.json")
    assert "manifest.json is not a file" in refusal(folder)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without an end")
def test_an_input_without_an_end_is_not_read(folder: Path) -> None:
    change(folder, lambda data: data["inputs"][0].update(file="/dev/zero"))
    assert read_run(folder).remarks == ()


def test_a_kept_scenario_does_not_reach_out_of_the_folder(folder: Path) -> None:
    text = b"extends: ../../../base.yaml\nscenario: {id: five, horizon: 5 d}\n"
    for name in ("sources/five.yaml", "scenario.resolved.yaml"):
        relist(folder, name, text)
    change(folder, lambda data: data["inputs"][0].update(sha256=hashlib.sha256(text).hexdigest()))
    with pytest.raises(ScenarioError, match="extends"):
        read_run(folder)


def test_a_basemap_that_is_none_is_refused(folder: Path) -> None:
    one = {"file": "areas.geojson", "sha256": "0" * 64, "kept": "summary.json"}
    change(folder, lambda data: data.update(basemap=one))
    assert 'expected a GeoJSON "FeatureCollection"' in refusal(folder)


def test_a_decision_that_the_scenario_does_not_have_is_refused(folder: Path) -> None:
    change(folder, lambda data: data.update(decisions=["no=such"]))
    past = read_run(folder)
    with pytest.raises(RunError, match=r'manifest\.json is damaged: decisions: there is no decision "no"'):
        past.choices_in(build_plan(past.scenario))


def test_a_name_that_is_too_long_is_no_run() -> None:
    assert not is_run(Path("x" * 5000))


def test_what_is_not_the_folder_of_a_run_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert refusal(Path("empty")) == "empty is empty: no run was written there"
    assert f"it has no manifest.json; runs in it: {folder}" in refusal(Path("reports"))
    assert "is not the folder of a run; name that folder" in refusal(Path("five.yaml"))
    assert refusal(Path("nowhere")) == f"there is no nowhere; runs: {folder}"
    assert refusal(tmp_path / "x/nowhere").endswith(f"nowhere; runs: {folder}")
    (folder.parent / "six-1").mkdir()
    (folder.parent / "six-1/manifest.json").touch()
    assert refusal(Path("five")) == f"there is no five; runs: {folder}"
    assert refusal(Path("six")) == "there is no six; runs: reports/six-1"
    assert f'did you mean "{folder}"?' in refusal(folder.with_name(folder.name + "x"))
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").mkdir()
    assert "cannot be read: Is a directory" in refusal(folder)


def test_an_interrupted_run_tells_what_was_finished(folder: Path) -> None:
    def stop(data: dict[str, Any]) -> None:
        data["replications"] |= {"finished": {"count": 2, "numbers": [0, 2]}, "complete": False}

    change(folder, stop)
    past: PastRun = read_run(folder)
    assert list(past.requested) == [0, 1, 2]
    assert list(past.finished) == [0, 2]
