"""Candidate routes of flows: explicit ones, or the best simple paths over the legs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.distributions import Distribution
from simulator.world.address import name_address
from simulator.world.evasion import Cargo, chance_to_pass, concealments
from simulator.world.plan import ChoicePlan, ControlPlan, LegPlan, PlacePlan, Plan, RoutePlan

if TYPE_CHECKING:
    from simulator.scenario.schema import Flow

Array = NDArray[np.float64]

# Added to every leg so that ties go to the route with fewer legs; far below any difference that is shown.
_TIE = 1e-12


@dataclass(frozen=True)
class Ground:
    """Places, legs and controls, and what was worked out on them so far for many flows."""

    places: Sequence[PlacePlan]
    legs: Sequence[LegPlan]
    controls: Sequence[ControlPlan]
    traits: Sequence[str] = ()
    chances: dict[tuple[int, Distribution, Cargo | None], list[Array | None]] = field(default_factory=dict)
    searches: dict[Any, Any] = field(default_factory=dict)
    leg_between: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the legs by their ends."""
        self.leg_between.update({(leg.origin, leg.destination): leg.index for leg in self.legs})


def plan_routes(
    ground: Ground, flow: Flow, origin: int, destination: int, threat: int, choice: ChoicePlan
) -> tuple[RoutePlan, ...]:
    """Lay out the candidate routes of a flow, with time, cost, chance to escape and first share.

    Args:
        ground: places, legs and controls.
        flow: the flow as written; its explicit paths are taken where there are any.
        origin: number of the place where it starts.
        destination: number of the place where it ends.
        threat: number of its threat.
        choice: how it chooses.
    """
    cargo = _cargo(ground, flow)
    index = {place.id: place.index for place in ground.places}
    value_of_second = flow.routes.value_of_time / 3600.0
    if flow.routes.paths is not None:
        sequences = [tuple(index[place] for place in path.places) for path in flow.routes.paths]
    elif choice.choice == "informed":
        sequences = _search(ground, ("informed", threat, flow.concealment, cargo), origin, destination, 1)
    else:
        k = flow.routes.k if choice.choice == "adaptive" else 1
        sequences = _search(ground, ("shortest", value_of_second), origin, destination, k)
    chances = _with_handover(
        ground, flow, destination, threat, _chances(ground, threat, flow.concealment, cargo), cargo
    )
    routes = [_route(ground, sequence, chances, flow) for sequence in sequences]
    if choice.choice == "fixed":
        weights = [path.share for path in flow.routes.paths or ()]
    elif choice.choice == "adaptive":
        appeal = [appeal_of(route, choice, [fresh_risk(choice)] * len(route.positions)) for route in routes]
        weights = [math.exp(one - max(appeal)) for one in appeal]
    else:
        best: Callable[[RoutePlan], float] = (
            (lambda route: route.evasion)
            if choice.choice == "informed"
            else (lambda route: -(route.seconds * value_of_second + route.cost))
        )
        winner = max(range(len(routes)), key=lambda i: (best(routes[i]), -i))
        weights = [float(i == winner) for i in range(len(routes))]
    return tuple(replace(route, share=w / sum(weights)) for route, w in zip(routes, weights, strict=True))


def fresh_risk(choice: ChoicePlan) -> float:
    """Perceived risk of a place or leg before the first news: a / (a + b)."""
    return choice.expected_losses / (choice.expected_losses + choice.expected_successes)


def appeal_of(
    route: RoutePlan, choice: ChoicePlan, risks: Sequence[float], seconds: float | None = None
) -> float:
    """Deterministic part of a route's utility in the logit choice.

    Args:
        route: the route.
        choice: the weights on time, cost and risk.
        risks: perceived risk of each of the route's positions, in [0, 1).
        seconds: mean time that it takes; as planned where left out.
    """
    risk = -sum(math.log1p(-min(one, 1.0 - 1e-12)) for one in risks)
    mean = route.seconds if seconds is None else seconds
    time, cost = choice.time_weight * mean / 3600.0, choice.cost_weight * route.cost / 1000.0
    return -(time + cost + choice.risk_weight * risk)


def mean_time(leg: LegPlan) -> float:
    """Mean seconds that a leg takes, with the wait for its departure."""
    return leg.duration.mean + (0.0 if leg.departures is None else leg.departures.mean_wait)


def flow_weights(plan: Plan) -> list[float]:
    """Each flow's share of all launches expected before the horizon; they add up to 1 (or are all 0)."""
    expected = [
        sum(0 <= time < plan.horizon for time in flow.times)
        if flow.arrivals is None
        else flow.arrivals.cumulative(plan.horizon) - flow.arrivals.cumulative(0)
        for flow in plan.flows
    ]
    total = sum(expected)
    return [one / total if total > 0 else 0.0 for one in expected]


def _cargo(ground: Ground, flow: Flow) -> Cargo | None:
    """What matters of a flow to controls that do not look at every case alike; None where there is no such control."""
    if not flow.corruption and not any(
        control.examine_from or control.by_trait for control in ground.controls
    ):
        return None
    traits = ((ground.traits.index(trait), share) for trait, share in flow.traits.items())
    corruption = (
        (control.index, flow.corruption[control.id])
        for control in ground.controls
        if control.id in flow.corruption
    )
    carriers = 1 if flow.split is None else flow.split.carriers
    return Cargo(flow.payload.unit, flow.payload.amount, tuple(traits), carriers, tuple(corruption))


