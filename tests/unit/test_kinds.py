from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator import simulate
from simulator.errors import Problem, ScenarioError
from simulator.report.inputs import count_inputs
from simulator.report.resolved import resolved_text
from simulator.scenario.annotations import InputNote, note_for
from simulator.scenario.defaults import KIND_KEY
from simulator.scenario.kinds import fill
from simulator.scenario.load import SETTINGS, build, check_file, load_scenario
from simulator.scenario.schema import Scenario
from simulator.scenario.schema.mechanisms import MECHANISM_KINDS
from tests.unit.small import added, codes, errors, small, warnings, with_entity

POST: dict[str, Any] = {
    "status": "assumed",
    "examine": 0.05,
    "service": {"triangular": {"low": "5 min", "mode": "8 min", "high": "60 min"}},
    "detect": {"drugs": {"value": 0.64, "status": "sourced", "source": "dogs"}, "weapons": 0.2},
    "seize": {"value": 0.8, "range": [0.6, 0.95]},
    "false_alarm": {"value": 0.03, "source": "a guess"},
}
NETWORK = {"id": "net", "kind": "home", "members": ["customs", "police"]}


def with_kinds(data: dict[str, Any] | None = None, **kinds: dict[str, Any]) -> dict[str, Any]:
    return (small() if data is None else data) | {"kinds": kinds}


def posts(post: dict[str, Any] | None = None, **keys: Any) -> dict[str, Any]:
    """The small scenario with two border posts; the first one has these keys of its own."""
    first, second = (
        {"id": name, "kind": "border_post", "at": "gate", "agency": "customs"} for name in ("p", "q")
    )
    data = added("controls", first | keys, second)
    return with_kinds(data, controls={"border_post": POST if post is None else post})


def note(scenario: Scenario, *path: str | int) -> InputNote | None:
    return note_for(scenario.inputs, path)


# --- what an entity takes


def test_an_entity_takes_from_its_kind_what_it_does_not_write() -> None:
    p, q = build(posts(examine=0.4)).controls[2:]
    assert (p.examine, q.examine) == (0.4, 0.05)
    assert p.seize == q.seize == 0.8
    assert p.detect == q.detect == {"drugs": 0.64, "weapons": 0.2}
    assert p.kind == "border_post"


def test_what_the_kind_leaves_out_is_the_default_of_any_kind() -> None:
    scenario = build(posts())
    assert scenario.controls[2].evidence == 0.5
    assert scenario.origins["controls", 2, "evidence"] == "default"
    assert not any(path[:2] == ("controls", 2) and path[2] in POST for path in scenario.origins)


def test_a_kind_with_the_name_of_a_library_kind_changes_only_what_it_writes() -> None:
    plain = build(small()).controls[0]
    lane = build(with_kinds(controls={"customs_lane": {"seize": 0.1}})).controls[0]
    assert lane == plain.model_copy(update={"seize": 0.1})


def test_a_kind_is_like_another_one_and_that_like_one_of_the_library() -> None:
    kinds = {
        "post": {"like": "passport_check", "seize": 0.1, "evidence": 0.9},
        "far_post": {"like": "post", "seize": 0.3},
    }
    data = with_kinds(with_entity("controls", "lane", kind="far_post", evidence=None), controls=kinds)
    scenario = build(data)
    lane = scenario.controls[0]
    assert (lane.seize, lane.evidence, lane.false_alarm) == (0.3, 0.9, 0.001)
    assert scenario.origins["controls", 0, "false_alarm"] == "default"
    assert lane.bays is None


def test_nested_values_merge_one_by_one_and_whole_ones_as_a_whole() -> None:
    routes = {"k": 9, "news_delay": "1 h"}
    kinds = {"drugs": {"routes": routes, "concealment": 0.1}}
    data = with_kinds(with_entity("flows", "heroin", routes={"k": 2}), flows=kinds)
    flow = build(data).flows[0]
    assert (flow.routes.k, flow.routes.news_delay.mean, flow.routes.choice) == (2, 3600, "adaptive")
    assert flow.concealment.bounds == (0.1, 0.1)
    detect = build(posts(detect={"weapons": 0.9})).controls[2].detect
    assert detect == {"weapons": 0.9}


