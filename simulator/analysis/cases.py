"""What became of the cases of a log: one entry a case that was launched after the warm-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.columns import Columns, Floats, Ints, tally
from simulator.eventlog import Event, EventLog
from simulator.world.draws import Relation

if TYPE_CHECKING:
    from simulator.world.plan import Plan

OPEN: Final = 0
INTERDICTED: Final = 1
DELIVERED: Final = 2
ABORTED: Final = 3
NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False, slots=True)
class Cases:
    """Cases by attribute, in order of launch.

    Attributes:
        number: Their numbers in the log.
        flow: Numbers of their flows.
        route: Which of the flow's candidate routes each took; -1 if none.
        payload: In the flow's unit.
        launched: Tick of the launch.
        closed: Tick at which the case was interdicted, delivered or given up; `NEVER` while it is open.
        end: OPEN, INTERDICTED, DELIVERED or ABORTED.
        detected: Tick of the first detection; `NEVER` if there was none.
        actionable: Tick at which an agency first had an actionable belief; `NEVER` if none had.
    """

    number: Ints
    flow: Ints
    route: Ints
    payload: Floats
    launched: Ints
    closed: Ints
    end: Ints
    detected: Ints
    actionable: Ints

    @classmethod
    def of(cls, log: EventLog, columns: Columns) -> Cases:
        """Collect what a log says of its cases."""
        size = len(log.cases)
        launched = _first(columns, Event.LAUNCHED, size)
        ends = np.stack(
            [_first(columns, kind, size) for kind in (Event.INTERDICTED, Event.DELIVERED, Event.ABORTED)]
        )
        closed = ends.min(axis=0)
        end = np.where(closed == NEVER, OPEN, ends.argmin(axis=0) + 1)
        number = np.flatnonzero((launched >= 0) & (launched < NEVER))
        return cls(
            number=number,
            flow=log.cases["flow"][number],
            route=log.cases["route"][number],
            payload=log.cases["payload"][number],
            launched=launched[number],
            closed=closed[number],
            end=end[number],
            detected=_first(columns, Event.DETECTED, size)[number],
            actionable=_first(columns, Event.ACTIONABLE, size)[number],
        )

    def by_flow(self, flows: int, weights: Floats | NDArray[np.bool_] | None = None) -> Floats:
        """The number of cases of each flow, or the sum of their weights; the last entry is the total.

        Args:
            flows: How many flows there are.
            weights: One number a case; each counts 1 where left out.
        """
        sums = tally(self.flow, flows, weights)
        return np.append(sums, sums.sum())


def _first(columns: Columns, kind: Event, size: int) -> Ints:
    """The tick of the first row of a kind, by number of the case."""
    rows = columns.all_of(kind)[::-1]  # of several values for one case the last one assigned stays
    rows = rows[columns.case[rows] >= 0]
    first = np.full(size, NEVER, dtype=np.int64)
    first[columns.case[rows]] = columns.time[rows]
    return first


def case_labels(plan: Plan, log: EventLog) -> list[str]:
    """The names of the cases of a log, for people: FLOW/ORDINAL, and for those that come of others more.

    Args:
        plan: What was simulated.
        log: A log of it.

    Returns:
        One name a case: heroin/12 (counted from 1), heroin/12.2 (its second carrier), heroin/12.retry,
        malware/3.copy2, laundering<heroin/12 (started by its delivery), plot/4<funds/9 (the fourth time that
        what is delivered reached the amount).
    """
    flows = plan.subjects["flow"]
    names: list[str] = []
    for flow, ordinal, parent, relation in log.cases[["flow", "ordinal", "parent", "relation"]].tolist():
        origin = names[parent] if parent >= 0 else ""
        names.append(label(flows[flow], ordinal, relation, origin))
    return names


def label(flow: str, ordinal: int, relation: int, parent: str) -> str:
    """The name of a case for people.

    Args:
        flow: Identifier of its flow.
        ordinal: Its number in the table of cases.
        relation: How it comes of its parent; 0 if it has none.
        parent: The name of its parent.
    """
    if relation == Relation.FOLLOW:
        return f"{flow}/{ordinal}<{parent}" if ordinal else f"{flow}<{parent}"
    # Of laundering<heroin/12 the second carrier is laundering.2<heroin/12: it is not the follow-on of heroin/12.2.
    own, mark, origin = parent.partition("<")
    match relation:
        case Relation.CARRIER:
            return f"{own}.{ordinal + 1}{mark}{origin}"
        case Relation.RETRY:
            return f"{own}.retry{mark}{origin}"
        case Relation.COPY:
            return f"{own}.copy{ordinal + 1}{mark}{origin}"
    return f"{flow}/{ordinal + 1}"
