"""Rules about what controls require and do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.errors import Problem, did_you_mean, shown
from simulator.scenario.rules.beliefs import ROUNDING, knowledge
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.schema import Control
from simulator.scenario.units import write_duration

_NEARLY_ALL = 0.99


def lists_need_no_search(facts: Facts) -> Iterator[Problem]:
    """A control that requires a lookout finds by comparing with a list, not by searching.

    What its kind says of searching does no harm: it is not used.
    """
    scenario = facts.scenario
    for number, control in enumerate(scenario.controls):
        if control.requires is None:
            continue
        for key in ("detect", "detect_flagged"):
            if getattr(control, key) and ("controls", number, key) not in scenario.origins:
                message = f"{control.id} requires a lookout, so {key} means nothing there"
                hint = "match is its chance to recognise a case; threats says which threats it is for"
                yield Problem("E330", f"controls[{number}].{key}", message, hint)


def lists_have_entries(facts: Facts) -> Iterator[Problem]:
    """Some agency whose lookouts are read can come to know enough to set one, before such a control finds anything."""
    checks = [control for control in facts.expansion.controls if control.requires is not None]
    if not checks:
        return
    known = knowledge(facts, leaving_out=frozenset(control.id for control in checks))
    agencies = {agency.id: agency for agency in facts.expansion.agencies}
    for control in checks:
        readers = [agencies[name] for name in (control.agency, *control.consults)]
        if control.id in facts.touched or any(reader.id in facts.touched for reader in readers):
            continue
        if not any(
            known.belief(reader.id, reader.lookout_at) >= max(reader.lookout_at - ROUNDING, ROUNDING)
            for reader in readers
        ):
            names = " nor ".join(reader.label for reader in readers)
            message = f"{control.id} requires a lookout, and {names} can never know enough to set one"
            hint = "let it consult an agency or registry with evidence, or write prior_knowledge"
            yield warning("W630", _path(facts, control, "requires"), message, hint)


def holds_can_be_confirmed(facts: Facts) -> Iterator[Problem]:
    """Whoever is to confirm what a control holds can come to know enough of one case."""
    holding = [control for control in facts.expansion.controls if control.hold is not None]
    if not holding:
        return
    known = knowledge(facts)
    agencies = {agency.id: agency for agency in facts.expansion.agencies}
    for control in holding:
        assert control.hold is not None
        agency = agencies[control.hold.confirmed_by or control.agency]
        if agency.id in facts.touched:
            continue
        best = known.belief(agency.id, agency.act_at)
        if best < agency.act_at - ROUNDING:
            message = (
                f"what {control.id} holds is never confirmed: what {agency.label} can know of one case adds up to"
                f" {best:.3g} at most, act_at is {agency.act_at:g}"
            )
            hint = "write confirmed_by for an agency that learns more, or give this one more sources or links"
            yield warning("W631", _path(facts, control, "hold"), message, hint)


def announcements_come_in_time(facts: Facts) -> Iterator[Problem]:
    """A case can be announced as long before it comes as a control looks ahead."""
    stays = {place.id: place.stay for place in facts.scenario.places}
    for control in facts.expansion.controls:
        if control.ahead is None:
            continue
        if control.on_leg is None:
            durations = [leg.duration for leg in facts.scenario.legs if leg.to == control.at]
            when, what = "as it sets out", f"no leg to {control.at} takes so long"
        else:
            stay = stays.get(control.on_leg[0])
            durations = [stay] if stay is not None else []
            when, what = f"as it comes to {control.on_leg[0]}", "no stay there lasts so long"
        longest = max((float(one.ppf(_NEARLY_ALL)) for one in durations), default=0.0)
        if control.ahead > longest:
            message = f"a case is announced to {control.id} {when}, never {write_duration(control.ahead)} ahead: {what}"
            yield warning("W632", _path(facts, control, "ahead"), message)


def traits_and_units_are_known(facts: Facts) -> Iterator[Problem]:
    """A control treats a trait or a payload otherwise that some flow has, and lists speak of a trait that it has."""
    traits = {trait for flow in facts.scenario.flows for trait in flow.traits}
    units = {flow.payload.unit for flow in facts.scenario.flows}
    for control in facts.expansion.controls:
        for trait in control.if_trait:
            if trait not in traits:
                path = f"{_path(facts, control, 'if_trait')}.{trait}"
                yield warning("W633", path, f"no flow has the trait {shown(trait)}", _named(trait, traits))
        for number, step in enumerate(control.examine_from):
            unit = step.payload.unit
            if unit not in units:
                path = f"{_path(facts, control, 'examine_from')}[{number}].payload"
                yield warning("W634", path, f"no flow carries {shown(unit)}", _named(unit, units))
    for number, flow in enumerate(facts.scenario.flows):
        for which, known in enumerate(flow.prior_knowledge):
            if known.trait is not None and known.trait not in traits:
                path = f"flows[{number}].prior_knowledge[{which}].trait"
                yield warning(
                    "W633", path, f"no flow has the trait {shown(known.trait)}", _named(known.trait, traits)
                )


def _named(word: str, known: Iterable[str]) -> str:
    names = sorted(known)
    return did_you_mean(word, names) or (f"there are {', '.join(names)}" if names else "")


def _path(facts: Facts, control: Control, key: str) -> str:
    """Where a control says something: at itself, or at the mechanism that makes it."""
    for section, entities in (
        ("controls", facts.scenario.controls),
        ("mechanisms", facts.scenario.mechanisms),
    ):
        for number, entity in enumerate(entities):
            if entity.id == control.id:
                return f"{section}[{number}].{key}"
            if section == "mechanisms" and facts.expansion.made_by.get(("controls", control.id)) == entity.id:
                return f"{section}[{number}]"
    return "controls"


RULES = (
    lists_need_no_search,
    lists_have_entries,
    holds_can_be_confirmed,
    announcements_come_in_time,
    traits_and_units_are_known,
)
