"""From a document as written to what the schema checks: annotations taken off, kinds and defaults filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from simulator.errors import shown
from simulator.scenario.annotations import Flaw, InputNote, strip
from simulator.scenario.kinds import Origin, fill
from simulator.scenario.source import Path

SECTIONS: Final = (
    "roles", "jurisdictions", "places", "legs", "agencies", "controls", "links", "pools", "care",
    "mechanisms", "flows", "injects", "objectives",
)  # fmt: skip
"""The sections whose entries have an `id`."""
MAKE_AGENCIES: Final = frozenset({"hub", "registry", "sanctions_list"})
"""The kinds of mechanism that become an agency of the same name."""
MAKE_POOLS: Final = frozenset({"reaction_force"})
"""The kinds of mechanism that become a pool of the same name."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be checked.

    Attributes:
        data: The document without annotations and with what its entities take from their kinds.
        origins: Which values were not written in the scenario, by path.
        inputs: What is said of where values come from, by path; those of kinds and defaults included.
        from_kinds: Where values that come from a kind of the scenario are written, by their path at the entity.
        unused: The kinds of the scenario that nothing is of.
        flaws: What is wrong with the document that the schema cannot see.
    """

    data: dict[str, Any]
    origins: Mapping[Path, Origin] = field(default_factory=dict)
    inputs: Mapping[Path, InputNote] = field(default_factory=dict)
    from_kinds: Mapping[Path, Path] = field(default_factory=dict)
    unused: tuple[Path, ...] = ()
    flaws: tuple[Flaw, ...] = ()


def prepare(data: Mapping[str, Any]) -> Prepared:
    """Take annotations off, fill in what kinds say, and look for identifiers that are declared twice.

    Args:
        data: The document as written; it stays as it is.
    """
    stripped = strip(data)
    filled = fill(stripped.data, stripped.inputs)
    flaws = (*stripped.flaws, *filled.flaws, *_declared_twice(filled.data))
    inputs = stripped.inputs | filled.notes
    return Prepared(filled.data, filled.origins, inputs, filled.from_kinds, filled.unused, flaws)


def declared(data: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Collect the identifiers that a document declares, by section; some mechanisms count as agencies."""
    names = {section: frozenset(name for name, _, _ in _named(data, section)) for section in SECTIONS}
    made = [(str(entry.get("kind")), name) for name, _, entry in _named(data, "mechanisms")]
    agencies = names["agencies"].union(name for kind, name in made if kind in MAKE_AGENCIES)
    pools = names["pools"].union(name for kind, name in made if kind in MAKE_POOLS)
    return names | {"agencies": agencies, "teams": agencies | pools}


def refusal(flaws: tuple[Flaw, ...], found: ValidationError | None = None) -> ValidationError:
    """The flaws of a document as an error of its schema, together with what the schema found itself."""
    if found is not None and not flaws:
        return found
    details = [
        InitErrorDetails(
            type=PydanticCustomError(
                "flaw",
                "{message}",
                {"code": flaw.code, "message": flaw.message, "hint": flaw.hint, "first": flaw.first},
            ),
            loc=flaw.path,
            input=None,
        )
        for flaw in flaws
    ]
    if found is not None:
        details += [_again(error) for error in found.errors(include_url=False)]
    return ValidationError.from_exception_data("Scenario", details)


def _again(error: Any) -> InitErrorDetails:
    """The same error once more: pydantic cannot join two of its exceptions."""
    context = error.get("ctx", {}) | {"message": error["msg"]}
    kind = PydanticCustomError(error["type"], "{message}", context)
    return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"])


def _declared_twice(data: Mapping[str, Any]) -> Iterator[Flaw]:
    agencies: dict[str, Path] = {}
    for section in SECTIONS:
        first: dict[str, Path] = {}
        for name, path, entry in _named(data, section):
            if name in first:
                message = f"the identifier {shown(name)} is used twice in {section}"
                yield Flaw(path, "E203", message, "give one of them another name", first[name])
            first.setdefault(name, path)
            if section == "mechanisms" and str(entry.get("kind")) in MAKE_AGENCIES and name in agencies:
                message = (
                    f"the {entry['kind']} {shown(name)} becomes an agency, but there is one of that name"
                )
                yield Flaw(path, "E206", message, "give one of them another name", agencies[name])
        if section == "agencies":
            agencies = first


def _named(data: Mapping[str, Any], section: str) -> Iterator[tuple[str, Path, Mapping[str, Any]]]:
    entries = data.get(section)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
            yield entry["id"], (section, index, "id"), entry
