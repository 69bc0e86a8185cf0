"""What fighter_transit teaches: variants on the same draws, intervals of their differences, and the cost to others."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from simulator.analysis.intervals import paired_difference
from simulator.eventlog import Event, EventLog
from simulator.experiment import Study, replicate
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario

SCENARIO = Path(__file__).parents[2] / "scenarios/fighter_transit.yaml"
REPLICATIONS = 8
SHARED = ("passenger_data", "persons_registry", "document_search")
OUT, BACK = ("travel_velmara", "travel_tarnesia"), ("return_velmara", "return_tarnesia")
DAY = 86400
CLOSED = (42 * DAY, 77 * DAY)
"""From when to when Ford Gate is closed."""


def added(study: Study, metric: str, subjects: Iterable[str]) -> np.ndarray:
    """A count added up over subjects, for each replication."""
    measures = study.measures
    columns = [measures.number_of(metric, subject) for subject in subjects]
    return np.asarray(measures.numerators[:, columns].sum(axis=1))


def stopped(study: Study, flows: Iterable[str]) -> np.ndarray:
    return added(study, "interdicted", [f"flow:{flow}" for flow in flows])


def checked(study: Study, part: str = "") -> list[str]:
    """The controls by which travellers pass, perhaps only those of one mechanism."""
    money = ("reporting", "co_cash")
    return [
        f"control:{control.id}"
        for control in study.plan.controls
        if control.traffic is not None and not control.id.startswith(money) and control.id.startswith(part)
    ]


def innocents(study: Study, part: str = "") -> np.ndarray:
    return added(study, "innocent_stopped", checked(study, part))


def hits(study: Study, part: str) -> np.ndarray:
    return added(study, "detected", checked(study, part))


class Launches:
    """What share of those who set out while Ford Gate is closed go through the hills."""

    def __init__(self) -> None:
        self.routes: list[tuple[int, int]] = []

    def __call__(self, log: EventLog) -> None:
        rows = log.rows[log.rows["event"] == Event.LAUNCHED]
        rows = rows[(rows["time"] >= CLOSED[0]) & (rows["time"] < CLOSED[1])]
        cases = log.cases[rows["case"]]
        self.routes += zip(cases["flow"].tolist(), cases["route"].tolist(), strict=True)

    def share_through_hills(self, study: Study) -> float:
        flows = study.plan.flows
        hills = [place.id for place in study.plan.places].index("hollow_hills")
        ways = [flows[flow].routes[route] for flow, route in self.routes if flows[flow].id in OUT]
        return sum(hills in way.places for way in ways) / len(ways)


def play(scenario: Scenario, launches: Launches | None = None, choices: Iterable[str] = ()) -> Study:
    return replicate(scenario, REPLICATIONS, choices=choices, on_log=launches)


@pytest.fixture(scope="module")
def transit() -> Scenario:
    return load_scenario(SCENARIO)


@pytest.fixture(scope="module")
def launches() -> Launches:
    return Launches()


@pytest.fixture(scope="module")
def as_it_is(transit: Scenario, launches: Launches) -> Study:
    return play(transit, launches)


@pytest.fixture(scope="module")
def national(transit: Scenario) -> Study:
    for mechanism in SHARED:
        transit = transit.with_(f"mechanisms.{mechanism}.open", False)
    return play(transit)


@pytest.mark.parametrize("flows", [OUT, BACK], ids=["out", "back"])
def test_passenger_data_and_shared_registries_stop_more_than_national_lists_alone(
    as_it_is: Study, national: Study, flows: tuple[str, ...]
) -> None:
    assert paired_difference(stopped(as_it_is, flows), stopped(national, flows)).low > 0
    for flow in flows:
        assert as_it_is.difference(national, "cooperation_enabled_rate", f"flow:{flow}").low > 0


def test_they_stop_more_of_those_who_have_nothing_to_do_with_it_too(as_it_is: Study, national: Study) -> None:
    """Both in all and for each traveller who is rightly stopped."""
    assert paired_difference(innocents(as_it_is), innocents(national)).low > 0
    each = [innocents(one).sum() / stopped(one, OUT + BACK).sum() for one in (as_it_is, national)]
    assert each[0] > each[1] > 1


def test_a_search_of_documents_hits_about_as_rarely_as_published(as_it_is: Study) -> None:
    """7 to 9 hits in 100,000 searches at INTERPOL in 2013 to 2016, 12.5 at one state's arrivals (sltd, sltd_us)."""
    searches = checked(as_it_is, "document_search")
    hit = sum(added(as_it_is, metric, searches).sum() for metric in ("detected", "false_alarms"))
    searched = sum(added(as_it_is, metric, searches).sum() for metric in ("examined", "traffic_examined"))
    assert searched / REPLICATIONS > 500_000
    assert 7 < 1e5 * hit / searched < 12.5


def test_most_of_those_who_are_stopped_at_borders_are_innocent(as_it_is: Study) -> None:
    found = hits(as_it_is, "")
    assert innocents(as_it_is).sum() > 2 * found.sum()


def test_the_more_is_contributed_to_the_registry_the_more_are_stopped(
    transit: Scenario, as_it_is: Study
) -> None:
    less = play(transit.with_("mechanisms.persons_registry.willingness", 0.05))
    assert paired_difference(stopped(as_it_is, OUT), stopped(less, OUT)).low > 0


def test_names_compared_more_loosely_stop_more_innocents(transit: Scenario, as_it_is: Study) -> None:
    loose = play(transit, choices=["looser_matching=loosen"])
    assert (
        paired_difference(innocents(loose, "passenger_data"), innocents(as_it_is, "passenger_data")).low > 0
    )
    assert (innocents(loose, "document_search") == innocents(as_it_is, "document_search")).all()


def test_forged_documents_hide_names_and_are_found_by_their_numbers(
    transit: Scenario, as_it_is: Study
) -> None:
    for flow in OUT:
        transit = transit.with_(f"flows.{flow}.traits.false_document", 0.8)
    forged = play(transit)
    assert paired_difference(hits(forged, "passenger_data"), hits(as_it_is, "passenger_data")).high < 0
    assert paired_difference(hits(forged, "document_search"), hits(as_it_is, "document_search")).low > 0
    assert paired_difference(stopped(forged, OUT), stopped(as_it_is, OUT)).high < 0


def test_a_border_that_closes_moves_those_who_set_out_then(
    transit: Scenario, as_it_is: Study, launches: Launches
) -> None:
    elsewhere = Launches()
    open_gate = play(transit.with_("injects.gate_closed.actions", []), elsewhere)
    assert launches.share_through_hills(as_it_is) > elsewhere.share_through_hills(open_gate) + 0.2
