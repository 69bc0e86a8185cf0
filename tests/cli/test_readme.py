"""What README.md shows is what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.world import ROOT, process

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def test_the_commands_are_there_as_they_are_to_be_typed() -> None:
    install, test = (block.strip() for block in blocks("sh"))
    assert install.endswith(
        "&& .venv/bin/pip install -q . && .venv/bin/python run.py scenarios/northern_route.yaml"
    )
    assert test.endswith("&& .venv/bin/pip install -q '.[test]' && .venv/bin/python -m pytest")
    assert (ROOT / "scenarios/northern_route.yaml").is_file()


@pytest.mark.parametrize("block", blocks("text"))
def test_shown_output_is_what_the_command_prints(block: str, tmp_path: Path) -> None:
    command, *shown = block.splitlines()
    assert command.startswith("$ .venv/bin/python run.py ")
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    out, err = process(command.split()[3:], tmp_path, COLUMNS="80").communicate(timeout=120)
    printed = [line.rstrip() for line in (out + err).splitlines()]
    parts = "\n".join(shown).split("\n...\n")
    missing = [part for part in parts if part.strip("\n") not in "\n".join(printed)]
    assert not missing, "README.md shows what is not printed; the output is now:\n" + "\n".join(printed)


def test_the_example_in_python_runs(tmp_path: Path) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    (code,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code.replace("200", "10")],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"interdicted: .* to .*%\)\na faster channel: [+-].* to [+-].*%\)\n", done.stdout)


def test_every_option_it_names_exists(tmp_path: Path) -> None:
    helps = ""
    for command in ("run", "validate", "show", "routes"):
        helps += process([command, "--help"], tmp_path).communicate(timeout=60)[0]
    for option in set(re.findall(r"`?(--[a-z][a-z-]*)", README)):
        assert option in helps, option
