"""What histories add to metrics agrees with them where both speak of the same."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from simulator.analysis.cases import DELIVERED, INTERDICTED, NEVER, OPEN, Cases
from simulator.analysis.history import even_times, usual_steps
from simulator.analysis.history.launches import launch_steps
from simulator.analysis.history.race import RACE, race, race_times
from simulator.experiment import Study, replicate
from simulator.scenario.load import load_scenario
from simulator.world.compile import build_plan

HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture(scope="module")
def study() -> Study:
    return replicate(build_plan(load_scenario("scenarios/two_borders.yaml")), 6, steps=30)


@pytest.mark.parametrize(
    ("horizon", "length"),
    [(HOUR, 30), (2 * DAY, 1800), (30 * DAY, 6 * HOUR), (75 * DAY, 12 * HOUR), (365 * DAY, 5 * DAY)],
)
def test_steps_are_as_long_as_people_divide_time(horizon: int, length: int) -> None:
    assert usual_steps(horizon) * length == horizon


@pytest.mark.parametrize("horizon", [1, 59, 86_399, 12_345_677])
def test_a_horizon_that_nothing_divides_has_steps_all_the_same(horizon: int) -> None:
    times = even_times(horizon, usual_steps(horizon))
    assert times[0] == 0
    assert times[-1] == horizon


def test_ends_of_the_race_never_exceed_the_cases(study: Study) -> None:
    assert study.history is not None
    part = study.history.parts["race"]
    assert part.shape[1:] == (len(RACE), race_times(study.plan.horizon).size)
    shares = part[:, 1:]
    assert (np.diff(shares, axis=-1) >= -1e-12).all()
    assert (shares.sum(axis=1) <= 1 + 1e-9).all()


def test_the_race_by_hand() -> None:
    # Known after 2 h; gone after 4 h; stopped as it was seen; and one that the horizon ends after 2 h, whose mass
    # goes to the only one that is still followed then.
    horizon = 10 * HOUR
    cases = Cases(
        number=np.arange(4), flow=np.zeros(4, int), route=np.zeros(4, int), payload=np.ones(4),
        launched=np.zeros(4, int),
        closed=np.array([horizon - 1, 5 * HOUR, 0, NEVER]),
        end=np.array([DELIVERED, DELIVERED, INTERDICTED, OPEN]),
        detected=np.array([0, HOUR, 0, 8 * HOUR]),
        actionable=np.array([2 * HOUR, NEVER, NEVER, NEVER]),
    )  # fmt: skip
    part = race(SimpleNamespace(horizon=horizon), SimpleNamespace(cases=cases), np.arange(2))  # type: ignore[arg-type]
    at = race_times(horizon)
    followed, known, gone, stopped = part
    assert set(followed.tolist()) == {4.0}
    assert stopped == pytest.approx(np.full(at.size, 0.25))
    assert known == pytest.approx(np.where(at >= 2 * HOUR, 0.25, 0.0))
    assert gone == pytest.approx(np.where(at >= 4 * HOUR, 0.5, 0.0))


def test_the_race_follows_the_cases_that_somebody_detected(study: Study) -> None:
    assert study.history is not None
    followed = study.history.parts["race"][:, RACE.index("followed"), 0]
    detected = study.measures.of("detected_share") * study.measures.of("launched")
    assert followed == pytest.approx(detected)


def test_hours_waited_come_to_the_mean_wait_of_what_was_taken_up(study: Study) -> None:
    assert study.history is not None
    waited = study.history.parts["waiting"]
    measures = study.measures
    assert (np.diff(waited, axis=-1) >= 0).all()
    for agency in study.plan.agencies:
        number = measures.number_of("triage_wait_hours", f"agency:{agency.id}")
        taken = measures.numerators[:, number]
        left = measures.numerators[:, measures.number_of("triage_waiting_share", f"agency:{agency.id}")]
        hours = waited[:, agency.index, -1]
        assert (hours >= taken - 1e-6).all()
        assert hours[left == 0] == pytest.approx(taken[left == 0])


def test_launches_by_route_come_to_the_launches_of_each_route(study: Study) -> None:
    assert study.history is not None
    launches = study.history.parts["launches"]
    flow = study.plan.flows[0]
    for number in range(len(flow.routes)):
        metric = study.measures.of("launched", f"route:{flow.id}/{number + 1}")
        assert launches[:, number, -1].tolist() == metric.tolist()


@pytest.mark.parametrize("steps", [2, 31, 151])
def test_launches_are_counted_from_the_first_step_to_the_last(steps: int) -> None:
    chosen = launch_steps(steps)
    assert chosen[0] == 0
    assert chosen[-1] == steps - 1
    assert (np.diff(chosen) > 0).all()
