"""What waits for the analysts of each agency."""

from __future__ import annotations

import numpy as np

from simulator.analysis.columns import Floats, Ints
from simulator.analysis.metrics.agencies import never_taken_up
from simulator.analysis.metrics.base import HOUR, Record
from simulator.eventlog import Event
from simulator.world.plan import Plan


def waiting(plan: Plan, record: Record, times: Ints) -> Floats:
    """Hours that items have waited for an analyst so far, all together: shape (agencies, steps).

    What grows by so many hours in an hour is the number of items that wait. Items count that are taken up later and
    those that never are; questions count once they are taken up.
    """
    columns = record.columns
    taken = columns.all_of(Event.TRIAGE_STARTED)
    left = never_taken_up(plan, columns)
    agency = np.concatenate((columns.agency[taken], columns.agency[left])).astype(np.intp)
    start = np.concatenate((columns.time[taken] - columns.value[taken], columns.time[left]))
    end = np.concatenate((columns.time[taken], np.full(left.size, plan.horizon)))
    size = len(plan.agencies)
    begun, ended = (_since(agency, np.maximum(moment, 0), times, size) for moment in (start, end))
    return (begun - ended) / HOUR


def _since(agency: Ints, moments: Floats | Ints, times: Ints, size: int) -> Floats:
    """For each agency and step, the sum over its moments so far of the time since then, in seconds."""
    steps = times.size
    slot = agency * (steps + 1) + np.searchsorted(times, moments)
    shape = (size, steps + 1)
    count = np.bincount(slot, minlength=size * (steps + 1)).reshape(shape)[:, :steps].cumsum(axis=1)
    total = np.bincount(slot, moments, minlength=size * (steps + 1)).reshape(shape)[:, :steps].cumsum(axis=1)
    return np.asarray(count * times - total, dtype=np.float64)
