"""The warm-up: the world begins before the exercise does."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from simulator.analysis.metrics import measure
from simulator.errors import ScenarioError
from simulator.eventlog import Event, EventLog
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import DAY, HOUR, agency, control, flow, inject, line, link, story, tip

KNOWN = {"agency": "guard", "about": "cell", "share": 1.0, "evidence": 0.6, "valid_for": "2 d"}


def warmed(world: World, warm_up: str = "3 d", **header: Any) -> World:
    world = copy.deepcopy(world)
    world["scenario"] |= {"warm_up": warm_up, **header}
    return world


def busy(**header: Any) -> World:
    """Much that happens by chance, calendars of several zones, holds, pools, and a flow that adapts."""
    people = {
        "analysts": 1,
        "triage": {"exponential": {"mean": "2 h"}},
        "hours": "office",
        "routine_leads": "4 / d",
    }
    loads = {
        "arrivals": {"poisson": {"rate": "4 / d", "daily": [1] * 12 + [2] * 12}},
        "routes": {"choice": "adaptive", "k": 2, "news_delay": "2 h"},
        "prior_knowledge": [KNOWN],
        "split": {"carriers": 2, "apart": "1 h"},
        "retry": {"probability": 0.5, "delay": "5 h"},
        "lie_low": {"losses": 2, "within": "1 d", "for": "8 h"},
        "abort": {"after_loss": 0.2},
    }
    world = line(
        agencies=(agency(**people), agency("partner", jurisdiction="east", teams=1, success=0.7, act_at=0.8)),
        controls=(
            control(examine=0.6, seize=0.2, bays=1, service="3 h", hold={"for": "9 h"}),
            control("patrol", at="town", agency="partner", watch="1 / d", evidence=0.5, about="cell"),
            control(
                "day", at="start", examine=0.3, hours={"days": "mon-fri", "from": "08:00", "to": "20:00"}
            ),
        ),
        links=(link("guard", "partner", clearance={"exponential": {"mean": "5 h"}}, capacity="3 / d"),),
        flows=(flow(at=(), cells=3, **loads),),
        legs=({"from": "start", "to": "town", "mode": "air", "duration": "20 h"},),
        stays={"town": "20 h"},
        horizon="10 d",
    )
    world["pools"] = [
        {
            "id": "force",
            "members": ["partner"],
            "teams": 1,
            "mobilisation": "1 h",
            "consensus": "8 h",
            "mandate": "2 d",
        }
    ]
    world["jurisdictions"][0]["timezone"] = "Asia/Dushanbe"
    world["scenario"] |= header
    return world


def test_a_warm_up_is_an_earlier_start_with_the_same_luck():
    with_it = play(warmed(busy()))
    earlier = play(busy(start="2031-02-28T00:00Z", horizon="13 d"))
    rows, items = with_it.rows.copy(), with_it.items.copy()
    rows["time"] += 3 * DAY
    items["made"] += 3 * DAY
    forever = items["valid_until"] == items["valid_until"].max()
    items["valid_until"][~forever] += 3 * DAY
    assert len(with_it) > 500
    happened = {Event(kind) for kind in np.unique(with_it["event"])}
    assert happened >= {
        Event.HELD,
        Event.MOBILISED,
        Event.DETERRED,
        Event.ABORTED,
        Event.REROUTED,
        Event.TEAM_RELEASED,
    }
    assert EventLog(0, rows, with_it.cases, items).digest() == earlier.digest()


def test_a_warm_up_of_nothing_leaves_the_log_as_it_is():
    assert play(warmed(busy(), "0 h")).digest() == play(busy()).digest()


def test_injects_wait_for_the_start_and_links_open_in_the_warm_up():
    world = line(
        agencies=(agency(), agency("partner")),
        links=(link("guard", "partner", opens="D-1"),),
        injects=(inject(0, tip()),),
        flows=(flow(at=(-30,), prior_knowledge=[{**KNOWN, "valid_for": None}]),),
        stays={"town": "20 d"},
    )
    rows = story(warmed(world))
    assert [(row.event, row.time) for row in rows if row.event in (Event.INJECT_FIRED, Event.OFFERED)] == [
        (Event.OFFERED, -DAY),
        (Event.INJECT_FIRED, 0),
        (Event.OFFERED, 0),
    ]


def test_prior_knowledge_is_held_and_grows_old_from_the_beginning_of_the_warm_up():
    world = line(flows=(flow(prior_knowledge=[KNOWN]),))
    assert [row.time for row in story(warmed(world), Event.MADE, Event.EXPIRED)] == [-3 * DAY, -DAY]


def test_traffic_is_counted_by_days_of_the_exercise():
    world = line(controls=(control(traffic="480 / d"),), horizon="2 d")
    counted = story(warmed(world, "30 h"), Event.TRAFFIC_EXAMINED)
    assert [row.time for row in counted] == [-DAY - 1, -1, DAY - 1, 2 * DAY - 1]
    assert [round(row.value / 480, 0) for row in counted] == [0, 1, 1, 1]


def test_cases_scheduled_in_the_warm_up_start_and_earlier_ones_are_refused():
    world = line(flows=(flow(at=(-24, 5)),))
    assert [row.time for row in story(warmed(world), Event.LAUNCHED)] == [-DAY, 5 * HOUR]
    groups = flow(arrivals={"batch": {"every": "24 h", "size": 1, "from": "D-9", "until": "D+1"}}, at=())
    assert [row.time for row in story(warmed(line(flows=(groups,))), Event.LAUNCHED)] == [
        -3 * DAY,
        -2 * DAY,
        -DAY,
        0,
    ]
    with pytest.raises(ScenarioError, match="before the warm-up"):
        play(warmed(world, "23 h"))


def test_case_metrics_leave_out_cases_of_the_warm_up_and_agency_metrics_what_happened_in_it():
    world = line(
        agencies=(agency(analysts=1, triage="6 h"),),
        controls=(control(seize=1.0),),
        flows=(flow(at=(-12, -3, 1)),),
        horizon="2 d",
    )
    plan, log = plan_of(warmed(world, "1 d")), play(warmed(world, "1 d"))
    measures = measure(plan, log)
    # found at -2, 7 and 11; worked on from -2 to 4, from 7 to 13 and from 13 to 19
    assert [float(measures.of(name)[0]) for name in ("launched", "interdicted")] == [1, 1]
    assert float(measures.of("detected", "control:lane")[0]) == 2
    assert float(measures.of("items_reported", "agency:guard")[0]) == 2
    assert float(measures.of("utilisation", "agency:guard")[0]) == pytest.approx(16 / 48)


def test_the_time_that_shifts_of_different_hours_work_is_counted_from_the_start():
    shifts = [{"n": 1, "hours": "24/7"}, {"n": 1, "hours": {"days": "daily", "from": "00:00", "to": "12:00"}}]
    world = line(
        agencies=(agency(analysts=shifts, triage="6 h", hours="24/7"),),
        controls=(control(),),
        flows=(flow(at=(-13, -12)),),
        horizon="1 d",
    )
    measures = measure(plan_of(warmed(world)), play(warmed(world)))
    # the first shift works from -3 to 3, the second takes up at 0 what came at -2, and works until 6
    assert float(measures.of("utilisation", "agency:guard")[0]) == pytest.approx((3 + 6) / 36)
    assert np.isfinite(measures.of("triage_wait_hours", "agency:guard")[0])
