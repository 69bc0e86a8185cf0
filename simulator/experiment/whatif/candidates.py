"""Which changes are worth trying for a case: those that speak to something that happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Final

import numpy as np

from simulator.analysis.cases import INTERDICTED
from simulator.analysis.columns import Columns
from simulator.analysis.story import Fate, Hop, Stage, Story
from simulator.analysis.story.knowledge import Knowledge
from simulator.eventlog import Event
from simulator.experiment.whatif.levers import Kind, Lever, higher, longer, lower, more, multiplied, shorter
from simulator.world.plan import MICRO, Onward

_ENOUGH: Final = 300
"""Seconds that a stage must have taken for it to be worth shortening."""
_NEW_LINKS: Final = 6
_WEEK: Final = 7 * 86400.0
_OUTCOMES: Final = frozenset(
    {Event.MISSED, Event.DETECTED, Event.PASSED, Event.WAVED_THROUGH, Event.LET_PASS}
)

_OF_STEPS: Final[Mapping[Event, Kind]] = {
    Event.REFUSED: Kind.WILLING,
    Event.LOST: Kind.UNASKED,
    Event.NOTHING_KNOWN: Kind.UNASKED,
    Event.CONSENT_REFUSED: Kind.CONSENT,
    Event.LEAKED: Kind.NO_LEAK,
}
_OF_LOOKS: Final[Mapping[Event, Kind]] = {
    Event.PASSED: Kind.EXAMINE,
    Event.MISSED: Kind.FIND,
    Event.WAVED_THROUGH: Kind.NEVER_WAVED,
    Event.LET_PASS: Kind.INCORRUPT,
}


def candidates(story: Story) -> list[Lever]:
    """What could have been different for a case: of one that was lost what may have stopped it, else what it hung on.

    Args:
        story: What happened to it.
    """
    found = _holding_up(story) if story.end == INTERDICTED else _strengthening(story)
    levers = [*found, *_of_the_exercise(story)]
    return list({lever.key: lever for lever in reversed(levers)}.values())[::-1]


def _strengthening(story: Story) -> Iterator[Lever]:
    """In turn from each kind, so that where there is more than can be played, none goes without.

    Links that carried nothing come last: there are many, and few of them matter.
    """
    kinds = (_of_controls, _of_agencies, _of_links, _new_links, _of_lookouts)
    for turn in zip_longest(*(kind(story) for kind in kinds)):
        yield from (lever for lever in turn if lever is not None)
    yield from _idle(story)


def _of_links(story: Story) -> Iterator[Lever]:
    """Links on which something that bears on the case was kept back, lost, or took long."""
    for hop in story.hops:
        if hop.link >= 0:
            yield from _of_one_hop(story, hop)
    for step in (*story.steps, *story.after):
        kind = _OF_STEPS.get(step.event)
        if kind is not None and step.link >= 0 and step.hop is None:
            yield Lever(kind, step.link)


def _of_one_hop(story: Story, hop: Hop) -> Iterator[Lever]:
    link = story.plan.links[hop.link]
    if hop.fate is Fate.WITHHELD:
        yield Lever(Kind.WILLING, hop.link)
    elif hop.fate is Fate.LOST:
        yield Lever(Kind.RELIABLE, hop.link)
    elif hop.fate is Fate.BARRED:
        yield from _freer(story, hop)
    else:
        yield from _quicker(story, hop)
        if link.fidelity < 1:
            yield Lever(Kind.FIDELITY, hop.link, actual=link.fidelity, values=higher(link.fidelity, 1.0))


def _freer(story: Story, hop: Hop) -> Iterator[Lever]:
    """The links by which the sender of something barred had got it: their rule bound it."""
    for other in story.hops:
        came = other.item == hop.item and other.receiver == hop.sender and other.link >= 0
        if came and story.plan.links[other.link].onward != Onward.FREE:
            yield Lever(Kind.ONWARD, other.link)


def _quicker(story: Story, hop: Hop) -> Iterator[Lever]:
    link = story.plan.links[hop.link]
    for part in hop.parts:
        if part.seconds < _ENOUGH:
            continue
        seconds = float(part.seconds)
        if part.stage is Stage.CLEARANCE:
            yield Lever(Kind.CLEARANCE, hop.link, actual=seconds, values=shorter(seconds))
            if link.clearance_working and not story.plan.agencies[hop.sender].calendar.always:
                yield Lever(Kind.CLOCK, hop.link)
        elif part.stage is Stage.QUEUE:
            if link.capacity is not None:
                yield Lever(Kind.CAPACITY, hop.link)
            if _may_close(story, hop.link):
                yield Lever(Kind.LINK_OPEN, hop.link)
        elif part.stage is Stage.TRANSIT:
            yield Lever(Kind.TRANSIT, hop.link, actual=seconds, values=shorter(seconds))


def _idle(story: Story) -> Iterator[Lever]:
    """Links that could have carried something and carried nothing: closed, not asked, waiting for more belief."""
    used = {hop.link for hop in story.hops} | {step.link for step in story.steps}
    holders = {one.agency for one in story.holdings if one.on_case}
    actors = set(_actors(story))
    threat = story.plan.flows[story.flow].threat
    for link in story.plan.links:
        if link.index in used or link.sender not in holders or not link.threats[threat]:
            continue
        if link.receiver not in actors and story.plan.agencies[link.receiver].jurisdiction >= 0:
            continue
        if link.on_request:
            yield Lever(Kind.UNASKED, link.index)
        elif link.share_at is not None:
            yield Lever(Kind.WHATEVER_BELIEF, link.index)
        elif _may_close(story, link.index):
            yield Lever(Kind.LINK_OPEN, link.index)
    for step in (*story.steps, *story.after):
        if step.event in (Event.ESCAPED, Event.REQUEST_DROPPED):
            for link in story.plan.links:
                if link.sender == step.agency and link.receiver in actors and not link.pursuit:
                    yield Lever(Kind.PURSUIT, link.index)


def _may_close(story: Story, link: int) -> bool:
    """Whether a link is not open all the time."""
    return not story.plan.links[link].open or any(
        (change.section, change.index, change.key) == ("links", link, "open")
        for inject in story.plan.injects
        for change in inject.possible_changes
    )


def _actors(story: Story) -> list[int]:
    """The agencies with somebody to send on the case's way, in its order."""
    jurisdictions = [story.plan.position_jurisdictions[place] for place in story.places]
    return [
        agency.index
        for agency in story.plan.agencies
        if agency.jurisdiction in jurisdictions and agency.jurisdiction >= 0
        and (agency.teams > 0 or agency.index in story.plan.acts
             or any(agency.index in pool.members and pool.teams for pool in story.plan.pools))
    ]  # fmt: skip


