from __future__ import annotations

import random
import re
from time import process_time
from typing import Any

import pytest

from simulator.errors import Severity
from simulator.scenario.clock import When
from simulator.scenario.defaults import EVERY_KIND, known_kinds, leaves
from simulator.scenario.hours import hours
from simulator.scenario.load import build
from simulator.scenario.rules import check
from simulator.scenario.rules.reach import passing
from simulator.scenario.rules.times import seconds_from_start
from simulator.scenario.rules.work import open_share
from simulator.scenario.schema import Scenario
from tests.unit.small import added, codes, errors, small, warnings, with_entity

HUB = {"id": "centre", "kind": "hub", "members": ["customs", "police"], "willingness": 1, "clearance": "1 h"}


def flat_defaults(section: str) -> list[tuple[tuple[str, ...], Any]]:
    """The default values of any kind."""
    return [(leaf.path, leaf.value) for leaf in leaves(section, EVERY_KIND)]


def inject(*actions: dict[str, Any], at: str = "D+1") -> dict[str, Any]:
    return {"id": "i", "at": at, "actions": list(actions)}


def test_a_scenario_that_is_right_has_no_problems() -> None:
    assert check(build(small())) == []
    assert check(build(small(mechanisms=[HUB], injects=[inject({"close": "links.tell"})]))) == []


def test_errors_are_errors_and_warnings_are_warnings() -> None:
    data = with_entity("agencies", "customs", routine_leads="99 / d")
    data["flows"][0] |= {"from": "c", "to": "a"}
    found = {problem.code: problem.severity for problem in warnings(data)}
    assert found["E501"] is Severity.ERROR
    assert found["W601"] is Severity.WARNING


# --- names


def test_a_control_needs_its_leg() -> None:
    data = with_entity("controls", "lane", at=None, on_leg=["gate", "a"])
    (problem,) = errors(data)
    assert (problem.code, problem.path) == ("E208", "controls[0].on_leg")
    assert problem.hint == "there is one from a to gate"
    (problem,) = errors(with_entity("controls", "lane", at=None, on_leg=["a", "c"]))
    assert problem.hint == "legs from a lead to gate"
    assert errors(with_entity("controls", "lane", at=None, on_leg=["a", "gate"])) == []


def test_two_legs_from_one_place_to_another_are_refused() -> None:
    leg = {"from": "a", "to": "gate", "mode": "foot", "duration": "30 h"}
    (problem,) = errors(added("legs", leg))
    assert (problem.code, problem.path, "legs[0]" in problem.message) == ("E503", "legs[2]", True)
    assert errors(added("legs", leg | {"from": "gate", "to": "a"})) == []


def test_a_leg_cannot_have_the_name_that_another_has_by_its_ends() -> None:
    leg = {"id": "a_to_gate", "from": "c", "to": "gate", "mode": "foot", "duration": "30 h"}
    assert codes(errors(added("legs", leg))) == [("E203", "legs[2]")]


def test_a_second_link_by_a_name_that_is_made_is_refused() -> None:
    link = {"id": "x", "from": "customs", "to": "police", "both_ways": True}
    taken = {"id": "x_back", "from": "customs", "to": "police"}
    assert codes(errors(added("links", link, taken))) == [("E404", "links[2].id")]
    taken = {"id": "centre_customs_to_centre", "from": "customs", "to": "police"}
    data = added("links", taken) | {"mechanisms": [HUB]}
    assert codes(errors(data)) == [("E404", "links[1].id")]


@pytest.mark.parametrize(
    ("key", "names", "wrong"),
    [
        ("contributors", ["customs", "guards"], 1),
        ("consulted_at", ["post", "lane"], 0),
    ],
)
def test_a_registry_is_for_its_members(key: str, names: list[str], wrong: int) -> None:
    data = added("agencies", {"id": "guards", "jurisdiction": "north"})
    data["controls"].append({"id": "post", "kind": "passport_check", "at": "c", "agency": "guards"})
    data["mechanisms"] = [{"id": "list", "kind": "registry", "members": ["customs", "police"], key: names}]
    assert codes(errors(data)) == [("E405", f"mechanisms[0].{key}[{wrong}]")]


