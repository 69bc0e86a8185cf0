"""How often the targets of the exercise are met, as a table and as plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.report.actors import ActorTable
from simulator.report.numbers import bounds
from simulator.report.tables import Column
from simulator.report.words import UNKNOWN, amount, number, percent, rough, share

if TYPE_CHECKING:
    from simulator.analysis.intervals import Interval
    from simulator.experiment.objectives import ObjectiveResult, TargetResult
    from simulator.scenario.schema import Scenario
    from simulator.world.plan import TargetPlan

_REMARK = "share of the runs that meet a target; one that cannot be observed is not met"


def objectives(scenario: Scenario, results: Sequence[ObjectiveResult]) -> ActorTable:
    """One row an objective, attained where all its targets are met, and one a target."""
    columns = (
        Column("objective", text=True),
        Column("met"),
        Column("95 %", 2),
        Column("observed", 1),
        Column("median"),
        Column("p5-p95", 3),
    )
    names = {objective.id: objective.name or objective.objective for objective in scenario.objectives}
    rows: list[list[str]] = []
    for result in results:
        only = len(result.targets) == 1
        rows.append([names[result.objective.id], *([""] * 5 if only else [*_chance(result.met), "", "", ""])])
        rows += [[f"- {bar(target.target)}", *_cells(target)] for target in result.targets]
    return ActorTable("Objectives", _REMARK, columns, rows)


def bar(target: TargetPlan) -> str:
    """A target on one line: interdiction_rate ≥ 25 %."""
    shown = share if _is_share(target.metric) else number
    of = "" if target.subject == "all" else f" of {target.subject.partition(':')[2]}"
    bars = [
        f"{word} {shown(value)}"
        for word, value in (("≥", target.at_least), ("≤", target.at_most))
        if value is not None
    ]
    return f"{target.metric}{of} {' and '.join(bars)}"


def _is_share(metric: str) -> bool:
    from simulator.scenario.measures import MEASURES, SHARE

    return SHARE in MEASURES[metric].units.values()


def _chance(interval: Interval) -> list[str]:
    return [percent(interval.mean), bounds(interval, 100)]


def _cells(target: TargetResult) -> list[str]:
    shown = percent if target.unit == "share" else rough
    unit = "" if target.unit == "share" else target.unit
    spread = f"{shown(target.p5)} - {shown(target.p95)}" if not math.isnan(target.median) else UNKNOWN
    typical = amount(shown(target.median), unit) if not math.isnan(target.median) else UNKNOWN
    return [*_chance(target.met), percent(target.observed.mean), typical, spread]


def described(results: Sequence[ObjectiveResult]) -> list[dict[str, Any]]:
    """Objectives as plain data; numbers that cannot be had are None."""
    return [
        {
            "id": result.objective.id,
            "objective": result.objective.text,
            "met": _interval(result.met),
            "targets": [
                {
                    "metric": one.target.metric,
                    "subject": one.target.subject,
                    "unit": one.unit,
                    "at_least": one.target.at_least,
                    "at_most": one.target.at_most,
                    "met": _interval(one.met),
                    "observed": _interval(one.observed),
                    "median": _known(one.median),
                    "p5": _known(one.p5),
                    "p95": _known(one.p95),
                }
                for one in result.targets
            ],
        }
        for result in results
    ]


def _interval(interval: Interval) -> dict[str, float | None]:
    return {
        "share": _known(interval.mean),
        "ci_low": _known(interval.low),
        "ci_high": _known(interval.high),
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
