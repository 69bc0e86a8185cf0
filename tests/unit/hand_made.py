"""A small world, and logs of it written row by row, for tests that work out by hand what should come out."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from simulator.eventlog import ABOUT, FOREVER, Event, EventLog, pack_case, pack_item, pack_row
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan
from simulator.world.plan import MICRO, Plan

HOUR = 3600
WORLD: dict[str, Any] = {
    "scenario": {
        "id": "small",
        "title": "A small world",
        "summary": "Two states, one hub, one registry.",
        "start": "2031-03-03T00:00Z",
        "horizon": "10 d",
    },
    "jurisdictions": [{"id": "arda", "timezone": "UTC"}, {"id": "borin", "timezone": "UTC"}],
    "places": [
        {"id": "kovan", "kind": "city", "jurisdiction": "arda", "stay": "12 h"},
        {"id": "pass", "kind": "green_border", "jurisdiction": "arda"},
        {"id": "oster", "kind": "city", "jurisdiction": "borin", "stay": "24 h"},
    ],
    "legs": [
        {
            "from": "kovan",
            "to": "oster",
            "mode": "road",
            "duration": {"uniform": {"low": "5 h", "high": "15 h"}},
        },
        {"from": "kovan", "to": "pass", "mode": "foot", "duration": "10 h"},
        {"from": "pass", "to": "oster", "mode": "road", "duration": "10 h"},
    ],
    "agencies": [
        {"id": "customs", "jurisdiction": "arda", "hours": "24/7", "analysts": 2, "triage": "1 h"},
        {"id": "police", "jurisdiction": "arda", "hours": "24/7", "analysts": 0, "teams": 1},
        {
            "id": "partner",
            "jurisdiction": "borin",
            "hours": "24/7",
            "analysts": 1,
            "triage": "1 h",
            "teams": 1,
        },
    ],
    "controls": [
        {
            "id": "lane",
            "at": "kovan",
            "agency": "customs",
            "examine": 0.5,
            "detect": {"drugs": 0.6},
            "evidence": 0.6,
            "seize": 0.5,
        },
        {
            "id": "post",
            "at": "oster",
            "agency": "partner",
            "examine": 0.3,
            "detect": {"drugs": 0.5},
            "evidence": 0.6,
            "seize": 0.5,
            "consults": ["customs"],
        },
    ],
    "links": [
        {"id": "home", "from": "customs", "to": "police", "clearance": "1 h", "transit": "1 h"},
        {"id": "abroad", "from": "police", "to": "partner", "clearance": "2 h", "transit": "1 h"},
    ],
    "mechanisms": [
        {
            "id": "hub",
            "kind": "hub",
            "members": ["customs", "partner"],
            "clearance": "1 h",
            "willingness": 1,
            "analysts": 1,
        },
    ],
    "flows": [
        {
            "id": "north",
            "threat": "drugs",
            "from": "kovan",
            "to": "oster",
            "arrivals": {"poisson": "3 / d"},
            "payload": {"unit": "kg", "uniform": {"low": 5, "high": 15}},
            "unit_value": {"usd": 100},
            "cells": 2,
        },
        {
            "id": "south",
            "threat": "drugs",
            "from": "kovan",
            "to": "oster",
            "arrivals": {"poisson": "1 / d"},
            "payload": {"unit": "kg", "constant": 2},
            "cells": 1,
        },
    ],
}
_LINK = {"willingness": 1, "clearance_clock": "calendar", "reliability": 1, "fidelity": 1, "onward": "free"}


def scenario(**sections: Any) -> Scenario:
    """The small world, with some sections replaced."""
    data = copy.deepcopy(WORLD) | sections
    data["links"] = [_LINK | link for link in data["links"]]
    return Scenario.model_validate(data)


@cache
def small_plan() -> Plan:
    """The plan of the small world: north and south; customs, police, partner, hub; home, abroad, hub links."""
    return build_plan(scenario())


def number(plan: Plan, section: str, name: str) -> int:
    """The number of a flow, agency, control or link by its identifier."""
    return plan.subjects[section].index(name)


class Writer:
    """Writes a log by hand. Numbers of flows, agencies, controls and links are those of the plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows: list[bytes] = []
        self.cases: list[tuple[int, int, int]] = []
        self.items: list[tuple[int, float]] = []
        self.times: list[int] = []
        self._cases = b""
        self._items = b""

    def row(self, event: Event, time: float, cause: int = -1, value: float = 0.0, **columns: int) -> int:
        """A row at a time in hours; columns left out do not apply."""
        names = ("case", "flow", "agency", "place", "control", "link", "item")
        case, flow, agency, place, control, link, item = (columns.pop(name, -1) for name in names)
        assert not columns
        tick = round(time * HOUR)
        assert not self.times or tick >= self.times[-1], "rows are in order of time"
        self.times.append(tick)
        self.rows.append(pack_row(tick, event, case, flow, agency, place, control, link, item, value, cause))
        return len(self.rows) - 1

    def case(self, time: float, flow: int = 0, cell: int = 0, route: int = 0, payload: float = 1.0) -> int:
        """A case launched at a time in hours; returns its number."""
        case = len(self.cases)
        address, subject = 1000 + case, 2000 + case
        self._cases += pack_case(address, flow, case, -1, 0, cell, subject, payload, 0.5, route)
        self.cases.append((address, subject, self.plan.flows[flow].cells[cell]))
        self.row(Event.LAUNCHED, time, case=case, flow=flow, value=payload)
        return case

    def item(
        self,
        agency: int,
        case: int,
        weight: float,
        about: str = "case",
        origin: int | None = None,
        valid_until: float = FOREVER / HOUR,
    ) -> int:
        """An item about a case, its subject or its cell (not yet made); returns its number."""
        item = len(self.items)
        address = 5000 + item
        target = self.cases[case][ABOUT.index(about)]
        until = min(FOREVER, round(valid_until * HOUR))
        self._items += pack_item(
            address, address if origin is None else origin, agency, -1, ABOUT.index(about), target,
            case if about == "case" else -1, 0, round(weight * MICRO), 0, until,
        )  # fmt: skip
        self.items.append((agency, weight))
        return item

    def known(self, time: float, agency: int, case: int, weight: float, **kwargs: Any) -> tuple[int, int]:
        """An item that its maker makes and has in its set at once; returns its number and the TRIAGED row."""
        item = self.item(agency, case, weight, **kwargs)
        made = self.row(Event.MADE, time, agency=agency, item=item, value=weight)
        reported = self.row(Event.REPORTED, time, made, agency=agency, item=item)
        return item, self.row(Event.TRIAGED, time, reported, weight, agency=agency, item=item)

    def sent(
        self,
        time: float,
        link: int,
        item: int,
        cause: int,
        value: float | None = None,
        end: Event = Event.TRIAGED,
    ) -> int:
        """The way of an item over a link, all at one time; returns the row that ends it at the receiver."""
        plan = self.plan.links[link]
        columns = {"link": link, "item": item}
        row = self.row(Event.OFFERED, time, cause, agency=plan.sender, **columns)
        row = self.row(Event.QUEUED, time, row, agency=plan.sender, **columns)
        row = self.row(Event.SENT, time, row, agency=plan.sender, **columns)
        row = self.row(Event.RECEIVED, time, row, agency=plan.receiver, **columns)
        weight = self.items[item][1] if value is None else value
        return self.row(end, time, row, weight, agency=plan.receiver, item=item)

    def response(self, time: float, agency: int, case: int, cause: int, decided: float | None = None) -> int:
        """A team is sent (`decided`, or at once) and stops the case; returns the INTERDICTED row."""
        start = time if decided is None else decided
        row = self.row(Event.REQUESTED, start, cause, agency=agency, case=case)
        row = self.row(Event.DISPATCHED, start, row, agency=agency, case=case)
        row = self.row(Event.TEAM_ARRIVED, time, row, 1.0, agency=agency, case=case)
        return self.row(Event.INTERDICTED, time, row, agency=agency, case=case)

    def log(self, replication: int = 0) -> EventLog:
        """What has been written."""
        return EventLog.from_bytes(replication, b"".join(self.rows), self._cases, self._items)
