"""Two processes against one, by the clock on the wall."""

from __future__ import annotations

import os
import time
from pathlib import Path

from benchmarks.measuring import Effort, Line, interleaved, line
from simulator.experiment import replicate
from simulator.scenario.load import load_scenario
from simulator.world.compile import build_plan

SCENARIO = Path(__file__).parents[1] / "scenarios" / "northern_route.yaml"
REPLICATIONS = 40


def processes(effort: Effort) -> list[Line]:
    """Seconds for replications of the northern route; worth reading only if nothing else runs on the machine."""
    plan = build_plan(load_scenario(SCENARIO))
    replications = effort.of(REPLICATIONS)

    def with_jobs(jobs: int) -> float:
        start = _cpu()
        replicate(plan, replications, jobs=jobs)
        return _cpu() - start

    done = interleaved(
        {"1": lambda _: with_jobs(1), "2": lambda _: with_jobs(2)}, min(effort.rounds, 5), time.perf_counter
    )
    one, two = done["1"], done["2"]
    return [
        line(f"{replications} replications, --jobs 1", one.seconds, "s"),
        line(f"{replications} replications, --jobs 2", two.seconds, "s"),
        line("--jobs 1 / --jobs 2", one.seconds / two.seconds, "x"),
        line("the same in CPU time, --jobs 1", one.returned, "CPU s"),
        line("the same in CPU time, --jobs 2", two.returned, "CPU s"),
    ]


def _cpu() -> float:
    """CPU time of this process and of those that it has seen the end of."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
