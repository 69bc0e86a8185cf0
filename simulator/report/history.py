"""How a study went over time, along its routes and over the ground, as tables: the numbers behind its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.analysis.history.ends import ENDS
from simulator.analysis.history.ground import GROUND
from simulator.analysis.history.race import RACE, race_times
from simulator.report.actors import ActorTable
from simulator.report.numbers import Numbers
from simulator.report.tables import Column
from simulator.report.words import duration, number, percent, rough

if TYPE_CHECKING:
    from simulator.analysis.columns import Floats

_HOUR, _DAY = 3600, 86400
_STEPS: Final = 10
_AFTER: Final = (
    _HOUR,
    6 * _HOUR,
    12 * _HOUR,
    _DAY,
    2 * _DAY,
    4 * _DAY,
    7 * _DAY,
    14 * _DAY,
    30 * _DAY,
    60 * _DAY,
)


def so_far(numbers: Numbers) -> ActorTable:
    """Cases so far, by what became of them, in equal steps of time."""
    columns = (
        Column("day", text=True), *(Column(name) for name in ("begun", "interdicted", "delivered", "given up"))
    )  # fmt: skip
    title, remark = (
        "Cases so far",
        "median of the runs and, in brackets, their 5th to 95th percentile: chance only",
    )
    history = numbers.study.history
    if history is None:
        return ActorTable(title, remark, columns, [])
    cases = history.parts["cases"].sum(axis=1)
    steps = np.unique(np.linspace(0, history.times.size - 1, _STEPS + 1).astype(int))[1:].tolist()
    rows = [
        [number(history.times[step] / _DAY), *(_spread(cases[:, end, step]) for end in range(len(ENDS)))]
        for step in steps
    ]
    return ActorTable(title, remark, columns, rows)


def _spread(values: Floats) -> str:
    low, middle, high = np.percentile(values, (5, 50, 95)).tolist()
    return f"{rough(middle)} ({rough(low)}-{rough(high)})" if values.size > 1 else rough(middle)


def race(numbers: Numbers) -> ActorTable:
    """What became of detected cases within a time of their first detection."""
    columns = (
        Column("within", text=True), Column("known well enough to act"), Column("delivered or given up"),
        Column("stopped without that"),
    )  # fmt: skip
    title, remark = (
        "After the first detection",
        "share of the detected cases, whichever comes first, over all runs",
    )
    history = numbers.study.history
    part = None if history is None else history.parts["race"]
    if part is None or not part[:, 0, 0].sum() > 0:
        return ActorTable(title, remark, columns, [])
    seen = part[part[:, 0, 0] > 0]
    weights = seen[:, RACE.index("followed")]
    shares = (seen[:, 1:] * weights[:, None]).sum(axis=0) / weights.sum(axis=0)
    at = race_times(numbers.plan.horizon)
    rows = [
        [duration(after), *(percent(share) for share in shares[:, np.searchsorted(at, after, "right") - 1])]
        for after in _AFTER
        if at[0] <= after <= at[-1]
    ]
    return ActorTable(title, remark, columns, rows)


def routes(numbers: Numbers) -> ActorTable:
    """How many cases took each route, and which share of the first and of the last third."""
    columns = (Column("route", text=True), Column("cases"), Column("first third"), Column("last third"))
    plan, rows = numbers.plan, []
    for flow in plan.flows:
        for k, route in enumerate(flow.routes, start=1):
            subject = f"route:{flow.id}/{k}"
            cases = numbers.mean("launched", subject)
            if cases > 0:
                places = " > ".join(plan.places[place].name for place in route.places)
                shares = (percent(numbers.mean(one, subject)) for one in ("early_share", "late_share"))
                rows.append([f"{flow.name}: {places}", rough(cases), *shares])
    return ActorTable("Routes", "cases of one run; shares of the launches of the flow", columns, rows)


def ground(numbers: Numbers) -> ActorTable:
    """Where cases were stopped, most first."""
    columns = (Column("where", text=True), Column("stopped"))
    title, history, plan = "Where cases were stopped", numbers.study.history, numbers.plan
    if history is None:
        return ActorTable(title, "", columns, [])
    stopped = history.parts["ground"].sum(axis=1).mean(axis=0)[:, GROUND.index("interdicted")]
    names = [place.name for place in plan.places]
    names += [
        f"on the way from {plan.places[leg.origin].name} to {plan.places[leg.destination].name}"
        for leg in plan.legs
    ]
    ranked = sorted(np.flatnonzero(stopped > 0).tolist(), key=lambda position: (-stopped[position], position))
    rows = [[names[position], rough(float(stopped[position]))] for position in ranked]
    return ActorTable(title, "cases of one run", columns, rows)
