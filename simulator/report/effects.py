"""What a run changed against its baseline, in sentences: what was gained, how the flows answer, and what it costs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.report.asked import Compared, compared
from simulator.report.changes import scaled
from simulator.report.threats import ends_of
from simulator.report.words import amount, listed, percent, plural, rough, signed

if TYPE_CHECKING:
    from simulator.analysis.intervals import Interval
    from simulator.experiment import Change, Comparison

_TWOFOLD = 1.5
"""From what relative change on people rather say how many times as much it is."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A sentence or two; `clear` is whether the intervals bear it out."""

    text: str
    clear: bool = True


def effects(comparison: Comparison) -> Iterator[Observation]:
    """What was gained, what it cost, and how the flows answered: always in this order, clear or not."""
    everything = compared(comparison)
    if everything and all(one.stays for one in everything):
        yield Observation(f"Nothing differs: every replication came out as it does {comparison.briefly}.")
        return
    yield from _gain(comparison)
    if comparison.replications == 1:
        return
    yield from _price(comparison)
    yield from _answer(comparison)


def _gain(comparison: Comparison) -> Iterator[Observation]:
    change = comparison.change("interdiction_rate")
    if math.isnan(change.absolute.mean):
        return
    plan = comparison.study.plan
    stopped = ends_of(plan.threats[flow.threat] for flow in plan.flows).interdicted
    here, there = (percent(side.mean) for side in (change.here, change.there))
    sides = f"{here} of the cases are {stopped}, {there} {comparison.briefly}"
    if math.isnan(change.absolute.low):
        text = f"{sides} ({_difference(change, 'share')}); one replication cannot tell this from chance."
        yield Observation(text, clear=False)
        return
    if change.clear:
        more = "more" if change.absolute.mean > 0 else "fewer"
        text = f"{sides}: {_size(change.absolute, 'points', 100)} {more}, or {_relative(change.relative)}."
    else:
        text = f"No clear difference in what is {stopped}: {sides} ({_difference(change, 'share')})."
    yield Observation(" ".join([text, *_through(comparison)]), change.clear)


def _through(comparison: Comparison) -> Iterator[str]:
    """What gets through less (or more), by unit; stopping more is worth little where just as much arrives."""
    for one in compared(comparison, "gain"):
        change, unit = one.change, one.asked.unit
        if one.asked.metric != "payload_delivered" or one.stays:
            continue
        if change.clear:
            falls = "falls" if change.absolute.mean < 0 else "rises"
            yield f"What gets through {falls} by {_size(change.absolute, unit)}, or {_relative(change.relative)}."
        else:
            counted_in = f", in {plural(unit)}" if unit else ""
            yield f"No clear change in what gets through{counted_in} ({_difference(change, unit)})."


def _price(comparison: Comparison) -> Iterator[Observation]:
    """What it costs analysts, teams, sources and those who carry nothing; said together, so that all of it holds."""
    found = compared(comparison, "price")
    if not found:
        return
    dearer = [one for one in found if one.matters and one.change.absolute.mean > 0]
    cheaper = [one for one in found if one.matters and one.change.absolute.mean < 0]
    same = [_as_is(one) for one in found if one.stays]
    unclear = [one.asked.said for one in found if not one.matters and not one.stays]
    told = []
    if dearer:
        told.append(f"It costs: {'; '.join(map(_moved, dearer))}.")
    if cheaper:
        told.append(f"It spares: {'; '.join(map(_moved, cheaper))}.")
    if unclear:
        told.append(f"No clear change, or a slight one at most: {', '.join(unclear)}.")
    if same:
        told.append(f"The same in every replication: {'; '.join(same)}.")
    yield Observation(" ".join(told))


def _answer(comparison: Comparison) -> Iterator[Observation]:
    """Whether what is stopped here goes another way: by other routes, in other flows, or not at all."""
    told = [f"{_moved(one)}" for one in compared(comparison, "answer") if one.matters]
    told += _flows(comparison)
    if told:
        yield Observation(f"How the flows answer: {'; '.join(told)}.")


def _flows(comparison: Comparison) -> Iterator[str]:
    """In which flows less gets through, and in which more."""
    flows = comparison.study.plan.flows
    if len(flows) < 2:
        return
    changes = {
        flow.name: comparison.change_over("delivered", [f"flow:{flow.id}"], len(flows)) for flow in flows
    }
    fewer = [name for name, change in changes.items() if change.absolute.high < 0]
    more = [name for name, change in changes.items() if change.absolute.low > 0]
    if len(fewer) == len(flows):
        yield f"fewer cases get through in each of the {len(flows)} flows"
        return
    for word, names in (("more", more), ("fewer", fewer)):
        if names:
            yield f"{word} cases get through in {listed(names)}"


def _moved(one: Compared) -> str:
    """A quantity and its two levels: an item waits 12.4 h for an analyst instead of 10.9 h (+1.5, ...)."""
    there = _level(one, one.change.there)
    return f"{_as_is(one)} instead of {there} ({_difference(one.change, one.asked.unit)})"


def _as_is(one: Compared) -> str:
    return one.asked.told.format(_level(one, one.change.here))


def _level(one: Compared, side: Interval) -> str:
    scale, unit = scaled(one.asked.unit, one.change)
    value = scale * side.mean
    if unit == "%":
        return percent(side.mean)
    return amount(rough(value, 3 if value >= 10 else 2), unit or _measure(one)) if value else "none"


def _measure(one: Compared) -> str:
    """The unit of what is paid or weighed; what is counted has it in its sentence."""
    return one.asked.unit.upper() if one.asked.metric in {"cost", "decision_cost"} else ""


def _difference(change: Change, unit: str) -> str:
    """A difference with its interval and as a share: +1.5, +1.1 to +1.8; +13 %."""
    scale, _ = scaled(unit, change)
    absolute = change.absolute
    mean, bounds = signed(scale * absolute.mean, scale * absolute.low, scale * absolute.high)
    if absolute.low == absolute.high:
        bounds = "in every replication"
    points = " points" if unit == "share" else ""
    relative, _ = signed(
        *(100 * one for one in (change.relative.mean, change.relative.low, change.relative.high))
    )
    known = [f"{mean}{points}", *([bounds] if bounds else [])]
    return ", ".join(known) + ("" if math.isnan(change.relative.mean) else f"; {relative} %")


def _relative(interval: Interval) -> str:
    """How much larger or smaller something is, as a share, or as a multiple where it is much larger."""
    if interval.mean >= _TWOFOLD:
        times = f"{1 + interval.mean:.2g} times as much"
        return (
            times if math.isnan(interval.low) else f"{times} ({1 + interval.low:.2g}-{1 + interval.high:.2g})"
        )
    return _size(interval, "%", 100)


def _size(interval: Interval, unit: str, scale: float = 1) -> str:
    """How large a clear difference is, whichever way it goes: 52 kg (42-62)."""
    sign = -1 if interval.mean < 0 else 1
    bounds = sorted(sign * scale * bound for bound in (interval.low, interval.high))
    mean, ends = signed(scale * abs(interval.mean), bounds[0], bounds[1])
    return f"{amount(mean.lstrip('+'), unit)} ({ends.replace('+', '').replace(' to ', '-')})"
