from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from simulator.scenario.load import build
from simulator.scenario.schema import Hub, Scenario
from tests.unit.small import added, codes, errors, small, with_entity


def test_a_scenario_knows_its_basics() -> None:
    scenario = build(small())
    assert (scenario.id, scenario.horizon) == ("small", 30 * 86400)
    assert scenario.start == datetime(2031, 3, 3, 6, tzinfo=UTC)
    assert scenario.given == small()


def test_a_scenario_is_frozen() -> None:
    scenario = build(small())
    with pytest.raises(ValidationError, match="frozen"):
        scenario.controls = ()  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        scenario.controls[0].examine = 0.2  # type: ignore[misc]


def test_a_scenario_travels_to_another_process() -> None:
    scenario = build(small())
    other = pickle.loads(pickle.dumps(scenario))
    assert other == scenario
    assert (other.origins, other.inputs, other.given) == (scenario.origins, scenario.inputs, scenario.given)


def test_a_resolved_scenario_reads_as_the_same_scenario() -> None:
    hub = {
        "id": "centre",
        "kind": "hub",
        "members": ["customs", "police"],
        "willingness": 1,
        "clearance": "1 h",
    }
    tip = {"tip": {"agency": "police", "about": "cell", "flow": "heroin", "evidence": 0.4}}
    change = {"change": "controls.lane.traffic", "to": {"rate": "9 / d"}, "for": "3 d"}
    injects = [{"id": "i", "at": "D+3 06:00", "actions": [tip, change, {"close": "mechanisms.centre"}]}]
    scenario = build(small(mechanisms=[hub], injects=injects))
    resolved = scenario.model_dump(mode="json", by_alias=True)
    again = build(resolved)
    assert again.model_dump() == scenario.model_dump()
    assert not again.origins


@pytest.mark.parametrize("start", ["2031-03-03", "2031-03-03T06:00", 2031, None, "soon", "2031-13-03T06:00Z"])
def test_a_start_needs_a_time_and_an_offset(start: object) -> None:
    data = small()
    data["scenario"]["start"] = start
    (problem,) = errors(data)
    assert (problem.code, problem.path) == ("E301", "scenario.start")
    assert "2031-03-03T06:00Z" in problem.message


@pytest.mark.parametrize(
    ("written", "counts"),
    [(3, [3]), (0, []), ([], []), ([{"n": 5, "hours": "office"}, {"n": 1, "hours": "24/7"}], [5, 1])],
)
def test_analysts_are_a_number_or_shifts(written: Any, counts: list[int]) -> None:
    agency = build(with_entity("agencies", "police", analysts=written)).agencies[1]
    assert [shift.n for shift in agency.analysts] == counts


def test_plain_analysts_work_in_the_hours_of_their_agency() -> None:
    agency = build(with_entity("agencies", "police", analysts=2, hours="office")).agencies[1]
    assert agency.analysts[0].hours == agency.hours


def test_a_rate_is_bare_or_has_a_profile() -> None:
    daily = [1] * 12 + [3] * 12
    bare, profile = "400 / d", {"rate": "400 / d", "daily": daily, "steps": [{"from": "D+3", "times": 0.5}]}
    plain = build(with_entity("controls", "lane", traffic=bare)).controls[0].traffic
    shaped = build(with_entity("controls", "lane", traffic=profile)).controls[0].traffic
    assert plain is not None
    assert shaped is not None
    assert plain.rate == shaped.rate == pytest.approx(400 / 86400)
    assert shaped.daily == tuple(daily)
    assert shaped.steps[0].times == 0.5


@pytest.mark.parametrize(
    "profile",
    [
        {"rate": "4 / d", "daily": [1] * 23},
        {"rate": "4 / d", "daily": [0] * 24},
        {"rate": "4 / d", "weekly": [1] * 8},
        {"rate": "4 / d", "weekly": [-1] + [1] * 6},
        {"daily": [1] * 24},
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(profile: dict[str, Any]) -> None:
    found = errors(with_entity("controls", "lane", traffic=profile))
    assert {problem.path.partition(".")[2].partition(".")[0] for problem in found} == {"traffic"}


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"at": None}, "at: PLACE or on_leg"),
        ({"on_leg": ["a", "gate"]}, "at: PLACE or on_leg"),
        ({"bays": 0}, "bays: 0"),
        ({"kind": "other", "detect": {"drugs": 1}, "bays": 2}, "needs a service time"),
        ({"watch": "1 / d"}, "no bays"),
    ],
)
def test_a_control_must_make_sense(keys: dict[str, Any], words: str) -> None:
    (problem,) = errors(with_entity("controls", "lane", **keys))
    assert problem.path == "controls[0]"
    assert words in problem.message


