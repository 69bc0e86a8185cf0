"""The smallest scenarios that show one mechanism alone, and how their results are held against theory.

Whoever builds a scenario here states every value that matters; the rest is neutral: nobody hides, nothing
takes time, nobody is known. The engine counts whole seconds, so times in theory's units are written in hours.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.engine.simulate import simulate
from simulator.eventlog import Event, EventLog
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan
from simulator.world.plan import Plan

REFERENCE: dict[str, Any] = json.loads(Path(__file__).with_name("reference.json").read_text(encoding="utf-8"))

HOUR = 3600
NEVER: dict[str, Any] = {"schedule": ["D+20000"]}
"""Arrivals of a flow that plays no part."""

_AGENCY = {
    "hours": "24/7",
    "analysts": 0,
    "triage": "0 h",
    "lookout_at": 1000.0,
    "act_at": 1.0,
    "lookout_delay": "0 h",
    "teams": 0,
    "response": "0 h",
    "success": 1.0,
    "recovery": "0 h",
}
_CONTROL = {
    "agency": "guard",
    "examine": 1.0,
    "examine_flagged": 1.0,
    "skill": 1.0,
    "evidence": 0.0,
    "about": "case",
    "report_delay": "0 h",
    "seize": 0.0,
    "false_alarm": 0.0,
}
_LINK = {
    "willingness": 1.0,
    "clearance": "0 h",
    "clearance_clock": "calendar",
    "transit": "0 h",
    "reliability": 1.0,
    "fidelity": 1.0,
    "leak": 0,
    "onward": "free",
}
_FLOW = {
    "threat": "contraband",
    "from": "north",
    "to": "south",
    "arrivals": NEVER,
    "payload": {"unit": "item", "constant": 1},
    "concealment": 0.0,
    "cells": 1,
    "routes": {"choice": "shortest"},
}


def agency(name: str = "guard", **values: Any) -> dict[str, Any]:
    """An agency of its own land that is always at work; without analysts and teams."""
    return {"id": name, "jurisdiction": f"{name}_land", **_AGENCY, **values}


def control(name: str, **values: Any) -> dict[str, Any]:
    """A control of the guard's that examines everything and seizes nothing."""
    return {"id": name, **_CONTROL, **values}


def link(sender: str, receiver: str, **values: Any) -> dict[str, Any]:
    """A link that passes everything at once."""
    return {"id": f"{sender}_to_{receiver}", "from": sender, "to": receiver, **_LINK, **values}


def flow(name: str = "goods", **values: Any) -> dict[str, Any]:
    """A flow of contraband from north to south that nobody knows of and that does not hide."""
    return {"id": name, **_FLOW, **values}


def leg(start: str = "north", end: str = "south", duration: Any = "0 h", **values: Any) -> dict[str, Any]:
    """A leg that takes no time."""
    return {"from": start, "to": end, "mode": "road", "duration": duration, **values}


def place(name: str, **values: Any) -> dict[str, Any]:
    """A place."""
    return {"id": name, **values}


def exponential(hours: float) -> dict[str, Any]:
    """An exponential duration, by its mean."""
    return {"exponential": {"mean": f"{hours!r} h"}}


def world(
    *,
    horizon: str,
    agencies: Sequence[dict[str, Any]] = (),
    controls: Sequence[dict[str, Any]] = (),
    links: Sequence[dict[str, Any]] = (),
    flows: Sequence[dict[str, Any]] = (),
    legs: Sequence[dict[str, Any]] = (),
    places: Sequence[dict[str, Any]] = (),
    injects: Sequence[dict[str, Any]] = (),
    pools: Sequence[dict[str, Any]] = (),
    start: str = "2031-03-03T00:00Z",
    warm_up: str = "0 h",
) -> Plan:
    """Compile a world of two places, north and south, and whatever else is given.

    The scenario begins on a Monday. Each agency has a jurisdiction named after it, in which a place or leg
    counts as its area.
    """
    agencies = agencies or (agency(),)
    lands = dict.fromkeys(one["jurisdiction"] for one in agencies)
    named = {one["id"] for one in places}
    everywhere = [*(place(name) for name in ("north", "south") if name not in named), *places]
    scenario = {
        "scenario": {
            "id": "theory",
            "title": "Theory",
            "summary": "One mechanism alone.",
            "start": start,
            "horizon": horizon,
            "warm_up": warm_up,
        },
        "jurisdictions": [{"id": land, "timezone": "Asia/Dushanbe"} for land in lands],
        "places": everywhere,
        "legs": list(legs) or [leg()],
        "agencies": list(agencies),
        "controls": list(controls),
        "links": list(links),
        "flows": list(flows) or [flow()],
        "injects": list(injects),
        "pools": list(pools),
    }
    return build_plan(Scenario.model_validate(scenario))


def replicate(plan: Plan, replications: int, seed: int) -> list[EventLog]:
    """Play a plan several times with independent luck."""
    return [simulate(plan, seed, replication) for replication in range(replications)]


def happened(log: EventLog, *kinds: Event) -> NDArray[np.bool_]:
    """Which cases of a log met an event of these kinds, in order of launch."""
    result = np.zeros(len(log.cases), dtype=np.bool_)
    result[log.of(*kinds)["case"]] = True
    return result


def when(log: EventLog, kind: Event, of: str = "case") -> NDArray[np.float64]:
    """Tick of the first event of a kind for every case (or item), infinity where there was none."""
    result = np.full(len(log.cases if of == "case" else log.items), np.inf)
    rows = log.of(kind)[::-1]
    result[rows[of]] = rows["time"]
    return result


def agrees(values: ArrayLike, theory: float, power: float) -> None:
    """Hold the mean of independent values against theory.

    Args:
        values: independent observations (cases or whole replications).
        theory: what their mean should be; it must lie within four standard errors.
        power: largest share of the theory that these four standard errors may make up, so that the
            comparison can fail.
    """
    sample = np.asarray(values, dtype=np.float64)
    mean, error = float(sample.mean()), float(sample.std(ddof=1)) / math.sqrt(len(sample))
    assert abs(mean - theory) <= 4 * error, f"{mean:.6g} against {theory:.6g}, standard error {error:.2g}"
    assert 0 < 4 * error <= power * abs(theory), f"4 standard errors are {4 * error / abs(theory):.1%}"
