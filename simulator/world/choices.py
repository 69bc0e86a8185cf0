"""What players choose, as text: ID=OPTION, or ID=ROLE:OPTION,ROLE:OPTION."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.errors import UsageError, did_you_mean
from simulator.world.plan import Choice, DecisionPlan, Plan

_FORM = "write ID=OPTION, or ID=ROLE:OPTION,ROLE:OPTION"


def read_choices(plan: Plan, choices: Iterable[Choice | str]) -> tuple[Choice, ...]:
    """Read choices, and check that there is such a decision, role and option.

    Args:
        plan: what is played.
        choices: as text, or read before.

    Raises:
        UsageError: there is none of that name, or a role is said to choose twice.
    """
    decisions = {one.id: one.decision for one in plan.injects if one.decision is not None}
    injects = {one.id for one in plan.injects if one.index >= 0}
    read: list[Choice] = []
    chosen: set[tuple[str, str]] = set()
    for given in choices:
        for choice in (given,) if isinstance(given, Choice) else _parsed(given):
            decision = _decision(decisions, injects, choice.decision)
            _check(decision, choice)
            for role in decision.roles if choice.role is None else (choice.role,):
                if (choice.decision, role) in chosen:
                    message = f"{choice.decision} is decided twice by {role}"
                    raise UsageError(message)
                chosen.add((choice.decision, role))
            read.append(choice)
    return tuple(read)


def _parsed(text: str) -> Iterator[Choice]:
    name, equals, answers = text.partition("=")
    if not (equals and name.strip() and answers.strip()):
        message = f'"{text}" is no decision: {_FORM}'
        raise UsageError(message)
    for answer in answers.split(","):
        role, colon, option = answer.rpartition(":")
        yield Choice(name.strip(), option.strip(), role.strip() if colon else None)


def _decision(decisions: dict[str, DecisionPlan], injects: set[str], name: str) -> DecisionPlan:
    found = decisions.get(name)
    if found is not None:
        return found
    if not decisions:
        message = f'there is no decision "{name}": the scenario asks for none'
    elif name in injects:
        message = f"the inject {name} asks for no decision; {_listed('decisions', decisions)}"
    else:
        hint = did_you_mean(name, decisions) or _listed("decisions", decisions)
        message = f'there is no decision "{name}"; {hint}'
    raise UsageError(message)


def _check(decision: DecisionPlan, choice: Choice) -> None:
    options = [option.id for option in decision.options]
    if choice.option not in options:
        hint = did_you_mean(choice.option, options) or _listed("options", options)
        message = f'{choice.decision} has no option "{choice.option}"; {hint}'
        raise UsageError(message)
    if choice.role is not None and choice.role not in decision.roles:
        hint = did_you_mean(choice.role, decision.roles) or f"it is asked of {', '.join(decision.roles)}"
        message = f'{choice.decision} is not asked of "{choice.role}"; {hint}'
        raise UsageError(message)


def _listed(noun: str, names: Iterable[str]) -> str:
    return f"{noun}: {', '.join(names)}"
