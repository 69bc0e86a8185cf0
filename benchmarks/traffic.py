"""Legitimate traffic of 100 and of 100,000 vehicles a day: its volume must not make the run dear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.corridor import Corridor, scenario
from benchmarks.measuring import Effort, Line, interleaved, line
from simulator.engine.simulate import simulate
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan

SEED = 31
DAYS = 250
LIGHT, HEAVY = 100, 100_000
EXAMINED = 0.05
"""Share examined: 5 vehicles a day of the light traffic; of the heavy one, 100 times what two bays can take."""
FALSE_ALARM = 0.001
LANES = {"with bays": {}, "without bays": {"bays": None, "service": None, "queue_limit": None}}


def traffic(effort: Effort) -> list[Line]:
    """CPU time with heavy traffic over that with light, for a run and for an event, with two bays and with no limit."""
    corridor = Corridor(days=effort.of(DAYS))
    works = {
        f"{vehicles} {lanes}": _play(corridor, vehicles, changes)
        for lanes, changes in LANES.items()
        for vehicles in (LIGHT, HEAVY)
    }
    done = interleaved(works, effort.rounds)
    lines = []
    for lanes in LANES:
        light, heavy = done[f"{LIGHT} {lanes}"], done[f"{HEAVY} {lanes}"]
        bound = "about 1" if lanes == "with bays" else ""
        lines.append(
            line(f"{lanes}: {HEAVY:,} / {LIGHT} a day, a run", heavy.seconds / light.seconds, "x", bound)
        )
        per_event = [one.seconds / one.returned for one in (heavy, light)]
        lines.append(line(f"{lanes}: {HEAVY:,} / {LIGHT} a day, an event", per_event[0] / per_event[1], "x"))
    return lines


def _play(corridor: Corridor, vehicles: int, changes: dict[str, Any]) -> Callable[[int], int]:
    data = scenario(corridor)
    lanes = {
        "traffic": f"{vehicles} / d",
        "examine": EXAMINED,
        "false_alarm": FALSE_ALARM,
        "queue_limit": 6,
        **changes,
    }
    data["controls"] = [
        {**control, **lanes} if control["id"].startswith("post") else control for control in data["controls"]
    ]
    plan = build_plan(Scenario.model_validate(data))

    def play(number: int) -> int:
        return len(simulate(plan, SEED, number))

    simulate(plan, SEED, 0)
    return play
