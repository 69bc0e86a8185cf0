"""What a control sees in a case: who flags it, whether it is selected, and how likely it is to be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from simulator.eventlog import Event
from simulator.world.draws import Slot

if TYPE_CHECKING:
    from simulator.engine.actors import ControlState
    from simulator.engine.moving import Case
    from simulator.engine.state import World
    from simulator.world.plan import ControlPlan


def is_bribed(case: Case, control: ControlState) -> bool:
    """Whether a control lets a case pass without a look: one draw for both, so that it does so at every visit."""
    share = case.flow.corruption[control.index]
    return bool(share) and case.batch.uniform(control.decider, Slot.CORRUPT, case.k) < share


def lets_pass(world: World, case: Case, control: ControlState) -> bool:
    """The same, and the record of it."""
    if not is_bribed(case, control):
        return False
    case.last = world.note(Event.LET_PASS, case.last, case, control.agency, control.index)
    return True


def flag_on(world: World, case: Case, control: ControlState) -> int:
    """The first agency the control reads that has a lookout on the case; -1 for none."""
    flags = case.flags or {}
    for agency in control.readers:
        if agency in flags and world.agencies[agency].open:
            return agency
    return -1


def stopped_unflagged(case: Case, control: ControlState) -> bool:
    """Whether the same draws would have seized or held the case without a lookout on it."""
    batch, decider, k = case.batch, control.decider, case.k
    return (
        batch.values[control.examine_row][k] < control.share(case, control, False)
        and batch.values[control.detect_row][k] < control.find(case, control, False)
        and (batch.uniform(decider, Slot.SEIZE, k) < control.seize or holds(case, control))
    )


def holds(case: Case, control: ControlState) -> bool:
    """Whether a control holds a case that it has found and not seized."""
    hold = control.hold
    return hold is not None and (
        hold.share >= 1.0 or case.batch.uniform(control.decider, Slot.HOLD, case.k) < hold.share
    )


class Terms(Protocol):
    """On what terms a control looks at a case: the control's own, or others for a subject with a trait."""

    plan: ControlPlan
    examine: float
    examine_flagged: float
    detect: list[float | None]
    detect_flagged: list[float | None]
    skill: float


@dataclass(slots=True)
class _ForTraits:
    """A control's terms for a subject with some traits."""

    plan: ControlPlan
    examine: float
    examine_flagged: float
    detect: list[float | None]
    detect_flagged: list[float | None]
    skill: float


def chance_to_find(case: Case, terms: Terms, flagged: bool) -> float:
    """Chance that an examination that starts now finds a case.

    Of one that is not flagged: detect * (1 - concealment) * skill.
    """
    if flagged:
        chance = terms.detect_flagged[case.threat]
        if chance is not None:
            return chance
    detect = terms.detect[case.threat]
    if detect is None:
        return 0.0
    if terms.plan.sees_through:
        return terms.skill
    return min(1.0, detect * (1.0 - case.concealment) * terms.skill)


def chance_by_traits(case: Case, control: ControlState, flagged: bool) -> float:
    """The same at a control that treats some traits otherwise."""
    return chance_to_find(case, _terms_for(case, control), flagged)


def share_selected(case: Case, control: ControlState, flagged: bool) -> float:
    """Chance that a case is selected at a control."""
    return control.examine_flagged if flagged else control.examine


def share_selected_specially(case: Case, control: ControlState, flagged: bool) -> float:
    """The same at a control to which payload or traits matter; the highest threshold that is met counts."""
    if not flagged:
        for least, share in control.thresholds.get(case.flow_index, ()):
            if case.payload >= least:
                return share
    return share_selected(case, _terms_for(case, control), flagged)  # type: ignore[arg-type]


def _terms_for(case: Case, control: ControlState) -> Terms:
    """The terms for a subject with its traits: for each of them the first trait listed that says something."""
    terms: Terms = control
    traits = case.traits if control.plan.by_trait else 0
    for one in reversed(control.plan.by_trait):
        if traits >> one.trait & 1:
            terms = _ForTraits(
                control.plan,
                terms.examine if one.examine is None else one.examine,
                terms.examine_flagged if one.examine_flagged is None else one.examine_flagged,
                _overlaid(terms.detect, one.detect),
                _overlaid(terms.detect_flagged, one.detect_flagged),
                control.skill,
            )
    return terms


def _overlaid(below: list[float | None], above: tuple[float | None, ...]) -> list[float | None]:
    return [low if high is None else high for low, high in zip(below, above, strict=True)]
