"""Defaults by kind: what a planner leaves out comes from `defaults.yaml`, and is marked as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Any, Final

from simulator.scenario.annotations import InputNote, note_for, strip
from simulator.scenario.distributions import KINDS as DISTRIBUTIONS
from simulator.scenario.source import Path, read_document

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
WHOLE: Final = frozenset({"arrivals", "cost", "costs", "hours", "payload", "unit_value"})
"""Mappings that stand for one value: they are replaced, never merged key by key."""
_WHOLE_BY_DEFAULT: Final = WHOLE | {"detect", "detect_flagged"}


_ONLY_WITH: Final = {"consent": ("onward", "with_consent"), "ask_at": ("mode", "on_request")}
"""Values that mean something only beside another one, by key."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a kind.

    Attributes:
        path: Where it belongs in the entity.
        value: The value.
        note: Where it comes from.
        inner: Where parts of it come from that say so themselves, by their path within it.
        written: Where the scenario writes it; None for a default.
    """

    path: tuple[str, ...]
    value: Any
    note: InputNote | None
    inner: tuple[tuple[Path, InputNote], ...] = ()
    written: Path | None = None


@cache
def leaves(section: str, kind: str) -> tuple[Leaf, ...]:
    """The defaults of one kind (any kind's where it has none of its own), by the key they belong to."""
    found = {leaf.path: leaf for name in (EVERY_KIND, kind) for leaf in _flat(section, name)}
    return tuple(found.values())


def known_kinds(section: str) -> frozenset[str]:
    """The kinds of a section that have defaults of their own."""
    return frozenset(_library()[0].get(section, {})) - {EVERY_KIND}


def is_whole(key: object, value: Mapping[Any, Any]) -> bool:
    """Whether a mapping stands for one value (a distribution, opening hours, ...)."""
    return key in WHOLE or not DISTRIBUTIONS.keys().isdisjoint(value)


def fill_in(written: Mapping[str, Any], below: Iterable[Leaf]) -> tuple[dict[str, Any], list[Leaf]]:
    """A mapping as written with the values that it leaves out, and which of them these are."""
    result = dict(written)
    taken: list[Leaf] = []
    for leaf in below:
        parent = _parent(result, leaf.path)
        if parent is not None and leaf.path[-1] not in parent:
            parent[leaf.path[-1]] = leaf.value
            taken.append(leaf)
    return result, taken


def fill_in_needed(written: Mapping[str, Any], below: Sequence[Leaf]) -> tuple[dict[str, Any], list[Leaf]]:
    """Do what `fill_in` does, but for values that mean nothing beside the others."""
    entity, taken = fill_in(written, (leaf for leaf in below if _ONLY_WITH.keys().isdisjoint(leaf.path)))
    entity, more = fill_in(entity, [leaf for leaf in below if _is_needed(entity, leaf)])
    return entity, taken + more


def _is_needed(entity: Mapping[str, Any], leaf: Leaf) -> bool:
    """Whether a value that means something only beside another one stands beside it."""
    key = next((key for key in leaf.path if key in _ONLY_WITH), None)
    if key is None:
        return False
    node: Any = entity
    for step in leaf.path[: leaf.path.index(key)]:
        node = node.get(step) if isinstance(node, Mapping) else None
    other, value = _ONLY_WITH[key]
    return isinstance(node, Mapping) and node.get(other) == value


def flat(kind: Mapping[str, Any], start: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The values of a kind, by their paths; a mapping that stands for one value is one."""
    for key, value in kind.items():
        here = (*start, key)
        if isinstance(value, Mapping) and key not in _WHOLE_BY_DEFAULT and not is_whole(key, value):
            yield from flat(value, here)
        else:
            yield here, value


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
    return [
        Leaf(path, value, note_for(notes, (section, kind, *path)))
        for path, value in flat(data.get(section, {}).get(kind, {}))
    ]
