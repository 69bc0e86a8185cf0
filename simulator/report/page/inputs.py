"""What the result rests on: every input by how well founded it is, those that are alike in one row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from simulator.report.inputs import count_inputs
from simulator.report.page.blocks import Block, Heading, Paragraph, Section, Table
from simulator.report.page.material import Material
from simulator.report.tables import Column
from simulator.report.words import counted, in_one_line
from simulator.scenario.inputs import Input, inputs_of

_COLUMNS: Final = (
    Column("input", text=True), Column("value", text=True), Column("range", text=True), Column("of", text=True),
    Column("status", text=True), Column("origin", text=True), Column("source", text=True), Column("note", text=True),
)  # fmt: skip
_OPTIONAL: Final = frozenset({"range", "status", "source", "note"})


def inputs(material: Material) -> Section:
    """Counts first, then the assumed inputs, then all others, section by section of the scenario."""
    found, count = inputs_of(material.scenario), count_inputs(material.scenario)
    assumed = [one for one in found if one.status == "assumed"]
    others = [one for one in found if one.status != "assumed"]
    ranged = sum(one.range is not None for one in assumed)
    library = f", {count.library:,} from a library" if count.library else ""
    text = (
        f"The scenario has {counted(count.total, 'input')}: {count.given:,} given in it, {count.default:,} left to "
        f"the defaults of their kind{library}. {count.assumed:,} of them are assumed, {ranged:,} of these with a range "
        f"worth trying. No interval on this page covers doubt about them. Alike inputs share a row; inputs.csv has "
        f"each in a row of its own."
    )
    blocks: list[Block] = [Paragraph(text)]
    for title, group in (("Assumed", assumed), ("Sourced, elicited or without a status", others)):
        if group:
            blocks.append(Heading(f"{title}: {counted(len(group), 'input')}"))
            blocks += [block for one in _by_section(group) for block in _listed(*one)]
    return Section("inputs", "Assumed inputs", [*blocks, *_sources(material)])


def _by_section(group: Sequence[Input]) -> Iterator[tuple[str, list[Input]]]:
    """The inputs by section of the scenario."""
    sections: dict[str, list[Input]] = {}
    for one in group:
        sections.setdefault(one.path.partition(".")[0], []).append(one)
    yield from sections.items()


def _listed(section: str, members: Sequence[Input]) -> Iterator[Block]:
    """A table of a section, with its remarks numbered and written out once."""
    notes = {note: str(k) for k, note in enumerate(dict.fromkeys(one.note for one in members if one.note), 1)}
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in members:
        _, entity, *keys = one.path.split(".")
        low_high = "" if one.range is None else " to ".join(map(in_one_line, one.range))
        row = (
            ".".join(keys), in_one_line(one.value), low_high, one.status or "", one.origin, one.source or "",
            notes.get(one.note or "", ""),
        )  # fmt: skip
        alike.setdefault(row, []).append(entity)
    rows = [
        [key, value, low_high, ", ".join(entities), *rest]
        for (key, value, low_high, *rest), entities in alike.items()
    ]
    kept = [
        i
        for i, column in enumerate(_COLUMNS)
        if column.title not in _OPTIONAL or {row[i] for row in rows} - {"", "assumed"}
    ]
    columns, cells = [_COLUMNS[i] for i in kept], [[row[i] for i in kept] for row in rows]
    remarks = "; ".join(f"{number}: {note}" for note, number in notes.items())
    count = counted(len(members), "input")
    remark = f"{count}. Notes: {remarks}." if remarks else count
    yield Table(section.capitalize(), remark, columns, cells, folded=True)


def _sources(material: Material) -> list[Block]:
    sources = material.scenario.scenario.sources
    if not sources:
        return []
    columns = [
        Column("source", text=True), Column("what", text=True), Column("value", text=True), Column("from", text=True)
    ]  # fmt: skip
    rows = [
        [one.id or "", one.what, "" if one.value is None else in_one_line(one.value), one.from_]
        for one in sources
    ]
    return [Heading("Sources"), Table("Sources of the scenario", "as published", columns, rows)]
