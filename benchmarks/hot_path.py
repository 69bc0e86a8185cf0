"""Where the time of a run goes, by what happens and by function."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path
from typing import Any

from benchmarks.corridor import Corridor, plan_of
from benchmarks.measuring import Effort, Line
from simulator.engine.agenda import Clock
from simulator.engine.simulate import simulate

SEED = 37
DAYS = 250
FUNCTIONS = 8

Function = tuple[str, int, str]


def hot_path(effort: Effort) -> list[Line]:
    """Share of a run of the corridor by handler (with all that it calls) and by function (alone)."""
    plan = plan_of(Corridor(days=effort.of(DAYS)))
    simulate(plan, SEED, 0)
    profile = cProfile.Profile()
    profile.enable()
    simulate(plan, SEED, 1)
    profile.disable()
    stats: dict[Function, Any] = vars(pstats.Stats(profile))["stats"]
    total = sum(own for _, _, own, _, _ in stats.values())
    code = Clock.run_before.__code__
    loop = (code.co_filename, code.co_firstlineno, code.co_name)
    handlers = [
        (callers[loop][3], f"{_place(function)}, {callers[loop][0]:,} times")
        for function, (_, _, _, _, callers) in stats.items()
        if loop in callers and function[0] != "~"
    ]
    alone = [(own, _place(function)) for function, (_, _, own, _, _) in stats.items()]
    return [
        *(
            Line(f"handler {name}", 100 * spent / total, "%")
            for spent, name in sorted(handlers, reverse=True)
        ),
        Line("handler: none (the queue itself)", 100 * stats[loop][2] / total, "%"),
        *(
            Line(f"function {name}", 100 * own / total, "%")
            for own, name in sorted(alone, reverse=True)[:FUNCTIONS]
        ),
    ]


def _place(function: Function) -> str:
    file, _, name = function
    return name if file == "~" else f"{Path(file).stem}.{name}"
