"""Rules about objectives: targets name metrics that there are, and bars that a run can miss or meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from simulator.errors import Problem, did_you_mean, shown
from simulator.scenario.measures import ALL, SHARE
from simulator.scenario.rules.beliefs import knowledge
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.schema import Target
from simulator.scenario.targets import Aim, TargetError, parse_target, subjects

_ANALYSTS: Final = frozenset({"triage_wait_hours", "triage_waiting_share", "utilisation", "false_leads"})
_TEAMS: Final = frozenset(
    {"responses", "response_success_rate", "escaped", "stood_down", "requests_dropped", "team_wait_hours",
     "team_utilisation"}
)  # fmt: skip
_HOLDS: Final = frozenset(
    {"held", "confirmed", "released", "confirmed_share", "hold_hours", "innocent_held_hours"}
)
_AHEAD: Final = frozenset({"announced", "notice_hours"})
_CONSENT: Final = frozenset({"consent_asked", "consent_given", "consent_refused", "consent_hours"})
_BEHAVIOUR: Final = {
    "deterred": "lie_low", "payload_deterred": "lie_low", "lay_low": "lie_low", "retries": "retry",
    "copies": "spread", "further_carriers": "split", "routes_in_use": "expand",
}  # fmt: skip
"""Metric of a flow -> what its flow must do for it to be anything but 0."""
_TRAFFIC: Final = frozenset(
    {"false_alarms", "innocent_stopped", "traffic_examined", "traffic_waved_through", "traffic_wait_mean_hours",
     "traffic_wait_p95_hours", "traffic_hours_lost"}
)  # fmt: skip
_ACTING: Final = ("lead_time_", "actionable_within_")
_SHARED: Final = "cooperation_enabled_"
_ROUNDING: Final = 1e-6


def targets_mean_something(facts: Facts) -> Iterator[Problem]:
    """A target names a metric, and somebody who has it."""
    for path, target, aim in _aims(facts):
        if isinstance(aim, TargetError):
            place = f"{path}.{aim.key}" if getattr(target, aim.key) is not None else path
            yield Problem(aim.code, place, aim.message, aim.hint)


def injects_exercise_objectives(facts: Facts) -> Iterator[Problem]:
    """What looks like the misspelt identifier of an objective refers to none."""
    names = {objective.id for objective in facts.scenario.objectives}
    for number, inject in enumerate(facts.scenario.injects):
        text = inject.objective or ""
        hint = did_you_mean(text, names) if text and text not in names else ""
        if hint:
            message = f"there is no objective {shown(text)}"
            yield warning("W624", f"injects[{number}].objective", message, hint)


def bars_can_be_met_and_missed(facts: Facts) -> Iterator[Problem]:
    """A bar that no run can reach, or that no run can miss, tests nothing."""
    for path, target, aim in _aims(facts):
        if isinstance(aim, TargetError):
            continue
        high = 1.0 if aim.unit == SHARE and aim.metric != "payload_rate" else None
        for key, bar in (("at_least", target.at_least), ("at_most", target.at_most)):
            if bar is None:
                continue
            never, always = (
                (high is not None and bar > high, bar <= 0)
                if key == "at_least"
                else (bar < 0, high is not None and bar >= high)
            )
            hint = "a share lies between 0 and 1" if aim.unit == SHARE else "amounts are 0 or more"
            if never:
                message = f"no run can reach this: {aim.metric} {_words(key)} {bar:g}"
                yield warning("W620", f"{path}.{key}", message, hint)
            elif always:
                message = f"every run meets this: {aim.metric} {_words(key)} {bar:g}"
                yield warning("W621", f"{path}.{key}", message, hint)


def targets_can_be_observed(facts: Facts) -> Iterator[Problem]:
    """A run must be able to show whether a target is met, and not the same in every run."""
    for path, target, aim in _aims(facts):
        if isinstance(aim, TargetError) or aim.name in facts.touched:
            continue
        why = next((reason for look in _LOOKS if (reason := look(facts, target, aim))), "")
        if why:
            yield warning("W622", f"{path}.metric", f"no run can observe {aim.metric}: {why}")


def _words(key: str) -> str:
    return key.replace("_", " ")


def _aims(facts: Facts) -> Iterator[tuple[str, Target, Aim | TargetError]]:
    names = subjects(facts.scenario, facts.expansion) if facts.scenario.objectives else {}
    for number, objective in enumerate(facts.scenario.objectives):
        for which, target in enumerate(objective.targets):
            aim: Aim | TargetError
            try:
                aim = parse_target(names, target)
            except TargetError as error:
                aim = error
            yield f"objectives[{number}].targets[{which}]", target, aim


def _agency_lacks(facts: Facts, target: Target, aim: Aim) -> str:
    agency = next((one for one in facts.expansion.agencies if one.id == aim.name), None)
    if agency is None or aim.kind != "agency":
        return ""
    if aim.metric in _ANALYSTS and not any(shift.n for shift in agency.analysts):
        return f"{agency.label} has no analysts"
    if aim.metric in _TEAMS and not agency.teams and not facts.pools_of(agency.id):
        return f"{agency.label} has no teams"
    return ""


def _control_lacks(facts: Facts, target: Target, aim: Aim) -> str:
    control = next((one for one in facts.expansion.controls if one.id == aim.name), None)
    if control is None or aim.kind != "control":
        return ""
    if aim.metric in _TRAFFIC and control.traffic is None:
        return f"{control.label} has no traffic"
    if aim.metric in _HOLDS and control.hold is None:
        return f"{control.label} holds nobody"
    if aim.metric in _AHEAD and control.ahead is None:
        return f"nothing is announced to {control.label}"
    if not facts.passing.at(control):
        return f"no flow passes {control.label}"
    return ""


def _link_lacks(facts: Facts, target: Target, aim: Aim) -> str:
    link = next((one for one in facts.expansion.links if one.id == aim.name), None)
    if link is None or aim.kind != "link" or aim.metric not in _CONSENT or link.onward == "with_consent":
        return ""
    return f"what comes by {link.id} is passed on {link.onward}"


def _flow_lacks(facts: Facts, target: Target, aim: Aim) -> str:
    flow = next((one for one in facts.scenario.flows if one.id == aim.name), None)
    if flow is None or aim.kind != "flow":
        return ""
    if aim.metric in {"rerouted", "rerouted_share"} and flow.routes.choice != "adaptive":
        return f"the routes of {flow.label} are {flow.routes.choice}"
    needed = _BEHAVIOUR.get(aim.metric)
    if needed is not None and getattr(flow, needed) is None:
        return f"{flow.label} does not {needed.replace('_', ' ')}"
    return ""


def _units_differ(facts: Facts, target: Target, aim: Aim) -> str:
    flows = facts.scenario.flows
    if aim.metric == "value_denied":
        chosen = [flow for flow in flows if aim.subject in (ALL, f"flow:{flow.id}")]
        currencies = {flow.unit_value.unit for flow in chosen if flow.unit_value is not None}
        if not currencies:
            return "no unit_value is given"
        return (
            "" if len(currencies) == 1 else "the values have several currencies; name one flow as its subject"
        )
    units = {flow.payload.unit for flow in flows}
    if aim.metric.startswith("payload_") and aim.subject == ALL and len(units) > 1:
        return f"payloads have several units ({', '.join(sorted(units))}); name one flow as its subject"
    return ""


def _nobody_acts(facts: Facts, target: Target, aim: Aim) -> str:
    if not aim.metric.startswith(_ACTING):
        return ""
    agencies = facts.expansion.agencies
    if any(agency.id in facts.touched for agency in agencies):
        return ""
    known = knowledge(facts)
    for agency in agencies:
        able = agency.teams or facts.pools_of(agency.id)
        if able and known.belief(agency.id, agency.act_at) >= agency.act_at - _ROUNDING:
            return ""
    return "no agency with teams can come to know enough to act"


def _nobody_shares(facts: Facts, target: Target, aim: Aim) -> str:
    if not aim.metric.startswith(_SHARED):
        return ""
    consulted = any(control.consults for control in facts.expansion.controls)
    return "" if facts.expansion.links or consulted else "agencies neither share nor consult each other"


_LOOKS: Final[tuple[Callable[[Facts, Target, Aim], str], ...]] = (
    _agency_lacks, _control_lacks, _link_lacks, _flow_lacks, _units_differ, _nobody_acts, _nobody_shares,
)  # fmt: skip

RULES = (
    targets_mean_something,
    injects_exercise_objectives,
    bars_can_be_met_and_missed,
    targets_can_be_observed,
)
