"""TopoJSON: areas whose outlines are put together from arcs that neighbours share.

The format is described in "The TopoJSON Format Specification" (Bostock and Metcalf, 2013).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulator.report.basemap.areas import Area, Points, area_of


def areas_of(topology: Mapping[str, Any], name: str) -> tuple[Area, ...]:
    """The areas of one object of a topology.

    Args:
        topology: The parsed file; its arcs are quantised, each point but the first a step from the one before.
        name: Which object, a collection of polygons and multipolygons.
    """
    scale, shift = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(arc, axis=0) * scale + shift for arc in topology["arcs"]]
    return tuple(
        area_of(
            one.get("properties", {}).get("name", ""),
            [[_stitched(arcs, ring) for ring in polygon] for polygon in _polygons(one)],
        )
        for one in topology["objects"][name]["geometries"]
    )


def _polygons(geometry: Mapping[str, Any]) -> Sequence[Sequence[Sequence[int]]]:
    arcs: Any = geometry.get("arcs", ())
    return [arcs] if geometry["type"] == "Polygon" else arcs


def _stitched(arcs: Sequence[Points], numbers: Sequence[int]) -> Points:
    """One outline from its arcs; a negative number is an arc that is walked backwards."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return np.concatenate((parts[0], *(part[1:] for part in parts[1:])))
