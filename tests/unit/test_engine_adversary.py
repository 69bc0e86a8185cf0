"""What flows and cells do when they learn of losses."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.eventlog import Event
from tests.property.worlds import World, play
from tests.unit.engine_worlds import HOUR, agency, control, events_of, flow, hours_of, inject, line, story

FIXED = {"choice": "fixed", "news_delay": "1 h"}


def routes(**values: Any) -> World:
    """One way, and news after an hour."""
    return {**FIXED, "paths": [{"places": ["start", "border", "town"]}], **values}


def seizing(**values: Any) -> World:
    """A world in which the first three loads are lost at the border, and all others get through."""
    return line(
        controls=(control(seize=1.0),),
        flows=(flow(routes=routes(), **values),),
        injects=(inject(45, {"close": "controls.lane"}),),
    )


def test_a_cell_lies_low_after_losses_and_starts_what_is_due_later() -> None:
    world = seizing(
        at=(0, 10, 19, 22, 31, 33, 60), lie_low={"losses": 2, "within": "2 d", "for": "10 h"}, cells=1
    )
    # Lost at the border at 10 h and 20 h, the second known at 21 h: the cell lies low until 31 h.
    (low,) = [row for row in story(world, Event.LAY_LOW) if row.time == 21 * HOUR]
    assert (low.flow, low.case, low.value) == ("loads", "loads/1", 10 * HOUR)
    assert hours_of(world, Event.DETERRED) == [22]
    assert hours_of(world, Event.LAUNCHED)[:3] == [0, 10, 19]
    assert 31 in hours_of(world, Event.LAUNCHED)


def test_what_does_not_begin_carries_on_the_record_of_why() -> None:
    world = seizing(at=(0, 12), lie_low={"losses": 1, "within": "1 d", "for": "9 d"}, cells=1)
    rows = story(world)
    (deterred,) = [row for row in rows if row.event is Event.DETERRED]
    assert rows[deterred.cause].event is Event.LAY_LOW
    assert rows[rows[deterred.cause].cause].event is Event.INTERDICTED
    assert (deterred.case, deterred.value) == ("", 5)
    assert len(play(world).cases) == 1


def test_losses_too_far_apart_frighten_nobody() -> None:
    world = seizing(at=(0, 10), lie_low={"losses": 2, "within": "9 h", "for": "10 h"}, cells=1)
    assert not story(world, Event.LAY_LOW)


def test_only_the_cell_that_lost_lies_low() -> None:
    world = seizing(at=tuple(range(0, 40)), lie_low={"losses": 1, "within": "1 d", "for": "30 d"}, cells=40)
    log = play(world)
    low_since = {int(log.cases["cell"][row["case"]]): row["time"] for row in log.of(Event.LAY_LOW)[::-1]}
    launched = log.of(Event.LAUNCHED)
    cells = log.cases["cell"][launched["case"]]
    assert len(log.of(Event.DETERRED))
    assert launched["time"].max() > min(low_since.values())
    for cell, row in zip(cells, launched, strict=True):
        assert row["time"] <= low_since.get(int(cell), 10**9)


def test_a_case_under_way_gives_up_when_its_cell_learns_of_a_loss() -> None:
    world = seizing(at=(0, 5), abort={"after_loss": 1.0}, cells=1)
    rows = story(world, case="loads/1")
    # The loss of the first at 10 h is known at 11 h.
    assert (rows[-1].event, rows[-1].time, rows[-1].value) == (Event.ABORTED, 11 * HOUR, 5)
    cause = story(world)[rows[-1].cause]
    assert (cause.event, cause.case) == (Event.INTERDICTED, "loads/0")


@pytest.mark.parametrize(
    "behaviour",
    [
        {"abort": {"after_loss": 0.0}},
        {"lie_low": {"losses": 99, "within": "9 d", "for": "10 h"}},
        {"lie_low": {"losses": 1, "within": "9 d", "for": "0 h"}},
        {"expand": {"start": 1, "losses": 99, "within": "9 d"}},
    ],
)
def test_a_behaviour_that_never_shows_changes_nothing(behaviour: World) -> None:
    times = tuple(range(0, 60, 3))
    plain, behaving = seizing(at=times), seizing(at=times, **behaviour)
    kinds = [event for event in events_of(behaving) if event is not Event.LAY_LOW]
    assert kinds == events_of(plain)


def test_a_case_that_gives_up_while_it_waits_leaves_its_place_in_the_queue() -> None:
    world = line(
        controls=(
            control("lane", seize=1.0, bays=1, service="1 h"),
            control("far", on_leg=["border", "town"]),
        ),
        flows=(flow(at=(0, 0, 0, 9), cells=1, routes=routes(), abort={"after_loss": 1.0}),),
    )
    # Those that reach the border at 10 h are examined one after another; at 12 h the loss of the first is known.
    rows = story(world)
    ends = [row.event for row in rows if row.event in {Event.INTERDICTED, Event.ABORTED}]
    assert ends.count(Event.INTERDICTED) == 2
    assert ends.count(Event.ABORTED) == 2
    assert {row.time for row in rows if row.event is Event.ABORTED} == {12 * HOUR}
    assert sum(row.event is Event.EXAMINED for row in rows) == 3


@pytest.mark.parametrize(("teams", "end"), [(2, Event.ESCAPED), (1, Event.REQUEST_DROPPED)])
def test_a_team_for_a_case_given_up_finds_nobody(teams: int, end: Event) -> None:
    world = line(
        agencies=(agency(teams=teams, act_at=0.5, response="6 h", recovery="9 h"),),
        controls=(control("spot", at="start"),),
        flows=(flow(at=(0, 2), cells=1, routes=routes(), abort={"after_loss": 1.0}),),
    )
    # The first is stopped at 6 h, known at 7 h; a team for the second would come at 8 h.
    assert hours_of(world, Event.ABORTED) == [7]
    assert end in events_of(world, case="loads/1")


TWO_WAYS = (
    {"from": "start", "to": "pass", "mode": "foot", "duration": "20 h"},
    {"from": "pass", "to": "town", "mode": "foot", "duration": "20 h"},
)


def two_ways(**values: Any) -> World:
    """The road over the border, where everything is lost, and a long way round that few would take."""
    world = line(
        controls=(control(seize=1.0),),
        legs=TWO_WAYS,
        flows=(
            flow(
                at=tuple(range(0, 200, 2)),
                routes={
                    **FIXED,
                    "paths": [
                        {"places": ["start", "border", "town"], "share": 0.6},
                        {"places": ["start", "pass", "town"], "share": 0.4},
                    ],
                },
                **values,
            ),
        ),
    )
    world["places"].append({"id": "pass", "jurisdiction": "west"})
    return world


def test_losses_open_the_next_route() -> None:
    world = two_ways(expand={"start": 1, "losses": 3, "within": "10 d"})
    (row,) = story(world, Event.EXPANDED)
    # The third load is lost at 14 h, and known an hour later.
    assert (row.time, row.value, row.flow) == (15 * HOUR, 2, "loads")
    log = play(world)
    routes_taken = dict(
        zip(log.of(Event.LAUNCHED)["time"].tolist(), log.cases["route"].tolist(), strict=True)
    )
    assert {route for time, route in routes_taken.items() if time <= 15 * HOUR - 1} == {0}
    assert {route for time, route in routes_taken.items() if time > 15 * HOUR} == {0, 1}


def test_routes_that_are_all_in_use_are_chosen_as_ever() -> None:
    times = two_ways(expand={"start": 2, "losses": 1, "within": "10 d"})
    assert play(times).digest() == play(two_ways()).digest()


def adaptive(*injects: World, **values: Any) -> World:
    """The road and the long way round for a flow that weighs time, and risk if it is told to."""
    world = two_ways()
    world["controls"] = []
    world["flows"][0]["routes"] = {
        "choice": "adaptive",
        "k": 2,
        "news_delay": "1 h",
        "memory": "9 d",
        "expected_losses": 1,
        "expected_successes": 9,
        "time_weight": 0.05,
        "cost_weight": 0,
        "risk_weight": 0,
        **values,
    }
    world["injects"] = list(injects)
    return world


def share_of_the_road(world: World, since: int) -> float:
    log = play(world)
    launched = log.of(Event.LAUNCHED)
    routes = log.cases["route"][launched["case"][launched["time"] >= since * HOUR]]
    return float((routes == 0).mean())


def test_a_road_that_takes_longer_now_is_chosen_less_now() -> None:
    slower = inject(100, {"change": "legs.start_to_border.duration", "to": "90 h"})
    assert share_of_the_road(adaptive(slower), 0) > 0.3
    assert share_of_the_road(adaptive(slower), 100) < 0.2
    assert share_of_the_road(adaptive(), 100) > 0.6
    back = inject(100, {"change": "legs.start_to_border.duration", "to": "90 h", "for": "1 h"})
    assert play(adaptive(back)).cases["route"].tolist()[60:] == play(adaptive()).cases["route"].tolist()[60:]


def test_only_news_reroute_a_case() -> None:
    slower = inject(100, {"change": "legs.start_to_border.duration", "to": "90 h"})
    assert not story(adaptive(slower), Event.REROUTED)
    assert not story(adaptive(risk_weight=0), Event.REROUTED)


def test_a_case_that_takes_another_way_because_of_news_says_which_it_would_have_taken() -> None:
    world = adaptive(risk_weight=20)
    world["controls"] = [control(seize=1.0)]
    log = play(world)
    rerouted = log.of(Event.REROUTED)
    assert len(rerouted) > 5
    usual = log.cases["route"].copy()
    usual[rerouted["case"]] = rerouted["value"]
    # Whoever is sure of what the risks are lets no news change that.
    stubborn = adaptive(risk_weight=20, expected_successes=9e5, expected_losses=1e5)
    assert usual.tolist() == play(stubborn).cases["route"].tolist()
