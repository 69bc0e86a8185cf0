"""The forms that values share, each described once and referred to by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from pydantic import TypeAdapter

from simulator.scenario.clock import Clock, When
from simulator.scenario.distributions import AmountDist, DurationDist, FractionDist
from simulator.scenario.hours import Days, Hours
from simulator.scenario.schema.base import Identifier, Text
from simulator.scenario.units import Amount, Count, Duration, Money, Probability, Rate, Weight

Schema = dict[str, Any]

NOTED: Final[dict[str, Any]] = {
    "truth": bool,
    "duration": Duration,
    "rate": Rate,
    "probability": Probability,
    "number": Weight,
    "count": Count,
    "money": Money,
    "amount": Amount,
    "moment": When,
    "time_of_day": Clock,
    "days_of_week": Days,
    "hours": Hours,
    "duration_distribution": DurationDist,
    "number_distribution": AmountDist,
    "share_distribution": FractionDist,
}
"""The forms of values, which may carry notes."""
PLAIN: Final[dict[str, Any]] = {"identifier": Identifier, "text": Text}
"""The forms of names and texts."""
_REMARKS: Final = frozenset({"description", "title", "default", "examples"})
_BY_NAME: Final = frozenset({"properties", "patternProperties", "$defs"})
"""The keywords whose keys are names and not keywords."""
_YES: Final = "[yY]|[yY][eE][sS]|[oO][nN]|[tT][rR][uU][eE]|[nN]|[nN][oO]|[oO][fF][fF]|[fF][aA][lL][sS][eE]"
_TRUTH: Final = {"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": f"^(?:{_YES})$"}]}
_FORMATS: Final = {
    "date-time": {
        "type": "string",
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.*(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})$",
        "examples": ["2031-03-03T06:00Z"],
    },
    "date": {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}", "examples": ["2031-03-21"]},
}
"""Stricter or wider than the formats of JSON Schema, which want seconds and a colon."""


def definitions() -> dict[str, Schema]:
    """The forms by name."""
    return {name: _inner(form) for name, form in _FORMS.items()}


def shared(schema: Any) -> Any:
    """A schema in which every form that has a name is a reference to it, without what only adds noise."""
    if isinstance(schema, list):
        return [shared(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    name = _NAMES.get(_key(schema))
    if name is not None:
        remarks = {key: part for key, part in _remarks(schema).items() if part != _DESCRIBED.get(name)}
        return {"$ref": f"#/$defs/{name}", **remarks}
    return _inner(schema)


def _inner(schema: Schema) -> Schema:
    """A schema whose parts are shared, but not itself."""
    if schema.get("type") == "boolean":
        return {**_TRUTH, **_remarks(schema)}
    if schema.get("format") in _FORMATS:
        return {**_FORMATS[schema["format"]], **_remarks(schema)}
    result: Schema = {}
    for key, part in schema.items():
        if key in ("title", "discriminator"):
            continue
        if key in _BY_NAME:
            result[key] = {name: shared(inner) for name, inner in part.items()}
        elif key == "oneOf":
            result["anyOf"] = shared(part)
        elif key == "description":
            result[key] = " ".join(part.split())
        elif key != "default" or _fits(part, schema):
            result[key] = shared(part)
    return result


def _remarks(schema: Schema) -> Schema:
    remarks = {}
    if "description" in schema:
        remarks["description"] = " ".join(schema["description"].split())
    if "default" in schema and _fits(schema["default"], schema):
        remarks["default"] = schema["default"]
    return remarks


def _fits(default: Any, schema: Schema) -> bool:
    """Whether a default can be written as it stands: zero seconds are no text with a unit."""
    types = {form.get("type") for form in _forms(schema)}
    match default:
        case bool():
            return "boolean" in types
        case str():
            return "string" in types
        case int() | float():
            return bool({"number", "integer"} & types)
        case _:
            return False


def _forms(schema: Schema) -> Iterator[Schema]:
    yield schema
    for key in ("anyOf", "oneOf"):
        for form in schema.get(key, ()):
            yield from _forms(form)


def _key(schema: Schema) -> str:
    return json.dumps(_bare(schema), sort_keys=True)


def _bare(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_bare(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _bare(inner) for name, inner in part.items()} if key in _BY_NAME else _bare(part)
        for key, part in schema.items()
        if key not in _REMARKS
    }


_FORMS: Final = {name: TypeAdapter(form).json_schema() for name, form in (PLAIN | NOTED).items()}
_NAMES: Final = {_key(form): name for name, form in _FORMS.items()}
_DESCRIBED: Final = {name: form.get("description") for name, form in _FORMS.items()}
