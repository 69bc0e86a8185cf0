"""Which flows start cases of which others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simulator.scenario.schema import Flow


def started(flow: Flow) -> tuple[str, ...]:
    """The flows of which a flow starts cases; one may be named twice."""
    return tuple(entry.start for entry in flow.on_delivery) + tuple(
        entry.start for entry in flow.on_delivered_total
    )


def circles(flows: Iterable[Flow]) -> Mapping[str, frozenset[str]]:
    """Flow -> the flows that it starts and that lead back to it, directly or by others."""
    onward = {flow.id: frozenset(started(flow)) for flow in flows}
    reached = {name: _reached(onward, name) for name in onward}
    return {
        name: frozenset(after for after in starts if name in reached[after] or name == after)
        for name, starts in onward.items()
    }


def _reached(onward: Mapping[str, frozenset[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for after in onward.get(waiting.pop(), ()):
            if after not in found:
                found.add(after)
                waiting.append(after)
    return found
