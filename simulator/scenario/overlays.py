"""Scenarios that extend others: `extends: base.yaml` takes that file and changes what is written anew.

Entities are matched by `id` (legs also by from and to), mappings are merged key by key, `remove: true` takes
an entity away, and every other list is replaced. Each position stays in the file that a value is written in.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from simulator.errors import Position, Problem, ScenarioError, did_you_mean, shown
from simulator.scenario.annotations import is_annotated
from simulator.scenario.defaults import is_whole
from simulator.scenario.paths import leg_key
from simulator.scenario.prepare import SECTIONS
from simulator.scenario.source import Document, Path, read_document

EXTENDS: Final = "extends"
REMOVE: Final = "remove"
DEEPEST: Final = 8
"""How many files a scenario may stand on."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A value with its positions: a scalar, a dict of nodes or a list of nodes."""

    value: Any
    position: Position | None
    key: Position | None

    def plain(self) -> Any:
        match self.value:
            case dict():
                return {key: node.plain() for key, node in self.value.items()}
            case list():
                return [node.plain() for node in self.value]
            case _:
                return self.value


def read(path: os.PathLike[str] | str) -> Document:
    """Read a scenario with all the files that it extends.

    Args:
        path: The file.

    Raises:
        ScenarioError: A file cannot be read, the files form a circle, or an overlay does not fit its base.
    """
    return _read(FilePath(path), ())


def _read(path: FilePath, above: tuple[FilePath, ...]) -> Document:
    document = read_document(path)
    if EXTENDS not in document.data:
        return document
    chain = (*above, path)
    return _merged(_read(_base_path(document, chain), chain), document)


def _base_path(document: Document, chain: tuple[FilePath, ...]) -> FilePath:
    """The file that a document extends.

    Raises:
        ScenarioError: It is not below the document's own folder, is missing, or closes a circle.
    """
    name = document.data[EXTENDS]
    base = chain[-1].parent / name if isinstance(name, str) else None
    wrong = _not_a_name(name) or (_not_a_base(base, chain) if base is not None else None)
    if wrong or base is None:
        message, hint = wrong or ("", "")
        position = document.positions.get((EXTENDS,))
        raise ScenarioError([Problem("E401", EXTENDS, message, hint, position=position)], document.lines)
    return base


def _not_a_name(name: object) -> tuple[str, str] | None:
    """Why this cannot name a base, and what to do."""
    if not isinstance(name, str) or not name:
        return f"expected the name of a file, found {shown(name)}", "write extends: base.yaml"
    windows, posix = PureWindowsPath(name), PurePosixPath(name)
    if posix.is_absolute() or windows.drive or windows.root:
        return "a scenario extends a file beside it or below it: no full path", "move the base there"
    if ".." in posix.parts or ".." in windows.parts:
        return 'a scenario extends a file beside it or below it: no ".."', "move the base there"
    return None


def _not_a_base(base: FilePath, chain: tuple[FilePath, ...]) -> tuple[str, str] | None:
    """Why a scenario cannot stand on this file, and what to do."""
    if not base.exists():
        return f"there is no file {base.name} in {shown(str(base.parent))}", _beside(base)
    if any(base.resolve() == file.resolve() for file in chain):
        files = " -> ".join(file.name for file in (*chain, base))
        return f"the files extend each other in a circle: {files}", "let one of them stand alone"
    if len(chain) > DEEPEST:
        return f"more than {DEEPEST} files extend one another", "write the scenario in fewer files"
    return None


def _beside(missing: FilePath) -> str:
    folder = missing.parent
    names = sorted(file.name for file in folder.glob("*.y*ml")) if folder.is_dir() else []
    return did_you_mean(missing.name, names)


def _merged(base: Document, overlay: Document) -> Document:
    problems: list[Problem] = []
    below, above = _node(base, base.data, ()), _node(overlay, overlay.data, ())
    merged = dict(below.value)
    for key, node in above.value.items():
        if key == EXTENDS:
            continue
        old = merged.get(key)
        if (
            key in SECTIONS
            and old is not None
            and isinstance(old.value, list)
            and isinstance(node.value, list)
        ):
            merged[key] = replace(node, value=_merge_entities(key, old.value, node.value, problems))
        else:
            merged[key] = node if old is None else _merge(old, node, key)
    if problems:
        raise ScenarioError(problems, overlay.lines)
    return _document(_Node(merged, None, None), {**overlay.lines, **base.lines})


