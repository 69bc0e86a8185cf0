"""Controls that require a lookout: they compare with lists, and find nobody who is not on one."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.eventlog import Event
from simulator.scenario.rules import check
from simulator.scenario.schema import Scenario
from simulator.world.draws import Slot
from tests.property.worlds import World, play
from tests.unit.engine_worlds import (
    address_of,
    agency,
    control,
    events_of,
    flow,
    inject,
    line,
    luck,
    story,
    tip,
)

HOURS = tuple(range(40))


def lists(**values: Any) -> World:
    return control(**{"detect": {}, "requires": "lookout", "match": 0.95, "evidence": 0, **values})


def known(share: float = 1.0, **values: Any) -> World:
    prior = {"agency": "guard", "about": "case", "share": share, "evidence": 1.0}
    return flow(at=HOURS, prior_knowledge=[prior], **values)


def test_it_finds_none_without_a_lookout_and_a_share_of_those_with_one_however_well_hidden() -> None:
    for concealment in (0.0, 1.0):
        world = line(controls=(lists(match=0.5),), flows=(known(0.5, concealment=concealment),))
        flagged = {row.case for row in story(world, Event.FLAGGED)}
        lucky = {
            f"loads/{k}" for k in HOURS if luck("control:lane", address_of(f"loads/{k}"), Slot.DETECT) < 0.5
        }
        assert 5 < len(flagged & lucky) < len(flagged) < len(HOURS)
        assert {row.case for row in story(world, Event.DETECTED)} == flagged & lucky
        assert {row.case for row in story(world, Event.EXAMINED)} == {f"loads/{k}" for k in HOURS}


def test_without_any_lookout_it_changes_nothing_but_what_it_notes_itself() -> None:
    sensitive, blind = (line(controls=(lists(match=match),)) for match in (1.0, 0.0))
    assert play(sensitive).digest() == play(blind).digest()


def test_skill_makes_a_list_no_better() -> None:
    world = line(controls=(lists(match=0.5),), flows=(known(),))
    skilled = line(controls=(lists(match=0.5, skill=2.0),), flows=(known(),))
    assert play(world).digest() == play(skilled).digest()


def test_it_is_for_all_threats_unless_it_names_some() -> None:
    for threats, times in ((None, 40), (["drugs"], 40), (["fighters"], 0)):
        values = {} if threats is None else {"threats": threats}
        world = line(controls=(lists(match=1.0, **values),), flows=(known(),))
        assert len(story(world, Event.DETECTED)) == times


def test_the_chance_of_a_match_can_change() -> None:
    change = {"change": "controls.lane.match", "to": 0.0, "for": "10 h"}
    world = line(
        controls=(lists(match=1.0, threats=["drugs"]),), flows=(known(),), injects=(inject(20, change),)
    )
    found = {row.case for row in story(world, Event.DETECTED)}
    assert found == {f"loads/{k}" for k in HOURS if not 20 <= k + 10 < 30}


def test_a_kind_may_say_what_a_search_would_find() -> None:
    lane = lists(kind="customs_lane", match=1.0) | {"bays": 1}
    del lane["detect"]
    world = line(controls=(lane,), flows=(known(0.0),))
    assert Event.MISSED in events_of(world)
    assert story(world, Event.DETECTED) == []


def test_a_search_beside_it_is_an_error() -> None:
    world = line(controls=(lists(detect={"drugs": 0.4}),))
    problems = [problem for problem in check(Scenario.model_validate(world)) if problem.code == "E330"]
    assert [problem.path for problem in problems] == ["controls[0].detect"]


@pytest.mark.parametrize(
    "values",
    [{"match": None}, {"requires": None}, {"requires": None, "match": None, "threats": ["drugs"]}],
)
def test_what_it_needs_goes_together(values: World) -> None:
    with pytest.raises(ValueError, match="lookout"):
        Scenario.model_validate(line(controls=({**lists(), **values},)))


def test_match_means_nothing_where_no_lookout_is_required() -> None:
    world = line(controls=(control(),), injects=(inject(3, {"change": "controls.lane.match", "to": 0.5}),))
    with pytest.raises(ScenarioError, match="does not require a lookout"):
        play(world)


def test_a_lookout_of_a_registry_is_enough() -> None:
    world = line(
        agencies=(agency("guard"), agency("register")),
        controls=(lists(match=1.0, consults=["register"]),),
        injects=(inject(5, tip("register")),),
    )
    assert [row.agency for row in story(world, Event.FLAGGED)] == ["register"]
    assert len(story(world, Event.DETECTED)) == 1