def test_consulting_oneself_is_pointless() -> None:
    assert codes(warnings(with_entity("controls", "lane", consults=["customs"]))) == [
        ("W612", "controls[0].consults")
    ]


@pytest.mark.parametrize(
    ("section", "name", "kind", "known"),
    [
        ("agencies", "police", "polise", "police"),
        ("links", "tell", "liason", "liaison"),
        ("controls", "wiretap", "survaillance", "surveillance"),
    ],
)
def test_a_kind_that_looks_misspelt_is_doubtful(section: str, name: str, kind: str, known: str) -> None:
    found = [problem for problem in warnings(with_entity(section, name, kind=kind)) if problem.code == "W609"]
    assert [problem.hint for problem in found] == [f'did you mean "{known}"?']


@pytest.mark.parametrize(
    ("section", "name", "key", "kind"),
    [
        ("agencies", "police", "kind", "coast_guard"),
        ("links", "tell", "kind", "hot_wire"),
        ("controls", "lane", "kind", "checkpoint"),
        ("flows", "heroin", "threat", "timber"),
    ],
)
def test_a_kind_that_nobody_describes_is_doubtful(section: str, name: str, key: str, kind: str) -> None:
    data = with_entity(section, name, **{key: kind})
    if section == "flows":
        data["flows"][0]["payload"] = {"unit": "m3", "constant": 20}
    (found,) = (problem for problem in warnings(data) if problem.code == "W609")
    assert re.fullmatch(rf"{section}\[\d\]\.{key}", found.path)
    assert set(found.hint.removeprefix("there are ").split(";")[0].split(", ")) == known_kinds(section)
    assert found.hint.endswith(f"; or describe it in kinds.{section}")
    data["kinds"] = {section: {kind: {}}}
    assert not [problem for problem in warnings(data) if problem.code == "W609"]


def test_a_kind_that_only_names_is_not_doubtful() -> None:
    data = with_entity("controls", "lane", kind="checkpoint", detect={"drugs": 0.5})
    data["controls"][0] |= {
        path[0]: value for path, value in flat_defaults("controls") if path[0] not in data["controls"][0]
    }
    assert warnings(data) == []
    del data["controls"][0]["seize"]
    assert codes(warnings(data)) == [("W609", "controls[0].kind")]


def test_no_kind_in_particular_is_not_doubtful() -> None:
    assert warnings(with_entity("agencies", "police", kind="other", teams=1, perishable="1 d")) == []


def test_a_threat_that_looks_misspelt_is_doubtful_where_it_was_written() -> None:
    found = warnings(with_entity("controls", "lane", detect={"drugs": 0.3, "durgs": 0.4, "weapons": 0.1}))
    assert codes(found) == [("W610", "controls[0].detect.durgs")]


# --- routes


def test_a_destination_must_be_reachable() -> None:
    data = small()
    data["flows"][0] |= {"from": "c", "to": "a"}
    (problem,) = errors(data)
    assert (problem.code, problem.path, problem.hint) == ("E501", "flows[0].to", "no leg starts at c")


PATHS = {
    "there": ["a", "gate", "c"],
    "leap": ["a", "c"],
    "late": ["gate", "c"],
    "short": ["a", "gate"],
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("there", []),
        ("leap", [("E502", "flows[0].routes.paths[0].places[1]")]),
        ("late", [("E502", "flows[0].routes.paths[0].places[0]")]),
        ("short", [("E502", "flows[0].routes.paths[0].places[1]")]),
    ],
)
def test_an_explicit_path_is_a_chain_of_legs_between_the_ends_of_its_flow(
    path: str, expected: list[tuple[str, str]]
) -> None:
    routes = {"choice": "fixed", "paths": [{"places": PATHS[path]}]}
    assert codes(errors(with_entity("flows", "heroin", routes=routes))) == expected


