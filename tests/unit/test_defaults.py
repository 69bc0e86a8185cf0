from __future__ import annotations

from typing import Any

import pytest

from simulator.scenario.defaults import EVERY_KIND, KIND_KEY, known_kinds, leaves
from simulator.scenario.kinds import fill
from simulator.scenario.load import build
from simulator.scenario.schema import Scenario
from tests.unit.small import added, codes, errors, small, with_entity

KINDS = [(section, kind) for section in KIND_KEY for kind in sorted(known_kinds(section))]
NEEDED: dict[str, dict[str, Any]] = {
    "agencies": {},
    "controls": {"at": "gate", "agency": "customs"},
    "links": {"from": "customs", "to": "police"},
    "mechanisms": {"members": ["customs", "police"]},
    "flows": {"from": "a", "to": "c", "arrivals": {"poisson": "1 / d"}},
}
NO_DEFAULT: dict[str, dict[str, Any]] = {
    "hub": {"willingness": 0.5, "clearance": "24 h"},
    "capacity_building": {"skill": 1.25, "starts": "D+0", "over": "180 d"},
    "humanitarian_referral": {"threats": ["drugs"], "places": 5},
    "joint_operation": {"starts": "D+3", "lasts": "5 d"},
    "legal_assistance": {"starts": "D+3"},
    "public_private": {
        "members": ["customs"],
        "reports_to": "police",
        "at": ["gate"],
        "control": {"kind": "transaction_monitoring"},
    },
    "reaction_force": {"teams": 2},
    "sanctions_list": {"freezing": {"at": ["gate"]}},
    "screening_feed": {"at": ["gate"]},
}


@pytest.mark.parametrize(("section", "kind"), KINDS)
def test_every_kind_needs_only_what_a_planner_must_know(section: str, kind: str) -> None:
    entity = {"id": "new", KIND_KEY[section]: kind, **NEEDED[section], **NO_DEFAULT.get(kind, {})}
    scenario = build(added(section, entity))
    assert getattr(scenario, section)[-1].id == "new"


@pytest.mark.parametrize("section", ["agencies", "controls", "links"])
def test_an_unknown_kind_has_the_defaults_of_any_kind(section: str) -> None:
    entity = {"id": "new", "kind": "something_else", **NEEDED[section]}
    known = build(added(section, {**entity, "kind": "other"}))
    unknown = build(added(section, entity))
    plain = getattr(known, section)[-1].model_dump(exclude={"kind"})
    assert getattr(unknown, section)[-1].model_dump(exclude={"kind"}) == plain


@pytest.mark.parametrize(("section", "kind"), [*KINDS, *((section, EVERY_KIND) for section in KIND_KEY)])
def test_every_default_says_where_it_comes_from(section: str, kind: str) -> None:
    for leaf in leaves(section, kind):
        assert leaf.note is not None, leaf.path
        assert leaf.note.status in ("assumed", "elicited") or leaf.note.source, leaf.path


def test_what_is_written_wins_over_the_kind_and_the_kind_over_any() -> None:
    filled = fill({"controls": [{"id": "x", "kind": "customs_lane", "seize": 0.1}]})
    (control,) = filled.data["controls"]
    assert (control["seize"], control["examine"], control["skill"]) == (0.1, 0.05, 1.0)
    assert {path[-1] for path in filled.origins} >= {"examine", "skill", "detect", "service"}
    assert ("controls", 0, "seize") not in filled.origins


def test_a_value_written_as_nothing_is_not_filled_in() -> None:
    scenario = build(with_entity("controls", "lane") | {})
    assert scenario.controls[0].bays == 2
    data = small()
    data["controls"][0]["bays"] = None
    assert build(data).controls[0].bays is None


def test_nested_values_are_filled_in_one_by_one_and_distributions_as_a_whole() -> None:
    filled = fill(
        {
            "flows": [
                {
                    "threat": "drugs",
                    "routes": {"choice": "shortest"},
                    "concealment": {"uniform": {"low": 0, "high": 1}},
                }
            ]
        }
    )
    (flow,) = filled.data["flows"]
    assert flow["routes"]["choice"] == "shortest"
    assert flow["routes"]["k"] == 4
    assert flow["concealment"] == {"uniform": {"low": 0, "high": 1}}
    assert ("flows", 0, "routes", "k") in filled.origins
    assert ("flows", 0, "routes", "choice") not in filled.origins
    assert not any(path[2] == "concealment" for path in filled.origins)


def test_a_written_detection_map_stands_alone() -> None:
    filled = fill({"controls": [{"kind": "customs_lane", "detect": {"drugs": 0.4}}]})
    assert filled.data["controls"][0]["detect"] == {"drugs": 0.4}


def test_the_threat_decides_over_flows_of_any_threat() -> None:
    money, other = fill({"flows": [{"threat": "money"}, {"threat": "ivory"}]}).data["flows"]
    assert money["payload"]["unit"] == "usd"
    assert money["cells"] == 8
    assert "payload" not in other
    assert other["cells"] == 5


def test_filling_in_leaves_the_document_as_it_is() -> None:
    data = {"flows": [{"threat": "drugs", "routes": {"choice": "shortest"}}]}
    fill(data)
    assert data == {"flows": [{"threat": "drugs", "routes": {"choice": "shortest"}}]}


@pytest.mark.parametrize("key", ["willingness", "clearance"])
def test_the_terms_of_a_hub_must_be_written(key: str) -> None:
    hub = {"id": "centre", "kind": "hub", "members": ["customs", "police"], **NO_DEFAULT["hub"]}
    del hub[key]
    assert codes(errors(added("mechanisms", hub))) == [("E204", f"mechanisms[0].{key}")]


def test_what_a_hub_receives_may_be_passed_on_by_default() -> None:
    hub = {"id": "centre", "kind": "hub", "members": ["customs", "police"], **NO_DEFAULT["hub"]}
    (made,) = build(added("mechanisms", hub)).mechanisms
    assert made.onward == "free"
    assert made.distribution.onward == "free"  # type: ignore[union-attr]


def test_origins_are_the_same_however_the_scenario_is_made() -> None:
    assert Scenario.model_validate(small()).origins == build(small()).origins
