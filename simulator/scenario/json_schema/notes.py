"""Notes in a schema: any value may be written `{value: X, status: ..., source: ..., range: [...]}`.

Mappings that stand for one value, and parts of entities, carry the same keys beside their content.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from simulator.scenario.annotations import STATUSES
from simulator.scenario.json_schema.shapes import NOTED, Schema

NOTES: Final[Mapping[str, Schema]] = {
    "status": {"enum": [*STATUSES, None], "description": "How well founded the value is."},
    "source": {
        "type": ["string", "null"],
        "description": "The source behind it: an identifier from scenario.sources, or a citation.",
    },
    "range": {
        "type": ["array", "null"],
        "minItems": 2,
        "maxItems": 2,
        "description": "The lowest and the highest value worth trying.",
    },
    "note": {"type": ["string", "null"], "description": "A remark for people; the engine does not read it."},
}
TEXT: Final = "noted_text"
MAPPING: Final = "noted_mapping"
LIST: Final = "noted_list"
_WITHOUT: Final = frozenset({"id", "name", "title", "summary", *NOTES, "remove", "like"})
"""Keys whose values are names, texts or notes themselves."""


def annotated(schema: Schema) -> Schema:
    """What `{value: X, ...}` looks like for values of a schema."""
    return {
        "type": "object",
        "properties": {"value": schema, **_references()},
        "required": ["value"],
        "additionalProperties": False,
    }


def note_definitions() -> dict[str, Schema]:
    """The notes, and values with notes of which only the sort is known."""
    sorts: dict[str, Schema] = {
        TEXT: {"type": ["string", "null"]},
        MAPPING: {"type": "object"},
        LIST: {"type": "array"},
    }
    return {**NOTES, **{name: annotated(sort) for name, sort in sorts.items()}}


def with_notes(name: str, form: Schema) -> Schema:
    """The definition of a form of values, its notes beside or around it."""
    return noted(form) if name in NOTED else form


def noted_part(part: Schema) -> Schema:
    """A part of an entity that may carry notes beside its keys."""
    properties = {
        key: value if key in _WITHOUT else noted(value) for key, value in part.get("properties", {}).items()
    }
    return part | {
        "properties": properties | {key: _reference(key) for key in NOTES if key not in properties}
    }


def noted_entity(entity: Schema) -> Schema:
    """An entity: its values may carry notes; its own notes are keys that it has."""
    properties = entity.get("properties", {})
    return entity | {"properties": {key: v if key in _WITHOUT else noted(v) for key, v in properties.items()}}


def noted(schema: Schema) -> Schema:
    """The schema of a key, whose value may be written with notes."""
    remarks: Schema = {key: schema[key] for key in ("description", "default") if key in schema}
    bare = {key: part for key, part in schema.items() if key not in remarks}
    forms = bare["anyOf"] if set(bare) == {"anyOf"} else [bare]
    around: list[Schema] = []
    for wrapped in (_around(form) for form in forms):
        if wrapped is not None and wrapped not in around:
            around.append(wrapped)
    if not around:
        return schema
    return {"anyOf": [*map(_beside, forms), *around], **remarks}


def _around(form: Schema) -> Schema | None:
    """A form with notes around it; None where it has them already, or is nothing."""
    if form == {"type": "null"} or _carries_notes(form):
        return None
    if form.get("type") == "object" or "$ref" in form:
        return _reference(MAPPING)
    if form.get("type") == "array":
        return _reference(LIST)
    if form.get("type") == "string" and form.keys() <= {"type", "minLength", "maxLength"}:
        return _reference(TEXT)
    return annotated(form)


def _carries_notes(form: Schema) -> bool:
    """Whether a form is one by name that has notes of its own."""
    name = form.get("$ref", "").rpartition("/")[2]
    return name in NOTED


def _beside(form: Schema) -> Schema:
    """A form that is a mapping, with notes beside its keys."""
    if form.get("type") != "object":
        return form
    result = {key: part for key, part in form.items() if key not in ("minProperties", "maxProperties")}
    free = result.get("patternProperties", {})
    if free:
        result["patternProperties"] = {_but_notes(pattern): part for pattern, part in free.items()}
    properties = result.get("properties", {})
    if form.get("maxProperties") == 1 and properties:
        result["anyOf"] = [{"required": [key]} for key in properties]
    return result | {
        "properties": properties | {key: _reference(key) for key in NOTES if key not in properties}
    }


def _but_notes(pattern: str) -> str:
    return f"^(?!(?:{'|'.join(NOTES)})$){pattern.removeprefix('^')}"


def _references() -> dict[str, Any]:
    return {key: _reference(key) for key in NOTES}


def _reference(key: str) -> Schema:
    return {"$ref": f"#/$defs/{key}"}
