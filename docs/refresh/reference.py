"""docs/reference.md: every key of the scenario language, from the language itself."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from docs.refresh import DOCS, Written
from simulator.scenario import distributions
from simulator.scenario.defaults import EVERY_KIND, KIND_KEY, known_kinds, leaves
from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema import Scenario

ELSEWHERE = {"mechanisms": "[docs/mechanisms](mechanisms/README.md)", "kinds": "[docs/kinds.md](kinds.md)"}
"""Sections that have pages of their own."""
BY_KIND = {
    ".".join((section, *leaf.path))
    for section in KIND_KEY
    for kind in (EVERY_KIND, *known_kinds(section))
    for leaf in leaves(section, kind)
}
"""Keys for which a kind has a value."""
DISTRIBUTIONS = """## Distributions

Where a value is uncertain, write a distribution: `clearance: {lognormal: {median: 12 h, p90: 36 h}}` reads
"typically 12 h, one in ten over 36 h". Parameters carry the unit of the value; `shape`, `cv` and `weights` carry none.
"""
SCHEMA: dict[str, Any] = TypeAdapter(DurationDist).json_schema()
SHARED = ("status", "source", "note")
INTRODUCTION = """# Every key of the language

Written by `python -m docs` from the language itself. Every entity may also say `status`, `source` and
`note`. *default* is what holds where a key is left out; *by kind*: what its kind says, if it says anything
([docs/kinds.md](kinds.md)). [docs/model.md](model.md) says exactly what each does.
"""


def written() -> Written:
    """The page."""
    yield DOCS / "reference.md", page().encode()


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    for name, info in Scenario.model_fields.items():
        parts.append(f"## `{name}`\n\n{_said(info)}\n")
        if name in ELSEWHERE:
            parts.append(f"See {ELSEWHERE[name]}.\n")
        else:
            seen: set[type[BaseModel]] = set()
            parts += [_table(model, path, seen) for model, path in _models(info.annotation, name)]
    return "\n".join([*parts, *_distributions()])


def _distributions() -> Iterator[str]:
    """The kinds of distribution, with the parameters that each can be described by."""
    classes = [getattr(distributions, name) for name in distributions.__all__]
    named = {one.kind: one for one in classes if hasattr(one, "kind")}
    (mapping,) = (form for form in SCHEMA["anyOf"] if "properties" in form)
    yield DISTRIBUTIONS
    yield "| kind | written as | what it is |\n|---|---|---|"
    for kind, forms in mapping["properties"].items():
        written = "<br>".join(f"`{{{kind}: {_form(form)}}}`" for form in forms["anyOf"])
        yield f"| `{kind}` | {written} | {_first_paragraph(named[kind])} |"
    yield ""


def _form(form: dict[str, Any]) -> str:
    """The parameters of one way of writing a distribution."""
    if form.get("type") == "array":
        return "[value, value, ...]"
    if "properties" not in form:
        return "value"
    return "{" + ", ".join(f"{name}: ..." for name in form["properties"]) + "}"


def _table(model: type[BaseModel], path: str, seen: set[type[BaseModel]]) -> str:
    """The keys of a part of a scenario, then those of the parts that it has itself."""
    if model in seen:
        return ""
    seen.add(model)
    alternative = next(
        (info.alias or name for name, info in model.model_fields.items() if info.is_required()), ""
    )
    title = f"`{path}` with `{alternative}`" if path.endswith(("actions[]", "when")) else f"`{path}`"
    rows = [f"### {title}\n\n{_first_paragraph(model)}\n", "| key | default | meaning |", "|---|---|---|"]
    inner = []
    for name, info in model.model_fields.items():
        key = info.alias or name
        if key in SHARED:
            continue
        rows.append(f"| `{key}` | {_default(info, f'{path}.{key}')} | {_said(info)} |")
        inner += list(_models(info.annotation, f"{path}.{key}"))
    tables = [_table(part, where, seen) for part, where in inner]
    return "\n".join([*rows, "", *(table for table in tables if table)])


def _models(annotation: Any, path: str) -> Iterator[tuple[type[BaseModel], str]]:
    """The parts of a scenario that a type speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, path
        return
    origin = get_origin(annotation)
    listed = origin in (tuple, list)
    for part in get_args(annotation) if origin is not dict else get_args(annotation)[1:]:
        where = f"{path}[]" if listed else f"{path}.*" if origin is dict else path
        if origin in (Union, UnionType) or not isinstance(part, FieldInfo):
            yield from _models(part, where)


def _default(info: FieldInfo, path: str) -> str:
    if path.replace("[]", "") in BY_KIND:
        return "by kind"
    if info.is_required():
        return "must be written"
    value = info.default
    if value in (None, (), [], {}, ""):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if isinstance(value, str | int | float) else ""


def _said(info: FieldInfo) -> str:
    return " ".join((info.description or "").split()).replace("|", "\\|")


def _first_paragraph(model: type) -> str:
    return " ".join((model.__doc__ or "").split("\n\n")[0].split())
