"""A timeline made short: the stops at which nothing happened to a case share a line, and so do the looks at one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from simulator.analysis.story import Step
from simulator.eventlog import Event
from simulator.report.story.looks import in_vain
from simulator.report.story.movement import stop
from simulator.report.story.names import listed, sentence, span
from simulator.report.story.scene import Scene
from simulator.report.story.sentences import in_words

_LOOKS: Final = frozenset({Event.PASSED, Event.MISSED, Event.WAVED_THROUGH, Event.LET_PASS})
"""Looks that came to nothing."""
_MOVES: Final = frozenset({Event.ARRIVED, Event.DEPARTED})

Group = tuple[Step, ...]
"""Steps that are told together, in order; the first says when, and of what kind."""


def folded(scene: Scene, steps: Iterable[Step]) -> Iterator[tuple[Step, str]]:
    """The steps that are told, the quiet ones together: each with the step that says when, and its sentences."""
    quiet: list[Group] = []
    for group in _groups([*steps]):
        if _is_quiet(group):
            quiet.append(group)
            continue
        yield from _quiet(scene, quiet)
        quiet = []
        yield group[0], _told(scene, group)
    yield from _quiet(scene, quiet)


def _groups(steps: Sequence[Step]) -> list[Group]:
    """Each step alone, but looks that came to nothing with the move, or the looks, of the same moment before them."""
    found: list[list[Step]] = []
    for step, after in zip(steps, (*steps[1:], None), strict=True):
        before = found[-1][-1] if found else None
        if before is not None and before.time == step.time and _belongs(before, step, after):
            found[-1].append(step)
        else:
            found.append([step])
    return [tuple(group) for group in found]


def _belongs(before: Step, step: Step, after: Step | None) -> bool:
    """Whether a step is told with the one before it, both of one moment."""
    if _is_announced_in_vain(before, step):
        return True
    is_look = step.event in _LOOKS or _is_announced_in_vain(step, after)
    return is_look and (before.event in _LOOKS or _is_move(before))


def _is_move(step: Step) -> bool:
    return step.event in _MOVES or (step.event is Event.LAUNCHED and step.other < 0)


def _is_announced_in_vain(step: Step, after: Step | None) -> bool:
    """Whether a case is announced to a control that looks at once and finds nothing."""
    return (
        step.event is Event.ANNOUNCED
        and after is not None
        and after.event in _LOOKS
        and (after.control, after.time) == (step.control, step.time)
    )


def _is_quiet(group: Group) -> bool:
    return group[0].event in _MOVES or _is_looks(group)


def _is_looks(group: Group) -> bool:
    return group[0].event in _LOOKS or (group[0].event is Event.ANNOUNCED and len(group) > 1)


def _quiet(scene: Scene, groups: Sequence[Group]) -> Iterator[tuple[Step, str]]:
    """Quiet stops as one, told when the last of them is reached; what follows that by itself."""
    stops = [number for number, group in enumerate(groups) if group[0].event is Event.ARRIVED]
    if len(stops) > 1:
        together, groups = groups[: stops[-1] + 1], groups[stops[-1] + 1 :]
        yield together[-1][0], _way(scene, together)
    for group in groups:
        yield group[0], _told(scene, group)


def _way(scene: Scene, groups: Sequence[Group]) -> str:
    """Several stops in a sentence, and the looks on the way in another."""
    places: list[str] = []
    looks: list[Step] = []
    for group in groups:
        head, *rest = group
        if head.event is Event.ARRIVED:
            places.append(stop(scene, head))
        looks += rest if head.event in _MOVES else group
        if head.event in _MOVES:
            in_words(scene, head)
    text = sentence(f"it reached {places[-1]}, by way of {listed(places[:-1])}")
    return " ".join([text, *_looks(scene, looks)])


def _told(scene: Scene, group: Group) -> str:
    if _is_looks(group):
        return " ".join(_looks(scene, group))
    return " ".join([in_words(scene, group[0]), *_looks(scene, group[1:])])


def _looks(scene: Scene, steps: Iterable[Step]) -> list[str]:
    """What controls made of it, those together that did the same."""
    alike: dict[str, list[str]] = {}
    ahead = ""
    for step in steps:
        if step.event is Event.ANNOUNCED:
            ahead = f" (announced {span(step.value)} ahead)" if step.value else ""
            continue
        alike.setdefault(in_vain(scene, step), []).append(f"{scene.names.control(step.control)}{ahead}")
        ahead = ""
    return [sentence(f"{listed(dict.fromkeys(controls))} {did}") for did, controls in alike.items()]
