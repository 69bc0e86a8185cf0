"""Teams that agencies share: whose go first, who has to agree, for how long, and what injects change."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.eventlog import Event
from simulator.scenario.rules import check
from simulator.scenario.schema import Scenario
from tests.property.worlds import Told, World, play
from tests.unit.engine_worlds import HOUR, agency, control, flow, hours_of, inject, line, story, tip

SOURCE = (control("source", at="start"),)
WITHOUT = {"act_at": 0.5, "response": "3 h", "recovery": "2 h"}
EVERY_TWO_HOURS = flow(at=(0, 2, 4, 6, 8), subjects=None)


def pool(name: str = "force", **values: Any) -> World:
    """A pool of one team that the guard can call on at once."""
    return {"id": name, "members": ["guard"], "teams": 1, "mobilisation": "0 h", **values}


def shared(*pools: World, agencies: tuple[World, ...] = (agency(**WITHOUT),), **values: Any) -> World:
    """A world in which a case is seen as it starts, and waits ten hours for whoever comes."""
    world = line(agencies=agencies, controls=SOURCE, **{"stays": {"start": "10 h"}, **values})
    return world | {"pools": list(pools)}


def sent(world: World) -> list[tuple[str, float]]:
    """Whose teams were sent (nothing for an agency's own), and when."""
    return [(row.item, row.time / HOUR) for row in story(world, Event.DISPATCHED)]


def about_teams(world: World, *kinds: Event) -> list[tuple[Event, float, Any]]:
    return [(row.event, row.time / HOUR, row.item) for row in story(world, *kinds)]


def test_an_agency_without_teams_calls_on_its_pool_which_takes_time_to_mobilise() -> None:
    world = shared(pool(mobilisation="4 h", recovery="5 h"))
    assert about_teams(
        world, Event.DISPATCHED, Event.TEAM_ARRIVED, Event.INTERDICTED, Event.TEAM_RELEASED
    ) == [
        (Event.DISPATCHED, 0, "force"),
        (Event.TEAM_ARRIVED, 7, -1),
        (Event.INTERDICTED, 7, -1),
        (Event.TEAM_RELEASED, 12, "force"),
    ]
    assert story(world, Event.INTERDICTED)[0].agency == "guard"


def test_a_pool_without_a_recovery_of_its_own_has_that_of_the_agency() -> None:
    assert hours_of(shared(pool()), Event.TEAM_RELEASED) == [5]


def test_a_pool_serves_its_members_alone() -> None:
    other = agency("other", **WITHOUT)
    assert sent(shared(pool(members=["other"]), agencies=(agency(**WITHOUT), other))) == []


def test_own_teams_go_first_and_the_pool_while_they_are_busy() -> None:
    own = agency(**WITHOUT | {"teams": 1})
    assert sent(shared(pool(), agencies=(own,), flows=(EVERY_TWO_HOURS,))) == [
        ("", 0),
        ("force", 2),
        ("", 5),
        ("force", 7),
        ("", 10),
    ]


def test_a_request_waits_until_the_first_of_all_teams_is_free() -> None:
    own = agency(**WITHOUT | {"teams": 1, "recovery": "9 h"})
    world = shared(pool(recovery="1 h"), agencies=(own,), flows=(flow(at=(0, 1, 2), subjects=None),))
    assert sent(world) == [("", 0), ("force", 1), ("force", 5)]
    assert [row.value / HOUR for row in story(world, Event.DISPATCHED)] == [0, 0, 3]


def test_a_free_team_goes_to_the_highest_belief_then_the_oldest_of_all_members() -> None:
    agencies = (agency(**WITHOUT), agency("police", **WITHOUT))
    told = ((1, "guard", 0.9), (3, "police", 0.6), (5, "guard", 0.7), (7, "guard", 0.6))
    tips = tuple(inject(at, tip(to, evidence=weight), name=f"news{at}") for at, to, weight in told)
    cases = (flow(at=(0, 2, 4, 6), subjects=None),)
    world = line(agencies=agencies, flows=cases, injects=tips, stays={"start": "9 d"})
    world["pools"] = [pool(members=["guard", "police"], recovery="20 h")]
    assert [(row.agency, row.case) for row in story(world, Event.DISPATCHED)] == [
        ("guard", "loads/0"),
        ("guard", "loads/2"),
        ("police", "loads/1"),
        ("guard", "loads/3"),
    ]


def test_those_who_decide_are_asked_once_and_the_request_waits_for_them() -> None:
    world = shared(pool(consensus="6 h", teams=2), flows=(flow(at=(0, 1, 7), subjects=None),))
    assert about_teams(world, Event.MOBILISED) == [(Event.MOBILISED, 6, "force")]
    assert story(world, Event.MOBILISED)[0].value == 6 * HOUR
    assert sent(world) == [("force", 6), ("force", 6), ("force", 11)]
    rows = story(world)
    (mobilised,) = [row for row in rows if row.event is Event.MOBILISED]
    assert rows[mobilised.cause].event is Event.REQUESTED


def test_a_mandate_ends_and_has_to_be_given_anew_for_who_waits_and_who_comes_later() -> None:
    busy = pool(consensus="1 h", mandate="2 h", recovery="4 h")
    waiting = shared(busy, flows=(flow(at=(0, 1), subjects=None),))
    # The second request waits for the team, busy until hour 8; the mandates end at hours 3, 6 and 9.
    assert hours_of(waiting, Event.MOBILISED) == [1, 4, 7]
    assert sent(waiting) == [("force", 1), ("force", 8)]
    later = shared(
        pool(consensus="1 h", mandate="2 h", recovery="0 h"), flows=(flow(at=(0, 5), subjects=None),)
    )
    assert hours_of(later, Event.MOBILISED) == [1, 6]
    assert sent(later) == [("force", 1), ("force", 6)]


def test_without_a_mandate_an_agreement_holds_for_ever() -> None:
    world = shared(pool(consensus="1 h"), flows=(flow(at=(0, 100, 200), subjects=None),))
    assert hours_of(world, Event.MOBILISED) == [1]
    assert [time for _, time in sent(world)] == [1, 100, 200]


def test_a_case_that_leaves_while_those_who_decide_deliberate_is_dropped() -> None:
    world = shared(pool(consensus="40 h"))
    assert sent(world) == []
    assert hours_of(world, Event.REQUEST_DROPPED) == [20]
    assert hours_of(world, Event.MOBILISED) == [40]


def test_each_activation_and_each_errand_has_luck_of_its_own() -> None:
    uncertain = {"uniform": {"low": "1 h", "high": "3 h"}}
    force = pool(consensus=uncertain, mandate="1 h", mobilisation=uncertain, teams=9)
    world = shared(force, flows=(flow(at=tuple(range(0, 100, 10)), subjects=None),), stays={"start": "9 h"})
    deliberated = [row.value for row in story(world, Event.MOBILISED)]
    assert len(deliberated) == len(set(deliberated)) == 10
    rows = story(world)
    times = [row.time - rows[row.cause].time for row in story(world, Event.TEAM_ARRIVED)]
    assert len(times) == len(set(times)) == 10


def test_pools_are_tried_in_the_same_order_however_they_are_listed() -> None:
    def who(*names: str) -> list[Told]:
        return story(shared(*(pool(name) for name in names), flows=(EVERY_TWO_HOURS,)))

    assert who("alpha", "beta", "gamma") == who("gamma", "alpha", "beta")


def test_injects_open_close_and_change_pools_and_add_teams_to_them() -> None:
    three = (flow(at=(0, 1, 2), subjects=None),)
    long = pool(recovery="90 h")

    def when(*actions: World, force: World = long) -> list[float]:
        return [time for _, time in sent(shared(force, flows=three, injects=(inject(4, *actions),)))]

    assert when({"add_teams": "force", "n": 1}) == [0, 4]
    assert when({"change": "pools.force.teams", "to": 3}) == [0, 4, 4]
    assert when({"open": "pools.force"}, force=long | {"open": False, "teams": 3}) == [4, 4, 4]
    assert when({"change": "pools.force.recovery", "to": "0 h"}, force=pool()) == [0, 5, 8]
    agreed = {"change": "pools.force.consensus", "to": None}
    assert when(agreed, force=pool(consensus="90 h", teams=3)) == [4, 4, 4]
    closed = (inject(1, {"close": "pools.force", "for": "3 h"}),)
    assert sent(shared(pool(teams=9), flows=three, injects=closed)) == [
        ("force", 0),
        ("force", 4),
        ("force", 4),
    ]


def test_a_pool_that_nobody_calls_on_changes_nothing() -> None:
    own = (agency(**WITHOUT | {"teams": 9}),)
    without = line(agencies=own, controls=SOURCE, stays={"start": "10 h"}, flows=(EVERY_TWO_HOURS,))
    assert play(shared(pool(), agencies=own, flows=(EVERY_TWO_HOURS,))).digest() == play(without).digest()


def problems(world: World) -> list[tuple[str, str]]:
    return [(one.code, one.path) for one in check(Scenario.model_validate(world))]


def test_the_name_of_an_agency_is_refused_for_a_pool() -> None:
    assert ("E206", "pools[0].id") in problems(shared(pool("guard")))


def test_pools_that_cannot_be_sent_are_warned_of() -> None:
    assert ("W614", "pools[0].teams") in problems(shared(pool(teams=0)))
    added = inject(1, {"add_teams": "force"})
    assert ("W614", "pools[0].teams") not in problems(shared(pool(teams=0), injects=(added,)))
    nowhere = {**agency("centre"), "jurisdiction": None}
    nowhere.pop("jurisdiction")
    world = shared(pool(members=["centre"]), agencies=(agency(), nowhere))
    assert ("W614", "pools[0].members") in problems(world)
    assert [code for code, _ in problems(shared(pool()))] == []


def test_a_pool_names_members_that_exist_and_each_once() -> None:
    for members in (["nobody"], ["guard", "guard"], []):
        with pytest.raises((ScenarioError, ValueError)):
            Scenario.model_validate(shared(pool(members=members)))
    with pytest.raises((ScenarioError, ValueError), match="unknown agency or pool"):
        Scenario.model_validate(shared(pool(), injects=(inject(1, {"add_teams": "nobody"}),)))
