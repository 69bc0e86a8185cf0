from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.errors import Problem, ScenarioError
from simulator.scenario.load import load_scenario
from simulator.scenario.overlays import DEEPEST, read
from tests.unit.small import small

BASE = """\
scenario: {id: base, title: T, summary: S, start: 2031-03-03T06:00Z, horizon: 10 d}
jurisdictions:
  - {id: north, timezone: UTC}
places:
  - {id: a, jurisdiction: north}
  - {id: b, jurisdiction: north, stay: 24 h}
  - {id: c, jurisdiction: north}
legs:
  - {from: a, to: b, mode: road, duration: 9 h}
  - {id: long_way, from: a, to: c, mode: foot, duration: 40 h}
  - {from: c, to: b, mode: road, duration: 9 h}
agencies:
  - id: police
    kind: police
    jurisdiction: north
    triage: {lognormal: {median: 1 h, p90: 4 h}}
controls:
  - {id: lane, at: b, agency: police, detect: {drugs: 0.5, weapons: 0.2}}
flows:
  - {id: heroin, threat: drugs, from: a, to: b, arrivals: {poisson: 1 / d}}
"""


def write(folder: Path, **files: str) -> Path:
    """Write files by their stems; the last one is the one to read."""
    for stem, text in files.items():
        path = folder / f"{stem}.yaml"
        path.write_text(text, encoding="utf-8")
    return path


def overlay(folder: Path, text: str) -> Path:
    return write(folder, base=BASE, overlay="extends: base.yaml\n" + text)


def refused(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return caught.value.problems


def test_a_file_that_extends_nothing_is_read_as_it_is(tmp_path: Path) -> None:
    assert read(write(tmp_path, base=BASE)).data == yaml.safe_load(
        BASE.replace("2031-03-03T06:00Z", "'2031-03-03T06:00Z'")
    )


def test_the_header_is_merged_key_by_key(tmp_path: Path) -> None:
    scenario = load_scenario(overlay(tmp_path, "scenario: {id: variant, horizon: 20 d}\n"))
    assert (scenario.id, scenario.scenario.title, scenario.horizon) == ("variant", "T", 20 * 86400)


def test_an_entity_is_changed_by_its_id_and_keeps_its_place(tmp_path: Path) -> None:
    scenario = load_scenario(overlay(tmp_path, "places:\n  - {id: b, stay: 48 h}\n  - {id: d}\n"))
    assert [place.id for place in scenario.places] == ["a", "b", "c", "d"]
    changed = scenario.places[1]
    assert changed.stay is not None
    assert (changed.jurisdiction, changed.stay.mean) == ("north", 48 * 3600)


def test_legs_are_changed_by_their_ends_or_by_their_id(tmp_path: Path) -> None:
    first = "legs:\n  - {from: a, to: b, duration: 5 h}\n"
    others = "  - {id: long_way, duration: 6 h}\n  - {from: c, to: b, mode: air}\n"
    legs = load_scenario(overlay(tmp_path, first + others)).legs
    assert [leg.duration.mean / 3600 for leg in legs] == [5, 6, 9]
    assert [leg.mode for leg in legs] == ["road", "foot", "air"]


def test_a_leg_with_an_id_is_also_changed_by_its_ends(tmp_path: Path) -> None:
    legs = load_scenario(overlay(tmp_path, "legs:\n  - {from: a, to: c, duration: 6 h}\n")).legs
    assert (legs[1].key, legs[1].duration.mean) == ("long_way", 6 * 3600)


def test_a_mapping_is_merged_and_a_distribution_replaced(tmp_path: Path) -> None:
    text = (
        "controls:\n  - {id: lane, detect: {drugs: 0.9}}\n"
        "agencies:\n  - {id: police, triage: {triangular: {low: 1 h, mode: 2 h, high: 3 h}}}\n"
    )
    scenario = load_scenario(overlay(tmp_path, text))
    assert scenario.controls[0].detect == {"drugs": 0.9, "weapons": 0.2}
    assert scenario.agencies[0].triage.mean == 2 * 3600


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("note: n", {"arrivals": {"schedule": ["D+1"]}}),
        ("payload: {unit: kg, constant: 1}", {"payload": {"unit": "g", "uniform": {"low": 1, "high": 2}}}),
        ("unit_value: {usd: 1}", {"unit_value": {"eur": 2}}),
        ("concealment: {value: 0.1, status: assumed}", {"concealment": {"value": 0.2}}),
    ],
)
def test_what_stands_for_one_value_is_replaced_as_a_whole(
    tmp_path: Path, old: str, new: dict[str, Any]
) -> None:
    base = BASE.replace("threat: drugs", f"threat: drugs, {old}")
    change = yaml.safe_dump({"flows": [{"id": "heroin", **new}]})
    merged = read(write(tmp_path, base=base, overlay="extends: base.yaml\n" + change)).data["flows"][0]
    ((key, value),) = new.items()
    assert merged[key] == value


def test_other_lists_are_replaced(tmp_path: Path) -> None:
    base = BASE + "roles:\n  - {id: desk, plays: [police, customs]}\n"
    path = write(tmp_path, base=base, overlay="extends: base.yaml\nroles: [{id: desk, plays: [police]}]\n")
    assert load_scenario(path).roles[0].plays == ("police",)


