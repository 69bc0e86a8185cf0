"""Holds: what is found is kept where it is until evidence confirms it, or until time is up."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.engine.holds import hold
from simulator.engine.simulate import _HANDLERS
from simulator.engine.state import World as State
from simulator.errors import ScenarioError
from simulator.eventlog import Event
from simulator.world.draws import Draws, Slot
from tests.property.worlds import World, plan_of, play, tell
from tests.unit.engine_worlds import (
    HOUR,
    address_of,
    agency,
    control,
    events_of,
    flow,
    hours_of,
    inject,
    line,
    link,
    luck,
    story,
    tip,
)

HOLDS = (Event.HELD, Event.CONFIRMED, Event.RELEASED, Event.INTERDICTED)


def lane(*, hours: int = 30, **values: Any) -> World:
    terms = {"for": f"{hours} h"} | values.pop("hold", {})
    return control(**{"hold": terms, **values})


def held(world: World) -> list[tuple[Event, float]]:
    return [(row.event, row.time / HOUR) for row in story(world, *HOLDS)]


def test_what_is_found_is_held_there_and_released_when_time_is_up() -> None:
    world = line(controls=(lane(),))
    assert held(world) == [(Event.HELD, 10), (Event.RELEASED, 40)]
    assert [row.value / HOUR for row in story(world, *HOLDS)] == [30, 30]
    assert hours_of(world, Event.DEPARTED, place="border_to_town") == [40]
    assert hours_of(world, Event.DELIVERED) == [50]


def test_what_is_not_found_is_not_held() -> None:
    blind = {"detect": {"drugs": 0.0}}
    assert play(line(controls=(lane(**blind),))).digest() == play(line(controls=(control(**blind),))).digest()


def test_nobody_is_held_where_the_share_is_nothing() -> None:
    assert (
        play(line(controls=(lane(hold={"share": 0.0}),))).digest()
        == play(line(controls=(control(),))).digest()
    )


def test_a_share_is_held() -> None:
    world = line(controls=(lane(hold={"share": 0.3}),), flows=(flow(at=tuple(range(40))),))
    lucky = [k for k in range(40) if luck("control:lane", address_of(f"loads/{k}"), Slot.HOLD) < 0.3]
    assert [row.case for row in story(world, Event.HELD)] == [f"loads/{k}" for k in lucky]
    assert 5 < len(lucky) < 25


def test_what_is_seized_is_not_held() -> None:
    assert held(line(controls=(lane(seize=1.0),))) == [(Event.INTERDICTED, 10)]


@pytest.mark.parametrize(("hours", "ends"), [(35, (Event.CONFIRMED, 35)), (45, (Event.RELEASED, 40))])
def test_evidence_in_time_confirms_it(hours: float, ends: tuple[Event, float]) -> None:
    world = line(controls=(lane(),), injects=(inject(hours, tip()),))
    assert held(world)[1] == ends
    assert (len(story(world, Event.DELIVERED)) == 1) == (hours > 40)


def test_it_is_confirmed_at_once_by_an_agency_that_knows_enough() -> None:
    world = line(controls=(lane(),), injects=(inject(5, tip(evidence=1.0)),))
    assert held(world) == [(Event.HELD, 10), (Event.CONFIRMED, 10), (Event.INTERDICTED, 10)]
    rows = story(world, *HOLDS)
    assert (rows[1].value, rows[2].value, rows[2].agency, rows[2].control) == (1.0, 5.0, "guard", "lane")


def test_it_is_confirmed_by_whom_it_names_and_by_nobody_else() -> None:
    people = (agency("guard"), agency("police", act_at=0.6))
    terms = lane(hold={"confirmed_by": "police"})
    alone = line(agencies=people, controls=(terms,), injects=(inject(12, tip("guard", evidence=9)),))
    assert [event for event, _ in held(alone)] == [Event.HELD, Event.RELEASED]
    joined = line(agencies=people, controls=(terms,), links=(link("guard", "police", transit="4 h"),))
    assert held(joined) == [(Event.HELD, 10), (Event.CONFIRMED, 14), (Event.INTERDICTED, 14)]
    assert story(joined, Event.INTERDICTED)[0].agency == "police"


def test_a_closed_agency_confirms_nothing_until_it_opens_again() -> None:
    world = line(
        agencies=(agency("guard"), agency("police")),
        controls=(lane(hold={"confirmed_by": "police"}),),
        injects=(
            inject(1, {"close": "agencies.police"}, name="away"),
            inject(5, tip("police", evidence=1)),
            inject(20, {"open": "agencies.police"}, name="back"),
        ),
    )
    assert held(world) == [(Event.HELD, 10), (Event.CONFIRMED, 20), (Event.INTERDICTED, 20)]


def test_a_lower_threshold_confirms_what_is_held() -> None:
    world = line(controls=(lane(),), injects=(inject(15, {"change": "agencies.guard.act_at", "to": 0.6}),))
    assert held(world)[1] == (Event.CONFIRMED, 15)


def test_causes_lead_from_the_detection_to_the_hold_and_from_the_evidence_to_its_confirmation() -> None:
    world = line(controls=(lane(),), injects=(inject(35, tip()),))
    rows = story(world)
    events = {row.event: row for row in rows}
    assert rows[events[Event.HELD].cause].event is Event.DETECTED
    assert rows[events[Event.CONFIRMED].cause].event is Event.TRIAGED
    assert rows[events[Event.INTERDICTED].cause].event is Event.CONFIRMED
    released = {row.event: row for row in story(line(controls=(lane(),)))}
    assert story(line(controls=(lane(),)))[released[Event.RELEASED].cause].event is Event.HELD


def test_it_meets_the_controls_that_follow_only_when_it_is_released() -> None:
    world = line(controls=(lane(), control("second")))
    assert hours_of(world, Event.EXAMINED, control="second") == [40]


def test_it_is_held_beside_the_lane_and_its_bay_is_free() -> None:
    world = line(controls=(lane(bays=1, service="1 h"),), flows=(flow(at=(0, 0)),))
    assert hours_of(world, Event.EXAMINED) == [10, 11]
    assert hours_of(world, Event.RELEASED) == [41, 42]


def test_a_team_can_take_it_while_it_is_held() -> None:
    people = (agency("guard", teams=1, act_at=0.6, response="5 h"), agency("police"))
    world = line(agencies=people, controls=(lane(hold={"confirmed_by": "police"}),))
    assert held(world) == [(Event.HELD, 10), (Event.INTERDICTED, 15)]
    assert story(world, Event.INTERDICTED)[0].control == ""


@pytest.mark.parametrize("spot", [{"at": "border"}, {"on_leg": ["border", "town"]}])
def test_a_control_that_watches_sees_it_while_it_is_held(spot: World) -> None:
    eye = control("eye", watch="2 / d", **spot)
    world = line(controls=(lane(hours=400, **spot), eye))
    (seen,) = hours_of(world, Event.DETECTED, control="eye")
    assert 10 < seen < 410


def test_a_control_that_watches_holds_what_it_sees_and_the_rest_of_a_stay_follows() -> None:
    world = line(controls=(lane(at="border", watch="10 / h"),), stays={"border": "20 h"})
    (seen,) = hours_of(world, Event.HELD)
    assert hours_of(world, Event.RELEASED) == [pytest.approx(seen + 30)]
    assert hours_of(world, Event.DEPARTED, place="border_to_town") == [pytest.approx(60)]


def test_terms_of_holding_can_change() -> None:
    longer = inject(5, {"change": "controls.lane.hold", "to": {"for": "50 h"}})
    assert held(line(controls=(lane(),), injects=(longer,)))[1] == (Event.RELEASED, 60)
    nobody = inject(5, {"change": "controls.lane.hold", "to": {"for": "9 h", "confirmed_by": "nobody"}})
    with pytest.raises(ScenarioError, match="nobody"):
        play(line(controls=(lane(),), injects=(nobody,)))


def test_a_hold_lasts_longer_than_nothing() -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        play(line(controls=(lane(hours=0),)))


# --- holds that an agency orders, wherever the case is


def ordered(world: World, *orders: tuple[float, float]) -> list[tuple[Event, float]]:
    """What happens to a case that the guard orders held at an hour, for so many hours."""
    plan = plan_of(world)
    after: list[Any] = []

    def order(state: State, due: Any) -> None:
        case = next(iter(state.under_way.values()))
        hold(state, case, state.agencies[0], round(due.subject * HOUR), 0, -1)

    state = State(plan, Draws(1, 0), _HANDLERS | {99: order})
    for hours, seconds in orders:
        state.after(round(hours * HOUR), 99, 0, seconds, -1)
    from simulator.engine import cases, injects

    injects.start_injects(state)
    cases.start_flows(state)
    state.clock.run_before(plan.horizon, state)
    after += tell(plan, state.log())
    wanted = (Event.HELD, Event.RELEASED, Event.ARRIVED, Event.DEPARTED, Event.DELIVERED)
    return [(row.event, row.time / HOUR) for row in after if row.event in wanted]


def arrivals(story: list[tuple[Event, float]]) -> list[float]:
    return [hour for event, hour in story if event in (Event.ARRIVED, Event.DELIVERED)]


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([(4, 2)], [12, 22, 22]),
        ([(4, 8)], [18, 28, 28]),
        ([(4, 2), (7, 1)], [13, 23, 23]),
        ([(4, 2), (9, 4)], [16, 26, 26]),
        ([(4, 2), (5, 9)], [20, 30, 30]),
        ([(4, 9), (5, 2)], [19, 29, 29]),
        ([(4, 2), (11, 5), (13, 1)], [17, 27, 27]),
    ],
)
def test_a_case_that_is_held_on_its_way_arrives_later_by_as_long_as_it_is_held(
    orders: list[tuple[float, float]], expected: list[float]
) -> None:
    assert arrivals(ordered(line(), *orders)) == expected


def test_a_case_that_is_held_in_a_stay_or_before_delivery_waits_longer() -> None:
    world = line(stays={"border": "5 h", "town": "5 h"})
    assert arrivals(ordered(world, (11, 3))) == [10, 28, 33]
    assert arrivals(ordered(world, (26, 3))) == [10, 25, 33]


def test_an_examination_goes_on_while_a_case_is_held() -> None:
    world = line(controls=(control(service="4 h", evidence=0),))
    assert arrivals(ordered(world, (11, 2))) == [10, 24, 24]
    assert arrivals(ordered(world, (11, 9))) == [10, 30, 30]


def test_holds_end_with_the_horizon_or_the_case() -> None:
    world = line(controls=(lane(hours=30),), horizon="30 h")
    assert events_of(world)[-1] is not Event.RELEASED
    assert story(world, Event.RELEASED) == []


def test_a_case_that_is_held_through_a_departure_waits_for_the_next() -> None:
    world = line()
    world["legs"][1]["departures"] = {"every": "6 h"}
    assert arrivals(ordered(world)) == [10, 22, 22]
    assert arrivals(ordered(world, (11, 3))) == [10, 28, 28]


def test_nobody_gives_up_what_is_held() -> None:
    def given_up(**values: Any) -> list[str]:
        world = line(
            controls=(control(at="start", **values),),
            flows=(
                flow(
                    at=(0, 1),
                    abort={"after_loss": 1.0},
                    routes={"choice": "shortest", "news_delay": "1 h"},
                ),
            ),
            injects=(inject(0.5, {"change": "controls.lane.seize", "to": 1.0}),),
        )
        return [row.case for row in story(world, Event.ABORTED)]

    assert given_up() == ["loads/0"]
    assert given_up(hold={"for": "30 h"}) == []


def test_a_corrupt_watch_looks_away_once() -> None:
    world = line(
        controls=(lane(on_leg=["border", "town"]), control("eye", watch="2 / d", on_leg=["border", "town"])),
        flows=(flow(corruption={"eye": 1.0}),),
    )
    assert len(story(world, Event.HELD)) == len(story(world, Event.LET_PASS)) == 1
