"""Figures come as the same bytes whenever they are written, fit into pages together, and show text as it is."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from simulator.experiment import replicate
from simulator.report.figures import Material, Picture, inline_svg, png, svg
from simulator.report.figures.style import TRAFFICKING, canvas, styled
from simulator.report.figures.texts import frame, spread, width_of, wrapped
from simulator.scenario.load import load_scenario

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
