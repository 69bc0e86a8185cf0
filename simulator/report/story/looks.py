"""What controls made of a case, in words."""

from __future__ import annotations

from simulator.analysis.story import Step
from simulator.eventlog import Event
from simulator.report.story.names import belief, span
from simulator.report.story.scene import Scene
from simulator.report.words import counted
from simulator.world.plan import Plan


def unfound(scene: Scene, step: Step) -> str:
    """A control makes nothing of it."""
    return f"{scene.names.control(step.control)} {in_vain(scene, step)}"


def in_vain(scene: Scene, step: Step) -> str:
    """What a control did that made nothing of it, after its name: not picked, waved through, bribed or not found."""
    source = is_source(scene.plan, step.control)
    match step.event:
        case Event.PASSED:
            return "did not come across it" if source else "did not pick it for examination"
        case Event.WAVED_THROUGH:
            waiting = f": {counted(round(step.value), 'other')} waited" if step.value else ""
            return f"waved it through, as there was no room in the queue{waiting}"
        case Event.LET_PASS:
            return "let it pass without a look (corruption)"
    if scene.plan.controls[step.control].requires_lookout:
        return f"checked it{_after_wait(step.waited)} and had no match"
    return "did not notice it" if source else f"examined it{_after_wait(step.waited)} and found nothing"


def announced(scene: Scene, step: Step) -> str:
    """A control hears of it beforehand."""
    ahead = f", {span(step.value)} before it was expected there" if step.value else ""
    return f"it was announced to {scene.names.control(step.control)}{ahead}"


def flagged(scene: Scene, step: Step) -> str:
    """A control reads a lookout."""
    return f"{scene.names.control(step.control)} read the lookout of {scene.names.agency(step.agency)} for it"


def examined(scene: Scene, step: Step) -> str:
    """An examination begins that nothing is known of."""
    return f"{scene.names.control(step.control)} began to examine it{_after_wait(round(step.value))}"


def detected(scene: Scene, step: Step) -> str:
    """A control finds it."""
    control = scene.names.control(step.control)
    examined = f"examined it{_after_wait(step.waited)} and found it"
    if scene.plan.controls[step.control].requires_lookout:
        examined = f"checked it{_after_wait(step.waited)} and had a match"
    text = f"{control} {'noticed it' if is_source(scene.plan, step.control) else examined}"
    if step.item >= 0:
        weight = belief(int(scene.story.log.items["weight"][step.item]) / 1e6)
        text += f": a lead that weighs {weight}, about {scene.names.about(step.item)}"
    terms = scene.plan.controls[step.control]
    stopped = any(
        one.cause == step.row and one.event in (Event.INTERDICTED, Event.HELD, Event.SHADOWED)
        for one in scene.story.steps
    )
    if (terms.seize or terms.hold) and not stopped:
        text += "; it was not stopped there"
    return text


def is_source(plan: Plan, control: int) -> bool:
    """Whether a control only learns of cases, and stands in nobody's way."""
    terms = plan.controls[control]
    stops = terms.seize or terms.hold or terms.service or terms.traffic or terms.requires_lookout
    return terms.watch is not None or not stops


def _after_wait(seconds: int) -> str:
    return f" after a wait of {span(seconds)}" if seconds else ""
