"""The same plan in a world where nobody shares: what cooperation is measured against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simulator.world.plan import ActPlan, ChangePlan, DecisionPlan, InjectPlan, Plan


def shares(plan: Plan) -> bool:
    """Whether anybody could learn from others in this plan: by a link, or by looking into their lists."""
    return bool(plan.links) or any(
        agency != control.agency for control in plan.controls for agency in control.consults
    )


def nobody_shares(plan: Plan) -> Plan:
    """The same plan, each agency and firm left to what it finds out itself.

    Switched off for the whole run:

    - every link, so that nothing is offered, asked for, handed over in pursuit, or leaked. What would open or alter
      one (a date, an inject, an option of a decision, an action of an agency, a mechanism in time) does nothing to it;
    - the lookouts of other agencies and of registries: a control reads those of its own agency only.

    What stays: prior knowledge where it lies (in a registry nobody reads it), tips from outside, own teams, pools and
    whatever else injects and mechanisms change (more teams, more examination, skill). A hold is still confirmed by
    whom the scenario names, but by that agency's own knowledge. Draws are addressed, so all else keeps its luck.
    Entities and parameters keep their numbers, so both plans have the same metrics.

    Args:
        plan: Any plan; it is left as it is.
    """
    return replace(
        plan,
        links=tuple(replace(link, open=False) for link in plan.links),
        controls=tuple(replace(control, consults=()) for control in plan.controls),
        injects=tuple(_inject(inject) for inject in plan.injects),
        acts={agency: _act(act) for agency, act in plan.acts.items()},
    )


def _kept(changes: Sequence[ChangePlan]) -> tuple[ChangePlan, ...]:
    return tuple(change for change in changes if change.section != "links")


def _inject(inject: InjectPlan) -> InjectPlan:
    decision = None if inject.decision is None else _decision(inject.decision)
    return replace(inject, changes=_kept(inject.changes), decision=decision)


def _decision(decision: DecisionPlan) -> DecisionPlan:
    options = (replace(option, changes=_kept(option.changes)) for option in decision.options)
    return replace(decision, options=tuple(options))


def _act(act: ActPlan) -> ActPlan:
    return replace(act, changes=_kept(act.changes))
