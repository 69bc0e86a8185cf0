"""One replication, or many of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.columns import Floats
from simulator.analysis.history import History, even_times, history_of
from simulator.analysis.metrics import Measures, Meter
from simulator.engine.simulate import simulate as play
from simulator.errors import UsageError, shown
from simulator.eventlog import EventLog
from simulator.experiment.blocks import Play, play_all
from simulator.experiment.study import Study
from simulator.scenario.schema import Scenario
from simulator.world.choices import read_choices
from simulator.world.compile import build_plan
from simulator.world.plan import Choice, Plan

DEFAULT_SEED: Final = 20310303
"""Seed where none is given: fixed, so that the same command gives the same result."""
MOST_REPLICATIONS: Final = 1_000_000
"""How many replications there may be at a time: more would not fit the memory of most computers."""
LAST_REPLICATION: Final = 10**9 - 1
"""The largest number a replication may have."""


@dataclass(frozen=True, eq=False)
class _Outcome:
    """What a replication of a variant came to: its metrics, its history and its log; `kept` whether that stays."""

    pair: NDArray[np.float64]
    history: dict[str, Floats] | None
    log: EventLog | None
    kept: bool


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


@dataclass(frozen=True, eq=False)
class Variant:
    """What is played: a plan, and what roles choose in it where they are asked."""

    plan: Plan
    choices: tuple[Choice, ...] = ()


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
    plan = _plan(scenario)
    variant = Variant(plan, read_choices(plan, choices))
    (study,) = replicate_together(
        [variant],
        replications,
        seed,
        jobs,
        progress=progress,
        on_log=on_log,
        keep_logs=keep_logs,
        steps=steps,
    )
    return study


def replicate_together(
    variants: Sequence[Variant],
    replications: int | Iterable[int] = 100,
    seed: int = DEFAULT_SEED,
    jobs: int = 1,
    *,
    progress: Callable[[int], None] | None = None,
    on_log: Callable[[EventLog], None] | None = None,
    keep_logs: Collection[int] = (),
    steps: int = 0,
) -> tuple[Study, ...]:
    """Play every variant in each replication, on the same draws.

    Args:
        variants: At least one.
        replications: As for `replicate`.
        seed: The same.
        jobs: The same.
        progress: Called with the number of replications in which all variants have been played.
        on_log: Called with every log of the first variant.
        keep_logs: Replications whose logs each study keeps.
        steps: As for `replicate`.

    Returns:
        One study a variant; after Ctrl-C all of the same replications.

    Raises:
        UsageError, ReplicationFailed, WorkerDied: As for `replicate`.
    """
    numbers = _numbers(replications)
    if jobs < 1:
        message = f"expected at least one job, found {jobs}"
        raise UsageError(message)
    desk = _Desk(numbers, progress, on_log)
    terms = _Terms(seed, steps, frozenset(keep_logs), hand_on=on_log is not None)
    finished = play_all(partial(_prepare, tuple(variants), terms), numbers, jobs, desk.collect)
    desk.hand_on(at_end=True)
    collected = sorted(desk.outcomes.items())
    return tuple(
        _study(variant, terms, [(number, outcomes[i]) for number, outcomes in collected], numbers, finished)
        for i, variant in enumerate(variants)
    )


def _numbers(replications: int | Iterable[int]) -> list[int]:
    if isinstance(replications, int):
        if not 1 <= replications <= MOST_REPLICATIONS:
            message = f"expected from 1 to {MOST_REPLICATIONS:,} replications, found {shown(replications)}"
            raise UsageError(message)
        return list(range(replications))
    numbers = sorted(set(replications))
    if not numbers:
        message = "expected at least one replication, found none"
        raise UsageError(message)
    if numbers[0] < 0 or numbers[-1] > LAST_REPLICATION:
        wrong = numbers[0] if numbers[0] < 0 else numbers[-1]
        message = f"expected replications numbered from 0 to {LAST_REPLICATION:,}, found {shown(wrong)}"
        raise UsageError(message)
    return numbers


@dataclass(frozen=True)
class _Terms:
    """How variants are played and what is kept of it; `hand_on` whether every log of the first is needed."""

    seed: int
    steps: int
    keep: frozenset[int]
    hand_on: bool


def _study(
    variant: Variant,
    terms: _Terms,
    outcomes: Sequence[tuple[int, _Outcome]],
    numbers: Sequence[int],
    finished: bool,
) -> Study:
    """What a variant came to, in order of the replications."""
    histories = [one.history for _, one in outcomes if one.history is not None]
    return Study(
        variant.plan,
        terms.seed,
        Measures.stack(Meter(variant.plan).columns, [(number, one.pair) for number, one in outcomes]),
        len(numbers),
        not finished,
        {number: one.log for number, one in outcomes if one.log is not None and number in terms.keep},
        variant.choices,
        History.stack(even_times(variant.plan.horizon, terms.steps), histories) if histories else None,
    )


class _Desk:
    """Where outcomes come in, in any order; logs leave in the order of their replications."""

    def __init__(
        self,
        numbers: list[int],
        progress: Callable[[int], None] | None,
        on_log: Callable[[EventLog], None] | None,
    ) -> None:
        self.outcomes: dict[int, tuple[_Outcome, ...]] = {}
        self._expected = numbers[::-1]
        self._held: dict[int, EventLog] = {}
        self._progress = progress
        self._on_log = on_log

    def collect(self, number: int, outcomes: tuple[_Outcome, ...]) -> None:
        """Take what a replication came to, one outcome a variant."""
        if number in self.outcomes:
            return
        log = outcomes[0].log
        if log is not None and self._on_log is not None:
            self._held[number] = log
        self.outcomes[number] = tuple(one if one.kept else replace(one, log=None) for one in outcomes)
        self.hand_on()
        if self._progress is not None:
            self._progress(len(self.outcomes))

    def hand_on(self, *, at_end: bool = False) -> None:
        """Pass on the logs whose turn it is; at the end also those behind a replication that is missing."""
        while self._held and (at_end or self._expected[-1] in self._held):
            log = self._held.pop(self._expected.pop(), None)
            if log is not None and self._on_log is not None:
                self._on_log(log)


def _prepare(variants: tuple[Variant, ...], terms: _Terms) -> Play:
    """What plays a replication of every variant and returns what each came to."""
    meters = [Meter(variant.plan) for variant in variants]

    def outcome(number: int, replication: int) -> _Outcome:
        variant, meter = variants[number], meters[number]
        log = play(variant.plan, terms.seed, replication, variant.choices)
        record = meter.record(log)
        times = even_times(variant.plan.horizon, terms.steps) if terms.steps else None
        kept = replication in terms.keep
        return _Outcome(
            meter.measure_record(record).pair,
            None if times is None else history_of(variant.plan, record, times),
            log if kept or (terms.hand_on and number == 0) else None,
            kept,
        )

    return lambda replication: tuple(outcome(number, replication) for number in range(len(variants)))


def _plan(scenario: Scenario | Plan) -> Plan:
    return scenario if isinstance(scenario, Plan) else build_plan(scenario)
