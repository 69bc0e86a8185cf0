"""Rules about conditions: they speak of what there is, and of what can come about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simulator.errors import Problem, did_you_mean, shown
from simulator.eventlog import Event
from simulator.scenario.rules.beliefs import knowledge
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.rules.routes import finds
from simulator.scenario.rules.times import seconds_from_start
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
    QueueTerms,
    Reached,
    Reckoned,
)

_OF_LINKS: Final = frozenset(
    {Event.OFFERED, Event.WITHHELD, Event.BARRED, Event.QUEUED, Event.SENT, Event.RECEIVED, Event.LOST,
     Event.ASKED, Event.ANSWERED, Event.NOTHING_KNOWN, Event.REFUSED, Event.LEAKED, Event.CONSENT_ASKED,
     Event.CONSENT_GIVEN, Event.CONSENT_REFUSED, Event.HANDED_OVER}
)  # fmt: skip
_OF_ITEMS: Final = frozenset(
    {Event.OFFERED, Event.WITHHELD, Event.BARRED, Event.QUEUED, Event.SENT, Event.RECEIVED, Event.LOST,
     Event.REPORTED, Event.TRIAGE_STARTED, Event.TRIAGED, Event.DUPLICATE, Event.EXPIRED, Event.DISMISSED,
     Event.ROUTINE_LEAD, Event.TEAM_RELEASED, Event.MOBILISED}
)  # fmt: skip
_OF_MOVES: Final = frozenset({Event.LAUNCHED, Event.ARRIVED, Event.DEPARTED, Event.DELIVERED, Event.COPIED})
_OF_TRAFFIC: Final = frozenset(
    {Event.FALSE_ALARM, Event.TRAFFIC_EXAMINED, Event.TRAFFIC_WAVED_THROUGH, Event.TRAFFIC_WAIT}
)
_OF_EXERCISE: Final = frozenset({Event.INJECT_FIRED, Event.DECISION_ASKED, Event.DECISION_TAKEN})
_OF_TEAMS: Final = frozenset(
    {Event.REQUESTED, Event.DISPATCHED, Event.TEAM_ARRIVED, Event.ESCAPED, Event.ACTIONABLE}
)
_OF_LOOKS: Final = frozenset(
    {Event.PASSED, Event.EXAMINED, Event.MISSED, Event.DETECTED, Event.WAVED_THROUGH}
)
_ROUNDING: Final = 1e-6
_UNHEARD_OF: Final = 20
"""How many times what an agency acts from its belief will hardly reach."""


def tells(event: Event) -> frozenset[str]:
    """By what the events of a kind can be told apart: agency, control, flow, link, place."""
    if event in _OF_EXERCISE:
        return frozenset()
    columns = {"agency", "control", "flow", "place"}
    if event in _OF_ITEMS:
        columns -= {"control", "flow", "place"}
    if event in _OF_MOVES:
        columns -= {"agency", "control"}
    if event in _OF_TRAFFIC:
        columns -= {"flow"}
    return frozenset(columns | ({"link"} if event in _OF_LINKS | {Event.PARAMETER_CHANGED} else set()))


def walk(condition: Condition, path: str) -> Iterator[tuple[str, Condition]]:
    """A condition and all its parts, each with its path."""
    yield path, condition
    match condition:
        case AllOf():
            for number, part in enumerate(condition.all):
                yield from walk(part, f"{path}.all[{number}]")
        case AnyOf():
            for number, part in enumerate(condition.any):
                yield from walk(part, f"{path}.any[{number}]")
        case Not():
            yield from walk(condition.not_, f"{path}.not")


def conditions_speak_of_what_there_is(facts: Facts) -> Iterator[Problem]:
    """Links and controls exist, events are told apart by what they tell, payloads that are added up share a unit."""
    for _, path, condition in _conditions(facts):
        match condition:
            case Happened():
                yield from _exist(facts, condition, path)
                told = tells(Event[condition.event.upper()])
                for key in ("agency", "control", "flow", "link", "place"):
                    if getattr(condition, key) is not None and key not in told:
                        message = f"the event {condition.event} does not tell of which {key} it is"
                        hint = f"it tells {', '.join(sorted(told))}" if told else "leave it out"
                        yield Problem("E321", f"{path}.{key}", message, hint)
            case Chosen():
                yield from _option_exists(facts, condition, path)
            case Queued():
                yield from _exist(facts, condition.queue, f"{path}.queue")
            case Reached() if condition.flow is None and condition.metric.endswith("_payload"):
                units = sorted({flow.payload.unit for flow in facts.scenario.flows})
                if len(units) > 1:
                    message = f"payloads have several units: {', '.join(units)}"
                    yield Problem("E322", f"{path}.metric", message, "name one flow: flow: ID")


def conditions_can_come_true(facts: Facts) -> Iterator[Problem]:
    """A condition that never holds keeps its inject from firing."""
    for inject, path, condition in _conditions(facts):
        why = _never(facts, inject, condition)
        if why:
            yield warning("W623", path, f"this never comes true: {why}")


def _option_exists(facts: Facts, chosen: Chosen, path: str) -> Iterator[Problem]:
    options = next(one.options for one in facts.scenario.injects if one.id == chosen.decision)
    names = [option.id for option in options]
    if not names:
        yield Problem("E201", f"{path}.decision", f"the inject {shown(chosen.decision)} asks for no decision")
    elif chosen.option not in names:
        hint = did_you_mean(chosen.option, names) or f"there are {', '.join(names)}"
        yield Problem("E201", f"{path}.option", f"unknown option {shown(chosen.option)}", hint)


def _exist(facts: Facts, named: Happened | QueueTerms, path: str) -> Iterator[Problem]:
    """The link and the control that a condition names: those that mechanisms make count, too."""
    there = {
        "link": {link.id for link in facts.expansion.links},
        "control": {control.id for control in facts.expansion.controls},
    }
    for key, names in there.items():
        name = getattr(named, key)
        if name is not None and name not in names:
            yield Problem("E201", f"{path}.{key}", f"unknown {key} {shown(name)}", did_you_mean(name, names))


def _conditions(facts: Facts) -> Iterator[tuple[str, str, Condition]]:
    """Identifier of the inject, path and condition, for all parts of all conditions."""
    for number, inject in enumerate(facts.scenario.injects):
        if inject.when is not None:
            for path, condition in walk(inject.when, f"injects[{number}].when"):
                yield inject.id, path, condition


def _never(facts: Facts, inject: str, condition: Condition) -> str:
    """Why a condition never holds, in words; nothing where it may."""
    match condition:
        case Happened():
            return _never_happens(facts, condition)
        case Believed():
            return _never_believed(facts, condition)
        case Queued():
            return _never_queued(facts, condition)
        case Reached() if condition.metric == "interdiction_rate" and (condition.at_least or 0) > 1:
            return "a share lies between 0 and 1"
        case Fired():
            return _never_fires(facts, inject, condition.inject)
        case Chosen():
            return _never_fires(facts, inject, condition.decision)
        case Reckoned() if (
            seconds_from_start(condition.time, facts.scenario.scenario) >= facts.scenario.horizon
        ):
            return f"{condition.time} lies after the horizon"
    return ""


def _never_happens(facts: Facts, happened: Happened) -> str:
    event = Event[happened.event.upper()]
    control = next((one for one in facts.expansion.controls if one.id == happened.control), None)
    if control is not None and control.id not in facts.touched:
        if not facts.passing.at(control) and event not in _OF_TRAFFIC:
            return f"no flow passes {control.id}"
        met = facts.passing.threats_at(control)
        if event is Event.DETECTED and not any(finds(control, threat) for threat in met):
            return f"{control.id} finds nothing of what passes it"
        if event in _OF_TRAFFIC and control.traffic is None:
            return f"{control.id} has no traffic"
        if event in _OF_LOOKS and happened.agency not in (None, control.agency):
            return f"{control.id} is a control of {control.agency}"
    if event in _OF_LOOKS and control is None and happened.agency is not None:
        owners = {one.agency for one in facts.expansion.controls}
        return "" if happened.agency in owners else f"{happened.agency} has no controls"
    if event in _OF_TEAMS and not _has_teams(facts, happened.agency):
        return f"{happened.agency or 'nobody'} has {'no ' if happened.agency else ''}teams"
    if event in _OF_LINKS and not facts.expansion.links:
        return "there are no links"
    return ""


def _has_teams(facts: Facts, name: str | None) -> bool:
    agencies = [one for one in facts.expansion.agencies if name in (None, one.id)]
    return any(one.teams or facts.pools_of(one.id) or one.id in facts.touched for one in agencies)


def _never_believed(facts: Facts, believed: Believed) -> str:
    terms = believed.belief
    acts_at = next((one.act_at for one in facts.expansion.agencies if one.id == terms.agency), None)
    if acts_at and terms.at_least > _UNHEARD_OF * acts_at:
        return f"beliefs are sums of weights, not percentages, and {terms.agency} acts from {acts_at:g} on"
    if terms.agency in facts.touched:
        return ""
    best = knowledge(facts).belief(terms.agency, terms.at_least)
    if best < terms.at_least - _ROUNDING:
        return f"what {terms.agency} can know of one case adds up to {best:.3g} at most"
    return ""


def _never_queued(facts: Facts, queued: Queued) -> str:
    queue = queued.queue
    agency = next((one for one in facts.expansion.agencies if one.id == queue.agency), None)
    if agency is not None and agency.id not in facts.touched and not any(one.n for one in agency.analysts):
        return f"{agency.id} has no analysts: items count at once"
    control = next((one for one in facts.expansion.controls if one.id == queue.control), None)
    if control is not None and control.traffic is not None:
        return f"the queue of {control.id} is drawn from its traffic and not simulated case by case"
    if control is not None and control.bays is None:
        return f"nobody waits at {control.id}: it has no bays"
    link = next((one for one in facts.expansion.links if one.id == queue.link), None)
    if link is not None and link.id not in facts.touched and link.capacity is None and link.open:
        return f"nothing waits on {link.id}: it has no capacity"
    if queue.requests_at is not None and not _has_teams(facts, queue.requests_at):
        return f"{queue.requests_at} has no teams"
    return ""


def _never_fires(facts: Facts, inject: str, other: str) -> str:
    if inject == other:
        return "it waits for itself"
    found = next(one for one in facts.scenario.injects if one.id == other)
    if (
        found.at is not None
        and seconds_from_start(found.at, facts.scenario.scenario) >= facts.scenario.horizon
    ):
        return f"{other} never fires"
    return ""


RULES = (conditions_speak_of_what_there_is, conditions_can_come_true)