def test_nothing_written_in_a_kind_hides_the_default() -> None:
    kinds = {"customs_lane": {"bays": None}, "surveillance": {"like": "surveillance_of_old"}}
    kinds["surveillance_of_old"] = {"watch": "1 / d", "detect": {"drugs": 1}}
    scenario = build(with_kinds(controls=kinds))
    assert scenario.controls[0].bays is None
    assert scenario.controls[1].detect == {"drugs": 1}


@pytest.mark.parametrize(
    ("section", "keys", "key", "value"),
    [
        ("agencies", {"teams": 7}, "teams", 7),
        ("links", {"willingness": 0.25}, "willingness", 0.25),
        ("flows", {"cells": 3}, "cells", 3),
    ],
)
def test_every_section_that_has_defaults_has_kinds(
    section: str, keys: dict[str, Any], key: str, value: Any
) -> None:
    data = small()
    entity = data[section][-1]
    scenario = build(with_kinds(data, **{section: {entity[KIND_KEY[section]]: keys}}))
    assert getattr(getattr(scenario, section)[-1], key) == value


def test_a_mechanism_of_an_own_kind_is_the_one_that_the_kind_is_like() -> None:
    home = {"like": "bilateral_network", "willingness": 0.7, "clearance": "2 h"}
    scenario = build(with_kinds(small(mechanisms=[NETWORK]), mechanisms={"home": home}))
    (made,) = scenario.mechanisms
    assert (made.kind, made.willingness, made.clearance.mean) == ("bilateral_network", 0.7, 7200)
    hub = {"like": "hub", "willingness": 0.7, "clearance": "2 h", "distribution": {"fidelity": 0.3}}
    (made,) = build(with_kinds(small(mechanisms=[NETWORK]), mechanisms={"home": hub})).mechanisms
    assert (made.kind, made.distribution.fidelity, made.distribution.onward) == ("hub", 0.3, "free")  # type: ignore[union-attr]


def test_a_hub_of_an_own_kind_is_an_agency_like_any_hub() -> None:
    hub = {"like": "hub", "willingness": 0.7, "clearance": "2 h"}
    data = small(mechanisms=[NETWORK | {"id": "police"}])
    assert ("E206", "mechanisms[0].id") in codes(errors(with_kinds(data, mechanisms={"home": hub})))
    data = with_entity("controls", "lane", consults=["net"]) | {"mechanisms": [NETWORK]}
    assert errors(with_kinds(data, mechanisms={"home": hub})) == []


def test_applying_kinds_leaves_the_document_as_it_is() -> None:
    data = posts()
    build(data)
    assert data == posts()


# --- where it comes from


def test_values_of_own_kinds_count_as_given_at_each_entity() -> None:
    once, twice = (
        with_kinds(controls={"customs_lane": {"seize": 0.1, "detect": {"drugs": 0.1, "money": 0.2}}}),
        small(),
    )
    twice["controls"][0] |= once["kinds"]["controls"]["customs_lane"]
    shared, written = count_inputs(build(once)), count_inputs(build(twice))
    assert shared == written
    assert shared.given > count_inputs(build(small())).given


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("examine",), InputNote("assumed")),
        (("service",), InputNote("assumed")),
        (("detect", "drugs"), InputNote("sourced", "dogs")),
        (("detect", "weapons"), InputNote("assumed")),
        (("seize",), InputNote("assumed", None, (0.6, 0.95))),
        (("false_alarm",), InputNote("assumed", "a guess")),
        (("traffic",), InputNote("elicited", "talks")),
    ],
)
def test_the_notes_of_a_kind_hold_for_what_comes_from_it(path: tuple[str, ...], expected: InputNote) -> None:
    scenario = build(posts(status="elicited", source="talks", traffic="9 / d"))
    assert note(scenario, "controls", 2, *path) == expected


