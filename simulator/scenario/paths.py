"""Values by name: `links.customs_to_police.clearance` is the path under which people change one value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from simulator.errors import Problem, ScenarioError, did_you_mean, shown
from simulator.scenario.annotations import KINDS, is_annotated
from simulator.scenario.defaults import KIND_KEY, known_kinds
from simulator.scenario.kinds import own_kinds, whole_default
from simulator.scenario.prepare import SECTIONS
from simulator.scenario.source import Path, path_text, read_value

HEADER: Final = "scenario"
_MOST_LISTED: Final = 8
_NUMBERED: Final = re.compile(r"([a-z]+)\[([0-9]{1,9})\](.*)")
_DEEP_IN_KINDS: Final = len(("section", "kind", "key"))
_FORM: Final = "write SECTION.ID.KEY, such as links.customs_to_police.clearance"
_FORM_IN_KINDS: Final = "write kinds.SECTION.KIND.KEY, such as kinds.controls.customs_lane.examine"


def assign(data: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a document with one value changed; what lies on the way is copied, the rest is shared.

    Args:
        data: A document as written (annotations and all, defaults not filled in).
        path: SECTION.ID.KEY; legs by their id or as FROM_to_TO; deeper keys and list positions (from 0)
            follow after dots; "scenario.KEY" for the header, "kinds.SECTION.KIND.KEY" for what entities of a
            kind have in common; a section alone to replace it as a whole.
        value: The new value, as it would be written.

    Raises:
        ScenarioError: The path leads nowhere.
    """
    place = locate(data, path)
    return _put(data, place, value, partial(whole_default, data)) if place else dict(data)


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
    known = (HEADER, KINDS, *SECTIONS)
    if section not in known:
        hint = _by_id(data, path) or did_you_mean(section, known) or f"sections: {', '.join(known)}"
        raise _lost(path, f"there is no section {shown(section)}", hint)
    if section == HEADER:
        if not rest:
            raise _lost(
                path, f"{shown(path)} is not one value", "write scenario.KEY, such as scenario.horizon"
            )
        return _deeper(path, (section,), data.get(section), rest)
    if section == KINDS:
        _check_kind(path, data, rest)
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


def _by_id(data: Mapping[str, Any], path: str) -> str:
    """For a path as messages have it, flows[0].cells, how to write it with the identifier; else nothing."""
    match = _NUMBERED.fullmatch(path)
    entries = data.get(match[1]) if match else None
    if not match or match[1] not in SECTIONS or not isinstance(entries, list | tuple):
        return ""
    if int(match[2]) >= len(entries) or not isinstance(entries[int(match[2])], Mapping):
        return ""
    entry = entries[int(match[2])]
    name = leg_key(entry) if match[1] == "legs" else entry.get("id")
    return f"write {match[1]}.{name}{match[3]}" if isinstance(name, str) else ""


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


def _check_kind(path: str, data: Mapping[str, Any], keys: Sequence[str]) -> None:
    """Refuse a path to no value of a kind that there is, be it in the scenario or in the library.

    Raises:
        ScenarioError: There is no such section or kind, or the path ends before a value.
    """
    if keys and keys[0] not in KIND_KEY:
        hint = did_you_mean(keys[0], KIND_KEY) or f"sections with kinds: {', '.join(KIND_KEY)}"
        raise _lost(path, f"there is no section {shown(keys[0])} in kinds", hint)
    if len(keys) < _DEEP_IN_KINDS:
        raise _lost(path, f"{shown(path)} is not one value", _FORM_IN_KINDS)
    section, kind, *_ = keys
    own = own_kinds(data, section)
    if kind not in own and kind not in known_kinds(section):
        hint = did_you_mean(kind, {*own, *known_kinds(section)}) or _FORM_IN_KINDS
        raise _lost(path, f"there is no kind {shown(kind)} of {section}", hint)


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


def _put(
    node: Any, place: Path, value: Any, usual: Callable[[Path], Mapping[str, Any]], done: Path = ()
) -> Any:
    """A node with one value below it changed; where nothing is written, a single key of what is usual changes."""
    if not place:
        return value
    key, rest = place[0], place[1:]
    if isinstance(key, int):
        items = list(node)
        items[key] = _put(items[key], rest, value, usual, (*done, key))
        return items
    mapping = dict(node if node is not None else usual(done))
    mapping[key] = _put(mapping.get(key), rest, value, usual, (*done, key))
    return mapping


def _lost(path: str, found: str, hint: str) -> ScenarioError:
    return ScenarioError([Problem("E207", path, found, hint)])
