"""The basemap: what it holds, where it puts things, and what it says of files it cannot read."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from simulator.errors import UsageError
from simulator.report.basemap import Area, Basemap, Projection, View, basemap_of, projection_for, shipped
from simulator.report.basemap.areas import Ring, area_of
from simulator.report.basemap.projections import Albers, Azimuthal, EqualEarth

EARTH_KM2 = 510_065_622.0
CANVAS = (0.0, 0.0, 800.0, 450.0)
ROOM = (60.0, 60.0, 740.0, 390.0)


def called(name: str) -> Area:
    return next(area for area in shipped().areas if area.name == name)


def enclosed(ring: np.ndarray) -> float:
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    return abs(float((x0 * y1 - x1 * y0).sum())) / 2


@pytest.mark.parametrize(
    ("country", "lon", "lat"),
    [
        ("Kazakhstan", 71.4, 51.1),
        ("Kazakhstan", 76.9, 43.2),
        ("Kyrgyzstan", 74.6, 42.8),
        ("Tajikistan", 68.8, 38.5),
        ("Uzbekistan", 69.3, 41.3),
        ("Russia", 37.6, 55.7),
        ("Russia", -172.0, 66.5),
        ("Fiji", 178.0, -17.8),
        ("Antarctica", 0.0, -85.0),
        ("Lesotho", 28.2, -29.6),
    ],
)
def test_a_place_lies_in_its_country_and_in_no_other(country: str, lon: float, lat: float) -> None:
    assert [area.name for area in shipped().areas if area.holds(lon, lat)] == [country]


@pytest.mark.parametrize(
    ("country", "km2"),  # as their statistics give them
    [("Kazakhstan", 2_724_900), ("Kyrgyzstan", 199_951), ("Poland", 312_696), ("Mongolia", 1_564_116)],
)
def test_countries_have_their_share_of_the_earth(country: str, km2: float) -> None:
    # A projection that keeps areas maps the sphere, of area 4 pi, onto the plane.
    flat = [
        [EqualEarth(60.0).forward(ring.points) for ring in polygon] for polygon in called(country).polygons
    ]
    area = sum(enclosed(rings[0]) - sum(map(enclosed, rings[1:])) for rings in flat)
    assert area / (4 * np.pi) == pytest.approx(km2 / EARTH_KM2, rel=0.02)


def test_every_outline_is_closed_and_has_no_jump() -> None:
    rings = [ring for area in shipped().areas for polygon in area.polygons for ring in polygon]
    assert len(rings) > 1400
    assert all((ring.points[0] == ring.points[-1]).all() for ring in rings)
    assert all(np.abs(np.diff(ring.points[:, 0])).max() < 60 for ring in rings if not ring.goes_round)


def test_only_what_lies_around_a_pole_goes_round() -> None:
    names = {
        area.name
        for area in shipped().areas
        for polygon in area.polygons
        for ring in polygon
        if ring.goes_round
    }
    assert names == {"Antarctica"}


PROJECTIONS = [
    Albers(60.0, 38.0, 50.0),
    Albers(-179.0, -40.0, -20.0),
    Azimuthal(20.0, 3.0),
    Azimuthal(0.0, 90.0),
    Azimuthal(175.0, -60.0),
    EqualEarth(-150.0),
]


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_a_projection_and_its_inverse_cancel(projection: Projection) -> None:
    lon = projection.centre + np.linspace(-50, 50, 11)
    lon, lat = (grid.ravel() for grid in np.meshgrid(lon, np.linspace(-60, 80, 15)))
    points = np.column_stack((lon, lat))
    assert projection.inverse(projection.forward(points)) == pytest.approx(points, abs=1e-9)


@pytest.mark.parametrize("projection", PROJECTIONS)
@pytest.mark.parametrize(("east", "lat"), [(0.0, 5.0), (30.0, 40.0), (-40.0, -35.0)])
def test_a_projection_keeps_areas(projection: Projection, east: float, lat: float) -> None:
    lon, half = projection.centre + east, 0.01
    side = np.linspace(-half, half, 50)[:, None]
    ring = np.concatenate(
        [
            np.hstack((lon + side, np.full_like(side, lat - half))),
            np.hstack((np.full_like(side, lon + half), lat + side)),
            np.hstack((lon - side, np.full_like(side, lat + half))),
            np.hstack((np.full_like(side, lon - half), lat - side)),
        ]
    )
    on_sphere = np.radians(2 * half) * (np.sin(np.radians(lat + half)) - np.sin(np.radians(lat - half)))
    assert enclosed(projection.forward(np.vstack((ring, ring[:1])))) == pytest.approx(on_sphere, rel=1e-4)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([(68.8, 38.5), (37.6, 55.7)], Albers),
        ([(-70.0, -33.0), (-58.0, -38.0)], Albers),
        ([(177.0, -17.0), (-175.0, -20.0)], Albers),
        ([(76.9, 43.2)], Albers),
        ([(10.0, 2.0), (30.0, -4.0)], Azimuthal),
        ([(10.0, 80.0), (100.0, 82.0), (-100.0, 78.0)], Azimuthal),
        ([(0.0, -90.0)], Azimuthal),
        ([(-70.0, 5.0), (140.0, 35.0), (10.0, 50.0)], EqualEarth),
        ([(0.0, 0.0), (180.0, 0.0)], EqualEarth),
    ],
)
def test_the_projection_suits_the_extent(places: list[tuple[float, float]], expected: type) -> None:
    points = np.array(places)
    assert isinstance(projection_for(points), expected)
    view = View.around(points, CANVAS, ROOM)
    placed = view.place(points)
    assert np.isfinite(placed).all()
    assert (placed >= np.array(ROOM[:2]) - 1e-6).all()
    assert (placed <= np.array(ROOM[2:]) + 1e-6).all()


def test_places_across_the_antimeridian_lie_side_by_side() -> None:
    view = View.around(np.array([[179.0, 60.0], [-179.0, 60.0]]), CANVAS, ROOM)
    (west, _), (east, _) = view.place(np.array([[179.0, 60.0], [-179.0, 60.0]]))
    assert west < east
    farther, _ = view.place(np.array([[-170.0, 60.0]]))[0]
    assert farther > east


def test_what_is_seen_stays_near_the_canvas_and_holds_the_places_drawn_in_it() -> None:
    from matplotlib.path import Path as Line

    view = View.around(np.array([[71.4, 51.1], [68.8, 38.5]]), CANVAS, ROOM)
    seen = dict(view.outlines(shipped()))
    astana = view.place(np.array([[71.4, 51.1]]))
    names = [
        area.name
        for area, polygons in seen.items()
        if any(Line(outlines[0].filled).contains_points(astana)[0] for outlines in polygons)
    ]
    assert names == ["Kazakhstan"]
    everything = np.concatenate(
        [one.filled for polygons in seen.values() for ring in polygons for one in ring]
    )
    assert everything.min(axis=0) == pytest.approx((-12, -12))
    assert everything.max(axis=0) == pytest.approx((812, 462))
    assert "Brazil" not in {area.name for area in seen}


def test_no_line_is_drawn_where_the_map_was_cut() -> None:
    # The world seen from the Pacific is cut through Africa and Antarctica.
    view = View.around(np.array([[-70.0, 5.0], [120.0, 35.0], [-170.0, -20.0]]), CANVAS, ROOM)
    assert isinstance(view.projection, EqualEarth)
    for _, polygons in view.outlines(shipped()):
        for line in (line for rings in polygons for ring in rings for line in ring.lines):
            degrees = view.projection.inverse((line - np.array(view.shift)) / view.scale)
            cut = np.abs(np.abs(degrees[:, 0] - view.projection.centre) - 180) < 1e-6
            assert not (cut[1:] & cut[:-1]).any()


def test_a_ring_that_jumps_over_the_antimeridian_runs_on() -> None:
    ring = Ring.of(np.array([[179.0, 0.0], [-179.0, 0.0], [-179.0, 1.0], [179.0, 1.0], [179.0, 0.0]]))
    assert (ring.low, ring.high) == ((179.0, 0.0), (181.0, 1.0))
    assert area_of("strip", [[ring.points]]).holds(-179.5, 0.5)


def collection(features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features} | more).encode()


def feature(coordinates: Any, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


SQUARE = [[60, 40], [70, 40], [70, 50], [60, 50], [60, 40]]
HOLE = [[64, 44], [66, 44], [66, 46], [64, 46], [64, 44]]


def test_an_own_basemap_is_read() -> None:
    features = [feature([SQUARE, HOLE], name="Арда"), feature([[[*SQUARE[:-1]]]], "MultiPolygon")]
    ground = basemap_of(collection(features), "a/own.geojson")
    assert isinstance(ground, Basemap)
    assert [area.name for area in ground.areas] == ["Арда", ""]
    assert [area.holds(61, 41) for area in ground.areas] == [True, True]
    assert [area.holds(65, 45) for area in ground.areas] == [False, True]
    assert ground.credit == "Basemap: own.geojson"


@pytest.mark.parametrize(
    ("features", "more", "expected"),
    [
        ([], {}, ("features", "at least one area", "a list")),
        ([feature([SQUARE])], {"type": "Topology"}, ("FeatureCollection", '"Topology"')),
        ([feature([SQUARE]), feature([0, 1], "Point")], {}, ("features[1].geometry.type", '"Point"')),
        ([feature([[[60, 40], [70, 40]]])], {}, ("coordinates[0][0]", "three points")),
        ([feature([[*SQUARE[:2], [60, 400], [60, 40]]])], {}, ("[0][0][2]", "latitude", "400")),
        ([feature([[*SQUARE[:2], ["60", 40], [60, 40]]])], {}, ("[0][0][2]", "[longitude, latitude]")),
        ([{"type": "Feature", "geometry": None}], {}, ("features[0].geometry", "nothing")),
        ([7], {}, ("features[0]", "a Feature", "7")),
    ],
)
def test_a_damaged_basemap_says_where_and_what(
    features: Any, more: dict[str, Any], expected: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError) as caught:
        basemap_of(collection(features, **more), "own.geojson")
    assert str(caught.value).startswith("own.geojson: ")
    assert all(words in str(caught.value) for words in expected)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"type": ', ":1:10: the basemap is not JSON"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"[" * 99999, "too deep"),
    ],
)
def test_a_basemap_that_is_no_json_says_so(content: bytes, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        basemap_of(content, "own.geojson")
    assert expected in str(caught.value)
