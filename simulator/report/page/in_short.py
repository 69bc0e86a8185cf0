"""What the run shows, in sentences: first in short, then what became of the cases of each flow."""

from __future__ import annotations

from simulator.report.changes import told_together
from simulator.report.flows import flows
from simulator.report.observations import observations
from simulator.report.outcome import outcome
from simulator.report.page.blocks import Block, Heading, Paragraph, Points, Section, table
from simulator.report.page.material import Material

MOST: int = 8


def in_short(material: Material) -> Section | None:
    """The findings, those first that the intervals bear out."""
    seen = observations(material.numbers, material.comparison, MOST)
    if not seen:
        return None
    together = told_together(material.comparison)
    notes = (Paragraph(together, "note"),) if together else ()
    return Section("in-short", "In short", (Points(seen, numbered=True), *notes))


def cases(material: Material) -> Section:
    """What became of the cases, flow by flow."""
    blocks: list[Block] = []
    for title, sentences in outcome(material.numbers):
        blocks += [Heading(title), Paragraph(" ".join(sentences))]
    return Section("cases", "What became of the cases", (*blocks, table(flows(material.numbers))))
