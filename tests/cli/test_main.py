from __future__ import annotations

import errno
import resource
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

import simulator
from simulator.cli.main import COMMANDS, main
from simulator.errors import OutputError, ScenarioError
from tests.cli.world import ROOT, SCENARIO, Program, process


def test_help_lists_the_commands(interlock: Program) -> None:
    outcome = interlock("--help")
    assert outcome.code == 0
    for command in ("run", "validate", "show", "routes"):
        assert f"\n  {command} " in outcome.out


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_loads_nothing_heavy_and_is_quick(command: tuple[str, ...]) -> None:
    code = (
        "import sys\n"
        "from simulator.cli.main import main\n"
        f"try:\n    main([*{command!r}, '--help'])\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'numpy', 'scipy', 'pydantic', 'rich', 'yaml', 'simpy', 'matplotlib', 'jinja2'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)\n"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 0.15


def test_version_is_the_one_of_the_package(interlock: Program) -> None:
    assert interlock("--version").out.split() == ["interlock", simulator.__version__]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]


def test_without_words_it_shows_its_help_and_exits_with_2(interlock: Program) -> None:
    outcome = interlock()
    assert outcome.code == 2
    assert "Commands:" in outcome.err


def test_an_unknown_command_is_answered_with_the_one_meant(interlock: Program) -> None:
    outcome = interlock("validat", "one_border.yaml")
    assert outcome.code == 2
    assert 'did you mean "validate"?' in outcome.err
    assert outcome.out == ""


def test_a_name_that_is_nearly_right_is_answered_with_the_one_meant(interlock: Program) -> None:
    (interlock.folder / "scenarios").mkdir()
    interlock.write("scenarios/far_border.yaml", "")
    for word, code in (
        ("far_bordr", 2),
        ("farborder", 2),
        ("far_borders.yaml", 3),
        ("scenarios/far_bordr.yaml", 3),
    ):
        outcome = interlock(word)
        assert outcome.code == code
        assert 'did you mean "' in outcome.err
        assert "far_border" in outcome.err.split("did you mean")[1]


def test_a_folder_is_said_to_be_one(interlock: Program) -> None:
    (interlock.folder / "scenarios").mkdir()
    outcome = interlock("scenarios")
    assert outcome.code == 3
    assert "this is a folder, not a scenario file" in outcome.err


def test_a_missing_package_is_no_defect(interlock: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = _raise(ModuleNotFoundError("No module named 'rich'", name="rich"))
    monkeypatch.setattr("simulator.scenario.load.load_scenario", failure)
    outcome = interlock("show", "one_border.yaml")
    assert outcome.code == 1
    assert '"rich" is not installed for this Python' in outcome.err
    assert "pip install ." in outcome.err
    assert "defect" not in outcome.err


def test_what_to_do_next_repeats_how_the_program_was_called(
    interlock: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = interlock.folder / ".venv" / "bin" / "python"
    monkeypatch.setattr("sys.executable", str(python))
    monkeypatch.setattr("sys.argv", ["run.py"])
    interlock.write("one border.yaml", SCENARIO)
    shown = interlock("show", "one border.yaml").out
    assert ".venv/bin/python run.py routes 'one border.yaml'" in shown
    monkeypatch.setattr("sys.argv", [str(python.with_name("interlock"))])
    assert "next     .venv/bin/interlock routes 'one border.yaml'" in interlock("show", "one border.yaml").out


def test_an_unknown_option_exits_with_2(interlock: Program) -> None:
    outcome = interlock("run", "one_border.yaml", "--replicatons", "3")
    assert outcome.code == 2
    assert "--replications" in outcome.err


@pytest.mark.parametrize("words", [["one_border.yaml", "-n", "2"], ["-n", "2", "one_border.yaml"]])
def test_a_path_alone_means_run(interlock: Program, words: list[str]) -> None:
    assert interlock(*words).code == 0
    assert interlock.run_folder().name.startswith("one_border-")


def test_options_may_stand_before_the_command(interlock: Program) -> None:
    outcome = interlock("--quiet", "validate", "one_border.yaml")
    assert (outcome.code, outcome.out) == (0, "")


def _raise(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OutputError("the disk is full"), 1, "error: the disk is full"),
        (ScenarioError([]), 3, ""),
        (ZeroDivisionError("division by zero"), 1, "internal error: ZeroDivisionError: division by zero"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_what_goes_wrong_becomes_a_message_and_an_exit_code(
    interlock: Program, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    monkeypatch.setattr("simulator.scenario.load.load_scenario", _raise(error))
    outcome = interlock("show", "one_border.yaml")
    assert outcome.code == code
    assert said in outcome.err
    assert outcome.out == ""


def test_only_debug_shows_a_traceback(
    interlock: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failure = _raise(ZeroDivisionError("division by zero"))
    monkeypatch.setattr("simulator.scenario.load.load_scenario", failure)
    with pytest.raises(SystemExit) as stop:
        main(["show", "one_border.yaml", "--debug"])
    assert stop.value.code == 1
    assert "Traceback (most recent call last)" in capsys.readouterr().err
    assert interlock("show", "one_border.yaml").code == 1  # which looks for a traceback itself


def test_a_reader_that_goes_away_ends_it_quietly(interlock: Program) -> None:
    running = process(["show", "one_border.yaml"], interlock.folder)
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    err = running.stderr.read()
    running.stderr.close()
    running.wait(timeout=30)
    assert "Traceback" not in err
    assert str(errno.EPIPE) not in err
    assert "Exception ignored" not in err


def test_the_package_loads_its_names_when_they_are_used() -> None:
    code = (
        "import sys, simulator\n"
        "assert 'numpy' not in sys.modules and 'pydantic' not in sys.modules\n"
        "assert all(getattr(simulator, name) is not None for name in dir(simulator))\n"
        "assert simulator.replicate.__name__ == 'replicate'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = simulator.nothing


def test_a_folder_that_is_gone_is_told(interlock: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = interlock.folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    outcome = interlock("list")
    monkeypatch.chdir(interlock.folder)
    assert outcome.code == 1
    assert outcome.err == "error: the current folder is not there any more; go to another one\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
def test_results_that_cannot_be_written_are_an_error_and_no_defect(interlock: Program) -> None:
    with Path("/dev/full").open("w") as full:
        words = [sys.executable, str(ROOT / "run.py"), "list"]
        done = subprocess.run(
            words, cwd=interlock.folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert "error: No space left on device" in done.stderr
    assert "defect" not in done.stderr
    assert "Traceback" not in done.stderr


def test_no_line_of_the_help_is_cut(interlock: Program) -> None:
    assert "..." not in interlock("--help").out.replace("[ARGS]...", "")
