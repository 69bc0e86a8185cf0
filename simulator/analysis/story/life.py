"""One case from its beginning to its end: its rows, its way, and who could still do something about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from simulator.analysis.cases import ABORTED, DELIVERED, INTERDICTED, OPEN
from simulator.analysis.columns import Columns
from simulator.eventlog import Event, EventLog
from simulator.world.plan import Plan

ENDS: Final[Mapping[Event, int]] = {
    Event.INTERDICTED: INTERDICTED,
    Event.DELIVERED: DELIVERED,
    Event.ABORTED: ABORTED,
}
"""The rows with which a case ends."""


class Life:
    """What a log says of one case itself.

    Attributes:
        rows: Numbers of the rows about it, in order.
        first: The row with which it began, at the tick `launched`.
        last: The row with which it ended, at the tick `closed`; the last of the log, and the horizon, while it is open.
        end: OPEN, INTERDICTED, DELIVERED or ABORTED.
        positions: The way that it chose: place, leg, place, ...
    """

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
        record = log.cases[case]
        route = int(record["route"])
        self.flow = plan.flows[record["flow"]]
        self.positions = self.flow.routes[route].positions if route >= 0 else self._came_by()

    @property
    def places(self) -> tuple[int, ...]:
        """The places on its way."""
        return self.positions[::2]

    def _came_by(self) -> tuple[int, ...]:
        """The way of a copy, which has no route: where its leg begins, the leg, and where it ends."""
        first = len(self.plan.places)
        on_legs = [place for row in self.rows if (place := int(self.log.rows["place"][row])) >= first]
        leg = self.plan.legs[on_legs[0] - first]
        return leg.origin, leg.position, leg.destination

    def ahead(self, row: int) -> tuple[int, ...]:
        """Where the case is at a row, and what of its way still lies before it."""
        if row > self.last:
            return ()
        where = self.log.rows["place"]
        been = [int(where[one]) for one in self.rows if one <= row and where[one] in self.positions]
        return self.positions[self.positions.index(been[-1]) if been else 0 :]

    def could_act(self, agency: int, row: int) -> bool:
        """Whether what an agency learns at a row could still lead to anything: by a team, or by a lookout."""
        ahead = self.ahead(row)
        jurisdiction = self.plan.agencies[agency].jurisdiction
        if can_respond(self.plan, agency) and any(
            0 <= jurisdiction == self.plan.position_jurisdictions[position] for position in ahead
        ):
            return True
        return self.is_read_ahead(agency, row)

    def is_read_ahead(self, agency: int, row: int) -> bool:
        """Whether a control that the case has still to pass at a row reads the lookouts of an agency."""
        ahead = self.ahead(row)
        return any(
            control.position in ahead and (control.agency == agency or agency in control.consults)
            for control in self.plan.controls
            if control.watch is None
        )

    def visits(self) -> dict[int, tuple[int, int]]:
        """Where the case has been, from when until when; what it met at once as it came counts as met."""
        moves = (Event.LAUNCHED, Event.DEPARTED, Event.ARRIVED)
        rows = [row for row in self.rows if self.columns.event[row] in moves and row <= self.last]
        times = [int(self.columns.time[row]) for row in rows]
        where = [int(self.log.rows["place"][row]) for row in rows]
        ends = [*times[1:], self.closed]
        return {place: (start, end) for place, start, end in zip(where, times, ends, strict=True)}


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
