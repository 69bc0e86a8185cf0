"""Holds at controls: how many, how they end, how long they last, and what they cost those who carry nothing."""

from __future__ import annotations

import numpy as np

from simulator.analysis.columns import Columns, Floats
from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.analysis.metrics.chosen import Chosen, changed
from simulator.eventlog import Event
from simulator.world.plan import Plan


class HoldMetrics(Chosen):
    """Holds by control, for controls that hold what they find."""

    metrics = (
        Metric("held", "holds", Kind.COUNT),
        Metric("confirmed", "holds", Kind.COUNT),
        Metric("released", "holds", Kind.COUNT),
        Metric("confirmed_share", "share", Kind.PROPORTION),
        Metric("hold_hours", "h", Kind.RATIO),
    )

    def __init__(self, plan: Plan) -> None:
        super().__init__("control", plan.controls, _holding(plan))

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count the rows of holds."""
        columns = record.columns
        rows = {kind: columns.of_kind(kind) for kind in (Event.HELD, Event.CONFIRMED, Event.RELEASED)}
        held, confirmed, released = (self.count(columns.control[some]) for some in rows.values())
        freed = rows[Event.RELEASED]
        kept = self.count(columns.control[freed], columns.value[freed] / HOUR)
        kept += self.count(columns.control[rows[Event.CONFIRMED]], _until_confirmed(columns) / HOUR)
        return {
            "held": (held, None),
            "confirmed": (confirmed, None),
            "released": (released, None),
            "confirmed_share": (confirmed, confirmed + released),
            "hold_hours": (kept, confirmed + released),
        }


class InnocentHoldMetrics(Chosen):
    """Hours for which controls hold those who carry nothing, for controls that hold and give false alarms."""

    metrics = (Metric("innocent_held_hours", "h", Kind.COUNT),)

    def __init__(self, plan: Plan) -> None:
        traffic = {control.index for control in plan.controls if control.traffic is not None}
        super().__init__("control", plan.controls, _holding(plan) & traffic)
        self._horizon = plan.horizon
        terms = [control.hold for control in plan.controls]
        self._most = np.array([0 if hold is None else hold.seconds for hold in terms], dtype=np.int64)
        self._share = np.array([0.0 if hold is None else hold.share for hold in terms])

    def measure(self, record: Record) -> dict[str, Parts]:
        """A false alarm is held until an analyst dismisses it, or until the time for which the control may hold."""
        columns = record.columns
        alarms = columns.of_kind(Event.FALSE_ALARM)
        control, time = columns.control[alarms], columns.time[alarms]
        dismissed = _dismissed(columns, self._horizon)[alarms]
        seconds = np.minimum(dismissed - time, self._most[control])
        return {"innocent_held_hours": (self.count(control, seconds / HOUR * self._share[control]), None)}


def _holding(plan: Plan) -> set[int]:
    holding = {control.index for control in plan.controls if control.hold is not None}
    return holding | changed(plan, "controls", "hold")


def _until_confirmed(columns: Columns) -> Floats:
    """For each confirmation after the warm-up, for how many seconds the case had been held."""
    since: dict[tuple[int, int], int] = {}
    found = []
    rows = np.sort(np.concatenate((columns.all_of(Event.HELD), columns.all_of(Event.CONFIRMED))))
    for row in rows.tolist():
        hold = int(columns.case[row]), int(columns.control[row])
        if columns.event[row] == Event.HELD:
            since[hold] = int(columns.time[row])
        elif row >= columns.first:
            found.append(columns.time[row] - since[hold])
    return np.array(found, dtype=np.float64)


def _dismissed(columns: Columns, horizon: int) -> Floats:
    """For each row the tick at which an analyst dismissed the false alarm in it; else the horizon."""
    when = np.full(columns.event.size, float(horizon))
    ended = columns.all_of(Event.DISMISSED)
    when[columns.cause[columns.cause[ended]]] = columns.time[ended]
    return when
