"""The steps of a story as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from simulator.analysis.story import Fate, Step
from simulator.eventlog import Event
from simulator.report.story import acting, evidence, looks, movement
from simulator.report.story.names import sentence
from simulator.report.story.scene import Scene


def in_words(scene: Scene, step: Step) -> str:
    """A step as a sentence; steps are told in order."""
    return sentence(_TELLERS[step.event](scene, step))


def is_told(step: Step) -> bool:
    """Whether a step has a sentence."""
    return step.event in _TELLERS and not (step.hop is not None and step.hop.fate is Fate.KNOWN)


_TELLERS: Final[Mapping[Event, Callable[[Scene, Step], str]]] = {
    Event.LAUNCHED: movement.launched,
    Event.REROUTED: movement.rerouted,
    Event.ARRIVED: movement.arrived,
    Event.DEPARTED: movement.departed,
    Event.PASSED: looks.unfound,
    Event.WAVED_THROUGH: looks.unfound,
    Event.LET_PASS: looks.unfound,
    Event.ANNOUNCED: looks.announced,
    Event.FLAGGED: looks.flagged,
    Event.EXAMINED: looks.examined,
    Event.MISSED: looks.unfound,
    Event.DETECTED: looks.detected,
    Event.TRIAGED: evidence.came,
    Event.WITHHELD: evidence.withheld,
    Event.BARRED: evidence.barred,
    Event.LOST: evidence.lost,
    Event.LEAKED: evidence.leaked,
    Event.CONSENT_ASKED: evidence.consent,
    Event.CONSENT_GIVEN: evidence.consent,
    Event.CONSENT_REFUSED: evidence.consent,
    Event.EXPIRED: evidence.expired,
    Event.ASKED: evidence.question,
    Event.ANSWERED: evidence.question,
    Event.NOTHING_KNOWN: evidence.question,
    Event.REFUSED: evidence.question,
    Event.LOOKOUT_SET: acting.lookout,
    Event.LOOKOUT_WITHDRAWN: acting.lookout,
    Event.ACTIONABLE: acting.actionable,
    Event.REQUESTED: acting.requested,
    Event.DISPATCHED: acting.dispatched,
    Event.TEAM_ARRIVED: acting.failed,
    Event.ACTED: acting.failed,
    Event.ESCAPED: acting.escaped,
    Event.STOOD_DOWN: acting.stood_down,
    Event.REQUEST_DROPPED: acting.dropped,
    Event.HANDED_OVER: acting.handed_over,
    Event.SHADOWED: acting.shadowed,
    Event.SHADOW_LOST: acting.shadow_lost,
    Event.HELD: acting.held,
    Event.RELEASED: acting.released,
    Event.INTERDICTED: acting.interdicted,
    Event.DELIVERED: movement.delivered,
    Event.ABORTED: movement.aborted,
    Event.LAY_LOW: movement.lay_low,
    Event.MADE: evidence.made,
    Event.AFTERMATH: acting.aftermath,
    Event.INJECT_FIRED: acting.inject,
    Event.DECISION_TAKEN: acting.decision,
}
