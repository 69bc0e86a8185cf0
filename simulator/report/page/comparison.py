"""The run beside its baseline: what changed, absolutely and relatively, and what that costs."""

from __future__ import annotations

from simulator.report.asked import Part, compared
from simulator.report.changes import changes, in_pairs
from simulator.report.page.blocks import Block, Paragraph, Section, Table
from simulator.report.page.material import Material
from simulator.report.tables import Column
from simulator.report.words import counted

_PARTS: tuple[tuple[str, Part], ...] = (
    ("What is reached", "gain"), ("How the flows answer", "answer"), ("What it costs", "price"),
)  # fmt: skip
_REMARK = "the same luck in both; relative: as a share of the baseline"


def comparison(material: Material) -> Section | None:
    """Successes first, then their price; nothing where nothing was played beside the run."""
    beside = material.comparison
    if beside is None:
        return None
    table, found = changes(beside), compared(beside)
    rows = [[str(cell) for cell in row] for row in table.rows]
    columns = [Column("quantity", text=True), *table.columns[1:]]
    blocks: list[Block] = [Paragraph(_about(material))]
    for title, part in _PARTS:
        mine = [row for row, one in zip(rows, found, strict=True) if one.asked.part == part]
        if mine:
            blocks.append(Table(title, _REMARK, columns, mine))
    blocks += [Paragraph(note, "note") for note in in_pairs(beside)]
    unclear = [one.asked.name for one in found if not one.change.clear and not one.stays]
    if unclear:
        blocks.append(Paragraph(f"No clear difference in: {', '.join(unclear)}.", "note"))
    return Section("comparison", f"Compared with: {beside.label}", blocks)


def _about(material: Material) -> str:
    beside = material.comparison
    assert beside is not None
    return (
        f"{counted(beside.replications, 'replication')} were played twice with the same draws: as this run, and with "
        f"one thing otherwise: {beside.label}. What both owe to the same luck cancels in the difference. Intervals are "
        f"95 %, chance only."
    )
