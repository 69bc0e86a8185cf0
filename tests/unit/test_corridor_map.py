"""The map of a corridor: labels keep clear of each other, widths follow the numbers, bytes repeat."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.report.figures.corridor import marks
from simulator.report.figures.corridor.headline import title
from simulator.report.figures.corridor.labels import Ground, Label, apart, overlap
from simulator.report.figures.corridor.network import seats, ties
from simulator.report.figures.corridor.scene import leg_widths
from simulator.report.figures.corridor.traffic import Traffic
from simulator.report.figures.corridor_map import corridor_map, located, matter_of
from simulator.report.figures.lanes import lanes
from simulator.report.figures.material import Material
from simulator.report.figures.picture import Picture, inline_svg, png
from simulator.report.figures.style import styled
from simulator.scenario.load import load_scenario
from tests.unit.corridors import Spot, assert_clear, chain, studied, texts, written


@pytest.fixture(scope="module")
def northern() -> Material:
    return studied(load_scenario("scenarios/northern_route.yaml"), 2)


@pytest.fixture(scope="module")
def drawn(northern: Material) -> Picture:
    with styled():
        picture = corridor_map(northern)
    assert picture is not None
    return picture


def test_no_two_texts_overlap_and_none_leaves_the_canvas_or_is_small(drawn: Picture) -> None:
    assert len(texts(drawn)) > 40
    assert_clear(drawn)


def test_ends_of_flows_and_all_agencies_are_named(northern: Material, drawn: Picture) -> None:
    said = written(drawn)
    for name in ("Moscow", "Yekaterinburg", "Kunduz", "Faizabad", "Tajikistan", "Uzbekistan", "Kyrgyzstan"):
        assert name in said


def test_the_map_names_its_source_and_endorses_nothing(drawn: Picture) -> None:
    said = written(drawn)
    assert "Natural Earth" in said
    assert "do not imply endorsement" in said
    assert "EXERCISE" in said


def test_the_same_study_gives_the_same_bytes(northern: Material, drawn: Picture) -> None:
    with styled():
        again = corridor_map(northern)
    assert again is not None
    assert png(again) == png(drawn)
    assert inline_svg(again) == inline_svg(drawn)


def test_widths_are_in_proportion_to_what_sets_out(northern: Material) -> None:
    traffic = Traffic.of(northern)
    assert traffic is not None
    matter = matter_of(northern, traffic)
    widths = np.array([leg_widths(matter, leg) for leg in range(len(northern.plan.legs))]).T
    wide = widths > marks.THINNEST
    assert wide.sum() > 20
    assert np.ptp(widths[wide] / traffic.departures[wide]) < 1e-9
    assert ((widths > 0) == (traffic.departures > 0)).all()
    assert northern.history is not None
    payload = northern.history.parts["ground"][..., 1].mean(axis=0).sum(axis=0)
    assert traffic.departures.sum(axis=0) == pytest.approx(payload[len(northern.plan.places) :])


def test_many_agencies_are_drawn_by_state_and_seat(northern: Material) -> None:
    found = seats(northern)
    assert sorted(len(seat.agencies) for seat in found) == [1, 1, 2, 3, 3, 3, 3]
    assert {seat.name for seat in found if len(seat.agencies) > 1} == {
        "Tajikistan", "Uzbekistan", "Kyrgyzstan", "Kazakhstan", "Russian Federation",
    }  # fmt: skip
    drawn = {number for seat in found for number in seat.agencies}
    assert drawn == {agency.index for agency in northern.plan.agencies}


def test_ties_carry_all_items_of_the_links_between_seats(northern: Material) -> None:
    found = seats(northern)
    seat_of = {number: i for i, seat in enumerate(found) for number in seat.agencies}
    between = [link.id for link in northern.plan.links if seat_of[link.sender] != seat_of[link.receiver]]
    expected = northern.numbers.total("delivered", [f"link:{link}" for link in between])
    assert sum(tie.delivered for tie in ties(northern, found)) == pytest.approx(expected)


def test_labels_do_not_overlap_and_the_one_without_room_is_left_out() -> None:
    ground = Ground((0, 0, 200, 60))
    spots = [ground.place(Label(100, 30, 4, 80, 16)) for _ in range(20)]
    boxes = [spot.box for spot in spots if spot is not None]
    assert 2 < len(boxes) < 20
    assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= 200 and box[3] <= 60 for box in boxes)


def test_a_label_goes_where_it_covers_no_line() -> None:
    ground = Ground((0, 0, 200, 200))
    ground.line(np.column_stack((np.arange(104, 200, 4.0), np.full(24, 100.0))))
    spot = ground.place(Label(100, 100, 4, 50, 16))
    assert spot is not None
    assert spot.box[2] < 100 or spot.box[3] < 100 or spot.box[1] > 100


def test_the_line_to_a_label_crosses_no_other_label() -> None:
    ground = Ground((0, 0, 300, 300))
    ground.taken += [(0, 0, 140, 300), (160, 0, 300, 300)]  # only a strip is free
    first = ground.place(Label(150, 150, 4, 18, 16))
    second = ground.place(Label(150, 150, 4, 18, 16))
    third = ground.place(Label(150, 150, 4, 18, 16), 20.0)
    assert first is not None
    assert second is not None
    assert {first.box[1] > 150, second.box[1] > 150} == {True, False}
    assert third is None or third.leader is not None


def test_marks_at_one_point_are_drawn_apart_and_the_heavier_ones_stay() -> None:
    points = np.array([[0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [100.0, 0.0]])
    placed = apart(points, [5, 5, 5, 5], [100, 1, 1, 1])
    gaps = [np.hypot(*(placed[i] - placed[j])) for i in range(4) for j in range(i)]
    assert min(gaps) > 9.5
    assert np.hypot(*placed[0]) < 1.0
    assert placed[3].tolist() == [100.0, 0.0]


def test_places_across_the_antimeridian_are_drawn_side_by_side() -> None:
    material = studied(
        chain(
            [
                ("Suva", "Fiji", -18.1, 178.4, "seaport"),
                ("Apia", "Samoa", -13.8, -171.8, "seaport"),
                ("Nuku'alofa", "Tonga", -21.1, -175.2, "seaport"),
            ]
        )
    )
    with styled():
        picture = corridor_map(material)
    assert picture is not None
    assert_clear(picture)
    left = {
        name: box[0]
        for words, box in texts(picture)
        for name in ("Suva", "Nuku", "Apia")
        if words.startswith(name)
    }
    assert left["Suva"] < left["Nuku"] < left["Apia"]


def test_places_without_coordinates_lie_amid_their_neighbours() -> None:
    material = studied(
        chain(
            [
                ("Vienna", "Austria", 48.2, 16.4, "city"),
                ("A forum", "Austria", None, None, "online_forum"),
                ("Prague", "Czechia", 50.1, 14.4, "city"),
                ("A bank", "Czechia", None, None, "bank"),
            ]
        )
    )
    traffic = Traffic.of(material)
    assert traffic is not None
    where = located(traffic)
    assert where[1] == pytest.approx((15.4, 49.15))
    assert where[3] == pytest.approx((14.4, 50.1))
    with styled():
        picture = corridor_map(material)
    assert picture is not None
    assert_clear(picture)
    assert "A forum" in written(picture)


def test_names_in_any_script_and_with_signs_are_written_as_they_are() -> None:
    names = ["Душанбе", "თბილისი", "Αθήνα $5^2$", "<i>Ürümqi</i>", "Երևան"]
    spots = [(name, name, 36.0 + 2 * i, 45.0 + 4 * i, "city") for i, name in enumerate(names)]
    material = studied(chain(spots))
    for draw in (corridor_map, lanes):
        with styled():
            picture = draw(material)
        assert picture is not None
        assert_clear(picture)
        said = written(picture)
        assert all(name in said for name in names)
        assert "<i>" not in inline_svg(picture)


def test_a_plain_map_has_no_borders_and_no_names_of_countries() -> None:
    spots = [("Kovan", "Arda", 38.6, 68.8, "city"), ("Oster", "Borin", 43.2, 76.9, "city")]
    with styled():
        picture = corridor_map(studied(chain(spots, "plain")))
    assert picture is not None
    assert "KAZAKHSTAN" not in written(picture)
    assert "Natural Earth" not in written(picture)


def test_numbers_of_all_flows_stand_beside_the_map_and_what_is_not_drawn_is_said() -> None:
    said = beside_the_map(1)
    assert "Goods 0" in said
    assert "Money not drawn: its places have no coordinates" in said
    assert said.count("sets out") >= 2


def test_of_flows_that_share_a_look_the_map_says_how_many_are_not_drawn() -> None:
    said = beside_the_map(9)
    assert "other flows 1 of them not drawn: places without coordinates" in said


def beside_the_map(flows: int) -> str:
    """What is written where flows go from one city to another, and the least of all from account to account."""
    spots: list[Spot] = [
        ("Kovan", "Arda", 38.6, 68.8, "city"),
        ("Oster", "Borin", 43.2, 76.9, "city"),
        ("One account", "Arda", None, None, "bank"),
        ("Other account", "Borin", None, None, "bank"),
    ]
    whole = chain(spots)
    legs = [leg for leg in whole.given["legs"] if leg["from"] != "p1"]
    goods = whole.given["flows"][0] | {"to": "p1"}
    moved = [
        goods | {"id": f"goods{n}", "name": f"Goods {n}", "arrivals": {"poisson": f"{2 + n} / d"}}
        for n in range(flows)
    ]
    money = goods | {"id": "money", "name": "Money", "from": "p2", "to": "p3"}
    money |= {"arrivals": {"schedule": ["D+1"]}}
    with styled():
        picture = corridor_map(studied(chain(spots, legs=legs, flows=[*moved, money])))
    assert picture is not None
    assert_clear(picture)
    return written(picture)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("kg", "Most of what is stopped is stopped at P"),
        ("person", "Most of the persons stopped are stopped at P"),
    ],
)
def test_titles_speak_of_persons_as_persons(unit: str, expected: str) -> None:
    spots = [("P", "State", 40.0, 60.0, "city"), ("Q", "Other", 41.0, 61.0, "city")]
    scenario = chain(spots)
    flow = scenario.given["flows"][0] | {"payload": {"unit": unit, "constant": 1}}
    first, second = scenario.given["controls"]
    controls = [first | {"examine": 0.9}, second | {"examine": 0.02}]
    material = studied(chain(spots, flows=[flow], controls=controls), 12)
    traffic = Traffic.of(material)
    assert traffic is not None
    assert title(material, traffic) == expected


def test_a_title_claims_no_more_than_the_intervals_bear_out() -> None:
    spots = [(f"P{i}", "State", 40.0 + i, 60.0, "city") for i in range(4)]
    lanes_ = [
        {
            "id": f"c{i}",
            "kind": "customs_lane",
            "at": f"p{i}",
            "agency": "a0",
            "examine": share,
            "detect": {"drugs": 1},
        }
        for i, share in enumerate((0.1, 0.11, 0.12, 0.14))
    ]
    material = studied(chain(spots, controls=lanes_), 4)
    traffic = Traffic.of(material)
    assert traffic is not None
    assert traffic.stops.sum() > 1
    assert "none stands out clearly" in title(material, traffic) or "in State" in title(material, traffic)
