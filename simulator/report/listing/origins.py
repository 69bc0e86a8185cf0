"""Where the values of the entities of a scenario come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from simulator.scenario.schema import Scenario

Origin = Callable[[str], str | None]
"""Field of an entity -> "default" or "library"; None where it is given."""


class Origins:
    """Where the values of entities come from; those that a mechanism makes have theirs from the mechanism."""

    def __init__(self, scenario: Scenario, made_by: Mapping[tuple[str, str], str]) -> None:
        self._paths = scenario.origins
        self._made_by = made_by
        self._mechanisms = scenario.mechanisms
        self._index: dict[tuple[str, str], int] = {
            (section, entity.id): index
            for section in ("places", "agencies", "controls", "links", "pools", "care", "mechanisms", "flows")
            for index, entity in enumerate(getattr(scenario, section))
        }
        self._first: dict[tuple[str | int, ...], str] = {}
        for path, origin in self._paths.items():
            self._first.setdefault(path[:3], origin)
            self._first.setdefault(path[:4], origin)

    def of(self, section: str, entity: Any) -> Origin:
        """Where the fields of one entity come from."""
        if section == "programmes":
            return lambda key: None
        maker = self._made_by.get((section, entity.id))
        place = self._index.get((section, entity.id))
        if place is None and section == "links":  # the second direction of a link has the terms of the first
            place = self._index.get((section, entity.id.removesuffix("_back")))
        if maker is None:
            return lambda key: self._first.get((section, place if place is not None else -1, _alias(key)))
        mechanism = self._index["mechanisms", maker]
        part = _TERMS_OF.get(entity.kind) if section == "links" else None
        inner = () if part is None else (part,)

        def origin(key: str) -> str | None:
            if section == "agencies" and key not in _OF_MECHANISM:
                return "default"
            if section == "controls":
                return self._of_control(mechanism, key)
            return self._first.get(("mechanisms", mechanism, *inner, key))

        return origin

    def _of_control(self, mechanism: int, key: str) -> str | None:
        """Where a value of a control comes from that a mechanism made."""
        maker: Any = self._mechanisms[mechanism]
        inner = _INNER.get(maker.kind)
        place = ("mechanisms", mechanism, key) if inner is None else ("mechanisms", mechanism, inner, key)
        written = maker if inner is None else getattr(maker, inner)
        given = key in _WHERE or key in written.model_fields_set
        return self._first.get(place, None if given else "default")


_TERMS_OF: Final = {"hub_distribution": "distribution", "command": "command", "feedback": "feedback"}
"""Kind of link that mechanisms make -> the part of the mechanism that has its terms, where it is not the whole."""
_INNER: Final = {"sanctions_list": "freezing", "public_private": "control"}
"""Kind of mechanism -> its part that says how its controls look."""
_WHERE: Final = frozenset({"at", "on_leg", "agency", "consults"})
_OF_MECHANISM: Final = frozenset(
    {
        "id",
        "name",
        "kind",
        "jurisdiction",
        "hours",
        "analysts",
        "triage",
        "routine_leads",
        "lookout_at",
        "lookout_delay",
    }
)


def _alias(key: str) -> str:
    return key.removesuffix("_")
