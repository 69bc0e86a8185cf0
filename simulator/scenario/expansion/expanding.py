"""All mechanisms of a scenario turned into primitives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from simulator.scenario.expansion import (
    bilateral_network,
    capacity_building,
    hub,
    humanitarian_referral,
    joint_operation,
    legal_assistance,
    liaison,
    public_private,
    reaction_force,
    registry,
    sanctions_list,
    screening_feed,
)
from simulator.scenario.expansion.joining import BACK, both_directions
from simulator.scenario.expansion.result import Expansion, Ground, Made
from simulator.scenario.schema import Control, Mechanism, Outcome, Scenario
from simulator.scenario.schema.mechanisms import (
    BilateralNetwork,
    CapacityBuilding,
    Hub,
    HumanitarianReferral,
    JointOperation,
    LegalAssistance,
    Liaison,
    PublicPrivate,
    ReactionForce,
    Registry,
    SanctionsList,
    ScreeningFeed,
)

_EXPAND: Final[Mapping[type, Callable[[Any, Ground], Made]]] = {
    BilateralNetwork: bilateral_network.expand,
    CapacityBuilding: capacity_building.expand,
    Hub: hub.expand,
    HumanitarianReferral: humanitarian_referral.expand,
    JointOperation: joint_operation.expand,
    LegalAssistance: legal_assistance.expand,
    Liaison: liaison.expand,
    PublicPrivate: public_private.expand,
    ReactionForce: reaction_force.expand,
    Registry: registry.expand,
    SanctionsList: sanctions_list.expand,
    ScreeningFeed: screening_feed.expand,
}
_LAST: Final = (CapacityBuilding, JointOperation, LegalAssistance)
"""The kinds that change what others make; they expand upon all of that."""


def expand(scenario: Scenario) -> Expansion:
    """Turn the mechanisms of a scenario into primitives; the same scenario always gives the same order."""
    given = Ground(
        scenario,
        scenario.agencies,
        scenario.controls,
        tuple(both_directions(scenario.links)),
        scenario.pools,
    )
    made = {one.id: _made(one, given) for one in scenario.mechanisms if not isinstance(one, _LAST)}
    everything = _with(given, made.values())
    made |= {one.id: _made(one, everything) for one in scenario.mechanisms if isinstance(one, _LAST)}
    made = {one.id: made[one.id] for one in scenario.mechanisms}
    whole = _with(given, made.values())
    parts = {name: those.everything for name, those in made.items()}
    return Expansion(
        agencies=whole.agencies,
        controls=_consulting(whole.controls, made.values()),
        links=whole.links,
        pools=whole.pools,
        care=(*scenario.care, *(care for one in made.values() for care in one.care)),
        aftermath=_aftermath(made.values()),
        programmes=tuple(one.programme for one in made.values() if one.programme is not None),
        made_by={piece: name for name, pieces in parts.items() for piece in pieces},
        parts=parts,
        switched={name: those.pieces for name, those in made.items()},
        two_way={link.id: link.id + BACK for link in scenario.links if link.both_ways},
    )


def _made(mechanism: Mechanism, ground: Ground) -> Made:
    return _EXPAND[type(mechanism)](mechanism, ground)


def _with(given: Ground, made: Iterable[Made]) -> Ground:
    """The given primitives and those that mechanisms make."""
    those = tuple(made)
    return Ground(
        given.scenario,
        given.agencies + tuple(agency for one in those for agency in one.agencies),
        given.controls + tuple(control for one in those for control in one.controls),
        given.links + tuple(link for one in those for link in (*one.links, *one.scheduled)),
        given.pools + tuple(pool for one in those for pool in one.pools),
    )


def _aftermath(made: Iterable[Made]) -> Mapping[str, tuple[Outcome, ...]]:
    """What mechanisms add to the aftermath of each flow."""
    added: dict[str, tuple[Outcome, ...]] = {}
    for one in made:
        for flow, outcomes in one.aftermath.items():
            added[flow] = (*added.get(flow, ()), *outcomes)
    return added


def _consulting(controls: tuple[Control, ...], made: Iterable[Made]) -> tuple[Control, ...]:
    """The controls, each with the registries it consults: those written, then those of mechanisms."""
    everywhere: dict[str, list[str]] = {}
    at_control: dict[str, list[str]] = {}
    for one in made:
        for chosen, names in ((everywhere, one.consulted_by), (at_control, one.consulted_at)):
            for name, asked in names.items():
                chosen.setdefault(name, []).append(asked)
    if not everywhere and not at_control:
        return controls

    def consulting(control: Control) -> Control:
        by_members = everywhere.get(control.agency, []) if control.watch is None else []
        asked = tuple(dict.fromkeys((*control.consults, *by_members, *at_control.get(control.id, []))))
        return control if asked == control.consults else control.model_copy(update={"consults": asked})

    return tuple(consulting(control) for control in controls)
