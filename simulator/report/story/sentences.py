"""The steps of a story as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isnan
from typing import Final

from simulator.analysis.cases import DELIVERED
from simulator.analysis.story import Fate, Hop, Part, Stage, Step
from simulator.analysis.story.choosing import gone
from simulator.eventlog import Event, Warned
from simulator.report.story.names import Names, belief, listed, plain, sentence, span, upper
from simulator.report.words import counted
from simulator.world.draws import Relation

_STAGES: Final[Mapping[Stage, str]] = {
    Stage.REPORT: "to be reported",
    Stage.CLEARANCE: "clearance",
    Stage.QUEUE: "in the queue of the link",
    Stage.TRANSIT: "transit",
    Stage.ANALYST: "waiting for an analyst",
    Stage.TRIAGE: "triage",
}
_RELATIONS: Final[Mapping[int, str]] = {
    Relation.CARRIER: "Another carrier of the same consignment set out: {}.",
    Relation.RETRY: "It was tried again: {}.",
    Relation.COPY: "It copied itself: {}.",
    Relation.FOLLOW: "It set another case going: {}.",
}
_ORIGINS: Final[Mapping[int, str]] = {
    Relation.CARRIER: "It was a further carrier of {}.",
    Relation.RETRY: "It was another attempt after {}.",
    Relation.COPY: "It was a copy of {}.",
    Relation.FOLLOW: "It came of {}.",
}


class Teller:
    """Tells the steps of one story, in order: it remembers where the case was."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.story = names.story
        self.plan = names.story.plan
        self.place = -1
        self.since = 0

    def tell(self, step: Step) -> str:
        """One step as a sentence."""
        return sentence(_TELLERS[step.event](self, step))

    def _one(self) -> str:
        return self.names.nouns.one

    def _launched(self, step: Step) -> str:
        names, story = self.names, self.story
        if step.other >= 0:
            relation = int(story.log.cases["relation"][step.other])
            return _RELATIONS[relation].format(names.labels[step.other])
        self.place, self.since = step.place, step.time
        over = [names.place(place) for place in story.places[1:-1]]
        by = f", by way of {listed(over)}" if over else ""
        goal = f" for {names.place(story.places[-1])}" if len(story.places) > 1 else ""
        load = names.payload(step.value, story.flow)
        text = (
            f"The {self._one()} ({load}) {names.nouns.began} from {names.place(story.places[0])}{goal}{by}."
        )
        if story.parent >= 0:
            relation = int(story.record["relation"])
            text += f" {_ORIGINS[relation].format(names.labels[story.parent])}"
        return text

    def _rerouted(self, step: Step) -> str:
        route = self.plan.flows[self.story.flow].routes[round(step.value)]
        over = [self.names.place(place) for place in route.places[1:-1]]
        by = f" by way of {listed(over)}" if over else " directly"
        return f"without news of what became of others it would have gone{by}"

    def _arrived(self, step: Step) -> str:
        before, since = self.place, self.since
        self.place, self.since = step.place, step.time
        took = round(step.value)
        mode = self.names.mode(before, step.place)
        where = self.names.place(step.place)
        stay = step.time - took - since
        rest = (
            f"after {span(stay)} at {self.names.place(before)} it went on and reached"
            if stay > 0
            else "it reached"
        )
        return f"{rest} {where} ({f'{span(took)} {mode}'.strip()})"

    def _departed(self, step: Step) -> str:
        leg = self.plan.legs[step.place - len(self.plan.places)]
        stay = step.time - self.since
        rest = f"after {span(stay)} at {self.names.place(leg.origin)} " if stay > 0 else ""
        self.place, self.since = leg.origin, step.time
        how = self.names.mode(leg.origin, leg.destination)
        return f"{rest}it left {self.names.place(leg.origin)} for {self.names.place(leg.destination)} {how}"

    def _passed(self, step: Step) -> str:
        control = self.names.control(step.control)
        if self._is_source(step.control):
            return f"{control} did not come across it"
        return f"{control} did not pick it for examination"

    def _waved_through(self, step: Step) -> str:
        waiting = f": {counted(round(step.value), 'other')} waited" if step.value else ""
        return (
            f"{self.names.control(step.control)} waved it through, as there was no room in the queue{waiting}"
        )

    def _let_pass(self, step: Step) -> str:
        return f"{self.names.control(step.control)} let it pass without a look (corruption)"

    def _announced(self, step: Step) -> str:
        ahead = f", {span(step.value)} before it was expected there" if step.value else ""
        return f"it was announced to {self.names.control(step.control)}{ahead}"

    def _flagged(self, step: Step) -> str:
        return (
            f"{self.names.control(step.control)} read the lookout of {self.names.agency(step.agency)} for it"
        )

    def _examined(self, step: Step) -> str:
        return f"{self.names.control(step.control)} began to examine it{_after_wait(round(step.value))}"

    def _missed(self, step: Step) -> str:
        control = self.names.control(step.control)
        if self.plan.controls[step.control].requires_lookout:
            return f"{control} checked it{_after_wait(step.waited)} and had no match"
        if self._is_source(step.control):
            return f"{control} did not notice it"
        return f"{control} examined it{_after_wait(step.waited)} and found nothing"

    def _detected(self, step: Step) -> str:
        control = self.names.control(step.control)
        examined = f"examined it{_after_wait(step.waited)} and found it"
        if self.plan.controls[step.control].requires_lookout:
            examined = f"checked it{_after_wait(step.waited)} and had a match"
        text = f"{control} {'noticed it' if self._is_source(step.control) else examined}"
        if step.item >= 0:
            weight = belief(int(self.story.log.items["weight"][step.item]) / 1e6)
            text += f": a lead that weighs {weight}, about {self.names.about(step.item)}"
        terms = self.plan.controls[step.control]
        stopped = any(
            one.cause == step.row and one.event in (Event.INTERDICTED, Event.HELD, Event.SHADOWED)
            for one in self.story.steps
        )
        if (terms.seize or terms.hold) and not stopped:
            text += "; it was not stopped there"
        return text

    def _is_source(self, control: int) -> bool:
        """Whether a control only learns of cases, and stands in nobody's way."""
        terms = self.plan.controls[control]
        stops = terms.seize or terms.hold or terms.service or terms.traffic or terms.requires_lookout
        return terms.watch is not None or not stops

    def _counted(self, step: Step) -> str:
        hop = step.hop
        assert hop is not None
        names = self.names
        receiver, lead = names.agency(hop.receiver), names.lead(hop.item)
        held = f". {upper(receiver)} then believed {belief(step.belief)}{self._bars(hop.receiver)}"
        took = _parts(hop.parts)
        if hop.link < 0:
            if int(self.story.log.items["control"][hop.item]) < 0:
                known = f"{receiver} learned something about {names.about(hop.item)}"
                return f"{known}{f' ({took})' if took else ''}{held}"
            return f"{receiver} weighed {lead}{f' ({took})' if took else ' at once'}{held}"
        record = self.story.log.items[hop.item]
        own = int(record["control"]) < 0 and int(record["agency"]) == hop.sender
        way = f"to {receiver}" if own else f"from {names.agency(hop.sender)} to {receiver}"
        return f"{lead} came {way}{names.by_link(hop)}{f': {took}' if took else ' at once'}{held}"

    def _bars(self, agency: int) -> str:
        """What it takes for an agency to do something, as far as it can."""
        held = next((one for one in self.story.holdings if one.agency == agency), None)
        if held is None:
            return ""
        bars = []
        if self._reads_lookouts(agency):
            bars.append(f"{belief(held.lookout_at)} for a lookout")
        if held.responds:
            bars.append(f"{belief(held.act_at)} to act")
        return f" (it takes {' and '.join(bars)})" if bars else ""

    def _reads_lookouts(self, agency: int) -> bool:
        return any(
            control.agency == agency or agency in control.consults
            for control in self.plan.controls
            if control.watch is None
        )

    def _withheld(self, step: Step) -> str:
        hop, names = step.hop, self.names
        assert hop is not None
        return f"{names.agency(hop.sender)} kept {names.lead(hop.item)} from {self._receivers(step)}"

    def _barred(self, step: Step) -> str:
        hop, names = step.hop, self.names
        assert hop is not None
        return (
            f"{names.agency(hop.sender)} could not pass {names.lead(hop.item)} on to {self._receivers(step)}: "
            "it had come under the third-party rule"
        )

    def _receivers(self, step: Step) -> str:
        hops = [hop for hop in (step.hop, *step.others) if hop is not None]
        return listed(
            dict.fromkeys(self.names.agency(hop.receiver) + self.names.by_link(hop) for hop in hops)
        )

    def _lost(self, step: Step) -> str:
        names = self.names
        if step.hop is None:
            link = self.plan.links[step.link]
            asker, holder = names.agency(link.receiver), names.agency(link.sender)
            return f"the question of {asker} to {holder} was never answered"
        lead = names.lead(step.hop.item)
        return f"{lead} was lost on the way from {names.agency(step.hop.sender)} to {self._receivers(step)}"

    def _leaked(self, step: Step) -> str:
        names = self.names
        link = self.plan.links[step.link]
        what = {
            Warned.NOTHING: "nothing came of it",
            Warned.ABORT: "they gave up what they had under way",
            Warned.LIE_LOW: "they lay low",
            Warned.SOURCE_LOST: "the source fell silent",
        }[Warned(round(step.value))]
        told = f"{names.agency(link.sender)} told {names.agency(link.receiver)} of {names.lead(step.item)}"
        return f"those behind it heard that {told}: {what}"

    def _consent(self, step: Step) -> str:
        names = self.names
        maker = names.agency(int(self.story.log.items["agency"][step.item]))
        asker, lead = names.agency(step.agency), names.lead(step.item)
        match step.event:
            case Event.CONSENT_GIVEN:
                return f"{maker} agreed that {asker} passes {lead} on"
            case Event.CONSENT_REFUSED:
                return f"{maker} did not agree that {asker} passes {lead} on"
        return f"{asker} asked {maker} whether {lead} may be passed on"

    def _expired(self, step: Step) -> str:
        return f"{self.names.lead(step.item)} ran out and counted no more"

    def _question(self, step: Step) -> str:
        link = self.plan.links[step.link]
        asker, holder = self.names.agency(link.receiver), self.names.agency(link.sender)
        match step.event:
            case Event.ANSWERED:
                return f"{holder} answered {asker} and passed on {counted(round(step.value), 'lead')}"
            case Event.NOTHING_KNOWN:
                return f"{holder} had nothing to tell {asker}"
            case Event.REFUSED:
                return f"{holder} refused to answer {asker}"
        return f"{asker} asked {holder} about it (belief {belief(step.belief)})"

    def _lookout(self, step: Step) -> str:
        agency = self.names.agency(step.agency)
        if step.event is Event.LOOKOUT_SET:
            return f"{agency} put out a lookout for it (belief {belief(step.value)})"
        return f"{agency} withdrew its lookout (belief {belief(step.value)})"

    def _actionable(self, step: Step) -> str:
        cause = next((one for one in self.story.steps if one.row == step.cause), None)
        if cause is not None and cause.event is Event.TRIAGED and cause.agency == step.agency:
            return f"that was enough for {self.names.agency(step.agency)} to act{self._out_of_reach(step)}"
        held = next((one for one in self.story.holdings if one.agency == step.agency), None)
        bar = f" of the {belief(held.act_at)} that it takes" if held is not None else ""
        agency = self.names.agency(step.agency)
        return f"{agency} knew enough to act: {belief(step.value)}{bar}{self._out_of_reach(step)}"

    def _out_of_reach(self, step: Step) -> str:
        """That the case was not where an agency may act, if so."""
        here = self.plan.position_jurisdictions[step.place]
        return "" if here == self.plan.agencies[step.agency].jurisdiction else ", but it was not in its area"

    def _requested(self, step: Step) -> str:
        agency = self.names.agency(step.agency)
        if step.agency in self.plan.acts:
            return f"{agency} began a response (without a team)"
        return f"{agency} asked for a team, and none was free"

    def _dispatched(self, step: Step) -> str:
        pool = plain(self.plan.pools[step.item].name) if step.item >= 0 else ""
        sent_for = f" for {self.names.agency(step.agency)}" if pool else ""
        waited = f", {span(step.value)} after it was asked for" if step.value else ""
        return f"a team of {pool or self.names.agency(step.agency)} set out{sent_for}{waited}"

    def _failed(self, step: Step) -> str:
        agency = self.names.agency(step.agency)
        if step.event is Event.ACTED:
            return f"{agency} acted, {'and it took effect' if step.value else 'without effect'}"
        return f"the team of {agency} reached it {self.names.where(step.place)} and failed to stop it"

    def _escaped(self, step: Step) -> str:
        agency = self.names.agency(step.agency)
        whose = f"{agency} came" if step.agency in self.plan.acts else f"the team of {agency} came"
        left = gone(self.plan, self.story.log, self.story.case, step.agency, step.row)
        late = f"{span(step.time - left)} too late" if left is not None and step.time > left else "too late"
        return f"{whose} {late}: {self._had_gone(step, left)}"

    def _had_gone(self, step: Step, left: int | None) -> str:
        if step.row > self.story.last and left is not None and left >= self.story.closed:
            over = self.names.nouns.would_end.replace("would have", "had", 1)
            return f"it {over if self.story.end == DELIVERED else 'had been given up'}"
        return "it had left its area"

    def _stood_down(self, step: Step) -> str:
        return f"the team of {self.names.agency(step.agency)} turned back, as others had stopped it"

    def _dropped(self, step: Step) -> str:
        return f"the request of {self.names.agency(step.agency)} for a team fell away"

    def _handed_over(self, step: Step) -> str:
        link = self.plan.links[step.link]
        sender, receiver = self.names.agency(link.sender), self.names.agency(link.receiver)
        return f"{sender} handed the case over to {receiver}, into whose area it had gone"

    def _shadowed(self, step: Step) -> str:
        return f"{self.names.agency(step.agency)} let it run under surveillance"

    def _shadow_lost(self, step: Step) -> str:
        return f"{self.names.agency(step.agency)} lost it from sight"

    def _held(self, step: Step) -> str:
        who = self.names.control(step.control) if step.control >= 0 else self.names.agency(step.agency)
        return f"{who} held it, for {span(step.value)} at most"

    def _released(self, step: Step) -> str:
        return f"it was released after {span(step.value)}, as nobody had confirmed why it was held"

    def _interdicted(self, step: Step) -> str:
        names, log = self.names, self.story.log
        where, did = names.where(step.place), names.nouns.stopped
        cause = Event(log["event"][step.cause]) if step.cause >= 0 else None
        agency = names.agency(step.agency)
        after = f"{span(step.time - self.story.launched)} after it began"
        match cause:
            case Event.CONFIRMED:
                return f"{agency} confirmed why it was held, and {did} it {where}, {after}"
            case Event.SHADOWED:
                before = f"just before the {names.nouns.end} and under surveillance"
                return f"{agency} {did} it {where}, {before}, {after}"
        who = names.control(step.control) if step.control >= 0 else f"the team of {agency}"
        return f"{who} {did} it {where}, {after}"

    def _delivered(self, step: Step) -> str:
        names = self.names
        after = f"{span(step.time - self.story.launched)} after it began"
        return f"it {names.nouns.delivered} {names.where(step.place)}, {after}"

    def _aborted(self, step: Step) -> str:
        names = self.names
        why = f", after the loss of {names.labels[step.other]}" if step.other >= 0 else ""
        return f"those behind it gave it up {names.where(step.place)}{why}"

    def _lay_low(self, step: Step) -> str:
        return f"the group behind it lay low for {span(step.value)}"

    def _made(self, step: Step) -> str:
        names = self.names
        weight = belief(step.value)
        about = names.about(step.item)
        if step.other >= 0 and step.other != self.story.case:
            about = f"another case of the same group, {names.labels[step.other]}"
        return f"what was found told {names.agency(step.agency)} more: a lead that weighs {weight}, about {about}"

    def _aftermath(self, step: Step) -> str:
        outcome = self.plan.outcomes[step.item].replace("_", " ")
        return f"what followed: {outcome}, {span(step.value)} after it was {self.names.nouns.was_stopped}"

    def _inject(self, step: Step) -> str:
        plan = next(one for one in self.plan.injects if one.index == round(step.value))
        inject = next(one for one in self.names.scenario.injects if one.id == plan.id)
        if inject.message is None:
            return f"exercise event: {plain(inject.label)}"
        return f"exercise event ({plain(inject.id)}): {inject.message}"

    def _decision(self, step: Step) -> str:
        plan = next(one for one in self.plan.injects if one.index == step.item)
        inject = next(one for one in self.names.scenario.injects if one.id == plan.id)
        option = inject.options[round(step.value)]
        return f"decision ({plain(inject.id)}): {option.label}"


