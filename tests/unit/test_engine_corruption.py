"""Controls that let some cases pass without a look."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.eventlog import Event
from simulator.world.draws import Slot
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import address_of, control, events_of, flow, inject, line, luck, story
from tests.unit.small import codes, errors, with_entity

MANY = tuple(range(60))


def bribed(share: float, *injects: World, **values: Any) -> World:
    """A control that finds everything and stops it, but for those that it lets pass."""
    return line(
        controls=(control(seize=1.0, **values),),
        flows=(flow(at=MANY, corruption={"lane": share}),),
        injects=injects,
    )


def test_a_corrupt_control_lets_a_share_of_the_cases_pass_without_a_look() -> None:
    rows = story(bribed(0.4), Event.LET_PASS, Event.INTERDICTED)
    passed = {row.case for row in rows if row.event is Event.LET_PASS}
    assert passed == {
        f"loads/{i}" for i in MANY if luck("control:lane", address_of(f"loads/{i}"), Slot.CORRUPT) < 0.4
    }
    assert len(rows) == len(MANY)
    assert Event.EXAMINED not in events_of(bribed(0.4), case=min(passed))


def test_who_is_let_pass_is_let_pass_flagged_or_not() -> None:
    world = bribed(1.0)
    world["flows"][0]["prior_knowledge"] = [
        {"agency": "guard", "about": "case", "share": 1.0, "evidence": 0.6}
    ]
    events = events_of(world)
    assert Event.LOOKOUT_SET in events
    assert Event.FLAGGED not in events
    assert Event.INTERDICTED not in events


def test_a_corrupt_control_that_watches_does_not_look_either() -> None:
    world = line(
        controls=(control(watch="1e6 / s", detect={}, seize=1.0),),
        flows=(flow(at=MANY, corruption={"lane": 0.4}),),
        stays={"border": "5 h"},
    )
    rows = story(world, Event.LET_PASS, Event.INTERDICTED)
    assert len(rows) == len(MANY)
    assert 0 < sum(row.event is Event.LET_PASS for row in rows) < len(MANY)


def test_no_corruption_changes_nothing() -> None:
    plain = line(controls=(control(seize=1.0),), flows=(flow(at=MANY),))
    assert play(bribed(0.0)).digest() == play(plain).digest()


def test_other_flows_are_looked_at_as_ever() -> None:
    world = bribed(1.0)
    world["flows"].append(flow("others", at=(0,)))
    assert Event.INTERDICTED in events_of(world, flow="others")
    assert Event.LET_PASS not in events_of(world, flow="others")


def test_an_inject_ends_corruption_or_begins_it() -> None:
    ended = bribed(1.0, inject(30, {"change": "flows.loads.corruption.lane", "to": 0}))
    # What comes to the border from 30 h on set out from 20 h on.
    assert len(story(ended, Event.LET_PASS)) == 20
    begun = line(
        controls=(control(seize=1.0),),
        flows=(flow(at=MANY),),
        injects=(inject(30, {"change": "flows.loads.corruption.lane", "to": 1}),),
    )
    assert len(story(begun, Event.LET_PASS)) == 40


def test_the_chance_to_pass_counts_corruption() -> None:
    (route,) = plan_of(bribed(0.4)).flows[0].routes
    assert route.evasion == pytest.approx(0.4)
    watched = line(
        controls=(control(watch="1 / h", detect={}),),
        flows=(flow(corruption={"lane": 0.4}),),
        stays={"border": "1 h"},
    )
    (route,) = plan_of(watched).flows[0].routes
    assert route.evasion == pytest.approx(0.4 + 0.6 * 0.36787944)


def test_an_unknown_control_cannot_be_corrupt() -> None:
    ((code, _),) = codes(errors(with_entity("flows", "heroin", corruption={"lame": 0.1})))
    assert code == "E201"


@pytest.mark.parametrize(
    ("change", "to"),
    [("corruption", 0.1), ("corruption.lame", 0.1), ("abort.after_loss", 0.1), ("corruption.lane", 2)],
)
def test_what_cannot_change_is_refused(change: str, to: float) -> None:
    data = with_entity("flows", "heroin", corruption={"lane": 0.1})
    data["injects"] = [
        {"id": "news", "at": "D+1", "actions": [{"change": f"flows.heroin.{change}", "to": to}]}
    ]
    assert len(errors(data)) == 1


@pytest.mark.parametrize(
    ("behaviour", "key"),
    [
        ({"abort": {"after_loss": 0.0}}, "abort.after_loss"),
        ({"retry": {"probability": 0.0, "delay": "1 h"}}, "retry.probability"),
    ],
)
def test_an_inject_changes_how_a_flow_behaves(behaviour: World, key: str) -> None:
    def world(*injects: World) -> World:
        routes = {"choice": "fixed", "news_delay": "1 h", "paths": [{"places": ["start", "border", "town"]}]}
        return line(
            controls=(control(seize=1.0),),
            flows=(flow(at=(0, 5), routes=routes, **behaviour),),
            injects=injects,
        )

    changed = world(inject(3, {"change": f"flows.loads.{key}", "to": 1.0}))
    assert {Event.ABORTED} & set(events_of(changed)) or len(play(changed).cases) > 2
    assert Event.ABORTED not in events_of(world())
    assert len(play(world()).cases) == 2