def detour() -> dict[str, Any]:
    """Besides the way over the gate there is one over a pass, and a village that leads nowhere."""
    data = added(
        "places", {"id": "pass", "jurisdiction": "south"}, {"id": "village", "jurisdiction": "south"}
    )
    for start, end in (("a", "pass"), ("pass", "c"), ("a", "village")):
        data["legs"].append({"from": start, "to": end, "mode": "foot", "duration": "40 h"})
    return data


@pytest.mark.parametrize(
    ("where", "passed"),
    [
        ({"at": "pass"}, True),
        ({"at": "village"}, False),
        ({"on_leg": ["a", "village"]}, False),
        ({"on_leg": ["pass", "c"]}, True),
        ({"at": "a"}, True),
        ({"at": "c"}, True),
    ],
)
def test_a_control_that_no_route_passes_is_doubtful(where: dict[str, Any], passed: bool) -> None:
    data = detour()
    data["controls"].append({"id": "post", "kind": "customs_lane", "agency": "customs", **where})
    assert codes(warnings(data)) == ([] if passed else [("W605", "controls[2]")])


def test_explicit_paths_are_the_only_ones() -> None:
    data = detour()
    data["flows"][0]["routes"] = {"choice": "adaptive", "paths": [{"places": ["a", "gate", "c"]}]}
    data["controls"].append({"id": "post", "kind": "customs_lane", "agency": "customs", "at": "pass"})
    data["controls"].append(
        {"id": "road", "kind": "customs_lane", "agency": "customs", "on_leg": ["a", "gate"]}
    )
    assert codes(warnings(data)) == [("W605", "controls[2]")]


def test_a_control_that_can_find_nothing_is_doubtful() -> None:
    assert codes(warnings(with_entity("controls", "lane", detect={"weapons": 0.5}, detect_flagged={}))) == [
        ("W608", "controls[0].detect"),
        ("W604", "links[0]"),
    ]
    assert warnings(with_entity("controls", "lane", detect={}, detect_flagged={"drugs": 0.5})) == []


@pytest.mark.parametrize(
    ("key", "value", "detect", "doubtful"),
    [
        ("examine", 0.5, {}, True),
        ("detect.weapons", 0.5, {}, True),
        ("detect.drugs", 0.5, {}, False),
        ("detect_flagged.drugs", 0.5, {}, False),
        ("skill", 1.0, {}, True),
        ("skill", 1.0, {"drugs": 0.5}, False),
    ],
)
def test_only_a_change_of_what_it_finds_helps_a_control_that_finds_nothing(
    key: str, value: float, detect: dict[str, float], doubtful: bool
) -> None:
    data = with_entity("controls", "lane", detect=detect, detect_flagged={}, skill=0.0)
    data["injects"] = [inject({"change": f"controls.lane.{key}", "to": value})]
    assert ("W608" in {problem.code for problem in warnings(data)}) is doubtful


def test_a_control_that_finds_nothing_for_want_of_a_known_kind_is_told_so() -> None:
    def hint(**changes: Any) -> str:
        found = {problem.code: problem for problem in warnings(with_entity("controls", "lane", **changes))}
        return found["W608"].hint

    assert hint(kind="border_post") == 'no kind "border_post" says what it finds: write detect: {drugs: ...}'
    assert hint(kind="border_post", detect={"weapons": 0.1}) == "write detect: {drugs: ...}"
    assert hint(kind="other") == "write detect: {drugs: ...}"


