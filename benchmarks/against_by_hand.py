"""The corridor here, with its full log, against the corridor written by hand, without one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.by_hand import ByHand
from benchmarks.corridor import Corridor, plan_of
from benchmarks.measuring import Effort, Line, interleaved, line
from simulator.engine.simulate import simulate

SEED = 17
ALL = Corridor(days=250)
BARE = replace(ALL, posts=0, detect=0.0, source=0.0, watch=0.0, leads=0.0)
PARTS = {
    "everything": ALL,
    "movement only": BARE,
    "movement, posts with bays": replace(BARE, posts=5),
    "movement, evidence, sharing, teams": replace(BARE, source=1.0, watch=3.0),
    "routine leads only": replace(BARE, cases_a_day=0.02, leads=30.0),
}


def against_by_hand(effort: Effort) -> list[Line]:
    """CPU time by hand over CPU time here, per case (where there are only leads: per lead)."""
    lines = []
    for part, corridor in PARTS.items():
        lines += _compared(part, replace(corridor, days=effort.of(corridor.days)), effort.rounds)
    return lines


def _compared(part: str, corridor: Corridor, rounds: int) -> list[Line]:
    plan = plan_of(corridor)
    only_leads = corridor.cases_a_day < 1.0

    def here(number: int) -> tuple[int, int]:
        log = simulate(plan, SEED, number)
        units = 2 * corridor.leads * corridor.days if only_leads else len(log.cases)
        return round(units), len(log)

    def by_hand(number: int) -> int:
        world = ByHand(SEED + number, corridor).run()
        return world.leads if only_leads else world.launched

    simulate(plan, SEED, 0)
    done = interleaved({"here": here, "by hand": by_hand}, rounds)
    ours = done["here"].seconds / [max(1, units) for units, _ in done["here"].returned]
    theirs = done["by hand"].seconds / [max(1, units) for units in done["by hand"].returned]
    rows = np.mean([rows / max(1, units) for units, rows in done["here"].returned])
    of = "lead" if only_leads else "case"
    return [
        line(f"{part}: by hand / here", theirs / ours, "x"),
        line(f"{part}: here", ours * 1e6, f"us a {of}"),
        line(f"{part}: by hand", theirs * 1e6, f"us a {of}"),
        Line(f"{part}: rows in the log here", float(rows), f"a {of}"),
    ]
