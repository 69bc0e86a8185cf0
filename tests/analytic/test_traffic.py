"""The law of shared lanes against closed forms, and against the same lane simulated event by event.

The simulation is written for this test alone and shares nothing with the engine. Every comparison with it is
made over independent replications and allows four standard errors of their mean.
"""

from __future__ import annotations

import heapq
import json
import math
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from simulator.world.traffic import Fluid, TrafficLaw

REFERENCE = json.loads(Path(__file__).with_name("reference.json").read_text(encoding="utf-8"))

MULTI_SERVER = [
    ("MMc lam=0.9 mu=1.0 c=1", 0.9, 1.0, 1),
    ("MMc lam=4.0 mu=1.0 c=5", 4.0, 1.0, 5),
    ("MMc lam=9.0 mu=1.0 c=10", 9.0, 1.0, 10),
    ("MMc lam=1.8 mu=0.5 c=4", 1.8, 0.5, 4),
]
LOSS = [("ErlangB a=3.6 c=1", 3.6, 1), ("ErlangB a=10 c=3", 10.0, 3), ("ErlangB a=36 c=10", 36.0, 10)]


def assert_agrees(values: Sequence[float], theory: float) -> None:
    """The mean of independent values lies within four of its standard errors of the theory."""
    error = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    assert abs(float(np.mean(values)) - theory) <= 4 * error + 1e-12


@pytest.mark.parametrize(("name", "arrivals", "rate", "bays"), MULTI_SERVER)
def test_an_unlimited_queue_is_the_m_m_c_queue(name: str, arrivals: float, rate: float, bays: int) -> None:
    law, expected = TrafficLaw(arrivals, 1 / rate, bays, None), REFERENCE[name]
    assert law.p_waved == 0
    assert law.p_wait == pytest.approx(expected["Pwait"], rel=1e-12)
    assert law.mean_wait == pytest.approx(expected["Wq"], rel=1e-12)
    assert arrivals * law.mean_wait == pytest.approx(expected["Lq"], rel=1e-12)
    assert law.mean_wait + law.service == pytest.approx(expected["W"], rel=1e-12)
    assert law.wait_beyond(1.0) == pytest.approx(expected["P_wait_gt_1"], rel=1e-12)


@pytest.mark.parametrize(("name", "arrivals", "rate", "bays"), MULTI_SERVER)
def test_waits_drawn_from_the_law_have_the_published_means(
    name: str, arrivals: float, rate: float, bays: int
) -> None:
    law, expected = TrafficLaw(arrivals, 1 / rate, bays, None), REFERENCE[name]
    waits = law.samples(*np.random.default_rng(11).random((2, 200_000)))
    for drawn, theory in [
        (waits > 0, expected["Pwait"]),
        (waits, expected["Wq"]),
        (waits > 1, expected["P_wait_gt_1"]),
    ]:
        assert_agrees(drawn, theory)


@pytest.mark.parametrize(("name", "work", "bays"), LOSS)
def test_without_a_queue_the_share_waved_through_is_erlangs_loss_formula(
    name: str, work: float, bays: int
) -> None:
    law = TrafficLaw(work / 60, 60.0, bays, 0)
    assert law.p_waved == pytest.approx(REFERENCE[name]["blocked"], rel=1e-12)
    draws = law.samples(*np.random.default_rng(12).random((2, 100_000)))
    waved = np.isnan(draws)
    assert_agrees(waved, law.p_waved)
    assert (draws[~waved] == 0).all()


@pytest.mark.parametrize("limit", [1, 6, 40])
@pytest.mark.parametrize("load", [0.5, 0.95, 1.0, 1.6])
def test_draws_from_a_limited_queue_have_the_moments_of_the_law(load: float, limit: int) -> None:
    law = TrafficLaw(load * 3 / 600, 600.0, 3, limit)
    draws = law.samples(*np.random.default_rng(13).random((2, 200_000)))
    waved, stayed = np.isnan(draws), draws[~np.isnan(draws)]
    assert_agrees(waved, law.p_waved)
    assert_agrees(stayed, law.mean_wait)
    assert_agrees(stayed > law.wait_quantile(0.95), min(0.05, law.p_wait))


class Lane:
    """One lane, event by event: bays, a queue in which the flagged go first, room for so many who wait."""

    def __init__(self, bays: int, limit: float, service: Callable[[], float]) -> None:
        self.free, self.limit, self.service = bays, limit, service
        self.waiting: dict[bool, deque[tuple[float, str]]] = {True: deque(), False: deque()}
        self.ends: list[tuple[float, int]] = []
        self.order = count()
        self.waits: dict[str, list[float]] = defaultdict(list)
        self.waved: dict[str, list[bool]] = defaultdict(list)

    def start(self, now: float, arrived: float, who: str) -> None:
        self.free -= 1
        self.waits[who].append(now - arrived)
        heapq.heappush(self.ends, (now + self.service(), next(self.order)))

    def run_until(self, now: float) -> None:
        while self.ends and self.ends[0][0] <= now:
            end, _ = heapq.heappop(self.ends)
            self.free += 1
            line = self.waiting[True] or self.waiting[False]
            if line:
                self.start(end, *line.popleft())

    def arrive(self, now: float, who: str) -> None:
        self.run_until(now)
        flagged = who == "flagged"
        full = self.free == 0 and len(self.waiting[True]) + len(self.waiting[False]) >= self.limit
        self.waved[who].append(full and not flagged)
        if self.free:
            self.start(now, now, who)
        elif flagged or not full:
            self.waiting[flagged].append((now, who))


