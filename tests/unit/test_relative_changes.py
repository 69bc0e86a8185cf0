"""Changes that multiply a value or add to it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from simulator.eventlog import Event
from simulator.scenario.changeable import ChangeError
from simulator.scenario.changes import Parsed, Targets, parse_change
from simulator.scenario.distributions import Altered, Constant, Exponential, Uniform, parse
from simulator.scenario.expansion import expand
from simulator.scenario.load import build
from simulator.scenario.schema import Change, Shift
from simulator.scenario.units import duration
from simulator.world.calendars import ALWAYS
from simulator.world.changing import changed
from simulator.world.intensity import Intensity
from simulator.world.plan import ChangePlan, ShiftPlan
from tests.unit.engine_worlds import HOUR, agency, control, flow, inject, line, link, story
from tests.unit.small import with_entity


@pytest.fixture(scope="module")
def targets() -> Targets:
    scenario = build(with_entity("controls", "lane", traffic="90 / d"))
    return Targets.of(scenario, expand(scenario))


@pytest.mark.parametrize(
    ("action", "value", "how"),
    [
        ({"change": "controls.lane.examine", "times": 2}, 2.0, "times"),
        ({"change": "controls.lane.examine", "by": "5 %"}, 0.05, "add"),
        ({"change": "controls.lane.examine", "by": -0.05}, -0.05, "add"),
        ({"change": "controls.lane.detect.drugs", "times": 0.5}, 0.5, "times"),
        ({"change": "controls.lane.traffic", "times": 3}, 3.0, "times"),
        ({"change": "agencies.police.teams", "by": -1}, -1, "add"),
        ({"change": "agencies.police.perishable", "by": "-6 h"}, -6 * 3600.0, "add"),
        ({"change": "agencies.police.response", "by": "6 h"}, 6 * 3600.0, "add"),
        ({"change": "agencies.police.analysts", "by": 2}, (Shift(n=2, hours="24/7"),), "add"),
        ({"change": "controls.wiretap.watch", "by": "-1 / d"}, -1 / 86400, "add"),
        ({"change": "flows.heroin.arrivals.poisson", "times": 0.5}, 0.5, "times"),
    ],
)
def test_a_relative_change_keeps_what_it_multiplies_with_or_adds(
    targets: Targets, action: dict[str, Any], value: Any, how: str
) -> None:
    section, name, key = action["change"].split(".", 2)
    assert parse_change(targets, Change(**action)) == Parsed(section, name, key, value, how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "key", "words"),
    [
        ({"change": "links.tell.onward", "times": 2}, "times", "no number"),
        ({"change": "links.tell.capacity", "times": 2}, "times", "has no capacity"),
        ({"change": "controls.lane.detect.nothing", "by": 0.1}, "by", "has no detect.nothing"),
        ({"change": "controls.lane.traffic", "by": "3 / d"}, "by", "profile"),
        ({"change": "links.tell.clearance", "by": "-2 h"}, "by", "zero or more"),
        ({"change": "links.tell.clearance", "by": {"exponential": {"mean": "2 h"}}}, "by", "zero or more"),
        ({"change": "links.tell.clearance", "by": 2}, "by", "bare number"),
        ({"change": "agencies.police.analysts", "by": -1}, "by", "expected a number to add"),
        ({"change": "controls.lane.examine", "by": 3}, "by", "probability"),
        ({"change": "controls.wiretap.examine", "times": 2}, "change", "watches"),
    ],
)
def test_a_relative_change_that_means_nothing_says_why(
    targets: Targets, action: dict[str, Any], key: str, words: str
) -> None:
    with pytest.raises(ChangeError) as caught:
        parse_change(targets, Change(**action))
    assert (caught.value.key, words in caught.value.message) == (key, True), caught.value.message


@pytest.mark.parametrize("keys", [{}, {"to": 1, "times": 2}, {"times": 2, "by": 1}])
def test_a_change_takes_exactly_one_of_three(keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="exactly one of to, times and by"):
        Change(change="controls.lane.bays", **keys)
    Change(change="controls.lane.bays", to=None)


def times(factor: float, most: float = math.inf, least: int = 0) -> ChangePlan:
    return ChangePlan("agencies", 0, "x", None, factor, None, 0, "times", least, most)


def plus(value: Any, most: float = math.inf, least: int = 0) -> ChangePlan:
    return ChangePlan("agencies", 0, "x", None, value, None, 0, "add", least, most)


def test_shares_end_at_one_and_nothing_falls_below_zero() -> None:
    assert changed(0.6, times(2.0, most=1.0)) == 1.0
    assert changed(0.6, plus(-0.9, most=1.0)) == 0.0
    assert changed(3.0, times(2.0)) == 6.0


def test_numbers_of_things_stay_whole() -> None:
    assert changed(3, times(1.5)) == 5
    assert changed(1, times(0.2, least=1)) == 1
    assert changed(2, plus(-5)) == 0
    assert changed(None, times(2.0)) is None


def test_rates_and_shifts_are_multiplied_piece_by_piece() -> None:
    assert changed(Intensity((0, 9), (1.0, 2.0)), times(3.0)) == Intensity((0, 9), (3.0, 6.0))
    shifts = (ShiftPlan(2, ALWAYS), ShiftPlan(1, ALWAYS))
    assert changed(shifts, times(1.5)) == (ShiftPlan(3, ALWAYS), ShiftPlan(2, ALWAYS))
    assert changed(shifts, plus((ShiftPlan(1, ALWAYS),))) == (*shifts, ShiftPlan(1, ALWAYS))


def test_a_distribution_is_multiplied_and_shifted_value_by_value() -> None:
    twice = changed(Exponential.of_mean(10.0), times(2.0))
    assert (twice.mean, twice.variance) == (20.0, 400.0)
    later = changed(twice, plus(5.0))
    assert (later.mean, later.variance, later.bounds[0]) == (25.0, 400.0, 5.0)
    assert later.ppf(0.3) == 2.0 * Exponential.of_mean(10.0).ppf(0.3) + 5.0
    assert parse(later, duration) == later


def test_the_moments_of_a_capped_distribution_are_those_of_its_values() -> None:
    capped = Altered(Uniform(0.0, 1.0), 2.0, most=1.0)
    # half of the mass lies at 1, the other half is uniform on (0, 1)
    assert capped.mean == pytest.approx(0.75, abs=1e-4)
    assert capped.variance == pytest.approx(0.5 / 3 + 0.5 - 0.75**2, abs=1e-4)
    assert capped.bounds == (0.0, 1.0)
    assert np.all(capped.ppf(np.linspace(0.01, 0.99, 50)) <= 1.0)
    assert changed(Constant(0.4), times(2.0, most=1.0)).mean == 0.8


def test_a_relative_change_works_on_what_holds_and_ends_with_its_time() -> None:
    # twice the teams and one more, then each ends in its turn: 2 -> 4 -> 5; the factor ends first: 3; then 2
    world = line(
        agencies=[agency(teams=2)],
        controls=[control()],
        injects=[
            inject(1, {"change": "agencies.guard.teams", "times": 2, "for": "5 h"}, name="a"),
            inject(2, {"add_teams": "guard", "for": "8 h"}, name="b"),
        ],
    )
    told = story(world, Event.PARAMETER_CHANGED)
    assert [(row.time // HOUR, float(row.value[1])) for row in told] == [(1, 4), (2, 5), (6, 3), (10, 2)]


def test_a_value_given_beneath_a_factor_is_multiplied() -> None:
    world = line(
        controls=[control(examine=0.2)],
        injects=[
            inject(1, {"change": "controls.lane.examine", "to": 0.3, "for": "1 h"}, name="a"),
            inject(1.5, {"change": "controls.lane.examine", "times": 2}, name="b"),
        ],
    )
    told = story(world, Event.PARAMETER_CHANGED)
    assert [float(row.value[1]) for row in told] == [0.3, 0.6, 0.4]


def test_a_factor_of_one_changes_nothing_but_the_log_of_changes() -> None:
    def outcome(factor: float) -> list[tuple[Any, ...]]:
        world = line(
            controls=[control(examine=0.4, seize=0.5)],
            flows=[flow(at=tuple(range(40)))],
            injects=[inject(0, {"change": "controls.lane.examine", "times": factor})],
        )
        left_out = {Event.PARAMETER_CHANGED, Event.INJECT_FIRED}
        return [(row.time, row.event, row.case) for row in story(world) if row.event not in left_out]

    assert outcome(1.0) == outcome(1.0)
    assert outcome(1.0) != outcome(2.5)


def test_clearances_become_longer_by_a_factor_and_by_an_addition() -> None:
    def received(*actions: dict[str, Any]) -> list[int]:
        world = line(
            agencies=[agency(), agency("police")],
            controls=[control()],
            links=[link("guard", "police", clearance="4 h")],
            injects=[inject(0, *actions)],
        )
        return [row.time // HOUR for row in story(world, Event.RECEIVED)]

    (plain,) = received()
    assert received({"change": "links.wire.clearance", "times": 2}) == [plain + 4]
    assert received({"change": "links.wire.clearance", "by": "3 h"}) == [plain + 3]
