"""What agencies can come to know at most, and which links can carry anything."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from math import inf

from simulator.scenario.rules.facts import Facts
from simulator.scenario.rules.routes import finds
from simulator.scenario.schema import Link, Tip

ROUNDING = 1e-6
"""What sums of weights may lack to a threshold."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What agencies can come to know.

    Attributes:
        made: Threat -> agency -> the most that its own items on one case can weigh together; infinite where a
            source can speak again and again, or an inject changes it.
        links: The links that can bring something, now or after an inject.
        incoming: Agency -> those that lead to it.
        touched: What injects change, whose values at the start mean little.
    """

    made: Mapping[str, Mapping[str, float]]
    links: tuple[Link, ...]
    incoming: Mapping[str, tuple[Link, ...]]
    touched: frozenset[str]

    def belief(self, agency: str, enough: float) -> float:
        """The highest belief in one case that an agency can reach, or some belief of at least `enough`."""
        return max((self._belief(agency, threat, enough) for threat in self.made), default=0.0)

    def carrying(self) -> frozenset[str]:
        """The links over which some item about some threat can travel."""
        return frozenset(link for threat in self.made for link in self._carrying(threat))

    def _belief(self, agency: str, threat: str, enough: float) -> float:
        """The sum over all sources, each by the route that leaves most of its weight (Dijkstra)."""
        made, total = self.made[threat], 0.0
        seen: set[str] = set()
        queue = [(-1.0, agency)]
        while queue and total < enough:
            kept, holder = heapq.heappop(queue)
            if holder in seen:
                continue
            seen.add(holder)
            total += -kept * made.get(holder, 0.0)
            for link in self.incoming.get(holder, ()):
                # only the last link of a route may forbid passing on what it brings
                usable = holder == agency or self._is_free(link)
                if usable and link.from_ not in seen and _is_for(link, threat):
                    fidelity = 1.0 if link.id in self.touched else link.fidelity
                    heapq.heappush(queue, (kept * fidelity, link.from_))
        return total

    def _carrying(self, threat: str) -> Iterator[str]:
        """Let the makers of items, as bits, spread over the links on which they may be passed on."""
        bits = {agency: 1 << number for number, agency in enumerate(self.made[threat])}
        passable = dict(bits)
        outgoing: dict[str, list[Link]] = {}
        for link in self.links:
            if _is_for(link, threat):
                outgoing.setdefault(link.from_, []).append(link)
        waiting = list(bits)
        while waiting:
            sender = waiting.pop()
            for link in outgoing.get(sender, ()) if passable[sender] else ():
                before = passable.get(link.to, 0)
                after = before | passable[sender]
                if after != before and self._is_free(link):
                    passable[link.to] = after
                    waiting.append(link.to)
        for sender, links in outgoing.items():
            held = passable.get(sender, 0)
            yield from (link.id for link in links if held & ~bits.get(link.to, 0))

    def _is_free(self, link: Link) -> bool:
        if link.id in self.touched or link.onward == "free":
            return True
        return link.onward == "with_consent" and link.consent is not None and link.consent.granted > 0


def knowledge(facts: Facts, leaving_out: Set[str] = frozenset()) -> Knowledge:
    """Work out what the agencies of a scenario can come to know.

    Args:
        facts: The scenario.
        leaving_out: Controls that are taken to find nothing.
    """
    made: dict[str, dict[str, float]] = {threat: {} for threat in facts.passing.by_threat}
    for threat, agency, weight in _sources(facts, leaving_out):
        if weight > 0:
            made[threat][agency] = made[threat].get(agency, 0.0) + weight
    links = tuple(link for link in facts.expansion.links if link.id in facts.touched or not why_dead(link))
    incoming: dict[str, list[Link]] = {}
    for link in links:
        incoming.setdefault(link.to, []).append(link)
    return Knowledge(made, links, {agency: tuple(those) for agency, those in incoming.items()}, facts.touched)


def why_dead(link: Link) -> str:
    """Why a link as described carries nothing at all, in words; nothing where it works."""
    zeros = [key for key in ("willingness", "reliability", "fidelity", "capacity") if getattr(link, key) == 0]
    if zeros:
        return f"its {' and '.join(zeros)} is 0"
    return "" if link.open else "it is closed, and no inject opens it"


def _sources(facts: Facts, leaving_out: Set[str]) -> Iterator[tuple[str, str, float]]:
    """Threat, agency, and the weight that a source of the agency can add to its belief in one case."""
    flows = {flow.id: flow for flow in facts.scenario.flows}
    for control in facts.expansion.controls:
        if control.id in leaving_out:
            continue
        touched = control.id in facts.touched
        for threat in facts.passing.threats_at(control):
            if touched or (control.open and finds(control, threat)):
                again = control.watch is not None or control.about != "case"
                endless = touched or (again and control.evidence > 0)
                yield threat, control.agency, inf if endless else control.evidence
    for agency in facts.expansion.agencies:
        if any(one.evidence > 0 and one.probability > 0 for one in agency.exploitation):
            yield from ((threat, agency.id, inf) for threat in facts.passing.by_threat)
    for flow in flows.values():
        for known in flow.prior_knowledge:
            yield flow.threat, known.agency, known.evidence if known.share > 0 else 0.0
    for action in facts.written_actions.values():
        if isinstance(action, Tip):
            yield flows[action.tip.flow].threat, action.tip.agency, action.tip.evidence


def _is_for(link: Link, threat: str) -> bool:
    return link.threats is None or threat in link.threats