def test_reach_agrees_with_walking_every_leg() -> None:
    rng = random.Random(7)
    names = [f"p{i}" for i in range(14)]
    for _ in range(60):
        pairs = sorted({tuple(rng.sample(names, 2)) for _ in range(rng.randint(1, 24))})
        trips = [rng.sample(names, 2) for _ in range(5)]
        flows = [
            {**small()["flows"][0], "id": f"f{i}", "from": start, "to": end}
            for i, (start, end) in enumerate(trips)
        ]
        scenario = Scenario.model_validate(
            small(
                places=[{"id": name} for name in names],
                legs=[{"from": a, "to": b, "mode": "road", "duration": "1 h"} for a, b in pairs],
                flows=flows,
                controls=[],
                agencies=[],
                links=[],
                roles=[],
            )
        )
        found = passing(scenario)
        for number, (start, end) in enumerate(trips):
            after = walked(start, pairs)
            before = walked(end, [(b, a) for a, b in pairs])
            assert {name for name in names if found.from_origin.get(name, 0) >> number & 1} == after
            assert {name for name in names if found.to_destination.get(name, 0) >> number & 1} == before


def walked(start: str, pairs: list[Any]) -> set[str]:
    seen = {start}
    while True:
        more = {b for a, b in pairs if a in seen} - seen
        if not more:
            return seen
        seen |= more


# --- times


@pytest.mark.parametrize("horizon", ["0 h", "0.2 s", "7301 d"])
def test_a_horizon_is_longer_than_nothing_and_shorter_than_twenty_years(horizon: str) -> None:
    data = small()
    data["scenario"]["horizon"] = horizon
    assert codes(errors(data)) == [("E306", "scenario.horizon")]
    data["scenario"]["horizon"] = "7299 d"
    assert errors(data) == []


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("D+0", []),
        ("D+0 06:00", []),
        ("D+0 05:59", [("E307", "injects[0].at")]),
        ("D-1 12:00", [("E307", "injects[0].at")]),
        ("2031-03-03T05:00Z", [("E307", "injects[0].at")]),
        ("D+30 05:59", []),
        ("D+30", [("W611", "injects[0].at")]),
        ("2032-01-01", [("W611", "injects[0].at")]),
    ],
)
def test_an_inject_fires_between_start_and_horizon(at: str, expected: list[tuple[str, str]]) -> None:
    assert codes(warnings(small(injects=[inject(at=at)]))) == expected


def test_a_scheduled_case_starts_between_start_and_horizon() -> None:
    data = with_entity("flows", "heroin", arrivals={"schedule": ["D+1", "D-1", "D+40"]})
    assert codes(warnings(data)) == [
        ("E307", "flows[0].arrivals.schedule[1]"),
        ("W611", "flows[0].arrivals.schedule[2]"),
    ]


def test_a_link_closes_after_it_opens() -> None:
    assert codes(errors(with_entity("links", "tell", opens="D+5", closes="D+5"))) == [
        ("E308", "links[0].closes")
    ]
    assert errors(with_entity("links", "tell", opens="D+5", closes="D+6")) == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("D+0", 0),
        ("D+1", 24 * 3600),
        ("D+0 13:00", 3600),
        ("D+27 13:00", 27 * 86400),  # the clocks went forward on D+27: an hour less on the way
        ("2031-03-03T11:00Z", 0),
        ("2031-03-03T12:00", 0),
        ("2031-03-03T11:30+00:00", 1800),
    ],
)
def test_wall_times_are_those_of_the_scenario(text: str, seconds: int) -> None:
    from simulator.scenario.clock import when

    header = build(
        small(scenario=small()["scenario"] | {"start": "2031-03-03T12:00+01:00", "timezone": "Europe/Berlin"})
    ).scenario
    assert seconds_from_start(when(text), header) == seconds
    assert seconds_from_start(When(day=0), header) == 0


