"""How long a large scenario takes to read, check and plan: the nuclear smuggling network of the outside tests."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import yaml

from benchmarks.measuring import Effort, Line, line
from simulator.scenario import overlays, rules
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan
from tests.outside.snip_scenario import sensors, snip_scenario


def large_network(effort: Effort) -> list[Line]:
    """CPU seconds from YAML text to plan: 783 places, 2,586 legs with a control each, 456 flows."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "snip.yaml"
        file.write_text(yaml.safe_dump(snip_scenario(sensors("30", "3"))), encoding="utf-8")
        took = np.array([_steps(file) for _ in range(effort.rounds)])
    names = ("read the text", "build and validate", "check the rules", "plan: rules once more, 456 routes")
    return [
        *(line(name, took[:, i], "s") for i, name in enumerate(names)),
        line("all together", took.sum(axis=1), "s", "< 5"),
    ]


def _steps(file: Path) -> list[float]:
    clock = time.process_time
    times = [clock()]
    document = overlays.read(file)
    times.append(clock())
    scenario = Scenario.model_validate(document.data)
    times.append(clock())
    rules.check(scenario)
    times.append(clock())
    build_plan(scenario)
    times.append(clock())
    return np.diff(times).tolist()
