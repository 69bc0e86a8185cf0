"""The exercise: how it is played at the table, what is thrown in, what is asked, and what it is to test."""

from __future__ import annotations

from simulator.report.decisions import decisions
from simulator.report.msel import listed
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
    columns, rows = listed(scenario)
    played = decisions(scenario, material.numbers, _ALL)
    return [
        Table("Master scenario events list", "as planned", columns, rows),
        table(played, title="Events as they were played"),
    ]
