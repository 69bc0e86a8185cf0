"""How much of a scenario was written down, and how well founded it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulator.scenario.annotations import note_for
from simulator.scenario.defaults import is_whole

if TYPE_CHECKING:
    from simulator.scenario.schema import Scenario

Path = tuple[str | int, ...]

_SECTIONS: Final = ("places", "legs", "agencies", "controls", "links", "pools", "mechanisms", "flows")
_NO_INPUTS: Final = frozenset(
    {"id", "name", "kind", "status", "source", "note", "jurisdiction", "lat_lon", "from", "to", "at", "on_leg",
     "agency", "consults", "members", "contributors", "consulted_at", "threat", "threats", "both_ways", "unit"}
)  # fmt: skip
"""Keys that say what and where things are; all others hold an input that could be otherwise."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """How many inputs a scenario has, by where they come from.

    Attributes:
        given: Written in the scenario, at the entity or in a kind of the scenario's own.
        default: Filled in by kind.
        library: Taken from a library.
        assumed: Of all of them, those that are marked as assumed.
        defaults: Where the ones filled in belong, as SECTION.ID.KEY.
    """

    given: int
    default: int
    library: int
    assumed: int
    defaults: tuple[str, ...]

    @property
    def total(self) -> int:
        """All inputs."""
        return self.given + self.default + self.library

    def __str__(self) -> str:
        return (
            f"{self.total} inputs: {self.given} given, {self.default} default, {self.library} from a library; "
            f"of all these, {self.assumed} are marked as assumed"
        )


def count_inputs(scenario: Scenario) -> Inputs:
    """Count the inputs of a scenario; a distribution is one."""
    data, filled = scenario.filled, scenario.origins
    leaves = (path for section in _SECTIONS for path in _leaves(data.get(section), (section,)))
    given = [path for path in leaves if not any(path[:end] in filled for end in range(len(path), 2, -1))]
    names = [_named(data, path) for path, origin in filled.items() if origin == "default"]
    noted = [note_for(scenario.inputs, path) for path in (*given, *filled)]
    return Inputs(
        given=len(given),
        default=len(names),
        library=len(filled) - len(names),
        assumed=sum(note is not None and note.status == "assumed" for note in noted),
        defaults=tuple(names),
    )


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


def _named(document: Mapping[str, Any], path: Path) -> str:
    section, index, *keys = path
    entity = document[str(section)][index]
    return ".".join(map(str, (section, entity.get("id", index), *keys)))
