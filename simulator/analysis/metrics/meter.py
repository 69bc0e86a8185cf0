"""All metrics of a plan, measured on its logs."""

from __future__ import annotations

from typing import Final

import numpy as np

from simulator.analysis.cases import Cases
from simulator.analysis.columns import Columns
from simulator.analysis.metrics.aftermath import AftermathMetrics
from simulator.analysis.metrics.agencies import AgencyMetrics
from simulator.analysis.metrics.base import Column, Family, Measures, Metric, Record, columns_of
from simulator.analysis.metrics.behaviour import (
    CarrierMetrics,
    CopyMetrics,
    DeterrenceMetrics,
    ExpansionMetrics,
    FollowMetrics,
    RerouteMetrics,
    RetryMetrics,
)
from simulator.analysis.metrics.consent import ConsentMetrics
from simulator.analysis.metrics.controls import ControlMetrics
from simulator.analysis.metrics.cooperation import CooperationMetrics, MechanismMetrics
from simulator.analysis.metrics.costs import CostMetrics
from simulator.analysis.metrics.decisions import DecisionCostMetrics, InjectMetrics, OptionMetrics
from simulator.analysis.metrics.flows import FlowMetrics
from simulator.analysis.metrics.holds import HoldMetrics, InnocentHoldMetrics
from simulator.analysis.metrics.leaks import LeakMetrics
from simulator.analysis.metrics.links import LinkMetrics
from simulator.analysis.metrics.looks import (
    AnnouncementMetrics,
    CorruptionMetrics,
    SkillMetrics,
    TrafficCostMetrics,
)
from simulator.analysis.metrics.payload import PayloadMetrics, ValueMetrics
from simulator.analysis.metrics.requests import RequestMetrics
from simulator.analysis.metrics.routes import DisplacementMetrics, RouteMetrics
from simulator.analysis.metrics.surveillance import (
    ActionMetrics,
    ExploitationMetrics,
    PursuitMetrics,
    ShadowMetrics,
)
from simulator.analysis.metrics.targets import METRICS as TARGETS
from simulator.analysis.metrics.targets import TargetMetrics
from simulator.analysis.metrics.teams import PoolMetrics, TeamMetrics
from simulator.analysis.metrics.timing import LeadTimeMetrics, TimingMetrics
from simulator.analysis.provenance import credits
from simulator.eventlog import EventLog
from simulator.world.plan import Plan

FAMILIES: Final = (
    FlowMetrics,
    PayloadMetrics,
    ValueMetrics,
    CooperationMetrics,
    TimingMetrics,
    LeadTimeMetrics,
    DisplacementMetrics,
    RouteMetrics,
    DeterrenceMetrics,
    ExpansionMetrics,
    RerouteMetrics,
    CarrierMetrics,
    RetryMetrics,
    CopyMetrics,
    FollowMetrics,
    AftermathMetrics,
    AgencyMetrics,
    CostMetrics,
    TeamMetrics,
    PoolMetrics,
    ActionMetrics,
    ShadowMetrics,
    ExploitationMetrics,
    ControlMetrics,
    AnnouncementMetrics,
    CorruptionMetrics,
    HoldMetrics,
    InnocentHoldMetrics,
    TrafficCostMetrics,
    SkillMetrics,
    LinkMetrics,
    MechanismMetrics,
    InjectMetrics,
    OptionMetrics,
    DecisionCostMetrics,
    RequestMetrics,
    ConsentMetrics,
    PursuitMetrics,
    LeakMetrics,
)
METRICS: Final[tuple[Metric, ...]] = (
    *(metric for family in FAMILIES for metric in family.metrics),
    *TARGETS,
)
"""Every metric. Some names (launched, detected, delivered) are used for several kinds of subject."""


class Meter:
    """Measures logs of one plan."""

    def __init__(self, plan: Plan) -> None:
        """Work out what all logs of the plan have in common."""
        self.plan = plan
        families: list[Family] = [family(plan) for family in FAMILIES]
        self._families = [family for family in families if family.subjects]
        measured = tuple(column for family in self._families for column in columns_of(family))
        self._targets = TargetMetrics(plan, measured)
        self.columns: tuple[Column, ...] = (*measured, *self._targets.columns)

    def record(self, log: EventLog) -> Record:
        """Lay out one replication, which must come from the meter's plan."""
        columns = Columns.of(log)
        return Record(log, columns, Cases.of(log, columns), credits(self.plan, log, columns))

    def measure(self, log: EventLog) -> Measures:
        """Measure one replication, which must come from the meter's plan."""
        return self.measure_record(self.record(log))

    def measure_record(self, record: Record) -> Measures:
        """Measure one replication that is laid out already."""
        values = np.full((2, len(self.columns)), np.nan)
        start = 0
        for family in self._families:
            parts = family.measure(record)
            for metric in family.metrics:
                numerator, denominator = parts[metric.name]
                end = start + len(family.subjects)
                values[0, start:end] = numerator
                if denominator is not None:
                    values[1, start:end] = denominator
                start = end
        if self._targets.columns:
            values[0, start:] = self._targets.judge(values[0, :start], values[1, :start])
        return Measures.stack(self.columns, [(record.log.replication, values)])


def measure(plan: Plan, log: EventLog) -> Measures:
    """Measure one replication. For many of one plan, keep a `Meter`."""
    return Meter(plan).measure(log)
