"""Where cases went and where they were stopped."""

from __future__ import annotations

from typing import Final

import numpy as np

from simulator.analysis.columns import Floats, Ints, tally
from simulator.analysis.metrics.base import Record
from simulator.eventlog import Event
from simulator.world.plan import Plan

GROUND: Final = ("departed", "payload_departed", "interdicted", "payload_interdicted")
"""What the last axis counts. Departures stand at legs; interdictions at the place or leg where they happened."""


def ground(plan: Plan, record: Record, times: Ints) -> Floats:
    """Departures and interdictions of cases launched after the warm-up: shape (flows, positions, GROUND)."""
    log, columns = record.log, record.columns
    flows, positions = len(plan.flows), len(plan.position_names)
    counted = np.zeros(len(log.cases), dtype=bool)
    counted[record.cases.number] = True
    sums = []
    for kind in (Event.DEPARTED, Event.INTERDICTED):
        rows = columns.of_kind(kind)
        rows = rows[counted[columns.case[rows]]]
        case = columns.case[rows]
        cell = log.cases["flow"][case] * positions + log.rows["place"][rows]
        sums += [tally(cell, flows * positions, weights) for weights in (None, log.cases["payload"][case])]
    return np.stack(sums, axis=-1).reshape(flows, positions, len(GROUND))
