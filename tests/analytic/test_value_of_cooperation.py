"""What sharing is worth in the shipped scenarios: variants on the same draws, and intervals of their differences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.experiment import Study, replicate
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FEW, MANY = 24, 120
"""Replications of the large and of the small scenario."""

OUTCOMES = ("interdicted", "delivered", "open", "payload_interdicted", "payload_delivered")


def played(scenario: Scenario, replications: int, **settings: object) -> Study:
    """Play a variant: settings are paths with __ for the dots."""
    for path, value in settings.items():
        scenario = scenario.with_(path.replace("__", "."), value)
    return replicate(scenario, replications)


def outcomes(study: Study) -> np.ndarray:
    """What became of the cases of each replication."""
    columns = [study.measures.number_of(metric, "all") for metric in OUTCOMES]
    return study.measures.numerators[:, columns]


@pytest.fixture(scope="module")
def route() -> Scenario:
    return load_scenario(SCENARIOS / "northern_route.yaml")


@pytest.fixture(scope="module")
def route_as_it_is(route: Scenario) -> Study:
    return played(route, FEW)


@pytest.fixture(scope="module")
def borders() -> Scenario:
    return load_scenario(SCENARIOS / "two_borders.yaml")


@pytest.fixture(scope="module")
def borders_as_they_are(borders: Scenario) -> Study:
    return played(borders, MANY)


def test_without_its_regional_centre_the_northern_route_loses_interdictions_that_need_sharing(
    route: Scenario, route_as_it_is: Study
) -> None:
    closed = played(route, FEW, mechanisms__regional_centre__open=False)
    for metric in ("cooperation_enabled_share", "interdiction_rate"):
        assert closed.difference(route_as_it_is, metric).high < 0
        assert route_as_it_is.difference(closed, metric).low > 0


def test_the_northern_route_is_believable_to_a_practitioner(route_as_it_is: Study) -> None:
    """A few to fifteen in a hundred are stopped; routine control and sharing both have a large part in it."""
    assert 0.05 < route_as_it_is.estimate("interdiction_rate").mean < 0.15
    assert 0.3 < route_as_it_is.estimate("cooperation_enabled_share").mean < 0.6
    teams = sum(
        route_as_it_is.estimate("responses", f"agency:{agency.id}").mean
        for agency in route_as_it_is.plan.agencies
    )
    assert teams > 3


def test_without_its_regional_centre_two_borders_loses_interdictions_that_need_sharing(
    borders: Scenario, borders_as_they_are: Study
) -> None:
    closed = played(borders, MANY, mechanisms__regional_centre__open=False)
    assert closed.difference(borders_as_they_are, "cooperation_enabled_share").high < 0
    assert closed.difference(borders_as_they_are, "interdiction_rate").high < 0


@pytest.mark.parametrize(("clearance", "sign"), [("1 h", 1), ("72 h", -1)])
def test_in_two_borders_faster_clearance_stops_more_loads_and_slower_clearance_fewer(
    borders: Scenario, borders_as_they_are: Study, clearance: str, sign: int
) -> None:
    changed = played(borders, MANY, links__customs_to_police__clearance=clearance)
    for metric in ("cooperation_enabled_share", "interdiction_rate"):
        difference = changed.difference(borders_as_they_are, metric)
        assert sign * difference.low > 0
        assert sign * difference.high > 0


def test_in_two_borders_a_third_to_a_half_of_the_interdictions_need_sharing(
    borders_as_they_are: Study,
) -> None:
    assert 0.13 < borders_as_they_are.estimate("interdiction_rate").mean < 0.25
    share = borders_as_they_are.estimate("cooperation_enabled_share").mean
    assert 1 / 3 < share < 1 / 2


def test_in_two_borders_items_without_weight_change_no_outcome(
    borders: Scenario, borders_as_they_are: Study
) -> None:
    silent = played(
        borders, MANY, links__customs_to_police__open=False, mechanisms__regional_centre__open=False
    )
    # Even a message without weight could warn those it is about.
    empty = played(
        borders,
        MANY,
        links__customs_to_police__fidelity=0,
        links__customs_to_police__leak=0,
        mechanisms__regional_centre__fidelity=0,
        mechanisms__regional_centre__leak=0,
    )
    assert np.array_equal(outcomes(empty), outcomes(silent), equal_nan=True)
    assert not np.array_equal(outcomes(borders_as_they_are), outcomes(silent), equal_nan=True)
    assert empty.estimate("delivered", "link:customs_to_police").mean > 5
    assert empty.estimate("cooperation_enabled_share").mean == 0
