"""The columns of a listing: which value of an entity they show, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from simulator.report.tables import Column


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a listing: under which key an entity has its value, and how that reads.

    One that is `seldom` used is left out where no entity has anything to say in it.
    """

    column: Column
    key: Callable[[Any], str]
    shown: Callable[[Any], str]
    seldom: bool = False


def field(column: Column, key: str, shown: Callable[[Any], str]) -> Field:
    """A column for the value that an entity has under a key."""
    return Field(column, lambda entity: key, lambda entity: shown(getattr(entity, key)))


def seldom(column: Column, key: str, shown: Callable[[Any], str]) -> Field:
    """The same, left out where no entity has anything to say in it."""
    return replace(field(column, key, shown), seldom=True)


def where_there(field: Field) -> Field:
    """A column that is empty for entities without such a value."""
    return replace(
        field, shown=lambda entity: field.shown(entity) if hasattr(entity, field.key(entity)) else ""
    )
