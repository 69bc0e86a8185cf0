from __future__ import annotations

from typing import Any

import pytest

from simulator.scenario.expansion import Expansion, Piece, expand
from simulator.scenario.hours import ALWAYS
from simulator.scenario.load import build
from simulator.scenario.schema import Agency, Control, Link, LinkTerms
from tests.unit.small import added, small

THREE = ["customs", "police", "guards"]
GUARDS = {"id": "guards", "kind": "border_guard", "jurisdiction": "north"}


def expanded(*mechanisms: dict[str, Any], **changes: Any) -> Expansion:
    data = added("agencies", GUARDS) | changes
    return expand(build(data | {"mechanisms": list(mechanisms)}))


def agency(expansion: Expansion, name: str) -> Agency:
    (found,) = (agency for agency in expansion.agencies if agency.id == name)
    return found


def control(expansion: Expansion, name: str) -> Control:
    (found,) = (control for control in expansion.controls if control.id == name)
    return found


def made(expansion: Expansion) -> list[Link]:
    return [link for link in expansion.links if ("links", link.id) in expansion.made_by]


def test_a_scenario_without_mechanisms_stays_as_it_is() -> None:
    scenario = build(small())
    expansion = expand(scenario)
    assert expansion.agencies == scenario.agencies
    assert expansion.controls == scenario.controls
    assert expansion.links == scenario.links
    assert not expansion.made_by
    assert not expansion.parts


def test_a_link_that_goes_both_ways_becomes_two_on_the_same_terms() -> None:
    there, back = expanded(
        links=[{"id": "x", "from": "customs", "to": "police", "both_ways": True, "willingness": 0.3}]
    ).links
    assert (there.id, there.from_, there.to) == ("x", "customs", "police")
    assert (back.id, back.from_, back.to) == ("x_back", "police", "customs")
    assert terms(there) == terms(back)
    assert not there.both_ways
    assert not back.both_ways


def terms(link: LinkTerms) -> dict[str, Any]:
    return {name: getattr(link, name) for name in LinkTerms.model_fields}


def test_a_bilateral_network_links_every_pair_both_ways() -> None:
    network = {
        "id": "points",
        "kind": "bilateral_network",
        "members": THREE,
        "willingness": 0.4,
        "fidelity": 0.7,
    }
    expansion = expanded(network)
    links = made(expansion)
    pairs = {(link.from_, link.to) for link in links}
    assert pairs == {(a, b) for a in THREE for b in THREE if a != b}
    assert len(links) == 6
    assert {(link.kind, link.willingness, link.fidelity) for link in links} == {("focal_point", 0.4, 0.7)}
    assert "points_customs_to_police" in {link.id for link in links}
    assert len(expansion.agencies) == 3


def test_a_hub_is_an_agency_with_links_in_and_out() -> None:
    hub = {
        "id": "centre",
        "kind": "hub",
        "name": "Regional Centre",
        "members": THREE,
        "hours": "24/7",
        "analysts": 7,
        "triage": "2 h",
        "routine_leads": "3 / d",
        "willingness": 0.5,
        "clearance": "24 h",
        "distribution": {"willingness": 0.8, "clearance": "1 h"},
    }
    expansion = expanded(hub)
    centre = agency(expansion, "centre")
    assert (centre.kind, centre.label, centre.jurisdiction, centre.teams) == (
        "centre",
        "Regional Centre",
        None,
        0,
    )
    assert centre.hours == ALWAYS
    assert [shift.n for shift in centre.analysts] == [7]
    assert centre.triage.mean == 2 * 3600
    assert centre.routine_leads is not None
    into = [link for link in made(expansion) if link.kind == "hub"]
    out = [link for link in made(expansion) if link.kind == "hub_distribution"]
    assert [(link.from_, link.to) for link in into] == [(member, "centre") for member in THREE]
    assert [(link.from_, link.to) for link in out] == [("centre", member) for member in THREE]
    assert {(link.willingness, link.clearance.mean) for link in into} == {(0.5, 24 * 3600)}
    assert {(link.willingness, link.clearance.mean) for link in out} == {(0.8, 3600)}
    links = (("links", link.id) for link in made(expansion))
    assert expansion.parts["centre"] == (("agencies", "centre"), *links)
    assert set(expansion.made_by.values()) == {"centre"}


REGISTRY = {
    "id": "list",
    "kind": "registry",
    "members": THREE[:2],
    "lookout_at": 0.25,
    "lookout_delay": "3 h",
}


def test_a_registry_is_an_agency_without_analysts_to_which_members_contribute() -> None:
    expansion = expanded(REGISTRY)
    registry = agency(expansion, "list")
    assert (registry.kind, registry.analysts, registry.teams) == ("registry", (), 0)
    assert (registry.lookout_at, registry.lookout_delay.mean) == (0.25, 3 * 3600)
    links = [(link.kind, link.from_, link.to) for link in made(expansion)]
    assert links == [("registry_contribution", member, "list") for member in THREE[:2]]


def test_only_contributors_contribute() -> None:
    links = made(expanded({**REGISTRY, "contributors": ["police"]}))
    assert [(link.from_, link.to) for link in links] == [("police", "list")]