# --- actions


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"change": "controls.lane.examine", "to": 0.02, "for": "3 d"}, []),
        ({"change": "controls.lan.examine", "to": 0.02}, [("E209", "change")]),
        ({"change": "controls.lane.agency", "to": "police"}, [("E209", "change")]),
        ({"change": "controls.lane.examine", "to": 2}, [("E301", "to")]),
        ({"change": "controls.lane.examine", "to": 0.02, "for": "0 h"}, [("E303", "for")]),
        ({"close": "links.tel"}, [("E209", "close")]),
        ({"open": "places.a"}, [("E209", "open")]),
        ({"add_teams": "police", "n": 2, "for": "0 s"}, [("E303", "for")]),
        ({"tip": {"agency": "police", "about": "cell", "flow": "heroin", "number": 6, "evidence": 0.3}}, []),
        (
            {"tip": {"agency": "police", "about": "cell", "flow": "heroin", "number": 7, "evidence": 0.3}},
            [("E310", "tip.number")],
        ),
        (
            {"tip": {"agency": "police", "about": "subject", "flow": "heroin", "number": 700, "evidence": 1}},
            [],
        ),
    ],
)
def test_an_action_must_be_possible(action: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = codes(errors(small(injects=[inject({"close": "flows.heroin"}, action)])))
    assert found == [(code, f"injects[0].actions[1].{path}") for code, path in expected]


# --- work


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("24/7", 1.0),
        ("office", 45 / 168),
        ({"days": "daily", "from": "22:00", "to": "06:00"}, 8 / 24),
        (
            [
                {"days": "mon", "from": "08:00", "to": "12:00"},
                {"days": "mon", "from": "10:00", "to": "14:00"},
            ],
            6 / 168,
        ),
        ({"days": "daily", "from": "00:00", "to": "24:00"}, 1.0),
        (
            [
                {"days": "sun", "from": "20:00", "to": "08:00"},
                {"days": "mon", "from": "06:00", "to": "09:00"},
            ],
            13 / 168,
        ),
    ],
)
def test_an_office_is_open_a_share_of_the_week(written: Any, share: float) -> None:
    assert open_share(hours(written)) == pytest.approx(share)


@pytest.mark.parametrize(("leads", "busy"), [("21.5 / d", False), ("21.7 / d", True)])
def test_analysts_who_are_busy_with_routine_leads_are_doubtful(leads: str, busy: bool) -> None:
    data = with_entity("agencies", "customs", hours="24/7", analysts=1, triage="1 h", routine_leads=leads)
    assert codes(warnings(data)) == ([("W601", "agencies[0]")] if busy else [])


def test_false_alarms_occupy_analysts_too() -> None:
    # 400 / d of which 10 % examined and 50 % false: 20 a day of one hour each
    data = with_entity("agencies", "customs", hours="24/7", analysts=1, triage="1 h")
    data["controls"][0] |= {"traffic": "400 / d", "examine": 0.1, "false_alarm": 0.5}
    assert warnings(data) == []
    data["controls"][0]["false_alarm"] = 0.55
    (problem,) = warnings(data)
    assert (problem.code, "92%" in problem.message) == ("W601", True)


def test_nobody_is_overworked_where_items_count_at_once() -> None:
    assert warnings(with_entity("agencies", "customs", analysts=0, routine_leads="900 / d")) == []


def test_a_hub_has_analysts_who_can_be_overworked() -> None:
    assert codes(warnings(small(mechanisms=[{**HUB, "routine_leads": "50 / d"}]))) == [
        ("W601", "mechanisms[0]")
    ]


@pytest.mark.parametrize(
    ("response", "stay", "too_late"),
    [("17 h", None, False), ("18 h", None, True), ("18 h", "1 h", False), ("17.9 h", None, False)],
)
def test_teams_need_a_stay_or_a_longer_way(response: str, stay: str | None, too_late: bool) -> None:
    data = with_entity("agencies", "police", response=response)
    data["places"][2]["stay"] = stay
    assert codes(warnings(data)) == ([("W603", "agencies[1].response")] if too_late else [])


def test_a_handover_also_gives_teams_time() -> None:
    data = with_entity("agencies", "police", response="30 h")
    data["places"][2]["stay"] = None
    data["flows"][0]["handover"] = "2 h"
    assert warnings(data) == []


def test_teams_without_a_jurisdiction_have_no_area() -> None:
    assert codes(warnings(with_entity("agencies", "police", jurisdiction=None))) == [
        ("W603", "agencies[1].teams")
    ]
    assert warnings(with_entity("agencies", "police", jurisdiction=None, teams=0)) == []


# --- knowledge


