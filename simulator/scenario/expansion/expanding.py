"""All mechanisms of a scenario turned into primitives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from simulator.scenario.expansion import bilateral_network, hub, registry
from simulator.scenario.expansion.joining import BACK, both_directions
from simulator.scenario.expansion.result import Expansion, Ground, Made
from simulator.scenario.schema import BilateralNetwork, Control, Hub, Mechanism, Registry, Scenario

_EXPAND: Final[Mapping[type, Callable[[Any, Ground], Made]]] = {
    BilateralNetwork: bilateral_network.expand,
    Hub: hub.expand,
    Registry: registry.expand,
}
_LAST: Final[tuple[type, ...]] = ()
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
    parts = {name: those.pieces for name, those in made.items()}
    return Expansion(
        agencies=whole.agencies,
        controls=_consulting(whole.controls, made.values()),
        links=whole.links,
        pools=whole.pools,
        programmes=tuple(one.programme for one in made.values() if one.programme is not None),
        made_by={piece: name for name, pieces in parts.items() for piece in pieces},
        parts=parts,
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
        given.links + tuple(link for one in those for link in one.links),
        given.pools + tuple(pool for one in those for pool in one.pools),
    )


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
