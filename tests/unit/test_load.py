from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from simulator.errors import Position, Problem, ScenarioError, Severity
from simulator.scenario.complaints import Written, path_of
from simulator.scenario.load import SETTINGS, build, check_file, load_scenario
from simulator.scenario.schema import Scenario
from simulator.scenario.source import path_text
from tests.unit.small import added, codes, errors, small, with_entity

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TWO_BORDERS = SCENARIOS / "two_borders.yaml"


def written(folder: Path, text: str) -> Path:
    path = folder / "x.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path, *settings: str) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, settings)
    return caught.value.problems


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_scenario_is_right_and_gives_no_warning(path: Path) -> None:
    scenario, problems, _ = check_file(path)
    assert scenario.id == path.stem
    assert problems == []


def test_a_file_and_its_data_give_the_same_scenario() -> None:
    data = yaml.safe_load(TWO_BORDERS.read_text(encoding="utf-8"))
    data["scenario"]["start"] = "2031-03-03T06:00Z"
    assert build(data) == load_scenario(TWO_BORDERS)


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = yaml.safe_dump(small(), sort_keys=False)
    text = text.replace("jurisdiction: south", "jurisdiction: suoth").replace("duration: 9 h", "duration: 9")
    text = text.replace("threat: drugs", "threatt: drugs")
    problems = refused(written(tmp_path, text))
    assert [problem.code for problem in problems] == ["E201", "E201", "E301", "E201", "E204", "E204", "E202"]
    lines = [problem.position.line for problem in problems if problem.position]
    assert lines == sorted(lines)
    assert len(lines) == len(problems)


def test_an_unknown_name_reads_like_this(tmp_path: Path) -> None:
    text = TWO_BORDERS.read_text(encoding="utf-8").replace(
        "    jurisdiction: borin", "    jurisdiction: borrin"
    )
    path = written(tmp_path, text)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    line = text.splitlines().index("    jurisdiction: borrin") + 1
    assert str(caught.value) == (
        f'{path}:{line}:19: error E201 agencies[1].jurisdiction: unknown jurisdiction "borrin"\n'
        f"{line} |     jurisdiction: borrin\n"
        f'{" " * len(str(line))} |                   ^^^^^^ did you mean "borin"?'
    )


@pytest.mark.parametrize(
    ("section", "name", "key", "value", "expected"),
    [
        ("agencies", "police", "jurisdicton", "north", ("E202", 'did you mean "jurisdiction"?')),
        ("controls", "lane", "bayes", 3, ("E202", 'did you mean "bays"?')),
        ("controls", "lane", "agency", "custom", ("E201", 'did you mean "customs"?')),
        ("controls", "lane", "examine", 5, ("E301", "")),
        ("controls", "lane", "queue_limit", 1.5, ("E301", "")),
        ("controls", "lane", "about", "cases", ("E304", 'did you mean "case"?')),
        ("controls", "lane", "name", 12, ("E302", "put it in quotes")),
        ("controls", "lane", "consults", "police", ("E302", "write [police]")),
        ("controls", "lane", "detect", 0.4, ("E302", "write {drugs: 0.4}")),
        ("controls", "lane", "detect_flagged", "40 %", ("E302", "write {drugs: 40 %}")),
        ("controls", "lane", "detect", [0.4], ("E302", "")),
        ("controls", "lane", "agency", "coast_guard", ("E201", "there are customs, police")),
        (
            "controls",
            "lane",
            "two men. And so",
            "on",
            ("E202", 'put text that contains "," or ":" in quotes'),
        ),
        ("controls", "lane", "queue limit", 3, ("E202", 'did you mean "queue_limit"?')),
        ("controls", "lane", "open", "perhaps", ("E302", "")),
        ("places", "a", "lat_lon", [95, 10], ("E303", "")),
        ("places", "a", "lat_lon", [40], ("E204", "")),
        ("places", "a", "lat_lon", "north", ("E302", "write [north]")),
        ("places", "a", "id", "Big City", ("E205", "write big_city")),
        ("roles", "desk", "plays", [], ("E303", "")),
        ("links", "tell", "fidelity", 1.2, ("E303", "")),
        ("flows", "heroin", "arrivals", {"poisson": 4}, ("E301", "")),
        ("flows", "heroin", "arrivals", "3 / d", ("E302", "write {poisson: 3 / d}")),
        ("flows", "heroin", "unit_value", "20.000 usd", ("E301", "")),
        ("flows", "heroin", "arrivals", {}, ("E301", "")),
        ("flows", "heroin", "routes", {"choice": "shortst"}, ("E304", 'did you mean "shortest"?')),
    ],
)
def test_a_wrong_value_has_a_code_and_a_cure(
    section: str, name: str, key: str, value: object, expected: tuple[str, str]
) -> None:
    if key == "id":
        data = small()
        data[section][0]["id"] = value
        found = [problem for problem in errors(data) if problem.path == f"{section}[0].id"]
    else:
        found = [
            problem for problem in errors(with_entity(section, name, **{key: value})) if key in problem.path
        ]
    assert (found[0].code, found[0].hint) == expected


