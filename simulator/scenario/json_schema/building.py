"""The schema as a whole: which keys an entity needs, what kinds may fill in, and what an overlay may leave out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from simulator.scenario.defaults import KIND_KEY, WHOLE, known_kinds
from simulator.scenario.json_schema.notes import note_definitions, noted_entity, noted_part, with_notes
from simulator.scenario.json_schema.shapes import Schema, definitions, shared
from simulator.scenario.kinds import LIKE, OF_ONE
from simulator.scenario.overlays import EXTENDS, REMOVE
from simulator.scenario.prepare import SECTIONS
from simulator.scenario.schema import Scenario

_IDENTIFIER: Final = "^[a-z][a-z0-9_]*$"
FILE: Final = "interlock.schema.json"
"""What the file with the schema is called beside scenarios."""
HINT: Final = f"# yaml-language-server: $schema={FILE}"
"""The line by which a scenario tells an editor of the schema beside it."""
TITLE: Final = "Scenario of Interlock"
"""By which a schema of this program is known."""
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_UNNOTED: Final = frozenset({"Reference", "Kinds"})
"""Parts without values that notes could stand beside."""


def schema_text() -> str:
    """The schema as the text of a file, one line a definition."""
    schema = scenario_schema()
    definitions = ",\n".join(
        f"{_compact(name)}: {_compact(form)}" for name, form in schema.pop("$defs").items()
    )
    head = json.dumps(schema, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{head},\n "$defs": {{\n{definitions}\n }}\n}}\n'


def _compact(part: Any) -> str:
    return json.dumps(part, ensure_ascii=False)


def scenario_schema() -> Schema:
    """The JSON Schema (2020-12) of a scenario file."""
    whole = Scenario.model_json_schema(by_alias=True)
    parts = {name: shared(part) for name, part in whole["$defs"].items()}
    top = {key: shared(part) for key, part in whole["properties"].items()}
    entities = {section: _names(top[section]) for section in SECTIONS}
    sizes = {section: top[section].pop("minItems") for section in SECTIONS if "minItems" in top[section]}
    needed = {
        section: _needs(section, [parts[name] for name in names]) for section, names in entities.items()
    }
    own = {name for names in entities.values() for name in names}
    _ease(parts, own)
    for name, part in parts.items():
        if name in own:
            part["properties"][REMOVE] = {
                "const": True,
                "description": "With extends: take this entity away.",
            }
        parts[name] = part if name in _UNNOTED else _noted(name, part, own)
    _let_kinds_fill_in(parts, entities)
    top["mechanisms"] = {**top["mechanisms"], "items": _mechanism(parts, entities["mechanisms"])}
    top[EXTENDS] = {
        "type": "string",
        "description": "The scenario to build on: a file beside or below this one.",
    }
    return {
        "$schema": DIALECT,
        "title": TITLE,
        "description": "One exercise: the world, the threat and the response.",
        "type": "object",
        "properties": top,
        "additionalProperties": False,
        "if": {"required": [EXTENDS]},
        "else": {
            "required": whole["required"],
            "properties": {
                "scenario": {"required": whole["$defs"]["Header"]["required"]},
                **{
                    section: {"items": {"required": keys}, "minItems": sizes.get(section, 0)}
                    for section, keys in needed.items()
                },
            },
        },
        "$defs": {
            **{name: with_notes(name, form) for name, form in definitions().items()},
            **note_definitions(),
            **parts,
        },
    }


def _names(section: Schema) -> list[str]:
    """The parts that the entries of a section may be."""
    return [form["$ref"].rpartition("/")[2] for form in section["items"].get("anyOf", [section["items"]])]


def _needs(section: str, parts: list[Schema]) -> list[str]:
    """What an entry must say where nothing is extended; kinds and defaults may fill in all but its name and kind."""
    required = [key for key in parts[0].get("required", []) if all(key in part["required"] for part in parts)]
    return [key for key in required if section not in KIND_KEY or key in ("id", KIND_KEY[section])]


def _ease(parts: dict[str, Schema], own: set[str]) -> None:
    """Require nothing of parts that kinds, defaults or the file extended may complete key by key."""
    eased, to_do = set(), ["Header", "Exercise", *own]
    while to_do:
        name = to_do.pop()
        if name not in eased:
            eased.add(name)
            to_do.extend(_merged(parts[name]))
    for name in eased:
        parts[name].pop("required", None)


def _merged(part: Schema) -> Iterator[str]:
    """The parts that stand under a key alone: not in lists, not one of several, not for one value."""
    for key, schema in part.get("properties", {}).items():
        forms = [form["$ref"] for form in schema.get("anyOf", [schema]) if "$ref" in form]
        names = [form.rpartition("/")[2] for form in forms]
        found = [name for name in names if name[:1].isupper()]
        if len(found) == 1 and key not in WHOLE:
            yield found[0]


def _noted(name: str, part: Schema, own: set[str]) -> Schema:
    if name in own or name in ("Header", "Exercise"):
        return noted_entity(part)
    return noted_part(part)


def _let_kinds_fill_in(parts: dict[str, Schema], entities: Mapping[str, list[str]]) -> None:
    """Describe the section of kinds by the entities that take from it, and name the kinds of the library."""
    for section, key in KIND_KEY.items():
        sections = parts["Kinds"]["properties"]
        kind = _kind({name: parts[name] for name in entities[section]}, without={*OF_ONE, key, REMOVE})
        sections[section] = sections[section] | {
            "patternProperties": {_IDENTIFIER: kind},
            "additionalProperties": False,
        }
        sections[section].pop("propertyNames", None)
        if section == "mechanisms":
            continue
        (name,) = entities[section]
        described = parts[name]["properties"][key]
        library = [{"enum": sorted(known_kinds(section))}] if known_kinds(section) else []
        parts[name]["properties"][key] = described | {"anyOf": [*library, {"$ref": "#/$defs/identifier"}]}
        parts[name]["properties"][key].pop("$ref", None)


def _kind(of: Mapping[str, Schema], without: set[str]) -> Schema:
    """What a kind may say: what its entities may, each key as there."""
    keys: dict[str, list[Schema]] = {}
    for name, part in of.items():
        for key in part["properties"]:
            if key not in without:
                keys.setdefault(key, []).append({"$ref": f"#/$defs/{name}/properties/{key}"})
    properties = {key: forms[0] if len(forms) == 1 else {"anyOf": forms} for key, forms in keys.items()}
    like = {"$ref": "#/$defs/identifier", "description": "The kind on which it builds."}
    return {"type": "object", "properties": {LIKE: like, **properties}, "additionalProperties": False}


def _mechanism(parts: Mapping[str, Schema], names: list[str]) -> Schema:
    """A mechanism: which keys it takes depends on its kind, which may be one of the scenario's own."""
    kinds = {name: parts[name]["properties"]["kind"] for name in names}
    known = {
        name: kind["anyOf"][0]["const"] if "anyOf" in kind else kind["const"] for name, kind in kinds.items()
    }
    keys = sorted({key for name in names for key in parts[name]["properties"]})
    return {
        "type": "object",
        "properties": {
            "kind": {
                "anyOf": [
                    {"enum": sorted(known.values())},
                    {"$ref": "#/$defs/identifier"},
                    {"type": "object"},
                ]
            }
        },
        "propertyNames": {"enum": keys},
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/{name}"},
            }
            for name, kind in known.items()
        ],
    }
