"""The program as users install it: a wheel, in an empty folder whose name has a blank and Cyrillic letters."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.world import ROOT, Outcome

SETUPTOOLS = (70, 1)
"""From this version on it builds wheels by itself."""
Call = Callable[..., Outcome]


def _missing_tool() -> str:
    """What the wheel cannot be built without, or nothing."""
    if importlib.util.find_spec("pip") is None:
        return "pip is not installed for this Python"
    if importlib.util.find_spec("setuptools") is None:
        return "setuptools is not installed: pip install '.[test]'"
    found = importlib.metadata.version("setuptools")
    if tuple(map(int, found.split(".")[:2])) < SETUPTOOLS:
        return f"setuptools {found} is too old to build a wheel offline: pip install '.[test]'"
    return ""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network from a copy of the project."""
    if why := _missing_tool():
        pytest.skip(why)
    source = tmp_path_factory.mktemp("source") / "project"
    unwanted = shutil.ignore_patterns(
        ".*", "__pycache__", "tests", "docs", "reports", "build", "*.egg-info", "benchmarks"
    )
    shutil.copytree(ROOT, source, ignore=unwanted)
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    built = subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(source)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel is installed to."""
    target = tmp_path_factory.mktemp("Пример site")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    done = subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--no-compile", "--target", str(target), str(wheel)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.fixture
def installed(site: Path, tmp_path: Path) -> Call:
    """Calls the installed program in an empty folder."""
    folder = tmp_path / "Пример run"
    folder.mkdir()

    def call(*words: str, **environment: str) -> Outcome:
        script = site / "bin" / "interlock"
        environ = os.environ | {"PYTHONPATH": str(site), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, str(script), *words],
            cwd=folder, env=environ | environment, capture_output=True, check=False,
        )  # fmt: skip
        outcome = Outcome(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
        assert "Traceback" not in outcome.out + outcome.err
        return outcome

    return call


def test_the_wheel_holds_all_that_the_program_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    package = [path for path in (ROOT / "simulator").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    wanted = {path.relative_to(ROOT).as_posix() for path in package}
    shipped = [path for path in (ROOT / "scenarios").rglob("*") if path.is_file()]
    wanted |= {f"simulator/shipped/{path.relative_to(ROOT / 'scenarios').as_posix()}" for path in shipped}
    assert wanted - held == set()
    for part in (
        "starter.yaml",
        "two_borders.yaml",
        "northern_route.yaml",
        "interlock.schema.json",
        "py.typed",
    ):
        assert any(name.endswith(f"/{part}") for name in held), part
    assert any("NOTICE" in name for name in held)
    assert {name.split("/")[0].split("-")[0] for name in held} == {"simulator", "interlock"}


def test_a_newcomer_gets_from_nothing_to_a_repeated_run(installed: Call, tmp_path: Path) -> None:
    folder = tmp_path / "Пример run"
    listed = json.loads(installed("list", "--json").out)["scenarios"]
    assert {"two_borders", "northern_route"} <= {one["name"] for one in listed}
    assert all(one["shipped"] and one["problem"] is None for one in listed)
    made = installed("new", "Мой пример")
    assert made.out.splitlines()[0] == "written  Мой пример.yaml"
    scenario = folder / "Мой пример.yaml"
    scenario.write_bytes(b"\xef\xbb\xbf" + scenario.read_bytes().replace(b"\n", b"\r\n"))
    assert installed("validate", "Мой пример.yaml", "two_borders").code == 0
    ran = installed("run", "Мой пример.yaml", "-n", "3", "-j", "2")
    assert ran.code == 0, ran.err
    (run,) = (folder / "reports").iterdir()
    assert run.name.startswith("moy_primer-")
    assert (run / "report.html").is_file()
    assert (run / "sources" / "Мой пример.yaml").read_bytes() == scenario.read_bytes()
    again = installed("rerun", f"reports/{run.name}/manifest.json")
    assert again.code == 0, again.out
    assert "are byte-identical" in again.out
    assert installed("schema").out == (folder / "interlock.schema.json").read_text(encoding="utf-8")


def test_a_shipped_scenario_is_played_by_its_name(installed: Call, tmp_path: Path) -> None:
    ran = installed("run", "northern_route", "-n", "1", "--no-figures", "-q")
    assert ran.code == 0, ran.err
    (run,) = (tmp_path / "Пример run" / "reports").iterdir()
    assert ran.out == f"reports/{run.name}/\n"
    wrong = installed("run", "nothern_route")
    assert wrong.code == 3
    assert 'did you mean "northern_route"?' in wrong.err


def test_a_terminal_that_cannot_show_a_name_does_not_end_it(installed: Call) -> None:
    made = installed("new", "Ош", PYTHONIOENCODING="ascii")
    assert made.code == 0
    assert made.out.startswith("written  ??.yaml\n")
    assert installed("validate", "Ош.yaml", PYTHONIOENCODING="cp1252").code == 0
    assert installed("show", "Ош.yaml", PYTHONIOENCODING="", LC_ALL="C").code == 0
