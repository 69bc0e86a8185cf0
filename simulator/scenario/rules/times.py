"""Rules about times: the horizon, and moments that lie outside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from simulator.errors import Problem
from simulator.scenario.clock import FIRST_YEAR, LAST_YEAR, When
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.schema import Header, LinkTerms
from simulator.scenario.units import DAY, write_duration

LONGEST_HORIZON = 20 * 365 * DAY


def seconds_from_start(when: When, header: Header) -> float:
    """When a moment is, in seconds from the scenario's start; negative before it.

    A wall time that occurs twice is the first, one that is skipped moves forward.
    """
    zone = ZoneInfo(header.timezone)
    start = header.start.astimezone(zone)
    if when == When(day=0):
        return 0.0
    if when.day is not None:
        wall = when.wall if when.wall is not None else start.time()
        moment = datetime.combine(start.date() + timedelta(days=when.day), wall, zone)
    else:
        moment = when.date_time or header.start
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    return (moment.astimezone(UTC) - header.start.astimezone(UTC)).total_seconds()


def horizon_makes_sense(facts: Facts) -> Iterator[Problem]:
    """Longer than nothing, and no longer than the event log can count seconds for."""
    header = facts.scenario.scenario
    if round(header.horizon) <= 0:
        message = "the horizon must be longer than 0"
        yield Problem("E306", "scenario.horizon", message, "write for example 30 d")
    elif header.horizon > LONGEST_HORIZON:
        message = f"the horizon is too long: at most {write_duration(LONGEST_HORIZON)}"
        yield Problem("E306", "scenario.horizon", message)
    if header.warm_up > LONGEST_HORIZON:
        message = f"the warm-up is too long: at most {write_duration(LONGEST_HORIZON)}"
        yield Problem("E306", "scenario.warm_up", message)
    if not FIRST_YEAR < header.start.year < LAST_YEAR:
        message = f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}, found {header.start.year}"
        yield Problem("E306", "scenario.start", message)


def injects_fire(facts: Facts) -> Iterator[Problem]:
    """An inject fires between the start and the horizon."""
    header = facts.scenario.scenario
    for number, inject in enumerate(facts.scenario.injects):
        if inject.at is None:
            continue
        at = seconds_from_start(inject.at, header)
        path = f"injects[{number}].at"
        if at < 0:
            message = f"{inject.at} lies before the start of the scenario"
            yield Problem("E307", path, message, f"it starts at {header.start.isoformat()}")
        elif at >= facts.scenario.horizon:
            message = f"{inject.id} never fires: {inject.at} lies after the horizon"
            yield warning("W611", path, message, f"the horizon is {write_duration(header.horizon)}")


def scheduled_cases_start(facts: Facts) -> Iterator[Problem]:
    """A scheduled case starts before the horizon, and not before the warm-up."""
    header = facts.scenario.scenario
    for number, flow in enumerate(facts.scenario.flows):
        schedule = None if flow.arrivals is None else flow.arrivals.schedule
        for which, when in enumerate(schedule or ()):
            at = seconds_from_start(when, header)
            path = f"flows[{number}].arrivals.schedule[{which}]"
            if at < -header.warm_up:
                before = "warm-up" if header.warm_up else "start of the scenario"
                message = f"{when} lies before the {before}"
                yield Problem("E307", path, message, f"the scenario starts at {header.start.isoformat()}")
            elif at >= facts.scenario.horizon:
                message = f"this case never starts: {when} lies after the horizon"
                yield warning("W611", path, message, f"the horizon is {write_duration(header.horizon)}")


def links_close_after_they_open(facts: Facts) -> Iterator[Problem]:
    """A link or mechanism with a beginning and an end has them in this order."""
    header = facts.scenario.scenario
    for section, entities in (("links", facts.scenario.links), ("mechanisms", facts.scenario.mechanisms)):
        for number, terms in enumerate(entities):
            if not isinstance(terms, LinkTerms) or terms.opens is None or terms.closes is None:
                continue
            if seconds_from_start(terms.closes, header) <= seconds_from_start(terms.opens, header):
                message = f"{terms.id} closes ({terms.closes}) before it opens ({terms.opens})"
                yield Problem("E308", f"{section}[{number}].closes", message)


RULES = (horizon_makes_sense, injects_fire, scheduled_cases_start, links_close_after_they_open)
