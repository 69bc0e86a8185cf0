"""The benchmarks run, and compare like with like."""

from __future__ import annotations

import json
import math
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from benchmarks.__main__ import BENCHMARKS, main, table
from benchmarks.by_hand import ByHand
from benchmarks.corridor import Corridor, plan_of
from benchmarks.measuring import Effort, interleaved, line
from simulator.engine.simulate import simulate
from simulator.eventlog import Event

TINY = Effort(rounds=1, scale=0.002)
CORRIDOR = Corridor(days=50)
REPLICATIONS = 30
OUTCOMES = ("interdicted", "delivered", "detections", "dispatches")


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_gives_finite_results_under_distinct_names(name: str) -> None:
    lines = BENCHMARKS[name](TINY)
    assert len({(one.what, one.unit) for one in lines}) == len(lines) > 1
    assert all(math.isfinite(one.value) and one.value >= 0 for one in lines)
    assert all(one.low is None or one.high is None or 0 < one.low <= one.value <= one.high for one in lines)
    assert all(one.what in text for one, text in zip(lines, list(table(name, lines))[1:], strict=True))


def test_the_command_prints_json_for_the_benchmarks_named() -> None:
    result = CliRunner().invoke(main, ["--quick", "--json", "memory"], catch_exceptions=False)
    assert result.exit_code == 0
    (name, lines), *rest = json.loads(result.stdout).items()
    assert (name, rest) == ("memory", [])
    log, reserved, peak = (one["value"] for one in lines)
    assert 37 <= log < reserved < min(120, peak)


def test_an_unknown_benchmark_is_refused() -> None:
    assert CliRunner().invoke(main, ["sideways"]).exit_code == 2


def test_pieces_of_work_take_turns() -> None:
    done: list[tuple[str, int]] = []
    interleaved(
        {"a": lambda number: done.append(("a", number)), "b": lambda number: done.append(("b", number))}, 2
    )
    assert done == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]


def test_work_is_timed_by_the_clock_that_is_given() -> None:
    ticks = iter([0.0, 1.0, 10.0, 12.0, 20.0, 23.0, 30.0, 34.0])
    timed = interleaved({"a": str, "b": str}, 2, lambda: next(ticks))
    assert timed["a"].seconds.tolist() == [1.0, 3.0]
    assert timed["b"].seconds.tolist() == [2.0, 4.0]
    assert timed["b"].returned == ["0", "1"]


def test_a_line_has_the_median_and_the_quartiles() -> None:
    one = line("x", [5.0, 1.0, 2.0, 4.0, 3.0], "s")
    assert (one.low, one.value, one.high) == (2.0, 3.0, 4.0)


@cache
def here() -> NDArray[np.float64]:
    """Outcomes per case with Interlock, one row a replication."""
    kinds = (Event.INTERDICTED, Event.DELIVERED, Event.DETECTED, Event.DISPATCHED)
    logs = [simulate(plan_of(CORRIDOR), 41, replication) for replication in range(REPLICATIONS)]
    return np.array([[len(log.of(kind)) / len(log.cases) for kind in kinds] for log in logs])


@cache
def by_hand() -> NDArray[np.float64]:
    """The same, written by hand."""
    worlds = [ByHand(1000 + replication, CORRIDOR).run() for replication in range(REPLICATIONS)]
    counts = np.array([[one.interdicted, one.delivered, one.detected, one.dispatches] for one in worlds])
    shares: NDArray[np.float64] = counts / np.array([[one.launched] for one in worlds])
    return shares


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_corridor_by_hand_agrees_with_the_scenario(outcome: str) -> None:
    i = OUTCOMES.index(outcome)
    ours, theirs = here()[:, i], by_hand()[:, i]
    error = math.sqrt((ours.var(ddof=1) + theirs.var(ddof=1)) / REPLICATIONS)
    assert 0 < error < 0.1 * theirs.mean()
    assert abs(ours.mean() - theirs.mean()) <= 4 * error


def test_every_case_by_hand_ends() -> None:
    assert by_hand()[:, :2].sum(axis=1) == pytest.approx(1.0)
    assert here()[:, :2].sum(axis=1) == pytest.approx(1.0)
