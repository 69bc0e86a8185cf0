"""Addressed draws: what chance decides in one replication, looked up by name and never by sequence.

Every draw is a function of the seed, the replication, the decider, the address of what is decided about, the
visit and the slot (`rules.md` 3 and 4). Tables hold the draws of many cases at once; they are a cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.distributions import Constant, Distribution
from simulator.world.address import child, children, key_of
from simulator.world.philox import RoundKeys, keyed_uniform, round_keys, uniforms
from simulator.world.plan import FlowPlan, LegPlan, PlacePlan, Plan, RoutePlan

_LONGEST = 2**31 - 1

_Keep = Callable[[NDArray[np.float64]], None]
_Request = tuple[str, int, _Keep]


class Slot(IntEnum):
    """Which of a decider's questions a draw answers."""

    GAP = 0
    PAYLOAD = 1
    CONCEALMENT = 2
    CELL = 3
    SUBJECT = 4
    ROUTE = 5
    HANDOVER = 6
    NEWS = 7
    DURATION = 8
    STAY = 9
    EXAMINE = 10
    DETECT = 11
    SEIZE = 12
    SERVICE = 13
    REPORT = 14
    WATCH = 15
    QUEUE_STATE = 16
    QUEUE_WAIT = 17
    TRIAGE = 20
    LOOKOUT = 21
    RESPONSE = 22
    SUCCESS = 23
    RECOVERY = 24
    LEAD = 25
    WILLING = 30
    CLEARANCE = 31
    TRANSIT = 32
    RELIABLE = 33
    KNOWN = 40
    FALSE_ALARM = 50
    TRAFFIC_EXAMINED = 51
    TRAFFIC_WAVED = 52
    PROBE_TIME = 53
    PROBE_STATE = 54
    PROBE_WAIT = 55


class Relation(IntEnum):
    """How one address comes from another."""

    CASE = 1
    SUBJECT = 2
    CELL = 3
    ITEM = 4
    MESSAGE = 5
    PAIR = 6
    DAY = 7


