"""Consent that receivers ask of makers before they pass an item on."""

from __future__ import annotations

import numpy as np

from simulator.analysis.metrics.base import HOUR, Kind, Metric, Parts, Record
from simulator.analysis.metrics.chosen import Chosen, changed
from simulator.eventlog import Event
from simulator.world.plan import Onward, Plan


class ConsentMetrics(Chosen):
    """Requests for consent and their answers, by the link over which the items came."""

    metrics = (
        Metric("consent_asked", "requests", Kind.COUNT),
        Metric("consent_given", "requests", Kind.COUNT),
        Metric("consent_refused", "requests", Kind.COUNT),
        Metric("consent_hours", "h", Kind.RATIO),
    )

    def __init__(self, plan: Plan) -> None:
        asking = {link.index for link in plan.links if link.onward == Onward.WITH_CONSENT}
        super().__init__("link", plan.links, asking | changed(plan, "links", "onward"))

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count requests and answers; an answer's cause is the request."""
        columns = record.columns
        asked, given, refused = (
            columns.of_kind(kind)
            for kind in (Event.CONSENT_ASKED, Event.CONSENT_GIVEN, Event.CONSENT_REFUSED)
        )
        answers = np.concatenate((given, refused))
        waited = columns.time[answers] - columns.time[columns.cause[answers]]
        return {
            "consent_asked": (self.count(columns.link[asked]), None),
            "consent_given": (self.count(columns.link[given]), None),
            "consent_refused": (self.count(columns.link[refused]), None),
            "consent_hours": (
                self.count(columns.link[answers], waited / HOUR),
                self.count(columns.link[answers]),
            ),
        }
