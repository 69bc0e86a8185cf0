"""What a story consists of: steps in order of time, and how long each part of a piece of evidence's way took."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import nan

from simulator.eventlog import Event


class Stage(StrEnum):
    """A part of the way of evidence, by the word that people read."""

    REPORT = "report"
    CLEARANCE = "clearance"
    QUEUE = "queue"
    TRANSIT = "transit"
    ANALYST = "wait for an analyst"
    TRIAGE = "triage"


class Fate(StrEnum):
    """What became of a piece of evidence on one part of its way."""

    COUNTED = "counted"
    KNOWN = "known"
    WITHHELD = "withheld"
    BARRED = "barred"
    LOST = "lost"
    WEIGHTLESS = "weightless"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Part:
    """How long a stage took, in seconds; where it was not over when the log ends, how long it had lasted."""

    stage: Stage
    seconds: int
    over: bool = True


@dataclass(frozen=True, slots=True)
class Hop:
    """An item on its way to an agency: over a link, or (link -1) to its own maker.

    Attributes:
        item: Number of the item.
        link: Number of the link; -1 from the maker's control to its analysts.
        sender: Who passed it on.
        receiver: For whom.
        row: The row with which it began, and `time` when.
        parts: The stages so far, in order.
        fate: What became of it.
        ended: Row of that; -1 while it is pending.
        end: When; -1 while it is pending.
    """

    item: int
    link: int
    sender: int
    receiver: int
    row: int
    time: int
    parts: tuple[Part, ...]
    fate: Fate
    ended: int = -1
    end: int = -1

    @property
    def stage(self) -> Stage | None:
        """Where it is stuck, if it is pending."""
        return self.parts[-1].stage if self.fate is Fate.PENDING and self.parts else None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened; numbers as in the log, -1 where they do not apply.

    Attributes:
        row: The row of the log that says so.
        time: Tick.
        event: What kind.
        value: As the row has it.
        other: Another case that it is about, or that brought it about.
        waited: Seconds waited for a bay.
        hop: The way of the item, where the step is about evidence.
        others: Further ways on which the same became of the same item at the same time.
        belief: What the agency believed after it, in units of evidence.
    """

    row: int
    time: int
    event: Event
    agency: int = -1
    place: int = -1
    control: int = -1
    link: int = -1
    item: int = -1
    value: float = 0.0
    cause: int = -1
    other: int = -1
    waited: int = 0
    hop: Hop | None = None
    others: tuple[Hop, ...] = ()
    belief: float = nan


@dataclass(frozen=True, slots=True)
class Holding:
    """What an agency held on a case while that was under way, in units of evidence.

    Attributes:
        agency: Its number.
        before: Its belief as the case began.
        most: The highest that its belief became.
        at: When.
        last: Its belief when the case ended.
        on_case: Whether anything that it held was about the case itself.
        act_at: What it takes to respond.
        lookout_at: What it takes for a lookout.
        responds: Whether it has anybody to send, or acts without a team.
        on_the_way: Whether the case came through its area.
    """

    agency: int
    before: float
    most: float
    at: int
    last: float
    on_case: bool
    act_at: float
    lookout_at: float
    responds: bool
    on_the_way: bool