def _new_links(story: Story) -> Iterator[Lever]:
    """Pairs without a link of which both together knew enough: the first to know, to one who could have acted."""
    knowledge = Knowledge(story.plan, story.log, Columns.of(story.log), story.case)
    threat = story.plan.flows[story.flow].threat
    linked = {
        (link.sender, link.receiver)
        for link in story.plan.links
        if link.threats[threat] and not link.on_request
    }
    offers: list[tuple[float, Lever]] = []
    for sender in (one for one in story.holdings if one.on_case):
        theirs = knowledge.held(sender.agency, story.last)
        entered = [row for row, item, _ in knowledge.entries[sender.agency] if item in theirs]
        since = int(story.log["time"][min(entered)]) if entered else story.closed
        for receiver in _actors(story):
            if receiver == sender.agency or (sender.agency, receiver) in linked:
                continue
            together = knowledge.belief_with(receiver, story.last, theirs)
            if together >= knowledge.threshold(receiver, "act_at", story.last):
                spare = float(max(0, story.closed - since))
                lever = Lever(Kind.NEW_LINK, sender.agency, receiver, spare, shorter(spare) or (0.0,))
                offers.append((-together, lever))
    offers.sort(key=lambda pair: (pair[0], pair[1].key))
    yield from (lever for _, lever in offers[:_NEW_LINKS])


