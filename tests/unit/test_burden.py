"""What stands beside a success: what others bear, and where cases went instead."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simulator.analysis.intervals import ratio_of_counts
from simulator.experiment import Study, replicate
from simulator.report.burden import burden, busy_controls
from simulator.report.flows import flows
from simulator.report.numbers import Numbers, amount_of
from simulator.report.words import estimate, percent
from simulator.scenario.load import load_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@cache
def study(name: str) -> Study:
    return replicate(load_scenario(SCENARIOS / f"{name}.yaml"), 4, seed=3)


def cells(table: object, row: str) -> dict[str, list[str]]:
    """A row of a table: title of a column -> its cells, of which several columns may share a title."""
    (found,) = (one for one in table.rows if one[0] == row)  # type: ignore[attr-defined]
    by_title: dict[str, list[str]] = {}
    for column, cell in zip(table.columns, found, strict=True):  # type: ignore[attr-defined]
        by_title.setdefault(column.title, []).append(cell)
    return by_title


def test_stops_in_vain_count_in_replications_in_which_nothing_was_found() -> None:
    vain, found = [10.0, 20.0, 30.0], [0.0, 1.0, 2.0]
    assert ratio_of_counts(vain, found).mean == 20.0
    assert np.isnan(ratio_of_counts(vain, [0.0, 0.0, 0.0]).mean)
    assert np.isnan(ratio_of_counts([5.0], [2.0]).low)


def test_the_interval_of_a_ratio_of_counts_covers_its_ratio_as_often_as_it_says() -> None:
    random = np.random.Generator(np.random.PCG64(5))
    studies, replications = 2000, 60
    found = random.poisson(1.5, (studies, replications))
    vain = random.poisson(12.0, (studies, replications))
    held = 0
    for x, n in zip(vain, found, strict=True):
        interval = ratio_of_counts(x, n)
        held += interval.low <= 8.0 <= interval.high
    assert held / studies == pytest.approx(0.95, abs=4 * (0.95 * 0.05 / studies) ** 0.5 + 0.01)


def test_what_others_bear_is_what_the_metrics_say() -> None:
    numbers = Numbers(study("two_borders"), {})
    table = burden(numbers)

    def as_on_cards(metric: str, subjects: list[str]) -> str:
        return amount_of(numbers.added(metric, subjects)).partition(" (")[0]

    names = busy_controls(numbers)
    assert set(names.values()) == {"North Gate customs lane", "Borin border post on the Oster road"}
    row = cells(table, "North Gate customs lane")
    subject = "control:north_gate_lane"
    assert row["stopped in vain"] == [as_on_cards("innocent_stopped", [subject])]
    assert row["hours lost"] == [as_on_cards("traffic_hours_lost", [subject])]
    together = cells(table, "All controls")
    assert together["stopped in vain"] == [as_on_cards("innocent_stopped", list(names))]
    assert together["hours lost"] == [as_on_cards("traffic_hours_lost", list(names))]


def test_those_that_stop_most_in_vain_come_first_and_what_is_left_out_is_counted() -> None:
    numbers = Numbers(study("northern_route"), {})
    table = burden(numbers, 3)
    names = [row[0] for row in table.rows]
    assert len(names) == 4
    assert names[-1] == "All controls"
    most = {name: numbers.mean("innocent_stopped", one) for one, name in busy_controls(numbers).items()}
    assert names[:3] == sorted(most, key=lambda name: -most[name])[:3]
    assert table.rest.startswith(f"{len(most) - 3} more")


def test_a_flow_is_shown_with_where_it_moved_beside_what_was_stopped() -> None:
    numbers = Numbers(study("northern_route"), {})
    table = flows(numbers)
    assert [row[0] for row in table.rows][-1] == "All 3 flows"
    row = cells(table, "Opium to the Urals")
    rate = numbers.of("interdiction_rate", "flow:opium_urals")
    stopped = numbers.of("payload_interdicted", "flow:opium_urals")
    assert row["interdicted"] == [percent(rate.mean)]
    assert row["stopped"] == [estimate(stopped.mean, stopped.low, stopped.high, "kg")]
    assert row["moved"] == [percent(numbers.mean("displacement", "flow:opium_urals"))]
    assert row["by chance"] == [percent(numbers.mean("displacement_by_chance", "flow:opium_urals"))]
