from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.load import build
from simulator.scenario.paths import assign, locate, parse_setting
from tests.unit.small import added, small, with_entity


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("scenario.horizon", ("scenario", "horizon")),
        ("links.tell.clearance", ("links", 0, "clearance")),
        ("legs.a_to_gate.duration", ("legs", 0, "duration")),
        ("controls.lane.detect.drugs", ("controls", 0, "detect", "drugs")),
        ("flows.heroin.arrivals.poisson", ("flows", 0, "arrivals", "poisson")),
        ("roles.desk.plays.0", ("roles", 0, "plays", 0)),
        ("injects", ("injects",)),
    ],
)
def test_a_path_leads_to_its_value(path: str, place: tuple[str | int, ...]) -> None:
    assert locate(small(), path) == place


def test_assigning_changes_one_value_and_shares_the_rest() -> None:
    data = small()
    before = deepcopy(data)
    changed = assign(data, "links.tell.clearance", "30 min")
    assert changed["links"][0]["clearance"] == "30 min"
    assert data == before
    assert changed["controls"] is data["controls"]
    changed["links"][0].pop("clearance")
    assert changed == before


def test_a_leg_with_an_id_is_found_by_it() -> None:
    data = small()
    data["legs"][0]["id"] = "south_road"
    assert locate(data, "legs.south_road.duration") == ("legs", 0, "duration")
    with pytest.raises(ScenarioError, match='no "a_to_gate" in legs'):
        locate(data, "legs.a_to_gate.duration")


def test_one_threat_of_a_default_detection_map_changes_and_the_others_stay() -> None:
    lane = build(small()).controls[0]
    changed = build(assign(small(), "controls.lane.detect.drugs", 0.77)).controls[0]
    assert changed.detect == {**lane.detect, "drugs": 0.77}


def test_one_parameter_of_a_default_distribution_changes() -> None:
    changed = build(assign(small(), "controls.lane.report_delay.lognormal.median", "3 h")).controls[0]
    assert changed.report_delay.median == pytest.approx(3 * 3600)


def test_one_key_of_default_routes_changes_and_the_others_stay_defaults() -> None:
    scenario = build(assign(small(), "flows.heroin.routes.k", 2))
    assert scenario.flows[0].routes.k == 2
    assert ("flows", 0, "routes", "k") not in scenario.origins
    assert ("flows", 0, "routes", "choice") in scenario.origins


def test_an_annotated_value_is_replaced_as_a_whole_and_entered_for_a_part_of_it() -> None:
    shape = {"value": {"uniform": {"low": 0.1, "high": 0.3}}, "status": "elicited"}
    data = with_entity("flows", "heroin", concealment=shape)
    assert assign(data, "flows.heroin.concealment", 0.2)["flows"][0]["concealment"] == 0.2
    inner = assign(data, "flows.heroin.concealment.uniform.high", 0.9)["flows"][0]["concealment"]
    assert inner == {"value": {"uniform": {"low": 0.1, "high": 0.9}}, "status": "elicited"}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("link.tell.clearance", 'did you mean "links"'),
        ("links.tel.clearance", 'did you mean "tell"'),
        ("links.zzz.clearance", "there are tell"),
        ("mechanisms.x.open", "there are no mechanisms"),
        ("links.tell", "SECTION.ID.KEY"),
        ("scenario", "scenario.horizon"),
        ("links..clearance", "not a path"),
        ("", "not a path"),
        ("roles.desk.plays.1", "counted from 0"),
        ("roles.desk.plays.first", "not a position"),
        ("links.tell.kind.x", "is one value"),
    ],
)
def test_a_path_that_leads_nowhere_says_what_there_is(path: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        locate(small(), path)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.b.c=0.3", 0.3),
        ("a.b.c=30 min", "30 min"),
        ("a.b.c=24/7", "24/7"),
        ("a.b.c = {lognormal: {median: 1 h, p90: 2 h}}", {"lognormal": {"median": "1 h", "p90": "2 h"}}),
        ("a.b.c=[x, y]", ["x", "y"]),
        ("a.b.c=false", False),
        ("a.b.c=null", None),
        ("a.b.c=NO", "NO"),
        ("a.b.c=x=y", "x=y"),
    ],
)
def test_a_setting_is_read_as_yaml(text: str, value: Any) -> None:
    assert parse_setting(text) == ("a.b.c", value)


@pytest.mark.parametrize("text", ["a.b.c", "=3", "a.b.c=", "a.b.c={", "", "a.b.c=!!python/name:os.system x"])
def test_a_setting_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(ScenarioError):
        parse_setting(text)


def test_a_scenario_with_one_value_changed_is_checked_again() -> None:
    scenario = build(added("links", {"id": "back", "from": "police", "to": "customs"}))
    other = scenario.with_("links.back.willingness", 0.25)
    assert other.links[1].willingness == 0.25
    assert scenario.links[1].willingness != 0.25
    with pytest.raises(ScenarioError, match="probability"):
        scenario.with_("links.back.willingness", 2)
    with pytest.raises(ScenarioError, match="unknown key"):
        scenario.with_("controls.lane.examin", 0.2)
