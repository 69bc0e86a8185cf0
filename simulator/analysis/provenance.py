"""What made each interdiction possible: the evidence that decided it, and the links it came by.

An interdiction is enabled by cooperation if the agency's own items would not have been enough (`Reach.OWN`
means that they were). Everything follows from the log and the plan: an agency holds the items with which a
TRIAGED row entered its set, each with the weight of that row, while they are valid; of items with one origin
the heaviest counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal

import numpy as np

from simulator.analysis.columns import Columns, Ints
from simulator.eventlog import Event, EventLog
from simulator.world.belief import RULES
from simulator.world.plan import MICRO, Plan

_ON_THE_WAY = (
    Event.REPORTED,
    Event.TRIAGE_STARTED,
    Event.TRIAGED,
    Event.DUPLICATE,
    Event.OFFERED,
    Event.QUEUED,
    Event.SENT,
    Event.RECEIVED,
)
# Plain numbers: looking members of an enumeration up is slow in inner loops.
_LED_TO_SEIZURE = frozenset(map(int, (Event.INTERDICTED, Event.SHADOWED, Event.DETECTED, Event.EXAMINED)))
_LED_TO_HOLD = _LED_TO_SEIZURE | {int(Event.HELD)}
_LED_TO_TEAM = frozenset(map(int, (Event.INTERDICTED, Event.TEAM_ARRIVED)))
_FLAGGED, _RECEIVED, _CONFIRMED = int(Event.FLAGGED), int(Event.RECEIVED), int(Event.CONFIRMED)


class Reach(IntEnum):
    """How far evidence came from, the narrowest first."""

    OWN = 0
    DOMESTIC = 1
    CROSS_BORDER = 2
    MECHANISM = 3


@dataclass(frozen=True, slots=True)
class Credit:
    """What one interdiction is owed to.

    Attributes:
        row: The INTERDICTED row.
        case: The case.
        how: By a team, on the spot at a control, or as evidence confirmed why it was held.
        agency: Whose team or control it was, or who confirmed.
        reach: The narrowest reach of evidence that would have been enough.
        items: Items that decided it, none of which could be left out; none where a control needed no lookout.
        entries: For each item, the row with which it entered the set that it decided in.
        links: Links by which they came, in order along their ways.
    """

    row: int
    case: int
    how: Literal["response", "control", "hold"]
    agency: int
    reach: Reach
    items: tuple[int, ...] = ()
    entries: tuple[int, ...] = ()
    links: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """An item in an agency's set; weight in millionths."""

    item: int
    origin: int
    weight: int
    reach: Reach
    entry: int


def credits(plan: Plan, log: EventLog, columns: Columns | None = None) -> list[Credit]:
    """Trace every interdiction back to the evidence that made it possible.

    Args:
        plan: What the log was played from.
        log: One replication.
        columns: The log laid out, where the caller has it already.

    Returns:
        One credit an interdiction, in order of time.
    """
    columns = Columns.of(log) if columns is None else columns
    interdictions = columns.all_of(Event.INTERDICTED)
    if not interdictions.size:
        return []
    trace = _Trace(plan, log, columns)
    return [trace.credit(row) for row in interdictions.tolist()]


