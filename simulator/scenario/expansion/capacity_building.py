"""Training: changes of skill over time."""

from __future__ import annotations

from itertools import pairwise

from simulator.scenario.expansion.result import Ground, Made, Programme, Step
from simulator.scenario.schema import Change
from simulator.scenario.schema.mechanisms import CapacityBuilding


def expand(training: CapacityBuilding, ground: Ground) -> Made:
    """In each step the skill of each control is multiplied; all steps together multiply it with the whole."""
    known = {control.id: control for control in ground.controls}
    owned = [control.id for member in training.members for control in ground.controls_of(member)]
    # A control that only compares with lists has no use for skill.
    controls = [name for name in dict.fromkeys((*owned, *training.controls)) if known[name].requires is None]
    reached = [1 + (training.skill - 1) * step / training.steps for step in range(training.steps + 1)]
    steps = [
        Step(
            training.starts,
            tuple(
                Change(change=f"controls.{name}.skill", times=after / before if before > 0 else 0.0)
                for name in controls
            ),
            training.over * number / training.steps,
        )
        for number, (before, after) in enumerate(pairwise(reached), start=1)
    ]
    return Made(programme=Programme(training.id, training.open, tuple(steps)))
