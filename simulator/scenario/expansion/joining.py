"""Links, and the agencies that mechanisms are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import permutations
from typing import Any, Final, Literal, TypeVar

from simulator.scenario.defaults import leaves
from simulator.scenario.distributions import Distribution
from simulator.scenario.expansion.naming import between
from simulator.scenario.expansion.result import Ground
from simulator.scenario.schema import Agency, Change, Link, LinkTerms
from simulator.scenario.schema.injects import Timed
from simulator.scenario.schema.mechanisms import Arrangement

_Action = TypeVar("_Action", bound=Timed)
BACK: Final = "_back"
_TERMS: Final = tuple(LinkTerms.model_fields)


def both_directions(links: Iterable[Link]) -> Iterator[Link]:
    """The links of a scenario; one that goes both ways is two."""
    for link in links:
        if not link.both_ways:
            yield link
            continue
        yield link.model_copy(update={"both_ways": False})
        back = {"id": link.id + BACK, "from_": link.to, "to": link.from_, "both_ways": False}
        yield link.model_copy(update=back)


def joined(
    ground: Ground,
    mechanism: Arrangement,
    kind: str,
    sender: str,
    receiver: str,
    terms: LinkTerms,
    **more: Any,
) -> Link:
    """A link that a mechanism makes, on terms that were checked when the scenario was read."""
    values: dict[str, Any] = {
        "id": f"{mechanism.id}_{sender}_to_{receiver}",
        "name": between(mechanism, sender, receiver, ground),
        "kind": kind,
        "from_": sender,
        "to": receiver,
        "open": mechanism.open,
        "status": mechanism.status,
        "source": mechanism.source,
        **{name: getattr(terms, name) for name in _TERMS},
        **more,
    }
    return Link.model_construct(**values)


def among(ground: Ground, mechanism: Arrangement, kind: str, terms: LinkTerms) -> tuple[Link, ...]:
    """A link from each member to each other."""
    pairs = permutations(mechanism.members, 2)
    return tuple(joined(ground, mechanism, kind, sender, receiver, terms) for sender, receiver in pairs)


def lasting(action: _Action, seconds: float | None) -> _Action:
    """An action that is undone after a time; never where none is given."""
    return action.model_copy(update={"for_": seconds})


def faster(
    members: Collection[str],
    links: Iterable[Link],
    clearance: Distribution,
    lasts: float | None = None,
) -> tuple[Change, ...]:
    """Another clearance on each link among members on which it is shorter on average."""
    return tuple(
        lasting(Change(change=f"links.{link.id}.clearance", to=clearance), lasts)
        for link in links
        if link.from_ in members and link.to in members and clearance.mean < link.clearance.mean
    )


def agency_of(mechanism: Arrangement, kind: Literal["centre", "registry"], *keys: str) -> Agency:
    """The agency that a mechanism is: as its kind usually is, with the values of the given keys."""
    own: dict[str, Any] = {"id": mechanism.id, "name": mechanism.name, "open": mechanism.open}
    return _typical(kind).model_copy(update=own | {key: getattr(mechanism, key) for key in keys})


@cache
def _typical(kind: Literal["centre", "registry"]) -> Agency:
    """An agency as the defaults of its kind describe it."""
    usual = {leaf.path[0]: leaf.value for leaf in leaves("agencies", kind)}
    return Agency.model_validate({"id": kind, "kind": kind, **usual})