class _Trace:
    """One log while its interdictions are traced; what several of them need is worked out once."""

    def __init__(self, plan: Plan, log: EventLog, columns: Columns) -> None:
        self.plan = plan
        self.log = log
        self.columns = columns
        self.weigh = RULES[plan.belief]
        self.parents = self._parents()
        self.reaches = self._reaches()
        self.entries: dict[int, tuple[Ints, Ints]] = {}
        """Agency -> what its items are about, sorted, and the rows with which they entered its set."""
        entered = np.concatenate((columns.all_of(Event.TRIAGED), columns.all_of(Event.DUPLICATE)))
        self.entered = np.sort(entered[columns.item[entered] >= 0])
        self.changes = [
            (row, *plan.parameters[columns.item[row]], float(columns.value[row]))
            for row in columns.all_of(Event.PARAMETER_CHANGED).tolist()
        ]

    def credit(self, row: int) -> Credit:
        """What an interdiction is owed to."""
        columns = self.columns
        case, agency = int(columns.case[row]), int(columns.agency[row])
        if columns.cause[row] >= 0 and columns.event[columns.cause[row]] == _CONFIRMED:
            return self._confirmed(row, int(columns.cause[row]))
        decision = self._back(row, _LED_TO_TEAM)
        let_run_at = columns.control[decision] if columns.event[decision] == Event.SHADOWED else -1
        if columns.control[row] < 0 and let_run_at < 0:
            held = self._held(agency, case, decision, self._reach_at(agency, agency))
            reach, used = _decisive(held, self._threshold(agency, "act_at", decision), self.weigh)
            return Credit(row, case, "response", agency, reach, *self._traced(reach, used))
        start = row if let_run_at < 0 else decision
        reach, used = self._flagged(case, agency, self._back(start, _LED_TO_SEIZURE))
        return Credit(row, case, "control", agency, reach, *self._traced(reach, used))

    def _flagged(self, case: int, agency: int, row: int) -> tuple[Reach, list[_Held]]:
        """What a control needed of others to stop a case, if this row is a flag without which it would not have."""
        columns = self.columns
        if columns.event[row] != _FLAGGED or columns.value[row]:
            return Reach.OWN, []
        owner, decision = int(columns.agency[row]), int(columns.cause[row])
        held = self._held(owner, case, decision, self._reach_at(owner, agency))
        return _decisive(held, self._threshold(owner, "lookout_at", decision), self.weigh)

    def _confirmed(self, row: int, decision: int) -> Credit:
        """What the confirmation of a hold is owed to, and the hold itself: it took both."""
        columns = self.columns
        case, agency = int(columns.case[row]), int(columns.agency[decision])
        held = self._held(agency, case, decision, self._reach_at(agency, agency))
        reach, used = _decisive(held, self._threshold(agency, "act_at", decision), self.weigh)
        holds = columns.all_of(Event.HELD)
        mine = holds[(columns.case[holds] == case) & (columns.control[holds] == columns.control[decision])]
        began = int(mine[mine < decision][-1])
        first, flagged = self._behind_hold(case, self._back(began, _LED_TO_HOLD), int(columns.agency[began]))
        return Credit(
            row, case, "hold", agency, max(reach, first), *self._traced(max(reach, first), [*flagged, *used])
        )

    def _behind_hold(self, case: int, row: int, agency: int) -> tuple[Reach, list[_Held]]:
        """What an agency needed of others to hold a case: for a flag at its control, or for a response."""
        if self.columns.event[row] != Event.ACTED:
            return self._flagged(case, agency, row)
        decision = int(self.columns.cause[row])
        held = self._held(agency, case, decision, self._reach_at(agency, agency))
        return _decisive(held, self._threshold(agency, "act_at", decision), self.weigh)

    def _traced(
        self, reach: Reach, used: list[_Held]
    ) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
        """Items, the rows with which they entered, and the links by which they came."""
        ways = [] if reach is Reach.OWN else [link for one in used for link in self._way(one.entry)]
        items, entries = tuple(one.item for one in used), tuple(one.entry for one in used)
        return items, entries, tuple(dict.fromkeys(ways))

    def _reach_at(self, owner: int, agency: int) -> Callable[[int], Reach]:
        """How far an item in the set of a lookout's owner came from, seen from the control's agency."""
        if owner == agency:
            return lambda entry: Reach(int(self.reaches[entry]))
        agencies, makers, items = self.plan.agencies, self.log.items["agency"], self.columns.item
        other = Reach.CROSS_BORDER
        if agencies[owner].mechanism is not None:
            other = Reach.MECHANISM
        elif agencies[owner].jurisdiction == agencies[agency].jurisdiction:
            other = Reach.DOMESTIC

        def reach(entry: int) -> Reach:
            # The lookout is read at its owner, and what lies behind it may have come there from further away.
            return (
                Reach.OWN if makers[items[entry]] == agency else max(other, Reach(int(self.reaches[entry])))
            )

        return reach

    def _held(self, agency: int, case: int, decision: int, reach_of: Callable[[int], Reach]) -> list[_Held]:
        """The valid items on a case, its subject and its cell that an agency held when it decided."""
        items, columns = self.log.items, self.columns
        now = columns.time[decision]
        found: dict[int, _Held] = {}
        for entry in self._entries_on(agency, case):
            item = int(columns.item[entry])
            if entry >= decision or items["valid_until"][item] <= now:
                continue
            weight, reach = round(float(columns.value[entry]) * MICRO), reach_of(entry)
            known = found.get(item)
            one = _Held(item, int(items["origin"][item]), weight, reach, entry)
            if known is not None:
                narrower = known if known.reach <= reach else one
                one = replace(narrower, weight=max(weight, known.weight))
            found[item] = one
        return list(found.values())

    def _entries_on(self, agency: int, case: int) -> list[int]:
        """Rows with which items on a case, its subject and its cell entered an agency's set, in order."""
        if agency not in self.entries:
            rows = self.entered[self.columns.agency[self.entered] == agency]
            targets = self.log.items["target"][self.columns.item[rows]]
            order = np.argsort(targets, kind="stable")
            self.entries[agency] = targets[order], rows[order]
        targets, rows = self.entries[agency]
        record = self.log.cases[case]
        wanted = {int(record["address"]), int(record["subject"])}
        if record["cell"] >= 0:
            wanted.add(self.plan.flows[record["flow"]].cells[record["cell"]])
        about = np.array(sorted(wanted), dtype=np.uint64)
        first, last = np.searchsorted(targets, about), np.searchsorted(targets, about, side="right")
        return sorted(row for a, b in zip(first, last, strict=True) for row in rows[a:b].tolist())

    def _threshold(self, agency: int, key: Literal["act_at", "lookout_at"], row: int) -> int:
        """A threshold of an agency as it was at a row, in millionths."""
        plan = self.plan.agencies[agency]
        value = plan.act_at if key == "act_at" else plan.lookout_at
        for changed, section, index, name, new in self.changes:
            if changed < row and section == "agencies" and index == agency and name == key:
                value = round(new)
        return value

    def _back(self, row: int, through: frozenset[int]) -> int:
        """Follow causes until a row of another kind."""
        event, cause = self.columns.event, self.columns.cause
        while int(event[row]) in through and cause[row] >= 0:
            row = int(cause[row])
        return row

    def _way(self, entry: int) -> list[int]:
        """The links by which an item came into a set, in order."""
        links: list[int] = []
        row = entry
        while (parent := int(self.parents[row])) != row:
            if self.columns.event[row] == _RECEIVED:
                links.append(int(self.columns.link[row]))
            row = parent
        return links[::-1]

    def _parents(self) -> Ints:
        """For each row on an item's way the row before it; other rows are their own parents."""
        columns = self.columns
        parents = np.arange(columns.event.size)
        for kind in _ON_THE_WAY:
            rows = columns.all_of(kind)
            parents[rows] = columns.cause[rows]
        # Handed over in pursuit, an item comes from the sender's set as one that is offered does.
        sent = columns.all_of(Event.SENT)
        handed = sent[columns.event[columns.cause[sent]] == Event.HANDED_OVER]
        offered = np.concatenate((columns.all_of(Event.OFFERED), handed))
        known = columns.cause[offered]
        told = (
            (known >= 0)
            & np.isin(columns.event[known], (Event.TRIAGED, Event.DUPLICATE))
            & (columns.item[known] == columns.item[offered])
            & (columns.agency[known] == columns.agency[offered])
        )
        if not told.all():
            # Offered later, as the link opened or belief grew: what counts is how the sender got the item.
            rows = columns.all_of(Event.TRIAGED)
            holders = zip(columns.agency[rows].tolist(), columns.item[rows].tolist(), strict=True)
            entries = dict(zip(holders, rows.tolist(), strict=True))
            for row in offered[~told].tolist():
                parents[row] = entries.get((int(columns.agency[row]), int(columns.item[row])), row)
        return np.where(parents < 0, np.arange(parents.size), parents)

    def _reaches(self) -> Ints:
        """For each row on an item's way the widest link it has come by so far, by doubling of steps."""
        columns = self.columns
        reaches = np.zeros(columns.event.size, dtype=np.int8)
        received = columns.all_of(Event.RECEIVED)
        classes = np.array(
            [_link_reach(self.plan, link) for link in range(len(self.plan.links))], dtype=np.int8
        )
        reaches[received] = classes[columns.link[received]]
        parents = self.parents
        while True:
            further = parents[parents]
            reaches = np.maximum(reaches, reaches[parents])
            if np.array_equal(further, parents):
                return reaches
            parents = further


