"""Where values come from: any input may be written `{value: X, status: assumed, source: ..., range: [...]}`.

A mapping that is no entity of its own (a distribution, a route choice, a kind, ...) carries the same keys
beside its content: `{lognormal: {median: 9 h, p90: 14 h}, status: assumed}`. Entities keep theirs, which the
schema knows. What says nothing of its status has that of the entity or kind in which it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from simulator.errors import did_you_mean, shown
from simulator.scenario.source import Path

Status = Literal["sourced", "elicited", "assumed"]

STATUSES: Final = ("sourced", "elicited", "assumed")
_NOTES: Final = ("status", "source", "range", "note")
_NOTES_OF_A_KIND: Final = ("status", "source", "note")
_ANNOTATED: Final = frozenset({"value", *_NOTES})
_UNANNOTATED: Final = ("scenario", "sources")
_BOUNDS: Final = 2

KINDS: Final = "kinds"
"""The section of kinds, by section and name."""
_KIND_DEPTH: Final = 3


@dataclass(frozen=True, slots=True)
class InputNote:
    """What is said of where a value comes from.

    Attributes:
        status: How well founded it is.
        source: The source behind it.
        range: The lowest and the highest value worth trying, as written.
        note: A remark.
    """

    status: Status | None = None
    source: str | None = None
    range: tuple[Any, Any] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with a document, found before its values are checked.

    Attributes:
        path: The value at fault.
        code: The code of the problem that it becomes.
        message: What was expected and what was found.
        hint: What to do.
        first: Another place to which the message refers, as "first written at".
    """

    path: Path
    code: str
    message: str
    hint: str = ""
    first: Path | None = None


@dataclass(slots=True)
class Stripped:
    """A document without its annotations, what they said, and what is wrong with them."""

    data: Any
    inputs: dict[Path, InputNote] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)


def strip(data: Mapping[str, Any]) -> Stripped:
    """Take the annotations off a document; the document itself stays as it is.

    Args:
        data: The document, as read.

    Returns:
        A copy whose mappings are new dicts and whose sequences are new lists; notes by the path of the value.
    """
    stripped = Stripped({})
    stripped.data = _strip(data, (), stripped)
    return stripped


def note_for(inputs: Mapping[Path, InputNote], path: Path) -> InputNote | None:
    """The note that applies to a value: its own, completed by those of the parts of the scenario around it."""
    found: InputNote | None = None
    for end in range(len(path), 0, -1):
        found = completed(found, inputs.get(path[:end]))
    return found


def completed(note: InputNote | None, around: InputNote | None) -> InputNote | None:
    """A note with what it lacks from a note around it; one that states its status stands for itself."""
    if note is None or around is None:
        return note or around
    if note.status is not None:
        return note
    return InputNote(
        status=around.status,
        source=note.source or around.source,
        range=note.range or around.range,
        note=note.note or around.note,
    )


def is_annotated(value: object) -> bool:
    """Whether a value is written as `{value: X, ...}` with nothing but notes beside it."""
    return isinstance(value, Mapping) and "value" in value and value.keys() <= _ANNOTATED


def _strip(value: Any, path: Path, into: Stripped) -> Any:
    if isinstance(value, list | tuple):
        return [
            item if isinstance(item, str | int | float) else _strip(item, (*path, index), into)
            for index, item in enumerate(value)
        ]
    if not isinstance(value, Mapping):
        return value
    if path == _UNANNOTATED[:1]:
        _note(value, path, into, checked=False)
        return {
            key: part if key == _UNANNOTATED[1] else _strip(part, (*path, key), into)
            for key, part in value.items()
        }
    if is_annotated(value):
        _note(value, path, into, checked=True)
        return _strip(value["value"], path, into)
    in_kinds = path[:1] == (KINDS,)
    entity = len(path) < _BOUNDS or (len(path) == _BOUNDS and (in_kinds or isinstance(path[1], int)))
    notes = _NOTES_OF_A_KIND if in_kinds and len(path) == _KIND_DEPTH else _NOTES
    noted = not value.keys().isdisjoint(notes)
    if noted:
        _note(value, path, into, checked=not entity)
        if "value" in value:
            _complain_of_strangers(value, path, into)
    return {
        key: part if isinstance(part, str | int | float) else _strip(part, (*path, key), into)
        for key, part in value.items()
        if entity or not noted or key not in notes
    }


def _complain_of_strangers(value: Mapping[str, Any], path: Path, into: Stripped) -> None:
    known = ("value", *_NOTES)
    for key in value:
        if key not in known:
            message = f"unknown key {shown(key)} beside value: it takes {', '.join(_NOTES)}"
            into.flaws.append(Flaw((*path, key), "E202", message, did_you_mean(str(key), known)))


def _note(value: Mapping[str, Any], path: Path, into: Stripped, *, checked: bool) -> None:
    """Record the notes of a mapping; the schema checks those of entities itself."""
    status, source, note = (value.get(key) for key in ("status", "source", "note"))
    bounds = value.get("range")
    flaws: list[Flaw] = []
    if status is not None and status not in STATUSES:
        hint = did_you_mean(status, STATUSES) if isinstance(status, str) else ""
        message = f"expected one of {', '.join(STATUSES)}, found {shown(status)}"
        flaws.append(Flaw((*path, "status"), "E304", message, hint))
        status = None
    for key, text in (("source", source), ("note", note)):
        if text is not None and not isinstance(text, str):
            flaws.append(Flaw((*path, key), "E302", f"expected text, found {shown(text)}"))
    if bounds is not None and not (isinstance(bounds, list | tuple) and len(bounds) == _BOUNDS):
        message = f"expected the lowest and the highest value, as [LOW, HIGH]; found {shown(bounds)}"
        flaws.append(Flaw((*path, "range"), "E302", message))
        bounds = None
    if checked:
        into.flaws.extend(flaws)
    found = InputNote(
        status=status,
        source=source if isinstance(source, str) else None,
        range=(bounds[0], bounds[1]) if bounds is not None else None,
        note=note if isinstance(note, str) else None,
    )
    if found != InputNote():
        into.inputs[path] = found
