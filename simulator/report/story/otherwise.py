"""What would have had to be different, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from simulator.analysis.cases import ABORTED, DELIVERED, INTERDICTED, OPEN
from simulator.experiment.whatif import NOT_BEGUN, Ending, Kind, Lever, Otherwise, WhatIf
from simulator.report.story.names import Names, belief, listed, plain, sentence, span
from simulator.report.words import counted, number


def heading(names: Names, found: WhatIf) -> str:
    """What the list of changes says."""
    one = names.nouns.one
    if names.story.end == INTERDICTED:
        return f"What the {one} would not have been {names.nouns.was_stopped} without"
    if not found.enough:
        return f"What would have {_stopped(names)} it"
    if len(found.enough[0].changes) > 1:
        return "No single change would have been enough; any of these pairs would"
    if len(found.enough) == 1:
        return "This would have been enough"
    return "Any one of these would have been enough"


def _stopped(names: Names) -> str:
    return names.nouns.was_stopped


def sentences(names: Names, found: WhatIf) -> list[str]:
    """One sentence for each change that changes the end."""
    return [sentence(_one(names, one)) for one in found.enough]


def remarks(names: Names, found: WhatIf) -> list[str]:
    """What holds of all of them: how it was found, and what made no difference."""
    told: list[str] = []
    caught = names.story.end == INTERDICTED
    if not found.enough and (found.not_enough or found.complete):
        tried = counted(len(found.not_enough), "change")
        pairs = f", nor any of {counted(found.pairs_tried, 'pair')} of them" if found.pairs_tried else ""
        if not found.not_enough:
            told.append("Nothing happened to it at which a single change could have been tried.")
        elif caught:
            told.append(f"None of {tried} that were tried alone would have let it go: it was held up by several things.")
        else:
            told.append(f"None of {tried} that were tried would have been enough alone{pairs}.")
    if caught and found.enough and found.not_enough:
        without = [_lever(names, lever, _strongest(lever)) for lever in found.not_enough]
        told.append(sentence(f"it would have been {names.nouns.was_stopped} all the same {listed(without)}"))
    if found.runs:
        told.append(
            f"Found by playing this history again {counted(found.runs, 'time')}, with the same luck and one thing "
            "otherwise; it holds for this history, not on average."
        )
    if not found.complete:
        told.append("There was more to try than the simulations allowed.")
    return told


def _one(names: Names, one: Otherwise) -> str:
    changes = " and ".join(_lever(names, lever, value) for lever, value in one.changes)
    return f"{changes}: {_ending(names, one.ending)}{_besides(names, one)}"


def _ending(names: Names, ending: Ending) -> str:
    nouns = names.nouns
    if ending.end == NOT_BEGUN:
        return "it would not have begun"
    if ending.end == OPEN:
        return "it would still have been under way at the end of the time that is played"
    when = f"on {names.time(ending.time)}"
    if ending.end == INTERDICTED:
        who = names.control(ending.control) if ending.control >= 0 else names.agency(ending.agency)
        return f"{who} would have {nouns.was_stopped} it {names.where(ending.place)} {when}"
    if ending.end == ABORTED:
        return f"it would have been given up {when}"
    assert ending.end == DELIVERED
    done = nouns.delivered.replace("was ", "would have been ", 1) if nouns.delivered.startswith("was ") else {
        "reached the destination": "would have reached the destination",
        "reached its target": "would have reached its target",
        "came to its end": "would have come to its end",
    }.get(nouns.delivered, "would have reached its end")  # fmt: skip
    return f"it {done} {when}"


def _besides(names: Names, one: Otherwise) -> str:
    """What else changes in the same history."""
    several = names.nouns.several
    parts = []
    if one.gained:
        parts.append(f"{one.gained} other {names.nouns.one if one.gained == 1 else several} more")
    if one.lost:
        parts.append(f"{one.lost} {'others ' if not parts and one.lost > 1 else ''}fewer".replace("  ", " "))
    if not parts:
        return ""
    return f". In the same history {' and '.join(parts)} would have been {names.nouns.was_stopped}"


def _strongest(lever: Lever) -> float | None:
    return lever.values[-1] if lever.values else None


def _lever(names: Names, lever: Lever, value: float | None) -> str:
    """A change as the beginning of a sentence."""
    return _TELLERS[lever.kind](names, lever, 0.0 if value is None else value)


def _a(names: Names, lever: Lever) -> str:
    return names.agency(lever.index)


def _c(names: Names, lever: Lever) -> str:
    return names.control(lever.index)


def _l(names: Names, lever: Lever) -> str:
    """A link with its ends."""
    plan = names.story.plan.links[lever.index]
    ends = f"{names.agency(plan.sender)} to {names.agency(plan.receiver)}"
    name = names.link(lever.index)
    return ends if name in (names.agency(plan.sender), names.agency(plan.receiver)) else f"{name}, {ends}"


def _sender(names: Names, lever: Lever) -> str:
    return names.agency(names.story.plan.links[lever.index].sender)


def _receiver(names: Names, lever: Lever) -> str:
    return names.agency(names.story.plan.links[lever.index].receiver)


def _clearance(names: Names, lever: Lever, most: float) -> str:
    plan = names.story.plan.links[lever.index]
    open_hours = names.story.plan.agencies[plan.sender].calendar
    working = " of working time" if plan.clearance_working and not open_hours.always else ""
    limit = f"at most {span(most)}{working}" if most else "no time"
    return f"had clearance taken {limit} instead of {span(lever.actual)} ({_l(names, lever)})"


def _shortened(noun: str, of: Callable[[Names, Lever], str]) -> Callable[[Names, Lever, float], str]:
    def told(names: Names, lever: Lever, most: float) -> str:
        limit = f"at most {span(most)}" if most else "no time"
        return f"had {noun} taken {limit} instead of {span(lever.actual)} ({of(names, lever)})"

    return told


def _inject_name(names: Names, lever: Lever) -> str:
    return next(one.id for one in names.story.plan.injects if one.index == lever.index)


def _decision(names: Names, lever: Lever, _: float) -> str:
    inject = next(one for one in names.scenario.injects if one.id == _inject_name(names, lever))
    return f'had it been decided "{inject.options[lever.other].label}" ({plain(inject.id)})'


def _prior(names: Names, lever: Lever, _: float) -> str:
    prior = names.story.plan.flows[lever.index].prior[lever.other]
    return f"without what {names.agency(prior.agency)} knew beforehand of each {({'case': names.nouns.one, 'subject': 'person behind one', 'cell': 'group'})[prior.about]}"


def _several(count: float, noun: str) -> str:
    return counted(round(count), noun)


_TELLERS: Final[Mapping[Kind, Callable[[Names, Lever, float], str]]] = {
    Kind.WILLING: lambda n, x, _: f"had {_sender(n, x)} been willing to pass on what it knew ({_l(n, x)})",
    Kind.CLEARANCE: _clearance,
    Kind.CLOCK: lambda n, x, _: f"had clearance gone on around the clock ({_l(n, x)})",
    Kind.TRANSIT: _shortened("transit", _l),
    Kind.RELIABLE: lambda n, x, _: f"had no message been lost ({_l(n, x)})",
    Kind.CAPACITY: lambda n, x, _: f"had the link had room for all messages ({_l(n, x)})",
    Kind.FIDELITY: lambda n, x, v: f"had {belief(v)} of the weight of a lead come over, not {belief(x.actual)} ({_l(n, x)})",
    Kind.ONWARD: lambda n, x, _: f"had {_receiver(n, x)} been free to pass on what came from {_sender(n, x)} ({_l(n, x)})",
    Kind.CONSENT: lambda n, x, _: f"had makers agreed that what came by it is passed on ({_l(n, x)})",
    Kind.LINK_OPEN: lambda n, x, _: f"had the link been open all the time ({_l(n, x)})",
    Kind.UNASKED: lambda n, x, _: f"had {_sender(n, x)} told {_receiver(n, x)} without being asked ({_l(n, x)})",
    Kind.WHATEVER_BELIEF: lambda n, x, _: f"had {_sender(n, x)} told {_receiver(n, x)} however weak the lead ({_l(n, x)})",
    Kind.NO_LEAK: lambda n, x, _: f"had nothing leaked ({_l(n, x)})",
    Kind.PURSUIT: lambda n, x, _: f"had {_sender(n, x)} handed cases that got away over to {_receiver(n, x)} ({_l(n, x)})",
    Kind.NEW_LINK: lambda n, x, v: f"had {_a(n, x)} told {n.agency(x.other)} directly {f'within {span(v)}' if v else 'at once'} (there is no such link)",
    Kind.CONSULT: lambda n, x, _: f"had {_c(n, x)} read the lookouts of {n.agency(x.other)}",
    Kind.EXAMINE: lambda n, x, _: f"had {_c(n, x)} examined everything",
    Kind.FIND: lambda n, x, _: f"had {_c(n, x)} missed nothing",
    Kind.NEVER_WAVED: lambda n, x, _: f"had {_c(n, x)} waved nothing through",
    Kind.INCORRUPT: lambda n, x, _: f"had {_c(n, x)} let nothing pass for money",
    Kind.WATCH: lambda n, x, v: f"had {_c(n, x)} been {number(v)} times as intense",
    Kind.SEIZE: lambda n, x, _: f"had {_c(n, x)} stopped whatever was found there",
    Kind.CONTROL_OPEN: lambda n, x, _: f"had {_c(n, x)} been open around the clock",
    Kind.REPORT: _shortened("reports", _c),
    Kind.WEIGHT: lambda n, x, v: f"had the leads of {_c(n, x)} weighed {belief(v)}, not {belief(x.actual)}",
    Kind.HOLD: lambda n, x, v: f"had {_c(n, x)} held what was found for {span(v)}, not {span(x.actual)}",
    Kind.ANALYSTS: lambda n, x, v: f"with {_several(v, 'analyst')} more around the clock at {_a(n, x)} (it waited {span(x.actual)} for one)",
    Kind.TRIAGE: _shortened("triage", _a),
    Kind.LOOKOUT_AT: lambda n, x, v: f"had a belief of {belief(v)} been enough for a lookout of {_a(n, x)}, not {belief(x.actual)}",
    Kind.LOOKOUT_DELAY: _shortened("lookouts", _a),
    Kind.ACT_AT: lambda n, x, v: f"had a belief of {belief(v)} been enough for {_a(n, x)} to act, not {belief(x.actual)}",
    Kind.RESPONSE: _shortened("the response", _a),
    Kind.TEAMS: lambda n, x, v: f"with {_several(v, 'team')} more at {_a(n, x)}",
    Kind.SUCCESS: lambda n, x, _: f"had no response of {_a(n, x)} failed",
    Kind.STOP_AT_ONCE: lambda n, x, _: f"had {_a(n, x)} let nothing run under surveillance",
    Kind.INJECT: lambda n, x, _: f'without the exercise event "{plain(_inject_name(n, x))}"',
    Kind.DECISION: _decision,
    Kind.NO_LINK: lambda n, x, _: f"without the link {_l(n, x)}",
    Kind.NO_CONTROL: lambda n, x, _: f"without {_c(n, x)}",
    Kind.NO_TEAMS: lambda n, x, _: f"without the teams of {_a(n, x)}",
    Kind.NO_LOOKOUTS: lambda n, x, _: f"without the lookouts of {_a(n, x)}",
    Kind.NO_PRIOR: _prior,
    Kind.SLOWER_CLEARANCE: lambda n, x, v: f"had clearance taken {span(v)} longer ({_l(n, x)})",
    Kind.SLOWER_RESPONSE: lambda n, x, v: f"had the response of {_a(n, x)} taken {span(v)} longer",
}  # fmt: skip