def test_a_missing_key_is_told_at_its_entity_with_what_it_means(tmp_path: Path) -> None:
    text = TWO_BORDERS.read_text(encoding="utf-8").replace(
        "{id: borin, name: Borin, timezone: Asia/Almaty}", "{id: borin}"
    )
    (problem,) = refused(written(tmp_path, text))
    line = text.splitlines().index("  - {id: borin}") + 1
    assert (problem.code, problem.path) == ("E204", "jurisdictions[1].timezone")
    assert problem.position is not None
    assert (problem.position.line, problem.position.column) == (line, 5)
    assert "Asia/Dushanbe" in problem.hint


def test_names_of_union_members_do_not_appear_in_paths() -> None:
    hub = {"id": "x", "kind": "hub", "members": ["customs", "polic"], "willingness": 1, "clearance": "1 h"}
    assert codes(errors(added("mechanisms", hub))) == [("E201", "mechanisms[0].members[1]")]
    inject = {
        "id": "i",
        "at": "D+1",
        "actions": [{"change": "controls.lane.examine", "to": 0.1, "fr": "3 d"}],
    }
    (problem,) = errors(small(injects=[inject]))
    assert (problem.path, problem.hint) == ("injects[0].actions[0].fr", 'did you mean "for"?')


def test_an_unknown_mechanism_is_told_at_its_kind() -> None:
    (problem,) = errors(added("mechanisms", {"id": "x", "kind": "hubb", "members": ["customs", "police"]}))
    assert (problem.code, problem.path, problem.hint) == ("E304", "mechanisms[0].kind", 'did you mean "hub"?')
    assert codes(errors(added("mechanisms", {"id": "x"}))) == [("E204", "mechanisms[0]")]


def test_an_unknown_action_lists_those_there_are() -> None:
    (problem,) = errors(small(injects=[{"id": "i", "at": "D+1", "actions": [{"clsoe": "links.tell"}]}]))
    assert (problem.code, problem.path, problem.hint) == (
        "E305",
        "injects[0].actions[0]",
        'did you mean "close"?',
    )


def test_a_message_that_needs_quotes_is_told_so() -> None:
    data = small(injects=[{"id": "i", "at": "D+1", "message": "Hello", "all is well.": None}])
    (problem,) = errors(data)
    assert (problem.code, problem.hint) == ("E202", 'put text that contains "," or ":" in quotes')


def test_many_names_are_not_all_listed() -> None:
    data = added("agencies", *({"id": f"a{number}", "jurisdiction": "north"} for number in range(11)))
    data["controls"][0]["agency"] = "coast_guard"
    assert [problem.hint for problem in errors(data)] == [""]


def test_a_setting_by_position_is_shown_by_name() -> None:
    def hint(path: str) -> str:
        with pytest.raises(ScenarioError) as caught:
            check_file(TWO_BORDERS, [f"{path}=5"])
        return caught.value.problems[0].hint

    assert hint("flows[0].cells") == "write flows.heroin_north.cells"
    assert hint("legs[1].duration") == "write legs.kovan_to_high_pass.duration"
    assert hint("flows[7].cells").startswith("sections:")
    assert hint("scenario[0].cells") == 'did you mean "scenario"?'


def test_wrong_entries_are_not_also_counted_as_missing() -> None:
    data = small()
    for place in data["places"]:
        place["kind"] = "cty"
    assert {problem.code for problem in errors(data)} == {"E304"}


def test_hours_that_plain_analysts_borrow_are_complained_of_once() -> None:
    assert codes(errors(with_entity("agencies", "police", hours="offce", analysts=3))) == [
        ("E301", "agencies[1].hours")
    ]


def test_an_identifier_used_twice_names_both_places(tmp_path: Path) -> None:
    text = TWO_BORDERS.read_text(encoding="utf-8").replace("- id: arda_informants", "- id: north_gate_lane")
    path = written(tmp_path, text)
    (problem,) = refused(path)
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line == "  - id: north_gate_lane"]
    assert problem.position is not None
    assert problem.position.line == lines[1]
    assert problem.message.endswith(f"first at {path}:{lines[0]}")


def test_every_repetition_of_an_identifier_names_the_first_use() -> None:
    found = errors(small(places=[{"id": "a"}, {"id": "gate"}, {"id": "c"}, {"id": "a"}, {"id": "a"}]))
    messages = {problem.path: problem.message for problem in found if problem.code == "E203"}
    assert set(messages) == {"places[3].id", "places[4].id"}
    assert all(message.endswith("first at places[0].id") for message in messages.values())


def test_a_hub_cannot_have_the_name_of_an_agency() -> None:
    hub = {
        "id": "police",
        "kind": "hub",
        "members": ["customs", "police"],
        "willingness": 1,
        "clearance": "1 h",
    }
    assert ("E206", "mechanisms[0].id") in codes(errors(added("mechanisms", hub)))


