"""The pictures of a run, each with the numbers behind it: in a table beneath it, or in one further down the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from simulator.report.actors import ActorTable
from simulator.report.figures import Picture, inline_svg
from simulator.report.history import ground, race, routes, so_far
from simulator.report.numbers import Numbers
from simulator.report.page.blocks import Figure, Section, Table
from simulator.report.page.material import Material

_BEHIND: Final[Mapping[str, Callable[[Numbers], ActorTable]]] = {
    "map": ground,
    "lanes": ground,
    "outcome_over_time": so_far,
    "race": race,
    "displacement": routes,
}
"""By name of a figure: the table that shows its numbers."""
_FURTHER_DOWN: Final[Mapping[str, str]] = {
    "outcomes": "cases",
    "against_baseline": "comparison",
    "link_hours": "links",
    "agency_load": "agencies",
}
"""By name of a figure: the section whose tables have its numbers."""


def figures(material: Material) -> Section | None:
    """All pictures, in the order in which figures have them."""
    drawn = [_figure(picture, material.numbers) for picture in material.pictures]
    return Section("figures", "Figures", drawn) if drawn else None


def _figure(picture: Picture, numbers: Numbers) -> Figure:
    make = _BEHIND.get(picture.name)
    found = None if make is None else make(numbers)
    tables = (
        []
        if found is None or not found.rows
        else [Table(found.title, found.remark, found.columns, found.rows)]
    )
    see = _FURTHER_DOWN.get(picture.name, "")
    return Figure(picture.name, picture.title, picture.caption, inline_svg(picture), tables, see)
