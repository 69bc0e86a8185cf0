"""The corridor written by hand in SimPy, as a good programmer would do it without Interlock.

Processes, resources with priorities, interrupts, and the draws of the standard library, which are the quickest one
at a time. It counts what becomes of the cases and keeps no log. It does what the scenario does but for two trifles:
it knows no whole seconds, and a case that becomes flagged while it waits for a bay keeps its place.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from random import Random

import simpy

from benchmarks.corridor import (
    ACT_AT,
    DETECT_FLAGGED,
    FIRST_ABROAD,
    LEGS,
    LOOKOUT_AT,
    PERISHABLE,
    SEIZE,
    SHARE,
    SUCCESS,
    TAIL,
    WEIGHT,
    Corridor,
)
from simulator.scenario.distributions.tailed import NORMAL_P90

HOUR, DAY = 3600.0, 86400.0

Steps = Generator[simpy.Event, object, None]


def _lognormal(median: float, p90: float) -> tuple[float, float]:
    return math.log(median), math.log(p90 / median) / NORMAL_P90


_LEGS = [_lognormal(median * HOUR, p90 * HOUR) for median, p90 in LEGS]
_TRIAGE = _lognormal(1 * HOUR, 4 * HOUR)
_CLEARANCE = _lognormal(12 * HOUR, 48 * HOUR)
_RESPONSE = _lognormal(5 * HOUR, 12 * HOUR)
_PAYLOAD = _lognormal(12, 40)
_LOW, _MODE, _HIGH = 0.1, 0.4, 0.8
_BETA = 1 + 4 * (_MODE - _LOW) / (_HIGH - _LOW), 1 + 4 * (_HIGH - _MODE) / (_HIGH - _LOW)


class Agency:
    """Analysts, when the items held on each case were made, and the lookouts that follow."""

    def __init__(self, env: simpy.Environment) -> None:
        self.analysts = simpy.PriorityResource(env, 4)
        self.evidence: dict[int, list[float]] = {}
        self.lookouts: set[int] = set()

    def belief(self, number: int) -> float:
        """Sum of the weights held on a case."""
        return WEIGHT * len(self.evidence.get(number, ()))


class Case:
    """A consignment under way."""

    def __init__(self, number: int, concealment: float, payload: float, shared: bool) -> None:
        self.number = number
        self.concealment = concealment
        self.payload = payload
        self.shared = shared
        self.travel: simpy.Process
        self.open = True
        self.abroad = False
        self.pursued = False
        self.failed = False
        self.hit: float | None = None


class ByHand:
    """The corridor; `run` plays it, and the counts say what happened."""

    def __init__(self, seed: int, corridor: Corridor) -> None:
        self.env = simpy.Environment()
        self.rng = Random(seed)
        self.corridor = corridor
        self.until = corridor.days * DAY
        self.bays = [simpy.PriorityResource(self.env, 2) for _ in range(corridor.posts + 1)]
        self.customs = Agency(self.env)
        self.police = Agency(self.env)
        self.teams = simpy.PriorityResource(self.env, 3)
        self.launched = self.interdicted = self.delivered = self.detected = self.dispatches = self.leads = 0
        self.seized_payload = 0.0

    def run(self) -> ByHand:
        """Play it all."""
        self.env.process(self.flow())
        if self.corridor.leads:
            for agency in (self.customs, self.police):
                self.env.process(self.lead_flow(agency))
        self.env.run(until=self.until + TAIL * DAY)
        return self

    def flow(self) -> Steps:
        """Cases begin."""
        env, rng = self.env, self.rng
        rate = self.corridor.cases_a_day / DAY
        while True:
            yield env.timeout(rng.expovariate(rate))
            if env.now >= self.until:
                return
            concealment = _LOW + (_HIGH - _LOW) * rng.betavariate(*_BETA)
            case = Case(self.launched, concealment, rng.lognormvariate(*_PAYLOAD), rng.random() < SHARE)
            self.launched += 1
            case.travel = env.process(self.travel(case))

    def lead_flow(self, agency: Agency) -> Steps:
        """Routine leads come in."""
        env, rate = self.env, self.corridor.leads / DAY
        while True:
            yield env.timeout(self.rng.expovariate(rate))
            if env.now >= self.until:
                return
            self.leads += 1
            env.process(self.triage(agency, 1))

    def triage(self, agency: Agency, priority: int) -> Steps:
        """An analyst looks at something: at evidence first, then at leads."""
        with agency.analysts.request(priority) as analyst:
            yield analyst
            yield self.env.timeout(self.rng.lognormvariate(*_TRIAGE))

    def travel(self, case: Case) -> Steps:
        """A case goes its way, unless a team stops it."""
        env, rng, posts = self.env, self.rng, self.corridor.posts
        if self.corridor.source and rng.random() < self.corridor.source * (1 - case.concealment):
            self.detect(case, 10 * HOUR, self.customs)
        try:
            for place, spread in enumerate(_LEGS, start=1):
                if place == FIRST_ABROAD:
                    case.abroad = True
                    self.consider(case)
                yield env.timeout(rng.lognormvariate(*spread))
                if place > posts:
                    continue
                agency = self.customs if place < FIRST_ABROAD else self.police
                flagged = self.flagged(case, agency)
                with self.bays[place].request(0 if flagged else 1) as bay:
                    yield bay
                    flagged = flagged or self.flagged(case, agency)
                    yield env.timeout(rng.triangular(HOUR / 3, 2 * HOUR, 2 * HOUR / 3))
                if self.seized(case, agency, flagged):
                    self.stop(case)
                    return
            if self.corridor.watch:
                seen = rng.expovariate(self.corridor.watch / DAY)
                if seen < DAY:
                    env.process(self.watch(case, seen))
            yield env.timeout(DAY)
        except simpy.Interrupt:
            return
        case.open = False
        self.delivered += 1

    def flagged(self, case: Case, agency: Agency) -> bool:
        """Whether the control has a lookout on a case; such a hit is fresh knowledge of where it is."""
        if case.number not in agency.lookouts:
            return False
        if agency is self.police:
            case.hit = self.env.now
        return True

    def seized(self, case: Case, agency: Agency, flagged: bool) -> bool:
        """Whether an examination ends in a seizure."""
        chance = DETECT_FLAGGED if flagged else self.corridor.detect * (1 - case.concealment)
        if self.rng.random() >= chance:
            return False
        self.detect(case, 2 * HOUR, agency)
        return self.rng.random() < SEIZE

    def stop(self, case: Case) -> None:
        """Take a case out."""
        case.open = False
        self.interdicted += 1
        self.seized_payload += case.payload

    def watch(self, case: Case, seen: float) -> Steps:
        """The surveillance finds a case that is still there."""
        yield self.env.timeout(seen)
        if case.open:
            self.detect(case, 2 * HOUR, self.police)

    def detect(self, case: Case, mean_report: float, agency: Agency) -> None:
        """Make an item of evidence."""
        self.detected += 1
        self.env.process(self.item(case, mean_report, agency))

    def item(self, case: Case, mean_report: float, agency: Agency) -> Steps:
        """The way of an item: reported, looked at, shared, looked at again."""
        env, rng = self.env, self.rng
        made = env.now
        yield env.timeout(rng.expovariate(1 / mean_report))
        yield from self.triage(agency, 0)
        self.learn(case, agency, made)
        if agency is self.police or not case.shared:
            return
        yield env.timeout(rng.lognormvariate(*_CLEARANCE))
        yield env.timeout(HOUR / 4)
        yield from self.triage(self.police, 0)
        self.learn(case, self.police, made)

    def learn(self, case: Case, agency: Agency, made: float) -> None:
        """An agency holds one more item on a case."""
        agency.evidence.setdefault(case.number, []).append(made)
        if case.open and agency.belief(case.number) >= LOOKOUT_AT:
            agency.lookouts.add(case.number)
            if agency is self.police:
                case.failed = False
                self.consider(case)

    def consider(self, case: Case) -> None:
        """The police may ask for a team."""
        if case.abroad and not case.pursued and not case.failed and self.police.belief(case.number) >= ACT_AT:
            case.pursued = True
            self.env.process(self.respond(case))

    def respond(self, case: Case) -> Steps:
        """A team races the case."""
        env = self.env
        with self.teams.request(-len(self.police.evidence[case.number])) as team:
            yield team
            if not case.open:
                return
            self.dispatches += 1
            yield env.timeout(self.rng.lognormvariate(*_RESPONSE))
            case.pursued = False
            if case.open:
                made = max(self.police.evidence[case.number])
                age = env.now - (made if case.hit is None else max(made, case.hit))
                if self.rng.random() < SUCCESS * math.exp(-age / (PERISHABLE * HOUR)):
                    self.stop(case)
                    case.travel.interrupt()
                else:
                    case.failed = True
            yield env.timeout(8 * HOUR)
