"""Injects that wait for a condition: each fires once, at the instant at which its condition comes true."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.metrics import Meter
from simulator.eventlog import Event
from simulator.report.resolved import resolved_text
from simulator.scenario.load import build
from simulator.scenario.source import read_value
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import (
    HOUR,
    agency,
    control,
    flow,
    hours_of,
    inject,
    line,
    link,
    moment,
    story,
    tip,
)


def waiting(when: World, *actions: World, name: str = "news", **values: Any) -> World:
    return {"id": name, "when": when, "actions": list(actions), **values}


def fired(world: World, name: str = "news") -> list[float]:
    return hours_of(world, Event.INJECT_FIRED, value=name)


def finding(*injects: World, **values: Any) -> World:
    """Loads at 0, 1, 2 and 3 h; each is found at the border ten hours later, and nothing is stopped."""
    return line(controls=(control(),), flows=(flow(at=(0, 1, 2, 3)),), injects=injects, **values)


# --- events


def test_it_fires_when_so_many_events_have_happened_and_once_only() -> None:
    assert fired(finding(waiting({"event": "detected", "count": 3}))) == [12]
    assert fired(finding(waiting({"event": "detected", "count": 5}))) == []


def test_what_made_it_fire_is_its_cause() -> None:
    world = finding(waiting({"event": "detected", "count": 3}))
    (row,) = story(world, Event.INJECT_FIRED)
    log = play(world)
    cause = log.rows[log.of(Event.INJECT_FIRED)["cause"][0]]
    assert (Event(cause["event"]), cause["time"] / HOUR) == (Event.DETECTED, 12)
    assert row.time == 12 * HOUR


def test_a_delay_passes_before_it_fires() -> None:
    assert fired(finding(waiting({"event": "detected"}, delay="90 min"))) == [11.5]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"control": "lane"}, [10]),
        ({"control": "post"}, [20]),
        ({"agency": "police"}, [20]),
        ({"agency": "guard", "place": "town"}, []),
        ({"flow": "loads"}, [10]),
        ({"flow": "others"}, [13]),
    ],
)
def test_events_are_those_of_an_agency_control_flow_or_place(where: World, expected: list[float]) -> None:
    world = line(
        agencies=(agency(), agency("police")),
        controls=(control(), control("post", at="town", agency="police")),
        flows=(flow(), flow("others", at=(3,))),
        injects=(waiting({"event": "detected", **where}),),
    )
    assert fired(world) == expected


def test_events_are_those_of_a_link() -> None:
    world = line(
        agencies=(agency(), agency("police"), agency("army")),
        controls=(control(),),
        links=(
            link("guard", "police", "fast"),
            link("guard", "army", "slow", clearance="5 h"),
        ),
        injects=(waiting({"event": "received", "link": "slow"}),),
    )
    assert fired(world) == [15]


# --- belief, queues, metrics


def test_it_fires_when_an_agency_believes_enough_in_a_case_of_a_flow() -> None:
    def world(least: float) -> World:
        return line(
            controls=(control("source", at="start", evidence=0.3), control(evidence=0.3)),
            injects=(
                waiting({"belief": {"agency": "guard", "flow": "loads", "at_least": least}}),
                inject(15, tip(evidence=0.2), name="tip"),
            ),
        )

    assert [fired(world(least)) for least in (0.3, 0.6, 0.8, 0.9)] == [[0], [10], [15], []]


def test_belief_counts_while_the_case_is_under_way_and_the_items_are_valid() -> None:
    holds = {"belief": {"agency": "guard", "flow": "loads", "at_least": 0.5}}
    world = line(
        controls=(control("source", at="start", valid_for="4 h"),),
        injects=(waiting({"all": [holds, {"time": moment(5)}]}, name="a"), waiting(holds, name="b")),
    )
    assert (fired(world, "a"), fired(world, "b")) == ([], [0])
    ends = line(
        controls=(control("source", at="start"),),
        injects=(waiting({"all": [{"time": moment(1)}, {"not": holds}]}),),
    )
    assert fired(ends) == hours_of(ends, Event.DELIVERED) == [20]


@pytest.mark.parametrize(
    ("queue", "expected"),
    [
        ({"agency": "guard", "at_least": 2}, [1.0]),
        ({"control": "lane", "at_least": 2}, [10.3]),
        ({"link": "wire", "at_least": 2}, [7.0]),
        ({"requests_at": "guard", "at_least": 2}, [5.0]),
    ],
)
def test_it_fires_when_so_many_wait(queue: World, expected: list[float]) -> None:
    world = line(
        agencies=(agency(analysts=1, triage="1 h", act_at=0.5, teams=1, response="30 h"), agency("police")),
        controls=(control("source", at="start"), control(bays=1, service="9 h", detect={"drugs": 0.0})),
        links=(link("guard", "police", capacity="1 / d", clearance="3 h"),),
        flows=(flow(at=(0, 0.2, 0.3, 1)),),
        injects=(waiting({"queue": queue}),),
    )
    rows = {
        "requests_at": hours_of(world, Event.REQUESTED),
        "link": hours_of(world, Event.QUEUED),
        "control": hours_of(world, Event.ARRIVED, place="border"),
        "agency": hours_of(world, Event.REPORTED),
    }[next(iter(queue))]
    # One is served at once and two wait.
    assert fired(world) == [rows[2]]
    assert fired(world)[0] <= expected[0]


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ({"metric": "launched", "at_least": 3}, [2]),
        ({"metric": "open", "at_least": 4}, [3]),
        ({"metric": "interdicted", "at_least": 1}, [10]),
        ({"metric": "delivered", "at_least": 2}, [23]),
        ({"metric": "interdiction_rate", "at_least": "50 %"}, [11]),
        ({"metric": "interdicted_payload", "at_least": 10}, [11]),
        ({"metric": "delivered_payload", "at_least": 5, "flow": "loads"}, [22]),
        ({"metric": "delivered_payload", "at_least": 5.1, "at_most": 9.9}, []),
        ({"all": [{"time": "D+0 21:30"}, {"metric": "open", "at_most": 1}]}, [22]),
    ],
)
def test_it_fires_when_a_metric_has_come_so_far(metric: World, expected: list[float]) -> None:
    world = line(
        controls=(control(seize=1.0),),
        flows=(flow(at=(0, 1, 2, 3)),),
        injects=(waiting(metric), inject(11.5, {"close": "controls.lane"}, name="strike")),
    )
    assert fired(world) == expected


def test_a_rate_of_no_cases_is_no_rate() -> None:
    world = finding(waiting({"metric": "interdiction_rate", "at_most": 0.5}))
    assert fired(world) == [0]
    late = line(flows=(flow(at=(7,)),), injects=(waiting({"metric": "interdiction_rate", "at_most": 0.5}),))
    assert fired(late) == [7]


# --- other injects, time, and all together


def test_injects_follow_each_other() -> None:
    world = finding(
        waiting({"inject": "second"}, delay="1 h", name="third"),
        waiting({"inject": "first"}, delay="1 h", name="second"),
        inject(5, name="first"),
    )
    assert [fired(world, name) for name in ("first", "second", "third")] == [[5], [6], [7]]
    log = play(world)
    causes = log.of(Event.INJECT_FIRED)["cause"]
    assert causes[0] == -1
    assert log["value"][causes[1]] == 2
    assert log["value"][causes[2]] == 1


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"time": "D+0 05:00"}, [5]),
        ({"all": [{"time": "D+0 05:00"}, {"event": "detected"}]}, [10]),
        ({"all": [{"time": "D+0 12:00"}, {"event": "detected"}]}, [12]),
        ({"any": [{"time": "D+0 12:00"}, {"event": "detected"}]}, [10]),
        ({"any": [{"time": "D+0 05:00"}, {"event": "detected"}]}, [5]),
        ({"not": {"event": "detected"}}, [0]),
        ({"all": [{"not": {"event": "detected"}}, {"event": "arrived"}]}, []),
        ({"all": [{"event": "arrived", "count": 2}, {"not": {"all": [{"event": "delivered"}]}}]}, [11]),
        ({"any": [{"event": "held"}, {"all": [{"event": "arrived"}, {"time": "D+0 11:30"}]}]}, [11.5]),
    ],
)
def test_conditions_are_joined(when: World, expected: list[float]) -> None:
    assert fired(finding(waiting(when))) == expected


def test_those_that_come_true_together_fire_in_the_order_of_the_scenario() -> None:
    world = finding(
        waiting({"event": "detected"}, {"change": "controls.lane.evidence", "to": 0.2}, name="a"),
        waiting({"event": "detected"}, {"change": "controls.lane.evidence", "to": 0.4}, name="b"),
    )
    assert [row.value for row in story(world, Event.INJECT_FIRED)] == ["a", "b"]
    assert [row.value for row in story(world, Event.MADE)] == [0.6, 0.4, 0.4, 0.4]


def test_an_action_of_a_conditional_inject_ends_after_its_time() -> None:
    slow = {"change": "legs.border_to_town.duration", "to": "20 h", "for": "90 min"}
    world = finding(waiting({"event": "detected", "count": 2}, slow))
    # The load found at 11 h has set out already when the inject fires; the next one travels slowly.
    assert hours_of(world, Event.PARAMETER_CHANGED) == [11, 12.5]
    assert hours_of(world, Event.ARRIVED, place="town") == [20, 21, 23, 32]


# --- what it costs


def test_a_condition_that_never_comes_true_changes_nothing() -> None:
    never = {"all": [{"event": "detected", "count": 99}, {"queue": {"agency": "guard", "at_least": 9}}]}
    plain = finding(inject(500, name="late"))
    assert play(finding(waiting(never))).digest() == play(plain).digest()


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    when = {"all": [{"event": "detected", "count": 2}, {"time": "D+1 02:00"}]}
    short, long = (
        play(finding(waiting(when, {"close": "controls.lane"}), horizon=horizon))
        for horizon in ("30 h", "10 d")
    )
    assert short.rows.tolist() == long.rows[: len(short.rows)].tolist()


def test_conditions_are_compiled_into_steps() -> None:
    when = {"all": [{"event": "detected", "control": "lane", "count": 2}, {"not": {"time": "D+1 02:00"}}]}
    (plan,) = plan_of(finding(waiting(when))).injects
    assert [step.code for step in plan.condition] == ["event", "time", "not", "all"]
    assert plan.condition[0].operands == (Event.DETECTED, -1, 0, -1, -1, -1, 2)
    assert plan.condition[1].operands == (26 * HOUR,)


def test_analysts_that_come_on_a_condition_are_on_duty_from_then_on() -> None:
    more = {"change": "agencies.guard.analysts", "to": 3, "for": "10 h"}
    world = line(
        agencies=(agency(analysts=1, triage="2 h"),),
        controls=(control(),),
        flows=(flow(at=(0, 0, 0)),),
        injects=(waiting({"queue": {"agency": "guard", "at_least": 2}}, more),),
        horizon="40 h",
    )
    assert fired(world) == [10]
    measures = Meter(plan_of(world)).measure(play(world))
    number = measures.number_of("utilisation", "agency:guard")
    assert measures.numerators[0, number] == 3 * 2 * HOUR
    assert measures.denominators[0, number] == (40 + 2 * 10) * HOUR


def test_what_happened_in_a_warm_up_does_not_count() -> None:
    many = {key: value for key, value in flow().items() if key != "arrivals"} | {
        "arrivals": {"poisson": "4 / d"}
    }
    world = line(
        controls=(control("source", at="start"),),
        flows=(many,),
        injects=(
            waiting({"metric": "launched", "at_least": 3}, name="metric"),
            waiting({"event": "detected", "count": 3}, name="event"),
            waiting({"metric": "delivered", "at_least": 1}, name="delivered"),
            waiting({"metric": "open", "at_least": 3}, name="open"),
        ),
    )
    world["scenario"]["warm_up"] = "5 d"
    launches = hours_of(world, Event.LAUNCHED)
    assert launches[0] < 0
    later = [time for time in launches if time >= 0]
    assert fired(world, "metric") == fired(world, "event") == [later[2]]
    # Loads under way at the start are left out; each takes twenty hours.
    assert fired(world, "delivered") == [later[0] + 20]
    assert fired(world, "open") == [later[2]]


def test_a_scenario_with_conditions_and_decisions_is_written_out_and_read_again() -> None:
    when = {"all": [{"not": {"time": "D+2"}}, {"event": "detected", "agency": "guard", "count": 2},
                    {"queue": {"agency": "guard", "at_least": 1}}, {"metric": "open", "at_most": 3.5},
                    {"belief": {"agency": "guard", "flow": "loads", "at_least": 0.5}}]}  # fmt: skip
    options = [{"id": "a", "label": "A", "default": True}, {"id": "b", "label": "B", "cost": "5 usd"}]
    world = finding(
        waiting(when, delay="2 h", decision="A or B?", asked_of="desk", within="3 h", options=options)
    )
    move = {"id": "m", "from": "D+0", "to": "D+1", "table": ["09:00", "10:30"]}
    goal = {"id": "g", "objective": "G", "targets": [{"metric": "interdicted", "at_least": 2}]}
    world |= {
        "roles": [{"id": "desk", "plays": ["guard"]}],
        "exercise": {"moves": [move]},
        "objectives": [goal],
    }
    scenario = build(world)
    again = build(read_value(resolved_text(scenario), "again"))
    assert again.injects == scenario.injects
    assert again.exercise == scenario.exercise
    assert again.objectives == scenario.objectives
