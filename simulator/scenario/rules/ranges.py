"""Rules about ranges: what is said of how far an input may lie off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from simulator.errors import Problem, shown
from simulator.scenario.annotations import KINDS
from simulator.scenario.complaints import explain
from simulator.scenario.inputs import magnitude, type_of_bounds, value_at
from simulator.scenario.rules.facts import Facts
from simulator.scenario.source import Path, path_text


def ranges_hold_their_values(facts: Facts) -> Iterator[Problem]:
    """The bounds of a range are values as the input itself takes, the lowest first, and it lies between them."""
    for path, note in facts.scenario.inputs.items():
        if note.range is None or path[0] == KINDS:  # what a kind says is looked at where it is used
            continue
        flaw = _flaw(facts, path, note.range)
        if flaw is not None:
            message, hint = flaw
            yield Problem("E321", path_text((*path, "range")), message, hint)


def _flaw(facts: Facts, path: Path, bounds: tuple[Any, Any]) -> tuple[str, str] | None:
    try:
        value, annotation = value_at(facts.scenario, path)
    except LookupError:
        return None
    middle = magnitude(value)
    if middle is None:
        return "a range is for a number, and this value is none", "leave the range out"
    numbers: list[float] = []
    for bound in bounds:
        try:
            read = TypeAdapter(type_of_bounds(value, annotation)).validate_python(bound)
        except ValidationError as error:
            message, hint = explain(error)
            return f"{shown(bound)} cannot stand in this range: {message}", hint
        found = magnitude(read)
        if found is None or found[1] != middle[1]:
            return f"{shown(bound)} is in another unit than the value ({middle[1]})", ""
        numbers.append(found[0])
    low, high = numbers
    written = f"[{bounds[0]}, {bounds[1]}]"
    if low > high:
        return f"the range {written} ends before it begins", "write the lowest value first"
    if not low <= middle[0] <= high:
        what = "its median" if hasattr(value, "median") or hasattr(value, "amount") else "the value"
        return f"the range {written} does not hold {what}", "widen the range, or correct the value"
    return None


RULES = (ranges_hold_their_values,)
