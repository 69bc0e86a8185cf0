"""What people call the controls and links that mechanisms make."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.scenario.expansion.result import Ground
    from simulator.scenario.schema.base import Entity


def at_place(mechanism: Entity, place: str, ground: Ground) -> str:
    """A control of a mechanism at a place."""
    return f"{in_words(mechanism.label)} at {_called(place, ground.scenario.places)}"


def on_leg(mechanism: Entity, start: str, end: str, ground: Ground) -> str:
    """A control of a mechanism on a leg."""
    ends = (_called(place, ground.scenario.places) for place in (start, end))
    return f"{in_words(mechanism.label)}, {' to '.join(ends)}"


def of_member(mechanism: Entity, member: str, ground: Ground, place: str | None = None) -> str:
    """A control of one member of a mechanism, at a place where it has several."""
    name = f"{in_words(mechanism.label)}: {_called(member, ground.agencies)}"
    return name if place is None else f"{name} at {_called(place, ground.scenario.places)}"


def between(mechanism: Entity, sender: str, receiver: str, ground: Ground) -> str:
    """A link of a mechanism, which some are an end of themselves."""
    known = (*ground.scenario.agencies, *ground.scenario.mechanisms)
    ends = f"{_called(sender, known)} → {_called(receiver, known)}"
    return ends if mechanism.id in (sender, receiver) else f"{in_words(mechanism.label)}: {ends}"


def in_words(label: str) -> str:
    """A name as it is; an identifier that stands for one is read as words."""
    return label.replace("_", " ") if label.isidentifier() else label


def _called(name: str, among: Iterable[Entity]) -> str:
    return next((in_words(one.label) for one in among if one.id == name), in_words(name))
