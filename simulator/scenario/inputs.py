"""The inputs of a scenario: every value that could be otherwise, where it comes from, and how far it may lie off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel

from simulator.scenario.annotations import InputNote, Status, note_for
from simulator.scenario.defaults import is_whole
from simulator.scenario.distributions import AmountDist, Distribution
from simulator.scenario.paths import leg_key
from simulator.scenario.schema import Payload, RateProfile, Scenario, Shift
from simulator.scenario.source import Path, path_text
from simulator.scenario.units import Count, Quantity

SECTIONS: Final = (
    "places", "legs", "agencies", "pools", "care", "controls", "links", "mechanisms", "flows",
)  # fmt: skip
"""The sections that hold inputs."""
_NO_INPUTS: Final = frozenset(
    {"id", "name", "kind", "status", "source", "note", "jurisdiction", "lat_lon", "from", "to", "at", "on_leg",
     "agency", "consults", "members", "contributors", "consulted_at",
     "on_legs", "controls", "reports_to", "threat", "threats", "both_ways", "unit", "outcome", "by"}
)  # fmt: skip
"""Keys that say what and where things are; all others hold an input that could be otherwise."""
_DEPTH: Final = len(("section", 0))
_FREE_OF_RISK: Final = "leak"
"""A key where 0 is a claim: sharing that warns nobody."""

Origin = Literal["given", "default", "library"]


@dataclass(frozen=True, slots=True)
class Input:
    """One input.

    Attributes:
        path: Where it belongs, as SECTION.ID.KEY.
        value: As written.
        origin: Whether it is given, the default of its kind, or from a library.
        status: How well founded it is; None where nothing is said.
        source: The source behind it.
        range: The lowest and the highest value worth trying, as written.
        note: A remark.
    """

    path: str
    value: Any
    origin: Origin
    status: Status | None
    source: str | None
    range: tuple[Any, Any] | None
    note: str | None


def inputs_of(scenario: Scenario) -> list[Input]:
    """All inputs: first the given ones, then those that are filled in; a distribution is one input."""
    data, filled = scenario.filled, scenario.origins
    leaves = (path for section in SECTIONS for path in _leaves(data.get(section), (section,)))
    given = (
        path
        for path in leaves
        if len(path) > _DEPTH and not any(path[:end] in filled for end in range(len(path), _DEPTH, -1))
    )
    paths: list[tuple[Path, Origin]] = [*((path, "given") for path in given), *filled.items()]
    return [_input(scenario, path, origin) for path, origin in paths]


def _input(scenario: Scenario, path: Path, origin: Origin) -> Input:
    value = _written(scenario.filled, path)
    note = note_for(scenario.inputs, path) or InputNote()
    status = note.status
    if status is None and note.source is None and path[-1] == _FREE_OF_RISK and _is_zero(scenario, path):
        status = "assumed"
    return Input(_named(scenario.filled, path), value, origin, status, note.source, note.range, note.note)


def _is_zero(scenario: Scenario, path: Path) -> bool:
    return bool(value_at(scenario, path)[0] == 0)


def value_at(scenario: Scenario, path: Path) -> tuple[Any, Any]:
    """A value of a scenario as the schema read it, and the type of its field.

    Args:
        scenario: The scenario.
        path: Keys as written and positions in lists.

    Raises:
        LookupError: There is no such value.
    """
    node: Any = scenario
    annotation: Any = Scenario
    for part in path:
        if isinstance(node, BaseModel):
            fields = type(node).model_fields.items()
            name, info = next(
                ((name, info) for name, info in fields if part in (name, info.alias)), ("", None)
            )
            if info is None:
                break
            node = getattr(node, name)
            annotation = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        elif isinstance(node, Mapping | tuple):
            node, annotation = node[part], _item_type(annotation)  # type: ignore[index]
        else:
            break
    else:
        return node, annotation
    raise LookupError(path_text(path))


def _item_type(annotation: Any) -> Any:
    """The type of the items of a mapping or tuple, which may be one member of a union."""
    origin, args = get_origin(annotation), get_args(annotation)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return args[1]
    if origin is tuple:
        return args[0]
    return next((found for one in args if (found := _item_type(one)) is not None), None)


def magnitude(value: Any) -> tuple[float, str] | None:
    """The number in a value and its unit ("" where the type says it all); None where there is none.

    Of a distribution it is the median, of analysts who work in shifts how many there are.
    """
    match value:
        case bool():
            return None
        case int() | float():
            return float(value), ""
        case Distribution():
            return value.median, ""
        case RateProfile():
            return value.rate, ""
        case Quantity():
            return value.number, value.unit
        case Payload():
            return value.amount.median, ""
        case [*shifts] if shifts and all(isinstance(shift, Shift) for shift in shifts):
            return float(sum(shift.n for shift in shifts)), ""
        case _:
            return None


def type_of_bounds(value: Any, annotation: Any) -> Any:
    """What the bounds of a range are read as: as the value is, an amount beside a unit, a number of analysts."""
    if isinstance(value, Payload):
        return AmountDist
    return annotation if isinstance(value, Quantity) or not isinstance(value, tuple) else Count


def _leaves(node: Any, path: Path) -> Iterator[Path]:
    """The paths of the inputs beneath a node of a document."""
    if isinstance(node, Mapping) and not (len(path) > 1 and is_whole(path[-1], node)):
        for key, value in node.items():
            if key not in _NO_INPUTS:
                yield from _leaves(value, (*path, key))
    elif isinstance(node, list) and any(isinstance(item, Mapping) for item in node):
        for index, item in enumerate(node):
            yield from _leaves(item, (*path, index))
    elif node is not None:
        yield path


def _written(document: Any, path: Path) -> Any:
    for part in path:
        document = document[part]
    return document


def _named(document: Mapping[str, Any], path: Path) -> str:
    section, index, *keys = path
    entries: Sequence[Any] = document[str(section)]
    entity = entries[int(index)]
    name = leg_key(entity) if section == "legs" else entity.get("id", index)
    return ".".join(map(str, (section, name, *keys)))
