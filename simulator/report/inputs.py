"""How much of a scenario was written down, and how well founded it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulator.report.tables import Column, fitted, heading
from simulator.report.words import counted, in_one_line
from simulator.scenario.inputs import Input, inputs_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from simulator.scenario.schema import Scenario

COLUMNS: Final = ("input", "value", "origin", "status", "lowest", "highest", "source", "note")
"""The columns of the table of inputs."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """How many inputs a scenario has, by where they come from.

    Attributes:
        given: Written in the scenario, at the entity or in a kind of the scenario's own.
        default: Filled in by kind.
        library: Taken from a library.
        assumed: Of all of them, those that are marked as assumed.
        defaults: Where the ones filled in belong, as SECTION.ID.KEY.
    """

    given: int
    default: int
    library: int
    assumed: int
    defaults: tuple[str, ...]

    @property
    def total(self) -> int:
        """All inputs."""
        return self.given + self.default + self.library

    def __str__(self) -> str:
        return (
            f"{self.total:,} inputs: {self.given:,} given, {self.default:,} default, {self.library:,} from a library; "
            f"of all these, {self.assumed:,} are marked as assumed"
        )


def count_inputs(scenario: Scenario) -> Inputs:
    """Count the inputs of a scenario; a distribution is one."""
    found = inputs_of(scenario)
    defaults = tuple(one.path for one in found if one.origin == "default")
    return Inputs(
        given=sum(one.origin == "given" for one in found),
        default=len(defaults),
        library=sum(one.origin == "library" for one in found),
        assumed=sum(one.status == "assumed" for one in found),
        defaults=defaults,
    )


def input_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Every input as a row of a table with `COLUMNS`, values as written."""
    return [dict(zip(COLUMNS, _row(one), strict=True)) for one in inputs_of(scenario)]


def assumed_inputs(scenario: Scenario, width: int) -> list[RenderableType]:
    """What a scenario rests on that nobody has a source for, as a table.

    Args:
        scenario: The scenario.
        width: How many characters there are.
    """
    found = [one for one in inputs_of(scenario) if one.status == "assumed"]
    ranged = sum(one.range is not None for one in found)
    if not found:
        return []
    columns = [
        Column("input", text=True, whole=True),
        Column("value", text=True),
        Column("range", 1, text=True),
        Column("origin", 2, text=True),
    ]
    rows = [
        [
            one.path,
            in_one_line(one.value),
            "" if one.range is None else " to ".join(map(in_one_line, one.range)),
            one.origin,
        ]
        for one in found
    ]
    remark = f"{counted(len(found), 'input')}, {ranged} with a range"
    return [heading("Assumed", remark), *fitted(columns, rows, width), ""]


def _row(one: Input) -> tuple[Any, ...]:
    low, high = (None, None) if one.range is None else map(in_one_line, one.range)
    return (one.path, in_one_line(one.value), one.origin, one.status, low, high, one.source, one.note)
