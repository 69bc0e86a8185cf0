"""Teams of agencies and of pools: how long they are waited for, how busy they are, and how soon a pool is ready."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.analysis.columns import Columns, Floats, Ints
from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.analysis.metrics.chosen import Chosen, changed
from simulator.analysis.parameters import Parameters
from simulator.eventlog import Event
from simulator.world.plan import Plan


class TeamMetrics(Chosen):
    """An agency's own teams."""

    metrics = (
        Metric("team_wait_hours", "h", Kind.RATIO),
        Metric("team_utilisation", "share", Kind.RATIO),
    )

    def __init__(self, plan: Plan) -> None:
        own = {agency.index for agency in plan.agencies if agency.teams}
        super().__init__("agency", plan.agencies, own | changed(plan, "agencies", "teams"))
        self._plan = plan

    def measure(self, record: Record) -> dict[str, Parts]:
        """Add up waits and time away by agency."""
        columns = record.columns
        sent = columns.all_of(Event.DISPATCHED)
        return _work(self, self._plan, columns, sent[columns.item[sent] < 0], columns.agency, self._teams)

    def _teams(self, parameters: Parameters, index: int) -> float:
        agency = self._plan.agencies[index]
        return parameters.seconds(
            parameters.steps("agencies", index, "teams", agency.teams),
            parameters.steps("agencies", index, "open", agency.open),
        )


class PoolMetrics(Chosen):
    """Teams that several agencies share."""

    metrics = (
        Metric("responses", "responses", Kind.COUNT),
        Metric("mobilised", "times", Kind.COUNT),
        Metric("mobilisation_hours", "h", Kind.RATIO),
        *TeamMetrics.metrics,
    )

    def __init__(self, plan: Plan) -> None:
        super().__init__("pool", plan.pools, range(len(plan.pools)))
        self._plan = plan

    def measure(self, record: Record) -> dict[str, Parts]:
        """Add up by pool what the rows of teams say."""
        columns = record.columns
        sent = columns.all_of(Event.DISPATCHED)
        counted, called = columns.of_kind(Event.DISPATCHED), columns.of_kind(Event.MOBILISED)
        mobilised = self.count(columns.item[called])
        return _work(self, self._plan, columns, sent[columns.item[sent] >= 0], columns.item, self._teams) | {
            "responses": (self.count(columns.item[counted]), None),
            "mobilised": (mobilised, None),
            "mobilisation_hours": (
                self.count(columns.item[called], columns.value[called] / HOUR),
                mobilised,
            ),
        }

    def _teams(self, parameters: Parameters, index: int) -> float:
        pool = self._plan.pools[index]
        return parameters.seconds(
            parameters.steps("pools", index, "teams", pool.teams),
            parameters.steps("pools", index, "open", pool.open),
        )


def _work(
    family: Chosen,
    plan: Plan,
    columns: Columns,
    sent: Ints,
    owner: Ints,
    teams: Callable[[Parameters, int], float],
) -> dict[str, Parts]:
    """Waits for teams and their time away.

    Args:
        family: Whose teams.
        plan: What was played.
        columns: The log.
        sent: The DISPATCHED rows of such teams, those of the warm-up too.
        owner: The column in which rows name the owner.
        teams: Seconds that all teams of an owner have together, from the start to the horizon.
    """
    parameters = Parameters(plan, columns)
    away = np.maximum(_back(columns, plan.horizon)[sent], 0) - np.maximum(columns.time[sent], 0)
    had = np.array([teams(parameters, index) for index in family.numbers])
    counted = sent[columns.time[sent] >= 0]
    waits = family.count(owner[counted], columns.value[counted] / HOUR)
    return {
        "team_wait_hours": (waits, family.count(owner[counted])),
        "team_utilisation": (family.count(owner[sent], away), had),
    }


def _back(columns: Columns, horizon: int) -> Floats:
    """For each row that sends a team the tick at which the team was free again, or the horizon."""
    when = np.full(columns.event.size, float(horizon))
    freed = columns.all_of(Event.TEAM_RELEASED)
    when[columns.cause[columns.cause[freed]]] = columns.time[freed]
    return when
