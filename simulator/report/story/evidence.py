"""What became of evidence, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simulator.analysis.story import Hop, Part, Stage, Step
from simulator.eventlog import Event, Warned
from simulator.report.story.names import Names, belief, listed, span, upper
from simulator.report.story.scene import Scene
from simulator.report.words import counted

_STAGES: Final[Mapping[Stage, str]] = {
    Stage.REPORT: "to be reported",
    Stage.CLEARANCE: "clearance",
    Stage.QUEUE: "in the queue of the link",
    Stage.TRANSIT: "transit",
    Stage.ANALYST: "waiting for an analyst",
    Stage.TRIAGE: "triage",
}


def came(scene: Scene, step: Step) -> str:
    """An item enters the set of an agency."""
    hop = step.hop
    assert hop is not None
    names = scene.names
    receiver, lead = names.agency(hop.receiver), names.lead(hop.item)
    held = f". {upper(receiver)} then believed {belief(step.belief)}{_bars(scene, hop.receiver)}"
    took = _parts(hop.parts)
    if hop.link < 0:
        if int(scene.story.log.items["control"][hop.item]) < 0:
            known = f"{receiver} learned something about {names.about(hop.item)}{_source(scene, hop.item)}"
            return f"{known}{f' ({took})' if took else ''}{held}"
        return f"{receiver} weighed {lead}{f' ({took})' if took else ' at once'}{held}"
    sender = "" if names.is_own(hop.item, hop.sender) else f"from {names.agency(hop.sender)} "
    return f"{lead} came {sender}to {receiver}{names.by_link(hop)}{f': {took}' if took else ' at once'}{held}"


def _source(scene: Scene, item: int) -> str:
    """From what an agency learned something that no control found."""
    log = scene.story.log
    made = log.of(Event.MADE)
    cause = next((int(one) for one in made["cause"][made["item"] == item]), -1)
    event = Event(log["event"][cause]) if cause >= 0 else None
    match event:
        case Event.INTERDICTED | Event.ACTED:
            other = int(log["case"][cause])
            what = "this one" if other == scene.story.case else scene.names.labels[other]
            return f", from what was found with {what}"
        case Event.INJECT_FIRED:
            return ", from a tip in the exercise"
    return ""


def _bars(scene: Scene, agency: int) -> str:
    """What it takes for an agency to do something, as far as it can."""
    held = next((one for one in scene.story.holdings if one.agency == agency), None)
    if held is None:
        return ""
    bars = []
    if _reads_lookouts(scene, agency):
        bars.append(f"{belief(held.lookout_at)} for a lookout")
    if held.responds:
        bars.append(f"{belief(held.act_at)} to act")
    return f" (it takes {' and '.join(bars)})" if bars else ""


def _reads_lookouts(scene: Scene, agency: int) -> bool:
    return any(
        control.agency == agency or agency in control.consults
        for control in scene.plan.controls
        if control.watch is None
    )


def withheld(scene: Scene, step: Step) -> str:
    """An item is kept from others."""
    hop, names = step.hop, scene.names
    assert hop is not None
    own = names.is_own(hop.item, hop.sender)
    lead = f"what it knew of {names.about(hop.item)}" if own else names.lead(hop.item)
    return f"{names.agency(hop.sender)} kept {lead} from {_receivers(scene, step)}"


def barred(scene: Scene, step: Step) -> str:
    """The third-party rule keeps an item from others."""
    hop, names = step.hop, scene.names
    assert hop is not None
    return (
        f"{names.agency(hop.sender)} could not pass on {names.lead(hop.item)} to {_receivers(scene, step)}: "
        "it had come under the third-party rule"
    )


def _receivers(scene: Scene, step: Step) -> str:
    hops = [hop for hop in (step.hop, *step.others) if hop is not None]
    return listed(dict.fromkeys(scene.names.agency(hop.receiver) + scene.names.by_link(hop) for hop in hops))


def lost(scene: Scene, step: Step) -> str:
    """A message is lost."""
    names = scene.names
    if step.hop is None:
        link = scene.plan.links[step.link]
        asker, holder = names.agency(link.receiver), names.agency(link.sender)
        return f"the question of {asker} to {holder} was never answered"
    lead = names.lead(step.hop.item)
    return f"{lead} was lost on the way from {names.agency(step.hop.sender)} to {_receivers(scene, step)}"


def leaked(scene: Scene, step: Step) -> str:
    """Those behind a case are warned."""
    names = scene.names
    link = scene.plan.links[step.link]
    what = {
        Warned.NOTHING: "nothing came of it",
        Warned.ABORT: "they gave up what they had under way",
        Warned.LIE_LOW: "they lay low",
        Warned.SOURCE_LOST: "the source fell silent",
    }[Warned(round(step.value))]
    told = f"{names.agency(link.sender)} told {names.agency(link.receiver)} of {names.lead(step.item)}"
    return f"those behind it heard that {told}: {what}"


def consent(scene: Scene, step: Step) -> str:
    """A maker is asked whether its item may be passed on, and answers."""
    names = scene.names
    maker = names.agency(int(scene.story.log.items["agency"][step.item]))
    asker, lead = names.agency(step.agency), names.lead(step.item)
    match step.event:
        case Event.CONSENT_GIVEN:
            return f"{maker} agreed that {asker} passes on {lead}"
        case Event.CONSENT_REFUSED:
            return f"{maker} did not agree that {asker} passes on {lead}"
    return f"{asker} asked {maker} whether {lead} may be passed on"


def expired(scene: Scene, step: Step) -> str:
    """An item counts no more."""
    return f"{scene.names.lead(step.item)} ran out and counted no more"


def question(scene: Scene, step: Step) -> str:
    """An agency asks another, and is answered."""
    link = scene.plan.links[step.link]
    asker, holder = scene.names.agency(link.receiver), scene.names.agency(link.sender)
    match step.event:
        case Event.ANSWERED:
            return f"{holder} answered {asker} and passed on {counted(round(step.value), 'lead')}"
        case Event.NOTHING_KNOWN:
            return f"{holder} had nothing to tell {asker}"
        case Event.REFUSED:
            return f"{holder} refused to answer {asker}"
    return f"{asker} asked {holder} about it (belief {belief(step.belief)})"


def made(scene: Scene, step: Step) -> str:
    """What was found tells more."""
    names = scene.names
    weight = belief(step.value)
    about = names.about(step.item)
    if step.other >= 0 and step.other != scene.story.case:
        about = f"another case of the same group, {names.labels[step.other]}"
    return f"what was found told {names.agency(step.agency)} more: a lead that weighs {weight}, about {about}"


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
    lead = names.lead(hop.item)
    if hop.link >= 0:
        lead = f"{names.lead_from(hop.item, hop.sender)} to {names.agency(hop.receiver)}"
    found = hop.stage
    return f"{lead} {stage[found] if found is not None else 'did not arrive'}"
