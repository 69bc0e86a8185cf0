"""The story of one case, from a log: what was seen of it, what became of what was seen, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from simulator.analysis.cases import ABORTED, DELIVERED, INTERDICTED, OPEN, case_labels
from simulator.analysis.columns import Columns
from simulator.analysis.provenance import Credit, credits
from simulator.analysis.story.hops import hops
from simulator.analysis.story.influences import influences
from simulator.analysis.story.knowledge import Knowledge
from simulator.analysis.story.steps import Fate, Holding, Hop, Step
from simulator.eventlog import Event, EventLog
from simulator.world.plan import Plan

ENDS: Final = {Event.INTERDICTED: INTERDICTED, Event.DELIVERED: DELIVERED, Event.ABORTED: ABORTED}
_SILENT: Final = frozenset({Event.MADE, Event.CONFIRMED, Event.COPIED})
"""Rows of a case that another step tells of."""
_OF_HOP: Final = {
    Fate.COUNTED: Event.TRIAGED,
    Fate.WITHHELD: Event.WITHHELD,
    Fate.BARRED: Event.BARRED,
    Fate.LOST: Event.LOST,
}
_BELIEVING: Final = frozenset({
    Event.TRIAGED, Event.LOOKOUT_SET, Event.LOOKOUT_WITHDRAWN, Event.ACTIONABLE, Event.REQUESTED,
    Event.DISPATCHED, Event.ASKED,
})  # fmt: skip
_OF_LOOKOUTS: Final = frozenset({Event.LOOKOUT_SET, Event.LOOKOUT_WITHDRAWN})
_OF_ITEMS: Final = (
    Event.LEAKED,
    Event.CONSENT_ASKED,
    Event.CONSENT_GIVEN,
    Event.CONSENT_REFUSED,
    Event.EXPIRED,
)


@dataclass(frozen=True, eq=False, slots=True)
class Story:
    """What happened to one case.

    Attributes:
        plan: What was played.
        log: The log it is told from.
        case: Number of the case; `label` is its name for people.
        parent: The case it comes of; -1 if none.
        launched: Tick at which it began.
        closed: Tick at which it ended; the horizon while it is open.
        end: OPEN, INTERDICTED, DELIVERED or ABORTED.
        last: The row with which it ended; the last row of the log while it is open.
        places: Numbers of the places on the way that it chose.
        steps: What happened up to its end, in order of time.
        after: What came of it afterwards, and evidence that came too late, in order of time.
        pending: Evidence that was still on its way when the log ends.
        holdings: What agencies knew, who knew most first.
        together: What all that anybody knew would have come to in one hand, at its highest.
        credit: What its interdiction is owed to; None if there was none.
    """

    plan: Plan
    log: EventLog
    case: int
    label: str
    parent: int
    launched: int
    closed: int
    end: int
    last: int
    places: tuple[int, ...]
    steps: tuple[Step, ...]
    after: tuple[Step, ...]
    pending: tuple[Hop, ...]
    holdings: tuple[Holding, ...]
    together: float
    credit: Credit | None

    @property
    def record(self) -> Any:
        """The case as the table of cases has it."""
        return self.log.cases[self.case]

    @property
    def flow(self) -> int:
        """Number of its flow."""
        return int(self.record["flow"])

    @property
    def hops(self) -> list[Hop]:
        """The ways of evidence that are told, on time, too late and unfinished, in order of their beginning."""
        steps = [step for step in (*self.steps, *self.after) if step.hop is not None]
        told = {hop for step in steps for hop in (step.hop, *step.others) if hop is not None}
        return sorted({*told, *self.pending}, key=lambda hop: hop.row)

    def of(self, *kinds: Event) -> list[Step]:
        """The steps up to the end of the given kinds."""
        return [step for step in self.steps if step.event in kinds]


def tell(plan: Plan, log: EventLog, case: int, columns: Columns | None = None) -> Story:
    """Tell the story of a case.

    Args:
        plan: What the log was played from.
        log: One replication.
        case: Number of the case in it.
        columns: The log laid out, where the caller has it already.
    """
    columns = Columns.of(log) if columns is None else columns
    teller = _Teller(plan, log, columns, case)
    return teller.story()


class _Teller:
    """One case while its story is put together."""

    def __init__(self, plan: Plan, log: EventLog, columns: Columns, case: int) -> None:
        self.plan = plan
        self.log = log
        self.columns = columns
        self.case = case
        self.rows: list[int] = np.flatnonzero(columns.case == case).tolist()
        self.first = next(row for row in self.rows if columns.event[row] == Event.LAUNCHED)
        ends = [row for row in self.rows if Event(columns.event[row]) in ENDS]
        self.end = ENDS[Event(columns.event[ends[0]])] if ends else OPEN
        self.last = ends[0] if ends else len(columns.event) - 1
        self.launched = int(columns.time[self.first])
        self.closed = int(columns.time[ends[0]]) if ends else plan.horizon
        self.knowledge = Knowledge(plan, log, columns, case)
        record = log.cases[case]
        route = int(record["route"])
        self.positions = plan.flows[record["flow"]].routes[route].positions if route >= 0 else self._came_by()
        self.places = self.positions[::2]
        self.hops = self._told_hops()

    def story(self) -> Story:
        """Put it together."""
        told = sorted(self._told(), key=lambda step: (step.time, step.row))
        holdings = tuple(self._holdings())
        stopped = credits(self.plan, self.log, self.columns) if self.end == INTERDICTED else []
        owed = [one for one in stopped if one.case == self.case]
        return Story(
            plan=self.plan,
            log=self.log,
            case=self.case,
            label=case_labels(self.plan, self.log)[self.case],
            parent=int(self.log.cases["parent"][self.case]),
            launched=self.launched,
            closed=self.closed,
            end=self.end,
            last=self.last,
            places=self.places,
            steps=tuple(step for step in told if step.row <= self.last),
            after=tuple(step for step in told if step.row > self.last),
            pending=tuple(hop for hop in self.hops if hop.fate is Fate.PENDING),
            holdings=holdings,
            together=max((self.knowledge.together(row) for row in self._moments()), default=0.0),
            credit=owed[0] if owed else None,
        )

    def _came_by(self) -> tuple[int, ...]:
        """The way of a copy, which has no route: where its leg begins, the leg, and where it ends."""
        first = len(self.plan.places)
        on_legs = [place for row in self.rows if (place := int(self.log.rows["place"][row])) >= first]
        leg = self.plan.legs[on_legs[0] - first]
        return leg.origin, leg.position, leg.destination

    def _ahead(self, row: int) -> tuple[int, ...]:
        """Where the case is at a row, and what of its way still lies before it."""
        if row > self.last:
            return ()
        where = self.log.rows["place"]
        been = [int(where[one]) for one in self.rows if one <= row and where[one] in self.positions]
        return self.positions[self.positions.index(been[-1]) if been else 0 :]

    def _could_act(self, agency: int, row: int) -> bool:
        """Whether what an agency learns at a row could still lead to anything: by a team, or by a lookout."""
        ahead = self._ahead(row)
        jurisdiction = self.plan.agencies[agency].jurisdiction
        if can_respond(self.plan, agency) and any(
            0 <= jurisdiction == self.plan.position_jurisdictions[position] for position in ahead
        ):
            return True
        return self._is_read_ahead(agency, row)

    def _is_read_ahead(self, agency: int, row: int) -> bool:
        """Whether a control that the case has still to pass at a row reads the lookouts of an agency."""
        ahead = self._ahead(row)
        return any(
            control.position in ahead and (control.agency == agency or agency in control.consults)
            for control in self.plan.controls
            if control.watch is None
        )

    def _told(self) -> Iterator[Step]:
        yield from self._own()
        yield from self._of_evidence()
        yield from self._of_others()
        for row in influences(self.plan, self.columns, self._involved()):
            yield self._step(row)

    def _own(self) -> Iterator[Step]:
        """Steps from the rows of the case itself."""
        columns = self.columns
        looked = {int(columns.cause[row]): row for row in self.rows}
        seen_on_legs = self._seen_on_legs()
        for row in self.rows:
            event = Event(columns.event[row])
            time = int(columns.time[row])
            # An arrival tells of the departure before it, unless something happened on the way or nothing arrived.
            if event in _SILENT or (event is Event.DEPARTED and row not in seen_on_legs):
                continue
            if event in _OF_LOOKOUTS and not self._is_read_ahead(int(columns.agency[row]), row):
                continue
            follower = looked.get(row)
            then = Event(columns.event[follower]) if follower is not None else None
            if event is Event.EXAMINED and then in (Event.MISSED, Event.DETECTED):
                continue
            sent = event is Event.REQUESTED and follower is not None and then is Event.DISPATCHED
            if sent and columns.time[follower] == time:
                continue
            if event is Event.TEAM_ARRIVED and columns.value[row]:
                continue
            yield self._step(row)

    def _seen_on_legs(self) -> set[int]:
        """The departures after which something happened before the next arrival, and the last if there was none."""
        columns = self.columns
        found: set[int] = set()
        departed = -1
        for row in self.rows:
            event = Event(columns.event[row])
            if event is Event.DEPARTED:
                departed = row
            elif event is Event.ARRIVED:
                departed = -1
            elif departed >= 0 and event not in _SILENT and row <= self.last:
                found.add(departed)
        return found | ({departed} if departed >= 0 else set())

    def _of_evidence(self) -> Iterator[Step]:
        """Steps from what became of the items that bear on the case; what was kept back at once is told at once."""
        together: dict[tuple[Event, int, int, int], list[Hop]] = {}
        for hop in self.hops:
            event = _OF_HOP.get(hop.fate)
            if event is not None:
                key = (event, hop.item, hop.sender, hop.end if event is not Event.TRIAGED else hop.ended)
                together.setdefault(key, []).append(hop)
        for (event, *_), alike in together.items():
            yield self._step(alike[0].ended, alike[0], event, others=tuple(alike[1:]))
        told = {hop.item for hop in self.hops}
        for kind in _OF_ITEMS:
            # A leak may end a case that nobody who could have stopped it had heard of.
            items = self.knowledge.items if kind is Event.LEAKED else told
            rows = self.columns.all_of(kind)
            rows = rows[(rows > self.first) & (rows < self.last)]
            for row in rows[
                np.isin(self.columns.item[rows], np.array(sorted(items), dtype=np.int64))
            ].tolist():
                yield self._step(row)

    def _told_hops(self) -> list[Hop]:
        """The ways of evidence that matter.

        Those on which something came to an agency that could still act on it, and those by which it had come so far;
        and what was kept from such an agency that did not learn of it otherwise.
        """
        alive = [
            hop
            for hop in hops(self.plan, self.columns, self.knowledge.items)
            if hop.row <= self.last and not 0 <= hop.ended < self.first
        ]
        arrived = {
            (hop.item, hop.receiver): hop
            for hop in reversed(alive)
            if hop.fate is Fate.COUNTED and hop.ended <= self.last
        }
        kept = [hop for hop in alive if self._matters(hop, (hop.item, hop.receiver) in arrived)]
        # That the rule bars an item from somebody is news only where that was not to have it anyway.
        first = {(hop.item, hop.receiver): hop for hop in reversed(kept) if hop.fate is not Fate.COUNTED}
        kept = [hop for hop in kept if hop.fate is not Fate.BARRED or first[hop.item, hop.receiver] is hop]
        told: dict[Hop, None] = {}
        while kept:
            hop = kept.pop()
            if hop not in told:
                told[hop] = None
                before = arrived.get((hop.item, hop.sender))
                if before is not None and hop.link >= 0:
                    kept.append(before)
        return sorted(told, key=lambda hop: hop.row)

    def _matters(self, hop: Hop, arrived: bool) -> bool:
        """Whether a hop made a difference, or would have made one had it come to its end."""
        if hop.fate is Fate.KNOWN:
            return False
        if hop.fate is Fate.COUNTED and hop.ended <= self.last:
            return hop.link < 0 or self._could_act(hop.receiver, hop.ended)
        if self.end == INTERDICTED and (hop.ended < 0 or hop.ended > self.last):
            return False
        return (
            not arrived
            and self.knowledge.is_about_case(hop.item)
            and (hop.link < 0 or self._could_act(hop.receiver, hop.row) or self._could_tell(hop))
        )

    def _could_tell(self, hop: Hop) -> bool:
        """Whether the receiver acts through others, such as a centre, and could have told one that could still act."""
        agency, row = hop.receiver, hop.row
        first_hand = hop.sender == self.log.items["agency"][hop.item] or self._could_act(hop.sender, row)
        if self.plan.agencies[agency].jurisdiction >= 0 or not first_hand:
            return False
        threat = self.plan.flows[self.log.cases["flow"][self.case]].threat
        return any(
            link.sender == agency and link.threats[threat] and self._could_act(link.receiver, row)
            for link in self.plan.links
        )

    def _of_others(self) -> Iterator[Step]:
        """Cases that come of this one, and what it told those who stopped it."""
        columns, cases = self.columns, self.log.cases
        launches = columns.all_of(Event.LAUNCHED)
        for row in launches[cases["parent"][columns.case[launches]] == self.case].tolist():
            yield self._step(row, other=int(columns.case[row]))
        if self.end != INTERDICTED:
            return
        made = columns.all_of(Event.MADE)
        for row in made[columns.cause[made] == self.last].tolist():
            yield self._step(row, other=int(columns.case[row]))

    def _step(
        self,
        row: int,
        hop: Hop | None = None,
        event: Event | None = None,
        other: int = -1,
        others: tuple[Hop, ...] = (),
    ) -> Step:
        columns = self.columns
        kind = Event(columns.event[row]) if event is None else event
        cause, waited = int(columns.cause[row]), 0
        if kind in (Event.MISSED, Event.DETECTED) and columns.event[cause] == Event.EXAMINED:
            waited = round(float(columns.value[cause]))
        agency = int(columns.agency[row])
        believed = (
            self.knowledge.belief(agency, row) if kind in _BELIEVING and agency >= 0 and other < 0 else np.nan
        )
        return Step(
            row=row,
            time=int(columns.time[row]),
            event=kind,
            agency=agency,
            place=int(self.log.rows["place"][row]),
            control=int(columns.control[row]),
            link=int(columns.link[row]) if hop is None else hop.link,
            item=int(columns.item[row]),
            value=float(columns.value[row]),
            cause=cause,
            other=other if other >= 0 else self._behind(kind, cause),
            waited=waited,
            hop=hop,
            others=others,
            belief=believed,
        )

    def _behind(self, kind: Event, cause: int) -> int:
        """The other case whose loss made those behind this one give up; -1 for none."""
        if kind is not Event.ABORTED or cause < 0:
            return -1
        case = int(self.columns.case[cause])
        return case if case != self.case else -1

    def _involved(self) -> dict[str, dict[int, tuple[int, int]]]:
        """What the case had to do with, by section of the scenario, and from when until when."""
        visits = self._visits()
        life = self.launched, self.closed
        agencies = {one for hop in self.hops for one in (hop.receiver, hop.sender)}
        places = len(self.plan.places)
        return {
            "controls": {
                control.index: visits[control.position]
                for control in self.plan.controls
                if control.position in visits
            },
            "links": self._open_ways(visits),
            "agencies": dict.fromkeys(sorted(agencies), life),
            "places": {one: visit for one, visit in visits.items() if one < places},
            "legs": {one - places: visit for one, visit in visits.items() if one >= places},
        }

    def _open_ways(self, visits: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
        """Links by which something on the case could have gone to somebody who could use it, from when until when."""
        known = {
            agency: min(row for row, item, _ in entries if self.knowledge.is_about_case(item))
            for agency, entries in self.knowledge.entries.items()
            if any(self.knowledge.is_about_case(item) for _, item, _ in entries)
        }
        found: dict[int, tuple[int, int]] = {}
        for link in self.plan.links:
            if link.sender not in known:
                continue
            since = int(self.columns.time[known[link.sender]])
            jurisdiction = self.plan.agencies[link.receiver].jurisdiction
            ends = [
                end
                for place, (_, end) in visits.items()
                if jurisdiction < 0 or self.plan.position_jurisdictions[place] == jurisdiction
            ]
            if ends and max(ends) >= since:
                found[link.index] = since, max(ends)
        return found

    def _visits(self) -> dict[int, tuple[int, int]]:
        """Where the case has been, from when until when; what it met at once as it came counts as met."""
        moves = (Event.LAUNCHED, Event.DEPARTED, Event.ARRIVED)
        rows = [row for row in self.rows if self.columns.event[row] in moves and row <= self.last]
        times = [int(self.columns.time[row]) for row in rows]
        where = [int(self.log.rows["place"][row]) for row in rows]
        ends = [*times[1:], self.closed]
        return {place: (start, end) for place, start, end in zip(where, times, ends, strict=True)}

    def _moments(self) -> Sequence[int]:
        """The rows at which anybody's knowledge of the case could be at its highest while it was under way."""
        entered = [row for entries in self.knowledge.entries.values() for row, _, _ in entries]
        return [self.first, *(row for row in sorted(entered) if self.first < row <= self.last)]

    def _holdings(self) -> list[Holding]:
        knowledge, moments = self.knowledge, self._moments()
        here = {self.plan.position_jurisdictions[place] for place in self.places}
        found: list[Holding] = []
        for agency in sorted(knowledge.entries):
            beliefs = [(knowledge.belief(agency, row), row) for row in moments]
            most, at = max(beliefs, key=lambda pair: (pair[0], -pair[1]))
            if most <= 0:
                continue
            plan = self.plan.agencies[agency]
            found.append(
                Holding(
                    agency=agency,
                    before=beliefs[0][0],
                    most=most,
                    at=int(self.columns.time[at]),
                    last=knowledge.belief(agency, self.last),
                    on_case=any(
                        knowledge.is_about_case(item) and row <= self.last
                        for row, item, _ in knowledge.entries[agency]
                    ),
                    act_at=knowledge.threshold(agency, "act_at", self.last),
                    lookout_at=knowledge.threshold(agency, "lookout_at", self.last),
                    responds=can_respond(self.plan, agency),
                    on_the_way=plan.jurisdiction >= 0 and plan.jurisdiction in here,
                )
            )
        return sorted(found, key=lambda one: (-one.most, one.agency))


def can_respond(plan: Plan, agency: int) -> bool:
    """Whether an agency ever has anybody to send, or acts without a team."""
    return (
        plan.agencies[agency].teams > 0
        or agency in plan.acts
        or any(agency in pool.members and pool.teams > 0 for pool in plan.pools)
        or any(
            change.section == "agencies" and change.index == agency and change.key == "teams"
            for inject in plan.injects
            for change in inject.possible_changes
        )
    )
