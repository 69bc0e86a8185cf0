from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from simulator.errors import Problem, ScenarioError
from simulator.report.listing.fields import Field
from simulator.report.listing.sections import AGENCY, CONTROL, FLOW, LEG, LINK, MECHANISM, finds
from simulator.scenario.changeable import CHANGEABLE
from simulator.scenario.headings import KEY_OF_HEADING
from simulator.scenario.load import load_scenario

TWO_BORDERS = Path(__file__).parents[2] / "scenarios" / "two_borders.yaml"
LISTED = {
    "legs": LEG,
    "agencies": AGENCY,
    "controls": (*CONTROL, finds(["drugs"])),
    "links": LINK,
    "mechanisms": MECHANISM,
    "flows": FLOW,
}
LIKE_ITS_KEY = {"where", "from", "to", "lookout at", "act at", "behaviour"}
"""Headings that are the key itself in other letters, or stand for several keys."""


def problem(setting: str) -> Problem:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(TWO_BORDERS, [setting])
    (only,) = caught.value.problems
    return only


@pytest.mark.parametrize("section", LISTED)
def test_every_heading_of_show_that_is_not_the_key_leads_to_the_key(section: str) -> None:
    entity = SimpleNamespace(watch=None, at=None)

    def key(field: Field) -> str:
        return field.key(entity)

    shown = {field.column.title: key(field) for field in LISTED[section]}
    other = {title: word for title, word in shown.items() if title != word and title not in LIKE_ITS_KEY}
    known = KEY_OF_HEADING[section]
    assert {title: known.get(title) for title in other} == other


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("links.customs_to_police.willing", "willingness"),
        ("links.customs_to_police.Takes", "clearance"),
        ("links.customs_to_police.fid", "fidelity"),
        ("controls.oster_lane.looks at", "examine"),
        ("controls.oster_lane.finds", "detect"),
    ],
)
def test_a_heading_or_the_beginning_of_a_key_set_by_mistake_names_the_key(word: str, key: str) -> None:
    found = problem(f"{word}=0.3")
    assert (found.code, found.hint) == ("E202", f'did you mean "{key}"?')


def test_a_setting_whose_key_has_a_blank_is_not_told_to_use_quotes() -> None:
    hint = problem("controls.oster_lane.some thing=0.3").hint
    assert hint.startswith("a key has no blanks; it takes ")
    assert "examine" in hint
    assert "quotes" not in hint


def test_all_keys_of_a_link_are_listed_for_a_word_like_none_of_them() -> None:
    hint = problem("links.customs_to_police.zzz=1").hint
    assert "willingness" in hint
    assert "more" not in hint
    assert all(key.partition(".")[0] in hint for key in CHANGEABLE["links"])


@pytest.mark.parametrize("written", ["3,5", "3.5"])
def test_part_of_an_analyst_leads_to_shifts_and_not_to_a_decimal_point(written: str) -> None:
    found = problem(f"agencies.arda_customs.analysts={written}")
    assert "it is counted, so it has no fraction" in found.message
    assert "decimal point" not in found.message
    assert "shifts" in found.hint