class Draws:
    """One replication's luck."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication
        self.words = cache(self._words)
        self.key = cache(self._key)

    def _key(self, decider: str) -> int:
        return key_of(self.seed, self.replication, decider)

    def _words(self, decider: str) -> RoundKeys:
        return round_keys(self.key(decider))

    def uniforms(self, decider: str, addresses: NDArray[np.uint64], slot: Slot) -> NDArray[np.float64]:
        """Uniforms in (0, 1) of one decider for many addresses, first visit; same shape as `addresses`."""
        return uniforms(self.key(decider), addresses, 0, int(slot))


def ticks(distribution: Distribution, words: RoundKeys, address: int, slot: int, visit: int = 0) -> int:
    """Sample a duration in whole seconds.

    Args:
        distribution: of seconds.
        words: round keys of the decider.
        address: what it is decided about.
        slot: which of the decider's questions.
        visit: how often it was asked before.
    """
    if type(distribution) is Constant:
        return round(distribution.value)
    return int(min(np.rint(distribution.ppf(keyed_uniform(words, address, visit, slot))), _LONGEST))


def tick_list(distribution: Distribution, u: NDArray[np.float64]) -> list[int]:
    """Durations in whole seconds for an array of uniforms: the bulk form of `ticks`."""
    result: list[int] = np.minimum(np.rint(distribution.ppf(u)), _LONGEST).astype(np.int64).tolist()
    return result


class RouteRows:
    """The draws of a block of cases along one route, by leg, place and control; one entry a case."""

    __slots__ = ("durations", "looks", "services", "stays")

    def __init__(self) -> None:
        self.durations: dict[int, list[int]] = {}
        self.stays: dict[int, list[int]] = {}
        self.services: dict[int, list[int]] = {}
        self.looks: dict[int, list[float]] = {}


def look_row(control: int, slot: int) -> int:
    """Where the draws of a control stand in RouteRows.looks."""
    return control << 6 | slot


class CaseBlock:
    """The draws of consecutive cases of a flow: attributes now, those along a route when it is first taken."""

    __slots__ = ("_addresses", "_source", "addresses", "cells", "concealment", "first", "gumbels", "payload", "routes", "subjects")  # fmt: skip

    def __init__(self, source: FlowDraws, first: int, size: int) -> None:
        flow, draws, decider = source.flow, source.draws, source.decider
        self._source = source
        self._addresses = children(flow.address, Relation.CASE, np.arange(first, first + size))
        self.first = first
        self.addresses: list[int] = self._addresses.tolist()
        self.payload: list[float] = _amounts(source, self._addresses, flow.payload, Slot.PAYLOAD)
        self.concealment: list[float] = _amounts(source, self._addresses, flow.concealment, Slot.CONCEALMENT)
        u_cell = draws.uniforms(decider, self._addresses, Slot.CELL) if len(flow.cells) > 1 else None
        self.cells: list[int] = [0] * size if u_cell is None else (u_cell * len(flow.cells)).astype(int).tolist()
        self.subjects: list[int] | None = None
        if flow.subjects is not None:
            u_subject = draws.uniforms(decider, self._addresses, Slot.SUBJECT)
            self.subjects = (u_subject * flow.subjects).astype(int).tolist()
        self.gumbels: list[list[float]] = []
        if len(flow.routes) > 1:
            routes = np.array([[route.address] for route in flow.routes], dtype=np.uint64)
            # One draw per (flow, route identity, case): the route's address is mixed into the case's.
            u_route = draws.uniforms(decider, self._addresses[None, :] ^ routes, Slot.ROUTE)
            self.gumbels = (-np.log(-np.log(u_route))).T.tolist()
        self.routes: list[RouteRows | None] = [None] * len(flow.routes)

    def along(self, route: int) -> RouteRows:
        """The draws along a candidate route."""
        rows = self.routes[route]
        if rows is None:
            rows = self.routes[route] = self._source.rows(self._addresses, self._source.flow.routes[route])
        return rows


def _amounts(
    source: FlowDraws, addresses: NDArray[np.uint64], distribution: Distribution, slot: Slot
) -> list[float]:
    if type(distribution) is Constant:
        return [distribution.value] * len(addresses)
    result: list[float] = distribution.ppf(source.draws.uniforms(source.decider, addresses, slot)).tolist()
    return result


class FlowDraws:
    """The draws of one flow's cases, in blocks that grow as more cases start."""

    def __init__(self, plan: Plan, flow: FlowPlan, draws: Draws) -> None:
        self.plan = plan
        self.flow = flow
        self.draws = draws
        self.decider = f"flow:{flow.id}"
        self._block: CaseBlock | None = None
        self._end = 0

    def block_of(self, ordinal: int) -> CaseBlock:
        """The block that holds a case; ordinals must be asked for in rising order."""
        if self._block is None or ordinal >= self._end:
            size = min(max(128, ordinal), 1024)
            self._block = CaseBlock(self, ordinal, size)
            self._end = ordinal + size
        return self._block

    def concealment(self, distribution: Distribution, address: int) -> float:
        """Concealment of one case from another distribution than the flow's own, with the same luck."""
        u = keyed_uniform(self.draws.words(self.decider), address, 0, Slot.CONCEALMENT)
        return float(distribution.ppf(u))

    def gaps(self, first: int, size: int) -> NDArray[np.float64]:
        """Unit exponentials before the cases first .. first + size - 1."""
        addresses = children(self.flow.address, Relation.CASE, np.arange(first, first + size))
        return -np.log1p(-self.draws.uniforms(self.decider, addresses, Slot.GAP))

    def rows(self, addresses: NDArray[np.uint64], route: RoutePlan) -> RouteRows:
        """Draw what happens to cases along a route, first visits, in one call."""
        requests: list[_Request] = []
        result = RouteRows()
        for position in route.positions:
            requests += self._requests(position, result)
        u = self._table([(decider, slot) for decider, slot, _ in requests], addresses)
        for (_, _, keep), row in zip(requests, u, strict=True):
            keep(row)
        return result

    def _requests(self, position: int, rows: RouteRows) -> Iterator[_Request]:
        """What has to be drawn at a position, and where each row of draws is kept."""
        plan, threat = self.plan, self.flow.threat
        spot: PlacePlan | LegPlan
        if position < len(plan.places):
            spot = place = plan.places[position]
            if place.stay is not None:
                yield f"place:{place.id}", Slot.STAY, _keep_ticks(rows.stays, place.index, place.stay)
        else:
            spot = leg = plan.legs[position - len(plan.places)]
            yield f"leg:{leg.id}", Slot.DURATION, _keep_ticks(rows.durations, leg.index, leg.duration)
        for index in spot.looks:
            control = plan.controls[index]
            if control.sees(threat):
                decider = f"control:{control.id}"
                yield decider, Slot.EXAMINE, _keep_uniforms(rows.looks, look_row(index, Slot.EXAMINE))
                yield decider, Slot.DETECT, _keep_uniforms(rows.looks, look_row(index, Slot.DETECT))
                if control.service is not None:
                    yield decider, Slot.SERVICE, _keep_ticks(rows.services, index, control.service)
        for index in spot.watches:
            if plan.controls[index].sees(threat):
                keep = _keep_hazards(rows.looks, look_row(index, Slot.WATCH))
                yield f"control:{plan.controls[index].id}", Slot.WATCH, keep

    def _table(self, requests: Sequence[tuple[str, int]], addresses: NDArray[np.uint64]) -> NDArray[np.float64]:
        if not requests:
            return np.empty((0, len(addresses)))
        keys = np.array([[self.draws.key(decider)] for decider, _ in requests], dtype=np.uint64)
        slots = np.array([[slot] for _, slot in requests], dtype=np.uint64)
        return uniforms(keys, addresses[None, :], 0, slots)


def _keep_ticks(rows: dict[int, list[int]], at: int, distribution: Distribution) -> _Keep:
    def keep(u: NDArray[np.float64]) -> None:
        rows[at] = tick_list(distribution, u)

    return keep


def _keep_uniforms(rows: dict[int, list[float]], at: int) -> _Keep:
    def keep(u: NDArray[np.float64]) -> None:
        rows[at] = u.tolist()

    return keep


def _keep_hazards(rows: dict[int, list[float]], at: int) -> _Keep:
    def keep(u: NDArray[np.float64]) -> None:
        rows[at] = (-np.log1p(-u)).tolist()

    return keep


def case_address(flow: FlowPlan, ordinal: int) -> int:
    """Address of a flow's case by its number."""
    return child(flow.address, Relation.CASE, ordinal)
