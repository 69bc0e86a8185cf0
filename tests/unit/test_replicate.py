"""Replications: the same whatever the workers, kept when interrupted, named when they fail."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.errors import UsageError
from simulator.experiment import (
    DEFAULT_SEED,
    ReplicationFailed,
    Study,
    WorkerDied,
    blocks,
    replicate,
    simulate,
)
from simulator.experiment.blocks import Play, play_all, spans
from simulator.world.compile import build_plan
from simulator.world.plan import Plan
from tests.unit.hand_made import WORLD, scenario, small_plan


@pytest.fixture
def eager_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes be used for work that would not pay them."""
    monkeypatch.setattr(blocks, "WORTH_SECONDS", 1e-4)


def same(one: Study, other: Study) -> bool:
    a, b = one.measures, other.measures
    return (
        a.columns == b.columns
        and np.array_equal(a.replications, b.replications)
        and a.numerators.tobytes() == b.numerators.tobytes()
        and a.denominators.tobytes() == b.denominators.tobytes()
    )


# One replication, and many


def test_a_replication_alone_is_the_same_as_among_others():
    study = replicate(small_plan(), 4, seed=3, keep_logs=[2])
    run = simulate(small_plan(), seed=3, replication=2)
    assert run.log.digest() == study.logs[2].digest()
    assert (
        run.measures.pair.tobytes()
        == study.measures.numerators[2].tobytes() + study.measures.denominators[2].tobytes()
    )


def test_a_scenario_and_its_plan_are_played_alike():
    one, other = simulate(scenario()), simulate(small_plan(), DEFAULT_SEED, 0)
    assert one.log.digest() == other.log.digest()


def test_a_run_says_its_metrics_as_rows():
    rows = simulate(small_plan(), replication=6).metrics
    launched = next(row for row in rows if (row["metric"], row["subject"]) == ("launched", "all"))
    assert (launched["unit"], launched["replication"]) == ("cases", 6)
    assert launched["value"] > 0


def test_chosen_replications_are_played_once_and_in_order():
    study = replicate(small_plan(), [7, 3, 3], seed=3)
    assert study.measures.replications.tolist() == [3, 7]
    assert study.requested == 2


@pytest.mark.parametrize("replications", [0, -1, [], [-1, 2], 1_000_001, 10**40, [0, 10**9]])
def test_no_replications_or_too_many_are_refused(replications):
    with pytest.raises(UsageError, match=r"expected (from 1 to|at least one|replications numbered)"):
        replicate(small_plan(), replications)


def test_no_jobs_are_refused():
    with pytest.raises(UsageError, match="at least one job, found 0"):
        replicate(small_plan(), 2, jobs=0)


def test_progress_counts_up_to_all_replications():
    seen: list[int] = []
    replicate(small_plan(), 5, progress=seen.append)
    assert seen == [1, 2, 3, 4, 5]


# Workers


def test_results_are_the_same_for_one_and_two_workers(eager_workers):
    heard: list[int] = []
    alone = replicate(small_plan(), 12, seed=5, keep_logs=[9])
    together = replicate(
        small_plan(), 12, seed=5, jobs=2, keep_logs=[9], on_log=lambda log: heard.append(log.replication)
    )
    assert same(alone, together)
    assert together.logs[9].digest() == alone.logs[9].digest()
    assert list(together.logs) == [9]
    assert heard == list(range(12))
    assert not together.interrupted


def test_work_of_less_than_a_second_stays_in_this_process():
    pids: list[int] = []
    play_all(_where, range(8), 4, lambda _, pid: pids.append(pid))
    assert set(pids) == {os.getpid()}


def test_workers_take_what_is_worth_it(eager_workers):
    pids: set[int] = set()
    assert play_all(_where, range(8), 2, lambda _, pid: pids.add(pid))
    assert len(pids - {os.getpid()}) in (1, 2)


