"""What an event takes in memory."""

from __future__ import annotations

import sys
import tracemalloc
from typing import Any

from numpy.typing import NDArray

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
    reserved = sum(_reserved(table) for table in (log.rows, log.cases, log.items))
    events = len(log)
    return [
        Line("log", log.nbytes / events, "bytes an event", bound="<= 120"),
        Line(
            "log with what its buffers hold in reserve", reserved / events, "bytes an event", bound="<= 120"
        ),
        Line("whole run at its peak", (peak - before) / events, "bytes an event"),
    ]


def _reserved(table: NDArray[Any]) -> int:
    """Size of the buffer that a table is a view of: it grows by an eighth more than it needs."""
    view: Any = table.base
    return sys.getsizeof(view.obj)