def test_what_an_entity_writes_itself_has_the_notes_of_the_entity() -> None:
    scenario = build(
        posts(status="sourced", source="report", seize=0.3, examine={"value": 0.2, "range": [0.1, 0.3]})
    )
    assert note(scenario, "controls", 2, "seize") == InputNote("sourced", "report")
    assert note(scenario, "controls", 2, "examine") == InputNote("sourced", "report", (0.1, 0.3))


def test_a_kind_without_a_status_leaves_it_to_the_entity() -> None:
    kind = {"seize": {"value": 0.8, "range": [0.6, 0.95]}, "skill": {"value": 1, "status": "elicited"}}
    scenario = build(posts(kind, status="sourced", source="report"))
    assert note(scenario, "controls", 2, "seize") == InputNote("sourced", "report", (0.6, 0.95))
    assert note(scenario, "controls", 2, "skill") == InputNote("elicited")
    assert note(scenario, "controls", 3, "seize") == InputNote(None, None, (0.6, 0.95))


def test_defaults_keep_their_own_notes_under_a_kind_and_an_entity_with_others() -> None:
    scenario = build(posts({"status": "sourced", "source": "report"}, status="sourced", source="report"))
    found = note(scenario, "controls", 2, "evidence")
    assert found is not None
    assert (found.status, found.source) == ("assumed", None)


@pytest.mark.parametrize(
    ("status", "own", "expected"),
    [("assumed", {}, "assumed"), ("sourced", {}, None), ("assumed", {"status": "elicited"}, "elicited")],
)
def test_of_an_assumed_kind_what_the_entity_writes_is_assumed_too_unless_it_says_otherwise(
    status: str, own: dict[str, Any], expected: str | None
) -> None:
    examine = {"value": 0.2, "range": [0.1, 0.3]}
    scenario = build(posts({"status": status, "source": "report"}, examine=examine, **own))
    assert note(scenario, "controls", 2, "examine") == InputNote(expected, None, (0.1, 0.3))  # type: ignore[arg-type]


def test_a_kind_lends_its_status_to_what_it_takes_from_a_kind_without_one() -> None:
    kinds = {"plain": {"seize": 0.2, "skill": {"value": 1, "status": "sourced"}}}
    kinds["border_post"] = {"like": "plain", "status": "elicited"}
    data = posts(status="assumed")
    data["kinds"] = {"controls": kinds}
    scenario = build(data)
    assert note(scenario, "controls", 2, "seize") == InputNote("elicited")
    assert note(scenario, "controls", 2, "skill") == InputNote("sourced")


# --- what is wrong


SCENARIO = """\
scenario: {id: x, title: T, summary: S, start: 2031-03-03T06:00Z, horizon: 10 d}
jurisdictions: [{id: north, timezone: UTC}]
places: [{id: a, jurisdiction: north}, {id: b, jurisdiction: north, stay: 24 h}]
legs: [{from: a, to: b, mode: road, duration: 9 h}]
agencies: [{id: police, kind: police, jurisdiction: north}]
controls:
  - {id: p, kind: post, at: b, agency: police}
  - {id: q, kind: post, at: b, agency: police}
flows: [{id: heroin, threat: drugs, from: a, to: b, arrivals: {poisson: 1 / d}}]
kinds:
  controls:
    post: {like: customs_lane}
"""
LINE = len(SCENARIO.splitlines())


def scenario_with(folder: Path, kind: str) -> Path:
    path = folder / "x.yaml"
    path.write_text(SCENARIO.replace("{like: customs_lane}", "{" + kind + "}"), encoding="utf-8")
    return path


def refused(path: Path, *settings: str) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, settings)
    return caught.value.problems


