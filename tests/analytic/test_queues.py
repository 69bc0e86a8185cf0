"""Analysts, bays and teams against queueing theory.

Service times are exponential, arrivals Poisson; the unit of time is an hour of 3,600 ticks. Every mean is taken over
replications, each of which begins empty and leaves out its first part.
"""

from __future__ import annotations

import heapq
import math

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from simulator.analysis.intervals import pooled_ratio
from simulator.analysis.metrics import Meter
from simulator.eventlog import Event, EventLog
from tests.analytic.worlds import (
    HOUR,
    REFERENCE,
    agency,
    agrees,
    control,
    exponential,
    flow,
    happened,
    leg,
    place,
    replicate,
    world,
)

ANALYSTS = [
    ("MMc lam=0.9 mu=1.0 c=1", 0.9, 1.0, 1, 80),
    ("MMc lam=4.0 mu=1.0 c=5", 4.0, 1.0, 5, 40),
    ("MMc lam=9.0 mu=1.0 c=10", 9.0, 1.0, 10, 80),
    ("MMc lam=1.8 mu=0.5 c=4", 1.8, 0.5, 4, 80),
]


def forget(arrivals: float, service: float, servers: int) -> float:
    """Hours after which a queue that began empty has forgotten it: four relaxation times."""
    return 4 * service / (servers * (1 - math.sqrt(arrivals * service / servers)) ** 2)


