"""Figures come as the same bytes whenever they are written, fit into pages together, and show text as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from matplotlib.font_manager import findfont, fontManager

from simulator.experiment import replicate
from simulator.report.figures import Material, Picture, fonts, inline_svg, pictures, png, svg
from simulator.report.figures.fonts import fonts_for
from simulator.report.figures.style import TRAFFICKING, canvas, styled
from simulator.report.figures.texts import frame, plain, spread, width_of, wrapped
from simulator.scenario.load import build, load_scenario
from simulator.scenario.schema import Scenario
from tests.unit.small import small

HOSTILE = "<b>&$x$ \"Кош-Тегирмен\" </svg><script>alert('ქუთაისი')</script>"


@pytest.fixture(scope="module")
def material() -> Material:
    scenario = load_scenario("scenarios/two_borders.yaml")
    return Material.of(scenario, replicate(scenario, 2, steps=20))


def drawn(material: Material, name: str = "demo") -> Picture:
    with styled():
        figure = canvas()
        frame(figure, material, HOSTILE)
        axes = figure.add_axes((0.1, 0.2, 0.8, 0.5))
        axes.plot([1, 2], [3, 4], marker="o", **TRAFFICKING.line())
        axes.bar([1], [1], **TRAFFICKING.area())
    return Picture(name, HOSTILE, f"{HOSTILE} in words", "", figure)


def test_a_picture_is_the_same_bytes_each_time(material: Material) -> None:
    one, other = drawn(material), drawn(material)
    assert svg(one) == svg(one) == svg(other)
    assert png(one) == png(other)


def test_pictures_in_one_page_share_no_id(material: Material) -> None:
    pages = [inline_svg(drawn(material, name)) for name in ("demo", "other")]
    ids = [set(re.findall(r'\bid="([^"]*)"', page)) for page in pages]
    assert ids[0]
    assert not ids[0] & ids[1]
    for page, known in zip(pages, ids, strict=True):
        referred = re.findall(r'(?:href="|url\()#([^")]*)', page)
        assert referred
        assert set(referred) <= known


def test_text_of_a_scenario_is_neither_markup_nor_mathematics(material: Material) -> None:
    page = inline_svg(drawn(material))
    root = ElementTree.fromstring(page)
    assert "<script" not in page
    assert root.get("role") == "img"
    assert HOSTILE in (root.get("aria-label") or "")


def test_text_is_wrapped_to_its_room_and_loses_nothing_but_what_does_not_fit() -> None:
    with styled():
        lines = wrapped("one two three four five six", 1.2, 16, lines=9)
        assert " ".join(lines) == "one two three four five six"
        assert all(width_of(line, 16) <= 1.2 for line in lines)
        cut = wrapped("x" * 400, 1.2, 16, lines=2)
        assert len(cut) == 2
        assert cut[-1].endswith("…")
        assert all(width_of(line, 16) <= 1.2 for line in cut)


def test_labels_are_spread_in_order_without_overlap() -> None:
    wanted, sizes = [5.0, 5.1, 0.2, 9.9], [1.0, 1.0, 1.0, 1.0]
    centres = spread(wanted, sizes, 0.0, 10.0)
    assert centres == pytest.approx([4.55, 5.55, 0.5, 9.5])


@pytest.fixture
def han(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A font of this computer that has two characters, and no bold."""
    path = tmp_path / "han.ttf"
    font = TTFont(findfont("DejaVu Sans"))
    for table in font["cmap"].tables:
        table.cmap = {ord("海"): "A", ord("关"): "B"}
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = "Two Han"
    font.save(path)
    monkeypatch.setattr(fontManager, "ttflist", [one for one in fontManager.ttflist if "DejaVu" in one.name])
    fontManager.addfont(path)
    fonts._fonts.cache_clear()
    yield "Two Han"
    fonts._fonts.cache_clear()


def named(text: str) -> Scenario:
    data = small()
    data["flows"][0]["name"] = text
    return build(data)


def test_a_font_of_the_computer_draws_what_the_usual_one_lacks(
    han: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    scenario = named("海关")
    found = fonts_for(scenario)
    assert found.families == ("DejaVu Sans", han)
    assert found.missing == ""
    with_names = pictures(scenario, replicate(scenario, 2))
    assert all(png(picture) for picture in with_names)
    assert not caplog.records
    assert capfd.readouterr().err == ""


def test_what_no_font_has_is_known_and_drawn_without_a_warning(han: str) -> None:
    scenario = named("海关 税")
    assert fonts_for(scenario).missing == "税"
    assert pictures(scenario, replicate(scenario, 2))


@pytest.mark.parametrize(
    "text", ["Кош-Тегирмен", "ქუთაისი", "Երևան", "هيئة الجمارك", "נמל חיפה", "Ülemiste", "Đà Nẵng"]
)
def test_the_font_that_comes_along_draws_many_scripts(text: str) -> None:
    assert fonts_for(named(text)).families == ("DejaVu Sans",)


def test_marks_that_turn_text_round_are_left_out_and_joiners_kept() -> None:
    assert plain("a\u202eb\tc\n d") == "ab c d"
    assert plain("می\u200cرسد") == "می\u200cرسد"
