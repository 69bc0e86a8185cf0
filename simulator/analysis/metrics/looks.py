"""What controls see ahead, how their skill grows, and what all their looking costs legitimate traffic."""

from __future__ import annotations

import numpy as np

from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.analysis.metrics.chosen import Chosen, changed
from simulator.analysis.parameters import Parameters
from simulator.eventlog import Event
from simulator.world.plan import Plan


class AnnouncementMetrics(Chosen):
    """Cases that are announced, for controls that look ahead."""

    metrics = (
        Metric("announced", "cases", Kind.COUNT),
        Metric("notice_hours", "h", Kind.RATIO),
    )

    def __init__(self, plan: Plan) -> None:
        ahead = [control.index for control in plan.controls if control.ahead is not None]
        super().__init__("control", plan.controls, ahead)

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count announcements, and how long before the passage they come."""
        columns = record.columns
        rows = columns.of_kind(Event.ANNOUNCED)
        announced = self.count(columns.control[rows])
        notice = self.count(columns.control[rows], columns.value[rows] / HOUR)
        return {"announced": (announced, None), "notice_hours": (notice, announced)}


class CorruptionMetrics(Chosen):
    """Cases that controls wave through for money."""

    metrics = (Metric("let_pass", "cases", Kind.COUNT),)

    def __init__(self, plan: Plan) -> None:
        corrupt = {control for flow in plan.flows for control, share in flow.corruption.items() if share}
        parts = (key.partition(".") for section, _, key in plan.parameters if section == "flows")
        bribed = {int(control) for key, _, control in parts if key == "corruption"}
        super().__init__("control", plan.controls, corrupt | bribed)

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count the rows."""
        columns = record.columns
        return {"let_pass": (self.count(columns.control[columns.of_kind(Event.LET_PASS)]), None)}


class SkillMetrics(Chosen):
    """Skill at the horizon, for controls whose skill changes."""

    metrics = (Metric("skill_at_end", "factor", Kind.COUNT),)

    def __init__(self, plan: Plan) -> None:
        super().__init__("control", plan.controls, changed(plan, "controls", "skill"))
        self._plan = plan

    def measure(self, record: Record) -> dict[str, Parts]:
        """Read the last change of each."""
        parameters, controls = Parameters(self._plan, record.columns), self._plan.controls
        ends = [parameters.steps("controls", i, "skill", controls[i].skill)[-1][1] for i in self.numbers]
        return {"skill_at_end": (np.array(ends), None)}


class TrafficCostMetrics(Chosen):
    """Hours that legitimate traffic loses in the queues of controls with bays."""

    metrics = (Metric("traffic_hours_lost", "h", Kind.COUNT),)

    def __init__(self, plan: Plan) -> None:
        queueing = [one.index for one in plan.controls if one.traffic is not None and one.bays is not None]
        super().__init__("control", plan.controls, queueing)

    def measure(self, record: Record) -> dict[str, Parts]:
        """What is examined, times the mean of the sampled waits."""
        columns = record.columns
        waits, counts = columns.of_kind(Event.TRAFFIC_WAIT), columns.of_kind(Event.TRAFFIC_EXAMINED)
        sampled = self.count(columns.control[waits])
        total = self.count(columns.control[waits], columns.value[waits] / HOUR)
        mean = np.divide(total, sampled, out=np.zeros_like(total), where=sampled > 0)
        return {
            "traffic_hours_lost": (mean * self.count(columns.control[counts], columns.value[counts]), None)
        }