@pytest.mark.parametrize(
    ("kind", "at_fault", "path", "code"),
    [
        ("seize: 8", "8", "seize", "E301"),
        ("seize: {value: 8, status: assumed}", "8", "seize", "E301"),
        ("bayes: 2", "bayes", "bayes", "E202"),
        ("range: [1, 2]", "range", "range", "E202"),
        ("detect: {drugs: 2}", "2", "detect.drugs", "E301"),
        ("traffic: {rate: 5}", "5", "traffic.rate", "E301"),
        ("consults: [polise]", "polise", "consults[0]", "E201"),
        ("examine: {value: 0.1, status: sure}", "status", "examine.status", "E304"),
        ("status: sure", "status", "status", "E304"),
        ("like: customs_line", "like", "like", "E201"),
        ("like: post", "like", "like", "E209"),
        ("like: 3", "like", "like", "E302"),
        ("id: x", "id", "id", "E202"),
        ("name: x", "name", "name", "E202"),
        ("kind: customs_lane", "kind", "kind", "E202"),
    ],
)
def test_an_error_in_a_kind_is_told_once_where_the_kind_is_written(
    tmp_path: Path, kind: str, at_fault: str, path: str, code: str
) -> None:
    written = scenario_with(tmp_path, kind)
    (problem,) = refused(written)
    assert (problem.code, problem.path) == (code, f"kinds.controls.post.{path}")
    assert problem.position is not None
    line = written.read_text(encoding="utf-8").splitlines()[LINE - 1]
    start = problem.position.column - 1
    assert problem.position.line == LINE
    assert line[start : start + problem.position.length] == at_fault


def test_a_wrong_key_in_a_kind_has_a_cure(tmp_path: Path) -> None:
    assert refused(scenario_with(tmp_path, "bayes: 2"))[0].hint == 'did you mean "bays"?'
    assert refused(scenario_with(tmp_path, "like: customs_line"))[0].hint == 'did you mean "customs_lane"?'


def test_what_an_entity_lacks_or_writes_wrong_is_told_at_the_entity() -> None:
    data = posts(seize=8)
    del data["controls"][3]["agency"]
    assert codes(errors(data)) == [("E301", "controls[2].seize"), ("E204", "controls[3].agency")]


def test_a_part_that_a_kind_gives_as_a_whole_is_wrong_there_and_one_that_it_completes_is_not() -> None:
    fixed = {"drugs": {"routes": {"choice": "fixed"}}}
    assert codes(errors(with_kinds(flows=fixed))) == [("E301", "kinds.flows.drugs.routes")]
    data = with_kinds(
        with_entity("flows", "heroin", routes={"choice": "fixed"}), flows={"drugs": {"routes": {"k": 2}}}
    )
    assert codes(errors(data)) == [("E301", "flows[0].routes")]


def test_a_doubtful_value_of_a_kind_is_told_there_once(tmp_path: Path) -> None:
    post = POST | {"detect": {"drugs": 0.5, "drug": 0.5}}
    assert codes(warnings(posts(post))) == [("W610", f"controls[{number}].detect.drug") for number in (2, 3)]
    _, problems, _ = check_file(scenario_with(tmp_path, "detect: {drugs: 0.5, drug: 0.5}"))
    assert codes(problems) == [("W610", "kinds.controls.post.detect.drug")]
    assert problems[0].position is not None
    assert problems[0].position.line == LINE


def test_kinds_that_are_like_each_other_in_a_circle_are_told_once() -> None:
    kinds = {"a": {"like": "b"}, "b": {"like": "c"}, "c": {"like": "b"}, "customs_lane": {"like": "a"}}
    (problem,) = errors(with_kinds(controls=kinds))
    assert (problem.code, problem.path) == ("E209", "kinds.controls.b.like")
    assert problem.message.endswith("b -> c -> b")