def simulate(
    law: TrafficLaw,
    cases: float,
    hours: float,
    rng: np.random.Generator,
    service: Callable[[], float] | None = None,
) -> Lane:
    """Run the lane with its traffic, and cases at a rate per second; the first tenth is left out."""

    def times(rate: float) -> list[float]:
        return list(np.sort(rng.random(rng.poisson(rate * hours * 3600))) * hours * 3600)

    arrivals = [(t, "traffic") for t in times(law.arrivals)]
    arrivals += [(t, "flagged" if rng.random() < 0.5 else "case") for t in times(cases)]
    lane = Lane(
        law.bays,
        math.inf if law.queue_limit is None else law.queue_limit,
        service or (lambda: rng.exponential(law.service)),
    )
    warm = True
    for now, who in sorted(arrivals):
        if warm and now > hours * 360:
            lane.run_until(now)
            lane.waits.clear()
            lane.waved.clear()
            warm = False
        lane.arrive(now, who)
    return lane


@pytest.mark.parametrize(
    ("load", "bays", "limit"), [(0.9, 2, 6), (1.3, 2, 6), (0.8, 5, 2), (0.7, 3, 1000), (1.1, 4, 0)]
)
def test_the_law_is_that_of_the_lane_simulated_event_by_event(load: float, bays: int, limit: int) -> None:
    law = TrafficLaw(load * bays / 3600, 3600.0, bays, limit)
    lanes = [simulate(law, 0.0, 4000, np.random.default_rng([21, i])) for i in range(30)]
    waits = [np.array(lane.waits["traffic"]) for lane in lanes]
    assert_agrees([float(np.mean(lane.waved["traffic"])) for lane in lanes], law.p_waved)
    assert_agrees([float(wait.mean()) for wait in waits], law.mean_wait)
    assert_agrees([float((wait > 0).mean()) for wait in waits], law.p_wait)
    assert_agrees([float((wait > 1800).mean()) for wait in waits], law.wait_beyond(1800))


def test_rare_cases_in_the_simulated_lane_fare_as_the_law_says() -> None:
    law = TrafficLaw(1.8 / 3600, 3600.0, 2, 6)
    lanes = [simulate(law, law.arrivals / 100, 8000, np.random.default_rng([22, i])) for i in range(20)]
    every_bay_busy = law.p_waved + law.p_wait * (1 - law.p_waved)
    assert_agrees([float(np.mean(lane.waved["case"])) for lane in lanes], law.p_waved)
    assert_agrees([float(np.mean(lane.waits["case"])) for lane in lanes], law.mean_wait)
    assert not any(any(lane.waved["flagged"]) for lane in lanes)
    assert_agrees([float(np.mean(lane.waits["flagged"])) for lane in lanes], every_bay_busy * 1800)
    drawn = law.samples(*np.random.default_rng(23).random((2, 100_000)), flagged=True)
    assert_agrees(drawn, every_bay_busy * 1800)


def test_an_overloaded_queue_grows_like_the_fluid() -> None:
    """While the backlog does not run dry, its mean is exactly the fluid's."""
    bays, service, waiting, end = 4, 1800.0, 60, 8 * 3600.0
    rates = [(0, 4 * 3600, 12 / 3600), (4 * 3600, 8 * 3600, 5 / 3600)]
    fluid = Fluid(0, waiting).advance(rates, capacity=bays / service)
    backlogs = []
    for i in range(60):
        rng = np.random.default_rng([24, i])
        lane = Lane(bays, math.inf, lambda rng=rng: rng.exponential(service))
        for _ in range(bays + waiting):
            lane.arrive(0.0, "traffic")
        for begin, stop, rate in rates:
            for t in np.sort(rng.uniform(begin, stop, rng.poisson(rate * (stop - begin)))):
                lane.arrive(float(t), "traffic")
        lane.run_until(end)
        backlogs.append(float(len(lane.waiting[False])))
    assert min(backlogs) > 0
    assert fluid.backlog == pytest.approx(waiting + (12 - 8) * 4 + (5 - 8) * 4)
    assert_agrees(backlogs, fluid.backlog)


def test_the_delay_of_a_rush_is_the_area_under_the_fluid() -> None:
    capacity, rush, after = 2.0, 3.0, 1.0
    queue, waited = Fluid(), 0.0
    for t in range(0, 8000, 10):
        longer = queue.advance([(t, t + 10, rush if t < 3600 else after)], capacity)
        waited += 10 * (queue.backlog + longer.backlog) / 2
        queue = longer
    peak = 3600 * (rush - capacity)
    assert queue.backlog == 0
    assert waited == pytest.approx(peak * (3600 + peak / (capacity - after)) / 2)


@pytest.mark.parametrize("load", [0.8, 1.2])
def test_more_regular_service_waves_fewer_through_and_waits_about_as_long(load: float) -> None:
    """What is lost by taking service times as exponential: the example's triangular ones vary less."""
    low, mode, high = 1200.0, 2400.0, 7200.0
    law = TrafficLaw(load * 2 / 3600, (low + mode + high) / 3, 2, 6)
    lanes = []
    for i in range(20):
        rng = np.random.default_rng([25, i])
        lanes.append(simulate(law, 0.0, 1500, rng, lambda rng=rng: rng.triangular(low, mode, high)))
    waved = float(np.mean([np.mean(lane.waved["traffic"]) for lane in lanes]))
    wait = float(np.mean([np.mean(lane.waits["traffic"]) for lane in lanes]))
    assert 0 < law.p_waved - waved < 0.04
    assert abs(wait / law.mean_wait - 1) < 0.25
