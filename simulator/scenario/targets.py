"""Which metric of whom a target means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from simulator.errors import did_you_mean, shown
from simulator.scenario.expansion import Expansion
from simulator.scenario.measures import ALL, MEASURES
from simulator.scenario.schema import Scenario, Target

TargetKey = Literal["metric", "subject", "statistic"]
_MOST_LISTED: Final = 8
_STATISTICS: Final = ("mean", "median", "p5", "p95")


class TargetError(ValueError):
    """A target that means nothing; `key` is the part of it at fault, `code` that of the problem."""

    def __init__(self, code: str, message: str, hint: str = "", key: TargetKey = "metric") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.key = key


@dataclass(frozen=True, slots=True)
class Aim:
    """A metric of a subject, as metrics.csv has them, and its unit (empty where it depends on the subject)."""

    metric: str
    subject: str
    unit: str

    @property
    def kind(self) -> str:
        """The kind of subject."""
        return self.subject.partition(":")[0]

    @property
    def name(self) -> str:
        """The subject's identifier; empty for all."""
        return self.subject.partition(":")[2]


Names = Mapping[str, frozenset[str]]
"""Kind of subject -> the identifiers there are; routes are found by their flow, options by their decision."""


def subjects(scenario: Scenario, expansion: Expansion) -> Names:
    """What a scenario has of each kind of subject."""
    flows = frozenset(flow.id for flow in scenario.flows)
    return {
        "flow": flows,
        "route": flows,
        "agency": frozenset(agency.id for agency in expansion.agencies),
        "control": frozenset(control.id for control in expansion.controls),
        "link": frozenset(link.id for link in expansion.links),
        "mechanism": frozenset(mechanism.id for mechanism in scenario.mechanisms),
        "outcome": flows,
        "pool": frozenset(pool.id for pool in scenario.pools),
        "inject": frozenset(inject.id for inject in scenario.injects if inject.when is not None),
        "decision": frozenset(inject.id for inject in scenario.injects if inject.options),
    }


def parse_target(names: Names, target: Target) -> Aim:
    """Find what a target means.

    Args:
        names: What there is to be measured.
        target: A target of an objective.

    Raises:
        TargetError: There is no such metric, statistic or subject.
    """
    metric = _metric(target)
    units = MEASURES[metric].units
    subject = _subject(names, target.subject, units, metric)
    return Aim(metric, subject, units[subject.partition(":")[0]])


def _metric(target: Target) -> str:
    name = target.metric
    if target.statistic is None:
        if name in MEASURES:
            return name
        given = {word: with_ for word in _STATISTICS if (with_ := _with_statistic(name, word)) in MEASURES}
        if given:
            message = f"{name} has several statistics: say which"
            code, hint = "E204", f"write statistic: {' or '.join(given)}"
            raise TargetError(code, message, hint)
        code, message = "E201", f"unknown metric {shown(name)}"
        raise TargetError(code, message, did_you_mean(name, MEASURES) or "docs/metrics.md lists them")
    found = _with_statistic(name, target.statistic)
    if found in MEASURES:
        return found
    if name in MEASURES and f"_{target.statistic}" in name:
        return name
    has = [word for word in _STATISTICS if _with_statistic(name, word) in MEASURES]
    if not has and name not in MEASURES:
        code, message = "E201", f"unknown metric {shown(name)}"
        raise TargetError(code, message, did_you_mean(name, MEASURES) or "docs/metrics.md lists them")
    code, message = "E320", f"{name} has no {target.statistic} within a run"
    hint = f"it has: {', '.join(has)}" if has else "it is one number in each run: leave the statistic out"
    raise TargetError(code, message, hint, "statistic")


def _with_statistic(name: str, statistic: str) -> str:
    stem, unit = (name[: -len("_hours")], "_hours") if name.endswith("_hours") else (name, "")
    return f"{stem}_{statistic}{unit}"


def _subject(names: Names, written: str | None, units: Mapping[str, str], metric: str) -> str:
    if written is None or written == ALL:
        if ALL in units:
            return ALL
        kinds = " or ".join(f"{kind}:ID" for kind in units)
        code, message = "E204", f"{metric} of whom? It is not counted over all"
        raise TargetError(
            code, message, f"write subject: {kinds}", "metric" if written is None else "subject"
        )
    kind, colon, name = written.partition(":")
    if not colon:
        kind, name = next(((one, written) for one in units if written in names.get(one, ())), ("", written))
    known = names.get(kind, frozenset()) if kind in units else frozenset()
    found = name.partition("/")[0] if kind in {"route", "outcome", "decision"} else name
    if found in known:
        return f"{kind}:{name}"
    candidates = [one for each in units if each != ALL for one in names.get(each, ())]
    listed = f"there are {', '.join(sorted(candidates))}" if 0 < len(candidates) <= _MOST_LISTED else ""
    code, message = "E201", f"{metric} has no subject {shown(written)}"
    raise TargetError(code, message, did_you_mean(name, candidates) or listed, "subject")
