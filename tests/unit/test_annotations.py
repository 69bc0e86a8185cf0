from __future__ import annotations

from typing import Any

import pytest

from simulator.scenario.annotations import InputNote, note_for, strip
from tests.unit.small import codes, errors, small, with_entity


def test_an_annotated_value_becomes_the_value() -> None:
    written = {"value": 0.3, "status": "elicited", "source": "interviews", "range": [0.1, 0.5], "note": "n"}
    stripped = strip({"controls": [{"id": "lane", "examine": written}]})
    assert stripped.data == {"controls": [{"id": "lane", "examine": 0.3}]}
    assert stripped.inputs == {
        ("controls", 0, "examine"): InputNote("elicited", "interviews", (0.1, 0.5), "n"),
    }


def test_a_distribution_carries_its_notes_beside_its_content() -> None:
    shape = {"lognormal": {"median": "3 h", "p90": "9 h"}}
    stripped = strip({"legs": [{"duration": {**shape, "status": "assumed", "range": ["1 h", "2 d"]}}]})
    assert stripped.data == {"legs": [{"duration": shape}]}
    assert stripped.inputs == {("legs", 0, "duration"): InputNote("assumed", None, ("1 h", "2 d"))}


def test_an_annotated_value_may_be_a_distribution_or_one_threat_of_a_map() -> None:
    data = {
        "controls": [
            {
                "service": {"value": {"uniform": {"low": "1 h", "high": "2 h"}}, "status": "sourced"},
                "detect": {"drugs": {"value": 0.5, "source": "trial"}, "weapons": 0.2},
            }
        ]
    }
    stripped = strip(data)
    assert stripped.data["controls"] == [
        {"service": {"uniform": {"low": "1 h", "high": "2 h"}}, "detect": {"drugs": 0.5, "weapons": 0.2}}
    ]
    assert set(stripped.inputs) == {("controls", 0, "service"), ("controls", 0, "detect", "drugs")}


def test_an_entity_keeps_its_own_status_and_lends_it_to_its_values() -> None:
    stripped = strip({"agencies": [{"id": "x", "status": "sourced", "source": "annual report", "teams": 2}]})
    assert stripped.data["agencies"][0]["status"] == "sourced"
    assert note_for(stripped.inputs, ("agencies", 0, "teams")) == InputNote("sourced", "annual report")
    assert note_for(stripped.inputs, ("agencies", 1, "teams")) is None


@pytest.mark.parametrize(
    ("inline", "entity", "expected"),
    [
        ({"range": [1, 2]}, {"status": "assumed"}, InputNote("assumed", None, (1, 2))),
        ({"source": "talks"}, {"status": "assumed", "source": "x"}, InputNote("assumed", "talks")),
        ({"note": "n"}, {"status": "sourced", "source": "x"}, InputNote("sourced", "x", None, "n")),
        ({"status": "assumed"}, {"status": "sourced", "source": "x"}, InputNote("assumed")),
        ({"range": [1, 2]}, {}, InputNote(None, None, (1, 2))),
        ({}, {"status": "sourced", "source": "x"}, InputNote("sourced", "x")),
    ],
)
def test_a_value_without_a_status_has_that_of_its_entity(
    inline: dict[str, Any], entity: dict[str, Any], expected: InputNote
) -> None:
    stripped = strip({"agencies": [{"id": "x", "teams": {"value": 2, **inline}, **entity}]})
    assert note_for(stripped.inputs, ("agencies", 0, "teams")) == expected


def test_the_document_itself_stays_as_it_is() -> None:
    data = small()
    data["controls"][0]["examine"] = {"value": 0.2, "status": "assumed"}
    strip(data)
    assert data["controls"][0]["examine"] == {"value": 0.2, "status": "assumed"}


def test_the_published_value_of_a_source_is_no_annotation() -> None:
    source = {"what": "delay", "value": "9.9 h", "from": "a report", "note": "n"}
    assert strip({"scenario": {"sources": [source]}}).data["scenario"]["sources"] == [source]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"value": 0.1, "status": "assummed"}, ("E304", "controls[0].examine.status")),
        ({"value": 0.1, "status": ["assumed"]}, ("E304", "controls[0].examine.status")),
        ({"value": 0.1, "range": 0.2}, ("E302", "controls[0].examine.range")),
        ({"value": 0.1, "range": [0.1, 0.2, 0.3]}, ("E302", "controls[0].examine.range")),
        ({"value": 0.1, "source": 5}, ("E302", "controls[0].examine.source")),
        ({"value": 0.1, "status": "assumed", "sauce": "x"}, ("E202", "controls[0].examine.sauce")),
    ],
)
def test_a_wrong_annotation_is_an_error_at_its_key(written: Any, expected: tuple[str, str]) -> None:
    assert expected in codes(errors(with_entity("controls", "lane", examine=written)))


def test_inputs_of_a_scenario_tell_given_notes_from_those_of_defaults() -> None:
    from simulator.scenario.load import build

    scenario = build(with_entity("controls", "lane", examine={"value": 0.2, "status": "elicited"}))
    assert scenario.controls[0].examine == 0.2
    assert scenario.inputs[("controls", 0, "examine")].status == "elicited"
    assert ("controls", 0, "examine") not in scenario.origins
    assert scenario.inputs[("controls", 0, "seize")].status == "assumed"
    assert scenario.origins[("controls", 0, "seize")] == "default"
