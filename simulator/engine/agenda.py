"""What happens when: SimPy's event queue, with an order at one instant that depends on names alone."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from simpy.core import Environment
from simpy.events import Event


class Rank(IntEnum):
    """Order of what happens at one instant (`rules.md` 2): first by rank, then by address."""

    INJECT = 1
    RESTORE = 2
    SERVICE_DONE = 10
    SERVICE_START = 15
    TRIAGE_DONE = 11
    SHIFT_OPENS = 12
    TEAM_FREE = 13
    LINK_FREE = 14
    ITEM_EXPIRES = 20
    FALSE_ALARM = 30
    ROUTINE_LEAD = 31
    TRAFFIC_DAY = 32
    REPORTED = 33
    CLEARED = 34
    RECEIVED = 35
    LOOKOUT = 36
    NEWS = 37
    TEAM_ARRIVAL = 40
    WATCH_HIT = 50
    DEPARTURE = 51
    DELIVERY = 52
    ARRIVAL = 60
    LAUNCH = 61


class Due(Event):
    """Something that falls due: a subject for the handler of its rank, and the record that caused it.

    SimPy's queue needs callbacks and two marks of an event; a succeeded event that nobody waits for has no others.
    """

    _ok = True
    _value = None

    def __init__(self, handler: Callable[[Any], None], subject: Any, cause: int) -> None:
        self.callbacks = [handler]
        self.subject = subject
        self.cause = cause


class Agenda:
    """The queue of what falls due."""

    def __init__(self, start: int) -> None:
        self.environment = Environment(initial_time=start)
        self.handlers: dict[Rank, Callable[[Any], None]] = {}
        self._schedule = self.environment.schedule
        self._order = {rank: rank << 64 for rank in Rank}

    @property
    def now(self) -> int:
        """The present tick."""
        return int(self.environment.now)

    def after(self, delay: int, rank: Rank, address: int, subject: Any, cause: int) -> None:
        """Let something fall due.

        Args:
            delay: seconds from now, >= 0.
            rank: what it is; its handler is looked up now.
            address: of the entity, for the order among others of its rank at the same instant.
            subject: what the handler gets.
            cause: number of the record that brought it about; -1 for none.
        """
        self._schedule(Due(self.handlers[rank], subject, cause), self._order[rank] + address, delay)  # type: ignore[arg-type]

    def run(self, until: int) -> None:
        """Let everything happen that falls due before a tick."""
        self.environment.run(until=until)
