"""What would have been different, found by playing the same history again with one thing otherwise.

Seed, replication and choices stay, and every draw is addressed by what it decides: nothing changes but what follows
from the change. What is reported has been played; that a smaller change would not do is known of those tried only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from simulator.analysis.cases import ABORTED, DELIVERED, INTERDICTED, OPEN
from simulator.analysis.story import Story, Verdict, tell, verdict
from simulator.engine.simulate import simulate
from simulator.eventlog import Event, EventLog
from simulator.experiment.whatif.candidates import candidates
from simulator.experiment.whatif.changing import World, apply, section_of
from simulator.experiment.whatif.levers import Kind, Lever

Changes = tuple[tuple[Lever, float | None], ...]
"""Levers, each with the value that is played; None where there is nothing to measure."""
MOST_RUNS: Final = 200
"""Simulations at most."""
_BISECTION: Final = 6
"""How many simulations it takes to find the least of the values of a lever."""
_PAIRED: Final = 8
"""How many levers are tried in pairs, where none is enough alone: the most promising."""
_FOLLOWED: Final = 4
"""After how many of them it is looked for what would still have been lacking."""
_PAIRS: Final = 3
"""How many pairs that are enough are looked for."""
_ENDS: Final = {Event.INTERDICTED: INTERDICTED, Event.DELIVERED: DELIVERED, Event.ABORTED: ABORTED}
_GATES: Final = (
    Verdict.UNNOTICED, Verdict.NOT_ENOUGH, Verdict.OUT_OF_AREA, Verdict.NO_TEAM, Verdict.UNSTOPPED, Verdict.RELEASED,
    Verdict.TOO_LATE, Verdict.SIGHT_LOST, Verdict.FAILED,
)  # fmt: skip
"""How far one came with a case that was not stopped, the least first."""
NOT_BEGUN: Final = -1
"""The end of a case that does not begin in another history."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the case ends in a history.

    Attributes:
        end: OPEN, INTERDICTED, DELIVERED, ABORTED or NOT_BEGUN.
        time: When; -1 while it is open.
        agency: Who stopped it; -1 if nobody did.
        control: At which control; -1 for none.
        place: Where: its number among places and legs.
    """

    end: int
    time: int = -1
    agency: int = -1
    control: int = -1
    place: int = -1


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A change, alone or with another, that changes the end of the case.

    Attributes:
        changes: Levers, each with the value that was played; None where there is nothing to measure.
        ending: How the case ends then.
        gained: How many other cases are interdicted then that were not.
        lost: How many other cases are not interdicted then that were.
    """

    changes: Changes
    ending: Ending
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What was found.

    Attributes:
        enough: The changes that change the end of the case; pairs only where none is enough alone.
        not_enough: Those that do not, alone and at their strongest.
        unwarned: How a case that was given up after a leak would have gone on without it, if not to its interdiction.
        not_begun: How many changes of what went before would have kept the case from beginning.
        runs: How many histories were played.
        complete: Whether everything was tried that was meant to be.
        pairs_tried: How many pairs were.
    """

    enough: tuple[Otherwise, ...]
    not_enough: tuple[Lever, ...]
    runs: int
    complete: bool
    pairs_tried: int = 0
    unwarned: tuple[Otherwise, ...] = ()
    not_begun: int = 0


class _Spent(Exception):  # noqa: N818 - it is no error
    """There have been enough simulations."""


def what_if(
    story: Story,
    world: World,
    seed: int,
    *,
    most_runs: int = MOST_RUNS,
    measured: bool = True,
    progress: Callable[[int], None] | None = None,
) -> WhatIf:
    """Find out what would have changed the end of a case.

    Args:
        story: What happened to it.
        world: The plan and the choices with which it was played.
        seed: Of the draws.
        most_runs: How many histories may be played.
        measured: Whether to look for the least change that is enough, and for pairs; else each is tried once.
        progress: Called with the number of histories played so far.
    """
    search = _Search(story, world, seed, most_runs, progress)
    return search.find(measured=measured)


class _Search:
    """The search for one case."""

    def __init__(
        self, story: Story, world: World, seed: int, most_runs: int, progress: Callable[[int], None] | None
    ) -> None:
        self.story = story
        self.world = world
        self.seed = seed
        self.most_runs = most_runs
        self.progress = progress
        self.runs = 0
        self.address = int(story.record["address"])
        self.caught = story.end == INTERDICTED
        self.before = _interdicted(story.log)
        spare = (story.closed - story.launched) // 4 + 86400
        # Evidence that would stop it comes before its end; one that was stopped or given up goes on for long instead.
        whole = story.end in (INTERDICTED, ABORTED)
        self.horizon = story.plan.horizon if whole else min(story.plan.horizon, story.closed + spare)

    def find(self, *, measured: bool) -> WhatIf:
        """Try what there is to try."""
        levers = candidates(self.story)
        enough: list[Otherwise] = []
        not_enough: list[tuple[tuple[int, float], Lever]] = []
        pairs = 0
        complete = True
        sufficient: list[Lever] = []
        unwarned: list[Otherwise] = []
        not_begun = 0
        telling = 1 + _BISECTION if measured else 1
        for lever in levers:
            # What has been found to be enough must still be told, and how little of it would do.
            if self.runs + (len(sufficient) + 1) * telling >= self.most_runs:
                complete = False
                break
            log = self._play(((lever, _strongest(lever)),), self.horizon)
            if self._differs(log):
                sufficient.append(lever)
                continue
            ending = ending_of(log, self.address)
            not_begun += ending.end == NOT_BEGUN
            if lever.kind is Kind.NO_LEAK and ending.end == DELIVERED:
                unwarned.append(Otherwise(((lever, None),), ending, 0, 0))
            if ending.end != NOT_BEGUN:
                not_enough.append((self._nearness(log, lever), lever))
        try:
            for number, lever in enumerate(sufficient):
                # Each is played to the end; how little would do is looked for while that leaves enough for the others.
                left = self.most_runs - self.runs - (len(sufficient) - number)
                spare = measured and left >= _BISECTION
                complete &= spare or not measured or not lever.values
                value = self._least(lever) if spare else _strongest(lever)
                enough.append(self._told(((lever, value),)))
            if measured and not enough:
                found, pairs = self._in_pairs(
                    [lever for _, lever in sorted(not_enough, key=_promise)][:_PAIRED]
                )
                enough += found
        except _Spent:
            complete = False
        rest = tuple(lever for _, lever in not_enough)
        return WhatIf(tuple(enough), rest, self.runs, complete, pairs, tuple(unwarned), not_begun)

    def _play(self, changes: Changes, horizon: int) -> EventLog:
        if self.runs >= self.most_runs:
            raise _Spent
        plan, choices = self.world
        for lever, value in changes:
            plan, choices = apply((plan, choices), lever, value)
        log = simulate(replace(plan, horizon=horizon), self.seed, self.story.log.replication, choices)
        self.runs += 1
        if self.progress is not None:
            self.progress(self.runs)
        return log

    def _differs(self, log: EventLog) -> bool:
        """Whether the case is stopped where it was not, or not stopped where it was; it must begin to be compared."""
        end = ending_of(log, self.address).end
        return end != NOT_BEGUN and (end == INTERDICTED) is not self.caught

    def _least(self, lever: Lever, beside: Changes = ()) -> float | None:
        """The least change that is enough beside others, by bisection: each value that is returned has been played."""
        if not lever.values:
            return None
        low, high = 0, len(lever.values) - 1
        while low < high:
            middle = (low + high) // 2
            log = self._play(((lever, lever.values[middle]), *beside), self.horizon)
            low, high = (low, middle) if self._differs(log) else (middle + 1, high)
        return lever.values[high]

    def _told(self, changes: Changes) -> Otherwise:
        """Play a change to the end, for what it changes besides."""
        log = self._play(changes, self.story.plan.horizon)
        after = _interdicted(log)
        mine = {self.address}
        return Otherwise(
            changes,
            ending_of(log, self.address),
            gained=len(after - self.before - mine),
            lost=len(self.before - after - mine),
        )

    def _in_pairs(self, levers: list[Lever]) -> tuple[list[Otherwise], int]:
        """Pairs that are enough: each lever with what would still have been lacking after it, then with each other."""
        pairs = [(lever, other) for lever in levers[:_FOLLOWED] for other in self._still_lacking(lever)]
        pairs += [(levers[i], levers[j]) for i, j in sorted(combinations(range(len(levers)), 2), key=sum)]
        found: list[Otherwise] = []
        tried: set[frozenset[tuple[str, int, int]]] = set()
        for one, other in pairs:
            both = frozenset((one.key, other.key))
            if both in tried or one.key == other.key:
                continue
            tried.add(both)
            changes = ((one, _strongest(one)), (other, _strongest(other)))
            if self._differs(self._play(changes, self.horizon)):
                first = one, self._least(one, changes[1:])
                found.append(self._told((first, (other, self._least(other, (first,))))))
                if len(found) >= _PAIRS:
                    break
        return found, len(tried)

    def _still_lacking(self, lever: Lever) -> list[Lever]:
        """What could be changed in the history with one change, and not in the one without it."""
        plan, _ = apply(self.world, lever, _strongest(lever))
        log = self._play(((lever, _strongest(lever)),), self.horizon)
        number = np.flatnonzero(log.cases["address"] == self.address)
        if not number.size:
            return []
        known = {one.key for one in candidates(self.story)}
        story = tell(replace(plan, horizon=self.horizon), log, int(number[0]))
        return [one for one in candidates(story) if one.key not in known and one.index < self._size(one)]

    def _size(self, lever: Lever) -> int:
        """How many there are of what a lever is about in the plan as it was."""
        section = section_of(lever.kind)
        return (
            len(self.story.plan.injects) if section == "injects" else len(getattr(self.story.plan, section))
        )

    def _nearness(self, log: EventLog, lever: Lever) -> tuple[int, float]:
        """How near a history came to stopping the case: by the gate it came to, then by the highest belief."""
        number = np.flatnonzero(log.cases["address"] == self.address)
        if self.caught or not number.size:
            return 0, 0.0
        plan, _ = apply(self.world, lever, _strongest(lever))
        story = tell(replace(plan, horizon=self.horizon), log, int(number[0]))
        best = max(
            (one.most / one.act_at for one in story.holdings if one.on_the_way and one.act_at), default=0.0
        )
        return _GATES.index(verdict(story)) if verdict(story) in _GATES else 0, best


def ending_of(log: EventLog, address: int) -> Ending:
    """How the case of an address ends in a log."""
    number = np.flatnonzero(log.cases["address"] == address)
    if not number.size:
        return Ending(NOT_BEGUN)
    rows = log.rows[(log["case"] == number[0]) & np.isin(log["event"], list(_ENDS))]
    if not rows.size:
        return Ending(OPEN)
    row = rows[0]
    end = _ENDS[Event(row["event"])]
    return Ending(end, int(row["time"]), int(row["agency"]), int(row["control"]), int(row["place"]))


def _strongest(lever: Lever) -> float | None:
    return lever.values[-1] if lever.values else None


def _promise(one: tuple[tuple[int, float], Lever]) -> tuple[int, float, tuple[str, int, int]]:
    (gate, belief), lever = one
    return -gate, -belief, lever.key


def _interdicted(log: EventLog) -> frozenset[int]:
    """The addresses of the cases that were interdicted, of those that began after the warm-up."""
    launched = log.of(Event.LAUNCHED)
    counted = launched["case"][launched["time"] >= 0]
    stopped = log.of(Event.INTERDICTED)["case"]
    return frozenset(log.cases["address"][np.intersect1d(counted, stopped)].tolist())
