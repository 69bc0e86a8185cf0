"""Addressed draws: what chance decides in one replication, looked up by name and never by sequence.

Every draw is a function of the seed, the replication, the decider, the address of what is decided about, the
visit and the slot (`rules.md` 3 and 4). Tables hold the draws of many cases at once; they are a cache.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.distributions import Constant, Distribution
from simulator.world.address import child, children, key_of, offspring, siblings
from simulator.world.philox import RoundKeys, keyed_uniform, round_keys, uniforms
from simulator.world.plan import ControlPlan, FlowPlan, LegPlan, Plan

_LONGEST = 2**31 - 1


class Slot:
    """Which of a decider's questions a draw answers; plain numbers, for they are looked up all the time."""

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
    CORRUPT = 18
    HOLD = 19
    TRIAGE = 20
    LOOKOUT = 21
    RESPONSE = 22
    SUCCESS = 23
    RECOVERY = 24
    LEAD = 25
    SHADOW = 26
    SHADOW_LOST = 27
    EXPLOIT = 28
    YIELD = 29
    WILLING = 30
    CLEARANCE = 31
    TRANSIT = 32
    RELIABLE = 33
    LEAK = 34
    CONSENT = 35
    CONSENT_DELAY = 36
    ASK = 37
    ASK_RELIABLE = 38
    ANSWER = 39
    KNOWN = 40
    TRAIT = 41
    ABORT = 42
    RETRY = 43
    RETRY_DELAY = 44
    FOLLOW = 45
    FOLLOW_DELAY = 46
    COPY = 47
    COPY_DELAY = 48
    CARRIER = 49
    FALSE_ALARM = 50
    TRAFFIC_EXAMINED = 51
    TRAFFIC_WAVED = 52
    PROBE_TIME = 53
    PROBE_STATE = 54
    PROBE_WAIT = 55
    WARNED = 56
    CONSENSUS = 57
    MOBILISE = 58
    OUTCOME = 59
    OUTCOME_DELAY = 60
    CARE = 61
    REPLY = 62


class Relation:
    """How one address comes from another."""

    CASE = 1
    SUBJECT = 2
    CELL = 3
    ITEM = 4
    MESSAGE = 5
    PAIR = 6
    DAY = 7
    CARRIER = 8
    COPY = 9
    RETRY = 10
    FOLLOW = 11
    FINDING = 12
    ASKING = 13


class Decider:
    """Something that decides, and the key of its draws; `row` is where a batch keeps them."""

    __slots__ = ("key", "row", "words")

    def __init__(self, key: int, row: int) -> None:
        self.key = key
        self.row = row
        self.words: RoundKeys = round_keys(key)

    def uniform(self, address: int, slot: int, visit: int = 0) -> float:
        """One uniform number in (0, 1)."""
        return keyed_uniform(self.words, address, visit, slot)

    def ticks(self, distribution: Distribution, address: int, slot: int, visit: int = 0) -> int:
        """One duration in whole seconds.

        Args:
            distribution: of seconds.
            address: what it is decided about.
            slot: which of the decider's questions.
            visit: how often it was asked before.
        """
        if type(distribution) is Constant:
            return round(distribution.value)
        u = keyed_uniform(self.words, address, visit, slot)
        return int(np.minimum(np.rint(distribution.ppf(u)), _LONGEST))


