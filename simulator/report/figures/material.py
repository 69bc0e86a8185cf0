"""What figures are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.report.mapping import AS_SAID, MapChoice
from simulator.report.numbers import Numbers
from simulator.report.outcome import length

if TYPE_CHECKING:
    from simulator.analysis.history import History
    from simulator.experiment import Comparison, Study
    from simulator.scenario.schema import Scenario
    from simulator.world.plan import Plan


@dataclass(frozen=True, eq=False)
class Material:
    """A scenario and what came of it.

    Attributes:
        scenario: What was played.
        study: What came of it; at least one replication.
        numbers: The study's metrics, to look up and to add up.
        comparison: The study beside its baseline, if it has one.
        map: What the map is to be.
    """

    scenario: Scenario
    study: Study
    numbers: Numbers
    comparison: Comparison | None = None
    map: MapChoice = AS_SAID

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        study: Study,
        comparison: Comparison | None = None,
        map: MapChoice = AS_SAID,
    ) -> Material:
        """Put together what figures of a study are drawn from."""
        names = {mechanism.id: mechanism.label for mechanism in scenario.mechanisms}
        return cls(scenario, study, Numbers(study, names), comparison, map)

    @property
    def plan(self) -> Plan:
        """What was played, compiled."""
        return self.study.plan

    @property
    def history(self) -> History | None:
        """How the replications went over time; None if that was not kept."""
        return self.study.history

    @property
    def basis(self) -> str:
        """What the figures rest on, as their footer says it: 30 days, 100 replications."""
        return length(self.numbers)
