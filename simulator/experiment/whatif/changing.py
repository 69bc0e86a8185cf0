"""A plan with one thing otherwise: everything else, and every draw, stays as it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from simulator.experiment.whatif.levers import Kind, Lever
from simulator.scenario.distributions import Altered, Constant
from simulator.world.calendars import ALWAYS
from simulator.world.plan import (
    MICRO,
    ChangePlan,
    Choice,
    ControlPlan,
    FlowPlan,
    InjectPlan,
    LinkPlan,
    Onward,
    Plan,
    Section,
    ShiftPlan,
)

World = tuple[Plan, tuple[Choice, ...]]
_CERTAIN = 1e9
"""Times what concealment leaves of it, a chance that is still above 1, which counts as 1."""
_NEVER = 2**62
"""A threshold that no belief reaches, in millionths."""


def apply(world: World, lever: Lever, value: float | None = None) -> World:
    """What is played with one thing otherwise.

    Args:
        world: The plan and the choices.
        lever: What is otherwise.
        value: How much, where it is a quantity: one of its values.
    """
    plan, choices = world
    amount = math.nan if value is None else value
    if lever.kind is Kind.DECISION:
        return plan, _decided(plan, choices, lever)
    if lever.kind is Kind.INJECT:
        return _without_inject(plan, lever.index), choices
    if lever.kind in _OF_LINKS:
        return _OF_LINKS[lever.kind](plan, lever, amount), choices
    if lever.kind in _OF_CONTROLS:
        return _OF_CONTROLS[lever.kind](plan, lever, amount), choices
    return _OF_AGENCIES[lever.kind](plan, lever, amount), choices


def _decided(plan: Plan, choices: tuple[Choice, ...], lever: Lever) -> tuple[Choice, ...]:
    inject = next(one for one in plan.injects if one.index == lever.index)
    assert inject.decision is not None
    option = inject.decision.options[lever.other].id
    others = tuple(choice for choice in choices if choice.decision != inject.id)
    return (*others, Choice(inject.id, option))


def _without_inject(plan: Plan, index: int) -> Plan:
    """The plan with an inject that changes nothing and tells nobody anything."""
    injects = tuple(replace(one, changes=(), tips=()) if one.index == index else one for one in plan.injects)
    return replace(plan, injects=injects)


def _alter(plan: Plan, section: Section, index: int, **how: Callable[[Any], Any]) -> Plan:
    """Change values of an entity, and those that injects would give it later."""
    entities = getattr(plan, section)
    entity = entities[index]
    changed = replace(entity, **{key: change(getattr(entity, key)) for key, change in how.items()})

    def otherwise(change: ChangePlan) -> ChangePlan:
        if (change.section, change.index) != (section, index) or change.how != "set":
            return change
        if change.key not in how or change.element is not None:
            return change
        return replace(change, value=how[change.key](change.value))

    whole: dict[str, Any] = {section: tuple(changed if one is entity else one for one in entities)}
    return replace(
        replace(plan, **whole), injects=tuple(_with_changes(one, otherwise) for one in plan.injects)
    )


def _with_changes(inject: InjectPlan, otherwise: Callable[[ChangePlan], ChangePlan]) -> InjectPlan:
    changed = replace(inject, changes=tuple(map(otherwise, inject.changes)))
    if inject.decision is None:
        return changed
    options = tuple(
        replace(option, changes=tuple(map(otherwise, option.changes))) for option in inject.decision.options
    )
    return replace(changed, decision=replace(inject.decision, options=options))


def _to(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


def _at_most(seconds: float) -> Callable[[Any], Any]:
    return lambda distribution: Altered(distribution, most=seconds)


def _later(seconds: float) -> Callable[[Any], Any]:
    return lambda distribution: Altered(distribution, plus=seconds)


def _link(plan: Plan, lever: Lever, **how: Callable[[Any], Any]) -> Plan:
    return _alter(plan, "links", lever.index, **how)


def _control(plan: Plan, lever: Lever, **how: Callable[[Any], Any]) -> Plan:
    return _alter(plan, "controls", lever.index, **how)


def _agency(plan: Plan, lever: Lever, **how: Callable[[Any], Any]) -> Plan:
    return _alter(plan, "agencies", lever.index, **how)


def _new_link(plan: Plan, lever: Lever, seconds: float) -> Plan:
    """A link on which everything goes, after a time."""
    names = plan.agencies[lever.index].id, plan.agencies[lever.other].id
    link = LinkPlan(
        index=len(plan.links), id=f"{names[0]}_to_{names[1]}_directly", name="a direct link", sender=lever.index,
        receiver=lever.other, mechanism=None, open=True, threats=tuple(True for _ in plan.threats), willingness=1.0,
        clearance=Constant(seconds), clearance_working=False, transit=Constant(0.0), reliability=1.0,
        capacity=None, fidelity=1.0, share_at=None, onward=Onward.FREE, leak=0.0, granted=1.0,
        consent_delay=Constant(0.0), pursuit=False,
    )  # fmt: skip
    return replace(plan, links=(*plan.links, link))


def _examined(plan: Plan, lever: Lever, _: float) -> Plan:
    without = tuple(replace(one, examine=None) for one in plan.controls[lever.index].by_trait)
    return _control(
        plan, lever, examine=_to(1.0), examine_flagged=_to(1.0), examine_from=_to(()), by_trait=_to(without)
    )


def _found(plan: Plan, lever: Lever, _: float) -> Plan:
    def certain(chances: Iterable[float | None]) -> tuple[float | None, ...]:
        return tuple(None if chance is None else _CERTAIN for chance in chances)

    def sure(chances: Iterable[float | None]) -> tuple[float | None, ...]:
        return tuple(None if chance is None else 1.0 for chance in chances)

    terms = tuple(
        replace(one, detect=certain(one.detect), detect_flagged=sure(one.detect_flagged))
        for one in plan.controls[lever.index].by_trait
    )
    return _control(plan, lever, detect=certain, detect_flagged=sure, by_trait=_to(terms), match=_to(1.0))


def _incorrupt(plan: Plan, lever: Lever, _: float) -> Plan:
    def honest(flow: FlowPlan) -> FlowPlan:
        shares = {control: share for control, share in flow.corruption.items() if control != lever.index}
        return replace(flow, corruption=shares)

    def otherwise(change: ChangePlan) -> ChangePlan:
        bribes = change.section == "flows" and change.key == "corruption" and change.element == lever.index
        return replace(change, value=0.0, how="set") if bribes else change

    injects = tuple(_with_changes(one, otherwise) for one in plan.injects)
    return replace(plan, flows=tuple(map(honest, plan.flows)), injects=injects)


def _consulting(plan: Plan, lever: Lever, _: float) -> Plan:
    return _control(plan, lever, consults=lambda known: (*known, lever.other))


def _always_open(plan: Plan, lever: Lever, _: float) -> Plan:
    return _control(plan, lever, open=_to(True), calendar=_to(ALWAYS))


def _held_longer(plan: Plan, lever: Lever, seconds: float) -> Plan:
    return _control(plan, lever, hold=lambda terms: replace(terms, seconds=round(seconds), share=1.0))


def _more_analysts(plan: Plan, lever: Lever, number: float) -> Plan:
    shift = ShiftPlan(round(number), ALWAYS)
    return _agency(plan, lever, shifts=lambda shifts: (*shifts, shift))


def _without_control(plan: Plan, lever: Lever, _: float) -> Plan:
    def blind(control: ControlPlan) -> dict[str, Callable[[Any], Any]]:
        nothing = tuple(None for _ in control.detect)
        return {
            "detect": _to(nothing),
            "detect_flagged": _to(nothing),
            "by_trait": _to(()),
            "match": _to(0.0),
        }

    return _control(plan, lever, **blind(plan.controls[lever.index]))


def _without_link(plan: Plan, lever: Lever, _: float) -> Plan:
    return _link(plan, lever, threats=lambda threats: tuple(False for _ in threats), pursuit=_to(False))


def _without_teams(plan: Plan, lever: Lever, _: float) -> Plan:
    pools = tuple(
        replace(pool, members=tuple(one for one in pool.members if one != lever.index)) for pool in plan.pools
    )
    acts = {agency: act for agency, act in plan.acts.items() if agency != lever.index}
    return replace(_agency(plan, lever, teams=_to(0)), pools=pools, acts=acts)


def _without_prior(plan: Plan, lever: Lever, _: float) -> Plan:
    flow = plan.flows[lever.index]
    prior = tuple(
        replace(one, evidence=0) if number == lever.other else one for number, one in enumerate(flow.prior)
    )
    changed = replace(flow, prior=prior)
    return replace(plan, flows=tuple(changed if one is flow else one for one in plan.flows))


def _micro(value: float) -> Callable[[Any], Any]:
    return _to(round(value * MICRO))


_Change = Callable[[Plan, Lever, float], Plan]
_OF_LINKS: Mapping[Kind, _Change] = {
    Kind.WILLING: lambda plan, lever, _: _link(plan, lever, willingness=_to(1.0)),
    Kind.CLEARANCE: lambda plan, lever, most: _link(plan, lever, clearance=_at_most(most)),
    Kind.SLOWER_CLEARANCE: lambda plan, lever, plus: _link(plan, lever, clearance=_later(plus)),
    Kind.CLOCK: lambda plan, lever, _: _link(plan, lever, clearance_working=_to(False)),
    Kind.TRANSIT: lambda plan, lever, most: _link(plan, lever, transit=_at_most(most)),
    Kind.RELIABLE: lambda plan, lever, _: _link(plan, lever, reliability=_to(1.0)),
    Kind.CAPACITY: lambda plan, lever, _: _link(plan, lever, capacity=_to(None)),
    Kind.FIDELITY: lambda plan, lever, value: _link(plan, lever, fidelity=_to(value)),
    Kind.ONWARD: lambda plan, lever, _: _link(plan, lever, onward=_to(Onward.FREE)),
    Kind.CONSENT: lambda plan, lever, _: _link(plan, lever, granted=_to(1.0)),
    Kind.LINK_OPEN: lambda plan, lever, _: _link(plan, lever, open=_to(True)),
    Kind.UNASKED: lambda plan, lever, _: _link(plan, lever, on_request=_to(False)),
    Kind.WHATEVER_BELIEF: lambda plan, lever, _: _link(plan, lever, share_at=_to(None)),
    Kind.NO_LEAK: lambda plan, lever, _: _link(plan, lever, leak=_to(0.0)),
    Kind.PURSUIT: lambda plan, lever, _: _link(plan, lever, pursuit=_to(True)),
    Kind.NEW_LINK: _new_link,
    Kind.NO_LINK: _without_link,
}
_OF_CONTROLS: Mapping[Kind, _Change] = {
    Kind.EXAMINE: _examined,
    Kind.FIND: _found,
    Kind.NEVER_WAVED: lambda plan, lever, _: _control(plan, lever, queue_limit=_to(None)),
    Kind.INCORRUPT: _incorrupt,
    Kind.CONSULT: _consulting,
    Kind.WATCH: lambda plan, lever, times: _control(plan, lever, watch=lambda rate: rate * times),
    Kind.SEIZE: lambda plan, lever, _: _control(plan, lever, seize=_to(1.0)),
    Kind.CONTROL_OPEN: _always_open,
    Kind.REPORT: lambda plan, lever, most: _control(plan, lever, report_delay=_at_most(most)),
    Kind.WEIGHT: lambda plan, lever, weight: _control(plan, lever, evidence=_micro(weight)),
    Kind.HOLD: _held_longer,
    Kind.NO_CONTROL: _without_control,
}
_OF_AGENCIES: Mapping[Kind, _Change] = {
    Kind.ANALYSTS: _more_analysts,
    Kind.TRIAGE: lambda plan, lever, most: _agency(plan, lever, triage=_at_most(most)),
    Kind.LOOKOUT_AT: lambda plan, lever, belief: _agency(plan, lever, lookout_at=_micro(belief)),
    Kind.LOOKOUT_DELAY: lambda plan, lever, most: _agency(plan, lever, lookout_delay=_at_most(most)),
    Kind.ACT_AT: lambda plan, lever, belief: _agency(plan, lever, act_at=_micro(belief)),
    Kind.RESPONSE: lambda plan, lever, most: _agency(plan, lever, response=_at_most(most)),
    Kind.SLOWER_RESPONSE: lambda plan, lever, plus: _agency(plan, lever, response=_later(plus)),
    Kind.TEAMS: lambda plan, lever, number: _agency(plan, lever, teams=lambda teams: teams + round(number)),
    Kind.SUCCESS: lambda plan, lever, _: _agency(
        plan, lever, success=_to(1.0), skill=lambda skill: max(1.0, skill), perishable=_to(None)
    ),
    Kind.STOP_AT_ONCE: lambda plan, lever, _: _agency(plan, lever, shadowing=_to(None)),
    Kind.NO_TEAMS: _without_teams,
    Kind.NO_LOOKOUTS: lambda plan, lever, _: _agency(plan, lever, lookout_at=_to(_NEVER)),
    Kind.NO_PRIOR: _without_prior,
}


def section_of(kind: Kind) -> Section | Literal["injects"]:
    """Which section of a plan the `index` of a lever counts in."""
    if kind in (Kind.INJECT, Kind.DECISION):
        return "injects"
    if kind is Kind.NO_PRIOR:
        return "flows"
    if kind is Kind.NEW_LINK:
        return "agencies"
    return "links" if kind in _OF_LINKS else "controls" if kind in _OF_CONTROLS else "agencies"