def test_a_kind_of_mechanism_must_be_like_one_that_there_is() -> None:
    data = small(mechanisms=[NETWORK])
    (problem,) = errors(with_kinds(data, mechanisms={"home": {"willingness": 0.7}}))
    assert (problem.code, problem.path) == ("E204", "kinds.mechanisms.home")
    assert problem.hint == f"one of {', '.join(sorted(MECHANISM_KINDS))}"
    for like, code in (("registri", "E201"), ("home", "E209")):
        found = errors(with_kinds(data, mechanisms={"home": {"like": like}}))
        assert codes(found) == [(code, "kinds.mechanisms.home.like")]
    data = small(mechanisms=[NETWORK | {"kind": "hone"}])
    problems = errors(with_kinds(data, mechanisms={"home": {"like": "registry"}}))
    assert [(problem.path, problem.hint) for problem in problems] == [
        ("mechanisms[0].kind", 'did you mean "home"?')
    ]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (None, ("E302", "kinds")),
        ([], ("E302", "kinds")),
        ({"control": {}}, ("E202", "kinds.control")),
        ({"legs": {}}, ("E202", "kinds.legs")),
        ({"controls": 3}, ("E302", "kinds.controls")),
        ({"controls": [{}]}, ("E302", "kinds.controls")),
        ({"controls": {"customs_lane": None}}, ("E302", "kinds.controls.customs_lane")),
        ({"controls": {"customs_lane": [3]}}, ("E302", "kinds.controls.customs_lane")),
        ({"controls": {"Big Post": {}}}, ("E205", "kinds.controls.Big Post")),
        ({"controls": {"any": {"seize": 0.1}}}, ("E206", "kinds.controls.any")),
    ],
)
def test_kinds_of_the_wrong_shape_are_an_error_and_no_crash(kinds: Any, expected: tuple[str, str]) -> None:
    assert codes(errors(small(kinds=kinds))) == [expected]


def test_an_unknown_section_is_told_with_those_there_are() -> None:
    assert errors(small(kinds={"control": {}}))[0].hint == 'did you mean "controls"?'
    assert (
        errors(small(kinds={"legs": {}}))[0].hint == "it takes agencies, controls, flows, links, mechanisms"
    )


def test_a_kind_may_bear_the_name_of_a_note() -> None:
    data = with_kinds(with_entity("controls", "lane", kind="source"), controls={"source": {"seize": 0.3}})
    assert build(data).controls[0].seize == 0.3


def test_a_kind_that_nobody_uses_is_doubtful() -> None:
    kinds = {"customs_lane": {"like": "lane"}, "lane": {"detect": {"drugs": 0.5}}}
    assert warnings(with_kinds(controls=kinds)) == []
    kinds["customs_line"] = {"like": "lane", "bayes": 2}
    assert codes(warnings(with_kinds(controls=kinds))) == [("W613", "kinds.controls.customs_line")]


def test_an_own_kind_is_known_and_guessed() -> None:
    data = with_entity("controls", "lane", kind="frontier_posts", detect={"drugs": 0.5})
    data["kinds"] = {"controls": {"frontier_post": {}}}
    found = {problem.code: problem for problem in warnings(data)}
    assert set(found) == {"W609", "W613"}
    assert found["W609"].hint == 'did you mean "frontier_post"?'
    data["controls"][0]["kind"] = "frontier_post"
    assert warnings(data) == []


# --- changes, overlays, and the way out


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("kinds.controls.border_post.examine", 0.1, {"examine": 0.1}),
        ("kinds.controls.border_post.evidence", 0.1, {"evidence": 0.1}),
        ("kinds.controls.border_post.detect.weapons", 0.9, {"detect": {"drugs": 0.64, "weapons": 0.9}}),
        ("kinds.controls.border_post.detect.drugs", 0.9, {"detect": {"drugs": 0.9, "weapons": 0.2}}),
        ("kinds.controls.border_post.seize", 0.9, {"seize": 0.9}),
        ("controls.q.detect.weapons", 0.9, {"detect": {"drugs": 0.64, "weapons": 0.9}}),
    ],
)
def test_a_value_of_a_kind_is_changed_for_all_that_take_it(
    path: str, value: Any, expected: dict[str, Any]
) -> None:
    scenario = build(posts())
    changed = scenario.with_(path, value)
    assert changed.controls[3] == scenario.controls[3].model_copy(update=expected)
    assert (changed.controls[2] != scenario.controls[2]) is path.startswith("kinds")
    assert changed.controls[:2] == scenario.controls[:2]


def test_a_default_is_changed_for_a_whole_kind_of_the_library() -> None:
    scenario = build(small())
    lane = scenario.with_("kinds.controls.customs_lane.detect.drugs", 0.9).controls[0]
    assert lane.detect == scenario.controls[0].detect | {"drugs": 0.9}