def _of_lookouts(story: Story) -> Iterator[Lever]:
    """Controls that met the case and do not read lookouts that were set, or came just below what it takes."""
    plan = story.plan
    met = [
        step for step in story.steps if step.event in _OUTCOMES and plan.controls[step.control].watch is None
    ]
    # Those that no control on the way read are not told of in the story.
    log = story.log
    lookouts = np.flatnonzero((log["case"] == story.case) & (log["event"] == Event.LOOKOUT_SET))
    settings = [(row, int(log["agency"][row])) for row in lookouts.tolist() if row < story.last]
    for row, agency in settings:
        for step in met:
            control = plan.controls[step.control]
            read = control.agency == agency or agency in control.consults
            if step.row > row and not read:
                yield Lever(Kind.CONSULT, control.index, agency)
    warned = {agency for _, agency in settings}
    for one in story.holdings:
        reads = any(
            one.agency in (plan.controls[step.control].agency, *plan.controls[step.control].consults)
            for step in met
        )
        if one.agency not in warned and reads and 0 < one.most < one.lookout_at:
            yield Lever(
                Kind.LOOKOUT_AT, one.agency, actual=one.lookout_at, values=lower(one.lookout_at, one.most)
            )
        elif one.agency in warned and reads:
            delay = plan.agencies[one.agency].lookout_delay.mean
            if delay >= _ENOUGH:
                yield Lever(Kind.LOOKOUT_DELAY, one.agency, actual=delay, values=shorter(delay))


def _of_agencies(story: Story) -> Iterator[Lever]:
    """Agencies that were slow to weigh, cautious, short of teams, slow or unlucky."""
    for hop in story.hops:
        for part in hop.parts:
            if part.seconds < _ENOUGH:
                continue
            if part.stage is Stage.ANALYST:
                yield Lever(Kind.ANALYSTS, hop.receiver, actual=float(part.seconds), values=more())
            elif part.stage is Stage.TRIAGE:
                seconds = float(part.seconds)
                yield Lever(Kind.TRIAGE, hop.receiver, actual=seconds, values=shorter(seconds))
    for one in story.holdings:
        if one.on_case and one.responds and one.on_the_way and one.most < one.act_at:
            yield Lever(Kind.ACT_AT, one.agency, actual=one.act_at, values=lower(one.act_at, one.most))
    everything = (*story.steps, *story.after)
    for step in everything:
        if step.event in (Event.TEAM_ARRIVED, Event.ACTED) and not step.value:
            yield Lever(Kind.SUCCESS, step.agency)
        elif step.event in (Event.DISPATCHED, Event.REQUESTED):
            took = _response(story, step.row, step.agency)
            yield Lever(Kind.RESPONSE, step.agency, actual=took, values=shorter(took) or (0.0,))
            if step.event is Event.REQUESTED and step.agency not in story.plan.acts:
                yield Lever(Kind.TEAMS, step.agency, values=more())
        elif step.event in (Event.SHADOWED, Event.SHADOW_LOST):
            yield Lever(Kind.STOP_AT_ONCE, step.agency)


def _response(story: Story, row: int, agency: int) -> float:
    """How long a response took that set out at a row; until the case's end where that is not known."""
    log = story.log
    ends = (Event.TEAM_ARRIVED, Event.ESCAPED, Event.STOOD_DOWN, Event.ACTED)
    mine = np.flatnonzero((log["case"] == story.case) & (log["agency"] == agency))
    end = next((one for one in mine.tolist() if one > row and log["event"][one] in ends), story.last)
    return float(log["time"][end] - log["time"][row])


def _of_controls(story: Story) -> Iterator[Lever]:
    """Controls on the way that did not pick, find, see or stop it, or not in time."""
    plan = story.plan
    for step in story.steps:
        if step.control < 0:
            continue
        control = plan.controls[step.control]
        kind = _OF_LOOKS.get(step.event)
        if kind is not None:
            yield Lever(kind, step.control, story.flow if kind is Kind.INCORRUPT else -1)
        elif step.event is Event.RELEASED and control.hold is not None:
            held = float(control.hold.seconds)
            values = tuple(one for one in longer(4 * _WEEK) if one > held)
            yield Lever(Kind.HOLD, step.control, actual=held, values=values)
        elif step.event is Event.DETECTED:
            if 0 < control.seize < 1:
                yield Lever(Kind.SEIZE, step.control)
            yield from _better_known(story, step.control, step.item)
    yield from _unmet(story)


