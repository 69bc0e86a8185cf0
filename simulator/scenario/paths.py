"""Values by name: `links.customs_to_police.clearance` is the path under which people change one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from simulator.errors import Problem, ScenarioError, did_you_mean, shown
from simulator.scenario.annotations import is_annotated
from simulator.scenario.defaults import KIND_KEY, whole_default
from simulator.scenario.prepare import SECTIONS
from simulator.scenario.source import Path, path_text, read_value

HEADER: Final = "scenario"
_MOST_LISTED: Final = 8
_FORM: Final = "write SECTION.ID.KEY, such as links.customs_to_police.clearance"


def assign(data: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a document with one value changed; what lies on the way is copied, the rest is shared.

    Args:
        data: A document as written (annotations and all, defaults not filled in).
        path: SECTION.ID.KEY; legs by their id or as FROM_to_TO; deeper keys and list positions (from 0)
            follow after dots; "scenario.KEY" for the header; a section alone to replace it as a whole.
        value: The new value, as it would be written.

    Raises:
        ScenarioError: The path leads nowhere.
    """
    place = locate(data, path)
    return _put(data, place, value, _Defaults(data, place)) if place else dict(data)


def locate(data: Mapping[str, Any], path: str) -> Path:
    """Return the keys and list positions that lead to a value; the last keys need not exist yet.

    Args:
        data: A document as written.
        path: As for `assign`.

    Raises:
        ScenarioError: The path leads nowhere.
    """
    section, *rest = path.split(".")
    if not all((section, *rest)):
        raise _lost(path, f"{shown(path)} is not a path", _FORM)
    if section != HEADER and section not in SECTIONS:
        hint = did_you_mean(section, (HEADER, *SECTIONS)) or f"sections: {', '.join((HEADER, *SECTIONS))}"
        raise _lost(path, f"there is no section {shown(section)}", hint)
    if section == HEADER:
        if not rest:
            raise _lost(
                path, f"{shown(path)} is not one value", "write scenario.KEY, such as scenario.horizon"
            )
        return _deeper(path, (section,), data.get(section), rest)
    if not rest:
        return (section,)
    entries: Any = data.get(section)
    index = _index(path, section, entries, rest[0])
    if len(rest) == 1:
        raise _lost(path, f"{shown(path)} is not one value", _FORM)
    return _deeper(path, (section, index), entries[index], rest[1:])


def parse_setting(text: str) -> tuple[str, Any]:
    """Read a setting such as "flows.heroin.arrivals.poisson=2 / d" as a path and a value.

    Raises:
        ScenarioError: It has no equals sign, or its value cannot be read as YAML.
    """
    path, equals, written = text.partition("=")
    path = path.strip()
    if not equals or not path:
        hint = "write PATH=VALUE, such as scenario.horizon=10 d"
        raise _lost(path, f"{shown(text)} is not a setting", hint)
    if not written.strip():
        raise _lost(path, f"{shown(text)} gives no value", "write PATH=null to take a value away")
    return path, read_value(written.strip(), "--set")


def leg_key(entry: Mapping[str, Any]) -> str:
    """The identifier of a leg as written: its id, else FROM_to_TO."""
    given = entry.get("id")
    return given if isinstance(given, str) else f"{entry.get('from')}_to_{entry.get('to')}"


def _index(path: str, section: str, entries: Any, name: str) -> int:
    names = [
        (leg_key(entry) if section == "legs" else entry.get("id")) if isinstance(entry, Mapping) else None
        for entry in (entries if isinstance(entries, list | tuple) else ())
    ]
    if name in names:
        return names.index(name)
    known = [known for known in names if isinstance(known, str)]
    have = f"there are {', '.join(known[:_MOST_LISTED])}" if known else f"there are no {section}"
    raise _lost(path, f"there is no {shown(name)} in {section}", did_you_mean(name, known) or have)


def _deeper(path: str, start: Path, node: Any, keys: Sequence[str]) -> Path:
    place = start
    for number, key in enumerate(keys):
        if is_annotated(node):
            place, node = (*place, "value"), node["value"]
        if isinstance(node, list | tuple):
            if not key.isdecimal() or int(key) >= len(node):
                have = f"it has {len(node)}, counted from 0" if len(node) else "it has none"
                raise _lost(path, f"{shown(key)} is not a position in the list {path_text(place)}", have)
            place, node = (*place, int(key)), node[int(key)]
        elif node is None or isinstance(node, Mapping):
            place, node = (*place, key), (node or {}).get(key)
        else:
            before = ".".join((*path.split(".")[: -len(keys)], *keys[:number]))
            raise _lost(
                path, f"{before} is one value: {shown(node)} has no {shown(key)}", f"set {before} itself"
            )
    return place


class _Defaults:
    """The default mappings of one entity, in which a setting may change a single key."""

    def __init__(self, data: Mapping[str, Any], place: Path) -> None:
        self.section = str(place[0])
        entry: Any = {}
        if len(place) > 1 and isinstance(place[1], int):
            entry = data[self.section][place[1]]
        self.kind = entry.get(KIND_KEY.get(self.section, "kind")) if isinstance(entry, Mapping) else None

    def at(self, place: Path) -> Mapping[str, Any]:
        if self.section not in KIND_KEY:
            return {}
        return whole_default(self.section, self.kind, tuple(str(key) for key in place[2:])) or {}


def _put(node: Any, place: Path, value: Any, defaults: _Defaults, done: Path = ()) -> Any:
    if not place:
        return value
    key, rest = place[0], place[1:]
    if isinstance(key, int):
        items = list(node)
        items[key] = _put(items[key], rest, value, defaults, (*done, key))
        return items
    mapping = dict(node if node is not None else defaults.at(done))
    mapping[key] = _put(mapping.get(key), rest, value, defaults, (*done, key))
    return mapping


def _lost(path: str, found: str, hint: str) -> ScenarioError:
    return ScenarioError([Problem("E207", path, found, hint)])
