"""What agencies did about a case, in words."""

from __future__ import annotations

from simulator.analysis.cases import DELIVERED
from simulator.analysis.story import Step
from simulator.analysis.story.choosing import gone
from simulator.eventlog import Event
from simulator.report.story.names import belief, plain, span
from simulator.report.story.scene import Scene


def lookout(scene: Scene, step: Step) -> str:
    """A lookout is set or withdrawn."""
    agency = scene.names.agency(step.agency)
    if step.event is Event.LOOKOUT_SET:
        return f"{agency} put out a lookout for it (belief {belief(step.value)})"
    return f"{agency} withdrew its lookout (belief {belief(step.value)})"


def actionable(scene: Scene, step: Step) -> str:
    """An agency knows enough."""
    cause = next((one for one in scene.story.steps if one.row == step.cause), None)
    if cause is not None and cause.event is Event.TRIAGED and cause.agency == step.agency:
        return f"that was enough for {scene.names.agency(step.agency)} to act{_out_of_reach(scene, step)}"
    held = next((one for one in scene.story.holdings if one.agency == step.agency), None)
    bar = f" of the {belief(held.act_at)} that it takes" if held is not None else ""
    agency = scene.names.agency(step.agency)
    return f"{agency} knew enough to act: {belief(step.value)}{bar}{_out_of_reach(scene, step)}"


def _out_of_reach(scene: Scene, step: Step) -> str:
    """That the case was not where an agency may act, if so."""
    here = scene.plan.position_jurisdictions[step.place]
    if here == scene.plan.agencies[step.agency].jurisdiction:
        return ""
    return f", but the {scene.names.nouns.one} was not in its area"


def requested(scene: Scene, step: Step) -> str:
    """An agency asks for a team, or begins a response without one."""
    agency = scene.names.agency(step.agency)
    if step.agency in scene.plan.acts:
        return f"{agency} began a response (without a team)"
    return f"{agency} asked for a team, and none was free"


def dispatched(scene: Scene, step: Step) -> str:
    """A team sets out."""
    pool = plain(scene.plan.pools[step.item].name) if step.item >= 0 else ""
    sent_for = f" for {scene.names.agency(step.agency)}" if pool else ""
    waited = f", {span(step.value)} after it was asked for" if step.value else ""
    return f"a team of {pool or scene.names.agency(step.agency)} set out{sent_for}{waited}"


def failed(scene: Scene, step: Step) -> str:
    """A response is decided, and did not stop the case."""
    agency = scene.names.agency(step.agency)
    if step.event is Event.ACTED:
        return f"{agency} acted, {'and it took effect' if step.value else 'without effect'}"
    return f"the team of {agency} reached it {scene.names.where(step.place)} and failed to stop it"


def escaped(scene: Scene, step: Step) -> str:
    """A response comes too late."""
    agency = scene.names.agency(step.agency)
    whose = f"{agency} came" if step.agency in scene.plan.acts else f"the team of {agency} came"
    left = gone(scene.plan, scene.story.log, scene.story.case, step.agency, step.row)
    late = f"{span(step.time - left)} too late" if left is not None and step.time > left else "too late"
    return f"{whose} {late}: {_had_gone(scene, step, left)}"


def _had_gone(scene: Scene, step: Step, left: int | None) -> str:
    if step.row > scene.story.last and left is not None and left >= scene.story.closed:
        over = scene.names.nouns.would_end.replace("would have", "had", 1)
        return f"it {over if scene.story.end == DELIVERED else 'had been given up'}"
    return "it had left its area"


def stood_down(scene: Scene, step: Step) -> str:
    """Others were faster."""
    return f"the team of {scene.names.agency(step.agency)} turned back, as others had stopped it"


def dropped(scene: Scene, step: Step) -> str:
    """A request for a team falls away."""
    return f"the request of {scene.names.agency(step.agency)} for a team fell away"


def handed_over(scene: Scene, step: Step) -> str:
    """A case is handed over in pursuit."""
    link = scene.plan.links[step.link]
    sender, receiver = scene.names.agency(link.sender), scene.names.agency(link.receiver)
    return f"{sender} handed the case over to {receiver}, into whose area it had gone"


def shadowed(scene: Scene, step: Step) -> str:
    """An agency lets a case run."""
    return f"{scene.names.agency(step.agency)} let it run under surveillance"


def shadow_lost(scene: Scene, step: Step) -> str:
    """An agency loses a case from sight."""
    return f"{scene.names.agency(step.agency)} lost it from sight"


def held(scene: Scene, step: Step) -> str:
    """A case is held."""
    who = scene.names.control(step.control) if step.control >= 0 else scene.names.agency(step.agency)
    return f"{who} held it, for {span(step.value)} at most"


def released(scene: Scene, step: Step) -> str:
    """A case is released."""
    return f"it was released after {span(step.value)}, as nobody had confirmed why it was held"


def interdicted(scene: Scene, step: Step) -> str:
    """A case is stopped."""
    names, log = scene.names, scene.story.log
    where, did = names.where(step.place), names.nouns.stopped
    cause = Event(log["event"][step.cause]) if step.cause >= 0 else None
    agency = names.agency(step.agency)
    after = f"{span(step.time - scene.story.launched)} after it began"
    match cause:
        case Event.CONFIRMED:
            return f"{agency} confirmed why it was held, and {did} it {where}, {after}"
        case Event.SHADOWED:
            before = f"just before the {names.nouns.end} and under surveillance"
            return f"{agency} {did} it {where}, {before}, {after}"
    who = names.control(step.control) if step.control >= 0 else f"the team of {agency}"
    return f"{who} {did} it {where}, {after}"


def aftermath(scene: Scene, step: Step) -> str:
    """What follows an interdiction."""
    outcome = scene.plan.outcomes[step.item].replace("_", " ")
    return f"what followed: {outcome}, {span(step.value)} after it was {scene.names.nouns.was_stopped}"


def inject(scene: Scene, step: Step) -> str:
    """An event of the exercise."""
    plan = next(one for one in scene.plan.injects if one.index == round(step.value))
    inject = next(one for one in scene.names.scenario.injects if one.id == plan.id)
    if inject.message is None:
        return f"exercise event: {plain(inject.label)}"
    return f"exercise event ({plain(inject.id)}): {inject.message}"


def decision(scene: Scene, step: Step) -> str:
    """A decision is taken."""
    plan = next(one for one in scene.plan.injects if one.index == step.item)
    inject = next(one for one in scene.names.scenario.injects if one.id == plan.id)
    option = inject.options[round(step.value)]
    return f"decision ({plain(inject.id)}): {option.label}"