def adjusted(values: ArrayLike, controls: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take out of the results of replications what their luck in quantities of known mean explains.

    Control variates (Law, "Simulation Modeling and Analysis", 5th ed., section 11.4): the arrivals and services
    of a replication that happen to be many or long explain much of its waits.

    Args:
        values: one result a replication.
        controls: shape (replications, n), each column less its known mean.

    Returns:
        One value a replication, with the same mean, scaled so that their spread gives the standard error of the fit.
    """
    sample = np.asarray(values, dtype=np.float64)
    design = np.column_stack([np.ones(len(sample)), controls])
    (intercept, *slopes), *_ = np.linalg.lstsq(design, sample, rcond=None)
    residuals = sample - design @ np.array([intercept, *slopes])
    inverse = np.linalg.inv(design.T @ design)
    n, fitted = design.shape
    scale = math.sqrt((n - 1) / (n - fitted) * inverse[0, 0] * n)
    return np.asarray(intercept + scale * residuals)


@pytest.mark.parametrize(("name", "arrivals", "rate", "analysts", "replications"), ANALYSTS)
def test_leads_wait_for_analysts_as_in_the_m_m_c_queue(
    name: str, arrivals: float, rate: float, analysts: int, replications: int
) -> None:
    hours, expected = 10_000 / arrivals, REFERENCE[name]
    first = forget(arrivals, 1 / rate, analysts)
    plan = world(
        horizon=f"{hours:.0f} h",
        agencies=[agency(analysts=analysts, triage=exponential(1 / rate), routine_leads=f"{arrivals} / h")],
    )
    results = []
    for log in replicate(plan, replications, seed=201):
        started = log.of(Event.TRIAGE_STARTED)
        came = (started["time"] - started["value"]) / HOUR
        waits = started["value"][came >= first] / HOUR
        services = log.of(Event.DISMISSED)["value"] / HOUR
        leads = np.count_nonzero(log.of(Event.ROUTINE_LEAD)["time"] / HOUR >= first) / (hours - first)
        results.append((leads, services.mean(), waits.mean(), (waits > 0).mean(), (waits > 1).mean()))
    leads, services, mean, waited, over_an_hour = np.array(results).T
    luck = np.column_stack([leads - arrivals, services - 1 / rate])
    agrees(leads, arrivals, 0.02)
    agrees(services, 1 / rate, 0.02)
    agrees(adjusted(waited, luck), expected["Pwait"], 0.02)
    agrees(adjusted(mean, luck), expected["Wq"], 0.16)
    agrees(adjusted(over_an_hour, luck), expected["P_wait_gt_1"], 0.16)
    agrees(adjusted(leads * mean, luck), expected["Lq"], 0.16)
    agrees(adjusted(mean + services, luck), expected["W"], 0.16)
    agrees(adjusted(leads * (mean + services), luck), expected["L"], 0.16)


@pytest.mark.parametrize("analysts", [1, 4])
def test_every_wait_follows_from_arrivals_and_services_alone(analysts: int) -> None:
    """First come, first served by whoever is free first (Kiefer and Wolfowitz): exact, wait by wait."""
    plan = world(
        horizon="3000 h",
        agencies=[agency(analysts=analysts, triage=exponential(analysts), routine_leads="0.95 / h")],
    )
    (log,) = replicate(plan, 1, seed=202)
    started, done = log.of(Event.TRIAGE_STARTED), log.of(Event.DISMISSED)
    service = dict(zip(done["cause"].tolist(), done["value"].tolist(), strict=True))
    free = [0] * analysts
    numbers = np.flatnonzero(log["event"] == Event.TRIAGE_STARTED).tolist()
    for number, row in zip(numbers, started, strict=True):
        came = int(row["time"] - row["value"])
        assert came == log.rows["time"][row["cause"]]
        start = max(came, heapq.heappop(free))
        assert row["time"] == start
        heapq.heappush(free, start + int(service.get(number, 10**9)))
    assert len(started) > 2000


def test_evidence_goes_before_routine_leads_as_in_cobhams_priority_queue() -> None:
    """Two analysts; mean waits W_k = (Pwait / c mu) / ((1 - s_1..k-1) (1 - s_1..k)), s the load so far."""
    analysts, evidence, leads = 2, 0.5, 0.8
    load = (evidence + leads) / analysts
    busy = 2 * load**2 / (1 + load)  # Erlang C for two servers
    before, after = 1 - evidence / analysts, 1 - load
    plan = world(
        horizon="8000 h",
        agencies=[agency(analysts=analysts, triage=exponential(1), routine_leads=f"{leads} / h")],
        controls=[control("source", at="north", detect={"contraband": 1.0}, evidence=0.5)],
        flows=[flow(arrivals={"poisson": f"{evidence} / h"})],
    )
    first, urgent, other = forget(evidence + leads, 1, analysts), [], []
    for log in replicate(plan, 25, seed=203):
        started = log.of(Event.TRIAGE_STARTED)
        started = started[started["time"] - started["value"] > first * HOUR]
        of_evidence = started["item"] >= 0
        urgent.append(started["value"][of_evidence].mean() / HOUR)
        other.append(started["value"][~of_evidence].mean() / HOUR)
    agrees(urgent, busy / analysts / before, 0.08)
    agrees(other, busy / analysts / (before * after), 0.1)


LOSS = [("ErlangB a=3.6 c=1", 3.6, 1), ("ErlangB a=10 c=3", 10.0, 3), ("ErlangB a=36 c=10", 36.0, 10)]
SETTLED = 8 * HOUR
"""When a loss system that began empty has forgotten it."""


def share_turned_away(log: EventLog, refused: Event, served: Event) -> float:
    """Share of the cases of a settled system that were refused, of those either refused or served."""
    rows = log.of(refused, served)
    rows = rows[rows["time"] >= SETTLED]
    return float((rows["event"] == refused).mean())


@pytest.mark.parametrize(("name", "work", "bays"), LOSS)
def test_bays_without_room_to_wait_wave_through_erlangs_loss(name: str, work: float, bays: int) -> None:
    lane = control(
        "lane", at="north", bays=bays, service=exponential(1), queue_limit=0, detect={"contraband": 0.5}
    )
    plan = world(
        horizon=f"{8 + 2500 / work:.0f} h", controls=[lane], flows=[flow(arrivals={"poisson": f"{work} / h"})]
    )
    logs = replicate(plan, 20, seed=204)
    turned_away = [share_turned_away(log, Event.WAVED_THROUGH, Event.EXAMINED) for log in logs]
    agrees(turned_away, REFERENCE[name]["blocked"], 0.03)
    agrees(1 - np.array(turned_away), REFERENCE[name]["served"], 0.1)


@pytest.mark.parametrize(("name", "work", "teams"), LOSS)
def test_teams_without_a_waiting_list_leave_erlangs_loss(name: str, work: float, teams: int) -> None:
    """A team is busy for an hour on average, on its way and after; Erlang's formula knows that mean alone."""
    plan = world(
        horizon=f"{8 + 2500 / work:.0f} h",
        places=[place("north", jurisdiction="guard_land", stay="1 h")],
        agencies=[agency(teams=teams, waiting_requests=0, response="24 min", recovery=exponential(0.6))],
        flows=[flow(arrivals={"poisson": f"{work} / h"}, prior_knowledge=[known_to("guard")])],
    )
    logs = replicate(plan, 20, seed=205)
    turned_away = [share_turned_away(log, Event.REQUEST_DROPPED, Event.DISPATCHED) for log in logs]
    agrees(turned_away, REFERENCE[name]["blocked"], 0.03)
    agrees(1 - np.array(turned_away), REFERENCE[name]["served"], 0.1)
    requested, stopped = (
        sum(np.count_nonzero(happened(log, kind)) for log in logs)
        for kind in (Event.REQUESTED, Event.INTERDICTED)
    )
    assert requested == sum(len(log.cases) for log in logs)
    assert 0 < stopped < requested


def known_to(holder: str) -> dict[str, object]:
    """Every case is known as it starts, firmly enough to act."""
    return {"agency": holder, "about": "case", "share": 1.0, "evidence": 1.0}


def test_requests_that_lapse_as_cases_leave_the_area_are_an_erlang_a_queue() -> None:
    """Five teams, each busy for an hour a case; a case is gone after two hours on average."""
    arrivals, patience, expected = 6.0, 2.0, REFERENCE["ErlangA lam=6 mu=1 c=5 theta=0.5"]
    plan = world(
        horizon="500 h",
        places=[place("north", jurisdiction="guard_land", stay=exponential(patience))],
        legs=[leg(duration="1000 h")],
        agencies=[agency(teams=5, recovery=exponential(1))],
        flows=[flow(arrivals={"poisson": f"{arrivals} / h"}, prior_knowledge=[known_to("guard")])],
    )
    results = []
    for log in replicate(plan, 20, seed=206):
        times = log["time"]
        ends = log.of(Event.DISPATCHED, Event.REQUEST_DROPPED)
        asked = times[ends["cause"]]
        ends, asked = ends[asked >= SETTLED], asked[asked >= SETTLED]
        waits = (ends["time"] - asked) / HOUR
        dropped = ends["event"] == Event.REQUEST_DROPPED
        results.append((waits.sum() / (500 - SETTLED / HOUR), dropped.mean(), (waits > 0).mean()))
    waiting, abandoned, waited = np.array(results).T
    agrees(waiting, expected["Lq"], 0.1)
    agrees(abandoned, expected["P_abandon"], 0.1)
    agrees(waited, expected["P_wait"], 0.04)
    # Little's law ties two of them together: arrivals * P_abandon = theta * Lq.
    agrees(patience * arrivals * abandoned, expected["Lq"], 0.1)


def test_cases_under_way_are_a_poisson_number_whatever_the_law_of_the_journey() -> None:
    """M/G/infinity with four cases a year that each take nine months; a year is played in ten hours."""
    year, expected = 10.0, REFERENCE["MGinf lam=4/yr W=.75yr"]
    years, first, apart = 1500, 10, 5
    plan = world(
        horizon=f"{years * year:.0f} h",
        legs=[leg(duration={"gamma": {"mean": f"{0.75 * year} h", "cv": 0.5}})],
        flows=[flow(arrivals={"poisson": f"{4 / year} / h"})],
    )
    under_way = []
    for log in replicate(plan, 8, seed=207):
        looks = np.arange(first, years, apart) * year * HOUR
        launched, delivered = (np.sort(log.of(kind)["time"]) for kind in (Event.LAUNCHED, Event.DELIVERED))
        under_way += (np.searchsorted(launched, looks) - np.searchsorted(delivered, looks)).tolist()
    agrees(under_way, expected["L"], 0.06)
    agrees((np.array(under_way) - expected["L"]) ** 2, expected["L"], 0.15)
    agrees(np.array(under_way) == 0, expected["P0"], 0.4)


def test_after_a_warm_up_the_queue_is_as_long_as_theory_says_from_the_first_day_on() -> None:
    """M/M/1 at 0.8 of its capacity: who comes on the first day waits 3.2 h on average, not less."""
    waits = {}
    for warm_up in ("0 h", "600 h"):
        plan = world(
            horizon="24 h",
            warm_up=warm_up,
            agencies=[agency(analysts=1, triage=exponential(0.8), routine_leads="1 / h")],
        )
        meter = Meter(plan)
        measures = [meter.measure(log) for log in replicate(plan, 1500, seed=417)]
        column = measures[0].number_of("triage_wait_hours", "agency:guard")
        waits[warm_up] = np.array([one.pair[:, column] for one in measures])
    hours, started = waits["600 h"].T
    agrees(3.2 + (hours - 3.2 * started) / started.mean(), 3.2, 0.2)
    assert pooled_ratio(*waits["0 h"].T).high < 2.6
