"""The story of one case, from a log: what was seen of it, what became of what was seen, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from simulator.analysis.cases import INTERDICTED, case_labels
from simulator.analysis.columns import Columns
from simulator.analysis.provenance import Credit, credits
from simulator.analysis.story.holdings import holdings, together
from simulator.analysis.story.influences import influences
from simulator.analysis.story.knowledge import Knowledge
from simulator.analysis.story.life import Life
from simulator.analysis.story.relevance import relevant_hops
from simulator.analysis.story.steps import Fate, Holding, Hop, Step
from simulator.eventlog import Event, EventLog
from simulator.world.plan import Plan

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
_OF_CONSENT: Final = frozenset({Event.CONSENT_ASKED, Event.CONSENT_GIVEN, Event.CONSENT_REFUSED})
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
    return _Teller(Life(plan, log, columns, case)).story()


class _Teller:
    """One case while its story is put together."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.log = life.log
        self.columns = life.columns
        self.knowledge = Knowledge(life.plan, life.log, life.columns, life.case)
        self.hops = relevant_hops(life, self.knowledge)

    def story(self) -> Story:
        """Put it together."""
        life, plan, log = self.life, self.life.plan, self.log
        told = sorted(self._told(), key=lambda step: (step.time, step.row))
        stopped = credits(plan, log, self.columns) if life.end == INTERDICTED else []
        return Story(
            plan=plan,
            log=log,
            case=life.case,
            label=case_labels(plan, log)[life.case],
            parent=int(log.cases["parent"][life.case]),
            launched=life.launched,
            closed=life.closed,
            end=life.end,
            last=life.last,
            places=life.places,
            steps=tuple(step for step in told if step.row <= life.last),
            after=tuple(step for step in told if step.row > life.last),
            pending=tuple(hop for hop in self.hops if hop.fate is Fate.PENDING),
            holdings=tuple(holdings(life, self.knowledge)),
            together=together(life, self.knowledge),
            credit=next((one for one in stopped if one.case == life.case), None),
        )

    def _told(self) -> Iterator[Step]:
        yield from self._own()
        yield from self._of_evidence()
        yield from self._of_others()
        for row in influences(self.life, self.knowledge, self.hops):
            yield self._step(row)

    def _own(self) -> Iterator[Step]:
        """Steps from the rows of the case itself."""
        columns = self.columns
        looked = {int(columns.cause[row]): row for row in self.life.rows}
        seen_on_legs = self._seen_on_legs()
        for row in self.life.rows:
            event = Event(columns.event[row])
            time = int(columns.time[row])
            # An arrival tells of the departure before it, unless something happened on the way or nothing arrived.
            if event in _SILENT or (event is Event.DEPARTED and row not in seen_on_legs):
                continue
            if event in _OF_LOOKOUTS and not self.life.is_read_ahead(int(columns.agency[row]), row):
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
        for row in self.life.rows:
            event = Event(columns.event[row])
            if event is Event.DEPARTED:
                departed = row
            elif event is Event.ARRIVED:
                departed = -1
            elif departed >= 0 and event not in _SILENT and row <= self.life.last:
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
        involved = {hop.receiver for hop in self.hops if hop.fate is Fate.COUNTED}
        for kind in _OF_ITEMS:
            # A leak may end a case that nobody who could have stopped it had heard of.
            items = self.knowledge.items if kind is Event.LEAKED else told
            rows = self.columns.all_of(kind)
            rows = rows[(rows > self.life.first) & (rows < self.life.last)]
            if kind in _OF_CONSENT:
                rows = rows[np.isin(self.columns.agency[rows], np.array(sorted(involved), dtype=np.int64))]
            for row in rows[
                np.isin(self.columns.item[rows], np.array(sorted(items), dtype=np.int64))
            ].tolist():
                yield self._step(row)

    def _of_others(self) -> Iterator[Step]:
        """Cases that come of this one, and what it told those who stopped it."""
        columns, cases = self.columns, self.log.cases
        launches = columns.all_of(Event.LAUNCHED)
        for row in launches[cases["parent"][columns.case[launches]] == self.life.case].tolist():
            yield self._step(row, other=int(columns.case[row]))
        if self.life.end != INTERDICTED:
            return
        made = columns.all_of(Event.MADE)
        for row in made[columns.cause[made] == self.life.last].tolist():
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
        return case if case != self.life.case else -1
