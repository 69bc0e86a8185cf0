"""Scenarios that are hard to draw: nothing, very little, a great deal, and names of every sort."""

from __future__ import annotations

from typing import Any

from simulator.scenario.load import build
from simulator.scenario.schema import Scenario
from tests.unit.small import small

_LONG = "Interministerial directorate general for the coordination of customs enquiries abroad"
NAMES = (
    _LONG,
    "Главное управление по контролю за оборотом наркотиков и координации межведомственной работы",
    "საბაჟო დეპარტამენტის საერთაშორისო თანამშრომლობის სამმართველო",
    "海关总署缉私局国际合作处与边境情报中心联合办公室",
    "<b>&$x$ \\frac{1}{2} </b><script>alert(1)</script>",
    "هيئة الجمارك ومكافحة التهريب",
    "Ü",
)
_THREATS = ("drugs", "victims", "money", "fighters", "malware")
_UNITS = ("kg", "person", "usd", "intrusion", "item", "gun")


def name(number: int) -> str:
    """A name of some sort, unique."""
    return f"{NAMES[number % len(NAMES)]} {number}"


def nothing() -> Scenario:
    """An hour in which nothing happens."""
    data = small()
    data["scenario"] |= {"horizon": "1 h"}
    data["flows"][0] |= {"arrivals": {"poisson": "0.0001 / d"}}
    return build(data)


def little() -> Scenario:
    """Three hours with a case or two."""
    data = small()
    data["scenario"] |= {"horizon": "3 h"}
    data["flows"][0] |= {"arrivals": {"schedule": ["D+0 06:10", "D+0 06:40"]}}
    data["legs"] = [leg | {"duration": "20 min"} for leg in data["legs"]]
    data["places"][2] |= {"stay": "10 min"}
    return build(data)


def sparse() -> Scenario:
    """A month with all its cases at the beginning, after a warm-up, on two ways, and without analysts."""
    data = small()
    data["scenario"] |= {"horizon": "700 h", "warm_up": "5 d"}
    data["places"] = [*data["places"], {"id": "pass", "kind": "green_border", "jurisdiction": "south"}]
    data["legs"] += [
        {"from": "a", "to": "pass", "mode": "foot", "duration": "30 h"},
        {"from": "pass", "to": "c", "mode": "road", "duration": "18 h"},
    ]
    data["agencies"] = [agency | {"analysts": 0} for agency in data["agencies"]]
    data["flows"][0] |= {
        "arrivals": {"schedule": ["D-1", "D+0 07:00", "D+0 08:00", "D+0 09:00", "D+1", "D+1 09:00"]}
    }
    return build(data)


def plenty() -> Scenario:
    """A year with sixty agencies, thirty flows in six units, crowded events, and long names in many scripts."""
    data: dict[str, Any] = small()
    data["scenario"] |= {"horizon": "365 d", "title": NAMES[1]}
    data["places"] = [
        {"id": "a", "name": name(0), "jurisdiction": "south"},
        *(
            {"id": f"gate{n}", "name": name(n), "kind": "border_crossing", "jurisdiction": "south"}
            for n in range(1, 9)
        ),
        {"id": "c", "name": name(9), "jurisdiction": "north", "stay": "24 h"},
    ]
    data["legs"] = [
        leg
        for n in range(1, 9)
        for leg in (
            {"from": "a", "to": f"gate{n}", "mode": "road", "duration": "9 h"},
            {"from": f"gate{n}", "to": "c", "mode": "road", "duration": "18 h"},
        )
    ]
    data["agencies"] = [
        {"id": f"agency{n}", "name": name(n), "kind": "police" if n % 2 else "customs",
         "jurisdiction": "north" if n % 2 else "south", "routine_leads": f"{1 + n % 3} / d"}
        for n in range(60)
    ]  # fmt: skip
    data["roles"] = [{"id": "desk", "name": name(1), "plays": ["agency0"]}]
    data["controls"] = [
        *({"id": f"lane{n}", "name": name(n), "kind": "customs_lane", "at": f"gate{n}", "agency": "agency0",
           "evidence": 0.6, "examine": 0.3, "detect": dict.fromkeys(_THREATS, 0.6)} for n in range(1, 9)),
        {"id": "leads", "name": name(3), "kind": "informants", "at": "a", "agency": "agency1", "evidence": 1.2,
         "detect": dict.fromkeys(_THREATS, 0.6)},
    ]  # fmt: skip
    data["links"] = [
        {"id": f"link{n}", "name": name(n), "kind": "liaison", "from": "agency1", "to": f"agency{n}"}
        for n in range(2, 20)
    ]
    data["flows"] = [
        {"id": f"flow{n}", "name": name(n), "threat": _THREATS[n % len(_THREATS)], "from": "a", "to": "c",
         "arrivals": {"poisson": f"{0.02 + 0.002 * n} / d"},
         "payload": {"unit": _UNITS[n % len(_UNITS)], "constant": 10 ** (n % 7)}}
        for n in range(30)
    ]  # fmt: skip
    data["exercise"] = {
        "moves": [
            {"id": f"move{n}", "name": name(n), "from": f"D+{30 * n}", "to": f"D+{30 * n + 30}",
             "table": [f"{9 + n}:00", f"{9 + n}:30"]}
            for n in range(8)
        ]
    }  # fmt: skip
    data["injects"] = [
        {"id": f"event{n}", "name": name(n), "at": f"D+{n * 7 + 1} 10:00", "to": ["desk"], "message": name(n)}
        for n in range(40)
    ]
    return build(data)


def mixed() -> Scenario:
    """Three units and three threats: of two flows of persons one passes a strict control; all of the arms are found."""
    data: dict[str, Any] = small()
    data["places"] += [{"id": "side", "jurisdiction": "south"}]
    data["legs"] += [
        {"from": "a", "to": "side", "mode": "road", "duration": "9 h"},
        {"from": "side", "to": "c", "mode": "road", "duration": "18 h"},
    ]
    data["controls"] = [
        {"id": "lane", "kind": "passport_check", "at": "gate", "agency": "customs", "examine": 1, "seize": 1,
         "detect": {"fighters": 0.6, "weapons": 1, "money": 0}},
    ]  # fmt: skip
    terms = {"from": "a", "to": "c", "arrivals": {"poisson": "2 / d"}}
    by = {
        way: {"choice": "fixed", "paths": [{"places": ["a", way, "c"], "share": 1}]}
        for way in ("gate", "side")
    }
    data["flows"] = [
        {"id": "watched", "name": "Watched", "threat": "fighters", "routes": by["gate"], **terms},
        {"id": "unwatched", "name": "Unwatched", "threat": "fighters", "routes": by["side"], **terms},
        {"id": "arms", "name": "Arms", "threat": "weapons", "routes": by["gate"], **terms},
        {"id": "cash", "name": "Cash", "threat": "money", "routes": by["side"], **terms},
    ]
    return build(data)
