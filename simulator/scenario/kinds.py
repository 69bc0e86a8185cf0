"""What entities of a kind have in common: the scenario's own kinds (`kinds:`) upon those of `defaults.yaml`.

An entity takes what it does not write from its kind, and a kind in the same way from the kind that it is `like`, else
from the library's kind of the same name. What comes from the scenario's own kinds counts as given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from simulator.errors import did_you_mean, shown
from simulator.scenario.annotations import KINDS, Flaw, InputNote, completed, note_for, strip
from simulator.scenario.defaults import (
    EVERY_KIND,
    KIND_KEY,
    Leaf,
    fill_in,
    fill_in_needed,
    flat,
    known_kinds,
    leaves,
)
from simulator.scenario.source import Path

Origin = Literal["default", "library"]

LIKE: Final = "like"
"""The key of a kind that names the one on which it builds."""
OF_ONE: Final = ("id", "name")
"""Keys that no two entities share."""
_BY_SCHEMA: Final = "mechanisms"
"""The section whose kinds the schema tells apart: to it, a kind of the scenario's own is the one it is like."""
_ASSUMED: Final = InputNote(status="assumed")
_DEPTH: Final = len((KINDS, "section", "kind"))


@dataclass(slots=True)
class Filled:
    """A document with its kinds applied.

    Attributes:
        data: The document with all values in place.
        origins: Which values were not written in the scenario, by path.
        notes: Where values that come from a kind come from, by path.
        from_kinds: Where values that come from a kind of the scenario are written, by path.
        unused: The kinds of the scenario that nothing is of.
        flaws: What is wrong with the kinds themselves.
    """

    data: dict[str, Any]
    origins: dict[Path, Origin] = field(default_factory=dict)
    notes: dict[Path, InputNote] = field(default_factory=dict)
    from_kinds: dict[Path, Path] = field(default_factory=dict)
    unused: tuple[Path, ...] = ()
    flaws: tuple[Flaw, ...] = ()


def fill(data: Mapping[str, Any], inputs: Mapping[Path, InputNote] | None = None) -> Filled:
    """Fill in what entities leave out: what is written, else what their kinds say, else the default of any kind.

    Args:
        data: A document without annotations; it stays as it is.
        inputs: What its annotations said.
    """
    kinds = _Kinds(data, inputs or {})
    filled = Filled(dict(data))
    for section in KIND_KEY:
        entities = data.get(section)
        if isinstance(entities, list | tuple):
            filled.data[section] = [
                _filled((section, index), entity, kinds, filled) if isinstance(entity, Mapping) else entity
                for index, entity in enumerate(entities)
            ]
    filled.unused = tuple((KINDS, *kind) for kind in kinds.own if kind not in kinds.met)
    filled.flaws = tuple(kinds.flaws())
    return filled