def _link_reach(plan: Plan, link: int) -> Reach:
    """How far a link reaches."""
    one = plan.links[link]
    if one.mechanism is not None:
        return Reach.MECHANISM
    same = plan.agencies[one.sender].jurisdiction == plan.agencies[one.receiver].jurisdiction
    return Reach.DOMESTIC if same else Reach.CROSS_BORDER


def _decisive(
    held: Iterable[_Held], threshold: int, weigh: Callable[[Iterable[int]], int]
) -> tuple[Reach, list[_Held]]:
    """The narrowest reach that is enough, and the items that decided, in order of entry.

    Where even everything stays below the threshold (items have expired since the request), everything counts.
    """
    everything = list(held)
    widest = max((one.reach for one in everything), default=Reach.OWN)
    for reach in Reach:
        best: dict[int, _Held] = {}
        for one in everything:
            known = best.get(one.origin)
            if one.reach <= reach and (
                known is None or (one.weight, -one.reach) > (known.weight, -known.reach)
            ):
                best[one.origin] = one
        if weigh([one.weight for one in best.values()]) >= threshold or reach == widest:
            break
    used = list(best.values())
    for one in sorted(used, key=lambda one: (-one.reach, one.weight, -one.entry)):
        if weigh([other.weight for other in used if other is not one]) >= threshold:
            used.remove(one)
    return reach, sorted(used, key=lambda one: one.entry)