@pytest.mark.parametrize(
    ("section", "entity"),
    [
        ("links", {"id": "x", "from": "police", "to": "police"}),
        ("legs", {"from": "a", "to": "a", "mode": "road", "duration": "1 h"}),
        ("flows", {"id": "x", "threat": "drugs", "from": "a", "to": "a", "arrivals": {"poisson": "1 / d"}}),
    ],
)
def test_what_joins_joins_two(section: str, entity: dict[str, Any]) -> None:
    assert codes(errors(added(section, entity))) == [("E301", f"{section}[{len(small()[section])}]")]


@pytest.mark.parametrize(
    "arrivals",
    [
        {},
        {"poisson": "1 / d", "schedule": ["D+1"]},
        {"batch": {"every": "0 h", "size": 3}},
        {"batch": {"every": "3 d", "size": 0}},
        {"batch": {"size": 3}},
    ],
)
def test_arrivals_are_of_one_sort(arrivals: dict[str, Any]) -> None:
    found = errors(with_entity("flows", "heroin", arrivals=arrivals))
    assert {problem.path.split(".")[1] for problem in found} == {"arrivals"}


def test_a_batch_starts_with_the_scenario() -> None:
    flow = build(with_entity("flows", "heroin", arrivals={"batch": {"every": "3 d", "size": 2}})).flows[0]
    assert flow.arrivals.batch is not None
    assert str(flow.arrivals.batch.from_) == "D+0"


@pytest.mark.parametrize(
    "payload",
    [
        {"unit": "kg", "lognormal": {"median": 12, "p90": 40}},
        {"unit": "kg", "amount": {"lognormal": {"median": 12, "p90": 40}}},
        {"unit": "kg", "lognormal": {"median": 12, "p90": 40}, "status": "assumed"},
    ],
)
def test_a_payload_is_a_unit_and_a_distribution(payload: dict[str, Any]) -> None:
    flow = build(with_entity("flows", "heroin", payload=payload)).flows[0]
    assert (flow.payload.unit, flow.payload.amount.median) == ("kg", pytest.approx(12))


def test_fixed_routes_need_paths_with_shares() -> None:
    path = {"places": ["a", "gate", "c"], "share": 0}
    for routes in (
        {"choice": "fixed"},
        {"choice": "fixed", "paths": [path]},
        {"choice": "fixed", "paths": []},
    ):
        assert codes(errors(with_entity("flows", "heroin", routes=routes))) == [("E301", "flows[0].routes")]


@pytest.mark.parametrize(
    "members", [["customs"], ["customs", "customs"], ["customs", "centre"], "customs", []]
)
def test_a_mechanism_has_at_least_two_distinct_members(members: Any) -> None:
    hub = {"id": "centre", "kind": "hub", "members": members, "willingness": 1, "clearance": "1 h"}
    assert errors(added("mechanisms", hub))


def test_a_registry_or_hub_can_be_consulted_and_hold_knowledge() -> None:
    registry = {"id": "list", "kind": "registry", "members": ["customs", "police"]}
    data = with_entity("controls", "lane", consults=["list"])
    data["mechanisms"] = [registry]
    data["flows"][0]["prior_knowledge"] = [{"agency": "list", "about": "cell", "share": 0.2, "evidence": 0.5}]
    assert build(data).flows[0].prior_knowledge[0].agency == "list"


def test_the_schema_describes_every_value() -> None:
    described = Scenario.model_json_schema()["$defs"]
    missing = [
        f"{name}.{key}"
        for name, model in described.items()
        for key, value in model.get("properties", {}).items()
        if not value.get("description")
    ]
    assert missing == []
    assert Hub.model_fields["distribution"].description


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("   ", "nothing but blanks"),
        ("\u200b\u202e", "nothing but blanks"),
        ("a\x00b", "the character U+0000"),
        ("\x1b[31mred", "the character U+001B"),
        ("a\x9fb", "the character U+009F"),
        ("a\ufffe", "the character U+FFFE"),
    ],
)
def test_text_that_cannot_be_shown_is_refused(text: str, found: str) -> None:
    """An SVG with such a character is broken, and a name of blanks would be nowhere to be seen."""
    (problem,) = errors(with_entity("places", "a", name=text))
    assert (problem.code, problem.path) == ("E301", "places[0].name")
    assert problem.message == f"expected text that can be shown, found {found}"


def test_text_of_any_script_and_with_line_ends_is_accepted() -> None:
    for text in (
        "Ош, \n Душанбе",
        "\u202e\u05d0\u05d1",
        "a\u0301",
        "\U0001f600",
        "<b>&amp;</b> $x$ \\ %",
    ):
        assert errors(with_entity("places", "a", name=text)) == []
