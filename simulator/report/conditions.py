"""Conditions of injects in words."""

from __future__ import annotations

from simulator.report.words import counted, number
from simulator.scenario.schema.conditions import (
    AllOf,
    AnyOf,
    Believed,
    Chosen,
    Condition,
    Fired,
    Happened,
    Not,
    Queued,
    Reached,
    Reckoned,
)


def in_words(condition: Condition) -> str:
    """A condition on one line: detected by customs 3 times and it is D+5."""
    match condition:
        case Happened():
            return _happened(condition)
        case Believed():
            terms = condition.belief
            return f"{terms.agency} believes ≥ {number(terms.at_least)} in a case of {terms.flow}"
        case Queued():
            queue = condition.queue
            what = queue.agency or queue.control or queue.link or f"a team of {queue.requests_at}"
            return f"{queue.at_least} wait for {what}"
        case Reached():
            bars = (("≥", condition.at_least), ("≤", condition.at_most))
            said = " and ".join(f"{sign} {number(bar)}" for sign, bar in bars if bar is not None)
            return f"{condition.metric}{f' of {condition.flow}' if condition.flow else ''} {said}"
        case Fired():
            return f"after {condition.inject}"
        case Chosen():
            return f"{condition.decision} is decided as {condition.option}"
        case Reckoned():
            return f"from {condition.time}"
        case AllOf():
            return " and ".join(_part(part) for part in condition.all)
        case AnyOf():
            return " or ".join(_part(part) for part in condition.any)
        case Not():
            return f"not {_part(condition.not_)}"


def _part(condition: Condition) -> str:
    words = in_words(condition)
    return f"({words})" if isinstance(condition, AllOf | AnyOf) else words


def _happened(happened: Happened) -> str:
    words = [happened.event.replace("_", " ")]
    for joint, name in (
        ("by", happened.agency),
        ("at", happened.control),
        ("of", happened.flow),
        ("on", happened.link),
        ("in", happened.place),
    ):
        words += [joint, name] if name is not None else []
    words += [counted(happened.count, "time")] if happened.count > 1 else []
    return " ".join(words)
