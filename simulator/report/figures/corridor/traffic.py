"""Where flows go and where they are stopped, in means over replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.analysis.history.ground import GROUND
from simulator.report.figures.style import ORANGE, PURPLE, VERMILION, Look

if TYPE_CHECKING:
    from simulator.report.figures.material import Material
    from simulator.world.plan import Plan

_CASES, _PAYLOAD, _STOPPED, _STOPPED_PAYLOAD = range(len(GROUND))
LOOKS: Final = (
    Look(VERMILION),
    Look(PURPLE, (0, (2.4, 0.7))),
    Look(ORANGE, (0, (1.1, 0.6))),
    Look("#7A7F87", (0, (3.0, 0.7, 0.8, 0.7))),
)
"""Of the flows with most to move; the last one stands for all others where there are more."""


@dataclass(frozen=True, slots=True)
class Strand:
    """Flows that are drawn alike: one flow, or all that are too small for a look of their own."""

    flows: tuple[int, ...]
    name: str
    look: Look


@dataclass(frozen=True, eq=False)
class Traffic:
    """Departures and interdictions of a study.

    Attributes:
        plan: What was played.
        ground: One entry a replication, then as `simulator.analysis.history.ground`.
        unit: Of amounts: that of all payloads, or "cases" where those have different units.
        strands: What is told apart, the largest first.
    """

    plan: Plan
    ground: Floats
    unit: str
    strands: tuple[Strand, ...]

    @classmethod
    def of(cls, material: Material) -> Traffic | None:
        """What a study says; None where it kept no history or nothing moved."""
        plan = material.plan
        if material.history is None:
            return None
        ground = material.history.parts["ground"]
        units = {flow.unit for flow in plan.flows}
        unit = units.pop() if len(units) == 1 else "cases"
        column = _PAYLOAD if unit != "cases" else _CASES
        moved = ground[..., column].mean(axis=0).sum(axis=1)
        order = [int(i) for i in np.argsort(-moved, kind="stable") if moved[i] > 0]
        if not order:
            return None
        return cls(plan, ground, unit, _strands(plan, order))

    @cached_property
    def _by_payload(self) -> bool:
        return self.unit != "cases"

    @cached_property
    def departures(self) -> Floats:
        """Amount that sets out on each leg a replication, on average: shape (strands, legs)."""
        legs = self.departures_of_flows
        return np.stack([legs[list(strand.flows)].sum(axis=0) for strand in self.strands])

    @cached_property
    def departures_of_flows(self) -> Floats:
        """The same of each flow of the plan: shape (flows, legs)."""
        amounts: Floats = self.ground[..., _PAYLOAD if self._by_payload else _CASES].mean(axis=0)
        return amounts[:, len(self.plan.places) :]

    @cached_property
    def stopped(self) -> Floats:
        """Amount stopped at each position in each replication: shape (replications, positions)."""
        sums: Floats = self.ground[..., _STOPPED_PAYLOAD if self._by_payload else _STOPPED].sum(axis=1)
        return sums

    @cached_property
    def stops(self) -> Floats:
        """Interdictions at each position a replication, on average."""
        means: Floats = self.ground[..., _STOPPED].mean(axis=0).sum(axis=0)
        return means

    @cached_property
    def through(self) -> Floats:
        """Amount that comes to or sets out from each place a replication, whichever is more."""
        out, into = np.zeros(len(self.plan.places)), np.zeros(len(self.plan.places))
        total = self.departures.sum(axis=0)
        np.add.at(out, [leg.origin for leg in self.plan.legs], total)
        np.add.at(into, [leg.destination for leg in self.plan.legs], total)
        return np.maximum(out, into)

    @cached_property
    def ends(self) -> dict[int, str]:
        """Places at which flows start ("from") and to which they go ("to")."""
        drawn = [self.plan.flows[i] for strand in self.strands for i in strand.flows]
        return {flow.destination: "to" for flow in drawn} | {flow.origin: "from" for flow in drawn}

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Places that anything comes through, in their order."""
        return tuple(place.index for place in self.plan.places if self.through[place.index] > 0)


def _strands(plan: Plan, order: Sequence[int]) -> tuple[Strand, ...]:
    own = order if len(order) <= len(LOOKS) else order[: len(LOOKS) - 1]
    rest = tuple(order[len(own) :])
    strands = [Strand((i,), plan.flows[i].name, look) for i, look in zip(own, LOOKS, strict=False)]
    if rest:
        strands.append(Strand(rest, f"{len(rest)} other flows", LOOKS[-1]))
    return tuple(strands)
