"""The master scenario events list: what comes when, to whom, and what is expected of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulator.report.conditions import in_words
from simulator.report.tables import Column
from simulator.report.words import duration
from simulator.scenario.moves import at_table, wall_time
from simulator.scenario.rules.times import seconds_from_start

if TYPE_CHECKING:
    from simulator.scenario.schema import Inject, Scenario

FIELDS: Final = ("number", "id", "time", "table", "move", "type", "mode", "from", "to", "message", "expected",
                 "objective", "notes")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, every field as text; empty where there is nothing to say.

    Attributes:
        inject: What it is about.
        number: Its place in the list, from 1.
        time: D+3 06:00, or its condition in words.
        table: By the clock at the table, where a move plays it.
        move: Identifier of that move.
        type: inject, contingency, expected action or decision.
        to: Those who receive it or are asked.
        message: What they are told or asked.
        objective: What it is meant to exercise.
    """

    inject: Inject
    number: int
    time: str
    table: str
    move: str
    type: str
    to: str
    message: str
    objective: str

    @property
    def row(self) -> dict[str, Any]:
        """The entry by FIELDS."""
        inject = self.inject
        return {
            "number": self.number,
            "id": inject.id,
            "time": self.time,
            "table": self.table,
            "move": self.move,
            "type": self.type,
            "mode": inject.mode or "",
            "from": inject.from_ or "",
            "to": self.to,
            "message": self.message,
            "expected": inject.expected or "",
            "objective": self.objective,
            "notes": inject.note or "",
        }


def entries(scenario: Scenario) -> list[Entry]:
    """The list in order of time; what waits for a condition comes last, as the scenario has it."""
    times = {
        inject.id: seconds_from_start(inject.at, scenario.scenario) if inject.at is not None else None
        for inject in scenario.injects
    }
    timed = sorted(
        (one for one in scenario.injects if one.at is not None), key=lambda one: times[one.id] or 0.0
    )
    waiting = [one for one in scenario.injects if one.at is None]
    return [
        _entry(scenario, one, number, times[one.id]) for number, one in enumerate((*timed, *waiting), start=1)
    ]


def _entry(scenario: Scenario, inject: Inject, number: int, seconds: float | None) -> Entry:
    played = None if seconds is None else at_table(scenario, seconds)
    names = {role.id: role.label for role in scenario.roles}
    objectives = {one.id: one.name or one.objective for one in scenario.objectives}
    return Entry(
        inject=inject,
        number=number,
        time=_when(inject) if seconds is None else wall_time(scenario.scenario, seconds),
        table="" if played is None else str(played),
        move="" if played is None else played.move.id,
        type="decision" if inject.options else inject.type.replace("_", " "),
        to=", ".join(names[role] for role in dict.fromkeys((*inject.to, *inject.asked_of))),
        message=" ".join(text for text in (inject.message, inject.decision) if text),
        objective=objectives.get(inject.objective or "", inject.objective or ""),
    )


def _when(inject: Inject) -> str:
    assert inject.when is not None
    return in_words(inject.when) + (f", {duration(inject.delay)} later" if inject.delay else "")


COLUMNS: Final = (
    Column("#"), Column("time", text=True), Column("table", 3), Column("type", 5, text=True),
    Column("from", 6, text=True), Column("to", 2, text=True), Column("message", text=True),
    Column("expected", 4, text=True), Column("objective", 7, text=True),
)  # fmt: skip


def listed(scenario: Scenario) -> tuple[Sequence[Column], list[list[str]]]:
    """The list as columns and rows; a column in which nothing stands is left out."""
    names = ("number", "time", "table", "type", "from", "to", "message", "expected", "objective")
    rows = [[str(entry.row[name]) for name in names] for entry in entries(scenario)]
    kept = [i for i in range(len(names)) if any(row[i] for row in rows)]
    return [COLUMNS[i] for i in kept], [[row[i] for i in kept] for row in rows]


def msel_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """The list as rows for a file."""
    return [entry.row for entry in entries(scenario)]