def test_workers_do_not_load_scipy_for_a_scenario_without_need_of_it(eager_workers):
    seen: dict[int, bool] = {}
    prepare = partial(partial, _plays_without_scipy, _bare_plan())
    play_all(prepare, range(6), 2, seen.__setitem__)
    assert not any(seen.values())


def _where() -> Play:
    return _pid


def _pid(number: int) -> int:
    time.sleep(0.002)
    return os.getpid()


def _bare_plan() -> Plan:
    """A plan without anything that draws from a distribution that only SciPy can invert."""
    bare: dict[str, Any] = {"agencies": [], "controls": [], "links": [], "mechanisms": []}
    routes = {"choice": "fixed", "paths": [{"places": ["kovan", "oster"]}]}
    flow = WORLD["flows"][1] | {"routes": routes, "concealment": 0.5}
    return build_plan(scenario(**bare, flows=[flow]))


def _plays_without_scipy(plan: Plan, number: int) -> bool:
    simulate(plan, replication=number)
    return "scipy" in sys.modules and multiprocessing.parent_process() is not None


# What goes wrong


def _fails_at_6() -> Play:
    return _fail


def _fail(number: int) -> int:
    time.sleep(0.002)
    if number == 6:
        message = "the lane has no bays"
        raise ZeroDivisionError(message)
    return number


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_replication_that_fails_is_named_with_its_error_and_how_to_repeat_it(eager_workers, jobs):
    with pytest.raises(ReplicationFailed) as caught:
        play_all(_fails_at_6, range(8), jobs, lambda *_: None)
    assert caught.value.replication == 6
    assert "replication 6 failed: ZeroDivisionError: the lane has no bays" in str(caught.value)
    assert "--only-replication 6" in str(caught.value)
    assert caught.value.__cause__ is not None


def _dies_at_6() -> Play:
    return _die


def _die(number: int) -> int:
    time.sleep(0.002)
    if number == 6 and multiprocessing.parent_process() is not None:
        os._exit(9)
    return number


def test_a_worker_that_dies_is_reported_with_the_replications_it_takes_along(eager_workers):
    finished: dict[int, int] = {}
    with pytest.raises(WorkerDied) as caught:
        play_all(_dies_at_6, range(30), 2, finished.__setitem__)
    assert 6 in caught.value.replications
    assert not set(caught.value.replications) & set(finished)
    assert f"--only-replication {caught.value.replications[0]}" in str(caught.value)


@pytest.mark.parametrize(("numbers", "words"), [([4], "4"), ([3, 4, 5, 9], "3-5, 9"), ([7, 1, 2], "1-2, 7")])
def test_replications_are_listed_in_spans(numbers, words):
    assert spans(numbers) == words


# Ctrl-C


class Interrupter:
    """A progress callback at which somebody presses Ctrl-C, once."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.pressed = False

    def __call__(self, done: int) -> None:
        if done >= self.at and not self.pressed:
            self.pressed = True
            raise KeyboardInterrupt


def test_an_interrupted_study_keeps_the_replications_that_were_finished():
    heard: list[int] = []
    study = replicate(
        small_plan(), 10, seed=5, progress=Interrupter(4), on_log=lambda log: heard.append(log.replication)
    )
    assert study.interrupted
    assert study.replications_done == 4
    assert study.requested == 10
    assert heard == [0, 1, 2, 3]
    assert same(study, replicate(small_plan(), 4, seed=5))


def test_an_interrupted_study_keeps_what_workers_had_finished(eager_workers):
    study = replicate(small_plan(), 60, seed=5, jobs=2, progress=Interrupter(6))
    assert study.interrupted
    assert 6 <= study.replications_done < 60
    assert same(study, replicate(small_plan(), study.measures.replications.tolist(), seed=5))
    assert not multiprocessing.active_children()


def test_a_study_interrupted_before_anything_was_finished_is_empty_and_has_a_summary():
    study = replicate(small_plan(), 3, on_log=_press_ctrl_c)
    assert (study.interrupted, study.replications_done) == (True, 1)
    empty = Study(study.plan, study.seed, type(study.measures).stack(study.measures.columns, []), 3, True)
    assert {row["n"] for row in empty.summary()} == {0}


def _press_ctrl_c(log: object) -> None:
    raise KeyboardInterrupt


SCRIPT = """
import os, sys, time
from simulator.experiment.blocks import play_all

