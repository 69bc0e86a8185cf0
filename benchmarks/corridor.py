"""One corridor twice: as a scenario, and written by hand in SimPy as a good programmer would without Interlock.

Seven places, six legs with lognormal durations; informants at the origin, five border posts with two bays each at
which everybody is checked, surveillance at the destination; two agencies with analysts who also have routine leads
to look at; belief, lookouts that sharpen a check, a link with clearance, teams that race the case.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import simpy

HOUR = 3600.0
DAY = 86400.0
LEGS = [(9, 14), (6, 10), (18, 26), (12, 20), (8, 12), (10, 16)]
"""Median and p90 of the duration of each leg, in hours."""
POSTS = 5
DETECT, DETECT_FLAGGED, SEIZE = 0.05, 0.5, 0.5
SOURCE = 0.2
SHARE, SUCCESS, PERISHABLE = 0.8, 0.7, 48.0
WATCH = 0.3
LEADS = 10.0
WEIGHT, LOOKOUT_AT, ACT_AT = 0.6, 0.5, 1.0
NORMAL_P90 = 1.2815515655446004


def scenario(cases_a_day: float, days: float, **changes: Any) -> dict[str, Any]:
    """The corridor as a scenario; `changes` are put over its top-level sections."""
    places = [{"id": f"p{i}", "jurisdiction": "a" if i < 3 else "b"} for i in range(len(LEGS) + 1)]
    places[-1]["stay"] = "24 h"
    post = {"bays": 2, "detect": {"drugs": DETECT}, "detect_flagged": {"drugs": DETECT_FLAGGED}, "seize": SEIZE,
            "service": {"triangular": {"low": "20 min", "mode": "40 min", "high": "2 h"}}, "evidence": WEIGHT,
            "report_delay": {"exponential": {"mean": "2 h"}}}  # fmt: skip
    agency = {"hours": "24/7", "triage": {"lognormal": {"median": "1 h", "p90": "4 h"}}, "lookout_at": LOOKOUT_AT, "act_at": ACT_AT,
              "routine_leads": f"{LEADS} / d",
              "lookout_delay": "0 h", "response": {"lognormal": {"median": "5 h", "p90": "12 h"}}, "recovery": "8 h",
              "success": SUCCESS, "perishable": f"{PERISHABLE} h"}  # fmt: skip
    return {
        "scenario": {"id": "corridor", "title": "Corridor", "summary": "A benchmark.", "start": "2031-01-01T00:00Z",
                     "horizon": f"{days} d"},
        "jurisdictions": [{"id": one, "timezone": "UTC"} for one in "ab"],
        "places": places,
        "legs": [
            {"from": f"p{i}", "to": f"p{i + 1}", "mode": "road",
             "duration": {"lognormal": {"median": f"{median} h", "p90": f"{p90} h"}}}
            for i, (median, p90) in enumerate(LEGS)
        ],
        "agencies": [
            {"id": "customs", "jurisdiction": "a", **agency, "analysts": 4, "teams": 0},
            {"id": "police", "jurisdiction": "b", **agency, "analysts": 4, "teams": 3},
        ],
        "controls": [
            {"id": "source", "at": "p0", "agency": "customs", "detect": {"drugs": SOURCE}, "evidence": WEIGHT,
             "report_delay": {"exponential": {"mean": "10 h"}}},
            *(
                {"id": f"post{i}", "at": f"p{i}", "agency": "customs" if i < 3 else "police", **post}
                for i in range(1, POSTS + 1)
            ),
            {"id": "surveillance", "at": f"p{len(LEGS)}", "agency": "police", "watch": f"{WATCH} / d", "evidence": WEIGHT,
             "report_delay": {"exponential": {"mean": "2 h"}}},
        ],
        "links": [
            {"id": "share", "from": "customs", "to": "police", "willingness": SHARE, "clearance_clock": "calendar",
             "clearance": {"lognormal": {"median": "12 h", "p90": "48 h"}}, "transit": "15 min", "reliability": 1,
             "fidelity": 1, "onward": "never"},
        ],
        "flows": [
            {"id": "goods", "threat": "drugs", "from": "p0", "to": f"p{len(LEGS)}",
             "arrivals": {"poisson": f"{cases_a_day} / d"}, "payload": {"unit": "kg", "lognormal": {"median": 12, "p90": 40}},
             "concealment": {"pert": {"min": 0.1, "mode": 0.4, "max": 0.8}}, "cells": 6,
             "routes": {"choice": "shortest"}},
        ],
        **changes,
    }  # fmt: skip


class Agency:
    """Analysts, what they hold on each case, and the lookouts that follow."""

    def __init__(self, env: simpy.Environment, area: range) -> None:
        self.analysts = simpy.Resource(env, 4)
        self.area = area
        self.evidence: dict[int, list[tuple[float, float]]] = {}
        self.lookouts: set[int] = set()

    def belief(self, number: int) -> float:
        """Sum of the weights held on a case."""
        return sum(weight for weight, _ in self.evidence.get(number, ()))


class Case:
    """A consignment under way."""

    def __init__(self, number: int, concealment: float, payload: float) -> None:
        self.number = number
        self.concealment = concealment
        self.payload = payload
        self.place = 0
        self.open = True
        self.dispatched = False


class ByHand:
    """The same corridor with SimPy processes and resources and scalar NumPy draws; counts, but no log."""

    def __init__(self, seed: int, cases_a_day: float, days: float) -> None:
        self.env = simpy.Environment()
        self.rng = np.random.default_rng(seed)
        self.rate = cases_a_day / DAY
        self.days = days
        self.bays = [simpy.Resource(self.env, 2) for _ in range(POSTS + 1)]
        self.customs = Agency(self.env, range(3))
        self.police = Agency(self.env, range(3, 99))
        self.teams = simpy.Resource(self.env, 3)
        self.launched = self.interdicted = self.delivered = self.detected = self.dispatches = 0
        self.seized_payload = 0.0
        self.spread = [(math.log(m * HOUR), math.log(p / m) / NORMAL_P90) for m, p in LEGS]
        self.triage = math.log(HOUR), math.log(4) / NORMAL_P90
        self.clearance = math.log(12 * HOUR), math.log(4) / NORMAL_P90
        self.response = math.log(5 * HOUR), math.log(12 / 5) / NORMAL_P90
        self.load = math.log(12), math.log(40 / 12) / NORMAL_P90

    def run(self) -> ByHand:
        """Simulate it all."""
        self.env.process(self.flow())
        self.env.process(self.leads(self.customs))
        self.env.process(self.leads(self.police))
        self.env.run(until=self.days * DAY)
        return self

    def flow(self) -> Any:
        env, rng = self.env, self.rng
        low, mode, high = 0.1, 0.4, 0.8
        a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        while True:
            yield env.timeout(rng.exponential(1 / self.rate))
            case = Case(self.launched, low + (high - low) * rng.beta(a, b), rng.lognormal(*self.load))
            self.launched += 1
            env.process(self.travel(case))

    def leads(self, agency: Agency) -> Any:
        while True:
            yield self.env.timeout(self.rng.exponential(DAY / LEADS))
            self.env.process(self.lead(agency))

    def lead(self, agency: Agency) -> Any:
        with agency.analysts.request() as analyst:
            yield analyst
            yield self.env.timeout(self.rng.lognormal(*self.triage))

    def travel(self, case: Case) -> Any:
        env, rng = self.env, self.rng
        if rng.random() < SOURCE * (1 - case.concealment):
            self.detected += 1
            env.process(self.item(case, 10.0, self.customs))
        for i, spread in enumerate(self.spread):
            yield env.timeout(rng.lognormal(*spread))
            if not case.open:
                return
            case.place = place = i + 1
            if place == 3:
                self.consider(case, self.police)
            if place <= POSTS:
                with self.bays[place].request() as bay:
                    yield bay
                    agency = self.customs if place < 3 else self.police
                    flagged = case.number in agency.lookouts
                    yield env.timeout(HOUR * rng.triangular(1 / 3, 2 / 3, 2))
                if not case.open or self.examined(case, agency, flagged):
                    return
        seen = rng.exponential(DAY / WATCH)
        if seen < DAY:
            env.process(self.watch(case, seen))
        yield env.timeout(DAY)
        if case.open:
            case.open = False
            self.delivered += 1

    def watch(self, case: Case, seen: float) -> Any:
        yield self.env.timeout(seen)
        if case.open:
            self.detected += 1
            self.env.process(self.item(case, 2.0, self.police))

    def examined(self, case: Case, agency: Agency, flagged: bool) -> bool:
        """Whether an examination ended in a seizure."""
        if self.rng.random() < (DETECT_FLAGGED if flagged else DETECT * (1 - case.concealment)):
            self.detected += 1
            self.env.process(self.item(case, 2.0, agency))
            if self.rng.random() < SEIZE:
                self.stop(case)
                return True
        return False

    def stop(self, case: Case) -> None:
        case.open = False
        self.interdicted += 1
        self.seized_payload += case.payload

    def item(self, case: Case, mean_report: float, agency: Agency) -> Any:
        env, rng = self.env, self.rng
        made = env.now
        yield env.timeout(HOUR * rng.exponential(mean_report))
        with agency.analysts.request() as analyst:
            yield analyst
            yield env.timeout(rng.lognormal(*self.triage))
        self.learn(case, agency, made)
        if agency is self.police or rng.random() >= SHARE:
            return
        yield env.timeout(rng.lognormal(*self.clearance))
        yield env.timeout(HOUR / 4)
        with self.police.analysts.request() as analyst:
            yield analyst
            yield env.timeout(rng.lognormal(*self.triage))
        self.learn(case, self.police, made)

    def learn(self, case: Case, agency: Agency, made: float) -> None:
        agency.evidence.setdefault(case.number, []).append((WEIGHT, made))
        if agency.belief(case.number) >= LOOKOUT_AT and case.open:
            agency.lookouts.add(case.number)
            self.consider(case, agency)

    def consider(self, case: Case, agency: Agency) -> None:
        if (
            agency is self.police
            and case.open
            and not case.dispatched
            and case.place >= 2
            and agency.belief(case.number) >= ACT_AT
        ):
            case.dispatched = True
            self.dispatches += 1
            self.env.process(self.respond(case))

    def respond(self, case: Case) -> Any:
        env = self.env
        with self.teams.request() as team:
            yield team
            yield env.timeout(self.rng.lognormal(*self.response))
            age = (env.now - max(made for _, made in self.police.evidence[case.number])) / HOUR
            if case.open and self.rng.random() < SUCCESS * math.exp(-age / PERISHABLE):
                self.stop(case)
            yield env.timeout(8 * HOUR)
