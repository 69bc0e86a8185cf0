"""What the scenarios in `scenarios/` promise to whoever opens them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.report.inputs import count_inputs
from simulator.scenario.annotations import note_for
from simulator.scenario.load import check_file, load_scenario
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan
from simulator.world.routes import flow_weights

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "scenarios").glob("*.yaml"))
NORTHERN_ROUTE = ROOT / "scenarios/northern_route.yaml"
FIGHTER_TRANSIT = ROOT / "scenarios/fighter_transit.yaml"
TWO_BORDERS = ROOT / "scenarios/two_borders.yaml"

NO_QUANTITIES = {
    "id",
    "name",
    "kind",
    "status",
    "source",
    "note",
    "jurisdiction",
    "lat_lon",
    "from",
    "to",
    "unit",
}


@pytest.fixture(scope="module")
def northern_route() -> Scenario:
    return load_scenario(NORTHERN_ROUTE)


@pytest.fixture(scope="module")
def fighter_transit() -> Scenario:
    return load_scenario(FIGHTER_TRANSIT)


@pytest.fixture(scope="module", params=[NORTHERN_ROUTE, FIGHTER_TRANSIT], ids=lambda path: path.stem)
def exercise(request: pytest.FixtureRequest) -> Scenario:
    """The scenarios of the size of an exercise."""
    return load_scenario(request.param)


@pytest.fixture(scope="module")
def two_borders() -> Scenario:
    return load_scenario(TWO_BORDERS)


def quantities(node: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """The paths of all values with a digit in them."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in NO_QUANTITIES:
                yield from quantities(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from quantities(value, (*path, index))
    elif not isinstance(node, bool) and re.search(r"\d", str(node)):
        yield path


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_fiction_without_warnings_and_has_a_page_that_explains_it(path: Path) -> None:
    scenario, problems, _ = check_file(path)
    assert problems == []
    assert scenario.scenario.fictional
    assert (ROOT / "docs/scenarios" / f"{path.stem}.md").read_text(encoding="utf-8").startswith("# ")


def test_it_is_as_large_as_an_exercise_over_five_states(exercise: Scenario) -> None:
    assert len(exercise.places) >= 20
    assert len(exercise.agencies) >= 12
    assert len({agency.jurisdiction for agency in exercise.agencies if agency.jurisdiction}) == 5
    assert len(exercise.objectives) >= 3
    assert len(exercise.exercise.moves) == 3


def test_every_entry_says_what_is_expected_and_which_objective_it_serves(exercise: Scenario) -> None:
    objectives = {one.id for one in exercise.objectives}
    injects = [one for one in exercise.injects if one.decision is None]
    assert len(injects) >= 6
    assert sum(one.when is not None for one in injects) >= 2
    for one in exercise.injects:
        assert all((one.message, one.expected, one.to, one.mode)), one.id
        assert one.objective in objectives, one.id
    assert all(one.capability for one in exercise.objectives)


def test_decisions_cost_something_and_keep_their_course_by_default(exercise: Scenario) -> None:
    decisions = [one for one in exercise.injects if one.decision is not None]
    assert len(decisions) >= 2
    for one in decisions:
        assert all((one.rule, one.within)), one.id
        assert all(option.default != bool(option.actions) for option in one.options)
        assert all(option.cost for option in one.options if option.actions)


def test_what_follows_an_interdiction_on_the_northern_route_is_said_of_persons_and_of_goods(
    northern_route: Scenario,
) -> None:
    outcomes = {outcome.outcome for flow in northern_route.flows for outcome in flow.aftermath}
    assert {"charged", "released", "goods_destroyed"} <= outcomes
    assert not any("seize" in outcome for outcome in outcomes)


def test_at_least_three_branches_of_the_northern_route_carry_a_tenth_of_the_loads_each(
    northern_route: Scenario,
) -> None:
    plan = build_plan(northern_route)
    outside = {place.id for place in northern_route.places if place.jurisdiction == "south_bank"}
    branches: defaultdict[str, float] = defaultdict(float)
    for flow, weight in zip(plan.flows, flow_weights(plan), strict=True):
        for route in flow.routes:
            entered = next(place for place in route.places if plan.places[place].id not in outside)
            branches[plan.places[entered].id] += weight * route.share
    assert sum(branches.values()) == pytest.approx(1.0)
    assert sum(share >= 0.1 for share in branches.values()) >= 3


def test_most_loads_of_the_northern_route_pass_tajikistan_as_published(northern_route: Scenario) -> None:
    """75-80 t of the 90 t of heroin a year that go north (sources incsr_2016, unodc_2012)."""
    plan = build_plan(northern_route)
    tajik = {
        number for number, place in enumerate(northern_route.places) if place.jurisdiction == "tajikistan"
    }
    assert [place.id for place in plan.places] == [place.id for place in northern_route.places]
    share = sum(
        weight * sum(route.share for route in flow.routes if tajik.intersection(route.places))
        for flow, weight in zip(plan.flows, flow_weights(plan), strict=True)
    )
    assert 0.75 <= share <= 0.9


def test_no_value_is_left_to_a_default(exercise: Scenario) -> None:
    inputs = count_inputs(exercise)
    assert inputs.total > 500
    assert inputs.default == 0, inputs.defaults


@pytest.mark.parametrize(
    "section", ["places", "legs", "agencies", "controls", "links", "mechanisms", "flows"]
)
def test_every_number_is_sourced_or_assumed(exercise: Scenario, section: str) -> None:
    paths = list(quantities(exercise.filled[section], (section,)))
    assert paths
    bare = [path for path in paths if (note := note_for(exercise.inputs, path)) is None or not note.status]
    assert bare == []


def test_what_is_sourced_names_a_declared_source_and_every_source_is_in_the_page(exercise: Scenario) -> None:
    declared = {source.id for source in exercise.scenario.sources}
    page = (ROOT / f"docs/scenarios/{exercise.id}.md").read_text(encoding="utf-8")
    assert [name for name in declared if f"`{name}`" not in page] == []
    claims = [note for note in exercise.inputs.values() if note.status == "sourced"]
    claims += [one for one in (*exercise.places, *exercise.legs) if one.status == "sourced"]
    assert claims
    assert [one for one in claims if not any(name in (one.source or "") for name in declared)] == []


def test_the_levers_of_cooperation_say_how_far_they_may_be_off(exercise: Scenario) -> None:
    for section in ("links", "mechanisms"):
        for number, one in enumerate(getattr(exercise, section)):
            part = ("command",) if hasattr(one, "command") else ()
            for key in ("willingness", "clearance", "match"):
                if getattr(getattr(one, "command", one), key, None):
                    note = note_for(exercise.inputs, (section, number, *part, key))
                    assert note is not None, one.id
                    assert note.range is not None, (one.id, key)


def test_agencies_of_one_kind_are_alike_in_every_state(exercise: Scenario) -> None:
    """The exercise rates no state: only the length of the roads to a case differs."""
    groups: defaultdict[str, set[Any]] = defaultdict(set)
    units = {"drug_control": "drugs", "police": "drugs", "security_service": "drugs"}
    for one in exercise.agencies:
        kind = units.get(one.kind, one.kind) if exercise.id == "northern_route" else one.kind
        groups[kind].add(
            (one.analysts, one.triage, one.routine_leads, one.lookout_at, one.act_at, one.lookout_delay,
             one.teams, one.success, one.perishable, one.recovery)
        )  # fmt: skip
    assert {kind for kind, found in groups.items() if len(found) != 1} == set()


def test_in_fighter_transit_persons_are_on_no_real_ground_and_what_is_no_place_has_no_coordinates(
    fighter_transit: Scenario,
) -> None:
    virtual = {place.id for place in fighter_transit.places if place.lat_lon is None}
    assert {"ve_online", "ve_booking", "pay_network", "value_ledger"} <= virtual
    for place in fighter_transit.places:
        if place.lat_lon is not None:  # an empty part of the Indian Ocean
            assert -36 < place.lat_lon[0] < -13, place.id
            assert 73 < place.lat_lon[1] < 96, place.id


def test_in_fighter_transit_families_are_referred_and_nobody_in_them_is_charged(
    fighter_transit: Scenario,
) -> None:
    flows = {flow.id: flow for flow in fighter_transit.flows}
    families = [flow for flow in flows.values() if flow.threat == "victims"]
    assert {flow.id for flow in families} == {"travel_families", "return_families"}
    assert not any(outcome.outcome == "charged" for flow in families for outcome in flow.aftermath)
    (care,) = (one for one in fighter_transit.mechanisms if one.kind == "humanitarian_referral")
    assert care.threats == ("victims",)
    assert not any("seize" in outcome.outcome for flow in fighter_transit.flows for outcome in flow.aftermath)


def test_in_fighter_transit_those_who_come_back_are_those_who_went(fighter_transit: Scenario) -> None:
    back = {
        follow.start: follow.same_subject
        for flow in fighter_transit.flows
        for follow in flow.on_delivery
        if flow.id.startswith("travel")
    }
    assert back == {"return_velmara": True, "return_tarnesia": True, "return_families": True}


def test_two_borders_fits_a_page() -> None:
    assert len(TWO_BORDERS.read_text(encoding="utf-8").splitlines()) <= 150


def test_in_two_borders_neither_half_of_the_picture_is_enough_and_both_are(two_borders: Scenario) -> None:
    arda, borin = two_borders.agencies
    assert arda.jurisdiction != borin.jurisdiction
    lead = next(control for control in two_borders.controls if control.id == "arda_informants").evidence
    (group,) = (known.evidence for known in two_borders.flows[0].prior_knowledge if known.agency == borin.id)
    (link,) = two_borders.links
    (centre,) = two_borders.mechanisms
    assert lead < arda.act_at
    assert group < borin.lookout_at < borin.act_at
    assert lead * link.fidelity + group >= borin.act_at
    assert lead + group * centre.fidelity * centre.distribution.fidelity >= arda.act_at
