"""What an event and a case cost in short runs and in long ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.corridor import Corridor, plan_of
from benchmarks.measuring import Effort, Line, interleaved, line
from simulator.engine.simulate import simulate

SEED = 23
CORRIDOR = Corridor(days=1.0)
CASES = (100, 1_000, 10_000, 100_000)
AT_LEAST = 10_000
"""Cases in a round: short runs are repeated, with other draws."""


def scaling(effort: Effort) -> list[Line]:
    """CPU time per row of the log and per case, for about 100 to 100,000 cases."""
    sizes = {f"{cases:,}": cases for cases in CASES if cases <= max(effort.of(CASES[-1]), CASES[0])}
    at_least = effort.of(AT_LEAST)
    works = {size: _runs(cases, at_least) for size, cases in sizes.items()}
    done = interleaved(works, effort.rounds)
    per_row, per_case = {}, {}
    for size in sizes:
        cases, rows = np.array(done[size].returned, dtype=float).T
        per_row[size], per_case[size] = done[size].seconds / rows, done[size].seconds / cases
    return [
        *(line(f"{size} cases", per_row[size] * 1e6, "us an event") for size in sizes),
        _deviation("events", per_row),
        *(line(f"{size} cases", per_case[size] * 1e6, "us a case") for size in sizes),
        _deviation("cases", per_case),
    ]


def _runs(cases: int, at_least: int) -> Callable[[int], tuple[int, int]]:
    plan = plan_of(replace(CORRIDOR, days=max(1, round(cases / CORRIDOR.cases_a_day))))
    repeats = max(1, round(at_least / cases))

    def runs(number: int) -> tuple[int, int]:
        played = rows = 0
        for replication in range(number * repeats, (number + 1) * repeats):
            log = simulate(plan, SEED, replication)
            played += len(log.cases)
            rows += len(log)
        return played, rows

    simulate(plan, SEED, 0)
    return runs


def _deviation(of: str, costs: dict[str, NDArray[np.float64]]) -> Line:
    medians = [float(np.median(cost)) for cost in costs.values()]
    return Line(
        f"{of}: dearest over cheapest size", 100 * (max(medians) / min(medians) - 1), "% more", bound="<= 25"
    )
