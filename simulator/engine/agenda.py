"""What happens when: SimPy's event queue, with an order at one instant that depends on names alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from heapq import heappop
from typing import Any, Protocol

from simpy.core import Environment


class Rank:
    """Order of what happens at one instant (docs/odd.md): first by rank, then by address."""

    CONDITION = 0
    INJECT = 1
    RESTORE = 2
    HOURS = 3
    DECISION = 4
    BAY_FREED = 9
    SERVICE_DONE = 10
    TRIAGE_DONE = 11
    SHIFT_OPENS = 12
    TEAM_FREE = 13
    LINK_FREE = 14
    SERVICE_START = 15
    POOL_READY = 16
    CARE_FREE = 17
    HOLD_ENDS = 18
    ITEM_EXPIRES = 20
    SOURCE_BACK = 22
    HANDED_OVER = 29
    FALSE_ALARM = 30
    ROUTINE_LEAD = 31
    TRAFFIC_DAY = 32
    REPORTED = 33
    CLEARED = 34
    RECEIVED = 35
    LOOKOUT = 36
    NEWS = 37
    REQUEST_RECEIVED = 38
    TEAM_ARRIVAL = 40
    CONSENT = 41
    EXPLOITED = 42
    ACTION = 43
    AFTERMATH = 44
    LEAK = 45
    ANNOUNCEMENT = 49
    WATCH_HIT = 50
    DEPARTURE = 51
    DELIVERY = 52
    SHADOW_LOST = 54
    ARRIVAL = 60
    LAUNCH = 61
    FOLLOW = 62


class Due:
    """Something that falls due: a handler, what it gets, and the record that caused it."""

    __slots__ = ("cause", "handler", "subject")

    def __init__(self, handler: Handler, subject: Any, cause: int) -> None:
        self.handler = handler
        self.subject = subject
        self.cause = cause


class Event(Protocol):
    """What the queue holds: a thing with a handler, which is called with the world and the thing itself."""

    handler: Handler


Handler = Callable[[Any, Any], None]


class Clock(Environment):
    """SimPy's environment with whole seconds, and events that need no callbacks: nobody waits for them."""

    _now: int

    def run_before(self, until: int, world: Any) -> None:
        """Let everything happen in a world that falls due before a tick, in order."""
        queue = self._queue
        while queue and queue[0][0] < until:
            self._now, _, _, event = heappop(queue)  # type: ignore[assignment]
            event.handler(world, event)  # type: ignore[attr-defined]


class Agenda:
    """The queue of what falls due."""

    def __init__(self, start: int, handlers: Mapping[int, Handler]) -> None:
        self.clock = Clock(initial_time=start)
        self.schedule: Callable[[Event, int, int], None] = self.clock.schedule  # type: ignore[assignment]
        """Let an event fall due: the event, its order among others at the instant, the delay in seconds."""
        self._lanes = {rank: (handler, rank << 64) for rank, handler in handlers.items()}

    def lane(self, rank: int) -> tuple[Handler, int]:
        """The handler of a rank, and what an address is added to for its order."""
        return self._lanes[rank]

    def order(self, handler: Handler) -> int:
        """What an address is added to for the order of what a handler handles."""
        return next(order for one, order in self._lanes.values() if one is handler)

    def after(self, delay: int, rank: int, address: int, subject: Any, cause: int) -> None:
        """Let something fall due.

        Args:
            delay: seconds from now, >= 0.
            rank: what it is; a `Rank`.
            address: of the entity, for the order among others of its rank at the same instant.
            subject: what the handler gets.
            cause: number of the record that brought it about; -1 for none.
        """
        handler, order = self._lanes[rank]
        self.schedule(Due(handler, subject, cause), order + address, delay)
