"""A basemap of one's own: a GeoJSON file (RFC 7946) of polygons."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import PurePath
from typing import Any, Final

import numpy as np

from simulator.errors import UsageError, shown
from simulator.report.basemap.areas import Area, Basemap, Points, area_of

_LARGEST: Final = 50_000_000
_SHAPES: Final = ("Polygon", "MultiPolygon")


def basemap_of(content: bytes, file: str) -> Basemap:
    """The areas of a FeatureCollection of Polygon and MultiPolygon, each perhaps with a `name`.

    Args:
        content: What the file holds.
        file: What it is called, for messages and for the line below the map.

    Raises:
        UsageError: It is not such a file; it says where, what was expected and what was found.
    """
    data = _parsed(content, file)
    known = isinstance(data, Mapping) and data.get("type") == "FeatureCollection"
    found = data.get("type") if isinstance(data, Mapping) else data
    _expect(known, file, "type", 'a GeoJSON "FeatureCollection"', found)
    features = data.get("features")
    _expect(isinstance(features, list) and len(features) > 0, file, "features", "at least one area", features)
    areas = tuple(_area(feature, file, f"features[{i}]") for i, feature in enumerate(features))
    return Basemap(areas, f"Basemap: {PurePath(file).name}")


def _parsed(content: bytes, file: str) -> Any:
    if len(content) > _LARGEST:
        message = f"{file}: the basemap is larger than {_LARGEST // 1_000_000} MB; simplify it first"
        raise UsageError(message)
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = (
            f"{file}: the basemap is not text in UTF-8 (byte {error.start}); write it as GeoJSON in UTF-8"
        )
        raise UsageError(message) from error
    except json.JSONDecodeError as error:
        where = f"{file}:{error.lineno}:{error.colno}"
        message = f"{where}: the basemap is not JSON: {error.msg}; write it again from the tool it comes from"
        raise UsageError(message) from error
    except RecursionError as error:
        message = f"{file}: the basemap is not GeoJSON: lists in it lie too deep in each other"
        raise UsageError(message) from error


def _area(feature: Any, file: str, where: str) -> Area:
    _expect(isinstance(feature, Mapping), file, where, "a Feature", feature)
    geometry = feature.get("geometry")
    _expect(isinstance(geometry, Mapping), file, f"{where}.geometry", "a Polygon or MultiPolygon", geometry)
    kind = geometry.get("type")
    _expect(kind in _SHAPES, file, f"{where}.geometry.type", "Polygon or MultiPolygon", kind)
    coordinates = geometry.get("coordinates")
    where = f"{where}.geometry.coordinates"
    polygons = [coordinates] if kind == "Polygon" else coordinates
    properties = feature.get("properties")
    name = properties.get("name") if isinstance(properties, Mapping) else None
    return area_of(name if isinstance(name, str) else "", list(_polygons(polygons, file, where)))


def _polygons(polygons: Any, file: str, where: str) -> Iterator[list[Points]]:
    _expect(isinstance(polygons, list) and len(polygons) > 0, file, where, "a list of polygons", polygons)
    for i, rings in enumerate(polygons):
        _expect(isinstance(rings, list) and len(rings) > 0, file, f"{where}[{i}]", "a list of rings", rings)
        yield [_ring(ring, file, f"{where}[{i}][{k}]") for k, ring in enumerate(rings)]


def _ring(ring: Any, file: str, where: str) -> Points:
    _expect(isinstance(ring, list) and len(ring) >= 3, file, where, "a ring of at least three points", ring)
    for i, point in enumerate(ring):
        known = isinstance(point, list) and len(point) >= 2 and all(map(_is_number, point[:2]))
        _expect(known, file, f"{where}[{i}]", "[longitude, latitude]", point)
        lon, lat = point[:2]
        _expect(abs(lon) <= 360, file, f"{where}[{i}]", "a longitude between -180 and 180", lon)
        _expect(abs(lat) <= 90, file, f"{where}[{i}]", "a latitude between -90 and 90", lat)
    points = np.array([point[:2] for point in ring], dtype=np.float64)
    return points if (points[0] == points[-1]).all() else np.concatenate((points, points[:1]))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _expect(fits: bool, file: str, where: str, expected: str, found: Any) -> None:
    if not fits:
        message = (
            f"{file}: {where}: expected {expected}, found {shown(found)}; "
            "a basemap is a FeatureCollection of polygons in degrees (EPSG:4326)"
        )
        raise UsageError(message)