def _unmet(story: Story) -> Iterator[Lever]:
    """Controls on the way that did not notice it, or were closed."""
    plan = story.plan
    threat = plan.flows[story.flow].threat
    met = {step.control for step in story.steps if step.control >= 0}
    here = set(story.places) | set(_legs(story))
    for control in plan.controls:
        if control.position in here and control.index not in met and control.sees(threat):
            if control.watch is not None:
                yield Lever(Kind.WATCH, control.index, values=multiplied())
            elif not (control.calendar.always and control.open):
                yield Lever(Kind.CONTROL_OPEN, control.index)


def _better_known(story: Story, control: int, item: int) -> Iterator[Lever]:
    """What a control found could have been reported sooner, or have weighed more."""
    terms = story.plan.controls[control]
    weight = terms.evidence / MICRO
    if 0 < weight < 1:
        yield Lever(Kind.WEIGHT, control, actual=weight, values=higher(weight, 1.0))
    for hop in story.hops:
        if hop.item == item and hop.link < 0 and hop.parts and hop.parts[0].stage is Stage.REPORT:
            seconds = float(hop.parts[0].seconds)
            if seconds >= _ENOUGH:
                yield Lever(Kind.REPORT, control, actual=seconds, values=shorter(seconds))


def _legs(story: Story) -> list[int]:
    """Positions of the legs on which the case was."""
    where = story.log["place"][
        (story.log["case"] == story.case) & (story.log["place"] >= len(story.plan.places))
    ]
    return sorted(set(where.tolist()))


def _holding_up(story: Story) -> Iterator[Lever]:
    """What a case that was caught may have hung on: what credited it, and what it met on the way."""
    plan, credit = story.plan, story.credit
    assert credit is not None
    links = dict.fromkeys((*credit.links, *_used(story)))
    for link in links:
        yield Lever(Kind.NO_LINK, link)
    for control in dict.fromkeys(_made_at(story)):
        yield Lever(Kind.NO_CONTROL, control)
    for agency in dict.fromkeys(step.agency for step in story.of(Event.DISPATCHED, Event.REQUESTED)):
        yield Lever(Kind.NO_TEAMS, agency)
    for agency in dict.fromkeys(step.agency for step in story.of(Event.FLAGGED)):
        yield Lever(Kind.NO_LOOKOUTS, agency)
    for number, prior in enumerate(plan.flows[story.flow].prior):
        if prior.agency in {one.agency for one in story.holdings}:
            yield Lever(Kind.NO_PRIOR, story.flow, number)
    for link in credit.links:
        yield Lever(Kind.SLOWER_CLEARANCE, link, values=longer(2 * _WEEK))
    if credit.how == "response" and story.of(Event.DISPATCHED):
        yield Lever(Kind.SLOWER_RESPONSE, credit.agency, values=longer(_WEEK))


def _used(story: Story) -> Iterable[int]:
    return (hop.link for hop in story.hops if hop.link >= 0 and hop.fate is Fate.COUNTED)


def _made_at(story: Story) -> Iterable[int]:
    """The controls that found the case, made evidence that bears on it, or stopped it."""
    found = story.of(Event.DETECTED, Event.INTERDICTED, Event.HELD)
    yield from (step.control for step in found if step.control >= 0)
    makers = (int(story.log.items["control"][hop.item]) for hop in story.hops)
    yield from (control for control in makers if control >= 0)


def _of_the_exercise(story: Story) -> Iterator[Lever]:
    """Injects that bore on the case, and decisions that could have been taken otherwise by then."""
    log = story.log
    for step in (*story.steps, *story.after):
        if step.event is Event.INJECT_FIRED:
            yield Lever(Kind.INJECT, round(step.value))
    for row in np.flatnonzero(log["event"] == Event.DECISION_TAKEN).tolist():
        if log["time"][row] > story.closed:
            continue
        index, taken = int(log["item"][row]), round(float(log["value"][row]))
        inject = next(one for one in story.plan.injects if one.index == index)
        assert inject.decision is not None
        for number in range(len(inject.decision.options)):
            if number != taken:
                yield Lever(Kind.DECISION, index, number)
