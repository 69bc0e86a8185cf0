"""A run beside its baseline: paired on the draws, exact where nothing differs, kept together when interrupted."""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib import import_module

import numpy as np
import pytest

from simulator.errors import UsageError
from simulator.experiment import Comparison, Study, Variant, blocks, compare, replicate
from simulator.experiment.comparison import ROW
from simulator.scenario.load import build
from simulator.world.compile import build_plan
from simulator.world.sharing import nobody_shares
from tests.unit.hand_made import small_plan
from tests.unit.small import small, with_entity


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    plan = small_plan()
    found = compare(Variant(plan), Variant(nobody_shares(plan)), "nobody shares", 12, seed=3)
    assert found is not None
    return found


def test_each_side_is_what_it_is_when_played_by_itself(comparison: Comparison) -> None:
    for study, plan in ((comparison.study, small_plan()), (comparison.baseline, nobody_shares(small_plan()))):
        by_itself = replicate(plan, 12, seed=3)
        assert study.measures.numerators.tobytes() == by_itself.measures.numerators.tobytes()


def test_the_difference_of_the_two_is_the_paired_difference(comparison: Comparison) -> None:
    for row in comparison.rows():
        change = comparison.change(row["metric"], row["subject"])
        if not math.isnan(change.absolute.mean):
            assert change.absolute.mean == pytest.approx(change.here.mean - change.there.mean, abs=1e-9)
    change = comparison.change("interdicted")
    assert change.absolute == comparison.study.difference(comparison.baseline, "interdicted")
    assert change.n == 12


def test_absolute_and_relative_change_never_contradict_each_other(comparison: Comparison) -> None:
    compared = 0
    for row in comparison.rows():
        if row["relative_low"] is not None:
            clear = row["relative_low"] > 1e-9 or row["relative_high"] < -1e-9
            assert row["clear"] == clear or abs(row["absolute_low"] * row["absolute_high"]) < 1e-9
            compared += 1
    assert compared > 20


def test_a_plan_does_not_differ_from_itself() -> None:
    plan = small_plan()
    same = compare(Variant(plan), Variant(plan), "the scenario as written", 5)
    assert same is not None
    for row in same.rows():
        assert row["absolute"] in (0, None)
        assert row["absolute_low"] in (0, None)
        assert row["relative"] in (0, None)
        assert row["clear"] is False


def test_without_links_nobody_shares_changes_nothing() -> None:
    plan = build_plan(build(small(links=[])))
    found = compare(Variant(plan), Variant(nobody_shares(plan)), "nobody shares", 3)
    assert found is not None
    assert all(row["absolute"] in (0, None) and not row["clear"] for row in found.rows())


def test_rows_say_what_is_in_their_header(comparison: Comparison) -> None:
    rows = list(comparison.rows())
    assert all(tuple(row) == ROW for row in rows)
    assert len(rows) == len(comparison.study.measures.columns)
    values = [value for row in rows for value in row.values() if isinstance(value, float)]
    assert not any(map(math.isnan, values))


def test_a_value_that_one_side_lacks_is_left_out_on_both(comparison: Comparison) -> None:
    name = "lead_time_median_hours"
    mine, theirs = (one.measures.of(name) for one in (comparison.study, comparison.baseline))
    both = ~np.isnan(mine) & ~np.isnan(theirs)
    change = comparison.change(name)
    assert change.n == both.sum() < 12
    assert np.isnan(change.here.mean) or change.here.mean == pytest.approx(mine[both].mean())


def test_what_only_one_side_measures_is_left_out_of_the_rows() -> None:
    leaky = build_plan(build(with_entity("links", "tell", leak=0.5)))
    tight = build_plan(build(with_entity("links", "tell", leak=0.0)))
    found = compare(Variant(leaky), Variant(tight), "the scenario as written", 2)
    assert found is not None
    assert found.study.measures.has("leaked", "link:tell")
    assert not found.has("leaked", "link:tell")
    assert "leaked" not in {row["metric"] for row in found.rows()}
    with pytest.raises(UsageError, match="leaked"):
        found.change("leaked", "link:tell")


def test_other_draws_are_not_compared() -> None:
    with pytest.raises(UsageError, match="seeds 1 and 2"):
        Comparison(replicate(small_plan(), 1, seed=1), replicate(small_plan(), 1, seed=2), "another")


def test_studies_without_a_common_replication_are_not_compared() -> None:
    with pytest.raises(UsageError, match="no replication in common"):
        Comparison(replicate(small_plan(), [0]), replicate(small_plan(), [1]), "another")


def test_only_common_replications_are_compared() -> None:
    whole, part = replicate(small_plan(), 6), replicate(small_plan(), [1, 4])
    found = Comparison(whole, part, "another")
    assert found.replications == 2
    assert found.change("launched").here.mean == part.estimate("launched").mean


def test_two_workers_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "WORTH_SECONDS", 1e-4)

    def rows(jobs: int) -> list[object]:
        plan = small_plan()
        found = compare(Variant(plan), Variant(nobody_shares(plan)), "nobody shares", 8, jobs=jobs, steps=3)
        assert found is not None
        assert found.baseline.history is not None
        return list(found.rows())

    assert rows(1) == rows(2)


def interrupted_after(finished: int, monkeypatch: pytest.MonkeyPatch) -> Comparison | None:
    """A comparison of which Ctrl-C left so many replications."""

    def play_some(
        prepare: Callable[[], Callable[[int], object]], numbers: list[int], jobs: int, collect: object
    ) -> bool:
        play = prepare()
        for number in numbers[:finished]:
            collect(number, play(number))
        return False

    monkeypatch.setattr(import_module("simulator.experiment.replicate"), "play_all", play_some)
    plan = small_plan()
    return compare(Variant(plan), Variant(nobody_shares(plan)), "nobody shares", 5)


def test_what_is_interrupted_keeps_the_same_replications_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    found = interrupted_after(2, monkeypatch)
    assert found is not None

    def kept(study: Study) -> list[int]:
        return study.measures.replications.tolist()

    assert kept(found.study) == kept(found.baseline) == [0, 1]
    assert found.study.interrupted
    assert found.baseline.interrupted


def test_interrupted_before_anything_is_finished_there_is_no_comparison(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert interrupted_after(0, monkeypatch) is None
