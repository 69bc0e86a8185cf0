"""What agencies learn, how busy their analysts are, and what their teams achieve."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.columns import Columns, Floats, Ints, tally
from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.analysis.metrics.staffing import Staffing, may_have_analysts, staffed_by_conditions, staffings
from simulator.eventlog import Event
from simulator.world.plan import Plan

_COUNTED: Final = {
    "items_reported": Event.REPORTED,
    "items_received": Event.RECEIVED,
    "false_leads": Event.DISMISSED,
    "lookouts": Event.LOOKOUT_SET,
    "responses": Event.DISPATCHED,
    "escaped": Event.ESCAPED,
    "stood_down": Event.STOOD_DOWN,
    "requests_dropped": Event.REQUEST_DROPPED,
}
_QUEUING: Final = (Event.REPORTED, Event.RECEIVED, Event.FALSE_ALARM, Event.ROUTINE_LEAD)
_ENDED: Final = (
    Event.TRIAGED, Event.DUPLICATE, Event.DISMISSED, Event.ANSWERED, Event.NOTHING_KNOWN, Event.REFUSED,
)  # fmt: skip


class AgencyMetrics:
    """Counts, waits and workload by agency."""

    metrics = (
        Metric("items_reported", "items", Kind.COUNT),
        Metric("items_received", "items", Kind.COUNT),
        Metric("triage_wait_hours", "h", Kind.RATIO),
        Metric("triage_waiting_share", "share", Kind.PROPORTION),
        Metric("utilisation", "share", Kind.RATIO),
        Metric("false_leads", "items", Kind.COUNT),
        Metric("lookouts", "lookouts", Kind.COUNT),
        Metric("responses", "responses", Kind.COUNT),
        Metric("response_success_rate", "share", Kind.PROPORTION),
        Metric("escaped", "responses", Kind.COUNT),
        Metric("stood_down", "responses", Kind.COUNT),
        Metric("requests_dropped", "requests", Kind.COUNT),
    )

    def __init__(self, plan: Plan) -> None:
        self.subjects = tuple(f"agency:{agency.id}" for agency in plan.agencies)
        self._horizon = plan.horizon
        self._plan = plan if staffed_by_conditions(plan) else None
        self._staff(staffings(plan))

    def _staff(self, found: tuple[Staffing, ...]) -> None:
        self._staffings = found
        self._staffed = np.array([one.seconds for one in found], dtype=np.float64)
        self._has_analysts = np.array([any(shifts for _, shifts in one.rosters) for one in found])

    def unit_of(self, metric: Metric, subject: int) -> str:
        """The metric's own."""
        return metric.unit

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count rows by agency."""
        columns, size = record.columns, len(self.subjects)
        if self._plan is not None:
            self._staff(staffings(self._plan, columns))
        counts = {name: tally(columns.agency[columns.of_kind(kind)], size) for name, kind in _COUNTED.items()}
        started = columns.of_kind(Event.TRIAGE_STARTED)
        arrived = columns.of_kind(Event.TEAM_ARRIVED)
        stopped = tally(columns.agency[arrived], size, columns.value[arrived])
        waits = tally(columns.agency[started], size, columns.value[started] / HOUR)
        return {name: (count, None) for name, count in counts.items()} | {
            "triage_wait_hours": (waits, tally(columns.agency[started], size)),
            "triage_waiting_share": self._waiting(columns),
            "utilisation": (self._busy(columns), self._staffed),
            "response_success_rate": (stopped, tally(columns.agency[arrived], size) + counts["escaped"]),
        }

    def _waiting(self, columns: Columns) -> Parts:
        """How much of what needed an analyst had found none by the horizon, and how much needed one."""
        size = len(self.subjects)
        queued = np.concatenate([columns.of_kind(kind) for kind in _QUEUING])
        needed, taken = _needed(columns, queued, self._has_analysts)
        return tally(columns.agency[needed[~taken]], size), tally(columns.agency[needed], size)

    def _busy(self, columns: Columns) -> Floats:
        """Seconds of duty that the analysts of each agency spent on jobs until the horizon."""
        started = columns.all_of(Event.TRIAGE_STARTED)
        done = np.full(columns.event.size, self._horizon, dtype=np.int64)
        ended = np.concatenate([columns.all_of(kind) for kind in _ENDED])
        done[columns.cause[ended]] = columns.time[ended]
        agency, start, end = columns.agency[started], columns.time[started], done[started]
        busy = np.zeros(len(self.subjects))
        for one in np.flatnonzero(self._has_analysts):
            mine = agency == one
            busy[one] = self._staffings[one].busy(start[mine], end[mine])
        return busy


def never_taken_up(plan: Plan, columns: Columns) -> Ints:
    """Numbers of the rows, those of the warm-up too, with which what no analyst took up came to its agency."""
    queued = np.concatenate([columns.all_of(kind) for kind in _QUEUING])
    needed, taken = _needed(columns, queued, np.array(may_have_analysts(plan), dtype=np.bool_))
    return needed[~taken]


def _needed(
    columns: Columns, queued: Ints, has_analysts: NDArray[np.bool_]
) -> tuple[Ints, NDArray[np.bool_]]:
    """Which of some rows brought what needed an analyst, and whether one took it up."""
    queued = queued[has_analysts[columns.agency[queued]]]
    dropped = _caused(columns, (Event.TRIAGED, Event.DUPLICATE))
    needed = queued[~dropped[queued]]
    return needed, _caused(columns, (Event.TRIAGE_STARTED,))[needed]


def _caused(columns: Columns, kinds: tuple[Event, ...]) -> NDArray[np.bool_]:
    """Whether each row is the cause of a row of one of the kinds."""
    caused = np.zeros(columns.event.size, dtype=np.bool_)
    for kind in kinds:
        caused[columns.cause[columns.all_of(kind)]] = True
    return caused
