"""Warnings about what agencies do beyond sending a team, and links on which they pursue a case."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.errors import Problem
from simulator.scenario.rules.beliefs import ROUNDING, knowledge
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.rules.work import responds
from simulator.scenario.schema import Agency
from simulator.scenario.schema.responses import HoldCase


def pursuits_lead_somewhere(facts: Facts) -> Iterator[Problem]:
    """A case is handed over by those who respond to those who are responsible somewhere."""
    agencies = {agency.id: agency for agency in facts.expansion.agencies}
    for number, link in enumerate(facts.scenario.links):
        sender, receiver = agencies[link.from_], agencies[link.to]
        untouched = facts.touched.isdisjoint({link.id, sender.id, receiver.id})
        if not link.pursuit or link.both_ways or not untouched:
            continue
        message = ""
        if receiver.jurisdiction is None:
            message = f"{link.id} hands no case over: {receiver.label} has no jurisdiction, so no case is in its area"
        elif not responds(sender, facts) and sender.controlled_delivery is None:
            message = f"{link.id} hands no case over: {sender.label} pursues none, as it has no teams"
        if message:
            yield warning("W615", f"links[{number}].pursuit", message)


def agencies_stop_what_they_learn_from(facts: Facts) -> Iterator[Problem]:
    """Only what an agency stops, or could stop, tells it something or is let run."""
    for number, agency in enumerate(facts.scenario.agencies):
        if agency.id in facts.touched or _stops(agency, facts):
            continue
        for key, does in (("exploitation", "learns from"), ("controlled_delivery", "lets run")):
            if getattr(agency, key):
                message = f"{agency.label} {does} no case: it has no teams, and none of its controls seizes or holds"
                yield warning("W616", f"agencies[{number}].{key}", message)


def cases_held_can_be_confirmed(facts: Facts) -> Iterator[Problem]:
    """Whoever is to confirm a hold that an agency orders can come to know enough of one case."""
    holding = {path: action for path, action in facts.written_actions.items() if isinstance(action, HoldCase)}
    if not holding:
        return
    known = knowledge(facts)
    agencies = {agency.id: agency for agency in facts.expansion.agencies}
    for path, action in holding.items():
        name = action.hold_case.confirmed_by
        if name is None or name in facts.touched:
            continue
        agency = agencies[name]
        best = known.belief(name, agency.act_at)
        if best < agency.act_at - ROUNDING:
            message = (
                f"{agency.label} never confirms the hold: what it can know of one case adds up to {best:.3g} at most,"
                f" act_at is {agency.act_at:g}"
            )
            hint = "name an agency that learns more, or give this one more sources or links"
            yield warning("W617", f"{path}.hold_case", message, hint)


def _stops(agency: Agency, facts: Facts) -> bool:
    """Whether an agency has a team, a control that stops cases, or a part in confirming a hold."""
    if responds(agency, facts):
        return True
    for control in facts.expansion.controls:
        owns = control.agency == agency.id
        if owns and (control.seize > 0 or control.id in facts.touched):
            return True
        if control.hold is not None and agency.id == (control.hold.confirmed_by or control.agency):
            return True
    holds = (action for action in facts.written_actions.values() if isinstance(action, HoldCase))
    return any(action.hold_case.confirmed_by == agency.id for action in holds)


RULES = (pursuits_lead_somewhere, agencies_stop_what_they_learn_from, cases_held_can_be_confirmed)
