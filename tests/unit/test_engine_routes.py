"""Rules 5 and 14 and the model's section on cases: arrivals, routes, stays, delivery, and flows that learn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator.eventlog import Event
from simulator.world.address import name_address
from simulator.world.draws import Slot
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import (
    DAY,
    HOUR,
    address_of,
    control,
    flow,
    hours_of,
    inject,
    line,
    luck,
    moment,
    story,
)

ROUTE = (Event.LAUNCHED, Event.DEPARTED, Event.ARRIVED, Event.DELIVERED)
DETOUR = ({"from": "start", "to": "pass", "mode": "foot", "duration": "20 h"},
          {"from": "pass", "to": "town", "mode": "road", "duration": "20 h"})  # fmt: skip


def forked(**values: Any) -> World:
    """A line with a detour over a pass that takes twice the time."""
    world = line(legs=DETOUR, **values)
    world["places"].append({"id": "pass", "jurisdiction": "west"})
    return world


# --- arrivals


def test_scheduled_cases_start_at_their_times() -> None:
    assert hours_of(line(flows=(flow(at=(7, 3, 3)),)), Event.LAUNCHED) == [3, 3, 7]


def test_batches_start_at_regular_intervals() -> None:
    batch = {"every": "12 h", "size": 2, "from": moment(6), "until": moment(30)}
    assert hours_of(line(flows=(flow(arrivals={"batch": batch}),)), Event.LAUNCHED) == [6, 6, 18, 18]


def test_poisson_cases_invert_the_cumulative_rate_on_unit_exponentials() -> None:
    world = line(flows=(flow(arrivals={"poisson": "6 / d"}),))
    passed, expected = 0.0, []
    for ordinal in range(40):
        passed += -math.log1p(-luck("flow:loads", address_of(f"loads/{ordinal}"), Slot.GAP))
        expected.append(math.ceil(passed * DAY / 6))
    assert [row.time for row in story(world, Event.LAUNCHED)][:40] == expected


def test_a_changed_rate_moves_arrivals_and_does_not_reshuffle_them() -> None:
    def launched(rate: str) -> tuple[Any, Any]:
        log = play(
            line(
                flows=(
                    flow(
                        arrivals={"poisson": rate},
                        payload={"unit": "kg", "lognormal": {"median": 5, "p90": 20}},
                    ),
                )
            )
        )
        return log.of(Event.LAUNCHED)["time"], log.cases["payload"]

    (slow, few), (fast, many) = launched("3 / d"), launched("6 / d")
    assert np.array_equal(few, many[: len(few)])
    assert np.all(np.abs(slow - 2 * fast[: len(slow)]) <= 2)


def test_a_rate_changed_by_an_inject_keeps_the_luck_that_is_used_up() -> None:
    change = inject(48, {"change": "flows.loads.arrivals.poisson", "to": "12 / d", "for": "48 h"})
    before = [row.time for row in story(line(flows=(flow(arrivals={"poisson": "3 / d"}),)), Event.LAUNCHED)]
    after = [
        row.time
        for row in story(
            line(flows=(flow(arrivals={"poisson": "3 / d"}),), injects=(change,)), Event.LAUNCHED
        )
    ]
    assert len(after) > len(before) + 5

    def squeezed(time: float) -> float:
        """When a case comes that would come at a time without the inject: two days take in what eight would."""
        if time <= 2 * DAY:
            return time
        return 2 * DAY + (time - 2 * DAY) / 4 if time <= 10 * DAY else time - 6 * DAY

    assert all(abs(squeezed(old) - new) <= 1 for old, new in zip(before, after, strict=False))


def test_what_falls_on_the_horizon_does_not_happen_any_more() -> None:
    assert hours_of(line(horizon="20 h"), Event.DELIVERED) == []
    assert hours_of(line(horizon="72001 s"), Event.DELIVERED) == [20]


def test_a_case_under_way_at_the_horizon_has_no_closing_row() -> None:
    world = line(horizon="15 h")
    assert [row.event for row in story(world)] == [
        Event.LAUNCHED,
        Event.DEPARTED,
        Event.ARRIVED,
        Event.DEPARTED,
    ]


def test_a_closed_flow_starts_nothing_and_its_later_cases_are_the_same() -> None:
    spread = {"unit": "kg", "lognormal": {"median": 5, "p90": 20}}
    loads = flow(arrivals={"poisson": "12 / d"}, payload=spread)
    whole = {row.case: (row.time, row.value) for row in story(line(flows=(loads,)), Event.LAUNCHED)}
    closing = inject(30, {"close": "flows.loads", "for": "60 h"})
    rest = {
        row.case: (row.time, row.value)
        for row in story(line(flows=(loads,), injects=(closing,)), Event.LAUNCHED)
    }
    assert rest == {case: seen for case, seen in whole.items() if not 30 <= seen[0] / HOUR < 90}
    assert 10 < len(rest) < len(whole) - 10


# --- on the way


def test_a_case_goes_from_place_to_place_and_is_delivered_at_the_last() -> None:
    rows = story(line(), *ROUTE)
    assert [(row.event, row.place, row.time / HOUR, row.value) for row in rows] == [
        (Event.LAUNCHED, "start", 0, 5),
        (Event.DEPARTED, "start_to_border", 0, 0),
        (Event.ARRIVED, "border", 10, 10 * HOUR),
        (Event.DEPARTED, "border_to_town", 10, 0),
        (Event.ARRIVED, "town", 20, 10 * HOUR),
        (Event.DELIVERED, "town", 20, 5),
    ]


def test_a_case_stays_where_a_place_keeps_it_and_is_delivered_after_stay_and_handover() -> None:
    world = line(stays={"start": "1 h", "border": "2 h", "town": "4 h"}, flows=(flow(handover="8 h"),))
    assert hours_of(world, Event.DEPARTED) == [1, 13]
    assert hours_of(world, Event.DELIVERED) == [35]


def test_cell_subject_payload_and_concealment_are_the_flows() -> None:
    world = line(
        flows=(
            flow(
                at=tuple(range(200)), cells=3, subjects=4, concealment={"uniform": {"low": 0.2, "high": 0.4}}
            ),
        )
    )
    log = play(world)
    assert set(log.cases["cell"].tolist()) == {0, 1, 2}
    assert len(set(log.cases["subject"].tolist())) == 12
    for cell in range(3):
        assert len(set(log.cases["subject"][log.cases["cell"] == cell].tolist())) == 4
    assert 0.2 < log.cases["concealment"].min() < log.cases["concealment"].max() < 0.4
    alone = play(line(flows=(flow(at=tuple(range(50)), subjects=None),)))
    assert len(set(alone.cases["subject"].tolist())) == 50


def test_a_case_has_the_address_of_its_flow_and_ordinal() -> None:
    log = play(line(flows=(flow("parcels", at=(1, 2)), flow(at=(3,)))))
    assert log.cases["address"].tolist() == [
        address_of(case) for case in ("parcels/0", "parcels/1", "loads/0")
    ]
    assert log.cases["ordinal"].tolist() == [0, 1, 0]


# --- the choice of a route


def test_fixed_routes_are_taken_by_their_shares() -> None:
    paths = [
        {"places": ["start", "border", "town"], "share": 3},
        {"places": ["start", "pass", "town"], "share": 1},
    ]
    world = forked(
        flows=(flow(at=tuple(range(400)), routes={"choice": "fixed", "paths": paths}),), horizon="40 d"
    )
    shares = np.bincount(play(world).cases["route"]) / 400
    assert abs(shares[0] - 0.75) < 4 * math.sqrt(0.75 * 0.25 / 400)
    paths[1]["share"] = 0
    world = forked(flows=(flow(at=tuple(range(50)), routes={"choice": "fixed", "paths": paths}),))
    assert set(play(world).cases["route"].tolist()) == {0}


def test_the_shortest_way_counts_time_and_money() -> None:
    for cost, through in ((None, "border"), ("1000 usd", "pass")):
        world = forked(flows=(flow(routes={"choice": "shortest", "value_of_time": 10}),))
        if cost:
            world["legs"][0]["cost"] = cost
        assert story(world, Event.ARRIVED)[0].place == through


def test_the_informed_adversary_goes_where_it_is_least_likely_to_be_found() -> None:
    for detect, through in ((0.0, "border"), (0.5, "pass")):
        world = forked(
            controls=(control(detect={"drugs": detect}), control("ridge", at="pass", detect={"drugs": 0.1})),
            flows=(flow(at=(0, 1, 2), routes={"choice": "informed"}),),
        )
        assert {row.place for row in story(world, Event.ARRIVED)} == {through, "town"}


def test_an_added_route_leaves_the_luck_of_the_others() -> None:
    paths = [{"places": ["start", "border", "town"]}, {"places": ["start", "pass", "town"]}]
    two = forked(flows=(flow(at=tuple(range(200)), routes={"choice": "fixed", "paths": paths}),))
    before = {row.case: row.place for row in reversed(story(two, Event.ARRIVED))}
    three = forked(
        flows=(
            flow(
                at=tuple(range(200)),
                routes={"choice": "fixed", "paths": [{"places": ["start", "town"]}, *paths]},
            ),
        )
    )
    three["legs"].append({"from": "start", "to": "town", "mode": "air", "duration": "50 h"})
    arrived = {row.case: row.place for row in reversed(story(three, Event.ARRIVED))}
    kept = {case: place for case, place in arrived.items() if place != "town"}
    assert kept == {case: before[case] for case in kept}
    assert 100 < len(kept) < 170


def test_an_adaptive_flow_weighs_time_cost_and_the_risk_that_its_news_tell() -> None:
    choice = {
        "choice": "adaptive", "k": 2, "news_delay": "5 h", "memory": "2 d", "expected_losses": 0.5,
        "expected_successes": 4.5, "time_weight": 0.02, "cost_weight": 0.5, "risk_weight": 4,
    }  # fmt: skip
    world = forked(
        controls=(
            control(detect={"drugs": 0.7}, seize=1.0),
            control("ridge", at="pass", detect={"drugs": 0.2}, seize=1.0),
        ),
        flows=(flow(at=tuple(range(0, 400, 2)), routes=choice),),
    )
    world["legs"][2]["cost"] = "800 usd"
    plan, log = plan_of(world), play(world)
    routes = plan.flows[0].routes
    assert len(routes) == 2

    news = []
    for row in log.of(Event.INTERDICTED, Event.DELIVERED):
        positions = routes[log.cases["route"][row["case"]]].positions
        lost = row["event"] == Event.INTERDICTED
        passed = positions[: positions.index(int(row["place"])) + 1]
        for position in passed:
            news.append((int(row["time"]) + 5 * HOUR, position, lost and position == row["place"]))

    for row in log.of(Event.LAUNCHED):
        scores = []
        for route in routes:
            risk = 0.0
            for position in route.positions:
                told = [
                    (row["time"] - time, loss)
                    for time, at, loss in news
                    if at == position and time <= row["time"]
                ]
                losses = sum(math.exp(-age / (2 * DAY)) for age, loss in told if loss)
                successes = sum(math.exp(-age / (2 * DAY)) for age, loss in told if not loss)
                risk -= math.log1p(-(0.5 + losses) / (5 + losses + successes))
            cost = 0.8 if "pass" in (plan.places[place].id for place in route.places) else 0.0
            names = ("route", *(plan.places[place].id for place in route.places))
            u = luck("flow:loads", int(log.cases["address"][row["case"]]) ^ name_address(*names), Slot.ROUTE)
            scores.append(-0.02 * route.seconds / HOUR - 0.5 * cost - 4 * risk - math.log(-math.log(u)))
        assert log.cases["route"][row["case"]] == np.argmax(scores)
    assert 20 < np.count_nonzero(log.cases["route"]) < 180


def test_news_of_losses_drive_an_adaptive_flow_away_and_not_before_they_arrive() -> None:
    choice = {
        "choice": "adaptive",
        "k": 2,
        "news_delay": "2 d",
        "memory": "100 d",
        "risk_weight": 50,
        "time_weight": 0.2,
        "expected_losses": 0.1,
        "expected_successes": 4.9,
    }
    world = forked(
        controls=(control(seize=1.0),),
        flows=(flow(at=tuple(range(0, 240, 4)), routes=choice),),
        horizon="20 d",
    )
    taken = play(world).cases["route"]
    # The first loss is at hour 10; the flow hears of it at hour 58, before its case number 15.
    assert np.mean(taken[:15]) < 0.2
    assert np.mean(taken[20:]) > 0.8


@pytest.mark.parametrize("choice", ["shortest", "informed"])
def test_a_flow_that_does_not_adapt_learns_nothing(choice: str) -> None:
    world = forked(
        controls=(control(seize=1.0, detect={"drugs": 0.5}),),
        flows=(flow(at=tuple(range(100)), routes={"choice": choice}),),
    )
    assert len(set(play(world).cases["route"].tolist())) == 1


def test_the_first_choice_does_not_depend_on_the_horizon() -> None:
    quiet = {"rate": "480 / d", "steps": [{"from": "D+3", "times": 0.01}]}
    lane = control(detect={"drugs": 0.4}, bays=1, service="1 h", queue_limit=0, traffic=quiet)
    ridge = control("ridge", at="pass", detect={"drugs": 0.12})
    taken = set()
    for horizon in ("2 d", "20 d"):
        world = forked(controls=(lane, ridge), flows=(flow(routes={"choice": "informed"}),), horizon=horizon)
        taken.add(plan_of(world).flows[0].routes[0].places)
    assert len(taken) == 1