def watchless(**link: Any) -> dict[str, Any]:
    """Police whose own source gives 0.5 once, told of 0.6 by customs on the terms of one link."""
    data = with_entity("links", "tell", fidelity=1.0, **link)
    data["controls"][1] = {
        "id": "wiretap",
        "kind": "informants",
        "at": "c",
        "agency": "police",
        "evidence": 0.5,
    }
    return data


def test_weak_leads_of_two_agencies_make_a_strong_case_only_together() -> None:
    assert warnings(watchless()) == []
    alone = watchless()
    alone["links"] = []
    (problem,) = warnings(alone)
    assert (problem.code, problem.path, "at most" in problem.message) == ("W602", "agencies[1].act_at", True)


@pytest.mark.parametrize(("fidelity", "enough"), [(0.84, True), (0.83, False)])
def test_what_is_lost_on_a_link_counts(fidelity: float, enough: bool) -> None:
    data = watchless()
    data["links"][0]["fidelity"] = fidelity
    assert codes(warnings(data)) == ([] if enough else [("W602", "agencies[1].act_at")])


def test_an_inject_may_bring_what_is_missing() -> None:
    data = watchless()
    data["links"][0]["fidelity"] = 0.5
    better = {"change": "links.tell.fidelity", "to": 1.0}
    assert warnings(data | {"injects": [inject(better)]}) == []
    tip = {"tip": {"agency": "police", "about": "case", "flow": "heroin", "evidence": 0.2}}
    assert warnings(data | {"injects": [inject(tip)]}) == []


@pytest.mark.parametrize(
    "change",
    [{"watch": "1 / d"}, {"about": "cell"}, {"evidence": 1.0}],
    ids=["watching", "about a cell", "strong"],
)
def test_a_source_that_speaks_often_or_loudly_is_enough(change: dict[str, Any]) -> None:
    data = watchless()
    data["links"] = []
    data["controls"][1] |= change
    assert warnings(data) == []


def test_prior_knowledge_counts() -> None:
    data = watchless()
    data["links"] = []
    known = {"agency": "police", "about": "cell", "share": 0.3, "evidence": 0.5}
    data["flows"][0]["prior_knowledge"] = [known]
    assert warnings(data) == []
    data["flows"][0]["prior_knowledge"] = [known | {"share": 0.0}]
    assert codes(warnings(data)) == [("W602", "agencies[1].act_at")]


def chain(onward: str) -> dict[str, Any]:
    """Customs tell guards, guards tell police."""
    data = watchless()
    data["agencies"].append({"id": "guards", "kind": "border_guard", "jurisdiction": "north", "teams": 0})
    data["links"] = [
        {"id": "one", "from": "customs", "to": "guards", "onward": onward, "fidelity": 1.0},
        {"id": "two", "from": "guards", "to": "police", "fidelity": 1.0},
    ]
    return data


def test_who_never_believes_enough_never_asks() -> None:
    data = chain("free")
    data["links"][0] |= {"mode": "on_request", "ask_at": 40.0}
    assert ("W642", "links[0].ask_at") in codes(warnings(data))
    data["links"][0]["ask_at"] = 0.0
    assert ("W642", "links[0].ask_at") not in codes(warnings(data))


def test_consent_that_is_never_given_stops_it_too() -> None:
    asks = {"onward": "with_consent", "consent": {"granted": 0.5}}
    data = chain("free")
    data["links"][0] |= asks
    assert codes(warnings(data)) == codes(warnings(chain("free")))
    data["links"][0]["consent"] = {"granted": 0}
    assert codes(warnings(data)) == codes(warnings(chain("never")))


def test_shared_places_that_nothing_leads_to_are_pointed_out() -> None:
    data = chain("free") | {"care": [{"id": "shelter", "places": 3, "stay": "60 d"}]}
    assert ("W641", "care[0]") in codes(warnings(data))


def test_the_third_party_rule_stops_what_may_not_be_passed_on() -> None:
    assert warnings(chain("free")) == []
    assert codes(warnings(chain("never"))) == [("W602", "agencies[1].act_at"), ("W604", "links[1]")]