def _merge(old: _Node, new: _Node, key: object) -> _Node:
    """A value with what an overlay writes anew: mappings key by key, unless they stand for one value."""
    both = isinstance(old.value, dict) and isinstance(new.value, dict)
    if not both or any(is_whole(key, node.value) or is_annotated(node.value) for node in (old, new)):
        return new
    merged = dict(old.value)
    for name, node in new.value.items():
        merged[name] = _merge(merged[name], node, name) if name in merged else node
    return replace(new, value=merged)


def _merge_entities(section: str, old: list[_Node], new: list[_Node], problems: list[Problem]) -> list[_Node]:
    merged: list[_Node | None] = list(old)
    places: dict[str, int] = {}
    for index, node in enumerate(old):
        for name in _names(section, node):
            places.setdefault(name, index)
    first: dict[str, _Node] = {}
    for number, node in enumerate(new):
        names = list(_names(section, node))
        path = f"{section}[{number}]"
        if names and names[-1] in first:
            message = f'"{names[-1]}" is changed twice; first {_where(first[names[-1]].position)}'
            problems.append(Problem("E203", path, message, "join the two", position=node.position))
            continue
        first.update(dict.fromkeys(names, node))
        at = next((places[name] for name in names if name in places), None)
        if not isinstance(node.value, dict) or REMOVE not in node.value:
            if at is None:
                merged.append(node)
            elif (target := merged[at]) is not None:
                merged[at] = replace(_merge(target, node, None), position=node.position)
            continue
        problem = _cannot_remove(node, names, at, places)
        if problem:
            message, hint = problem
            problems.append(Problem("E402", f"{path}.{REMOVE}", message, hint, position=node.position))
        elif at is not None:
            merged[at] = None
    return [node for node in merged if node is not None]


def _cannot_remove(
    node: _Node, names: list[str], at: int | None, known: Iterable[str]
) -> tuple[str, str] | None:
    if node.value[REMOVE].value is not True:
        return (
            f"expected true, found {shown(node.value[REMOVE].plain())}",
            "leave the key out to keep the entity",
        )
    if at is None:
        name = names[0] if names else ""
        return f'there is no "{name}" to remove', did_you_mean(name, known)
    others = sorted(set(node.value) - {REMOVE, "id", "from", "to"})
    if others:
        return f"what is removed needs no {', '.join(others)}", "write only its id and remove: true"
    return None


def _names(section: str, node: _Node) -> Iterator[str]:
    """The names under which an entity can be met again."""
    if not isinstance(node.value, dict):
        return
    entry = {key: node.value[key].value for key in ("id", "from", "to") if key in node.value}
    if isinstance(entry.get("id"), str):
        yield entry["id"]
    if section == "legs" and "from" in entry and "to" in entry:
        yield leg_key({"from": entry["from"], "to": entry["to"]})


def _where(position: Position | None) -> str:
    return f"in {position.file}, line {position.line}" if position else "before"


def _node(document: Document, value: Any, path: Path) -> _Node:
    if isinstance(value, dict):
        value = {key: _node(document, part, (*path, key)) for key, part in value.items()}
    elif isinstance(value, list):
        value = [_node(document, part, (*path, index)) for index, part in enumerate(value)]
    return _Node(value, document.positions.get(path), document.key_positions.get(path))


def _document(root: _Node, lines: dict[str, list[str]]) -> Document:
    positions: dict[Path, Position] = {}
    keys: dict[Path, Position] = {}

    def lay(node: _Node, path: Path) -> None:
        if node.position is not None:
            positions[path] = node.position
        if node.key is not None:
            keys[path] = node.key
        match node.value:
            case dict():
                for key, part in node.value.items():
                    lay(part, (*path, key))
            case list():
                for index, part in enumerate(node.value):
                    lay(part, (*path, index))

    lay(root, ())
    return Document(data=root.plain(), positions=positions, key_positions=keys, lines=lines)
