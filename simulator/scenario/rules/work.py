"""Warnings about work: analysts who cannot keep up, and teams that come too late."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.errors import Problem
from simulator.scenario.clock import MINUTES_A_DAY
from simulator.scenario.hours import Hours
from simulator.scenario.rules.evidence import expected_evidence
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.schema import Agency
from simulator.scenario.units import DAY

FULL_LOAD = 0.9
_WEEK = 7 * MINUTES_A_DAY


def open_share(hours: Hours) -> float:
    """The share of a week without holidays in which an office is open."""
    if hours.always:
        return 1.0
    minutes = 0
    for window in hours.windows:
        length = (window.closes - window.opens) % MINUTES_A_DAY or MINUTES_A_DAY
        for day in window.days:
            minutes |= ((1 << length) - 1) << (day * MINUTES_A_DAY + window.opens)
    wrapped = minutes & ((1 << _WEEK) - 1) | minutes >> _WEEK
    return wrapped.bit_count() / _WEEK


def analysts_keep_up(facts: Facts) -> Iterator[Problem]:
    """Analysts must be able to do what comes in: routine leads, false alarms, and the evidence to be expected."""
    alarms: dict[str, float] = {}
    for control in facts.expansion.controls:
        if control.traffic is not None:
            examined = control.traffic.rate * open_share(control.hours) * control.examine
            rate = examined * control.false_alarm
            alarms[control.agency] = alarms.get(control.agency, 0.0) + rate
    paths = {agency.id: f"agencies[{number}]" for number, agency in enumerate(facts.scenario.agencies)}
    paths |= {made.id: f"mechanisms[{number}]" for number, made in enumerate(facts.scenario.mechanisms)}
    evidence = expected_evidence(facts)
    for agency in facts.expansion.agencies:
        at_work = sum(shift.n * open_share(shift.hours) for shift in agency.analysts)
        leads = agency.routine_leads.rate if agency.routine_leads is not None else 0.0
        false = alarms.get(agency.id, 0.0)
        items = evidence.get(agency.id, 0.0)
        load = (leads + false + items) * agency.triage.mean
        if at_work > 0 and load > FULL_LOAD * at_work:
            message = (
                f"the analysts of {agency.label} need {load / at_work:.0%} of their working hours"
                f" for routine leads ({leads * DAY:.3g} / d), false alarms ({false * DAY:.3g} / d)"
                f" and evidence (at least {items * DAY:.2g} / d)"
            )
            hint = "evidence will wait longer and longer: more analysts, shorter triage, or fewer alarms"
            yield warning("W601", paths[agency.id], message, hint)


def teams_have_time(facts: Facts) -> Iterator[Problem]:
    """A team needs a case to stay in its area, or to be on its way there, until it comes."""
    unhurried = _jurisdictions_with_stay(facts)
    hurried = {
        agency.jurisdiction for agency in facts.scenario.agencies if responds(agency, facts)
    } - unhurried
    longest = _longest_legs(facts, hurried)
    for number, agency in enumerate(facts.scenario.agencies):
        if not responds(agency, facts) or agency.jurisdiction in unhurried:
            continue
        if agency.jurisdiction is None:
            message = f"{agency.label} has teams but no jurisdiction, so nothing lies in its area"
            yield warning("W603", f"agencies[{number}].teams", message, "give it a jurisdiction, or teams: 0")
        elif longest.get(agency.jurisdiction, 0.0) <= _soonest(agency, facts):
            message = (
                f"the teams of {agency.label} come too late: cases have left its area before they arrive"
            )
            hint = "write a stay at one of its places, a longer leg to one, or a shorter response"
            yield warning("W603", f"agencies[{number}].response", message, hint)


def responds(agency: Agency, facts: Facts) -> bool:
    """Whether an agency has teams of its own or shares some, and will keep them as they are described."""
    if agency.respond_with is not None:
        return agency.id not in facts.touched
    own = agency.teams > 0 or any(pool.open for pool in facts.pools_of(agency.id))
    return own and agency.id not in facts.touched


def _soonest(agency: Agency, facts: Facts) -> float:
    """The median time, in seconds, until the team arrives that can come first."""
    starts = [pool.mobilisation.median for pool in facts.pools_of(agency.id) if pool.open]
    own = agency.teams > 0 or agency.respond_with is not None
    return agency.response.median + (0.0 if own else min(starts))


def _jurisdictions_with_stay(facts: Facts) -> set[str | None]:
    """The jurisdictions in which cases spend time at a place."""
    handovers = {flow.to for flow in facts.scenario.flows if flow.handover is not None}
    places = facts.scenario.places
    waited_at = {leg.from_ for leg in facts.scenario.legs if leg.departures is not None}
    staying = (
        place for place in places if place.stay is not None or place.id in handovers or place.id in waited_at
    )
    return {place.jurisdiction for place in staying} - {None}


def _longest_legs(facts: Facts, jurisdictions: set[str | None]) -> dict[str, float]:
    """Jurisdiction -> median duration of the longest leg that leads to one of its places, in seconds."""
    area = {place.id: place.jurisdiction for place in facts.scenario.places}
    longest: dict[str, float] = {}
    for leg in facts.scenario.legs:
        to = area[leg.to]
        if to is not None and to in jurisdictions:
            longest[to] = max(longest.get(to, 0.0), leg.duration.median)
    return longest


RULES = (analysts_keep_up, teams_have_time)
