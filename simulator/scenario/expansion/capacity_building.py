"""Training: changes of skill over time, of controls and of those who respond."""

from __future__ import annotations

from itertools import pairwise

from simulator.scenario.expansion.result import Ground, Made, Programme, Step
from simulator.scenario.schema import Change
from simulator.scenario.schema.mechanisms import CapacityBuilding


def expand(training: CapacityBuilding, ground: Ground) -> Made:
    """In each step every skill is multiplied; all steps together multiply it with the whole."""
    known = {control.id: control for control in ground.controls}
    owned = [control.id for member in training.members for control in ground.controls_of(member)]
    # A control that only compares with lists has no use for skill.
    controls = [name for name in dict.fromkeys((*owned, *training.controls)) if known[name].requires is None]
    values = [f"controls.{name}.skill" for name in controls]
    values += [
        f"agencies.{one.id}.skill"
        for one in ground.agencies
        if one.id in training.members
        and (one.teams > 0 or any(one.id in pool.members for pool in ground.pools))
    ]
    reached = [1 + (training.skill - 1) * step / training.steps for step in range(training.steps + 1)]
    steps = [
        Step(
            training.starts,
            tuple(Change(change=value, times=after / before if before > 0 else 0.0) for value in values),
            training.over * number / training.steps,
        )
        for number, (before, after) in enumerate(pairwise(reached), start=1)
    ]
    return Made(programme=Programme(training.id, training.open, tuple(steps)))