class Draws:
    """One replication's luck."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication
        self.decider = cache(self._decider)
        self._deciders = 0

    def _decider(self, name: str) -> Decider:
        self._deciders += 1
        return Decider(key_of(self.seed, self.replication, name), self._deciders << 6)


class Batch:
    """Addresses that are decided about alike, and a cache of what is decided on them (first visits)."""

    __slots__ = ("_related", "addresses", "array", "spans", "values")

    def __init__(self, array: NDArray[np.uint64]) -> None:
        self.array = array
        self.addresses: list[int] = array.tolist()
        self.values: dict[int, list[float]] = {}
        self.spans: dict[int, tuple[Distribution, list[int]]] = {}
        self._related: dict[int, Batch] = {}

    def uniform(self, decider: Decider, slot: int, k: int) -> float:
        """What `decider.uniform` gives for the k-th address."""
        row = self.values.get(decider.row + slot)
        if row is not None:
            return row[k]
        if len(self.addresses) == 1:
            return decider.uniform(self.addresses[k], slot)
        drawn: list[float] = uniforms(decider.key, self.array, 0, slot).tolist()
        self.values[decider.row + slot] = drawn
        return drawn[k]

    def ticks(self, decider: Decider, slot: int, distribution: Distribution, k: int) -> int:
        """What `decider.ticks` gives for the k-th address."""
        if type(distribution) is Constant:
            return round(distribution.value)
        known = self.spans.get(decider.row + slot)
        if known is not None and known[0] is distribution:
            return known[1][k]
        if len(self.addresses) == 1:
            return decider.ticks(distribution, self.addresses[k], slot)
        drawn = _tick_list(distribution, uniforms(decider.key, self.array, 0, slot))
        self.spans[decider.row + slot] = (distribution, drawn)
        return drawn[k]

    def fill(self, wanted: list[tuple[Decider, int, Distribution | None]]) -> None:
        """Draw much at once: uniforms, or durations where a distribution is named."""
        wanted = [one for one in wanted if one[0].row + one[1] not in (self.spans if one[2] else self.values)]
        if not wanted:
            return
        keys = np.array([[decider.key] for decider, _, _ in wanted], dtype=np.uint64)
        slots = np.array([[slot] for _, slot, _ in wanted], dtype=np.uint64)
        table = uniforms(keys, self.array[None, :], 0, slots)
        for (decider, slot, distribution), row in zip(wanted, table, strict=True):
            if distribution is None:
                self.values[decider.row + slot] = row.tolist()
            else:
                self.spans[decider.row + slot] = (distribution, _tick_list(distribution, row))

    def related(self, parent: int) -> Batch:
        """What `parent` makes of each of the addresses: its items, say, or the messages that carry them."""
        found = self._related.get(parent)
        if found is None:
            found = self._related[parent] = Batch(siblings(parent, self.array, 0))
        return found


def single(address: int) -> Batch:
    """A batch of one address."""
    return Batch(np.array([address], dtype=np.uint64))


def _tick_list(distribution: Distribution, u: NDArray[np.float64]) -> list[int]:
    result: list[int] = np.minimum(np.rint(distribution.ppf(u)), _LONGEST).astype(np.int64).tolist()
    return result


class CaseBlock:
    """Cases of a flow that begin alike: their attributes, and the batch of their addresses.

    Args:
        source: the draws of the flow.
        array: addresses of the cases.
        first: ordinal of the first one.
        payload: what they carry; drawn where left out, like the rest.
        concealment: how well hidden they are.
        cells: numbers of their cells.
        subjects: addresses of who or what is behind them.
    """

    __slots__ = (
        "_kin",
        "_routes",
        "_source",
        "batch",
        "cells",
        "concealment",
        "depth",
        "first",
        "gumbels",
        "payload",
        "preferred",
        "subjects",
    )

    def __init__(
        self,
        source: FlowDraws,
        array: NDArray[np.uint64],
        first: int,
        payload: list[float] | None = None,
        concealment: list[float] | None = None,
        cells: list[int] | None = None,
        subjects: list[int] | None = None,
    ) -> None:
        flow, key = source.flow, source.decider.key
        self._source = source
        self._routes: set[int] = set()
        self._kin: dict[tuple[int, int], CaseBlock] = {}
        self.depth = 0
        """How many generations of cases it comes of."""
        self.first = first
        self.batch = Batch(array)
        luck = _luck(key, array, (payload, concealment, cells, subjects), source.drawn)
        self.payload = payload or _parts(flow, _amounts(flow.payload, luck.get(Slot.PAYLOAD), len(array)))
        self.concealment = concealment or _amounts(flow.concealment, luck.get(Slot.CONCEALMENT), len(array))
        self.cells = cells or _picks(len(flow.cells), luck.get(Slot.CELL), len(array))
        self.subjects = subjects or _subjects(flow, luck.get(Slot.SUBJECT), array, self.cells)
        self.gumbels: list[list[float]] = []
        self.preferred: list[int] = []
        """The routes that they take before anything has happened."""
        if len(flow.routes) > 1:
            routes = np.array([[route.address] for route in flow.routes], dtype=np.uint64)
            # One draw per (flow, route identity, case): the route's address is mixed into the case's.
            gumbels = -np.log(-np.log(uniforms(key, array[None, :] ^ routes, 0, Slot.ROUTE)))
            self.gumbels = gumbels.T.tolist()
            self.preferred = (gumbels + source.shares).argmax(axis=0).tolist()

    def take(self, route: int) -> None:
        """Draw what happens along a candidate route, unless a case before has taken it."""
        if route not in self._routes:
            self._routes.add(route)
            self.batch.fill(list(self._source.along(self._source.flow.routes[route].positions)))

    def take_leg(self, leg: LegPlan) -> None:
        """Draw what happens on a leg and where it leads."""
        self.batch.fill(list(self._source.along((leg.origin, leg.position, leg.destination))))

    def carriers(self) -> list[CaseBlock]:
        """The further carriers of the loads, who share cell, concealment and route with the first."""
        split = self._source.flow.split
        return [
            self.kin(
                self._source,
                Relation.CARRIER,
                j,
                payload=self.payload,
                concealment=self.concealment,
                cells=self.cells,
            )
            for j in range(1, split.carriers if split is not None else 1)
        ]

    def kin(
        self,
        source: FlowDraws,
        relation: int,
        mark: int,
        payload: list[float] | None = None,
        concealment: list[float] | None = None,
        cells: list[int] | None = None,
        subjects: list[int] | None = None,
    ) -> CaseBlock:
        """What may come of each of the cases in one way: it is drawn for all of them when the first one needs it.

        Args:
            source: draws of the flow that they belong to.
            relation: how they come of the cases.
            mark: tells them from others that come of the cases in the same way.
            payload: what they carry; drawn where left out, like the rest.
            concealment: how well hidden they are.
            cells: numbers of their cells.
            subjects: addresses of who or what is behind them.
        """
        found = self._kin.get((relation, mark))
        if found is None:
            array = offspring(self.batch.array, relation, mark)
            found = CaseBlock(source, array, self.first, payload, concealment, cells, subjects)
            found.depth = self.depth + 1
            self._kin[relation, mark] = found
        return found

    def only(self, k: int) -> CaseBlock:
        """A block of one of the cases alone, with what is known of it."""
        return CaseBlock(
            self._source,
            self.batch.array[k : k + 1],
            self.first + k,
            [self.payload[k]],
            [self.concealment[k]],
            [self.cells[k]],
            [self.subjects[k]],
        )


def _parts(flow: FlowPlan, loads: list[float]) -> list[float]:
    """What each carrier has of the loads."""
    return loads if flow.split is None else [load / flow.split.carriers for load in loads]


def _luck(
    key: int, array: NDArray[np.uint64], given: Iterable[object], drawn: Mapping[int, bool]
) -> dict[int, NDArray[np.float64]]:
    """The draws of the attributes that are not given, by slot: all at once, for a call costs more than its numbers."""
    slots = [
        slot for (slot, chance), known in zip(drawn.items(), given, strict=True) if chance and known is None
    ]
    if not slots:
        return {}
    return dict(zip(slots, uniforms(key, array[None, :], 0, np.array(slots)[:, None]), strict=True))


def _amounts(distribution: Distribution, luck: NDArray[np.float64] | None, size: int) -> list[float]:
    if luck is None:
        return [distribution.mean] * size
    result: list[float] = distribution.ppf(luck).tolist()
    return result


def _picks(n: int, luck: NDArray[np.float64] | None, size: int) -> list[int]:
    if luck is None:
        return [0] * size
    result: list[int] = (luck * n).astype(np.int64).tolist()
    return result


def _subjects(
    flow: FlowPlan, luck: NDArray[np.float64] | None, array: NDArray[np.uint64], cells: list[int]
) -> list[int]:
    """Addresses of who or what is behind each case: one of a cell's own, or somebody new each time."""
    if flow.subjects is None:
        result: list[int] = offspring(array, Relation.SUBJECT, 0).tolist()
        return result
    numbers = _picks(flow.subjects, luck, len(array))
    return [child(flow.cells[cell], Relation.SUBJECT, k) for cell, k in zip(cells, numbers, strict=True)]