@pytest.mark.parametrize(
    "terms",
    [
        {"willingness": 0},
        {"reliability": 0},
        {"fidelity": 0},
        {"capacity": "0 / d"},
        {"threats": ["weapons"]},
        {"open": False},
        {"from": "police", "to": "customs", "threats": ["money"]},
    ],
)
def test_a_link_that_can_carry_nothing_is_doubtful(terms: dict[str, Any]) -> None:
    data = small()
    data["links"][0] |= terms
    assert codes(warnings(data)) == [("W604", "links[0]")]


def test_a_closed_link_that_an_inject_opens_carries_something() -> None:
    data = small(injects=[inject({"open": "links.tell"})])
    data["links"][0]["open"] = False
    assert warnings(data) == []


def test_nothing_travels_back_to_its_maker() -> None:
    data = small()
    data["agencies"].append({"id": "guards", "kind": "border_guard", "jurisdiction": "north", "teams": 0})
    data["links"] = [
        {"id": "there", "from": "customs", "to": "guards", "onward": "free"},
        {"id": "back", "from": "guards", "to": "customs"},
    ]
    assert codes(warnings(data)) == [("W604", "links[1]")]


def test_one_direction_and_one_member_are_enough_for_a_link_and_a_mechanism() -> None:
    data = small(mechanisms=[HUB])
    data["controls"] = data["controls"][:1]
    data["links"] = [{"id": "tell", "from": "police", "to": "customs", "both_ways": True, "onward": "never"}]
    data["agencies"][1]["teams"] = 0
    assert warnings(data) == []
    data["mechanisms"][0]["threats"] = ["weapons"]
    assert codes(warnings(data)) == [("W604", "mechanisms[0]")]


@pytest.mark.parametrize(("lookout_at", "possible"), [(0.6, True), (0.61, False)])
def test_a_lookout_threshold_out_of_reach_is_doubtful(lookout_at: float, possible: bool) -> None:
    data = with_entity("agencies", "customs", lookout_at=lookout_at)
    assert codes(warnings(data)) == ([] if possible else [("W606", "agencies[0].lookout_at")])


def test_a_registry_threshold_out_of_reach_is_doubtful() -> None:
    registry = {
        "id": "list",
        "kind": "registry",
        "members": ["customs", "police"],
        "contributors": ["customs"],
    }
    data = small(mechanisms=[registry | {"lookout_at": 0.7, "fidelity": 1.0}])
    assert codes(warnings(data)) == [("W606", "mechanisms[0].lookout_at")]


# --- size


def test_too_many_controls_are_refused_before_anything_else() -> None:
    scenario = build(small())
    many = scenario.model_copy(update={"controls": scenario.controls * 16_000})
    assert codes(check(many)) == [("E504", "controls")]


def test_a_network_of_hundreds_of_places_and_flows_is_checked_quickly() -> None:
    rng = random.Random(3)
    names = [f"p{i}" for i in range(400)]
    pairs = [(a, b) for a, b in zip(names, names[1:] + names[:1], strict=True)]
    pairs += sorted({tuple(rng.sample(names, 2)) for _ in range(900)} - set(pairs))
    lane = {"kind": "customs_lane", "agency": "customs"}
    flow = small()["flows"][0]
    data = small(
        places=[{"id": name, "jurisdiction": "south"} for name in names],
        legs=[{"from": a, "to": b, "mode": "road", "duration": "3 h"} for a, b in pairs],
        controls=[{"id": f"c{i}", "on_leg": list(pair), **lane} for i, pair in enumerate(pairs)],
        flows=[
            flow | dict(zip(("from", "to"), rng.sample(names, 2), strict=True), id=f"f{i}")
            for i in range(250)
        ],
    )
    began = process_time()
    scenario = build(data)
    assert process_time() - began < 3.0  # about a tenth of it where this was written
    assert len(scenario.controls) == len(pairs)
