"""Where it happens: a map, or a diagram of lanes where a map would say nothing or mislead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulator.report.figures.corridor_map import corridor_map
from simulator.report.figures.lanes import lanes
from simulator.report.figures.picture import Picture

if TYPE_CHECKING:
    from simulator.report.figures.material import Material

_HALF: Final = 0.5


def geography(material: Material) -> Picture | None:
    """Draw the figure that suits the scenario; None where nothing moved."""
    return corridor_map(material) if mapped(material) else lanes(material)


def mapped(material: Material) -> bool:
    """Whether there is a map: what the user wants, else what the scenario says if half its places have coordinates."""
    if material.map.asks_for_map:
        return True
    if "lanes" in (material.map.kind, material.scenario.scenario.map):
        return False
    known = sum(place.lat_lon is not None for place in material.plan.places)
    return known >= _HALF * len(material.plan.places)
