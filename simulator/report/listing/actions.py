"""How actions, answers, moments and targets are said in words."""

from __future__ import annotations

from typing import Any

from simulator.report.conditions import in_words
from simulator.report.listing.values import spread
from simulator.report.words import counted, duration, in_one_line, number
from simulator.scenario.clock import write_clock
from simulator.scenario.distributions import Distribution
from simulator.scenario.schema.injects import AddTeams, Change, Close, Message, Open
from simulator.scenario.schema.responses import HoldCase


def _new_value(action: Change) -> str:
    match action.how:
        case "set":
            # A mechanism gives a value, a scenario writes one.
            known = isinstance(action.to, Distribution)
            return f": {spread(action.to) if known else in_one_line(action.to)}"
        case "times":
            return f" times {number(action.times or 0.0)}"
        case "add":
            more = "" if in_one_line(action.by).startswith("-") else "+"
            return f" {more}{in_one_line(action.by)}"


def effect(action: Any) -> str:
    """What an action of an inject does, and for how long."""
    match action:
        case Change():
            said = f"{action.change}{_new_value(action)}"
        case Open():
            said = f"open {action.open}"
        case Close():
            said = f"close {action.close}"
        case AddTeams():
            said = f"{action.add_teams}: {counted(action.n, 'team')} more"
        case Message():
            return f"tell {action.message.to}"
        case HoldCase():
            return f"hold the case for {duration(action.hold_case.for_)}"
        case _:
            return f"a tip to {action.tip.agency} about a {action.tip.about} of {action.tip.flow}"
    return said if action.for_ is None else f"{said}, for {duration(action.for_)}"


def effects(actions: Any) -> str:
    """What several actions do."""
    return "; ".join(map(effect, actions))


def moment(inject: Any) -> str:
    """When an inject fires."""
    if inject.at is not None:
        return str(inject.at)
    return in_words(inject.when) + (f", {duration(inject.delay)} later" if inject.delay else "")


def at_table(move: Any) -> str:
    """When the table plays a move."""
    begins, ends = map(write_clock, move.table)
    return f"{f'day {move.day} ' if move.day > 1 else ''}{begins}-{ends}"


def option(option: Any) -> str:
    """An answer: what it is called, does and costs."""
    does = "; ".join(map(effect, option.actions)) or "nothing changes"
    cost = f" ({number(option.cost.number)} {option.cost.unit})" if option.cost is not None else ""
    return f"{option.id}{'*' if option.default else ''}{cost}: {does}"


def rule(inject: Any) -> str:
    """Who must agree, and how long they have."""
    several = len(inject.asked_of) > 1
    words = [inject.rule or "majority"] if several else []
    words += [f"within {duration(inject.within)}"] if inject.within else []
    return ", ".join(words)


def bar(target: Any) -> str:
    """A target as it was written, on one line."""
    words = [target.metric] if target.subject is None else [target.metric, "of", target.subject]
    words += [f"({target.statistic})"] if target.statistic else []
    bars = (("≥", target.at_least), ("≤", target.at_most))
    return " ".join([*words, *(f"{sign} {number(value)}" for sign, value in bars if value is not None)])
