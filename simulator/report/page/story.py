"""Single cases, step by step: what a mean does not show, told from the log that the run keeps."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from simulator.analysis.columns import Columns
from simulator.analysis.story import Chosen, How, choose, tell
from simulator.errors import UsageError
from simulator.report.page.blocks import FOLDED_FROM, Block, Heading, Pairs, Paragraph, Section, Table
from simulator.report.page.material import Material
from simulator.report.page.repeat import ABOUT, explained
from simulator.report.story import Line, Told, told
from simulator.report.tables import Column

_TOLD: Final = {
    How.BEST_COOPERATION: "Cooperation that worked",
    How.TYPICAL: "The typical case",
}
_COLUMNS: Final = (Column("time", text=True), Column("since it began"), Column("what happened", text=True))


def stories(material: Material) -> Section | None:
    """A case that took cooperation to stop, and one that stands for most; nothing where no log was kept."""
    blocks = [block for how in _TOLD for block in _story(material, how)]
    if not blocks:
        return None
    about = (
        "From one of the histories that were played. It shows how things hang together, and is no evidence of how "
        "often they do."
    )
    return Section(
        "cases-told", "One case, step by step", (Paragraph(about, "note"), Paragraph(ABOUT, "note"), *blocks)
    )


def _story(material: Material, how: How) -> Iterator[Block]:
    study = material.study
    log = next(iter(study.logs.values()), None)
    if log is None:
        return
    columns = Columns.of(log)
    chosen: Chosen | None = None
    with suppress(UsageError):  # this history has no such case
        chosen = choose(study.plan, log, how, columns)
    if chosen is None:
        return
    shown = told(material.scenario, tell(study.plan, log, chosen.case, columns), chosen, None)
    yield Heading(f"{_TOLD[how]}: {shown.title}")
    yield Paragraph(f"{shown.subtitle}. {shown.chosen}")
    yield Paragraph(" ".join(shown.why))
    if shown.before:
        yield Paragraph(shown.before)
    yield _steps(shown)
    option = f"--{how.value.replace('_', '-')}"
    words = shlex.join(explained(material, log.replication, option))
    yield Pairs([("what would have had to be different", words)], code=True)


def _steps(shown: Told) -> Table:
    rows = [_row(line) for line in (*shown.brief, *shown.after)]
    rows += [["", "", text] for text in shown.pending]
    return Table(f"{shown.title}, step by step", "", _COLUMNS, rows, len(rows) >= FOLDED_FROM)


def _row(line: Line) -> list[str]:
    return [line.time, line.elapsed, line.text]
