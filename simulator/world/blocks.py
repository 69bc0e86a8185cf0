"""The cases of a flow in blocks: what chance decides about many of them at once.

A block draws for all its cases when the first one needs it; every draw is still the one that its address has, so
that blocks are a cache and no more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.distributions import Constant, Distribution
from simulator.world.address import child, children, offspring
from simulator.world.draws import Batch, Decider, Draws, Relation, Slot
from simulator.world.philox import uniforms
from simulator.world.plan import ControlPlan, FlowPlan, LegPlan, Plan


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
