"""Changes that could have been made, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from simulator.eventlog import Event
from simulator.experiment.whatif import Kind, Lever
from simulator.report.story.names import Names, belief, plain, span
from simulator.report.words import counted, number


def in_words(names: Names, lever: Lever, value: float | None) -> str:
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
    rows = names.story.log.of(Event.DECISION_TAKEN)
    taken = round(float(rows["value"][rows["item"] == lever.index][0]))
    return f'had it been decided "{inject.options[lever.other].label}", not "{inject.options[taken].label}"'


def _prior(names: Names, lever: Lever, _: float) -> str:
    prior = names.story.plan.flows[lever.index].prior[lever.other]
    about = {"case": names.nouns.several, "subject": "single people, vehicles or accounts", "cell": "groups"}
    return f"without what {names.agency(prior.agency)} knew beforehand of {about[prior.about]}"


def _several(count: float, noun: str) -> str:
    return counted(round(count), noun)


_TELLERS: Final[Mapping[Kind, Callable[[Names, Lever, float], str]]] = {
    Kind.WILLING: lambda n, x, _: f"had {_sender(n, x)} been willing to pass on what it knew ({_l(n, x)})",
    Kind.CLEARANCE: _clearance,
    Kind.CLOCK: lambda n, x, _: f"had clearance gone on around the clock ({_l(n, x)})",
    Kind.TRANSIT: _shortened("transit", _l),
    Kind.RELIABLE: lambda n, x, _: f"had no message been lost ({_l(n, x)})",
    Kind.CAPACITY: lambda n, x, _: f"had the link had room for all messages ({_l(n, x)})",
    Kind.FIDELITY: lambda n, x, v: (
        f"had {belief(v)} of the weight of a lead come over, not {belief(x.actual)} ({_l(n, x)})"
    ),
    Kind.ONWARD: lambda n, x, _: (
        f"had {_receiver(n, x)} been free to pass on what came from {_sender(n, x)} ({_l(n, x)})"
    ),
    Kind.CONSENT: lambda n, x, _: f"had makers agreed that what came by it is passed on ({_l(n, x)})",
    Kind.LINK_OPEN: lambda n, x, _: f"had the link been open all the time ({_l(n, x)})",
    Kind.UNASKED: lambda n, x, _: (
        f"had {_sender(n, x)} told {_receiver(n, x)} without being asked ({_l(n, x)})"
    ),
    Kind.WHATEVER_BELIEF: lambda n, x, _: (
        f"had {_sender(n, x)} told {_receiver(n, x)} however weak the lead ({_l(n, x)})"
    ),
    Kind.NO_LEAK: lambda n, x, _: f"had nothing leaked ({_l(n, x)})",
    Kind.PURSUIT: lambda n, x, _: (
        f"had {_sender(n, x)} handed cases that got away over to {_receiver(n, x)} ({_l(n, x)})"
    ),
    Kind.NEW_LINK: lambda n, x, v: (
        f"had {_a(n, x)} told {n.agency(x.other)} directly "
        f"{f'within {span(v)}' if v else 'at once'} (there is no such link)"
    ),
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
    Kind.ANALYSTS: lambda n, x, v: (
        f"with {_several(v, 'analyst')} more around the clock "
        f"at {_a(n, x)} (it waited {span(x.actual)} for one)"
    ),
    Kind.TRIAGE: _shortened("triage", _a),
    Kind.LOOKOUT_AT: lambda n, x, v: (
        f"had a belief of {belief(v)} been enough for a lookout of {_a(n, x)}, not {belief(x.actual)}"
    ),
    Kind.LOOKOUT_DELAY: _shortened("lookouts", _a),
    Kind.ACT_AT: lambda n, x, v: (
        f"had a belief of {belief(v)} been enough for {_a(n, x)} to act, not {belief(x.actual)}"
    ),
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
}
