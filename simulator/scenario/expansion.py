"""Mechanisms turned into the primitives that the engine knows: agencies, links and consulted registries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import Any, Final, Literal

from simulator.scenario.defaults import leaves
from simulator.scenario.schema import (
    Agency,
    BilateralNetwork,
    Control,
    Hub,
    Link,
    LinkTerms,
    Mechanism,
    Pool,
    Registry,
    Scenario,
)

BACK: Final = "_back"
_TERMS: Final = tuple(LinkTerms.model_fields)


@dataclass(frozen=True, slots=True)
class Expansion:
    """A scenario in primitives.

    Attributes:
        agencies: Those of the scenario, then those that mechanisms make.
        controls: Those of the scenario, each with the registries it consults.
        links: Those of the scenario (one that goes both ways is two), then those that mechanisms make.
        pools: Those of the scenario, then those that mechanisms make.
        made_by: Identifier of an agency, link or pool -> the mechanism that made it.
        parts: Identifier of a mechanism -> the agencies, links and pools it made, which open and close with it.
        two_way: Identifier of a link that goes both ways -> that of the second link.
    """

    agencies: tuple[Agency, ...]
    controls: tuple[Control, ...]
    links: tuple[Link, ...]
    pools: tuple[Pool, ...]
    made_by: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]
    two_way: Mapping[str, str]

    def affected(self, section: str, name: str) -> tuple[str, ...]:
        """The primitives that an action on something of the scenario is about.

        A mechanism stands for all it makes, a link that goes both ways for both; anything else for itself.
        """
        if section == "mechanisms":
            return self.parts.get(name, ())
        if section == "links" and name in self.two_way:
            return name, self.two_way[name]
        return (name,)


def expand(scenario: Scenario) -> Expansion:
    """Turn the mechanisms of a scenario into primitives; the same scenario always gives the same order."""
    agencies, links = list(scenario.agencies), list(_both_directions(scenario.links))
    made_by: dict[str, str] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for mechanism in scenario.mechanisms:
        made = [agency for agency in (_agency(mechanism),) if agency is not None]
        joined = list(_links(mechanism))
        agencies += made
        links += joined
        parts[mechanism.id] = tuple(part.id for part in (*made, *joined))
        made_by.update(dict.fromkeys(parts[mechanism.id], mechanism.id))
    two_way = {link.id: link.id + BACK for link in scenario.links if link.both_ways}
    return Expansion(
        tuple(agencies), _consulting(scenario), tuple(links), scenario.pools, made_by, parts, two_way
    )


def _both_directions(links: Iterable[Link]) -> Iterator[Link]:
    for link in links:
        if not link.both_ways:
            yield link
            continue
        yield link.model_copy(update={"both_ways": False})
        back = {"id": link.id + BACK, "from_": link.to, "to": link.from_, "both_ways": False}
        yield link.model_copy(update=back)


def _agency(mechanism: Mechanism) -> Agency | None:
    """The agency that a mechanism is, if it is one."""
    own: dict[str, Any] = {"id": mechanism.id, "name": mechanism.name, "open": mechanism.open}
    match mechanism:
        case Hub():
            own |= {key: getattr(mechanism, key) for key in ("hours", "analysts", "triage", "routine_leads")}
            return _typical("centre").model_copy(update=own)
        case Registry():
            own |= {key: getattr(mechanism, key) for key in ("lookout_at", "lookout_delay")}
            return _typical("registry").model_copy(update=own)
        case BilateralNetwork():
            return None


@cache
def _typical(kind: Literal["centre", "registry"]) -> Agency:
    """An agency as the defaults of its kind describe it."""
    usual = {leaf.path[0]: leaf.value for leaf in leaves("agencies", kind)}
    return Agency.model_validate({"id": kind, "kind": kind, **usual})


def _links(mechanism: Mechanism) -> Iterator[Link]:
    members = mechanism.members
    match mechanism:
        case BilateralNetwork():
            for sender, receiver in permutations(members, 2):
                yield _link(mechanism, "focal_point", sender, receiver, mechanism)
        case Hub():
            for member in members:
                yield _link(mechanism, "hub", member, mechanism.id, mechanism)
            for member in members:
                yield _link(mechanism, "hub_distribution", mechanism.id, member, mechanism.distribution)
        case Registry():
            for member in members if mechanism.contributors is None else mechanism.contributors:
                yield _link(mechanism, "registry_contribution", member, mechanism.id, mechanism)


def _link(mechanism: Mechanism, kind: str, sender: str, receiver: str, terms: LinkTerms) -> Link:
    # The terms were checked when the scenario was read, and are values by now: they are taken as they are.
    return Link.model_construct(
        id=f"{mechanism.id}_{sender}_to_{receiver}",
        kind=kind,
        from_=sender,
        to=receiver,
        open=mechanism.open,
        status=mechanism.status,
        source=mechanism.source,
        **{name: getattr(terms, name) for name in _TERMS},
    )


def _consulting(scenario: Scenario) -> tuple[Control, ...]:
    """The controls, each with the registries it consults: those written, then those of mechanisms."""
    everywhere: dict[str, list[str]] = {}
    at_control: dict[str, list[str]] = {}
    for mechanism in scenario.mechanisms:
        if not isinstance(mechanism, Registry):
            continue
        chosen, names = (
            (everywhere, mechanism.members)
            if mechanism.consulted_at is None
            else (at_control, mechanism.consulted_at)
        )
        for name in names:
            chosen.setdefault(name, []).append(mechanism.id)
    if not everywhere and not at_control:
        return scenario.controls

    def consulting(control: Control) -> Control:
        by_members = everywhere.get(control.agency, []) if control.watch is None else []
        asked = tuple(dict.fromkeys((*control.consults, *by_members, *at_control.get(control.id, []))))
        return control if asked == control.consults else control.model_copy(update={"consults": asked})

    return tuple(consulting(control) for control in scenario.controls)
