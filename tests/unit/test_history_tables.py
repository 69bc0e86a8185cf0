"""The tables behind figures say what the metrics of the same study say."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from simulator.experiment import replicate
from simulator.report.history import ground, race, routes, so_far
from simulator.report.numbers import Numbers
from simulator.report.words import percent, rough
from simulator.scenario.load import load_scenario

SCENARIO = Path(__file__).parents[2] / "scenarios" / "two_borders.yaml"


@cache
def numbers(steps: int = 40) -> Numbers:
    return Numbers(replicate(load_scenario(SCENARIO), 5, seed=3, steps=steps), {})


def test_what_became_of_cases_ends_where_the_metrics_end() -> None:
    *_, last = so_far(numbers()).rows
    assert last[0] == "30"
    for cell, metric in zip(last[1:], ("launched", "interdicted", "delivered", "aborted"), strict=True):
        values = numbers().study.measures.of(metric, "all")
        assert cell.partition(" (")[0] == rough(float(np.median(values)))


def test_cases_only_grow() -> None:
    begun = [float(row[1].partition(" (")[0].replace(",", "")) for row in so_far(numbers()).rows]
    assert len(begun) == 10
    assert begun == sorted(begun)


def test_the_shares_after_a_detection_never_fall_and_never_exceed_all() -> None:
    rows = [[float(cell.removesuffix(" %")) for cell in row[1:]] for row in race(numbers()).rows]
    assert len(rows) >= 8
    for earlier, later in pairwise(rows):
        assert all(after >= before for before, after in zip(earlier, later, strict=True))
    assert sum(rows[-1]) <= 100.1


def test_routes_are_named_by_their_places_with_their_share_of_launches() -> None:
    table = routes(numbers())
    names = {f"Heroin to Oster: Kovan > {by} > Oster" for by in ("North Gate", "High Pass")}
    assert {row[0] for row in table.rows} == names
    shares = [percent(numbers().mean("early_share", f"route:heroin_north/{k}")) for k in (1, 2)]
    assert [row[2] for row in table.rows] == shares


def test_where_cases_were_stopped_adds_up_to_all_that_were_stopped() -> None:
    stopped = [float(row[1]) for row in ground(numbers()).rows]
    assert stopped == sorted(stopped, reverse=True)
    assert sum(stopped) == pytest.approx(numbers().mean("interdicted"), rel=0.05)


def test_without_a_history_there_is_nothing_to_show() -> None:
    bare = numbers(0)
    assert [table.rows for table in (so_far(bare), race(bare), ground(bare))] == [[], [], []]