def _chances(
    ground: Ground, threat: int, concealment: Distribution, cargo: Cargo | None
) -> list[Array | None]:
    """Chance to pass each position, for equally likely concealments and (last) the mean one; None is certainty."""
    key = (threat, concealment, cargo)
    if key not in ground.chances:
        values = concealments(concealment)

        def chance(spot: PlacePlan | LegPlan, present: Distribution | None) -> Array | None:
            looks, watches = ([ground.controls[i] for i in some] for some in (spot.looks, spot.watches))
            if not looks and not watches:
                return None
            return chance_to_pass(looks, watches, threat, values, present, cargo)

        ground.chances[key] = [
            *(chance(place, place.stay) for place in ground.places),
            *(chance(leg, leg.duration) for leg in ground.legs),
        ]
    return ground.chances[key]


def _with_handover(
    ground: Ground,
    flow: Flow,
    destination: int,
    threat: int,
    chances: list[Array | None],
    cargo: Cargo | None,
) -> list[Array | None]:
    """The chances to pass each position, that of the destination lowered for the time of the handover."""
    watches = [ground.controls[i] for i in ground.places[destination].watches]
    before = chances[destination]
    if flow.handover is None or before is None or not watches:
        return chances
    after = before * chance_to_pass((), watches, threat, concealments(flow.concealment), flow.handover, cargo)
    return [*chances[:destination], after, *chances[destination + 1 :]]


def _search(
    ground: Ground, weighing: tuple[Any, ...], origin: int, destination: int, k: int
) -> list[tuple[int, ...]]:
    """The k best simple paths as sequences of places, best first; fewer where there are not so many."""
    from scipy.sparse.csgraph import dijkstra, yen

    graph = _graph(ground, weighing)
    if k == 1:
        key = (*weighing, destination)
        if key not in ground.searches:
            # Over the reversed legs, what comes before a place is what follows it on the way.
            _, before = dijkstra(graph.T.tocsr(), indices=np.array([destination]), return_predecessors=True)
            ground.searches[key] = before[0].tolist()
        following = ground.searches[key]
        path = [origin]
        while path[-1] != destination:
            step = following[path[-1]]
            if step < 0:
                if weighing[0] == "informed":  # every way is closed by a control that nobody passes
                    return _search(ground, ("shortest", 0.0), origin, destination, 1)
                message = f"no way from place {origin} to place {destination}"
                raise ValueError(message)
            path.append(step)
        return [tuple(path)]
    lengths, before = yen(graph, origin, destination, k, return_predecessors=True)
    paths = []
    for predecessors in before[: len(lengths)]:
        path = [destination]
        while path[-1] != origin:
            path.append(int(predecessors[path[-1]]))
        paths.append(tuple(reversed(path)))
    return paths


def _graph(ground: Ground, weighing: tuple[Any, ...]) -> Any:
    from scipy.sparse import csr_array

    if weighing not in ground.searches:
        size, legs = len(ground.places), ground.legs
        if weighing[0] == "informed":
            chances = _chances(ground, *weighing[1:])
            weights = np.zeros(len(legs))
            for leg in legs:
                for chance in (chances[leg.position], chances[leg.destination]):
                    if chance is not None:
                        weights[leg.index] += -math.log(chance[-1]) if chance[-1] > 0 else math.inf
        else:
            stays = [0.0 if place.stay is None else place.stay.mean for place in ground.places]
            seconds = np.array([mean_time(leg) + stays[leg.destination] for leg in legs])
            costs = np.array([leg.cost for leg in legs])
            weights = seconds * (weighing[1] or (1.0 if not costs.any() else 1e-9)) + costs
        passable = np.isfinite(weights)
        ends = np.array([(leg.origin, leg.destination) for leg in legs], dtype=np.int32).T[:, passable]
        ground.searches[weighing] = csr_array(
            (weights[passable] + _TIE, (ends[0], ends[1])), shape=(size, size)
        )
    return ground.searches[weighing]


def _route(ground: Ground, places: tuple[int, ...], chances: list[Array | None], flow: Flow) -> RoutePlan:
    legs = tuple(ground.leg_between[pair] for pair in pairwise(places))
    positions = [places[0]]
    for leg, place in zip(legs, places[1:], strict=True):
        positions += (ground.legs[leg].position, place)
    evasion = np.ones(1)
    for position in positions:
        chance = chances[position]
        if chance is not None:
            evasion = evasion * chance
    stays = (ground.places[place].stay for place in places)
    seconds = sum(mean_time(ground.legs[leg]) for leg in legs) + sum(s.mean for s in stays if s is not None)
    return RoutePlan(
        address=name_address("route", *(ground.places[place].id for place in places)),
        places=places,
        legs=legs,
        positions=tuple(positions),
        seconds=seconds + (flow.handover.mean if flow.handover is not None else 0.0),
        cost=sum(ground.legs[leg].cost for leg in legs),
        evasion=float(evasion[:-1].mean() if len(evasion) > 1 else evasion[0]),
        share=0.0,
    )
