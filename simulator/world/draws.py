"""Addressed draws: what chance decides in one replication, looked up by name and never by sequence.

Every draw is a function of the seed, the replication, the decider, the address of what is decided about, the
visit and the slot (docs/odd.md). Batches hold the draws of many addresses at once; they are a cache.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.distributions import Constant, Distribution
from simulator.world.address import key_of, siblings
from simulator.world.philox import RoundKeys, keyed_uniform, round_keys, uniforms

_LONGEST = 2**31 - 1


class Slot:
    """Which of a decider's questions a draw answers; plain numbers, for they are looked up all the time."""

    GAP = 0
    PAYLOAD = 1
    CONCEALMENT = 2
    CELL = 3
    SUBJECT = 4
    ROUTE = 5
    HANDOVER = 6
    NEWS = 7
    DURATION = 8
    STAY = 9
    EXAMINE = 10
    DETECT = 11
    SEIZE = 12
    SERVICE = 13
    REPORT = 14
    WATCH = 15
    QUEUE_STATE = 16
    QUEUE_WAIT = 17
    CORRUPT = 18
    HOLD = 19
    TRIAGE = 20
    LOOKOUT = 21
    RESPONSE = 22
    SUCCESS = 23
    RECOVERY = 24
    LEAD = 25
    SHADOW = 26
    SHADOW_LOST = 27
    EXPLOIT = 28
    YIELD = 29
    WILLING = 30
    CLEARANCE = 31
    TRANSIT = 32
    RELIABLE = 33
    LEAK = 34
    CONSENT = 35
    CONSENT_DELAY = 36
    ASK = 37
    ASK_RELIABLE = 38
    ANSWER = 39
    KNOWN = 40
    TRAIT = 41
    ABORT = 42
    RETRY = 43
    RETRY_DELAY = 44
    FOLLOW = 45
    FOLLOW_DELAY = 46
    COPY = 47
    COPY_DELAY = 48
    CARRIER = 49
    FALSE_ALARM = 50
    TRAFFIC_EXAMINED = 51
    TRAFFIC_WAVED = 52
    PROBE_TIME = 53
    PROBE_STATE = 54
    PROBE_WAIT = 55
    WARNED = 56
    CONSENSUS = 57
    MOBILISE = 58
    OUTCOME = 59
    OUTCOME_DELAY = 60
    CARE = 61
    REPLY = 62


class Relation:
    """How one address comes from another."""

    CASE = 1
    SUBJECT = 2
    CELL = 3
    ITEM = 4
    MESSAGE = 5
    PAIR = 6
    DAY = 7
    CARRIER = 8
    COPY = 9
    RETRY = 10
    FOLLOW = 11
    FINDING = 12
    ASKING = 13


class Decider:
    """Something that decides, and the key of its draws; `row` is where a batch keeps them."""

    __slots__ = ("key", "row", "words")

    def __init__(self, key: int, row: int) -> None:
        self.key = key
        self.row = row
        self.words: RoundKeys = round_keys(key)

    def uniform(self, address: int, slot: int, visit: int = 0) -> float:
        """One uniform number in (0, 1)."""
        return keyed_uniform(self.words, address, visit, slot)

    def ticks(self, distribution: Distribution, address: int, slot: int, visit: int = 0) -> int:
        """One duration in whole seconds.

        Args:
            distribution: of seconds.
            address: what it is decided about.
            slot: which of the decider's questions.
            visit: how often it was asked before.
        """
        if type(distribution) is Constant:
            return round(distribution.value)
        u = keyed_uniform(self.words, address, visit, slot)
        return int(np.minimum(np.rint(distribution.ppf(u)), _LONGEST))


class Draws:
    """One replication's luck."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication
        self.decider = cache(self._decider)
        self._deciders = 0

    def _decider(self, name: str) -> Decider:
        self._deciders += 1
        return Decider(key_of(self.seed, self.replication, name), self._deciders << 6)


class Batch:
    """Addresses that are decided about alike, and a cache of what is decided on them (first visits)."""

    __slots__ = ("_related", "addresses", "array", "spans", "values")

    def __init__(self, array: NDArray[np.uint64]) -> None:
        self.array = array
        self.addresses: list[int] = array.tolist()
        self.values: dict[int, list[float]] = {}
        self.spans: dict[int, tuple[Distribution, list[int]]] = {}
        self._related: dict[int, Batch] = {}

    def uniform(self, decider: Decider, slot: int, k: int) -> float:
        """What `decider.uniform` gives for the k-th address."""
        row = self.values.get(decider.row + slot)
        if row is not None:
            return row[k]
        if len(self.addresses) == 1:
            return decider.uniform(self.addresses[k], slot)
        drawn: list[float] = uniforms(decider.key, self.array, 0, slot).tolist()
        self.values[decider.row + slot] = drawn
        return drawn[k]

    def ticks(self, decider: Decider, slot: int, distribution: Distribution, k: int) -> int:
        """What `decider.ticks` gives for the k-th address."""
        if type(distribution) is Constant:
            return round(distribution.value)
        known = self.spans.get(decider.row + slot)
        if known is not None and known[0] is distribution:
            return known[1][k]
        if len(self.addresses) == 1:
            return decider.ticks(distribution, self.addresses[k], slot)
        drawn = _tick_list(distribution, uniforms(decider.key, self.array, 0, slot))
        self.spans[decider.row + slot] = (distribution, drawn)
        return drawn[k]

    def fill(self, wanted: list[tuple[Decider, int, Distribution | None]]) -> None:
        """Draw much at once: uniforms, or durations where a distribution is named."""
        wanted = [one for one in wanted if one[0].row + one[1] not in (self.spans if one[2] else self.values)]
        if not wanted:
            return
        keys = np.array([[decider.key] for decider, _, _ in wanted], dtype=np.uint64)
        slots = np.array([[slot] for _, slot, _ in wanted], dtype=np.uint64)
        table = uniforms(keys, self.array[None, :], 0, slots)
        for (decider, slot, distribution), row in zip(wanted, table, strict=True):
            if distribution is None:
                self.values[decider.row + slot] = row.tolist()
            else:
                self.spans[decider.row + slot] = (distribution, _tick_list(distribution, row))

    def related(self, parent: int) -> Batch:
        """What `parent` makes of each of the addresses: its items, say, or the messages that carry them."""
        found = self._related.get(parent)
        if found is None:
            found = self._related[parent] = Batch(siblings(parent, self.array, 0))
        return found


def single(address: int) -> Batch:
    """A batch of one address."""
    return Batch(np.array([address], dtype=np.uint64))


def _tick_list(distribution: Distribution, u: NDArray[np.float64]) -> list[int]:
    result: list[int] = np.minimum(np.rint(distribution.ppf(u)), _LONGEST).astype(np.int64).tolist()
    return result
