"""What a page is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from simulator.report.caution import caution
from simulator.report.inputs import count_inputs
from simulator.report.numbers import Numbers

if TYPE_CHECKING:
    from simulator.experiment import Comparison, Study
    from simulator.report.figures import Picture
    from simulator.report.recipe import Recipe
    from simulator.scenario.schema import Scenario


@dataclass(frozen=True)
class Material:
    """A run, and all that it follows from; nothing that differs between two calls.

    Attributes:
        recipe: What was played.
        study: What came of it; at least one replication.
        pictures: Its figures, in the order in which they are shown.
        comparison: The study beside its baseline, if it has one.
    """

    recipe: Recipe
    study: Study
    pictures: Sequence[Picture] = ()
    comparison: Comparison | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario, its settings in place."""
        return self.recipe.scenario

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of the study."""
        names = {mechanism.id: mechanism.label for mechanism in self.scenario.mechanisms}
        return Numbers(self.study, names)

    @cached_property
    def caution(self) -> str:
        """What its intervals cover, and what they do not."""
        return caution(self.study, count_inputs(self.scenario))
