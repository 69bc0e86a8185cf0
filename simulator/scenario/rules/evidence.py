"""How much evidence analysts must expect at least: what controls make that no route avoids, and what is shared."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from simulator.scenario.rules.facts import Facts
from simulator.scenario.schema import Control, Flow, Link

_MOST_STEPS = 300_000
"""Legs that are looked at to find out which controls cannot be avoided; beyond that a control counts as avoidable."""


def expected_evidence(facts: Facts) -> dict[str, float]:
    """Agency -> items a second that its analysts must expect: of its own controls, and by links that push.

    A lower bound: selection at random alone, no lookouts, and only controls that no route avoids.
    """
    expected: dict[str, float] = {}
    outgoing = _pushing(facts)
    for (maker, threat), rate in _made(facts).items():
        for agency, share in _reached(outgoing, maker, threat).items():
            expected[agency] = expected.get(agency, 0.0) + rate * share
    return expected


def _made(facts: Facts) -> dict[tuple[str, str], float]:
    """(Agency, threat) -> items a second that its controls make."""
    made: dict[tuple[str, str], float] = {}
    rates = [_rate(flow, facts.scenario.horizon) for flow in facts.scenario.flows]
    onward = facts.legs_from
    at_ends = _at_ends(facts.scenario.flows)
    steps = 0
    for control in facts.expansion.controls:
        always = control.open and control.hours.always and control.id not in facts.touched
        if not always or control.evidence == 0:
            continue
        met = facts.passing.at(control)
        # Once the steps are spent, only flows that begin or end at the control are known to meet it.
        numbers = range(len(rates)) if steps <= _MOST_STEPS else at_ends.get(control.at, ())
        for number in numbers:
            flow = facts.scenario.flows[number]
            chance = _chance(control, flow, facts) if met >> number & 1 and rates[number] else 0.0
            if not chance:
                continue
            if not _at_an_end(control, flow):
                steps += len(facts.scenario.legs)
                if steps > _MOST_STEPS or _avoidable(control, flow, onward):
                    continue
            key = control.agency, flow.threat
            made[key] = made.get(key, 0.0) + rates[number] * chance
    return made


def _at_ends(flows: Sequence[Flow]) -> dict[str | None, list[int]]:
    """Place -> numbers of the flows that begin or end there."""
    found: dict[str | None, list[int]] = {}
    for number, flow in enumerate(flows):
        for place in (flow.from_, flow.to):
            found.setdefault(place, []).append(number)
    return found


def _rate(flow: Flow, horizon: float) -> float:
    """Cases a second."""
    arrivals = flow.arrivals
    if arrivals is None or not flow.open:
        return 0.0
    if arrivals.poisson is not None:
        return arrivals.poisson.rate
    if arrivals.schedule is not None:
        return len(arrivals.schedule) / horizon if horizon > 0 else 0.0
    batch = arrivals.batch
    return batch.size / batch.every if batch is not None and batch.every > 0 else 0.0


def _chance(control: Control, flow: Flow, facts: Facts) -> float:
    """The chance that a case which passes makes an item, without any lookout."""
    found = control.detect.get(flow.threat, 0.0) * control.skill * (1 - flow.concealment.mean)
    if control.watch is None:
        return control.examine * found
    if not control.detect:
        found = 1.0
    stay = next((place.stay for place in facts.scenario.places if place.id == control.at), None)
    present = stay.mean if stay is not None else 0.0
    return -math.expm1(-control.watch * found * present)


def _at_an_end(control: Control, flow: Flow) -> bool:
    return control.at in (flow.from_, flow.to)


def _avoidable(control: Control, flow: Flow, onward: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a case can get to its destination without passing a control."""
    if flow.routes.paths is not None:
        return not all(_on_path(control, path.places) for path in flow.routes.paths)
    seen, waiting = {flow.from_}, [flow.from_]
    while waiting:
        place = waiting.pop()
        for after in onward.get(place, ()):
            if after in seen or after == control.at or (place, after) == control.on_leg:
                continue
            if after == flow.to:
                return True
            seen.add(after)
            waiting.append(after)
    return False


def _on_path(control: Control, places: tuple[str, ...]) -> bool:
    return control.at in places or control.on_leg in tuple(pairwise(places))


def _reached(outgoing: Mapping[str, Sequence[Link]], maker: str, threat: str) -> dict[str, float]:
    """Agency -> share of what somebody makes that comes to it, by the link or chain of links that brings most."""
    reached: dict[str, float] = {}
    queue: list[tuple[float, str, bool]] = [(-1.0, maker, True)]
    while queue:
        share, agency, may_pass_on = heapq.heappop(queue)
        if agency in reached:
            continue
        reached[agency] = -share
        for link in outgoing.get(agency, ()) if may_pass_on else ():
            if link.to not in reached and (link.threats is None or threat in link.threats):
                kept = share * link.willingness * link.reliability
                heapq.heappush(queue, (kept, link.to, link.onward == "free"))
    return reached


def _pushing(facts: Facts) -> dict[str, list[Link]]:
    """Sender -> its links that pass on whatever comes in, as they are described."""
    found: dict[str, list[Link]] = {}
    for link in facts.expansion.links:
        pushes = link.open and link.share_at is None and getattr(link, "mode", "push") == "push"
        if pushes and link.id not in facts.touched:
            found.setdefault(link.from_, []).append(link)
    return found
