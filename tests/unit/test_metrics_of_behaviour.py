"""Metrics of what flows do about losses, and of the terms on which agencies share."""

from __future__ import annotations

from typing import Any

from simulator.analysis.metrics import Measures, Meter, measure
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import agency, control, flow, line, link

WAY = {"choice": "fixed", "news_delay": "1 h", "paths": [{"places": ["start", "border", "town"]}]}


def measured(world: World) -> Measures:
    return measure(plan_of(world), play(world))


def values(world: World, subject: str, *names: str) -> list[float]:
    found = measured(world)
    return [float(found.of(name, subject)[0]) for name in names]


def names(world: World) -> set[str]:
    return {column.metric for column in Meter(plan_of(world)).columns}


def seizing(*flows: World, **values: Any) -> World:
    """A world in which everything is lost at the border, ten hours after it has begun."""
    return line(controls=(control(seize=1.0),), flows=flows, **values)


def test_cases_that_do_not_begin_are_deterred_and_not_launched():
    low = {"losses": 1, "within": "1 d", "for": "2 d"}
    quiet = flow("quiet", at=(0, 12, 13, 70), routes=WAY, lie_low=low)
    world = seizing(quiet, flow("other", at=(1, 14), routes=WAY))
    # lost at 10 and known at 11: what is due at 12 and 13 does not begin; lost again at 80
    assert values(world, "flow:quiet", "launched", "deterred", "payload_deterred", "lay_low") == [2, 2, 10, 2]
    units = {(c.metric, c.subject): c.unit for c in Meter(plan_of(world)).columns}
    assert units["payload_deterred", "flow:quiet"] == "kg"
    assert ("deterred", "flow:other") not in units
    assert values(world, "all", "launched") == [4]


def test_cases_given_up_are_counted_with_what_they_carried():
    world = seizing(flow(at=(0, 5, 30), routes=WAY, abort={"after_loss": 1.0}), horizon="35 h")
    counts = ("launched", "interdicted", "aborted", "delivered", "open")
    assert values(world, "flow:loads", *counts) == [3, 1, 1, 0, 1]
    assert values(world, "flow:loads", *(f"payload_{name}" for name in counts)) == [15, 5, 5, 0, 5]
    assert values(world, "flow:loads", "interdiction_rate_closed", "never_actionable_share") == [0.5, 1]
    assert values(world, "flow:loads", "delivered", "detected_share") == [0, 1 / 3]


def test_routes_that_losses_open_are_in_use_at_the_end():
    def used(**values_: Any) -> float:
        paths = [
            {"places": ["start", "border", "town"], "share": 0.6},
            {"places": ["start", "town"], "share": 0.4},
        ]
        flows = flow(at=tuple(range(0, 100, 5)), routes={**WAY, "paths": paths}, **values_)
        legs = ({"from": "start", "to": "town", "mode": "air", "duration": "1 h"},)
        return values(seizing(flows, legs=legs), "flow:loads", "routes_in_use")[0]

    assert used(expand={"start": 1, "losses": 3, "within": "10 d"}) == 2
    assert used(expand={"start": 1, "losses": 30, "within": "10 d"}) == 1
    assert used(expand={"start": 5, "losses": 3, "within": "10 d"}) == 2


def test_flows_that_do_nothing_about_losses_have_no_metrics_of_it():
    assert not names(seizing(flow(routes=WAY))) & {"deterred", "payload_deterred", "lay_low", "routes_in_use"}


def test_consent_is_counted_by_the_link_over_which_items_came():
    def world(granted: float) -> World:
        terms = {"onward": "with_consent", "consent": {"granted": granted, "delay": "5 h"}}
        return line(
            agencies=(agency(), agency("police"), agency("service")),
            controls=(control("source", at="start"),),
            links=(link("guard", "police", "in", **terms), link("police", "service", "on")),
            flows=(flow(at=(0, 1, 478)),),
        )

    counts = ("consent_asked", "consent_given", "consent_refused", "consent_hours")
    assert values(world(1.0), "link:in", *counts) == [3, 2, 0, 5]
    assert values(world(0.0), "link:in", *counts) == [3, 0, 2, 5]
    assert not [
        c for c in Meter(plan_of(world(1.0))).columns if c.metric in counts and c.subject == "link:on"
    ]


# --- cases that come of cases


def test_carriers_retries_and_follow_ons_are_counted_by_how_they_came_about():
    follow = [{"start": "cash", "probability": 1.0, "delay": "0 h"}]
    world = line(
        controls=(control(seize=1.0),),
        flows=(
            flow("loads", at=(0, 50), routes=WAY, split={"carriers": 3}),
            flow("stubborn", at=(1,), routes=WAY, retry={"probability": 1.0, "delay": "2 h", "times": 2}),
            flow("funds", at=(100,), routes=WAY, on_delivery=follow),
            flow("cash", at=(3,), routes=WAY),
        ),
        injects=({"id": "away", "at": "D+3 12:00", "actions": [{"close": "controls.lane"}]},),
    )
    assert values(world, "flow:loads", "launched", "further_carriers", "payload_launched") == [6, 4, 10]
    assert values(world, "flow:stubborn", "launched", "retries", "interdicted") == [3, 2, 3]
    assert values(world, "flow:cash", "launched", "started_by_others") == [2, 1]
    described = {(c.metric, c.subject) for c in Meter(plan_of(world)).columns}
    assert ("retries", "flow:loads") not in described
    assert ("started_by_others", "flow:funds") not in described


def test_copies_are_counted_and_conserved():
    legs = (
        {"from": "start", "to": "border", "mode": "network", "duration": "1 h"},
        {"from": "border", "to": "town", "mode": "network", "duration": "1 h"},
        {"from": "start", "to": "town", "mode": "network", "duration": "1 h"},
    )
    spread = {"probability": 1.0, "delay": "1 h", "limit": 5, "over": ["network"]}
    world = line(flows=(flow(to="border", at=(0, 100), spread=spread),))
    world["legs"] = list(legs)
    ends = ("interdicted", "delivered", "aborted", "open")
    launched, copies, *parts = values(world, "flow:loads", "launched", "copies", *ends)
    assert (launched, copies) == (4, 2)
    assert launched == sum(parts)


def test_cases_that_go_another_way_for_what_was_learned_are_rerouted():
    routes = {
        "choice": "adaptive", "k": 2, "news_delay": "1 h", "memory": "9 d", "expected_losses": 0.05,
        "expected_successes": 1, "time_weight": 0.0, "cost_weight": 0.0, "risk_weight": 3.0, "value_of_time": 1,
    }  # fmt: skip
    legs = ({"from": "start", "to": "town", "mode": "air", "duration": "20 h"},)
    loads = flow(at=tuple(range(0, 300, 3)), subjects=None, routes=routes)
    world = line(controls=(control(seize=1.0),), legs=legs, flows=(loads,))
    number, share = values(world, "flow:loads", "rerouted", "rerouted_share")
    assert 0 < number < 100
    assert share == number / 100


def test_corruption_shows_at_the_controls_that_it_opens():
    world = line(
        controls=(control("lane", seize=1.0), control("other", seize=1.0, at="town")),
        flows=(flow(at=(0, 1, 2), routes=WAY, corruption={"lane": 1.0}),),
    )
    assert values(world, "control:lane", "let_pass", "examined") == [3, 0]
    assert "let_pass" not in {c.metric for c in Meter(plan_of(world)).columns if c.subject == "control:other"}
