"""What the ground shows, in sentences that the data bear out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.analysis.intervals import Interval, pooled_ratio, student_t
from simulator.report.figures.corridor.traffic import Traffic
from simulator.report.figures.lines import short
from simulator.report.numbers import amount_of, share_of
from simulator.report.words import amount, counted, rough

if TYPE_CHECKING:
    from simulator.report.figures.material import Material

_MOST: Final = 0.5
_LARGE: Final = 1e4
"""Amount from which on it is said in thousands or millions."""
_FEWEST: Final = 5
"""Interdictions below which nothing is said of where they happen."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Somewhere cases are stopped: a place, a leg or a state, and what share of all is stopped there."""

    name: str
    share: Interval


def title(material: Material, traffic: Traffic) -> str:
    """What stands out of where cases are stopped, if anything does; else what is drawn."""
    where = spots(traffic)
    interdictions = float(traffic.ground[..., 2].sum())
    if len(where) == 0 or interdictions < _FEWEST:
        return f"{material.scenario.scenario.title}: the ways of the flows, and who tells whom"
    first = where[0]
    what = _counted(traffic.unit)
    if len(where) == 1:
        return f"{_all_of(what)} {_at(first.name)}"
    if first.share.low > _MOST:
        return f"{_most_of(what)} {_at(first.name)}"
    if _clearly_first(traffic):
        more = f"More {what} are stopped" if what else "More is stopped"
        return f"{more} {_at(first.name)} than anywhere else"
    states = _by_state(material, traffic)
    if states and states[0].share.low > _MOST:
        return f"{_most_of(what)} in {states[0].name}"
    return f"{(what or 'cases').capitalize()} are stopped {_in_so_many(len(where))}; none stands out clearly"


def _counted(unit: str) -> str:
    """The plural of a unit that can be counted: persons; nothing for kg."""
    plural = "cases" if unit == "cases" else amount("2", unit).removeprefix("2 ")
    return "" if plural == unit and unit != "cases" else plural


def _all_of(what: str) -> str:
    return f"All of the {what} stopped are stopped" if what else "All that is stopped is stopped"


def _most_of(what: str) -> str:
    return f"Most of the {what} stopped are stopped" if what else "Most of what is stopped is stopped"


def sentences(material: Material, traffic: Traffic) -> str:
    """The figure in words: what moves, what is stopped and where most of it."""
    parts: list[str] = []
    for flow in (traffic.plan.flows[i] for strand in traffic.strands for i in strand.flows):
        if len(parts) == 6:
            break
        origin, destination = (traffic.plan.places[i].name for i in (flow.origin, flow.destination))
        (_, launched, _), (_, caught, bounds) = rows(material, flow.id, flow.unit)
        way = f"{flow.name}: from {origin} to {destination}"
        parts.append(f"{way}, {' '.join(filter(None, (caught, bounds)))} of {launched} stopped.")
    listed = [f"{spot.name} {share_of(spot.share)}" for spot in spots(traffic)[:5]]
    if listed:
        parts.append(
            f"Stopped at: {', '.join(listed)} of the {'amount' if traffic.unit != 'cases' else 'cases'}."
        )
    return " ".join(parts)


def rows(material: Material, flow: str, unit: str) -> list[tuple[str, str, str]]:
    """How much of a flow sets out and is stopped a replication: words, amount, and interval where there is one."""
    launched = material.numbers.mean("payload_launched", f"flow:{flow}")
    caught = material.numbers.of("payload_interdicted", f"flow:{flow}")
    told = amount_of(caught)
    if max(caught.mean, caught.high) >= _LARGE:
        told = short(caught.mean)
        told += f" ({short(caught.low)}-{short(caught.high)})" if caught.low <= caught.high else ""
    number, _, bounds = told.partition(" (")
    return [
        ("sets out", amount(short(launched), unit), ""),
        ("stopped", amount(number, unit), bounds and f"({bounds}"),
    ]


def spots(traffic: Traffic) -> list[Spot]:
    """Where cases are stopped, the largest share first; a leg counts as itself."""
    total = traffic.stopped.sum(axis=1)
    order = np.argsort(-traffic.stopped.mean(axis=0), kind="stable")
    return [
        Spot(position_name(traffic, int(i)), _share(traffic.stopped[:, i], total))
        for i in order
        if traffic.stopped[:, i].any()
    ]


def position_name(traffic: Traffic, position: int) -> str:
    """A place by its name, a leg by those of its ends."""
    places = traffic.plan.places
    if position < len(places):
        return places[position].name
    leg = traffic.plan.legs[position - len(places)]
    return f"{places[leg.origin].name} - {places[leg.destination].name}"


def _in_so_many(places: int) -> str:
    return "in two places" if places == 2 else "in several places" if places < 6 else "in many places"


def _at(name: str) -> str:
    return f"on the way {name}" if " - " in name else f"at {name}"


def _share(part: Floats, total: Floats) -> Interval:
    interval = pooled_ratio(part, total)
    return Interval(interval.mean, max(0.0, interval.low), min(1.0, interval.high))


def _clearly_first(traffic: Traffic) -> bool:
    """Whether more is stopped at the first position than at any other, in the same replications."""
    means = traffic.stopped.mean(axis=0)
    first = int(means.argmax())
    others = [i for i in np.flatnonzero(means) if i != first]
    return all(student_t(traffic.stopped[:, first] - traffic.stopped[:, i]).low > 0 for i in others)


def _by_state(material: Material, traffic: Traffic) -> list[Spot]:
    names = [one.label for one in material.scenario.jurisdictions]
    owner = np.array(traffic.plan.position_jurisdictions)
    total = traffic.stopped.sum(axis=1)
    found = [
        Spot(name, _share(traffic.stopped[:, owner == i].sum(axis=1), total)) for i, name in enumerate(names)
    ]
    return sorted((spot for spot in found if spot.share.mean > 0), key=lambda spot: -spot.share.mean)


def mean_stopped(traffic: Traffic, position: int) -> str:
    """How much is stopped at a position a replication: 12.5 kg."""
    mean = float(traffic.stopped[:, position].mean())
    text = rough(mean)
    return amount(text, traffic.unit) if traffic.unit != "cases" else counted_cases(mean)


def counted_cases(mean: float) -> str:
    """A mean number of cases: 1 case, 2.5 cases."""
    text = rough(mean)
    return counted(1, "case") if text == "1" else f"{text} cases"
