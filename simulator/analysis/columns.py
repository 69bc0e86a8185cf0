"""A log laid out for counting: contiguous columns, and the numbers of the rows of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.eventlog import Event, EventLog

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]

_KINDS = 128  # the column of kinds has one byte


@dataclass(frozen=True, eq=False, slots=True)
class Columns:
    """The columns of a log as contiguous arrays, one element a row.

    Rows of the warm-up (before tick 0) keep their numbers but are not counted.
    """

    time: Ints
    event: Ints
    case: Ints
    flow: Ints
    agency: Ints
    control: Ints
    link: Ints
    item: Ints
    value: Floats
    cause: Ints
    first: int
    """Number of the first row after the warm-up."""
    by_kind: Ints
    starts: list[int]

    @classmethod
    def of(cls, log: EventLog) -> Columns:
        """Lay out a log."""
        names = ("time", "event", "case", "flow", "agency", "control", "link", "item", "value", "cause")
        columns = {name: np.ascontiguousarray(log.rows[name]) for name in names}
        event, time = columns["event"], columns["time"]
        counts = np.bincount(event, minlength=_KINDS)
        return cls(
            **columns,
            first=int(np.searchsorted(time, 0)),
            by_kind=np.argsort(event, kind="stable"),
            starts=[0, *np.cumsum(counts).tolist()],
        )

    def all_of(self, kind: Event) -> Ints:
        """Numbers of all rows of a kind, in order."""
        return self.by_kind[self.starts[kind] : self.starts[kind + 1]]

    def of_kind(self, kind: Event) -> Ints:
        """Numbers of the rows of a kind after the warm-up, in order."""
        numbers = self.all_of(kind)
        return numbers[np.searchsorted(numbers, self.first) :] if self.first else numbers


def tally(subjects: Ints, size: int, weights: Floats | Ints | NDArray[np.bool_] | None = None) -> Floats:
    """How often each subject occurs, or the sum of its weights; -1 stands for no subject.

    Args:
        subjects: Numbers of subjects, -1 or more.
        size: How many subjects there are.
        weights: One number an occurrence; each counts 1 where left out.
    """
    return np.bincount(subjects + 1, weights, minlength=size + 1)[1:].astype(np.float64)
