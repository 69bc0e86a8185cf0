"""The tables of a scenario, one for each section that has entities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from simulator.report.listing.fields import Field
from simulator.report.listing.made import makes, steps
from simulator.report.listing.origins import Origins
from simulator.report.listing.sections import (
    AGENCY,
    BESIDES,
    CARE,
    CONTROL,
    DECISION,
    FLOW,
    INJECT,
    LEG,
    LINK,
    MECHANISM,
    MOVE,
    OBJECTIVE,
    PLACE,
    POOL,
    ROLE,
    STEP,
    finds,
)
from simulator.report.listing.values import further
from simulator.report.msel import listed
from simulator.report.tables import Column, fitted, heading

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from simulator.scenario.expansion import Expansion
    from simulator.scenario.schema import Scenario

MARKS: Final = {"default": "*", "library": "+"}
LEGEND: Final = (
    "* default of its kind   + from a library   no mark: given   times, amounts: median (nine in ten below)"
)
OF_MECHANISMS: Final = (
    "The count is of the scenario as written: not of what the agency of a mechanism takes from defaults."
)


def listing(scenario: Scenario, expansion: Expansion, width: int, *, expanded: bool) -> list[RenderableType]:
    """The tables of a scenario.

    Args:
        scenario: The scenario.
        expansion: Its primitives.
        width: How many characters there are.
        expanded: Whether to list what mechanisms make, instead of the mechanisms themselves.
    """
    threats = list(dict.fromkeys(flow.threat for flow in scenario.flows))
    besides = [BESIDES] if any(map(further, expansion.controls)) else []
    sections: list[tuple[str, Sequence[Any], Sequence[Field]]] = [
        ("Places", scenario.places, PLACE),
        ("Legs", scenario.legs, LEG),
        ("Agencies", _told("agencies", expansion, expanded=expanded), AGENCY),
        (
            "Controls",
            _told("controls", expansion, expanded=expanded),
            [*CONTROL[:1], finds(threats), *CONTROL[1:], *besides],
        ),
        ("Links", _told("links", expansion, expanded=expanded), LINK),
        ("Pools", _told("pools", expansion, expanded=expanded), POOL),
        ("Care", _told("care", expansion, expanded=expanded), CARE),
        ("Flows", scenario.flows, FLOW),
        ("Roles", scenario.roles, ROLE),
        ("Moves", scenario.exercise.moves, MOVE),
        ("Injects", [one for one in scenario.injects if one.actions], INJECT),
        ("Decisions", [one for one in scenario.injects if one.options], DECISION),
        ("Objectives", scenario.objectives, OBJECTIVE),
    ]
    if expanded:
        sections.insert(7, ("Programmes", steps(expansion), STEP))
    else:
        sections.insert(6, ("Mechanisms", scenario.mechanisms, MECHANISM))
    origins = Origins(scenario, expansion.made_by)
    parts: list[RenderableType] = []
    for title, entities, fields in sections:
        if entities:
            made = makes(expansion) if title == "Mechanisms" else _makers(expansion, title.lower())
            parts += [
                heading(
                    title, f"{len({entity.id for entity in entities} if title == 'Programmes' else entities)}"
                ),
                *_listed(title.lower(), entities, fields, origins, made, width),
                "",
            ]
    columns, rows = listed(scenario)
    if rows:
        remark = "master scenario events list; what waits for a condition comes last"
        parts += [heading("MSEL", remark, width), *fitted(columns, rows, width), ""]
    return parts


def _told(section: str, expansion: Expansion, *, expanded: bool) -> list[Any]:
    """The primitives of a section; those that mechanisms make only where they are asked for."""
    those = getattr(expansion, section)
    return [one for one in those if expanded or (section, one.id) not in expansion.made_by]


def _makers(expansion: Expansion, section: str) -> dict[str, str]:
    """What mechanisms made of a section, and which."""
    return {name: maker for (of, name), maker in expansion.made_by.items() if of == section}


def _listed(
    section: str,
    entities: Sequence[Any],
    fields: Sequence[Field],
    origins: Origins,
    made: Mapping[str, str],
    width: int,
) -> list[RenderableType]:
    # A leg is named by where it leads, unless it has a name of its own.
    named = [entity for entity in entities if entity.id is not None]
    fields = [field for field in fields if not field.seldom or any(map(field.shown, entities))]
    columns = [*([Column("id", text=True)] if named else []), *(field.column for field in fields)]
    rows: list[list[str | Text]] = []
    for entity in entities:
        origin = origins.of(section, entity)
        name = [entity.id or ""] if named else []
        rows.append([*name, *(_marked(field, entity, origin(field.key(entity))) for field in fields)])
    if any(entity.id in made for entity in entities):
        if section not in ("mechanisms", "programmes"):
            columns.append(Column("name", 3, text=True))
            rows = [[*row, entity.name or ""] for row, entity in zip(rows, entities, strict=True)]
        columns.append(Column("makes" if section == "mechanisms" else "made by", 1, text=True))
        rows = [[*row, made.get(entity.id, "")] for row, entity in zip(rows, entities, strict=True)]
    return fitted(columns, rows, width)


def _marked(field: Field, entity: Any, origin: str | None) -> Text:
    from rich.text import Text

    text = field.shown(entity)
    if origin is None:
        return Text(text)
    return Text(f"{text}{MARKS[origin]}", style="dim")
