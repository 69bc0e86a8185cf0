"""Defaults by kind: what a planner leaves out comes from `defaults.yaml`, and is marked as such."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Any, Final, Literal

from simulator.scenario.annotations import InputNote, note_for, strip
from simulator.scenario.distributions import KINDS as DISTRIBUTIONS
from simulator.scenario.source import Path, read_document

Origin = Literal["default", "library"]

LIBRARY: Final = FilePath(__file__).with_name("defaults.yaml")
KIND_KEY: Final = {
    "agencies": "kind",
    "controls": "kind",
    "links": "kind",
    "mechanisms": "kind",
    "flows": "threat",
}
"""The sections that have defaults, and the key of an entity that selects them."""
EVERY_KIND: Final = "any"
WHOLE: Final = frozenset({"arrivals", "cost", "hours", "payload", "unit_value"})
"""Mappings that stand for one value: they are replaced, never merged key by key."""
_WHOLE_BY_DEFAULT: Final = WHOLE | {"detect", "detect_flagged"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One default: where it belongs in the entity, its value, and where it comes from."""

    path: tuple[str, ...]
    value: Any
    note: InputNote | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A document with its defaults filled in, which values these are, and where they come from."""

    data: dict[str, Any]
    origins: dict[Path, Origin]
    notes: dict[Path, InputNote]


def fill(data: Mapping[str, Any]) -> Filled:
    """Fill in what entities leave out: what is written, else the default of the kind, else that of any kind.

    Args:
        data: A document without annotations; it stays as it is.
    """
    filled = Filled(dict(data), {}, {})
    for section, kind_key in KIND_KEY.items():
        entities = data.get(section)
        if isinstance(entities, list | tuple):
            filled.data[section] = [
                _filled(section, kind_key, entity, (section, index), filled)
                for index, entity in enumerate(entities)
            ]
    return filled


@cache
def leaves(section: str, kind: str) -> tuple[Leaf, ...]:
    """The defaults of one kind (any kind's where it has none of its own), by the key they belong to."""
    found = {leaf.path: leaf for name in (EVERY_KIND, kind) for leaf in _flat(section, name)}
    return tuple(found.values())


def known_kinds(section: str) -> frozenset[str]:
    """The kinds of a section that have defaults of their own."""
    return frozenset(_library()[0].get(section, {})) - {EVERY_KIND}


def whole_default(section: str, kind: object, path: tuple[str, ...]) -> Mapping[str, Any] | None:
    """The default mapping at a path within an entity, if it stands for one value; else None."""
    name = kind if isinstance(kind, str) else EVERY_KIND
    for leaf in leaves(section, name):
        if leaf.path == path and isinstance(leaf.value, Mapping):
            return leaf.value
    return None


def is_whole(key: object, value: Mapping[Any, Any]) -> bool:
    """Whether a mapping stands for one value (a distribution, opening hours, ...)."""
    return key in WHOLE or not DISTRIBUTIONS.keys().isdisjoint(value)


def _filled(section: str, kind_key: str, entity: Any, at: Path, filled: Filled) -> Any:
    if not isinstance(entity, Mapping):
        return entity
    kind = entity.get(kind_key)
    result = dict(entity)
    for leaf in leaves(section, kind if isinstance(kind, str) else EVERY_KIND):
        parent = _parent(result, leaf.path)
        if parent is not None and leaf.path[-1] not in parent:
            parent[leaf.path[-1]] = leaf.value
            filled.origins[*at, *leaf.path] = "default"
            if leaf.note is not None:
                filled.notes[*at, *leaf.path] = leaf.note
    return result


def _parent(entity: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any] | None:
    """The mapping that a default belongs into; None if the scenario wrote something else in its place."""
    node = entity
    for key in path[:-1]:
        child = node.get(key, {})
        if not isinstance(child, dict) or is_whole(key, child):
            return None
        node[key] = dict(child)
        node = node[key]
    return node


@cache
def _library() -> tuple[dict[str, Any], dict[Path, InputNote]]:
    stripped = strip(read_document(LIBRARY).data)
    return stripped.data, stripped.inputs


def _flat(section: str, kind: str) -> list[Leaf]:
    data, notes = _library()
    found: list[Leaf] = []

    def walk(node: Mapping[str, Any], path: tuple[str, ...]) -> None:
        for key, value in node.items():
            here = (*path, key)
            if isinstance(value, Mapping) and key not in _WHOLE_BY_DEFAULT and not is_whole(key, value):
                walk(value, here)
            else:
                found.append(Leaf(here, value, note_for(notes, (section, kind, *here))))

    walk(data.get(section, {}).get(kind, {}), ())
    return found