def _after_wait(seconds: int) -> str:
    return f" after a wait of {span(seconds)}" if seconds else ""


def _parts(parts: tuple[Part, ...]) -> str:
    """How long each part of a way took; what took no time is left out."""
    return ", ".join(f"{span(part.seconds)} {_STAGES[part.stage]}" for part in parts if part.seconds)


def stuck(hop: Hop, names: Names) -> str:
    """Where an item was stuck that never came to the end of its way, or how it came too late."""
    stage = {
        Stage.REPORT: "was not yet reported",
        Stage.CLEARANCE: "was still in clearance",
        Stage.QUEUE: "still waited for room on the link",
        Stage.TRANSIT: "was still in transit",
        Stage.ANALYST: "still waited for an analyst",
        Stage.TRIAGE: "was still in triage",
    }
    way = "" if hop.link < 0 else f" from {names.agency(hop.sender)} to {names.agency(hop.receiver)}"
    found = hop.stage
    return f"{names.lead(hop.item)}{way} {stage[found] if found is not None else 'did not arrive'}"


def is_told(step: Step) -> bool:
    """Whether a step has a sentence."""
    return step.event in _TELLERS and not (step.hop is not None and step.hop.fate is Fate.KNOWN)


def text_of_belief(value: float) -> str:
    """A belief, or nothing where there is none."""
    return "" if isnan(value) else belief(value)


