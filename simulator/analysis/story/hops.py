"""The ways of items of evidence, told from the rows: who passed what on to whom, and how long each stage took."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from simulator.analysis.columns import Columns
from simulator.analysis.story.steps import Fate, Hop, Part, Stage
from simulator.eventlog import Event
from simulator.world.plan import MICRO, Plan

_TOOK = {
    Event.REPORTED: Stage.REPORT,
    Event.QUEUED: Stage.CLEARANCE,
    Event.SENT: Stage.QUEUE,
    Event.RECEIVED: Stage.TRANSIT,
    Event.TRIAGE_STARTED: Stage.ANALYST,
}
"""The rows whose value says how long a stage took."""
_THEN = {
    Event.MADE: Stage.REPORT,
    Event.OFFERED: Stage.CLEARANCE,
    Event.QUEUED: Stage.QUEUE,
    Event.SENT: Stage.TRANSIT,
    Event.REPORTED: Stage.ANALYST,
    Event.RECEIVED: Stage.ANALYST,
    Event.TRIAGE_STARTED: Stage.TRIAGE,
}
"""The stage that begins with a row."""
_ENDS = {
    Event.TRIAGED: Fate.COUNTED,
    Event.DUPLICATE: Fate.KNOWN,
    Event.WITHHELD: Fate.WITHHELD,
    Event.LOST: Fate.LOST,
}


def hops(plan: Plan, columns: Columns, items: Collection[int]) -> list[Hop]:
    """The hops of some items, in order of their beginning.

    Args:
        plan: What the log was played from.
        columns: The log.
        items: Numbers of the items.
    """
    if not items:
        return []
    wanted = np.flatnonzero(np.isin(columns.item, np.array(sorted(items))) & _about_items(columns))
    after: dict[int, list[int]] = {}
    for row in wanted.tolist():
        after.setdefault(int(columns.cause[row]), []).append(row)
    found: list[Hop] = []
    for row in wanted.tolist():
        event = Event(columns.event[row])
        if event is Event.BARRED:
            link = plan.links[columns.link[row]]
            item, time = int(columns.item[row]), int(columns.time[row])
            found.append(
                Hop(item, link.index, link.sender, link.receiver, row, time, (), Fate.BARRED, row, time)
            )
        elif event in (Event.MADE, Event.OFFERED) or (
            event is Event.SENT and columns.event[columns.cause[row]] == Event.HANDED_OVER
        ):
            found.append(_follow(plan, columns, after, row))
    return found


def _about_items(columns: Columns) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    kinds = [*_THEN, *_ENDS, Event.BARRED]
    about: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.isin(columns.event, kinds) & (columns.item >= 0)
    return about


def _follow(plan: Plan, columns: Columns, after: dict[int, list[int]], first: int) -> Hop:
    """Follow an item from a row on until it counts somewhere, or gets no further."""
    item, link = int(columns.item[first]), int(columns.link[first])
    sender = int(columns.agency[first])
    receiver = sender if link < 0 else plan.links[link].receiver
    time = int(columns.time[first])
    parts: list[Part] = []
    row = first
    while True:
        event = Event(columns.event[row])
        if event in _TOOK and row != first:
            parts.append(Part(_TOOK[event], round(float(columns.value[row]))))
        follower = next((one for one in after.get(row, ()) if _goes_on(columns, row, one)), None)
        if follower is None:
            if link >= 0 and event is Event.RECEIVED and round(plan.links[link].fidelity * MICRO) == 0:
                return Hop(item, link, sender, receiver, first, time, tuple(parts), Fate.WEIGHTLESS)
            lasted = plan.horizon - int(columns.time[row])
            parts.append(Part(_THEN[event], lasted, over=False))
            return Hop(item, link, sender, receiver, first, time, tuple(parts), Fate.PENDING)
        fate = _ENDS.get(Event(columns.event[follower]))
        if fate is not None:
            end = int(columns.time[follower])
            if event is Event.TRIAGE_STARTED:
                parts.append(Part(Stage.TRIAGE, end - int(columns.time[row])))
            return Hop(item, link, sender, receiver, first, time, tuple(parts), fate, follower, end)
        row = follower


def _goes_on(columns: Columns, row: int, follower: int) -> bool:
    """Whether a row is the next on the same way; an item that counts is offered to others in turn."""
    if columns.event[follower] in (Event.OFFERED, Event.BARRED, Event.MADE):
        return False
    return bool(columns.item[follower] == columns.item[row])
