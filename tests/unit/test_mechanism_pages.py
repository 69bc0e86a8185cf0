"""docs/mechanisms says what mechanisms are, and shows what their examples expand into."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.refresh import mechanisms
from simulator.errors import Severity
from simulator.scenario.expansion import expand
from simulator.scenario.rules import check
from simulator.scenario.schema.mechanisms import MECHANISM_KINDS
from simulator.world.compile import build_plan

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "mechanisms"
TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)


def words(svg: str) -> list[str]:
    """The text of a picture; how it is laid out depends on the version of matplotlib."""
    return sorted(re.sub(r"<[^>]*>", "", text).strip() for text in TEXT.findall(svg))


def test_every_kind_has_a_page_and_a_picture() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} - {"README"} == set(MECHANISM_KINDS)
    assert {path.stem for path in PAGES.glob("*.svg")} == set(MECHANISM_KINDS)


@pytest.mark.parametrize("kind", MECHANISM_KINDS)
def test_the_picture_says_what_the_example_expands_into(kind: str) -> None:
    said = words((PAGES / f"{kind}.svg").read_text(encoding="utf-8"))
    assert said == words(mechanisms.picture(kind))
    scenario = mechanisms.example(kind)
    named = {agency.id: agency.label for agency in expand(scenario).agencies}
    assert {named[member] for member in scenario.mechanisms[0].members} <= set(said)


@pytest.mark.parametrize("kind", MECHANISM_KINDS)
def test_the_example_is_of_its_kind_and_can_be_played(kind: str) -> None:
    scenario = mechanisms.example(kind)
    (mechanism,) = scenario.mechanisms
    assert mechanism.kind == kind
    assert [one for one in check(scenario) if one.severity is Severity.ERROR] == []
    assert [one.code for one in check(scenario) if one.path.startswith("mechanisms")] == []
    assert build_plan(scenario).horizon == scenario.horizon


@pytest.mark.parametrize("kind", MECHANISM_KINDS)
def test_a_page_says_what_the_kind_is_not_and_names_every_key(kind: str) -> None:
    text = (PAGES / f"{kind}.md").read_text(encoding="utf-8")
    assert len(text.split("## What it cannot say")[1].split()) > 20
    assert "| `members` |" in text