def say(line):
    os.write(1, (line + "\\n").encode())  # in one piece: several processes write

def prepare():
    return play

def play(number):
    say(f"playing {number}")
    time.sleep(float(sys.argv[1]) if number < 2 else float(sys.argv[2]))

if __name__ == "__main__":
    done = []
    def collect(number, result):
        done.append(number)
        say(f"done {number}")
    finished = play_all(prepare, range(1000), 2, collect)
    say(f"{'finished' if finished else 'interrupted'} {len(done)}")
"""


def press_ctrl_c_after(
    folder: Path, line: str, first: str, others: str, *, presses: int
) -> tuple[list[str], str]:
    """Run the script in a terminal of its own; its last words, and what it wrote to stderr."""
    script = folder / "script.py"
    script.write_text(SCRIPT)
    with subprocess.Popen(
        [sys.executable, str(script), first, others],
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        watchdog = threading.Timer(30, os.killpg, (process.pid, signal.SIGKILL))
        watchdog.start()
        assert process.stdout is not None
        while process.stdout.readline().strip() != line:
            assert process.poll() is None
        for _ in range(presses):
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.3)
        out, err = process.communicate()
        watchdog.cancel()
    return out.split()[-2:], err


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
def test_ctrl_c_in_a_terminal_ends_the_workers_quietly_and_keeps_their_results(tmp_path):
    (word, count), err = press_ctrl_c_after(tmp_path, "done 5", "0.15", "0.15", presses=1)
    assert (word, err) == ("interrupted", "")
    assert 6 <= int(count) < 1000


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
def test_a_second_ctrl_c_does_not_wait_for_a_long_replication(tmp_path):
    began = time.monotonic()
    (word, count), err = press_ctrl_c_after(tmp_path, "playing 2", "0.01", "60", presses=2)
    assert (word, err) == ("interrupted", "")
    assert count == "2"
    assert time.monotonic() - began < 20


# What a study says


def test_a_study_summarises_its_metrics():
    study = replicate(small_plan(), 6, seed=5)
    rows = {(row["metric"], row["subject"]): row for row in study.summary()}
    assert len(rows) == len(study.measures.columns)
    rate = rows["interdiction_rate", "all"]
    assert set(rate) == {"metric", "unit", "subject", "mean", "ci_low", "ci_high", "median", "p5", "p95", "n"}
    assert rate["ci_low"] < rate["mean"] < rate["ci_high"]
    assert rate["n"] == 6
    found = study.estimate("interdiction_rate")
    assert (found.mean, found.low, found.high) == (rate["mean"], rate["ci_low"], rate["ci_high"])
    assert len(study.metrics["value"]) == 6 * len(study.measures.columns)


def test_studies_on_the_same_draws_are_compared_in_pairs():
    base, other = replicate(small_plan(), 8, seed=5), replicate(scenario(links=[]), 5, seed=5)
    found = base.difference(other, "interdiction_rate")
    alone = base.estimate("interdiction_rate")
    assert found.low <= found.mean <= found.high
    assert found.high - found.low < alone.high - alone.low
    same_again = base.difference(replicate(small_plan(), 8, seed=5), "interdiction_rate")
    assert (same_again.low, same_again.high) == (0, 0)


def test_studies_on_other_draws_cannot_be_paired():
    one, other = replicate(small_plan(), 2, seed=5), replicate(small_plan(), 2, seed=6)
    with pytest.raises(UsageError, match="seeds 5 and 6"):
        one.difference(other, "interdiction_rate")
