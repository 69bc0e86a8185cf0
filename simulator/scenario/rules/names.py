"""Rules about names and references: legs, registries, kinds and threats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.errors import Problem, did_you_mean, shown
from simulator.scenario.defaults import KIND_KEY
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.schema import Registry, Scenario
from simulator.scenario.source import path_text

MOST_ENTITIES = 30_000
_MOST_KINDS = 12
_AMONG_PAIRS = frozenset({"bilateral_network", "liaison", "joint_operation"})
"""The kinds of mechanism that join all pairs of members."""


def too_large(scenario: Scenario) -> Iterator[Problem]:
    """More of something than the numbers of the event log can tell apart."""
    for section, count, noun in (
        ("places", len(scenario.places) + len(scenario.legs), "places and legs"),
        ("agencies", len(scenario.agencies), "agencies"),
        ("controls", len(scenario.controls), "controls"),
        ("links", len(scenario.links), "links"),
        ("pools", len(scenario.pools), "pools"),
        ("flows", len(scenario.flows), "flows"),
        ("mechanisms", _links_made(scenario), "links made by mechanisms"),
    ):
        if count > MOST_ENTITIES:
            message = f"{count} {noun} are too many: at most {MOST_ENTITIES}"
            yield Problem("E504", section, message, "split the scenario, or join some of them")


def _links_made(scenario: Scenario) -> int:
    sizes = ((mechanism.kind, len(mechanism.members)) for mechanism in scenario.mechanisms)
    return sum(size * (size - 1) if kind in _AMONG_PAIRS else 2 * size for kind, size in sizes)


def legs_are_distinct(facts: Facts) -> Iterator[Problem]:
    """One leg from a place to another: controls and routes name it by its two ends."""
    pairs: dict[tuple[str, str], int] = {}
    keys: dict[str, int] = {}
    for number, leg in enumerate(facts.scenario.legs):
        first = pairs.setdefault((leg.from_, leg.to), number)
        named = keys.setdefault(leg.key, number)
        if first != number:
            message = f"a second leg from {leg.from_} to {leg.to}; the first is legs[{first}]"
            hint = "join the two, or lead one of them over a place of its own"
            yield Problem("E503", f"legs[{number}]", message, hint)
        elif named != number:
            message = f'the identifier "{leg.key}" is also that of legs[{named}]'
            yield Problem("E203", f"legs[{number}]", message, "give one of them another id")


def controls_sit_on_legs(facts: Facts) -> Iterator[Problem]:
    """A control on a leg needs the leg."""
    pairs = {(leg.from_, leg.to) for leg in facts.scenario.legs}
    for number, control in enumerate(facts.scenario.controls):
        if control.on_leg is not None and control.on_leg not in pairs:
            start, end = control.on_leg
            message = f"there is no leg from {start} to {end}"
            hint = f"there is one from {end} to {start}" if (end, start) in pairs else facts.legs_hint(start)
            yield Problem("E208", f"controls[{number}].on_leg", message, hint)


def nobody_consults_itself(facts: Facts) -> Iterator[Problem]:
    """An agency's own lookouts are always read."""
    for number, control in enumerate(facts.scenario.controls):
        if control.agency in control.consults:
            message = f"{control.id} consults its own agency, whose lookouts it reads anyway"
            yield warning("W612", f"controls[{number}].consults", message, f"leave {control.agency} out")


def made_names_are_free(facts: Facts) -> Iterator[Problem]:
    """What mechanisms and two-way links make must not bear a name that is taken."""
    first: dict[str, int] = {}
    for number, link in enumerate(facts.scenario.links):
        first[link.id] = number
    seen: set[str] = set()
    for link in facts.expansion.links:
        if link.id in seen:
            maker = facts.expansion.made_by.get(("links", link.id))
            made = f"the mechanism {maker}" if maker else "a link that goes both ways"
            path = f"links[{first[link.id]}].id" if link.id in first else "mechanisms"
            yield Problem("E404", path, f'{made} makes a second link "{link.id}"', "give it another id")
        seen.add(link.id)


def registries_serve_members(facts: Facts) -> Iterator[Problem]:
    """Contributors are members, and so are the agencies at whose controls a registry is consulted."""
    owners = {control.id: control.agency for control in facts.scenario.controls}
    for number, mechanism in enumerate(facts.scenario.mechanisms):
        if not isinstance(mechanism, Registry):
            continue
        for key, named in (
            ("contributors", {name: name for name in mechanism.contributors or ()}),
            ("consulted_at", {name: owners.get(name, "") for name in mechanism.consulted_at or ()}),
        ):
            strangers = {name: agency for name, agency in named.items() if agency not in mechanism.members}
            for place, (name, agency) in enumerate(named.items()):
                if name in strangers:
                    of = "" if name == agency else f" of {agency}"
                    message = f"{name}{of} does not take part in {mechanism.id}"
                    hint = did_you_mean(name, mechanism.members) or f"add {agency} to its members"
                    yield Problem("E405", f"mechanisms[{number}].{key}[{place}]", message, hint)


def kinds_are_known(facts: Facts) -> Iterator[Problem]:
    """A kind that nobody describes has only the defaults of any kind, which are seldom those that were meant."""
    scenario = facts.scenario
    incomplete = {path[:2] for path in scenario.origins}
    for section, kinds in (
        ("agencies", [agency.kind for agency in scenario.agencies]),
        ("controls", [control.kind for control in scenario.controls]),
        ("links", [link.kind for link in scenario.links]),
        ("flows", [flow.threat for flow in scenario.flows]),
    ):
        for number, kind in enumerate(kinds):
            if (section, number) in incomplete and not facts.has_kind(section, kind):
                key = KIND_KEY[section]
                message = f"no {key} {shown(kind)} has defaults: those of any {key} are used"
                hint = did_you_mean(kind, facts.kinds_of(section)) or _described(facts, section)
                yield warning("W609", f"{section}[{number}].{key}", message, hint)


def _described(facts: Facts, section: str) -> str:
    known = sorted(facts.kinds_of(section))
    more = ", ..." if len(known) > _MOST_KINDS else ""
    return f"there are {', '.join(known[:_MOST_KINDS])}{more}; or describe it in kinds.{section}"


def kinds_are_used(facts: Facts) -> Iterator[Problem]:
    """What a kind says is checked where entities take it."""
    for path in facts.scenario.unused_kinds:
        _, section, kind = map(str, path)
        message = f"nothing in {section} is of the kind {shown(kind)}"
        yield warning("W613", path_text(path), message, "what it says is neither used nor checked")


def threats_are_known(facts: Facts) -> Iterator[Problem]:
    """A threat that looks like a misspelt one is never found."""
    scenario, known = facts.scenario, facts.passing.by_threat
    for number, control in enumerate(scenario.controls):
        yield from _strange(control.threats or (), known, f"controls[{number}].threats")
        for key, threats in (("detect", control.detect), ("detect_flagged", control.detect_flagged or {})):
            if ("controls", number, key) not in scenario.origins:
                yield from _strange(threats, known, f"controls[{number}].{key}")


def _strange(threats: Iterable[str], known: Iterable[str], path: str) -> Iterator[Problem]:
    names = frozenset(known)
    for threat in threats:
        hint = did_you_mean(threat, names) if threat not in names else ""
        if hint:
            yield warning("W610", f"{path}.{threat}", f"no flow has the threat {shown(threat)}", hint)


RULES = (
    legs_are_distinct,
    controls_sit_on_legs,
    nobody_consults_itself,
    made_names_are_free,
    registries_serve_members,
    kinds_are_known,
    kinds_are_used,
    threats_are_known,
)
