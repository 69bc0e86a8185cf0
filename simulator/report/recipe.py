"""All that the files of a run follow from: the same recipe gives the same bytes, here or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from simulator.experiment import Study, replicate
from simulator.report.figures import pictures
from simulator.report.folder import Writer, text_file
from simulator.report.inputs import input_rows
from simulator.report.manifest import run_id
from simulator.report.msel import msel_rows
from simulator.report.page import PAGE, Material, page
from simulator.report.resolved import resolved_text
from simulator.report.save import figure_files, files, result
from simulator.report.sources import Source

if TYPE_CHECKING:
    from simulator.scenario.schema import Scenario
    from simulator.world.plan import Plan

_STEPS: Final = 120
"""In how many steps of time figures show how a run goes."""


@dataclass(frozen=True, eq=False)
class Recipe:
    """What is played, and which replications of it.

    Nothing that differs between two calls belongs here: no time of day, no path, no number of processes.

    Attributes:
        scenario: The scenario, its settings in place.
        seed: Seed of the draws.
        requested: Numbers of the replications asked for.
        settings: What was set from outside, as PATH=VALUE.
        decisions: What is decided otherwise than by default, as ID=OPTION.
        sources: The files that the scenario was read from.
        figures: Whether figures are drawn.
    """

    scenario: Scenario
    seed: int
    requested: Sequence[int]
    settings: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    figures: bool = True

    @property
    def name(self) -> str:
        """What the folder of the run is called."""
        numbers = list(self.requested)
        return (
            f"{self.scenario.id}-{run_id(resolved_text(self.scenario), self.seed, numbers, *self.decisions)}"
        )


def play(
    recipe: Recipe,
    plan: Plan,
    jobs: int,
    progress: Callable[[int], None] | None = None,
    only: Sequence[int] | None = None,
) -> Study:
    """Simulate what a recipe asks for.

    Args:
        recipe: The recipe.
        plan: The plan of its scenario.
        jobs: Worker processes at most; they do not change the result.
        progress: Called with the number of replications finished so far.
        only: The replications that an interrupted run had finished: the study is then as that run left it.

    Raises:
        UsageError: There is no such decision.
    """
    numbers = recipe.requested if only is None else only
    kept = recipe.requested[:1]
    study = replicate(
        plan,
        numbers,
        recipe.seed,
        jobs,
        progress=progress,
        keep_logs=kept,
        choices=recipe.decisions,
        steps=_STEPS if recipe.figures else 0,
    )
    if len(numbers) == len(recipe.requested):
        return study
    return replace(study, requested=len(recipe.requested), interrupted=True)


def results(recipe: Recipe, study: Study) -> tuple[dict[str, Any], dict[str, Writer]]:
    """What came of a recipe: the summary as one object, and the files, name -> what writes it."""
    scenario = recipe.scenario
    summary = result(scenario.id, study)
    drawn = pictures(scenario, study) if recipe.figures else []
    written = {PAGE: text_file(lambda file: file.write(page(Material(recipe, study, drawn))))}
    written |= files(study, summary, resolved_text(scenario), input_rows(scenario), msel_rows(scenario))
    written |= figure_files(drawn)
    return summary, written | {source.kept: _copy(source.content) for source in recipe.sources}


def _copy(content: bytes) -> Writer:
    return lambda file: file.write(content)
