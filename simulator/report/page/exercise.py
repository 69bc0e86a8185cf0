"""The exercise: how it is played at the table, what is thrown in, what is asked, and what it is to test."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.report.decisions import decisions
from simulator.report.msel import Entry, entries
from simulator.report.objectives import objectives
from simulator.report.page.blocks import Block, Section, Table, table
from simulator.report.page.material import Material
from simulator.report.tables import Column
from simulator.scenario.clock import write_clock

_ALL = 10**9


def tested(material: Material) -> Section | None:
    """How often the objectives are attained."""
    found = objectives(material.scenario, material.study.objectives)
    return Section("objectives", "Objectives", (table(found, title="Attainability"),)) if found.rows else None


def exercise(material: Material) -> Section | None:
    """Moves, roles, and the master scenario events list as planned and as played."""
    blocks = [*_moves(material), *_roles(material), *_events(material)]
    return Section("exercise", "The exercise", blocks) if blocks else None


def _moves(material: Material) -> list[Block]:
    moves = material.scenario.exercise.moves
    if not moves:
        return []
    several = len({move.day for move in moves}) > 1
    columns = [
        Column("move", text=True),
        Column("scenario time", text=True),
        Column("at the table", text=True),
    ]
    rows = [
        [
            move.name or move.id.replace("_", " "),
            f"{move.from_} to {move.to}",
            (f"day {move.day}, " if several else "") + " to ".join(map(write_clock, move.table)),
        ]
        for move in moves
    ]
    return [Table("Moves", "which stretch of scenario time the table plays when", columns, rows)]


def _roles(material: Material) -> list[Block]:
    scenario = material.scenario
    if not scenario.roles:
        return []
    names = {agency.id: agency.label for agency in scenario.agencies}
    names |= {mechanism.id: mechanism.label for mechanism in scenario.mechanisms}
    columns = [Column("role", text=True), Column("plays", text=True)]
    rows = [[role.label, ", ".join(names.get(one, one) for one in role.plays)] for role in scenario.roles]
    return [Table("Roles", "an agency without a role is played by the engine", columns, rows)]


def _events(material: Material) -> list[Block]:
    scenario = material.scenario
    if not scenario.injects:
        return []
    played = decisions(scenario, material.numbers, _ALL)
    return [_planned(entries(scenario)), table(played, title="Events as they were played")]


def _planned(listed: Sequence[Entry]) -> Table:
    """The list with what belongs together in one cell; a column in which nothing stands is left out."""
    columns = (
        Column("#"), Column("when", text=True), Column("from, to", text=True), Column("message", text=True),
        Column("expected", text=True), Column("objective", text=True),
    )  # fmt: skip
    rows = [_entry(entry) for entry in listed]
    kept = [i for i in range(len(columns)) if any(row[i] for row in rows)]
    cells = [[row[i] for i in kept] for row in rows]
    return Table("Master scenario events list", "as planned", [columns[i] for i in kept], cells)


def _entry(entry: Entry) -> list[str]:
    inject = entry.inject
    at_table = f"at the table {entry.table}" if entry.table else ""
    sender = " by ".join(filter(None, (inject.from_, inject.mode)))
    return [
        str(entry.number),
        ", ".join(filter(None, (entry.time, at_table, entry.type))),
        " to ".join(filter(None, (sender, entry.to))),
        entry.message,
        inject.expected or "",
        entry.objective,
    ]
