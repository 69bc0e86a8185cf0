"""The pictures of a run, each with the numbers behind it."""

from __future__ import annotations

from simulator.report.figures import Picture, inline_svg
from simulator.report.page.blocks import Figure, Section
from simulator.report.page.material import Material


def figures(material: Material) -> Section | None:
    """All pictures, in the order in which figures have them."""
    drawn = [_figure(picture) for picture in material.pictures]
    return Section("figures", "Figures", drawn) if drawn else None


def _figure(picture: Picture) -> Figure:
    return Figure(picture.name, picture.title, picture.caption, inline_svg(picture))
