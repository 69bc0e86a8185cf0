"""Replications in worker processes, in blocks that are worth the way there and back."""

from __future__ import annotations

import math
import multiprocessing
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import groupby
from types import FrameType
from typing import Any, Final

from simulator.errors import InterlockError

Play = Callable[[int], Any]
"""Plays one replication, given its number."""
Collect = Callable[[int, Any], None]
"""Takes what a replication returned."""

WORTH_SECONDS: Final = 1.0
"""Work below which a block costs more than it saves; also about what a worker takes to start."""
_TRIALS: Final = 2  # the first replication also loads what the others find loaded


class ReplicationFailed(InterlockError):  # noqa: N818 - says what happened
    """A replication raised an error."""

    def __init__(self, replication: int, reason: str) -> None:
        """Keep which one, and the error in words."""
        super().__init__(replication, reason)
        self.replication = replication
        self.reason = reason

    def __str__(self) -> str:
        """Which replication failed, why, and how to repeat it alone."""
        return (
            f"replication {self.replication} failed: {self.reason}\n"
            f"  repeat it alone with --only-replication {self.replication} --debug"
        )


class WorkerDied(InterlockError):  # noqa: N818 - says what happened
    """A worker process ended without returning what it was given."""

    def __init__(self, replications: Sequence[int]) -> None:
        """Keep the numbers of the replications that were in work and did not come back."""
        super().__init__(tuple(replications))
        self.replications = tuple(replications)

    def __str__(self) -> str:
        """Which replications are missing, and how to repeat one alone."""
        missing = spans(self.replications)
        return (
            f"a worker process died (out of memory, or killed); not finished: replications {missing}\n"
            f"  repeat one alone with --only-replication {self.replications[0]}, or all with fewer --jobs"
        )


def spans(numbers: Sequence[int]) -> str:
    """Whole numbers in rising order, in words: 3-5, 9."""
    runs = [list(run) for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0][1]}-{run[-1][1]}" if len(run) > 1 else str(run[0][1]) for run in runs)


def play_all(prepare: Callable[[], Play], numbers: Sequence[int], jobs: int, collect: Collect) -> bool:
    """Play replications, in this process and in up to `jobs` workers.

    Args:
        prepare: Makes what plays a replication; called once in each process, so it must be picklable.
        numbers: Which replications.
        jobs: Worker processes at most; with 1, or where it would not pay, everything happens here.
        collect: Called here, in no particular order, perhaps twice for one replication.

    Returns:
        Whether all were played: False after Ctrl-C, when what was finished has been collected.

    Raises:
        ReplicationFailed: If one raised an error.
        WorkerDied: If a worker process died.
    """
    with _hearing_ctrl_c() as pressed:
        try:
            return _play_all(prepare, numbers, jobs, collect, pressed)
        except KeyboardInterrupt:
            return False


def _play_all(
    prepare: Callable[[], Play], numbers: Sequence[int], jobs: int, collect: Collect, pressed: list[int]
) -> bool:
    play = prepare()
    began = time.perf_counter()
    seconds = math.inf
    trials = len(numbers) if jobs == 1 else _TRIALS
    for number in numbers[:trials]:
        collect(number, _played(play, number))
        if pressed:
            return False
        now = time.perf_counter()
        began, seconds = now, min(seconds, now - began)
    rest = numbers[trials:]
    workers = min(jobs, int(len(rest) * seconds / WORTH_SECONDS)) if rest else 0
    if workers > 1:
        # As many rounds of equal blocks as leave each block worth its while.
        rounds = max(1, int(len(rest) * seconds / (workers * WORTH_SECONDS)))
        size = math.ceil(len(rest) / (workers * rounds))
        blocks = [rest[i : i + size] for i in range(0, len(rest), size)]
        _play_blocks(prepare, blocks, workers, collect)
        return not pressed
    for number in rest:
        collect(number, _played(play, number))
        if pressed:
            return False
    return True


@contextmanager
def _hearing_ctrl_c() -> Iterator[list[int]]:
    """Let Ctrl-C leave a mark besides its exception, which a library may swallow while it is being loaded."""
    pressed: list[int] = []
    usual = signal.getsignal(signal.SIGINT)
    if usual is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield pressed
        return

    def press(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, press)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, usual)


def _played(play: Play, number: int) -> Any:
    try:
        return play(number)
    except Exception as error:
        raise ReplicationFailed(number, f"{type(error).__name__}: {error}") from error


def _play_blocks(
    prepare: Callable[[], Play], blocks: Sequence[Sequence[int]], workers: int, collect: Collect
) -> None:
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, context, _begin, (pickle.dumps(prepare), stop))
    waiting = deque(blocks)
    block: Sequence[int] = ()
    running: dict[Future[list[tuple[int, Any]]], Sequence[int]] = {}
    try:
        while waiting or running:
            # No more than the workers have in hand, so that the blocks a dead worker takes along are known.
            while waiting and len(running) < workers:
                block = waiting.popleft()
                with _uninterrupted():
                    running[pool.submit(_play_block, block)] = block
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                _collect(future, collect)
                del running[future]
    except KeyboardInterrupt:
        stop.set()
        _wind_up(running, others, collect)
        raise
    except BrokenProcessPool as error:
        raise WorkerDied(_missing(running, collect) or list(block)) from error
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def _wind_up(running: dict[Future[Any], Sequence[int]], others: set[Any], collect: Collect) -> None:
    """Let workers end the replication they are at; a second Ctrl-C ends the workers themselves."""
    try:
        wait(running)
    except KeyboardInterrupt:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        wait(running)
    _missing(running, collect)


def _missing(running: dict[Future[Any], Sequence[int]], collect: Collect) -> list[int]:
    """Collect the blocks that did come back, and say which replications did not."""
    missing: list[int] = []
    for future, block in running.items():
        if future.done() and not future.cancelled() and future.exception() is None:
            _collect(future, collect)
        else:
            missing += block
    return sorted(missing)


def _collect(future: Future[list[tuple[int, Any]]], collect: Collect) -> None:
    for number, result in future.result():
        collect(number, result)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start processes that do not hear Ctrl-C: the terminal sends it to all, but this one decides."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# A worker process prepares once and keeps that here for all its blocks.
_worker: dict[str, Any] = {}


def _begin(prepare: bytes, stop: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker["play"] = pickle.loads(prepare)()
    _worker["stop"] = stop


def _play_block(numbers: Sequence[int]) -> list[tuple[int, Any]]:
    """Play a block in a worker; cut short once everything is to stop."""
    done = []
    for number in numbers:
        if _worker["stop"].is_set():
            break
        done.append((number, _played(_worker["play"], number)))
    return done
