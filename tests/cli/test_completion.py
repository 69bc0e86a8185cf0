from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete

from simulator.cli.console import COMPLETION
from simulator.cli.main import COMMANDS
from simulator.cli.main import interlock as group
from tests.cli.world import ROOT, SCENARIO, Program

SHELLS = ("bash", "zsh", "fish")


def offered(*words: str) -> set[str]:
    """What is offered for the last of the words."""
    shell = ShellComplete(group, {}, "interlock", COMPLETION)
    return {item.value for item in shell.get_completions(list(words[:-1]), words[-1]) if item.type == "plain"}


def test_commands_options_and_scenarios_are_offered(interlock: Program) -> None:
    (interlock.folder / "scenarios").mkdir()
    interlock.write("scenarios/mine.yaml", SCENARIO)
    interlock.write("scenarios/with blank.yaml", SCENARIO)
    assert {*COMMANDS, "mine", "two_borders"} <= offered("")
    assert offered("val") == {"validate"}
    assert offered("run", "mi") == {"mine"}
    assert offered("min") == {"mine"}
    assert "with blank" not in offered("run", "")
    assert {"two_borders", "mine"} <= offered("validate", "mine", "")
    assert offered("new", "x", "--from", "two_b") == {"two_borders"}
    assert {"--json", "--jobs", "--out"} <= offered("rerun", "--")
    assert offered("mine", "--rep") == {"--replications"}  # a scenario alone means run
    assert set(SHELLS) == offered("completion", "")
    assert offered("nonsense", "--o") == set()


def test_options_are_offered_after_every_command() -> None:
    for command in COMMANDS:
        assert "--help" in offered(command, "--h"), command


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_says_how_to_install_it(interlock: Program, shell: str) -> None:
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("there is no bash whose version could be asked for")
    outcome = interlock("completion", shell)
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    if shell == "zsh":
        assert lines.pop(0) == "#compdef interlock"
    assert lines[0] == "# Completion for interlock. To install it, once:"
    assert any(f"interlock completion {shell} > " in line and line.startswith("# ") for line in lines)
    assert COMPLETION in outcome.out


def test_an_unknown_shell_is_a_wrong_call(interlock: Program) -> None:
    outcome = interlock("completion", "tcsh")
    assert outcome.code == 2
    assert "'bash', 'zsh', 'fish'" in outcome.err


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_with_the_script(interlock: Program, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed here")
    script = interlock.folder / "script"
    script.write_text(interlock("completion", shell).out, encoding="utf-8")
    program = interlock.folder / "bin dir" / "interlock"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nfrom simulator.cli.main import main\nmain()\n", encoding="utf-8")
    program.chmod(0o755)
    ask = {
        "bash": "source ./script; complete -p interlock; COMP_WORDS=(interlock run two_b); COMP_CWORD=2; "
        '_interlock_completion interlock 2>/dev/null; printf "%s\\n" "${COMPREPLY[@]}"',
        "zsh": "autoload -Uz compinit; compinit -u; source ./script; echo $_comps[interlock]; "
        "COMP_WORDS='interlock run two_b' COMP_CWORD=2 _INTERLOCK_COMPLETE=zsh_complete interlock",
        "fish": "source ./script; complete -C 'interlock run two_b'",
    }[shell]
    done = subprocess.run(
        [shell, *(["--norc"] if shell == "bash" else []), "-c", ask],
        cwd=interlock.folder,
        env=os.environ
        | {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert "two_borders" in done.stdout
    assert shell == "fish" or "interlock" in done.stdout.splitlines()[0]