def test_a_setting_in_a_kind_points_at_the_setting(tmp_path: Path) -> None:
    path = scenario_with(tmp_path, "seize: 8")
    assert load_scenario(path, ["kinds.controls.post.seize=0.3"]).controls[1].seize == 0.3
    (problem,) = refused(path, "kinds.controls.post.seize=9")
    assert problem.position is not None
    assert (problem.position.file, problem.path) == (SETTINGS, "kinds.controls.post.seize")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("kinds", "kinds.SECTION.KIND.KEY"),
        ("kinds.controls", "kinds.SECTION.KIND.KEY"),
        ("kinds.controls.border_post", "kinds.SECTION.KIND.KEY"),
        ("kinds.control.border_post.seize", 'did you mean "controls"'),
        ("kinds.legs.road.duration", "sections with kinds: agencies, controls"),
        ("kinds.controls.border_posts.seize", 'did you mean "border_post"'),
        ("kinds.controls.border_post.seize.x", "is one value"),
        ("kind.controls.border_post.seize", 'did you mean "kinds"'),
    ],
)
def test_a_path_to_no_value_of_a_kind_says_what_there_is(path: str, words: str) -> None:
    data = posts(POST | {"seize": 0.8})
    with pytest.raises(ScenarioError) as caught:
        build(data).with_(path, 1)
    assert words in str(caught.value)


def test_kinds_are_extended_key_by_key(tmp_path: Path) -> None:
    scenario_with(tmp_path, "like: customs_lane, seize: 0.1, detect: {drugs: 0.5}")
    overlay = tmp_path / "more.yaml"
    text = "kinds: {controls: {post: {seize: 0.2, detect: {money: 0.4}}}, flows: {drugs: {cells: 2}}}\n"
    overlay.write_text(f"extends: x.yaml\n{text}", encoding="utf-8")
    scenario = load_scenario(overlay)
    assert [control.seize for control in scenario.controls] == [0.2, 0.2]
    assert scenario.controls[0].detect == {"drugs": 0.5, "money": 0.4}
    assert (scenario.controls[0].bays, scenario.flows[0].cells) == (2, 2)
    overlay.write_text(f"extends: x.yaml\n{text.replace('0.2', '2')}", encoding="utf-8")
    (problem,) = refused(overlay)
    assert problem.position is not None
    assert (Path(problem.position.file).name, problem.position.line) == ("more.yaml", 2)


def test_a_resolved_scenario_has_its_kinds_applied(tmp_path: Path) -> None:
    data = posts() | {"mechanisms": [NETWORK]}
    data["kinds"]["mechanisms"] = {"home": {"like": "hub", "willingness": 0.7, "clearance": "2 h"}}
    data["kinds"]["controls"]["customs_lanes"] = {"seize": 0.3, "detect": {"drugs": 0.5}}
    data["controls"][0]["kind"] = "customs_lanes"
    scenario = build(data)
    path = tmp_path / "resolved.yaml"
    path.write_text(resolved_text(scenario), encoding="utf-8")
    assert "kinds" not in yaml.safe_load(path.read_text(encoding="utf-8"))
    again, problems, _ = check_file(path)
    assert again.model_dump(exclude={"kinds"}) == scenario.model_dump(exclude={"kinds"})
    assert (again.origins, problems) == ({}, [])
    assert simulate(again).log.digest() == simulate(scenario).log.digest()


def test_the_schema_names_the_keys_of_every_section() -> None:
    described = Scenario.model_json_schema()["$defs"]["Kinds"]["properties"]
    assert described.keys() == KIND_KEY.keys()
    for section, key, other in (
        ("controls", "seize", "teams"),
        ("links", "from", "from_"),
        ("flows", "like", "threat"),
    ):
        (kind,) = described[section]["patternProperties"].values()
        keys = kind["propertyNames"]["enum"]
        assert key in keys
        assert not {other, "id", "name", "kind"} & {*keys}


def test_filling_in_notes_which_kinds_were_used() -> None:
    filled = fill({"kinds": {"links": {"a": {"like": "b"}, "b": {}, "c": {}}}, "links": [{"kind": "a"}]})
    assert filled.unused == (("kinds", "links", "c"),)
