"""The nuclear smuggling instance of Pan, Charlton and Morton as a scenario (origin and licence: snip/NOTICE.md).

A smuggler goes from an origin to a destination over a network on which every arc has a chance to pass it
undetected; a sensor lowers that chance. Here each arc is a leg with a control on it, and each pair of origin
and destination a flow, with as many cases as its probability asks for.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("snip")

Arc = tuple[int, int]


@dataclass(frozen=True)
class Instance:
    """Chance to pass each arc, without and (where one can stand) with a sensor; probability of each trip."""

    evade: Mapping[Arc, float]
    evade_with_sensor: Mapping[Arc, float]
    trips: Mapping[Arc, float]


@cache
def instance() -> Instance:
    """Read the instance."""
    arcs = {(int(row["tail"]), int(row["head"])): row for row in _rows("arcs.csv")}
    return Instance(
        evade={arc: float(row["evade"]) for arc, row in arcs.items()},
        evade_with_sensor={
            arc: float(row["evade_with_sensor"]) for arc, row in arcs.items() if row["evade_with_sensor"]
        },
        trips={
            (int(row["origin"]), int(row["destination"])): float(row["probability"])
            for row in _rows("trips.csv")
        },
    )


@cache
def expected(budget: str, variant: str) -> Mapping[str, float]:
    """The proved values for a budget and variant, by the columns of expected.csv."""
    row = next(row for row in _rows("expected.csv") if (row["R"], row["snipno"]) == (budget, variant))
    names = ("no_sensor", "all_320", "plan_adaptive", "plan_static_uninformed")
    return {name: float(row[name]) for name in names}


def sensors(budget: str, variant: str) -> frozenset[Arc]:
    """The arcs on which the optimal plan of a budget and variant puts its sensors."""
    plan = json.loads((FOLDER / f"plan_R{budget}_snipno{variant}.json").read_text(encoding="utf-8"))
    return frozenset((tail, head) for tail, head in plan["sensors"])


def snip_scenario(
    placed: Collection[Arc] = (),
    *,
    factor: float = 0.1,
    paths: Mapping[Arc, Sequence[str]] | None = None,
    cases: int = 1000,
) -> dict[str, Any]:
    """Write the instance as a scenario document.

    Args:
        placed: the arcs that have a sensor.
        factor: what a sensor leaves of the chance to pass its arc (0.1 in variant 3 of the instances, 0 in 4).
        paths: the route of each trip, for a smuggler who knows nothing of sensors; one who knows them all, and
            takes the route that is likeliest to escape, where it is left out.
        cases: how many cases are expected in the day that is played.
    """
    world = instance()
    chances = {arc: evade * (factor if arc in placed else 1.0) for arc, evade in world.evade.items()}
    return {
        "scenario": {
            "id": "snip",
            "title": "Nuclear smuggling on a network of 783 places",
            "summary": "A smuggler who sees every sensor picks the route that is likeliest to escape them all.",
            "start": "2031-03-03T00:00Z",
            "horizon": "1 d",
        },
        "places": [{"id": _name(node)} for node in sorted({node for arc in world.evade for node in arc})],
        "legs": [
            {"from": _name(tail), "to": _name(head), "mode": "road", "duration": "0 h"}
            for tail, head in world.evade
        ],
        "agencies": [{"id": "guard", "kind": "border_guard"}],
        "controls": [
            {
                "id": f"sensor_{tail}_{head}",
                "on_leg": [_name(tail), _name(head)],
                "agency": "guard",
                "detect": {"nuclear": 1.0 - chance},
                "seize": 1.0,
            }
            for (tail, head), chance in chances.items()
        ],
        "flows": [
            {
                "id": f"trip_{origin}_{destination}",
                "threat": "nuclear",
                "from": _name(origin),
                "to": _name(destination),
                "arrivals": {"poisson": f"{probability * cases!r} / d"},
                "concealment": 0.0,
                "routes": {"choice": "informed"}
                if paths is None
                else {"choice": "fixed", "paths": [{"places": list(paths[origin, destination])}]},
            }
            for (origin, destination), probability in world.trips.items()
        ],
    }


def _name(node: int) -> str:
    return f"node_{node}"


def _rows(file: str) -> list[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))
