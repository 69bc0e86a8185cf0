"""The plan as a whole: all that the engine is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from simulator.world.plan.actors import AgencyPlan, ControlPlan, LinkPlan, PoolPlan
from simulator.world.plan.exercise import ActPlan, InjectPlan, ObjectivePlan, ProgrammePlan, Section
from simulator.world.plan.flows import CarePlan, FlowPlan
from simulator.world.plan.ground import LegPlan, PlacePlan


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the engine knows of a scenario: it plays the ticks from -`warm_up` on and before `horizon`.

    `parameters` says what the numbers in parameter changes mean.
    """

    scenario_id: str
    title: str
    horizon: int
    warm_up: int
    threats: tuple[str, ...]
    traits: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    places: tuple[PlacePlan, ...]
    legs: tuple[LegPlan, ...]
    agencies: tuple[AgencyPlan, ...]
    controls: tuple[ControlPlan, ...]
    links: tuple[LinkPlan, ...]
    flows: tuple[FlowPlan, ...]
    programmes: tuple[ProgrammePlan, ...]
    injects: tuple[InjectPlan, ...]
    parameters: tuple[tuple[Section, int, str], ...]
    position_names: tuple[str, ...]
    position_jurisdictions: tuple[int, ...]
    objectives: tuple[ObjectivePlan, ...] = ()
    pools: tuple[PoolPlan, ...] = ()
    belief: Literal["sum", "noisy_or"] = "sum"
    acts: Mapping[int, ActPlan] = field(default_factory=dict)
    """Agency -> what it does instead of sending a team."""
    care: tuple[CarePlan, ...] = ()
    outcomes: tuple[str, ...] = ()

    @property
    def subjects(self) -> Mapping[str, tuple[str, ...]]:
        """Identifiers by kind: what the columns flow, agency, place, control and link of a log refer to.

        The numbers of pools stand in the column item of the rows about teams, those of outcomes in that of rows
        about the aftermath.
        """
        return {
            "flow": tuple(flow.id for flow in self.flows),
            "agency": tuple(agency.id for agency in self.agencies),
            "place": self.position_names,
            "control": tuple(control.id for control in self.controls),
            "link": tuple(link.id for link in self.links),
            "pool": tuple(pool.id for pool in self.pools),
            "outcome": self.outcomes,
        }