class FlowDraws:
    """The draws of one flow's cases, in blocks that grow as more cases start."""

    def __init__(self, plan: Plan, flow: FlowPlan, draws: Draws) -> None:
        self.plan = plan
        self.flow = flow
        self.draws = draws
        self.decider = draws.decider(f"flow:{flow.id}")
        self.shares = np.array(
            [[math.log(route.share) if route.share > 0 else -math.inf] for route in flow.routes]
        )
        """Logarithms of the shares of the routes before anything has happened, as a column."""
        self.drawn = {
            Slot.PAYLOAD: type(flow.payload) is not Constant,
            Slot.CONCEALMENT: type(flow.concealment) is not Constant,
            Slot.CELL: len(flow.cells) > 1,
            Slot.SUBJECT: flow.subjects is not None and flow.subjects > 1,
        }
        """Which attributes of a case are left to chance, by slot."""
        self._block: CaseBlock | None = None
        self._end = 0

    def block_of(self, ordinal: int) -> CaseBlock:
        """The block that holds a case; ordinals must be asked for in rising order."""
        if self._block is None or ordinal >= self._end:
            size = min(max(128, ordinal), 1024)
            addresses = children(self.flow.address, Relation.CASE, np.arange(ordinal, ordinal + size))
            self._block = CaseBlock(self, addresses, ordinal)
            self._end = ordinal + size
        return self._block

    def concealment(self, distribution: Distribution, address: int) -> float:
        """Concealment of one case from another distribution than the flow's own, with the same luck."""
        return float(distribution.ppf(self.decider.uniform(address, Slot.CONCEALMENT)))

    def along(self, positions: Iterable[int]) -> Iterator[tuple[Decider, int, Distribution | None]]:
        """What has to be drawn for a case along a route (place, leg, place, ...), first visits."""
        plan, decider = self.plan, self.draws.decider
        for i, position in enumerate(positions):
            if i % 2:
                leg = plan.legs[position - len(plan.places)]
                yield decider(f"leg:{leg.id}"), Slot.DURATION, leg.duration
                looks, watches = leg.looks, leg.watches
            else:
                place = plan.places[position]
                if place.stay is not None:
                    yield decider(f"place:{place.id}"), Slot.STAY, place.stay
                looks, watches = place.looks, place.watches
            for index in (*looks, *watches):
                control = plan.controls[index]
                yield from _look(decider(f"control:{control.id}"), control)


def _look(decider: Decider, control: ControlPlan) -> Iterator[tuple[Decider, int, Distribution | None]]:
    if control.evidence and type(control.report_delay) is not Constant:
        yield decider, Slot.REPORT, control.report_delay
    if control.seize:
        yield decider, Slot.SEIZE, None
    if control.hold is not None and control.hold.share < 1.0:
        yield decider, Slot.HOLD, None
    if control.watch is not None:
        yield decider, Slot.WATCH, None
        return
    yield decider, Slot.EXAMINE, None
    yield decider, Slot.DETECT, None
    if control.service is not None:
        yield decider, Slot.SERVICE, control.service


def alone(source: FlowDraws, address: int) -> CaseBlock:
    """A block of one case of a flow."""
    return CaseBlock(source, np.array([address], dtype=np.uint64), 0)


def case_address(flow: FlowPlan, ordinal: int) -> int:
    """Address of a flow's case by its number."""
    return child(flow.address, Relation.CASE, ordinal)