def test_the_schema_alone_also_refuses_flaws_and_wrong_values_together() -> None:
    data = small()
    data["places"][1]["id"] = "a"
    data["places"][2]["stay"] = {"value": "1 h", "status": "sure"}
    data["links"][0]["to"] = "nobody"
    with pytest.raises(ValidationError) as caught:
        Scenario.model_validate(data)
    assert {error["loc"] for error in caught.value.errors()} >= {
        ("places", 1, "id"),
        ("places", 2, "stay", "status"),
        ("links", 0, "to"),
    }


@pytest.mark.parametrize("data", [None, [], "scenario", 3])
def test_only_a_mapping_is_a_scenario(data: object) -> None:
    with pytest.raises(ScenarioError, match="expected a scenario"):
        build(data)  # type: ignore[arg-type]


@pytest.mark.parametrize("section", ["agencies", "controls", "flows", "injects", "mechanisms", "places"])
@pytest.mark.parametrize("value", ["x", 3, {"a": 1}, ["x"], [None], [[]], [3.5]])
def test_a_section_of_the_wrong_shape_is_an_error_and_no_crash(section: str, value: object) -> None:
    assert errors(small(**{section: value}))


def test_a_setting_changes_a_value_and_keeps_the_rest() -> None:
    plain = load_scenario(TWO_BORDERS)
    changed = load_scenario(
        TWO_BORDERS, ["links.customs_to_police.clearance=30 min", "scenario.horizon=10 d"]
    )
    assert changed.links[0].clearance.mean == 1800
    assert changed.horizon == 10 * 86400
    assert changed.controls == plain.controls


def test_the_last_of_two_settings_wins() -> None:
    settings = ["scenario.horizon=10 d", "scenario.horizon=20 d"]
    assert load_scenario(TWO_BORDERS, settings).horizon == 20 * 86400


def test_a_wrong_setting_is_shown_itself() -> None:
    setting = "links.customs_to_police.willingness=1.5"
    with pytest.raises(ScenarioError) as caught:
        load_scenario(TWO_BORDERS, ["scenario.horizon=10 d", setting])
    (problem,) = caught.value.problems
    assert problem.position == Position(SETTINGS, 2, setting.index("=") + 2, 3)
    assert f"2 | {setting}" in str(caught.value)


def test_wrong_settings_and_wrong_values_are_told_together(tmp_path: Path) -> None:
    text = TWO_BORDERS.read_text(encoding="utf-8").replace("examine: 0.08", "examine: 8")
    problems = refused(
        written(tmp_path, text), "controls.north_gate_line.examine=0.2", "nonsense", "scenario.horizon=5"
    )
    assert [problem.position.file for problem in problems if problem.position] == [
        str(tmp_path / "x.yaml"),
        *[SETTINGS] * 3,
    ]
    assert problems[1].hint == 'did you mean "north_gate_lane"?'


def test_a_setting_within_a_value_points_at_the_setting() -> None:
    (problem,) = refused(TWO_BORDERS, "controls.oster_lane.report_delay={lognormal: {median: 9 h, p90: 3 h}}")
    assert problem.path == "controls[2].report_delay"
    assert problem.position is not None
    assert problem.position.file == SETTINGS


def test_warnings_do_not_stop_a_scenario_but_are_returned(tmp_path: Path) -> None:
    text = TWO_BORDERS.read_text(encoding="utf-8").replace("routine_leads: 2 / d", "routine_leads: 40 / d")
    scenario, problems, lines = check_file(written(tmp_path, text))
    assert scenario.id == "two_borders"
    assert [(problem.code, problem.severity) for problem in problems] == [("W601", Severity.WARNING)]
    assert problems[0].position is not None
    assert lines[problems[0].position.file][problems[0].position.line - 1] == "  - id: arda_customs"


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path / "nothing.yaml")
    assert problem.code.startswith("E1")


@pytest.mark.parametrize(
    "text", ["agencies[3].jurisdiction", "scenario.horizon", "injects[0].actions[12].to", ""]
)
def test_a_path_is_spelled_and_read_back(text: str) -> None:
    assert path_text(path_of(text)) == text


def test_a_position_is_that_of_the_nearest_part_that_was_written() -> None:
    at = Position("x.yaml", 4, 2)
    place = Written(positions={("controls", 0): at})
    assert place.where(("controls", 0, "detect", "drugs")) == at
    assert place.where(("links", 0)) is None


@pytest.mark.parametrize(
    ("section", "name", "key", "value", "hint"),
    [
        ("controls", "lane", "hold", "48 h", "write {for: 48 h}; it takes confirmed_by, for, share"),
        ("flows", "heroin", "lie_low", 2, "it takes for, losses, within"),
        ("controls", "lane", "hold", [1], "it takes confirmed_by, for, share"),
    ],
)
def test_a_bare_value_where_keys_belong_names_them(
    section: str, name: str, key: str, value: object, hint: str
) -> None:
    (found,) = errors(with_entity(section, name, **{key: value}))
    assert found.hint == hint


def test_a_key_like_no_other_lists_those_there_are() -> None:
    (found,) = errors(with_entity("agencies", "police", zzzqqq=1))
    assert found.hint.startswith("it takes act_at, analysts, ")
    assert found.hint.endswith(", triage, waiting_requests")
