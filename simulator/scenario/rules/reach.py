"""Where each flow can pass, in time that grows with the network and hardly with the number of flows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from simulator.scenario.schema import Control, Flow, Scenario

Flows = int
"""A set of flows as bits: flow number i is in it if bit i is set."""


@dataclass(frozen=True, slots=True)
class Passing:
    """Where flows can pass.

    Attributes:
        by_threat: Threat -> its flows.
        from_origin: Place -> the flows without explicit paths whose cases can get there.
        to_destination: Place -> the flows without explicit paths whose destination can be reached from there.
        on_path: Place, or two places of a leg -> the flows that have an explicit path over it.
    """

    by_threat: Mapping[str, Flows]
    from_origin: Mapping[str, Flows]
    to_destination: Mapping[str, Flows]
    on_path: Mapping[str | tuple[str, str], Flows]

    def at(self, control: Control) -> Flows:
        """The flows that can meet a control."""
        if control.on_leg is not None:
            start, end = control.on_leg
            return self._between(start, end) | self.on_path.get(control.on_leg, 0)
        place = control.at or ""
        return self._between(place, place) | self.on_path.get(place, 0)

    def threats_at(self, control: Control) -> list[str]:
        """The threats whose flows can meet a control."""
        flows = self.at(control)
        return [threat for threat, those in self.by_threat.items() if flows & those]

    def _between(self, start: str, end: str) -> Flows:
        return self.from_origin.get(start, 0) & self.to_destination.get(end, 0)


def passing(scenario: Scenario) -> Passing:
    """Work out where the flows of a scenario can pass; every walk from origin to destination counts."""
    by_threat: dict[str, Flows] = {}
    on_path: dict[str | tuple[str, str], Flows] = {}
    starts: dict[str, Flows] = {}
    ends: dict[str, Flows] = {}
    for number, flow in enumerate(scenario.flows):
        bit = 1 << number
        by_threat[flow.threat] = by_threat.get(flow.threat, 0) | bit
        if flow.routes.paths is None:
            starts[flow.from_] = starts.get(flow.from_, 0) | bit
            ends[flow.to] = ends.get(flow.to, 0) | bit
        else:
            for step in _steps(flow):
                on_path[step] = on_path.get(step, 0) | bit
    onward: dict[str, list[str]] = {place.id: [] for place in scenario.places}
    for leg in scenario.legs:
        onward[leg.from_].append(leg.to)
    groups = _strongly_connected(onward)
    from_origin = _spread(groups, onward, starts)
    backward: dict[str, list[str]] = {place: [] for place in onward}
    for place, following in onward.items():
        for after in following:
            backward[after].append(place)
    to_destination = _spread(groups[::-1], backward, ends)
    return Passing(by_threat, from_origin, to_destination, on_path)


def _steps(flow: Flow) -> list[str | tuple[str, str]]:
    found: list[str | tuple[str, str]] = []
    for path in flow.routes.paths or ():
        found += path.places
        found += pairwise(path.places)
    return found


def _spread(
    groups: Sequence[Sequence[str]], onward: Mapping[str, Sequence[str]], seeds: Mapping[str, Flows]
) -> dict[str, Flows]:
    """Let sets of flows spread along the legs; the groups come before those that they lead to."""
    flows = dict(seeds)
    for group in groups:
        together = 0
        for place in group:
            together |= flows.get(place, 0)
        for place in group:
            flows[place] = together
            for after in onward[place] if together else ():
                flows[after] = flows.get(after, 0) | together
    return flows


def _strongly_connected(onward: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The groups of places that can all reach each other, a group before those that it leads to.

    Tarjan's algorithm (SIAM J. Comput. 1, 1972), without recursion.
    """
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    waiting: list[str] = []
    grouped: set[str] = set()
    groups: list[list[str]] = []
    for root in onward:
        if root in order:
            continue
        trail = [(root, iter(onward[root]))]
        order[root] = low[root] = len(order)
        waiting.append(root)
        while trail:
            place, following = trail[-1]
            for after in following:
                if after not in order:
                    order[after] = low[after] = len(order)
                    waiting.append(after)
                    trail.append((after, iter(onward[after])))
                    break
                if after not in grouped:
                    low[place] = min(low[place], order[after])
            else:
                trail.pop()
                if trail:
                    parent = trail[-1][0]
                    low[parent] = min(low[parent], low[place])
                if low[place] == order[place]:
                    start = _last_index(waiting, place)
                    groups.append(waiting[start:])
                    grouped.update(waiting[start:])
                    del waiting[start:]
    return groups[::-1]


def _last_index(places: Sequence[str], place: str) -> int:
    return next(index for index in range(len(places) - 1, -1, -1) if places[index] == place)
