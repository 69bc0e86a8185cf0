"""What a run has shown, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.actors import MOST_ROWS, agencies, controls, links, sources
from simulator.report.caution import caution
from simulator.report.changes import changes
from simulator.report.decisions import MOST, decisions
from simulator.report.numbers import Numbers
from simulator.report.objectives import objectives
from simulator.report.observations import observations
from simulator.report.outcome import length, outcome
from simulator.report.particulars import particulars
from simulator.report.tables import fitted, heading, paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType

    from simulator.experiment import Comparison, Study
    from simulator.report.inputs import Inputs
    from simulator.scenario.schema import Scenario


def findings(
    scenario: Scenario,
    study: Study,
    inputs: Inputs,
    width: int,
    *,
    comparison: Comparison | None = None,
    everything: bool = False,
) -> list[RenderableType]:
    """The findings of a run, as parts to print one below the other.

    Args:
        scenario: What was played.
        study: What came of it; at least one replication.
        inputs: How well founded the scenario is.
        width: How many characters there are.
        comparison: The study beside its baseline, if it has one.
        everything: Whether to list every agency, control and channel.
    """
    from rich.text import Text

    numbers = Numbers(study, {mechanism.id: mechanism.label for mechanism in scenario.mechanisms})
    most = 10**9 if everything else MOST_ROWS
    remark = f"{length(numbers)}, seed {study.seed}"
    parts: list[RenderableType] = [heading(scenario.scenario.title, remark, width), ""]
    for title, sentences in outcome(numbers):
        parts += [heading(title), *(paragraph(sentence, width) for sentence in sentences)]
    parts.append("")
    if comparison is not None:
        table_of_changes = changes(comparison)
        remark = "the same luck in both; relative: as a share of the baseline"
        parts += [
            heading(f"Against: {comparison.label}", remark, width),
            *fitted(table_of_changes.columns, table_of_changes.rows, width),
            "",
        ]
    for table in (
        agencies(numbers, most),
        controls(numbers, most),
        sources(numbers, most),
        links(numbers, most),
        *particulars(numbers, most),
        decisions(scenario, numbers, 10**9 if everything else MOST),
        objectives(scenario, study.objectives),
    ):
        if table.rows:
            parts += [
                heading(table.title, table.remark, width),
                *fitted(table.columns, table.rows, width),
                *([Text(paragraph(table.rest, width), style="dim")] if table.rest else []),
                "",
            ]
    seen = observations(numbers)
    if seen:
        parts.append(heading("Findings"))
        parts += [paragraph(text, width, f"  {number}. ") for number, text in enumerate(seen, start=1)]
        parts.append("")
    parts.append(Text(paragraph(caution(study, inputs), width, ""), style="dim"))
    return parts
