"""The corridor that the benchmarks play, as a scenario; `by_hand` has the same without Interlock.

Seven places, six legs with lognormal durations; informants at the origin, five border posts with two bays each at
which everybody is checked, surveillance at the destination; two agencies with analysts who also have routine leads
to look at; belief, lookouts that sharpen a check, a link with clearance, teams that race the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan
from simulator.world.plan import Plan

LEGS = ((9, 14), (6, 10), (18, 26), (12, 20), (8, 12), (10, 16))
"""Median and p90 of the duration of each leg, in hours."""
FIRST_ABROAD = 3
"""From this place on the way is in the second jurisdiction."""
DETECT_FLAGGED, SEIZE = 0.5, 0.5
SHARE, SUCCESS, PERISHABLE = 0.8, 0.7, 48.0
WEIGHT, LOOKOUT_AT, ACT_AT = 0.6, 0.5, 1.0
TAIL = 30.0
"""Days that are played after the last case has begun, so that all end."""


@dataclass(frozen=True)
class Corridor:
    """How much of everything there is: one that lacks a part shows what that part costs."""

    days: float
    """How long cases and leads begin."""
    cases_a_day: float = 20.0
    posts: int = 5
    detect: float = 0.05
    """Chance that a post finds an unconcealed case."""
    source: float = 0.2
    """Chance that the informants know of an unconcealed case."""
    watch: float = 0.3
    """How often a day the surveillance finds a case."""
    leads: float = 10.0
    """Routine leads a day at each of the two agencies."""


def scenario(corridor: Corridor) -> dict[str, Any]:
    """Write the corridor as a scenario document."""
    places = [{"id": f"p{i}", "jurisdiction": "a" if i < FIRST_ABROAD else "b"} for i in range(len(LEGS) + 1)]
    places[-1]["stay"] = "24 h"
    steps = [{"from": f"D+{corridor.days:.0f}", "times": 0}]
    agency = {
        "hours": "24/7",
        "analysts": 4,
        "triage": {"lognormal": {"median": "1 h", "p90": "4 h"}},
        "routine_leads": {"rate": f"{corridor.leads} / d", "steps": steps} if corridor.leads else None,
        "lookout_at": LOOKOUT_AT,
        "lookout_delay": "0 h",
        "act_at": ACT_AT,
        "response": {"lognormal": {"median": "5 h", "p90": "12 h"}},
        "recovery": "8 h",
        "success": SUCCESS,
        "perishable": f"{PERISHABLE} h",
    }
    return {
        "scenario": {
            "id": "corridor",
            "title": "Corridor",
            "summary": "A benchmark.",
            "start": "2031-01-01T00:00Z",
            "horizon": f"{corridor.days + TAIL} d",
        },
        "jurisdictions": [{"id": one, "timezone": "UTC"} for one in "ab"],
        "places": places,
        "legs": [
            {
                "from": f"p{i}",
                "to": f"p{i + 1}",
                "mode": "road",
                "duration": {"lognormal": {"median": f"{median} h", "p90": f"{p90} h"}},
            }
            for i, (median, p90) in enumerate(LEGS)
        ],
        "agencies": [
            {"id": "customs", "jurisdiction": "a", **agency, "teams": 0},
            {"id": "police", "jurisdiction": "b", **agency, "teams": 3},
        ],
        "controls": _controls(corridor),
        "links": [
            {
                "id": "share",
                "from": "customs",
                "to": "police",
                "willingness": SHARE,
                "clearance_clock": "calendar",
                "clearance": {"lognormal": {"median": "12 h", "p90": "48 h"}},
                "transit": "15 min",
                "reliability": 1,
                "fidelity": 1,
                "leak": 0,
                "onward": "never",
            }
        ],
        "flows": [
            {
                "id": "goods",
                "threat": "drugs",
                "from": "p0",
                "to": f"p{len(LEGS)}",
                "arrivals": {"poisson": {"rate": f"{corridor.cases_a_day} / d", "steps": steps}},
                "payload": {"unit": "kg", "lognormal": {"median": 12, "p90": 40}},
                "concealment": {"pert": {"min": 0.1, "mode": 0.4, "max": 0.8}},
                "cells": 6,
                "aftermath": [],
                "routes": {"choice": "shortest"},
            },
        ],
    }


def _controls(corridor: Corridor) -> list[dict[str, Any]]:
    controls: list[dict[str, Any]] = [
        {
            "id": f"post{i}",
            "at": f"p{i}",
            "agency": "customs" if i < FIRST_ABROAD else "police",
            "bays": 2,
            "service": {"triangular": {"low": "20 min", "mode": "40 min", "high": "2 h"}},
            "detect": {"drugs": corridor.detect},
            "detect_flagged": {"drugs": DETECT_FLAGGED},
            "seize": SEIZE,
            "report_delay": {"exponential": {"mean": "2 h"}},
        }
        for i in range(1, corridor.posts + 1)
    ]
    if corridor.source:
        controls.append({
            "id": "source",
            "at": "p0",
            "agency": "customs",
            "detect": {"drugs": corridor.source},
            "report_delay": {"exponential": {"mean": "10 h"}},
        })  # fmt: skip
    if corridor.watch:
        controls.append({
            "id": "surveillance",
            "at": f"p{len(LEGS)}",
            "agency": "police",
            "watch": f"{corridor.watch} / d",
            "report_delay": {"exponential": {"mean": "2 h"}},
        })  # fmt: skip
    return [{**control, "evidence": WEIGHT} for control in controls]


@cache
def plan_of(corridor: Corridor) -> Plan:
    """The corridor, ready to be played."""
    return build_plan(Scenario.model_validate(scenario(corridor)))
