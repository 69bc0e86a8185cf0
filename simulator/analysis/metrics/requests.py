"""Questions that agencies ask on links, and the answers."""

from __future__ import annotations

import numpy as np

from simulator.analysis.columns import Columns, Ints
from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.analysis.metrics.chosen import Chosen
from simulator.eventlog import Event
from simulator.world.plan import Plan

_REPLIES = (Event.ANSWERED, Event.NOTHING_KNOWN, Event.REFUSED)


class RequestMetrics(Chosen):
    """Questions and replies, for links on request."""

    metrics = (
        Metric("asked", "questions", Kind.COUNT),
        Metric("answered", "questions", Kind.COUNT),
        Metric("nothing_known", "questions", Kind.COUNT),
        Metric("refused", "questions", Kind.COUNT),
        Metric("questions_lost", "questions", Kind.COUNT),
        Metric("answered_share", "share", Kind.PROPORTION),
        Metric("reply_hours", "h", Kind.RATIO),
    )

    def __init__(self, plan: Plan) -> None:
        super().__init__("link", plan.links, (link.index for link in plan.links if link.on_request))

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count questions and replies by link."""
        columns = record.columns
        answered, nothing, refused = (self.count(columns.link[columns.of_kind(kind)]) for kind in _REPLIES)
        replies = np.concatenate([columns.of_kind(kind) for kind in _REPLIES])
        lost = columns.of_kind(Event.LOST)
        # Word that there is nothing still has to get back to who asked.
        way_back = np.where(columns.event[replies] == Event.ANSWERED, 0.0, columns.value[replies])
        waited = columns.time[replies] + way_back - columns.time[_asked(columns, replies)]
        replied = answered + nothing + refused
        return {
            "asked": (self.count(columns.link[columns.of_kind(Event.ASKED)]), None),
            "answered": (answered, None),
            "nothing_known": (nothing, None),
            "refused": (refused, None),
            "questions_lost": (self.count(columns.link[lost[columns.item[lost] < 0]]), None),
            "answered_share": (answered, replied),
            "reply_hours": (self.count(columns.link[replies], waited / HOUR), replied),
        }


def _asked(columns: Columns, replies: Ints) -> Ints:
    """The question behind each reply; an analyst may have taken it up in between."""
    cause = columns.cause[replies]
    return np.where(columns.event[cause] == Event.TRIAGE_STARTED, columns.cause[cause], cause)
