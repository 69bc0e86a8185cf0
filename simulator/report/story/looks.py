"""What controls made of a case, in words."""

from __future__ import annotations

from simulator.analysis.story import Step
from simulator.eventlog import Event
from simulator.report.story.names import belief, span
from simulator.report.story.scene import Scene
from simulator.report.words import counted
from simulator.world.plan import Plan


def passed(scene: Scene, step: Step) -> str:
    """A control does not pick it."""
    control = scene.names.control(step.control)
    if is_source(scene.plan, step.control):
        return f"{control} did not come across it"
    return f"{control} did not pick it for examination"


def waved_through(scene: Scene, step: Step) -> str:
    """A control has no room for it."""
    waiting = f": {counted(round(step.value), 'other')} waited" if step.value else ""
    return f"{scene.names.control(step.control)} waved it through, as there was no room in the queue{waiting}"


def let_pass(scene: Scene, step: Step) -> str:
    """A control is corrupt."""
    return f"{scene.names.control(step.control)} let it pass without a look (corruption)"


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


def missed(scene: Scene, step: Step) -> str:
    """A control finds nothing."""
    control = scene.names.control(step.control)
    if scene.plan.controls[step.control].requires_lookout:
        return f"{control} checked it{_after_wait(step.waited)} and had no match"
    if is_source(scene.plan, step.control):
        return f"{control} did not notice it"
    return f"{control} examined it{_after_wait(step.waited)} and found nothing"


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
