"""Which events of the exercise bore on a case: those that changed what it met, while it was under way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simulator.analysis.story.knowledge import Knowledge
from simulator.analysis.story.life import Life
from simulator.analysis.story.steps import Hop
from simulator.eventlog import FOREVER, Event
from simulator.world.plan import ChangePlan

Spans = dict[int, tuple[int, int]]
"""Number of an entity -> from when until when a case had to do with it."""


def influences(life: Life, knowledge: Knowledge, hops: Iterable[Hop]) -> list[int]:
    """The rows with which injects fired and decisions were taken whose changes bore on a case.

    Args:
        life: The case.
        knowledge: What was known of it.
        hops: The ways of evidence that are told of.
    """
    plan, columns = life.plan, life.columns
    involved = _involved(life, knowledge, hops)
    changes = {inject.index: inject for inject in plan.injects if inject.index >= 0}
    found: list[int] = []
    for row in columns.all_of(Event.INJECT_FIRED).tolist():
        inject = changes[round(float(columns.value[row]))]
        # What has a moment of its own knows when its changes end; else that counts from its firing.
        since = int(columns.time[row]) if inject.condition else 0
        if _bears(inject.changes, since, int(columns.time[row]), involved):
            found.append(row)
    for row in columns.all_of(Event.DECISION_TAKEN).tolist():
        decision = changes[int(columns.item[row])].decision
        assert decision is not None
        option = decision.options[round(float(columns.value[row]))]
        time = int(columns.time[row])
        if _bears(option.changes, time, time, involved):
            found.append(row)
    return sorted(found)


def _bears(
    changes: tuple[ChangePlan, ...],
    since: int,
    fired: int,
    involved: Mapping[str, Spans],
) -> bool:
    """Whether one of the changes was about something involved, and held while the case was under way."""
    for change in changes:
        met = involved.get(change.section, {}).get(change.index)
        ends = FOREVER if change.until is None else since + change.until
        if met is not None and fired <= met[1] and ends > met[0]:
            return True
    return False


def _involved(life: Life, knowledge: Knowledge, hops: Iterable[Hop]) -> dict[str, Spans]:
    """What the case had to do with, by section of the scenario, and from when until when."""
    visits = life.visits()
    whole = life.launched, life.closed
    agencies = {one for hop in hops for one in (hop.receiver, hop.sender)}
    places = len(life.plan.places)
    return {
        "controls": {
            control.index: visits[control.position]
            for control in life.plan.controls
            if control.position in visits
        },
        "links": _open_ways(life, knowledge, visits),
        "agencies": dict.fromkeys(sorted(agencies), whole),
        "places": {one: visit for one, visit in visits.items() if one < places},
        "legs": {one - places: visit for one, visit in visits.items() if one >= places},
    }


def _open_ways(life: Life, knowledge: Knowledge, visits: Spans) -> Spans:
    """Links by which something on the case could have gone to somebody who could use it, from when until when."""
    known = {
        agency: min(row for row, item, _ in entries if knowledge.is_about_case(item))
        for agency, entries in knowledge.entries.items()
        if any(knowledge.is_about_case(item) for _, item, _ in entries)
    }
    found: Spans = {}
    for link in life.plan.links:
        if link.sender not in known:
            continue
        since = int(life.columns.time[known[link.sender]])
        jurisdiction = life.plan.agencies[link.receiver].jurisdiction
        ends = [
            end
            for place, (_, end) in visits.items()
            if jurisdiction < 0 or life.plan.position_jurisdictions[place] == jurisdiction
        ]
        if ends and max(ends) >= since:
            found[link.index] = since, max(ends)
    return found
