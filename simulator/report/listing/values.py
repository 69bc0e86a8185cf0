"""How the values of a scenario are said in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.report.words import counted, duration, number, rate, share
from simulator.scenario.distributions import Distribution


def spread(distribution: Distribution) -> str:
    """A distribution of durations: its median, and what nine in ten stay below."""
    low, high = distribution.bounds
    if low == high:
        return duration(low)
    return f"{duration(distribution.median)} ({duration(float(distribution.ppf(0.9)))})"


def amounts(distribution: Distribution) -> str:
    """A distribution of plain numbers, in the same form."""
    low, high = distribution.bounds
    if low == high:
        return number(low)
    return f"{number(distribution.median)} ({number(float(distribution.ppf(0.9)))})"


def optional(shown: Callable[[Any], str], nothing: str = "") -> Callable[[Any], str]:
    """The same, with other words where there is no value."""
    return lambda value: nothing if value is None else shown(value)


def analysts(shifts: Any) -> str:
    """How many there are in each shift."""
    return "+".join(str(shift.n) for shift in shifts) or "none"


def hours(value: Any) -> str:
    """The hours of work of an agency or a control."""
    from simulator.scenario.hours import write_hours

    written = write_hours(value)
    if isinstance(written, dict):
        return f"{written['days']} {written['from']}-{written['to']}"
    return written if isinstance(written, str) else "shifts"


def arrivals(value: Any) -> str:
    """How often cases begin, or when."""
    if value is None:
        return "follow-on"
    if value.poisson is not None:
        return rate(value.poisson.rate)
    if value.schedule is not None:
        return counted(len(value.schedule), "time")
    return f"{value.batch.size} every {duration(value.batch.every)}"


def payload(value: Any) -> str:
    """What a case carries."""
    return f"{amounts(value.amount)} {value.unit}"


def joined(values: Any) -> str:
    """Several names."""
    return ", ".join(values)


def selection(control: Any) -> str:
    """What a control looks at: a share of what passes, or by chance over time."""
    return share(control.examine) if control.watch is None else rate(control.watch)


def further(control: Any) -> str:
    """What else is to be said of how a control looks, and what it does with what it finds."""
    said = []
    if control.requires is not None:
        said.append(f"only with a lookout: {share(control.match)}")
    if control.ahead is not None:
        said.append(f"{duration(control.ahead)} ahead")
    if not control.hours.always:
        said.append(hours(control.hours))
    said += [
        f"from {number(one.payload.number)} {one.payload.unit}: {share(one.examine)}"
        for one in control.examine_from
    ]
    said += [f"other terms for {trait}" for trait in control.if_trait]
    if control.hold is not None:
        held = "" if control.hold.share == 1 else f"{share(control.hold.share)} "
        said.append(f"holds {held}for {duration(control.hold.for_)}")
    if control.growth is not None:
        said.append(f"skill to {number(control.growth.to)} over {duration(control.growth.over)}")
    return ", ".join(said).replace(" %", "\u00a0%")


def position(control: Any) -> str:
    """The place of a control, or its leg."""
    where = control.at or control.on_leg
    return where if isinstance(where, str) else " > ".join(where)


def prior(items: Any) -> str:
    """Who knows what before a case begins."""
    return ", ".join(f"{item.agency}: {share(item.share)} of {item.about}s" for item in items)


def behaviour(flow: Any) -> str:
    """How a flow answers to losses and successes."""
    said = {
        "split": f"{flow.split.carriers} carriers" if flow.split is not None else "",
        "lie_low": "lies low",
        "expand": "expands",
        "abort": "gives up",
        "retry": "tries again",
        "spread": "spreads",
        "corruption": "bribes",
    }
    words = [word for key, word in said.items() if getattr(flow, key)]
    starts = [entry.start for entry in flow.on_delivery] + [entry.start for entry in flow.on_delivered_total]
    return ", ".join([*words, *(f"starts {name}" for name in dict.fromkeys(starts))]) or "-"
