"""How a case moves, and how it ends where nobody stops it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simulator.analysis.story import Step
from simulator.report.story.names import listed, span
from simulator.report.story.scene import Scene
from simulator.world.draws import Relation

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


def launched(scene: Scene, step: Step) -> str:
    """A case begins, or another that comes of it."""
    names, story = scene.names, scene.story
    if step.other >= 0:
        relation = int(story.log.cases["relation"][step.other])
        return _RELATIONS[relation].format(names.labels[step.other])
    scene.place, scene.since = story.places[0], step.time
    over = [names.place(place) for place in story.places[1:-1]]
    by = f", by way of {listed(over)}" if over else ""
    goal = f" for {names.place(story.places[-1])}" if len(story.places) > 1 else ""
    load = names.payload(step.value, story.flow)
    text = f"The {scene.names.nouns.one} ({load}) {names.nouns.began} from {names.place(story.places[0])}{goal}{by}."
    if story.parent >= 0:
        relation = int(story.record["relation"])
        text += f" {_ORIGINS[relation].format(names.labels[story.parent])}"
    return text


def rerouted(scene: Scene, step: Step) -> str:
    """It takes another way than without news."""
    route = scene.plan.flows[scene.story.flow].routes[round(step.value)]
    over = [scene.names.place(place) for place in route.places[1:-1]]
    by = f" by way of {listed(over)}" if over else " directly"
    return f"without news of what became of others it would have gone{by}"


def arrived(scene: Scene, step: Step) -> str:
    """It comes to a place."""
    before, since, where = scene.place, scene.since, stop(scene, step)
    scene.place, scene.since = step.place, step.time
    took = round(step.value)
    stay = step.time - took - since
    rest = (
        f"after {span(stay)} at {scene.names.place(before)} it went on and reached"
        if stay > 0
        else "it reached"
    )
    return f"{rest} {where}"


def stop(scene: Scene, step: Step) -> str:
    """The place that it comes to, how long it was on the way from the last, and how."""
    mode = scene.names.mode(scene.place, step.place)
    return f"{scene.names.place(step.place)} ({f'{span(round(step.value))} {mode}'.strip()})"


def departed(scene: Scene, step: Step) -> str:
    """It leaves a place."""
    leg = scene.plan.legs[step.place - len(scene.plan.places)]
    stay = step.time - scene.since
    rest = f"after {span(stay)} at {scene.names.place(leg.origin)} " if stay > 0 else ""
    scene.place, scene.since = leg.origin, step.time
    how = scene.names.mode(leg.origin, leg.destination)
    return f"{rest}it left {scene.names.place(leg.origin)} for {scene.names.place(leg.destination)} {how}"


def delivered(scene: Scene, step: Step) -> str:
    """It reaches its end."""
    names = scene.names
    after = f"{span(step.time - scene.story.launched)} after it began"
    return f"it {names.nouns.delivered} {names.where(step.place)}, {after}"


def aborted(scene: Scene, step: Step) -> str:
    """It is given up."""
    names = scene.names
    why = f", after the loss of {names.labels[step.other]}" if step.other >= 0 else ""
    return f"those behind it gave it up {names.where(step.place)}{why}"


def lay_low(scene: Scene, step: Step) -> str:
    """The group behind it lies low."""
    return f"the group behind it lay low for {span(step.value)}"
