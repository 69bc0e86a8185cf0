"""The skill of an agency's teams, and how it grows."""

from __future__ import annotations

import pytest

from simulator.eventlog import Event
from simulator.world.draws import Slot
from tests.property.worlds import World, play
from tests.unit.engine_worlds import DAY, HOUR, address_of, agency, control, flow, inject, line, luck, story

HOURLY = flow(at=tuple(range(0, 400, 4)), subjects=None)


def teams(**values: object) -> World:
    """A world in which a hundred teams each get one chance, half of which are taken."""
    guard = agency(**{"act_at": 0.5, "teams": 99, "response": "1 h", "success": 0.5, **values})
    return line(agencies=(guard,), controls=(control("source", at="start"),), flows=(HOURLY,), horizon="30 d")


def stopped(world: World) -> dict[str, bool]:
    return {row.case: bool(row.value) for row in story(world, Event.TEAM_ARRIVED)}


@pytest.mark.parametrize(("skill", "chance"), [(0.0, 0.0), (0.6, 0.3), (1.4, 0.7), (3.0, 1.0)])
def test_skill_multiplies_success_up_to_certainty(skill: float, chance: float) -> None:
    for case, success in stopped(teams(skill=skill)).items():
        assert success == (luck("agency:guard", address_of(case), Slot.SUCCESS) < chance)


def test_a_skill_of_one_is_the_same_as_none() -> None:
    assert play(teams(skill=1.0)).digest() == play(teams()).digest()


def test_skill_grows_in_equal_steps() -> None:
    world = teams(skill=0.2, growth={"to": 2.0, "over": "10 d", "from": "D+1", "steps": 5})
    grown = [(row.time / DAY, row.value) for row in story(world, Event.PARAMETER_CHANGED)]
    assert [time for time, _ in grown] == [3, 5, 7, 9, 11]
    assert [float(value) for _, (_, value) in grown] == pytest.approx([0.56, 0.92, 1.28, 1.64, 2.0])
    assert {row.agency for row in story(world, Event.PARAMETER_CHANGED)} == {"guard"}
    for row in story(world, Event.TEAM_ARRIVED):
        passed = sum(row.time >= step * DAY for step in (3, 5, 7, 9, 11))
        chance = 0.5 * (0.2 + 0.36 * passed)
        assert bool(row.value) == (luck("agency:guard", address_of(row.case), Slot.SUCCESS) < chance)


def test_growth_to_what_the_skill_is_changes_no_outcome() -> None:
    flat = teams(growth={"to": 1.0, "over": "10 d"})
    assert stopped(flat) == stopped(teams())


def test_an_inject_changes_skill() -> None:
    world = teams(skill=0.0) | {"injects": [inject(100, {"change": "agencies.guard.skill", "to": 2})]}
    rows = story(world, Event.TEAM_ARRIVED)
    assert all(bool(row.value) == (row.time >= 100 * HOUR) for row in rows)
