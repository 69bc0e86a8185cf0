"""What a control sees in a case: who flags it, and how likely an examination is to find it."""

from __future__ import annotations

from simulator.engine.actors import ControlState
from simulator.engine.moving import Case
from simulator.engine.state import World
from simulator.world.draws import Slot


def flag_on(world: World, case: Case, control: ControlState) -> int:
    """The first agency the control reads that has a lookout on the case; -1 for none."""
    flags = case.flags or {}
    for agency in control.readers:
        if agency in flags and world.agencies[agency].open:
            return agency
    return -1


def seized_unflagged(case: Case, control: ControlState) -> bool:
    """Whether the same draws would have seized the case without a lookout on it."""
    batch, decider, k = case.batch, control.decider, case.k
    return (
        batch.values[control.examine_row][k] < control.examine
        and batch.values[control.detect_row][k] < detection_chance(case, control)
        and batch.uniform(decider, Slot.SEIZE, k) < control.seize
    )


def detection_chance(case: Case, control: ControlState) -> float:
    """Chance that an examination finds an unflagged case: detect * (1 - concealment) * skill."""
    detect = control.detect[case.threat]
    if detect is None:
        return 0.0
    if control.plan.sees_through:
        return control.skill
    return min(1.0, detect * (1.0 - case.concealment) * control.skill)


def chance_to_find(case: Case, control: ControlState, flagged: bool) -> float:
    """Chance that an examination that starts now finds a case."""
    chance = control.detect_flagged[case.threat] if flagged else None
    return detection_chance(case, control) if chance is None else chance
