"""The documentation holds together: links lead somewhere, named files exist, every page can be found."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from simulator.eventlog import Event

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").rglob("*.md")])
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FILE = re.compile(
    r"`((?:simulator|tests|docs|scenarios|benchmarks)(?:/[\w.-]+)+|[\w-]+(?:/[\w.-]+)*\.(?:md|py|toml|cff))`"
)
HISTORY = {ROOT / "CHANGELOG.md", *(ROOT / "docs/decisions").glob("*.md")}
"""They name what there was when they were written."""


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    return FENCE.sub("", text_of(page))


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """What headings of a page can be linked to, as code hosts make it of them."""
    found: list[str] = []
    for heading in re.findall(r"^#{1,6} (.+)$", prose(page), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")
        number = found.count(anchor)
        found.append(anchor if not number else f"{anchor}-{number}")
    return set(found)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = []
    for link in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = unquote(link).partition("#")
        there = (page.parent / target).resolve() if target else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("page", sorted({*PAGES} - HISTORY), ids=name)
def test_every_file_that_is_named_exists(page: Path) -> None:
    missing = []
    for named in FILE.findall(prose(page)):
        if not any((place / named).exists() for place in (ROOT, page.parent, ROOT / "simulator")):
            missing.append(named)
    assert missing == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        for link in LINK.findall(prose(page)):
            there = (page.parent / unquote(link).partition("#")[0]).resolve()
            folder = sorted(there.glob("*.md")) if there.is_dir() else []
            waiting += [found for found in (there, *folder) if found.suffix == ".md" and found.is_file()]
    assert [name(page) for page in PAGES if page not in reached] == []


def test_every_kind_of_event_has_its_row_and_no_other_has() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| .+ \| ?(.*)\|$", (ROOT / "docs/events.md").read_text(encoding="utf-8"), re.M
    )
    source = (ROOT / "simulator/eventlog.py").read_text(encoding="utf-8")
    kinds = re.findall(
        r"^    ([A-Z_]+) = \d+(  # .*)?$", source.split("class Event")[1].split("class Warned")[0], re.M
    )
    named = [(name, bool(value.strip())) for name, value in rows if name.upper() in Event.__members__]
    assert sorted(name for name, _ in named) == sorted(event.name.lower() for event in Event)
    of_value = {name.lower() for name, remark in kinds if remark} - {"passed", "let_pass", "barred"}
    assert {name for name, value in named if value} == of_value
