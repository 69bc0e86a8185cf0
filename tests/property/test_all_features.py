"""Two thousand small worlds that combine all features: each plays to its end, and its log keeps what logs promise."""

from __future__ import annotations

import json
import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings

from simulator.analysis.columns import Columns
from simulator.analysis.metrics import measure
from simulator.analysis.provenance import credits
from simulator.eventlog import Event, EventLog
from simulator.world.plan import Plan
from tests.property.full_worlds import full_worlds
from tests.property.worlds import World, drawn, plan_of, play

WORLDS = 2000
ENDS = {Event.INTERDICTED: "interdicted", Event.DELIVERED: "delivered", Event.ABORTED: "aborted"}


def _causes_form_a_forest(log: EventLog) -> None:
    causes = log["cause"]
    assert np.all(causes >= -1)
    assert np.all(causes < np.arange(len(log)))


def _time_runs_from_the_warm_up_to_the_horizon(plan: Plan, log: EventLog) -> None:
    times = log["time"]
    assert np.all(np.diff(times) >= 0)
    assert not times.size or (-plan.warm_up <= times[0] and times[-1] < plan.horizon)


def _nothing_is_lost(plan: Plan, log: EventLog) -> None:
    launched, ended = log.of(Event.LAUNCHED), log.of(*ENDS)
    assert launched["case"].tolist() == list(range(len(log.cases)))
    assert not ended.size or Counter(ended["case"].tolist()).most_common(1)[0][1] == 1
    for rows in (launched, ended):
        assert np.array_equal(rows["value"], log.cases["payload"][rows["case"]])
        assert np.array_equal(rows["flow"], log.cases["flow"][rows["case"]])
    parents, relations = log.cases["parent"], log.cases["relation"]
    assert np.all(parents < np.arange(len(parents)))
    assert np.all((parents < 0) | (relations > 0))


def _nobody_moves_after_the_end(log: EventLog) -> None:
    movement = (
        Event.DEPARTED,
        Event.ARRIVED,
        Event.EXAMINED,
        Event.DETECTED,
        Event.MISSED,
        Event.PASSED,
        Event.HELD,
    )
    last = np.full(len(log.cases), len(log), dtype=np.int64)
    ended = np.flatnonzero(np.isin(log["event"], list(ENDS)))
    last[log["case"][ended]] = ended
    moves = np.flatnonzero(np.isin(log["event"], movement))
    assert np.all(moves < last[log["case"][moves]])


def _metrics_follow_from_the_log(plan: Plan, log: EventLog) -> None:
    """The log as it would be read from a file gives the same metrics, and they add up."""
    read = EventLog.from_bytes(log.replication, log.rows.tobytes(), log.cases.tobytes(), log.items.tobytes())
    found, again = measure(plan, log), measure(plan, read)
    np.testing.assert_array_equal(found.values, again.values)
    counted = log.of(Event.LAUNCHED)
    counted = counted[counted["time"] >= 0]["case"]
    for kind, name in ENDS.items():
        expected = np.isin(log.of(kind)["case"], counted).sum()
        assert found.of(name) == [expected], name
    parts = [float(found.of(name)[0]) for name in (*ENDS.values(), "open")]
    assert sum(parts) == found.of("launched")[0] == counted.size
    for flow in plan.flows:
        names = [f"payload_{name}" for name in (*ENDS.values(), "open")]
        payload = [float(found.of(name, f"flow:{flow.id}")[0]) for name in names]
        assert np.isclose(sum(payload), found.of("payload_launched", f"flow:{flow.id}")[0])


def _every_interdiction_is_explained(plan: Plan, log: EventLog) -> None:
    told = credits(plan, log, Columns.of(log))
    assert sorted(credit.case for credit in told) == sorted(log.of(Event.INTERDICTED)["case"].tolist())


@pytest.fixture(scope="module")
def some_worlds() -> list[World]:
    """A few of the worlds, to be played elsewhere."""
    found: list[World] = []

    @settings(drawn, max_examples=40)
    @given(full_worlds())
    def collect(world: World) -> None:
        found.append(world)

    collect()
    return found


def test_two_thousand_worlds_play_to_their_end_and_their_logs_keep_their_promises() -> None:
    seen: Counter[int] = Counter()

    @settings(drawn, max_examples=WORLDS)
    @given(full_worlds())
    def hold(world: World) -> None:
        plan = plan_of(world)
        log = play(world)
        _causes_form_a_forest(log)
        _time_runs_from_the_warm_up_to_the_horizon(plan, log)
        _nothing_is_lost(plan, log)
        _nobody_moves_after_the_end(log)
        _metrics_follow_from_the_log(plan, log)
        _every_interdiction_is_explained(plan, log)
        seen.update(log["event"].tolist())

    hold()
    assert not [kind.name for kind in Event if not seen[kind]], "no world has one of these"


def _digests(texts: list[str]) -> list[str]:
    return [play(json.loads(text), 7, replication).digest() for text in texts for replication in range(2)]


def test_one_process_and_two_give_the_same_logs(some_worlds: list[World]) -> None:
    texts = [json.dumps(world) for world in some_worlds]
    halves = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        two = [digest for part in pool.map(_digests, halves) for digest in part]
    assert two == _digests(texts)
