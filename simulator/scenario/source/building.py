"""From the events of a YAML parser to plain values and positions, within limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from yaml import events

from simulator.errors import Position, Problem, did_you_mean, shown
from simulator.scenario.source.document import Path, path_text
from simulator.scenario.source.scalars import Scalar, plain_scalar

MOST_VALUES: Final = 250_000
DEEPEST: Final = 40
MOST_PROBLEMS: Final = 100

_TOO_DEEP: Final = f"nested more than {DEEPEST} levels deep"


class Enough(Exception):  # noqa: N818 - not an error of its own: the problems are in the builder
    """Reading on would be useless or dangerous."""


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; `key` is the key whose value comes next."""

    container: Any
    path: Path
    key: str | None = None


class Builder:
    """Takes one event after the other; afterwards holds the values, the positions and the problems."""

    def __init__(self, file: str, lines: list[str]) -> None:
        """Begin a document of this file, whose lines are given."""
        self.file = file
        self.lines = lines
        self.data: Any = None
        self.positions: dict[Path, Position] = {}
        self.key_positions: dict[Path, Position] = {}
        self.problems: list[Problem] = []
        self.inside_texts: list[range] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Path, Any]] = {}
        self._documents = 0
        self._values = 0
        self._handlers: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: self._collection,
            events.SequenceStartEvent: self._collection,
            events.MappingEndEvent: self._close,
            events.SequenceEndEvent: self._close,
            events.AliasEvent: self._alias,
            events.DocumentStartEvent: self._document,
        }

    def take(self, event: events.Event) -> None:
        """Take the next event.

        Raises:
            Enough: If the rest of the document should not be read; the problems say why.
        """
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)

    def _document(self, event: events.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop("E114", (), "a second document begins here", 'remove this "---"', self._span(event))

    def _scalar(self, event: Any) -> None:
        position = self._span(event)
        if self._expects_key():
            self._key(event, self._open[-1], position)
            return
        path = self._next_path()
        if not event.value and not event.style:
            position = self.key_positions.get(path, position)
        self._add(path, self._value(event, path, position), position, event)
        if event.value and event.start_mark.line != event.end_mark.line:
            self._several_lines(event, path)

    def _several_lines(self, event: Any, path: Path) -> None:
        """Note which lines a text takes; refuse the list entry that slipped into the text above it."""
        first, last = event.start_mark.line + 1, event.end_mark.line
        if event.style in ("|", ">"):
            self.inside_texts.append(range(first, last + (event.end_mark.column > 0)))
            return
        if event.style:
            self.inside_texts.append(range(first, last + 1))
            return
        for number in range(first, min(last + 1, len(self.lines))):
            text = self.lines[number].lstrip()
            if text.startswith("- "):
                column = len(self.lines[number]) - len(text) + 1
                position = Position(self.file, number + 1, column, len(text))
                message = "this line continues the text above it, and is no entry of a list"
                hint = "indent it like the other entries, or put the whole text in double quotes"
                self._report("E115", path, message, hint, position)

    def _expects_key(self) -> bool:
        return bool(self._open) and self._open[-1].key is None and type(self._open[-1].container) is dict

    def _key(self, event: events.ScalarEvent, top: _Open, position: Position) -> None:
        key = event.value
        path = (*top.path, key)
        self._check_tag(event, path)
        if not event.style:
            self._check_plain_key(key, path, position)
        if path in self.key_positions:
            first = self.key_positions[path]
            message = f"the key {shown(key)} is written twice, in line {first.line} and line {position.line}"
            self._report("E106", path, message, "remove one of them, or check the indentation", position)
        else:
            self.key_positions[path] = position
        top.key = key

    def _check_plain_key(self, key: str, path: Path, position: Position) -> None:
        if key == "<<":
            hint = "to build on another scenario use extends: FILE"
            self._report("E112", path, 'merging with "<<" is not supported', hint, position)
            return
        try:
            text = isinstance(plain_scalar(key), str)
        except ValueError:
            text = False
        if not text:
            found = f"the number or word {key[:40]}" if key else "nothing"
            hint = f'write "{key[:40]}" in quotes' if key else "write the key before the colon"
            self._report("E107", path, f"a key must be text, found {found}", hint, position)

    def _value(self, event: events.ScalarEvent, path: Path, position: Position) -> Scalar:
        if event.style or event.tag is not None:
            return event.value
        try:
            return plain_scalar(event.value)
        except ValueError as error:
            found = f"{error}: found {shown(event.value)}"
            self._report("E111", path, found, "write an ordinary number", position)
            return event.value

    def _collection(self, event: events.CollectionStartEvent) -> None:
        position = self._span(event)
        if self._expects_key():
            hint = "if it is one text, put it in double quotes"
            message = "a key must be text, found a list or mapping"
            self._stop("E107", self._open[-1].path, message, hint, position)
        path = self._next_path()
        if len(path) >= DEEPEST:
            self._stop("E110", (), _TOO_DEEP, "", position)
        container: Any = {} if type(event) is events.MappingStartEvent else []
        self._add(path, container, self.key_positions.get(path, position), event)
        self._open.append(_Open(container, path))

    def _close(self, event: events.CollectionEndEvent) -> None:
        self._open.pop()

    def _alias(self, event: events.AliasEvent) -> None:
        name = str(event.anchor)
        position = self._span(event)
        if self._expects_key():
            self._stop("E107", self._open[-1].path, "a key must be text, found an alias", "", position)
        path = self._next_path()
        if name not in self._anchors:
            hint = did_you_mean(name, self._anchors) or "if it is a text, put it in double quotes"
            message = f"there is no anchor {shown('&' + name)} before this alias"
            self._report("E109", path, message, hint, position)
            self._attach(None)
            return
        source, value = self._anchors[name]
        if any(frame.container is value for frame in self._open):
            self._stop("E109", path, f"{shown('*' + name)} refers to the value it is part of", "", position)
        self._attach(self._copy(value, source, path, position))
        self.positions[path] = position

    def _copy(self, value: Any, source: Path, target: Path, alias: Position) -> Any:
        """A copy of an anchored value, whose parts keep the positions where they were written."""
        self._count(target, alias)
        self.positions[target] = self.positions[source]
        if not isinstance(value, (dict, list)):
            return value
        if len(target) >= DEEPEST:
            self._stop("E110", (), _TOO_DEEP, "", alias)
        if isinstance(value, list):
            return [self._copy(part, (*source, n), (*target, n), alias) for n, part in enumerate(value)]
        copied = {}
        for key, part in value.items():
            self.key_positions[*target, key] = self.key_positions[*source, key]
            copied[key] = self._copy(part, (*source, key), (*target, key), alias)
        return copied

    def _add(self, path: Path, value: Any, position: Position, event: events.NodeEvent) -> None:
        self._count(path, position)
        self._check_tag(event, path)
        self.positions[path] = position
        if event.anchor is not None:
            self._anchors[event.anchor] = (path, value)
        self._attach(value)

    def _attach(self, value: Any) -> None:
        if not self._open:
            self.data = value
            return
        top = self._open[-1]
        if top.key is None:
            top.container.append(value)
        else:
            top.container[top.key] = value
            top.key = None

    def _next_path(self) -> Path:
        if not self._open:
            return ()
        top = self._open[-1]
        return (*top.path, len(top.container) if top.key is None else top.key)

    def _count(self, path: Path, position: Position) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            message = f"more than {MOST_VALUES:,} values, each alias counted as what it stands for"
            self._stop("E110", path, message, "", position)

    def _check_tag(self, event: events.NodeEvent, path: Path) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            message = f"the tag {shown(tag.replace('tag:yaml.org,2002:', '!!'))} is not allowed"
            self._report("E108", path, message, "remove it", self._span(event))

    def _span(self, event: Any) -> Position:
        """The place of an event; what goes on over several lines is marked to the end of its first."""
        start, end = event.start_mark, event.end_mark
        last = end.column if end.line == start.line else len(self.lines[start.line].rstrip())
        return Position(self.file, start.line + 1, start.column + 1, max(1, last - start.column))

    def _report(self, code: str, path: Path, message: str, hint: str, position: Position) -> None:
        self.problems.append(Problem(code, path_text(path), message, hint, position=position))
        if len(self.problems) >= MOST_PROBLEMS:
            raise Enough

    def _stop(self, code: str, path: Path, message: str, hint: str, position: Position) -> NoReturn:
        self._report(code, path, message, hint, position)
        raise Enough