_TELLERS: Final[Mapping[Event, Callable[[Teller, Step], str]]] = {
    Event.LAUNCHED: Teller._launched,
    Event.REROUTED: Teller._rerouted,
    Event.ARRIVED: Teller._arrived,
    Event.DEPARTED: Teller._departed,
    Event.PASSED: Teller._passed,
    Event.WAVED_THROUGH: Teller._waved_through,
    Event.LET_PASS: Teller._let_pass,
    Event.ANNOUNCED: Teller._announced,
    Event.FLAGGED: Teller._flagged,
    Event.EXAMINED: Teller._examined,
    Event.MISSED: Teller._missed,
    Event.DETECTED: Teller._detected,
    Event.TRIAGED: Teller._counted,
    Event.WITHHELD: Teller._withheld,
    Event.BARRED: Teller._barred,
    Event.LOST: Teller._lost,
    Event.LEAKED: Teller._leaked,
    Event.CONSENT_ASKED: Teller._consent,
    Event.CONSENT_GIVEN: Teller._consent,
    Event.CONSENT_REFUSED: Teller._consent,
    Event.EXPIRED: Teller._expired,
    Event.ASKED: Teller._question,
    Event.ANSWERED: Teller._question,
    Event.NOTHING_KNOWN: Teller._question,
    Event.REFUSED: Teller._question,
    Event.LOOKOUT_SET: Teller._lookout,
    Event.LOOKOUT_WITHDRAWN: Teller._lookout,
    Event.ACTIONABLE: Teller._actionable,
    Event.REQUESTED: Teller._requested,
    Event.DISPATCHED: Teller._dispatched,
    Event.TEAM_ARRIVED: Teller._failed,
    Event.ACTED: Teller._failed,
    Event.ESCAPED: Teller._escaped,
    Event.STOOD_DOWN: Teller._stood_down,
    Event.REQUEST_DROPPED: Teller._dropped,
    Event.HANDED_OVER: Teller._handed_over,
    Event.SHADOWED: Teller._shadowed,
    Event.SHADOW_LOST: Teller._shadow_lost,
    Event.HELD: Teller._held,
    Event.RELEASED: Teller._released,
    Event.INTERDICTED: Teller._interdicted,
    Event.DELIVERED: Teller._delivered,
    Event.ABORTED: Teller._aborted,
    Event.LAY_LOW: Teller._lay_low,
    Event.MADE: Teller._made,
    Event.AFTERMATH: Teller._aftermath,
    Event.INJECT_FIRED: Teller._inject,
    Event.DECISION_TAKEN: Teller._decision,
}
