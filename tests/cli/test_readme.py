"""What README.md and the pages of the documentation show is what the program does."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from docs.refresh.samples import ENVIRONMENT, pages, renewed
from simulator.cli.main import COMMANDS
from tests.cli.world import ROOT, process

README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = (ROOT / "docs/python.md").read_text(encoding="utf-8")

OF_OTHER_PROGRAMS = {"--check", "--update-golden"}
"""Of `python -m docs` and of pytest."""


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_commands_are_there_as_they_are_to_be_typed() -> None:
    install, test = (block.strip() for block in blocks(README, "sh"))
    assert install.endswith(
        "&& .venv/bin/pip install -q . && .venv/bin/python run.py scenarios/northern_route.yaml"
    )
    assert test.endswith("&& .venv/bin/pip install -q '.[test]' && .venv/bin/python -m pytest")
    assert (ROOT / "scenarios/northern_route.yaml").is_file()


@pytest.mark.parametrize(
    "page", [page for page in pages() if page.name != "tutorial.md"], ids=lambda page: page.name
)
def test_shown_output_is_what_the_commands_print(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text == renewed(text), "python -m docs samples"


@pytest.mark.parametrize("code", blocks(PYTHON, "python"))
def test_the_examples_in_python_run(code: str, tmp_path: Path) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code.replace("200", "10")],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)} | ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"interdicted: .* to .*%\)\na faster channel: [+-].* to [+-].*%\)\n", done.stdout)


@pytest.fixture(scope="module")
def helps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("helps")
    return {name: process([name, "--help"], folder).communicate(timeout=60)[0] for name in COMMANDS}


def test_every_command_is_in_the_readme() -> None:
    named = re.findall(r"^\| `(\w+)[ `]", README, re.MULTILINE)
    assert sorted(named) == sorted(COMMANDS)


def test_every_option_that_is_named_exists(helps: dict[str, str]) -> None:
    named = {
        option
        for page in (
            ROOT / "README.md",
            *(ROOT / "docs").glob("*.md"),
            *(ROOT / "docs/scenarios").glob("*.md"),
        )
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", page.read_text(encoding="utf-8"))
    }
    assert {option for option in named if option not in "".join(helps.values())} <= OF_OTHER_PROGRAMS


def test_every_command_that_a_page_tells_to_type_has_the_options_it_is_given(helps: dict[str, str]) -> None:
    for page in pages():
        for line in re.findall(r"^\$ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE):
            words = shlex.split(line)
            command = next((word for word in words if word in COMMANDS), "run")
            for option in (word for word in words if word.startswith("--")):
                assert option in helps[command], line


def test_every_file_and_figure_of_a_run_is_explained(tmp_path: Path) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    words = ["run", "two_borders", "-n", "4", "-q", "--decide", "share_directly=direct"]
    process(words, tmp_path).communicate(timeout=120)
    (folder,) = (tmp_path / "reports").iterdir()
    explained = set(re.findall(r"`([\w./]+)`", (ROOT / "docs/results.md").read_text(encoding="utf-8")))
    files = {file.name + "/" * file.is_dir() for file in folder.iterdir()}
    assert files <= explained
    assert {figure.stem for figure in (folder / "figures").iterdir()} <= explained
