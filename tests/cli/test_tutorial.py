"""docs/tutorial.md can be followed by itself: its commands print what it shows, and it claims no more."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.refresh.samples import BLOCK, ENVIRONMENT, Reader, excerpts, renewed
from tests.cli.world import ROOT

PAGE = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")
PROSE = re.sub(r"^```.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
BLOCKS = [(block["language"], block["file"], block["text"]) for block in BLOCK.finditer(PAGE)]
SHOWN = [text for language, _, text in BLOCKS if language == "text"]


def test_its_commands_print_what_it_shows() -> None:
    assert renewed(PAGE) == PAGE, "python -m docs samples; then read whether the sentences still hold"


def test_every_number_in_a_sentence_is_one_that_was_printed() -> None:
    printed = set(re.findall(r"\d+(?:\.\d+)?", " ".join(SHOWN)))
    said = set(re.findall(r"(?<![\w.])\d+\.\d+(?![\w.])", re.sub(r"Python 3\.\d+", "", PROSE)))
    finding = set(re.findall(r"\d+(?:\.\d+)?", "".join(re.findall(r"^> .*$", PROSE, re.MULTILINE))))
    prices = {number.replace(",", "") for number in re.findall(r"\d+,\d{3}", PROSE)}
    for price in prices:
        assert f"{price} usd" in PAGE
    assert said <= printed
    assert (
        finding - {part for number in re.findall(r"\d+,\d{3}", PROSE) for part in number.split(",")}
        <= printed
    )


def change_of(label: str, block: str) -> tuple[float, float, float]:
    """The change in a row of a comparison, and the interval in which it lies."""
    (row,) = (line for line in block.splitlines() if line.strip().startswith(label))
    change, low, high = re.findall(r"([+-]?[\d.]+) +([+-][\d.]+) to ([+-][\d.]+)", row)[0]
    return float(change), float(low), float(high)


def test_the_findings_that_it_claims_are_clear_of_chance_and_as_large_as_it_says() -> None:
    compared = [block for block in SHOWN if "Compared with: the scenario as written" in block]
    direct, awake, desk = (change_of("cases interdicted", block) for block in compared)
    assert direct[1] > 0
    assert direct[2] < desk[1]
    assert desk[2] < awake[1]
    assert "three times as much" in PROSE
    assert 2.5 < awake[0] / direct[0] < 4
    assert re.search(r"more\n> than twice", PROSE)
    assert change_of("kg stopped", compared[2])[0] > 2 * change_of("kg stopped", compared[0])[0]
    _, low, high = change_of("items leaked", next(block for block in SHOWN if "items leaked" in block))
    assert low < 0 < high


def test_it_is_long_enough_to_learn_from_and_asks_for_nothing_but_typing() -> None:
    commands = [block.splitlines()[0] for block in SHOWN]
    assert all(command.startswith("$ interlock ") for command in commands)
    assert {command.split()[2] for command in commands} >= {"run", "explain", "validate"}


@pytest.mark.parametrize("code", [text for language, _, text in BLOCKS if language == "python"])
def test_its_example_in_python_runs(code: str, tmp_path: Path) -> None:
    Reader.new(tmp_path)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code.replace("200", "10")],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)} | ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"direct sharing: [+-].* to [+-].*%\)\n", done.stdout)


def test_a_block_that_leaves_nothing_out_shows_every_line(tmp_path: Path) -> None:
    page = "```text\n$ interlock list --no-such-option\nUsage:\n```\n"
    shown = renewed(page).splitlines()
    assert shown[0] == "```text"
    assert len(shown) > 4


def test_a_part_that_is_shown_is_found_again_after_its_numbers_have_changed() -> None:
    printed = ["Links", "  a  1  2", "  b  3  4", "end", "  a  9  9"]
    assert list(excerpts(["  a  7  7", "  b  8  8"], printed)) == ["  a  1  2", "  b  3  4"]
    assert list(excerpts(["  a  7  7", "...", "  a  7  7"], printed)) == ["  a  1  2", "...", "  a  9  9"]
    assert list(excerpts(["  a  9  9"], printed)) == ["  a  9  9"]
    with pytest.raises(LookupError, match="nothing printed begins like: other"):
        list(excerpts(["end", "...", "other"], printed))
