"""What a run has shown, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from simulator.report.actors import MOST_ROWS, ActorTable, agencies, controls, links, sources
from simulator.report.caution import caution
from simulator.report.changes import changes, in_pairs, told_together
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
    detail: int = 0,
) -> list[RenderableType]:
    """The findings of a run, as parts to print one below the other.

    Args:
        scenario: What was played.
        study: What came of it; at least one replication.
        inputs: How well founded the scenario is.
        width: How many characters there are.
        comparison: The study beside its baseline, if it has one.
        detail: 0 for what there is to know first, 1 also for tables of who did what, 2 for all their rows.
    """
    from rich.text import Text

    numbers = Numbers(study, {mechanism.id: mechanism.label for mechanism in scenario.mechanisms})
    remark = f"{length(numbers)}, seed {study.seed}"
    parts: list[RenderableType] = [heading(scenario.scenario.title, remark, width), ""]
    for title, sentences in outcome(numbers):
        parts += [heading(title), *(paragraph(sentence, width) for sentence in sentences)]
    parts.append("")
    if comparison is not None:
        table_of_changes = changes(comparison)
        remark = "the same luck in both; relative: as a share of the baseline"
        parts += [
            heading(f"Compared with: {comparison.label}", remark, width),
            *fitted(table_of_changes.columns, table_of_changes.rows, width),
            *(Text(paragraph(note, width), style="dim") for note in in_pairs(comparison)),
            "",
        ]
    tables = [objectives(scenario, study.objectives)]
    if detail:
        tables = [*_tables(scenario, numbers, all_rows=detail > 1), *tables]
    for table in tables:
        if table.rows:
            parts += [
                heading(table.title, table.remark, width),
                *fitted(table.columns, table.rows, width),
                *([Text(paragraph(table.rest, width), style="dim")] if table.rest else []),
                "",
            ]
    seen = observations(numbers, comparison)
    if seen:
        parts.append(heading("Findings"))
        parts += [paragraph(text, width, f"  {number}. ") for number, text in enumerate(seen, start=1)]
        together = told_together(comparison)
        parts += [Text(paragraph(together, width), style="dim")] if together else []
        parts.append("")
    parts.append(Text(paragraph(caution(study, inputs), width, ""), style="dim"))
    if not detail:
        parts.append(Text(paragraph(_MORE, width, ""), style="dim"))
    return parts


_MORE: Final = "Who did what, where the hours go, what happened when: report.html, or run with -v."


def _tables(scenario: Scenario, numbers: Numbers, *, all_rows: bool) -> Iterator[ActorTable]:
    """Who did what, and what happened when."""
    most, events = (10**9, 10**9) if all_rows else (MOST_ROWS, MOST)
    yield agencies(numbers, most)
    yield controls(numbers, most)
    yield sources(numbers, most)
    yield links(numbers, most)
    yield from particulars(numbers, most)
    yield decisions(scenario, numbers, events)
