"""The diagram of lanes: one a state, places by the stages of the way; and when it takes the place of the map."""

from __future__ import annotations

from itertools import pairwise

import pytest

from simulator.report.figures.corridor.lanes_layout import hours, lay_out, stages
from simulator.report.figures.corridor.traffic import Traffic
from simulator.report.figures.geography import geography
from simulator.report.figures.lanes import lanes, on_the_way
from simulator.report.figures.material import Material
from simulator.report.figures.picture import Picture, png
from simulator.report.figures.style import styled
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from tests.unit.corridors import Spot, assert_clear, chain, studied, written


def branches() -> Scenario:
    """Thirty places in eight states: three ways from the first to the last."""
    spots: list[Spot] = [(f"Place {i}", f"State {min(i // 4, 7)}", None, None, "city") for i in range(30)]
    ways = [(0, *range(first, 29, 3), 29) for first in (1, 2, 3)]
    legs = [
        {"from": f"p{a}", "to": f"p{b}", "mode": "road", "duration": "10 h"}
        for way in ways
        for a, b in pairwise(way)
    ]
    paths = [{"places": [f"p{i}" for i in way]} for way in ways]
    flow = chain(spots).given["flows"][0] | {"routes": {"choice": "fixed", "paths": paths}}
    return chain(spots, legs=legs, flows=[flow])


@pytest.fixture(scope="module")
def two_borders() -> Material:
    return studied(load_scenario("scenarios/two_borders.yaml"), 8)


def drawing(material: Material) -> Picture:
    with styled():
        picture = geography(material)
    assert picture is not None
    return picture


def test_invented_states_are_drawn_in_lanes_as_the_scenario_says(two_borders: Material) -> None:
    picture = drawing(two_borders)
    assert picture.name == "lanes"
    assert_clear(picture)
    said = written(picture)
    for name in ("Kovan", "North Gate", "High Pass", "Oster", "Arda", "Borin", "Regional centre", "EXERCISE"):
        assert name in said
    assert "Natural Earth" not in said


@pytest.mark.parametrize(("located", "expected"), [(0, "lanes"), (1, "lanes"), (2, "map"), (4, "map")])
def test_a_map_needs_coordinates_of_half_of_the_places(located: int, expected: str) -> None:
    spots: list[Spot] = [
        (f"Place {i}", "State", 40.0 + i if i < located else None, 60.0 if i < located else None, "other")
        for i in range(4)
    ]
    assert drawing(studied(chain(spots))).name == expected


def test_thirty_places_in_eight_lanes_are_all_named_clearly() -> None:
    picture = drawing(studied(branches()))
    assert_clear(picture)
    said = written(picture)
    assert [i for i in range(30) if f"Place {i} " not in f"{said} "] == []
    assert all(f"State {i}" in said for i in range(8))


def test_even_a_long_chain_of_places_is_drawn_clearly() -> None:
    spots: list[Spot] = [(f"Some place {i}", f"State {i // 4}", None, None, "city") for i in range(30)]
    picture = drawing(studied(chain(spots)))
    assert_clear(picture)
    assert written(picture).count("Some place") >= 20


def test_every_stage_comes_after_those_that_lead_to_it(two_borders: Material) -> None:
    traffic = Traffic.of(two_borders)
    assert traffic is not None
    column = stages(traffic)
    ids = {place.id: place.index for place in two_borders.plan.places}
    assert [column[ids[name]] for name in ("kovan", "north_gate", "high_pass", "oster")] == [0, 1, 1, 2]
    reached = hours(traffic)
    assert reached[ids["kovan"]] == 0
    assert reached[ids["north_gate"]] == pytest.approx(9.46, abs=0.1)
    assert reached[ids["oster"]] > reached[ids["north_gate"]] + 9.9


def test_lanes_fill_the_room_without_gaps_and_hold_their_places(two_borders: Material) -> None:
    traffic = Traffic.of(two_borders)
    assert traffic is not None
    layout = lay_out(
        traffic, dict.fromkeys(traffic.places, 60.0), {0: 50.0, 1: 50.0, -2: 40.0}, (0, 0, 600, 400)
    )
    assert [lane.jurisdiction for lane in layout.lanes] == [0, 1, -2]
    assert layout.lanes[0].box[3] == pytest.approx(400)
    assert layout.lanes[-1].box[1] == pytest.approx(0)
    for upper, lower in zip(layout.lanes, layout.lanes[1:], strict=False):
        assert upper.box[1] == pytest.approx(lower.box[3])
    boxes = {lane.jurisdiction: lane.box for lane in layout.lanes}
    for place, (x, y) in layout.nodes.items():
        box = boxes[two_borders.plan.places[place].jurisdiction]
        assert box[0] <= x <= box[2]
        assert box[1] < y < box[3]
    assert len(set(layout.nodes.values())) == len(layout.nodes)


def test_the_same_study_gives_the_same_bytes(two_borders: Material) -> None:
    with styled():
        one, other = lanes(two_borders), lanes(two_borders)
    assert one is not None
    assert other is not None
    assert png(one) == png(other)


def test_what_is_stopped_on_the_way_into_a_state_is_marked_in_its_lane(two_borders: Material) -> None:
    traffic = Traffic.of(two_borders)
    assert traffic is not None
    plan = two_borders.plan
    layout = lay_out(
        traffic, dict.fromkeys(traffic.places, 60.0), {0: 50.0, 1: 50.0, -2: 40.0}, (0, 0, 600, 400)
    )
    boxes = {lane.jurisdiction: lane.box for lane in layout.lanes}
    for leg in plan.legs:
        x, y = on_the_way(traffic, layout, leg.index)
        box = boxes[plan.places[leg.destination].jurisdiction]
        assert box[1] < y < box[3]
        assert box[0] < x < box[2]