def test_an_entity_is_removed(tmp_path: Path) -> None:
    legs = "legs:\n  - {id: long_way, remove: true}\n  - {from: c, to: b, remove: true}\n"
    scenario = load_scenario(overlay(tmp_path, legs + "places: [{id: c, remove: true}]\n"))
    assert [leg.key for leg in scenario.legs] == ["a_to_b"]
    assert [place.id for place in scenario.places] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("places:\n  - {id: bb, remove: true}\n", "places[0].remove", 'there is no "bb" to remove'),
        ("places:\n  - {id: b, remove: false}\n", "places[0].remove", "expected true"),
        ("places:\n  - {id: b, stay: 1 h, remove: true}\n", "places[0].remove", "needs no stay"),
        ("places:\n  - {id: b, stay: 1 h}\n  - {id: b, stay: 2 h}\n", "places[1]", "changed twice; first in"),
    ],
)
def test_a_change_that_makes_no_sense_is_an_error(tmp_path: Path, text: str, path: str, words: str) -> None:
    (problem,) = refused(overlay(tmp_path, text))
    assert (problem.path, words in problem.message) == (path, True)
    assert problem.position is not None
    assert problem.position.file.endswith("overlay.yaml")


def test_only_an_overlay_can_remove(tmp_path: Path) -> None:
    (problem,) = refused(write(tmp_path, base=BASE.replace("stay: 24 h", "remove: true")))
    assert (problem.code, problem.path) == ("E202", "places[1].remove")


def test_positions_name_the_file_and_line_in_which_a_value_is_written(tmp_path: Path) -> None:
    base = BASE.replace("duration: 40 h", "duration: 40")
    text = "extends: base.yaml\nplaces:\n  - {id: c, jurisdiction: nort}\n  - {id: a, remove: true}\n"
    path = write(tmp_path, base=base, overlay=text)
    found = {
        problem.path: (Path(problem.position.file).name, problem.position.line, problem.position.column)
        for problem in refused(path)
        if problem.position is not None
    }
    assert found["places[1].jurisdiction"] == ("overlay.yaml", 3, 27)
    assert found["legs[1].duration"] == ("base.yaml", 10, 58)
    assert found["flows[0].from"] == ("base.yaml", 20, 39)


def test_the_excerpt_comes_from_the_right_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        base=BASE.replace("duration: 40 h", "duration: 40"),
        overlay="extends: base.yaml\n",
    )
    with pytest.raises(ScenarioError, match=re.escape("10 |   - {id: long_way")):
        load_scenario(path)


def test_files_may_stand_on_one_another(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    write(tmp_path / "below", base=BASE, middle="extends: base.yaml\nscenario: {id: middle, title: Middle}\n")
    top = write(tmp_path, top="extends: below/middle.yaml\nscenario: {id: top}\n")
    header = load_scenario(top).scenario
    assert (header.id, header.title, header.summary) == ("top", "Middle", "S")


def test_a_chain_of_files_has_an_end(tmp_path: Path) -> None:
    files = {"f0": BASE} | {f"f{i}": f"extends: f{i - 1}.yaml\n" for i in range(1, DEEPEST + 2)}
    write(tmp_path, **files)
    load_scenario(tmp_path / f"f{DEEPEST}.yaml")
    (problem,) = refused(tmp_path / f"f{DEEPEST + 1}.yaml")
    assert f"more than {DEEPEST} files" in problem.message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../base.yaml", '".."'),
        ("sub/../base.yaml", '".."'),
        ("..\\\\base.yaml", '".."'),
        ("/etc/passwd", "full path"),
        ("C:/base.yaml", "full path"),
        ("\\\\\\\\host\\\\base.yaml", "full path"),
        ("bases.yaml", "there is no file"),
        ("", "expected the name of a file"),
        ("overlay.yaml", "in a circle"),
    ],
)
def test_a_base_that_cannot_be_is_refused_where_it_is_named(tmp_path: Path, name: str, words: str) -> None:
    path = write(tmp_path, base=BASE, overlay=f'scenario: {{id: x}}\nextends: "{name}"\n')
    (problem,) = refused(path)
    assert words in problem.message
    assert problem.position is not None
    assert (problem.code, problem.position.line) == ("E401", 2)


@pytest.mark.parametrize("value", ["[base.yaml]", "{file: base.yaml}", "3", "null"])
def test_a_base_is_named_by_text(tmp_path: Path, value: str) -> None:
    (problem,) = refused(write(tmp_path, overlay=f"extends: {value}\n"))
    assert problem.message.startswith("expected the name of a file")


def test_a_missing_base_is_guessed(tmp_path: Path) -> None:
    (problem,) = refused(write(tmp_path, base=BASE, overlay="extends: bas.yaml\n"))
    assert problem.hint == 'did you mean "base.yaml"?'


def test_two_files_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, one="extends: two.yaml\n", two="extends: one.yaml\n")
    (problem,) = refused(path)
    assert "two.yaml -> one.yaml -> two.yaml" in problem.message


def test_a_base_that_cannot_be_read_tells_what_is_wrong_with_it(tmp_path: Path) -> None:
    (problem,) = refused(write(tmp_path, base="places: [", overlay="extends: base.yaml\n"))
    assert problem.position is not None
    assert problem.position.file.endswith("base.yaml")


def test_extends_means_nothing_outside_files() -> None:
    from simulator.scenario.load import build

    with pytest.raises(ScenarioError, match='unknown key "extends"'):
        build(small(extends="base.yaml"))
