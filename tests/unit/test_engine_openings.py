"""Opening hours of controls, skills that grow, and watches that are taught a new threat."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.eventlog import Event
from simulator.scenario.rules import check
from simulator.scenario.schema import Scenario
from simulator.world.calendars import Calendar
from simulator.world.intensity import Intensity, during
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import agency, control, flow, hours_of, inject, line, story

DAYTIME = {"days": "mon-fri", "from": "08:00", "to": "20:00"}


def looked(**values: Any) -> list[float]:
    """The hours at which a lane examines cases that come every hour of the first week."""
    world = line(
        controls=(control(evidence=0, **values),), flows=(flow(at=tuple(range(7 * 24 - 10))),), horizon="7 d"
    )
    return hours_of(world, Event.EXAMINED)


def open_at(hour: float) -> bool:
    day, clock = divmod(hour, 24)
    return day < 5 and 8 <= clock < 20


# --- opening hours


def test_a_control_looks_only_in_its_opening_hours() -> None:
    assert looked(hours=DAYTIME) == [hour for hour in looked() if open_at(hour)]


def test_they_are_those_of_the_time_zone_of_its_agency() -> None:
    world = line(controls=(control(hours=DAYTIME, evidence=0),), flows=(flow(at=tuple(range(24))),))
    world["jurisdictions"][0]["timezone"] = "Asia/Almaty"
    hours = hours_of(world, Event.EXAMINED)
    assert hours == [*range(10, 15), *range(27, 34)]  # five hours ahead of UTC


def test_hours_around_the_clock_change_nothing() -> None:
    always = line(controls=(control(hours="24/7", traffic="9 / d"),))
    assert play(always).digest() == play(line(controls=(control(traffic="9 / d"),))).digest()


def test_those_who_wait_at_closing_time_are_served_all_the_same() -> None:
    lane = control(bays=1, service="6 h", hours=DAYTIME, evidence=0)
    world = line(controls=(lane,), flows=(flow(at=(8, 9, 10)),))
    assert hours_of(world, Event.EXAMINED) == [18, 24]  # the third comes at eight, and finds it closed


def test_no_traffic_comes_through_while_it_is_closed() -> None:
    def counts(**values: Any) -> list[float]:
        world = line(controls=(control(traffic="2400 / d", **values),), horizon="7 d")
        return [row.value for row in story(world, Event.TRAFFIC_EXAMINED)]

    assert sum(counts(hours=DAYTIME)) == pytest.approx(5 * 1200, rel=0.05)
    assert counts(hours=DAYTIME)[5:] == [0, 0]
    assert sum(counts()) == pytest.approx(7 * 2400, rel=0.05)


def test_a_change_of_traffic_keeps_to_the_opening_hours() -> None:
    world = line(
        controls=(control(traffic="240 / d", hours=DAYTIME, false_alarm=1.0),),
        injects=(inject(30, {"change": "controls.lane.traffic", "to": "2400 / d"}),),
        horizon="7 d",
    )
    alarms = hours_of(world, Event.FALSE_ALARM)
    assert len(alarms) > 4000
    assert all(open_at(hour) for hour in alarms)


def test_a_control_that_watches_sees_nothing_while_it_is_closed() -> None:
    watch = control(watch="5 / h", hours=DAYTIME, evidence=0)
    world = line(controls=(watch,), flows=(flow(at=(12,)),), stays={"border": "5 d"})
    (seen,) = hours_of(world, Event.DETECTED)  # it comes at ten in the evening
    assert 24 + 8 < seen < 24 + 11


def test_a_control_that_is_opened_by_an_inject_keeps_its_hours() -> None:
    for hours, expected in ((9, [18]), (21, [])):
        world = line(
            controls=(control(hours=DAYTIME, open=False, evidence=0),),
            flows=(flow(at=(8, 12)),),
            injects=(inject(hours, {"open": "controls.lane"}),),
        )
        assert hours_of(world, Event.EXAMINED) == expected


def test_the_chance_to_pass_counts_the_share_of_a_week_in_which_it_is_open() -> None:
    for values, share in (({}, 1.0), ({"hours": DAYTIME}, 60 / 168)):
        world = line(controls=(control(detect={"drugs": 0.4}, **values),))
        assert plan_of(world).flows[0].routes[0].evasion == pytest.approx(1 - 0.4 * share)


def test_a_rate_is_nothing_while_a_calendar_is_closed() -> None:
    rate = Intensity((0, 100), (2.0, 3.0))
    shut = during(rate, Calendar((-20, 50, 300), (10, 200, 400)))
    assert [shut.rate_at(t) for t in (0, 9, 10, 49, 50, 99, 100, 199, 200, 299, 300, 399, 400)] == [
        2, 2, 0, 0, 2, 2, 3, 3, 0, 0, 3, 3, 0,
    ]  # fmt: skip
    assert during(rate, Calendar(always=True)) is rate


def test_the_next_edge_is_when_it_opens_or_closes() -> None:
    calendar = Calendar((100, 300), (200, 400))
    assert [calendar.next_edge(t) for t in (0, 99, 100, 199, 200, 300, 399, 400)] == [
        100, 100, 200, 200, 300, 400, 400, None,
    ]  # fmt: skip


# --- growth


def grown(**growth: Any) -> list[tuple[float, float]]:
    """When skill changes, in hours, and to what."""
    world = line(controls=(control(skill=0.4, growth={"to": 1.0, **growth}),))
    rows = story(world, Event.PARAMETER_CHANGED, control="lane")
    return [(row.time / 3600, round(float(row.value[1]), 9)) for row in rows]


def test_skill_grows_in_equal_steps_on_a_straight_line() -> None:
    assert grown(over="9 h", steps=3) == [(3, 0.6), (6, 0.8), (9, 1.0)]
    assert grown(over="9 h", steps=3, **{"from": "D+1"}) == [(27, 0.6), (30, 0.8), (33, 1.0)]
    assert len(grown(over="12 d")) == 12


def test_skill_that_grew_finds_more() -> None:
    def found(growth: World | None) -> set[str]:
        values = {} if growth is None else {"growth": growth}
        lane = control(detect={"drugs": 0.5}, evidence=0, **values)
        return {
            row.case
            for row in story(line(controls=(lane,), flows=(flow(at=tuple(range(60))),)), Event.DETECTED)
        }

    before, after = found(None), found({"to": 2.0, "over": "1 h", "steps": 1})
    assert before < after == {f"loads/{k}" for k in range(60)}
    assert found({"to": 1.0, "over": "1 h"}) == before


def test_an_inject_sets_skill_and_it_grows_on_from_there() -> None:
    world = line(
        controls=(control(skill=0.4, growth={"to": 1.0, "over": "9 h", "steps": 3}),),
        injects=(inject(4, {"change": "controls.lane.skill", "to": 0.1}),),
    )
    values = [float(row.value[1]) for row in story(world, Event.PARAMETER_CHANGED)]
    assert values == pytest.approx([0.6, 0.1, 0.3, 0.5])


def test_a_skill_that_grows_from_nothing_can_find_something_in_the_end() -> None:
    def warned(**values: Any) -> bool:
        world = line(controls=(control(skill=0.0, **values),))
        return any(problem.code == "W608" for problem in check(Scenario.model_validate(world)))

    assert warned()
    assert not warned(growth={"to": 1.0, "over": "9 h"})


# --- watches that learn


def test_a_watch_that_is_taught_a_new_threat_sees_cases_that_are_already_there() -> None:
    watch = control(watch="50 / h", detect={"fighters": 1.0})
    taught = inject(20, {"change": "controls.lane.detect.drugs", "to": 1.0, "for": "5 h"})
    for injects, times in (((), 0), ((taught,), 1)):
        world = line(controls=(watch,), stays={"border": "30 h"}, injects=injects)
        seen = hours_of(world, Event.DETECTED)
        assert len(seen) == times
        assert all(20 <= hour < 21 for hour in seen)


def test_a_watch_that_saw_a_case_does_not_see_it_again_on_the_same_visit() -> None:
    watch = control(watch="50 / h", detect={"fighters": 1.0})
    change = {"change": "controls.lane.detect.drugs", "to": 1.0, "for": "5 h"}
    injects = (inject(12, change), inject(20, change, name="again"))
    world = line(controls=(watch,), stays={"border": "30 h"}, injects=injects)
    assert len(story(world, Event.DETECTED)) == 1


def test_a_closed_agency_opens_no_control() -> None:
    world = line(
        agencies=(agency(open=False),),
        controls=(control(hours=DAYTIME),),
        flows=(flow(at=(0,)),),
    )
    assert story(world, Event.EXAMINED) == []
