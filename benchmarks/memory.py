"""What an event takes in memory."""

from __future__ import annotations

import sys
import tracemalloc

from benchmarks.corridor import Corridor, plan_of
from benchmarks.measuring import Effort, Line
from simulator.engine.simulate import simulate

SEED = 29
DAYS = 500


def memory(effort: Effort) -> list[Line]:
    """Bytes an event: the log with its tables of cases and items, and all that a run holds at its peak."""
    plan = plan_of(Corridor(days=effort.of(DAYS)))
    simulate(plan, SEED, 0)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        log = simulate(plan, SEED, 1)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The buffers grow by an eighth more than they need; the arrays are views of them.
    reserved = sum(sys.getsizeof(table.base.obj) for table in (log.rows, log.cases, log.items))
    events = len(log)
    return [
        Line("log", log.nbytes / events, "bytes an event", bound="<= 120"),
        Line(
            "log with what its buffers hold in reserve", reserved / events, "bytes an event", bound="<= 120"
        ),
        Line("whole run at its peak", (peak - before) / events, "bytes an event"),
    ]
