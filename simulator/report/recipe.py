"""All that the files of a run follow from: the same recipe gives the same bytes, here or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simulator.analysis.history import usual_steps
from simulator.experiment import Comparison, Study, Variant
from simulator.experiment.replicate import replicate_together
from simulator.report.baseline import Baseline
from simulator.report.figures import pictures
from simulator.report.folder import Writer, text_file
from simulator.report.inputs import input_rows
from simulator.report.manifest import run_id
from simulator.report.mapping import AS_SAID, MapChoice
from simulator.report.msel import msel_rows
from simulator.report.page import PAGE, Material, page
from simulator.report.resolved import resolved_text
from simulator.report.save import AS_WRITTEN, figure_files, files, result
from simulator.report.sources import Source
from simulator.world.choices import read_choices

if TYPE_CHECKING:
    from simulator.scenario.schema import Scenario
    from simulator.world.plan import Plan


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
        baseline: What the run is compared with; None for nothing.
        map: What the map is to be, where it is not what the scenario says.
    """

    scenario: Scenario
    seed: int
    requested: Sequence[int]
    settings: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    figures: bool = True
    baseline: Baseline | None = None
    map: MapChoice = AS_SAID

    @property
    def name(self) -> str:
        """What the folder of the run is called."""
        parts = [self.seed, list(self.requested), *self.decisions]
        if self.baseline is not None:
            parts += [self.baseline.kind, self.baseline.resolved]
        if self.map.kind is not None:
            parts.append(f"map {self.map.kind}")
        if self.map.basemap is not None:
            parts.append(f"basemap {self.map.basemap.file} {self.map.basemap.sha256}")
        return f"{self.scenario.id}-{run_id(resolved_text(self.scenario), *parts)}"


@dataclass(frozen=True, eq=False)
class Played:
    """What came of a recipe: a study, and where there is a baseline how that compares with it."""

    study: Study
    comparison: Comparison | None = None

    def cut_short(self, requested: int) -> Played:
        """The same as a run left it that was stopped before all replications were finished."""
        if self.comparison is None:
            return Played(_cut_short(self.study, requested))
        study, baseline = (
            _cut_short(one, requested) for one in (self.comparison.study, self.comparison.baseline)
        )
        return Played(study, replace(self.comparison, study=study, baseline=baseline))


def _cut_short(study: Study, requested: int) -> Study:
    return replace(study, requested=requested, interrupted=True)


def play(
    recipe: Recipe,
    plan: Plan,
    jobs: int,
    progress: Callable[[int], None] | None = None,
    only: Sequence[int] | None = None,
) -> Played:
    """Simulate what a recipe asks for.

    Args:
        recipe: The recipe.
        plan: The plan of its scenario.
        jobs: Worker processes at most; they do not change the result.
        progress: Called with the number of replications finished so far, those of the baseline along with them.
        only: The replications that an interrupted run had finished: the result is then as that run left it.

    Raises:
        UsageError: There is no such decision.
    """
    numbers = recipe.requested if only is None else only
    variant = Variant(plan, read_choices(plan, recipe.decisions))
    beside = [variant] if recipe.baseline is None else [variant, recipe.baseline.beside(variant)]
    studies = replicate_together(
        beside,
        numbers,
        recipe.seed,
        jobs,
        progress=progress,
        keep_logs=recipe.requested[:1],
        steps=usual_steps(plan.horizon) if recipe.figures else 0,
    )
    played = Played(studies[0])
    if recipe.baseline is not None and studies[0].replications_done:
        here, there = studies
        comparison = Comparison(here, there, recipe.baseline.label, recipe.baseline.briefly)
        played = Played(here, comparison)
    return played if len(numbers) == len(recipe.requested) else played.cut_short(len(recipe.requested))


def results(recipe: Recipe, played: Played) -> tuple[dict[str, Any], dict[str, Writer]]:
    """What came of a recipe: the summary as one object, and the files, name -> what writes it."""
    scenario = recipe.scenario
    study, comparison = played.study, played.comparison
    summary = result(scenario.id, study, comparison)
    drawn = pictures(scenario, study, comparison, recipe.map) if recipe.figures else []
    material = Material(recipe, study, drawn, comparison)
    written = {PAGE: text_file(lambda file: file.write(page(material)))}
    written |= files(study, summary, resolved_text(scenario), input_rows(scenario), msel_rows(scenario))
    if recipe.baseline is not None and recipe.baseline.scenario is not None:
        resolved = recipe.baseline.resolved
        written[AS_WRITTEN] = text_file(lambda file: file.write(resolved))
    written |= figure_files(drawn)
    if recipe.map.basemap is not None:
        written[recipe.map.basemap.kept] = _copy(recipe.map.basemap.content)
    return summary, written | {source.kept: _copy(source.content) for source in recipe.sources}


def _copy(content: bytes) -> Writer:
    return lambda file: file.write(content)
