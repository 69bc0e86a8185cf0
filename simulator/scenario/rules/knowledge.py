"""Warnings about what agencies can come to know: thresholds out of reach, and links that carry nothing."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from simulator.errors import Problem
from simulator.scenario.rules.beliefs import ROUNDING, knowledge, why_dead
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.rules.work import responds
from simulator.scenario.schema import Link

_MOST = {"sum": inf, "noisy_or": 1 - 2 * ROUNDING}
"""The highest belief that there can be, by the rule that weights follow."""
_CURE = "lower the threshold, or give it more controls or links"


def thresholds_can_be_reached(facts: Facts) -> Iterator[Problem]:
    """An agency with teams can come to know enough to send one; one with lookouts, enough to set one.

    An agency that can know nothing at all has no lookouts to speak of: its links and controls tell.
    """
    known = knowledge(facts)
    most = _MOST[facts.scenario.scenario.belief]
    read = {name for control in facts.expansion.controls for name in (control.agency, *control.consults)}
    paths = {made.id: f"mechanisms[{number}]" for number, made in enumerate(facts.scenario.mechanisms)}
    paths |= {agency.id: f"agencies[{number}]" for number, agency in enumerate(facts.scenario.agencies)}
    for agency in facts.expansion.agencies:
        if agency.id in facts.touched:
            continue
        best = min(known.belief(agency.id, max(agency.act_at, agency.lookout_at)), most)
        sums = f"what it can know of one case adds up to {best:.3g} at most"
        if best == most:
            sums = "with belief: noisy_or nothing is ever certain"
        if responds(agency, facts) and best < agency.act_at - ROUNDING:
            message = f"{agency.label} can never send a team: {sums}, act_at is {agency.act_at:g}"
            yield warning("W602", f"{paths[agency.id]}.act_at", message, _CURE)
        if agency.id in read and 0 < best < agency.lookout_at - ROUNDING:
            message = f"{agency.label} can never set a lookout: {sums}, lookout_at is {agency.lookout_at:g}"
            yield warning("W606", f"{paths[agency.id]}.lookout_at", message, _CURE)


def links_carry_something(facts: Facts) -> Iterator[Problem]:
    """A sender can hold something that a link is for; of a mechanism that makes many links, one can."""
    carrying = knowledge(facts).carrying()
    links = {link.id: link for link in facts.expansion.links}
    for section, entities in (("links", facts.scenario.links), ("mechanisms", facts.scenario.mechanisms)):
        for number, entity in enumerate(entities):
            names = [name for of, name in facts.expansion.affected(section, entity.id) if of == "links"]
            if names and carrying.isdisjoint(names):
                why = why_dead(links[names[0]]) or _why_empty(links[names[0]])
                message = f"nothing can travel by {entity.id}: {why}"
                yield warning("W604", f"{section}[{number}]", message)


def askers_come_to_ask(facts: Facts) -> Iterator[Problem]:
    """A link on request carries nothing if its receiver never believes enough to ask."""
    known = knowledge(facts)
    for number, link in enumerate(facts.scenario.links):
        if link.ask_at is None or not facts.touched.isdisjoint((link.id, link.to)):
            continue
        best = known.belief(link.to, link.ask_at)
        if best < link.ask_at - ROUNDING:
            message = (
                f"{link.to} never asks on {link.id}: what it can know of one case adds up to {best:.3g} at most, "
                f"ask_at is {link.ask_at:g}"
            )
            yield warning(
                "W642", f"links[{number}].ask_at", message, "lower ask_at, or give it other sources"
            )


def _why_empty(link: Link) -> str:
    about = "anything" if link.threats is None else f"something about {' or '.join(link.threats)}"
    return f"{link.from_} can never hold {about} that it may pass to {link.to}"


RULES = (thresholds_can_be_reached, askers_come_to_ask, links_carry_something)