def own_kinds(data: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    """The kinds that a document defines for a section, by name."""
    sections = data.get(KINDS)
    kinds = sections.get(section) if isinstance(sections, Mapping) else None
    return kinds if isinstance(kinds, Mapping) else {}


def whole_default(data: Mapping[str, Any], place: Path) -> Mapping[str, Any]:
    """The mapping that a kind puts where nothing is written, if it stands for one value; else an empty one.

    Args:
        data: A document as written.
        place: A place in an entity or in a kind.
    """
    match place:
        case (str(section), int(index), *keys) if section in KIND_KEY:
            kind = data[section][index].get(KIND_KEY[section])
        case ("kinds", str(section), kind, *keys):
            pass
        case _:
            return {}
    written = strip({KINDS: data.get(KINDS)})
    for leaf in _Kinds(written.data, written.inputs).leaves(section, kind):
        if leaf.path == tuple(keys) and isinstance(leaf.value, Mapping):
            return leaf.value
    return {}


class _Kinds:
    """The kinds of a document, and which of them were asked for."""

    def __init__(self, data: Mapping[str, Any], inputs: Mapping[Path, InputNote]) -> None:
        self.own: dict[tuple[str, str], Mapping[str, Any]] = {
            (section, name): kind
            for section in KIND_KEY
            for name, kind in own_kinds(data, section).items()
            if isinstance(kind, Mapping)
        }
        self.met: set[tuple[str, str]] = set()
        self.inputs = inputs
        self._notes = {path: note for path, note in inputs.items() if path[0] == KINDS}
        self._leaves: dict[tuple[str, str], tuple[Leaf, ...]] = {}

    def leaves(self, section: str, kind: object) -> tuple[Leaf, ...]:
        """All that an entity of a kind takes from it."""
        name = kind if isinstance(kind, str) else EVERY_KIND
        if (section, name) not in self._leaves:
            chain = self._chain(section, name)
            found = leaves(section, chain[-1])
            for above in reversed(chain):
                self.met.add((section, above))
                found = self._upon(section, above, found)
            self._leaves[section, name] = found
        return self._leaves[section, name]

    def root(self, section: str, kind: str) -> str:
        """The library's kind on which a kind builds in the end; the kind itself where there is none."""
        last = self._chain(section, kind)[-1]
        return last if last in known_kinds(section) else kind

    def is_assumed(self, section: str, kind: object) -> bool:
        """Whether a kind of the scenario says that its numbers are assumed."""
        chain = self._chain(section, kind) if isinstance(kind, str) else []
        notes = (self._notes.get((KINDS, section, name)) for name in chain)
        return next((note.status for note in notes if note is not None and note.status), None) == "assumed"

    def flaws(self) -> Iterator[Flaw]:
        """What is wrong with the kinds, apart from their values."""
        told: set[tuple[str, str]] = set()
        for (section, name), kind in self.own.items():
            path = (KINDS, section, name)
            if name == EVERY_KIND:
                message = f"no kind can be called {shown(name)}, which stands for all of them"
                yield Flaw(path, "E206", message, "give it another name")
            for key in (key for key in (*OF_ONE, KIND_KEY[section]) if key in kind):
                message = f"a kind has no {key}: each of the {section} has its own"
                hint = "" if key in OF_ONE else f"write {LIKE}: KIND to build on another kind"
                yield Flaw((*path, key), "E202", message, hint)
            below, library = kind.get(LIKE), known_kinds(section)
            known = {own for of, own in self.own if of == section} | library
            chain = self._chain(section, name)
            if below is not None and not isinstance(below, str):
                yield Flaw((*path, LIKE), "E302", f"expected the name of a kind, found {shown(below)}")
            elif below is not None and below not in known:
                message = f"unknown kind {shown(below)}"
                yield Flaw((*path, LIKE), "E201", message, did_you_mean(below, known))
            elif self._like(section, chain[-1]) == name and (section, name) not in told:
                told.update((section, member) for member in chain)
                message = f"the kinds are like each other in a circle: {' -> '.join((*chain, name))}"
                yield Flaw((*path, LIKE), "E209", message, f"leave one {LIKE} out")
            elif below is None and section == _BY_SCHEMA and name not in library:
                yield Flaw(path, "E204", f'missing: "{LIKE}"', f"one of {', '.join(sorted(library))}")

    def _like(self, section: str, name: str) -> str | None:
        below = self.own.get((section, name), {}).get(LIKE)
        return below if isinstance(below, str) else None

    def _chain(self, section: str, name: str) -> list[str]:
        """A kind, the one it is like, and so on; a circle is cut."""
        chain = [name]
        while (below := self._like(section, chain[-1])) is not None and below not in chain:
            chain.append(below)
        return chain

    def _upon(self, section: str, name: str, below: tuple[Leaf, ...]) -> tuple[Leaf, ...]:
        """The values of one kind of the scenario, and those that it leaves to what lies below it."""
        place = (KINDS, section, name)
        strange = {LIKE, KIND_KEY[section], *OF_ONE}
        own = {key: value for key, value in self.own.get((section, name), {}).items() if key not in strange}
        _, taken = fill_in(own, below)
        status = self._notes.get(place)
        return (
            *(self._leaf(place, path, value) for path, value in flat(own)),
            *(replace(leaf, note=completed(leaf.note, status)) for leaf in taken),
        )

    def _leaf(self, place: Path, path: tuple[str, ...], value: Any) -> Leaf:
        written = (*place, *path)
        depth = len(written)
        inner = [
            (inside[depth:], note)
            for inside, note in self._notes.items()
            if len(inside) > depth and inside[:depth] == written
        ]
        return Leaf(path, value, note_for(self._notes, written), tuple(inner), written)


def _filled(at: Path, written: Mapping[str, Any], kinds: _Kinds, filled: Filled) -> dict[str, Any]:
    """One entity with what it takes from its kind; where that comes from goes into `filled`."""
    section = str(at[0])
    kind = written.get(KIND_KEY[section])
    if kinds.is_assumed(section, kind):
        filled.notes[at] = completed(kinds.inputs.get(at), _ASSUMED) or _ASSUMED
    entity, taken = fill_in_needed(written, kinds.leaves(section, kind))
    for leaf in taken:
        path = (*at, *leaf.path)
        if leaf.note is not None:
            filled.notes[path] = leaf.note
        filled.notes.update({(*path, *inside): note for inside, note in leaf.inner})
        if leaf.written is None:
            filled.origins[path] = "default"
            continue
        for end in range(len(leaf.path), 0, -1):
            if _writes(written, leaf.path[:end]):
                break
            filled.from_kinds.setdefault((*at, *leaf.path[:end]), leaf.written[: _DEPTH + end])
    if section == _BY_SCHEMA and isinstance(kind, str):
        entity[KIND_KEY[section]] = kinds.root(section, kind)
    return entity


def _writes(entity: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    node: Any = entity
    for key in path:
        if not isinstance(node, Mapping) or key not in node:
            return False
        node = node[key]
    return True
