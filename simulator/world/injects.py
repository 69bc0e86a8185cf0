"""Injects and link openings as timed changes of parameters."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simulator.scenario.changeable import CORRUPTION, PER_THREAT, is_share
from simulator.scenario.changes import parse_change, parse_switch
from simulator.scenario.expansion import Step
from simulator.scenario.schema import AddTeams, Agency, Change, Close, Control, Inject, Message, Open, Tip
from simulator.scenario.schema.injects import Action, How, Option, Timed
from simulator.scenario.schema.responses import HoldCase
from simulator.world.address import name_address
from simulator.world.conditions import compile_condition
from simulator.world.growth import growth_steps
from simulator.world.plan import (
    MICRO,
    ONWARD,
    ActPlan,
    ChangePlan,
    DecisionPlan,
    InjectPlan,
    OptionPlan,
    Section,
    TipPlan,
)

if TYPE_CHECKING:
    from simulator.world.compile import Compiler

_Parameters = dict[tuple[Section, int, str], int]
"""Parameters that change, numbered in the order in which they are met."""
Convert = Callable[["Compiler", str, Any], Any]


def compile_injects(
    compiler: Compiler,
) -> tuple[tuple[InjectPlan, ...], dict[int, ActPlan], tuple[tuple[Section, int, str], ...]]:
    """Compile injects, links that open or close on a date, skills that grow, and responses without teams.

    Returns:
        The injects in order of (time, number), what agencies do instead of sending teams, and what the numbers of
        parameters mean: (section, index, key).
    """
    parameters: _Parameters = {}
    plans = [_inject(compiler, parameters, i, inject) for i, inject in enumerate(compiler.scenario.injects)]
    for i, link in enumerate(compiler.expanded.links):
        for moment, value in ((link.opens, True), (link.closes, False)):
            if moment is not None and link.open:
                change = _change(parameters, "links", i, "open", None, value, None)
                plans.append(InjectPlan(-1, link.id, compiler.when(moment), (change,), ()))
    growing: tuple[tuple[Section, Sequence[Agency | Control]], ...] = (
        ("controls", compiler.expanded.controls),
        ("agencies", compiler.expanded.agencies),
    )
    for section, entities in growing:
        for i, entity in enumerate(entities):
            if entity.growth is not None:
                begin = compiler.when(entity.growth.from_)
                for time, plus in growth_steps(entity.growth, entity.skill, begin):
                    change = _change(parameters, section, i, "skill", None, plus, None, how="add")
                    plans.append(InjectPlan(-1, entity.id, time, (change,), ()))
    for i, programme in enumerate(compiler.expanded.programmes):
        plans += (_step(compiler, parameters, i, programme.id, step) for step in programme.steps)
    plans.sort(key=lambda inject: (inject.time, inject.index, inject.id))
    acts = {
        i: _act(compiler, parameters, i, agency)
        for i, agency in enumerate(compiler.expanded.agencies)
        if agency.respond_with is not None
    }
    return tuple(plans), acts, tuple(parameters)


def _step(compiler: Compiler, parameters: _Parameters, number: int, name: str, step: Step) -> InjectPlan:
    """What a programme changes at a moment; what is over before the world begins is left out."""
    time = compiler.when(step.at) + round(step.delay)
    changes = [
        replace(change, programme=number)
        for action in step.actions
        for change in _changes(compiler, parameters, action, time)
        if change.until is None or change.until > compiler.first
    ]
    return InjectPlan(-1, f"{name}@{time}", time, tuple(changes), ())


def _inject(compiler: Compiler, parameters: _Parameters, index: int, inject: Inject) -> InjectPlan:
    time = 0 if inject.at is None else compiler.when(inject.at)
    condition = () if inject.when is None else compile_condition(compiler, inject.when)
    changes, tips = _deeds(compiler, parameters, inject.actions, time, inject.id)
    decision = None if inject.decision is None else _decision(compiler, parameters, inject)
    delay = round(inject.delay)
    return InjectPlan(index, inject.id, time, changes, tips, condition, delay, decision)


def _decision(compiler: Compiler, parameters: _Parameters, inject: Inject) -> DecisionPlan:
    needed = len(inject.asked_of) if inject.rule == "all" else len(inject.asked_of) // 2 + 1
    return DecisionPlan(
        question=inject.decision or "",
        roles=inject.asked_of,
        needed=needed,
        within=round(inject.within or 0),
        default=next(number for number, option in enumerate(inject.options) if option.default),
        options=tuple(_option(compiler, parameters, inject.id, option) for option in inject.options),
    )


def _option(compiler: Compiler, parameters: _Parameters, inject: str, option: Option) -> OptionPlan:
    cost, currency = (0.0, "") if option.cost is None else option.cost
    deeds = _deeds(compiler, parameters, option.actions, 0, inject, option.id)
    return OptionPlan(option.id, option.label, cost, currency, *deeds)


def _deeds(
    compiler: Compiler, parameters: _Parameters, actions: Sequence[Action], time: int, *names: str
) -> tuple[tuple[ChangePlan, ...], tuple[TipPlan, ...]]:
    """What actions change from a moment on, and the tips they give, whose addresses follow from the names."""
    changes: list[ChangePlan] = []
    tips: list[TipPlan] = []
    for number, action in enumerate(actions):
        if isinstance(action, Message):
            continue
        if isinstance(action, Tip):
            terms = action.tip
            tips.append(
                TipPlan(
                    address=name_address("tip", *names, number),
                    agency=compiler.agencies[terms.agency],
                    about=terms.about,
                    flow=compiler.flows[terms.flow],
                    number=terms.number - 1,
                    evidence=round(terms.evidence * MICRO),
                    valid_for=None if terms.valid_for is None else round(terms.valid_for),
                )
            )
            continue
        changes += _changes(compiler, parameters, action, time)
    return tuple(changes), tuple(tips)


def _act(compiler: Compiler, parameters: _Parameters, index: int, agency: Agency) -> ActPlan:
    """What an agency does instead of sending a team; the ends of changes count from then on."""
    assert agency.respond_with is not None
    actions: list[Action] = []
    holds: list[tuple[int, int]] = []
    for action in agency.respond_with.actions:
        if isinstance(action, HoldCase):
            terms = action.hold_case
            by = index if terms.confirmed_by is None else compiler.agencies[terms.confirmed_by]
            holds.append((max(1, round(terms.for_)), by))
        else:
            actions.append(action)
    return ActPlan(*_deeds(compiler, parameters, actions, 0, "respond_with", agency.id), tuple(holds))


def _changes(compiler: Compiler, parameters: _Parameters, action: Timed, time: int) -> list[ChangePlan]:
    """What an action changes from a moment on."""
    until = None if action.for_ is None else time + round(action.for_)
    match action:
        case AddTeams():
            section = "pools" if action.add_teams in compiler.pools else "agencies"
            whose = compiler.number(section, action.add_teams)
            return [_change(parameters, section, whose, "teams", None, action.n, until, how="add")]
        case Change():
            return _values(compiler, parameters, action, until)
        case Open() | Close():
            return _opening(compiler, parameters, action, until)
        case _:
            message = f"no programme can do {type(action).__name__}"
            raise TypeError(message)


def _opening(
    compiler: Compiler, parameters: _Parameters, action: Open | Close, until: int | None
) -> list[ChangePlan]:
    switch = parse_switch(compiler.targets, action)
    targets = compiler.expanded.affected(switch.section, switch.id)
    opens = isinstance(action, Open)
    return [
        _change(parameters, section, compiler.number(section, name), "open", None, opens, until)
        for section, name in targets
    ]


def _values(
    compiler: Compiler, parameters: _Parameters, action: Change, until: int | None
) -> list[ChangePlan]:
    parsed = parse_change(compiler.targets, action)
    attribute, convert = _CONVERT.get((parsed.section, parsed.key), (parsed.key, _as_it_is))
    field, _, threat = parsed.key.partition(".")
    element = None
    if field in PER_THREAT:
        attribute, element = field, compiler.threats.index(threat)
    elif field == CORRUPTION:
        attribute, element = field, compiler.controls[threat]
    value = parsed.value if parsed.how == "times" else convert(compiler, parsed.id, parsed.value)
    most = 1.0 if is_share(parsed.section, parsed.key) else math.inf
    return [
        _change(
            parameters,
            parsed.section,
            compiler.number(parsed.section, name),
            attribute,
            element,
            value,
            until,
            how=parsed.how,
            most=most,
        )
        for _, name in compiler.expanded.affected(parsed.section, parsed.id)
    ]


def _change(
    parameters: _Parameters,
    section: Any,
    index: int,
    key: str,
    element: int | None,
    value: Any,
    until: int | None,
    *,
    how: How = "set",
    most: float = math.inf,
) -> ChangePlan:
    name = key if element is None else f"{key}.{element}"
    number = parameters.setdefault((section, index, name), len(parameters))
    least = 1 if key == "bays" else 0  # with no bay nobody would be examined
    return ChangePlan(section, index, key, element, value, until, number, how, least, most)


def _as_it_is(compiler: Compiler, name: str, value: Any) -> Any:
    return value


def _micro(compiler: Compiler, name: str, value: Any) -> int | None:
    return None if value is None else round(value * MICRO)


def _seconds(compiler: Compiler, name: str, value: Any) -> int | None:
    return None if value is None else round(value)


def _rate(compiler: Compiler, name: str, value: Any) -> Any:
    return compiler.rate(value)


def _traffic(compiler: Compiler, name: str, value: Any) -> Any:
    return compiler.traffic(_control(compiler, name), value)


def _control(compiler: Compiler, name: str) -> Control:
    return next(one for one in compiler.expanded.controls if one.id == name)


def _shifts(compiler: Compiler, name: str, value: Any) -> Any:
    agency = next(one for one in compiler.expanded.agencies if one.id == name)
    return compiler.shifts(value, agency.jurisdiction)


def _hold(compiler: Compiler, name: str, value: Any) -> Any:
    return compiler.hold(_control(compiler, name), value)


def _onward(compiler: Compiler, name: str, value: Any) -> int:
    return ONWARD[value]


# What a key of the scenario is called in the plan, and how its value is compiled; others go over as they are.
_CONVERT: dict[tuple[str, str], tuple[str, Convert]] = {
    ("agencies", "analysts"): ("shifts", _shifts),
    ("agencies", "routine_leads"): ("routine_leads", _rate),
    ("agencies", "lookout_at"): ("lookout_at", _micro),
    ("agencies", "act_at"): ("act_at", _micro),
    ("agencies", "controlled_delivery.share"): ("shadowed_share", _as_it_is),
    ("controls", "evidence"): ("evidence", _micro),
    ("controls", "hold"): ("hold", _hold),
    ("controls", "valid_for"): ("valid_for", _seconds),
    ("controls", "traffic"): ("traffic", _traffic),
    ("links", "share_at"): ("share_at", _micro),
    ("links", "onward"): ("onward", _onward),
    ("links", "ask_at"): ("ask_at", _micro),
    ("links", "ask_again"): ("ask_again", _seconds),
    ("links", "consent.granted"): ("granted", _as_it_is),
    ("links", "consent.delay"): ("consent_delay", _as_it_is),
    ("flows", "arrivals.poisson"): ("arrivals", _rate),
    ("flows", "abort.after_loss"): ("after_loss", _as_it_is),
    ("flows", "retry.probability"): ("retry", _as_it_is),
    ("flows", "spread.probability"): ("spread", _as_it_is),
    ("pools", "mandate"): ("mandate", _seconds),
}
