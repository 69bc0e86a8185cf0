"""One replication, or many of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.columns import Floats, Ints
from simulator.analysis.history import History, even_times, history_of
from simulator.analysis.metrics import Measures, Meter
from simulator.engine.simulate import simulate as play
from simulator.errors import UsageError
from simulator.eventlog import EventLog
from simulator.experiment.blocks import Play, play_all
from simulator.experiment.study import Study
from simulator.scenario.schema import Scenario
from simulator.world.choices import read_choices
from simulator.world.compile import build_plan
from simulator.world.plan import Choice, Plan

DEFAULT_SEED: Final = 20310303
"""Seed where none is given: fixed, so that the same command gives the same result."""


@dataclass(frozen=True, eq=False)
class _Outcome:
    """What a replication came to: its metrics, its history and its log if those are to be kept."""

    pair: NDArray[np.float64]
    history: dict[str, Floats] | None
    log: EventLog | None


@dataclass(frozen=True, eq=False)
class Run:
    """One replication: what was played, what happened, and what that amounts to."""

    plan: Plan
    log: EventLog
    measures: Measures
    choices: tuple[Choice, ...] = ()

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """Tidy rows: metric, unit, subject, replication, value (None: could not be observed)."""
        return list(self.measures.rows())


def simulate(
    scenario: Scenario | Plan,
    seed: int = DEFAULT_SEED,
    replication: int = 0,
    choices: Iterable[Choice | str] = (),
) -> Run:
    """Play one replication of a scenario.

    Args:
        scenario: The scenario, or the plan made from it.
        seed: Seed of the draws.
        replication: Which replication, >= 0: the same as this one of many.
        choices: What roles choose where they are asked, such as "share_directly=direct".

    Raises:
        UsageError: If there is no such decision, role or option.
    """
    plan = _plan(scenario)
    chosen = read_choices(plan, choices)
    log = play(plan, seed, replication, chosen)
    return Run(plan, log, Meter(plan).measure(log), chosen)


def replicate(
    scenario: Scenario | Plan,
    replications: int | Iterable[int] = 100,
    seed: int = DEFAULT_SEED,
    jobs: int = 1,
    *,
    progress: Callable[[int], None] | None = None,
    on_log: Callable[[EventLog], None] | None = None,
    keep_logs: Collection[int] = (),
    choices: Iterable[Choice | str] = (),
    steps: int = 0,
) -> Study:
    """Play many replications of a scenario. The result does not depend on `jobs`.

    With `jobs` above 1 a script must call this below `if __name__ == "__main__":`, as the worker processes
    import it.

    Args:
        scenario: The scenario, or the plan made from it.
        replications: How many (numbered from 0), or which.
        seed: Seed of the draws.
        jobs: Worker processes at most.
        progress: Called with the number of replications finished so far.
        on_log: Called with every log, in order of the replications.
        keep_logs: Replications whose logs the study keeps.
        choices: What roles choose where they are asked, such as "share_directly=direct"; elsewhere the defaults
            hold.
        steps: In how many equal steps of time the study keeps how the replications went; 0 keeps no history.

    Returns:
        The study; after Ctrl-C, of the replications finished by then.

    Raises:
        UsageError: If no replication is asked for, there are no workers, or there is no such choice.
        ReplicationFailed: If a replication raised an error.
        WorkerDied: If a worker process died.
    """
    numbers = list(range(replications)) if isinstance(replications, int) else sorted(set(replications))
    if not numbers or numbers[0] < 0:
        message = f"expected at least one replication, numbered from 0; found {replications!r}"
        raise UsageError(message)
    if jobs < 1:
        message = f"expected at least one job, found {jobs}"
        raise UsageError(message)
    plan = _plan(scenario)
    chosen = read_choices(plan, choices)
    desk = _Desk(numbers, progress, on_log, frozenset(keep_logs))
    times = even_times(plan.horizon, steps) if steps else None
    prepare = partial(_prepare, plan, seed, chosen, None if on_log else frozenset(keep_logs), times)
    finished = play_all(prepare, numbers, jobs, desk.collect)
    desk.hand_on(at_end=True)
    measures = Measures.stack(Meter(plan).columns, sorted(desk.pairs.items()))
    histories = [history for _, history in sorted(desk.histories.items())]
    return Study(
        plan,
        seed,
        measures,
        len(numbers),
        not finished,
        dict(sorted(desk.kept.items())),
        chosen,
        History.stack(times, histories) if times is not None and histories else None,
    )


class _Desk:
    """Where outcomes come in, in any order; logs leave in the order of their replications."""

    def __init__(
        self,
        numbers: list[int],
        progress: Callable[[int], None] | None,
        on_log: Callable[[EventLog], None] | None,
        keep: frozenset[int],
    ) -> None:
        self.pairs: dict[int, NDArray[np.float64]] = {}
        self.histories: dict[int, dict[str, Floats]] = {}
        self.kept: dict[int, EventLog] = {}
        self._expected = numbers[::-1]
        self._held: dict[int, EventLog] = {}
        self._progress = progress
        self._on_log = on_log
        self._keep = keep

    def collect(self, number: int, outcome: _Outcome) -> None:
        """Take what a replication came to."""
        if number in self.pairs:
            return
        self.pairs[number] = outcome.pair
        if outcome.history is not None:
            self.histories[number] = outcome.history
        log = outcome.log
        if log is not None and number in self._keep:
            self.kept[number] = log
        if log is not None and self._on_log is not None:
            self._held[number] = log
            self.hand_on()
        if self._progress is not None:
            self._progress(len(self.pairs))

    def hand_on(self, *, at_end: bool = False) -> None:
        """Pass on the logs whose turn it is; at the end also those behind a replication that is missing."""
        while self._held and (at_end or self._expected[-1] in self._held):
            log = self._held.pop(self._expected.pop(), None)
            if log is not None and self._on_log is not None:
                self._on_log(log)


def _prepare(
    plan: Plan, seed: int, choices: tuple[Choice, ...], keep: frozenset[int] | None, times: Ints | None
) -> Play:
    """What plays a replication and returns what it came to; its log only if that is to be kept (None: always)."""
    meter = Meter(plan)

    def outcome(replication: int) -> _Outcome:
        log = play(plan, seed, replication, choices)
        record = meter.record(log)
        return _Outcome(
            meter.measure_record(record).pair,
            None if times is None else history_of(plan, record, times),
            log if keep is None or replication in keep else None,
        )

    return outcome


def _plan(scenario: Scenario | Plan) -> Plan:
    return scenario if isinstance(scenario, Plan) else build_plan(scenario)
