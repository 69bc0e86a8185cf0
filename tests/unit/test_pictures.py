"""The pictures of the documentation are small, are shown, and say what runs say now."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from docs.refresh import DOCS, ROOT
from docs.refresh.pictures import DRAWN, PICTURES, figures, screen, small, terminal

FILES = sorted(PICTURES.iterdir())
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
SHOWN = [
    (alt, link)
    for page in PAGES
    for alt, link in re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", page.read_text(encoding="utf-8"))
    if "pictures/" in link
]
HINT = "python -m docs pictures"


def test_they_are_small_enough_to_be_kept() -> None:
    assert sum(file.stat().st_size for file in FILES) < 300_000


def test_each_is_shown_and_there_is_no_other() -> None:
    assert {Path(link).name for _, link in SHOWN} == {file.name for file in FILES}
    assert {f"{scenario}_{name}.png" for scenario, names in DRAWN.items() for name in names} <= {
        file.name for file in FILES
    }


@pytest.mark.parametrize(("alt", "link"), SHOWN)
def test_each_has_words_for_those_who_cannot_see_it(alt: str, link: str) -> None:
    assert len(alt.split()) > 4, link


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.suffix == ".png"], ids=lambda file: file.name
)
def test_a_png_is_one_and_wide_enough_to_read(file: Path) -> None:
    head = file.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:])
    assert width >= 1000
    assert height >= 500


def test_the_figures_of_a_small_scenario_say_what_it_says_now() -> None:
    titles = {
        f"two_borders_{one.name}.png": one.title for one in figures("two_borders", DRAWN["two_borders"])
    }
    said = {Path(link).name: alt for alt, link in SHOWN}
    assert titles
    assert {name: said[name] for name in titles} == titles, HINT


def test_the_terminal_shows_what_the_program_prints(tmp_path: Path) -> None:
    written = (PICTURES / "terminal.svg").read_text(encoding="utf-8")
    assert written == terminal(screen(tmp_path, "--no-figures")), HINT


def test_the_terminal_needs_nothing_from_elsewhere() -> None:
    text = (PICTURES / "terminal.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.get("role") == "img"
    assert re.findall(r"(?:href|src|url|@import)", text) == []


def test_text_in_the_terminal_is_never_markup() -> None:
    drawn = terminal("<script>&amp; \x1b[1;32m+1\x1b[0m")
    assert "<script" not in drawn
    assert ElementTree.fromstring(drawn) is not None


def test_a_small_picture_keeps_its_shape_and_its_colours() -> None:
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    whole = Image.new("RGB", (1920, 1080), "#0072b2")
    whole.paste("#d55e00", (0, 0, 400, 1080))
    whole.save(file, format="PNG")
    few = Image.open(BytesIO(small(file.getvalue()))).convert("RGB")
    assert few.size == (1200, 675)
    assert few.getpixel((100, 300)) == (0xD5, 0x5E, 0x00)
    assert few.getpixel((1000, 300)) == (0x00, 0x72, 0xB2)
