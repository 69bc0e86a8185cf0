"""All figures; a new one is a module and a line in FIGURES."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from simulator.report.figures.against_baseline import against_baseline
from simulator.report.figures.agency_load import agency_load
from simulator.report.figures.displacement import displacement
from simulator.report.figures.fonts import fonts_for
from simulator.report.figures.geography import geography
from simulator.report.figures.link_hours import link_hours
from simulator.report.figures.material import Material
from simulator.report.figures.outcome_over_time import outcome_over_time
from simulator.report.figures.outcomes import outcomes
from simulator.report.figures.picture import Picture
from simulator.report.figures.race import race
from simulator.report.figures.style import styled
from simulator.report.mapping import AS_SAID, MapChoice

if TYPE_CHECKING:
    from simulator.experiment import Comparison, Study
    from simulator.scenario.schema import Scenario

Draw = Callable[[Material], Picture | None]
"""Draws a figure; None where the material has nothing to draw."""

FIGURES: Final[tuple[Draw, ...]] = (
    geography,
    outcomes,
    outcome_over_time,
    against_baseline,
    race,
    link_hours,
    agency_load,
    displacement,
)
"""In the order in which a report shows them."""


def pictures(
    scenario: Scenario,
    study: Study,
    comparison: Comparison | None = None,
    map: MapChoice = AS_SAID,
) -> list[Picture]:
    """Draw every figure that the study has something for.

    Args:
        scenario: What was played.
        study: What came of it, with its history.
        comparison: The study beside its baseline, if it has one.
        map: What the map is to be.
    """
    material = Material.of(scenario, study, comparison, map)
    with styled(fonts_for(scenario).families):
        drawn = [draw(material) for draw in FIGURES]
    return [picture for picture in drawn if picture is not None]
