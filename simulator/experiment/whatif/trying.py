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
from simulator.analysis.columns import Columns
from simulator.analysis.story import Story
from simulator.analysis.story.knowledge import Knowledge
from simulator.engine.simulate import simulate
from simulator.eventlog import Event, EventLog
from simulator.experiment.whatif.candidates import candidates
from simulator.experiment.whatif.changing import World, apply
from simulator.experiment.whatif.levers import Lever

MOST_RUNS: Final = 150
"""Simulations at most."""
_PAIRED: Final = 8
"""How many levers are tried in pairs, where none is enough alone: the most promising."""
_PAIRS: Final = 3
"""How many pairs that are enough are looked for."""
_ENDS: Final = {Event.INTERDICTED: INTERDICTED, Event.DELIVERED: DELIVERED, Event.ABORTED: ABORTED}
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

    changes: tuple[tuple[Lever, float | None], ...]
    ending: Ending
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What was found.

    Attributes:
        enough: The changes that change the end of the case; pairs only where none is enough alone.
        not_enough: Those that do not, alone and at their strongest.
        runs: How many histories were played.
        complete: Whether everything was tried that was meant to be.
        pairs_tried: How many pairs were.
    """

    enough: tuple[Otherwise, ...]
    not_enough: tuple[Lever, ...]
    runs: int
    complete: bool
    pairs_tried: int = 0


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
        self.horizon = min(story.plan.horizon, story.closed + spare)

    def find(self, *, measured: bool) -> WhatIf:
        """Try what there is to try."""
        levers = candidates(self.story)
        enough: list[Otherwise] = []
        not_enough: list[tuple[float, Lever]] = []
        pairs = 0
        complete = True
        try:
            for lever in levers:
                log = self._play(((lever, _strongest(lever)),), self.horizon)
                if not self._differs(log):
                    not_enough.append((self._nearness(log), lever))
                    continue
                value = self._least(lever) if measured else _strongest(lever)
                enough.append(self._told(((lever, value),)))
            if measured and not enough:
                found, pairs = self._in_pairs([lever for _, lever in sorted(not_enough, key=_promise)])
                enough += found
        except _Spent:
            complete = False
        return WhatIf(tuple(enough), tuple(lever for _, lever in not_enough), self.runs, complete, pairs)

    def _play(self, changes: tuple[tuple[Lever, float | None], ...], horizon: int) -> EventLog:
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
        """Whether the case is stopped where it was not, or not stopped where it was."""
        return (ending_of(log, self.address).end == INTERDICTED) is not self.caught

    def _least(self, lever: Lever) -> float | None:
        """The least change that is enough, by bisection: each value that is returned has been played."""
        if not lever.values:
            return None
        low, high = 0, len(lever.values) - 1
        while low < high:
            middle = (low + high) // 2
            log = self._play(((lever, lever.values[middle]),), self.horizon)
            low, high = (low, middle) if self._differs(log) else (middle + 1, high)
        return lever.values[high]

    def _told(self, changes: tuple[tuple[Lever, float | None], ...]) -> Otherwise:
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
        found: list[Otherwise] = []
        tried = 0
        for one, other in sorted(combinations(range(min(len(levers), _PAIRED)), 2), key=sum):
            pair = tuple((levers[i], _strongest(levers[i])) for i in (one, other))
            tried += 1
            if self._differs(self._play(pair, self.horizon)):
                found.append(self._told(pair))
                if len(found) >= _PAIRS:
                    break
        return found, tried

    def _nearness(self, log: EventLog) -> float:
        """How near a history came to stopping the case: the highest belief of those who could act, by what it takes."""
        if self.caught:
            return 0.0
        number = np.flatnonzero(log.cases["address"] == self.address)
        if not number.size:
            return 0.0
        plan = self.story.plan
        if log.items.size and int(log["link"].max(initial=-1)) >= len(plan.links):
            return 1.0  # over a link that this plan does not have: it was chosen since it would be enough
        knowledge = Knowledge(plan, log, Columns.of(log), int(number[0]))
        here = {plan.position_jurisdictions[place] for place in self.story.places}
        best = 0.0
        for agency, entries in knowledge.entries.items():
            if plan.agencies[agency].jurisdiction in here and plan.agencies[agency].act_at:
                for row, _, _ in entries:
                    if log["time"][row] <= self.story.closed:
                        belief = knowledge.belief(agency, row) * 1e6 / plan.agencies[agency].act_at
                        best = max(best, belief)
        return best


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


def _promise(one: tuple[float, Lever]) -> tuple[float, tuple[str, int, int]]:
    return -one[0], one[1].key


def _interdicted(log: EventLog) -> frozenset[int]:
    """The addresses of the cases that were interdicted, of those that began after the warm-up."""
    launched = log.of(Event.LAUNCHED)
    counted = launched["case"][launched["time"] >= 0]
    stopped = log.of(Event.INTERDICTED)["case"]
    return frozenset(log.cases["address"][np.intersect1d(counted, stopped)].tolist())
