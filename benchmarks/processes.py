"""Two processes against one, by the clock on the wall."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.measuring import Effort, Line, interleaved, line
from simulator.experiment import replicate
from simulator.scenario.load import load_scenario
from simulator.world.compile import build_plan

SCENARIO = Path(__file__).parents[1] / "scenarios" / "northern_route.yaml"
REPLICATIONS = 40


def processes(effort: Effort) -> list[Line]:
    """Seconds for replications of the northern route with one process and with two."""
    plan = build_plan(load_scenario(SCENARIO))
    replications = effort.of(REPLICATIONS)

    def with_jobs(jobs: int) -> float:
        return float(len(replicate(plan, replications, jobs=jobs).measures.replications))

    done = interleaved(
        {"1": lambda _: with_jobs(1), "2": lambda _: with_jobs(2)}, min(effort.rounds, 5), time.perf_counter
    )
    one, two = done["1"].seconds, done["2"].seconds
    return [
        line(f"{replications} replications, 1 process", one, "s"),
        line(f"{replications} replications, 2 processes", two, "s"),
        line("1 process / 2 processes", one / two, "x"),
    ]
