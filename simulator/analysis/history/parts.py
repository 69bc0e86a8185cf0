"""The parts of a history; a new one is a function here in PARTS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from simulator.analysis.columns import Floats, Ints
from simulator.analysis.history.ends import cases_by_end, payload_by_end
from simulator.analysis.history.ground import ground
from simulator.analysis.history.launches import launches_by_route
from simulator.analysis.history.race import race
from simulator.analysis.history.waiting import waiting
from simulator.analysis.metrics.base import Record
from simulator.world.plan import Plan

Part = Callable[[Plan, Record, Ints], Floats]
"""Plan, one replication, and the ticks of the steps -> an array whose shape depends on plan and steps alone."""

PARTS: Final[Mapping[str, Part]] = {
    "cases": cases_by_end,
    "payload": payload_by_end,
    "ground": ground,
    "race": race,
    "waiting": waiting,
    "launches": launches_by_route,
}


def history_of(plan: Plan, record: Record, times: Ints) -> dict[str, Floats]:
    """Every part of the history of one replication.

    Args:
        plan: What was played.
        record: The replication, laid out.
        times: Ticks of the steps, in order.
    """
    return {name: part(plan, record, times) for name, part in PARTS.items()}
