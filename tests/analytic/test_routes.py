"""Choice of routes and chance to escape: what is worked out beforehand against what happens."""

from __future__ import annotations

import math

import pytest

from simulator.eventlog import Event
from tests.analytic.worlds import (
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

CASES = 20_000


def batch(size: int, horizon: int) -> dict[str, object]:
    return {"batch": {"every": f"{horizon} h", "size": size}}


def test_without_news_routes_are_chosen_with_logit_shares() -> None:
    """Three routes that differ in time, cost and number of places; nobody learns anything before the end."""
    time_weight, cost_weight, risk_weight, losses, successes = 0.05, 0.4, 2.0, 1.0, 9.0
    routes = {  # hours, thousand usd, legs
        "direct": (20.0, 2.0, 1),
        "pass": (8.0, 1.0, 2),
        "river": (30.0, 0.5, 2),
    }
    halves = [
        leg(*ends, f"{routes[via][0] / 2} h", cost={"usd": routes[via][1] * 500})
        for via in ("pass", "river")
        for ends in (("north", via), (via, "south"))
    ]
    plan = world(
        horizon="1000 h",
        places=[place("pass"), place("river")],
        legs=[leg(duration="20 h", cost={"usd": 2000}), *halves],
        flows=[
            flow(
                arrivals=batch(CASES, 1000),
                routes={
                    "choice": "adaptive",
                    "k": 5,
                    "news_delay": "900 d",
                    "time_weight": time_weight,
                    "cost_weight": cost_weight,
                    "risk_weight": risk_weight,
                    "expected_losses": losses,
                    "expected_successes": successes,
                },
            )
        ],
    )
    passing = -math.log(1 - losses / (losses + successes))
    appeal = {
        name: -time_weight * hours - cost_weight * cost - risk_weight * (2 * legs + 1) * passing
        for name, (hours, cost, legs) in routes.items()
    }
    total = sum(math.exp(one) for one in appeal.values())
    (log,) = replicate(plan, 1, seed=401)
    names = [place.id for place in plan.places]
    candidates = plan.flows[0].routes
    assert len(candidates) == len(routes)
    for number, route in enumerate(candidates):
        name = names[route.places[1]] if len(route.places) > 2 else "direct"
        share = math.exp(appeal[name]) / total
        assert route.share == pytest.approx(share, rel=1e-12)
        agrees(log.cases["route"] == number, share, 0.1)


def test_fixed_shares_are_those_that_were_written() -> None:
    plan = world(
        horizon="1000 h",
        places=[place("pass")],
        legs=[leg(), leg("north", "pass"), leg("pass", "south")],
        flows=[
            flow(
                arrivals=batch(CASES, 1000),
                routes={
                    "choice": "fixed",
                    "paths": [
                        {"places": ["north", "south"], "share": 1},
                        {"places": ["north", "pass", "south"], "share": 3},
                    ],
                },
            )
        ],
    )
    (log,) = replicate(plan, 1, seed=402)
    agrees(log.cases["route"] == 0, 0.25, 0.05)


def test_the_evasion_that_routes_reports_is_the_share_that_no_control_detects() -> None:
    """Controls that look and watch, at places and on a leg; concealment differs from case to case."""
    plan = world(
        horizon="5000 h",
        places=[
            place("north", stay=exponential(6)),
            place("pass", stay={"gamma": {"mean": "10 h", "cv": 0.8}}),
            place("south", stay="12 h"),
        ],
        legs=[
            leg("north", "pass", {"lognormal": {"median": "9 h", "p90": "20 h"}}),
            leg("pass", "south", "5 h"),
        ],
        controls=[
            control("gate", at="north", examine=0.3, detect={"contraband": 0.9}),
            control("patrol", on_leg=["north", "pass"], watch="0.04 / h", detect={"contraband": 0.8}),
            control("lane", at="pass", examine=0.5, detect={"contraband": 0.7}, skill=1.2),
            control("camera", at="pass", watch="0.01 / h", detect={}),
            control("eyes", at="pass", watch="0.03 / h", detect={"contraband": 0.5}),
            control("closed", at="pass", open=False, detect={"contraband": 1.0}),
            control("sniffer", on_leg=["pass", "south"], detect={"contraband": 0.2}),
            control("listener", at="south", watch="0.02 / h", detect={"contraband": 0.6}),
            control("of_another_kind", at="south", detect={"nuclear": 1.0}),
        ],
        flows=[
            flow(
                arrivals=batch(CASES, 5000),
                concealment={"pert": {"min": 0.1, "mode": 0.4, "max": 0.95}},
            )
        ],
    )
    (log,) = replicate(plan, 1, seed=403)
    assert happened(log, Event.DELIVERED).all()
    agrees(~happened(log, Event.DETECTED), plan.flows[0].routes[0].evasion, 0.05)


def test_the_evasion_of_a_watched_journey_is_the_laplace_transform_of_its_length() -> None:
    hazard, mean, cv = 0.05, 30.0, 0.7
    plan = world(
        horizon="10 h",
        legs=[leg(duration={"gamma": {"mean": f"{mean} h", "cv": cv}})],
        places=[place("south", stay=exponential(mean))],
        controls=[
            control("patrol", on_leg=["north", "south"], watch=f"{hazard} / h", detect={}),
            control("camera", at="south", watch=f"{hazard} / h", detect={}),
        ],
    )
    travelling = (1 + hazard * mean * cv**2) ** (-1 / cv**2)
    waiting = 1 / (1 + hazard * mean)
    assert plan.flows[0].routes[0].evasion == pytest.approx(travelling * waiting, rel=1e-3)


def test_a_handover_under_watch_lowers_the_evasion() -> None:
    plan = world(
        horizon="1000 h",
        places=[place("south", stay=exponential(10))],
        controls=[control("listener", at="south", watch="0.05 / h", detect={"contraband": 0.8})],
        flows=[flow(arrivals=batch(10_000, 1000), handover="20 h", concealment=0.5)],
    )
    expected = math.exp(-0.02 * 20) / (1 + 0.02 * 10)
    assert plan.flows[0].routes[0].evasion == pytest.approx(expected, rel=1e-3)
    (log,) = replicate(plan, 1, seed=404)
    agrees(~happened(log, Event.DETECTED), expected, 0.05)


def test_traffic_that_comes_at_certain_hours_raises_the_evasion_at_these_hours_alone() -> None:
    """One bay without room to wait: Erlang's loss a / (1 + a) with a = 3 for eight hours a day, else none."""
    lane = control(
        "lane",
        at="north",
        bays=1,
        service=exponential(0.5),
        queue_limit=0,
        traffic={"rate": "2 / h", "daily": [0.0] * 8 + [1.0] * 8 + [0.0] * 8},
        detect={"contraband": 0.8},
    )
    plan = world(horizon="35 d", controls=[lane], flows=[flow(arrivals={"poisson": "20 / h"})])
    expected = 1 - 0.8 * (1 - (3 / 4) / 3)
    assert plan.flows[0].routes[0].evasion == pytest.approx(expected, rel=1e-9)
    (log,) = replicate(plan, 1, seed=405)
    agrees(~happened(log, Event.DETECTED), expected, 0.05)


def test_nobody_meets_the_controls_of_an_agency_that_is_closed() -> None:
    plan = world(
        horizon="10 h",
        agencies=[agency(open=False)],
        controls=[control("gate", at="north", detect={"contraband": 1.0})],
        flows=[flow(arrivals=batch(10, 10))],
    )
    assert plan.flows[0].routes[0].evasion == 1.0
    (log,) = replicate(plan, 1, seed=406)
    assert not happened(log, Event.EXAMINED).any()