def test_members_controls_that_look_once_consult_a_registry() -> None:
    strange = {"id": "post", "kind": "passport_check", "at": "c", "agency": "guards"}
    expansion = expanded(REGISTRY, controls=[*small()["controls"], strange])
    assert control(expansion, "lane").consults == ("list",)
    assert control(expansion, "wiretap").consults == ()
    assert control(expansion, "post").consults == ()


def test_a_registry_is_consulted_where_it_says_and_what_is_written_comes_first() -> None:
    lanes = [
        {"id": "one", "kind": "customs_lane", "at": "gate", "agency": "customs", "consults": ["police"]},
        {"id": "two", "kind": "customs_lane", "at": "gate", "agency": "customs"},
    ]
    expansion = expanded({**REGISTRY, "consulted_at": ["one"]}, controls=lanes)
    assert control(expansion, "one").consults == ("police", "list")
    assert control(expansion, "two").consults == ()


def test_a_registry_that_a_control_names_itself_is_consulted_once() -> None:
    lane = {"id": "one", "kind": "customs_lane", "at": "gate", "agency": "customs", "consults": ["list"]}
    assert control(expanded(REGISTRY, controls=[lane]), "one").consults == ("list",)


@pytest.mark.parametrize(
    "mechanism",
    [
        {"id": "m", "kind": "bilateral_network", "members": THREE},
        {"id": "m", "kind": "hub", "members": THREE, "willingness": 1, "clearance": "1 h"},
        {"id": "m", "kind": "registry", "members": THREE},
    ],
    ids=lambda mechanism: str(mechanism["kind"]),
)
def test_a_closed_mechanism_makes_closed_parts(mechanism: dict[str, Any]) -> None:
    expansion = expanded({**mechanism, "open": False})
    parts: dict[Piece, Any] = {
        (section, part.id): part
        for section in ("agencies", "controls", "links", "programmes")
        for part in getattr(expansion, section)
    }
    assert {parts[piece].open for piece in expansion.parts["m"]} == {False}
    others = [part for piece, part in parts.items() if piece not in expansion.made_by]
    assert {part.open for part in others} == {True}


@pytest.mark.parametrize(
    ("section", "name", "ids"),
    [
        ("mechanisms", "list", ("list", "list_customs_to_list", "list_police_to_list")),
        ("links", "x", ("x", "x_back")),
        ("links", "x_back", ("x_back",)),
        ("controls", "lane", ("lane",)),
    ],
)
def test_an_action_affects_all_that_something_stands_for(
    section: str, name: str, ids: tuple[str, ...]
) -> None:
    link = {"id": "x", "from": "customs", "to": "police", "both_ways": True}
    affected = expanded(REGISTRY, links=[link]).affected(section, name)
    assert tuple(piece for _, piece in affected) == ids
    assert {of for of, _ in affected} <= {"agencies", section, "links"}


def test_the_terms_of_a_network_hold_on_its_links() -> None:
    network = {
        "id": "points",
        "kind": "bilateral_network",
        "members": ["customs", "police"],
        "threats": ["drugs"],
        "capacity": "5 / d",
        "share_at": 0.4,
        "opens": "D+3",
        "closes": "D+9",
        "onward": "free",
        "clearance_clock": "calendar",
    }
    scenario = build(added("mechanisms", network))
    links = made(expand(scenario))
    assert [terms(link) for link in links] == [terms(scenario.mechanisms[0])] * 2


def named(section: str, *mechanisms: dict[str, Any], **changes: Any) -> set[str | None]:
    """The names of what mechanisms make in a section."""
    expansion = expanded(*mechanisms, **changes)
    return {one.name for one in getattr(expansion, section) if (section, one.id) in expansion.made_by}


def test_a_screening_control_is_called_after_its_mechanism_and_where_it_looks() -> None:
    feed = {
        "id": "pnr",
        "kind": "screening_feed",
        "members": ["customs", "police"],
        "at": ["gate"],
        "on_legs": [["gate", "c"]],
    }
    places = [place | {"name": name} for place, name in zip(small()["places"], "ABC", strict=True)]
    assert named("controls", feed | {"name": "Passenger data"}, places=places) == {
        "Passenger data at B",
        "Passenger data, B to C",
    }
    assert named("controls", feed | {"id": "passenger_data"}) == {
        "passenger data at gate",
        "passenger data, gate to c",
    }


def test_a_control_of_a_firm_is_called_after_it_and_its_place_where_it_looks_at_several() -> None:
    reports = {
        "id": "reports",
        "name": "Reports",
        "kind": "public_private",
        "members": ["customs", "guards"],
        "at": {"customs": ["gate"], "guards": ["a", "c"]},
        "control": {"kind": "customs_lane", "examine": 1, "detect": {"drugs": 0.5}},
        "reports_to": "police",
    }
    names = named("controls", reports)
    assert names == {"Reports: customs", "Reports: guards at a", "Reports: guards at c"}


def test_a_link_is_called_after_its_ends_and_after_its_mechanism_if_that_is_none_of_them() -> None:
    hub = {
        "id": "hub",
        "name": "Centre",
        "kind": "hub",
        "members": THREE,
        "willingness": 1,
        "clearance": "1 h",
    }
    assert {"customs → Centre", "Centre → police"} <= named("links", hub)
    desk = {"id": "desk_of_two", "kind": "liaison", "members": ["customs", "police"]}
    assert named("links", desk) == {"desk of two: customs → police", "desk of two: police → customs"}
