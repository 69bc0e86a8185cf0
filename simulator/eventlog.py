"""The event log: one flat, typed table from which everything else is derived.

A log holds one replication. Its rows are packed as they are written; the columns are NumPy views of them.
Numbers refer to the tables of the plan (flows, agencies, ...); -1 means that a column does not apply.
`place` numbers the places first and the legs after them. `cause` is the row that brought a row about.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Buffer = bytes | bytearray

FOREVER = 2**31 - 1
"""A time that is never reached, in ticks."""


class Event(IntEnum):
    """Kinds of record. The comments say what `value` holds where it is not 0."""

    LAUNCHED = 1  # payload
    ARRIVED = 2  # seconds since departure
    DEPARTED = 3
    PASSED = 4  # met a control and was not selected
    WAVED_THROUGH = 5  # number waiting
    FLAGGED = 6  # agency: whose lookout; 1 if the same draws would have stopped it without the flag
    EXAMINED = 7  # seconds waited for a bay
    DETECTED = 8  # 1 if flagged
    MISSED = 9
    INTERDICTED = 10  # payload
    DELIVERED = 11  # payload
    ABORTED = 12  # payload
    ANNOUNCED = 13  # seconds before it is expected at the control
    LET_PASS = 14  # by corruption
    HELD = 15  # seconds it may be held
    RELEASED = 16  # seconds it was held
    CONFIRMED = 17  # belief
    REROUTED = 18  # number of the route it would have taken without news
    COPIED = 19
    MADE = 20  # weight
    REPORTED = 21  # seconds from making to reporting
    TRIAGE_STARTED = 22  # seconds waited for an analyst
    TRIAGED = 23  # weight with which the item enters the agency's set
    DUPLICATE = 24
    EXPIRED = 25
    FALSE_ALARM = 26
    ROUTINE_LEAD = 27
    DISMISSED = 28  # seconds of analyst time from start to end
    OFFERED = 30
    WITHHELD = 31
    BARRED = 32  # by the third-party rule
    QUEUED = 33  # seconds of clearance
    SENT = 34  # seconds in the queue of the link
    RECEIVED = 35  # seconds on the way
    LOST = 36
    ASKED = 37  # belief
    ANSWERED = 38  # items
    NOTHING_KNOWN = 39  # seconds on the way back
    LOOKOUT_SET = 40  # belief
    LOOKOUT_WITHDRAWN = 41  # belief
    ACTIONABLE = 42  # belief
    REQUESTED = 43  # belief
    DISPATCHED = 44  # seconds waited for a team
    TEAM_ARRIVED = 45  # 1 if it stopped the case, 0 if not
    ESCAPED = 46
    STOOD_DOWN = 47
    TEAM_RELEASED = 48
    REQUEST_DROPPED = 49
    REFUSED = 50  # seconds on the way back
    LEAKED = 51  # what comes of it: a `Warned`
    CONSENT_ASKED = 52
    CONSENT_GIVEN = 53
    CONSENT_REFUSED = 54
    HANDED_OVER = 55
    SHADOWED = 56
    SHADOW_LOST = 57
    ACTED = 58  # 1 if the actions took effect, 0 if not
    MOBILISED = 59  # seconds from the first request
    INJECT_FIRED = 60  # number of the inject
    PARAMETER_CHANGED = 61  # new value where it is a number; item: number of the parameter
    DECISION_ASKED = 62  # number of the inject that asks
    DECISION_TAKEN = 63  # number of the option; item: number of the inject that asked
    TRAFFIC_EXAMINED = 70  # legitimate items examined
    TRAFFIC_WAVED_THROUGH = 71  # legitimate items waved through
    TRAFFIC_WAIT = 72  # seconds that one sampled legitimate item waits
    LAY_LOW = 80  # seconds
    DETERRED = 81  # payload of a load that does not begin, as its cell lies low
    EXPANDED = 82  # routes in use
    AFTERMATH = 90  # seconds since the interdiction; item: number of the outcome


class Warned(IntEnum):
    """What comes of a leak."""

    NOTHING = 0
    ABORT = 1
    LIE_LOW = 2
    SOURCE_LOST = 3


ROW = np.dtype(
    [
        ("time", "<i4"),
        ("event", "i1"),
        ("case", "<i4"),
        ("flow", "<i2"),
        ("agency", "<i2"),
        ("place", "<i2"),
        ("control", "<i2"),
        ("link", "<i2"),
        ("item", "<i4"),
        ("value", "<f8"),
        ("cause", "<i4"),
    ]
)
CASE = np.dtype(
    [
        ("address", "<u8"),
        ("flow", "<i2"),
        ("ordinal", "<i4"),
        ("parent", "<i4"),
        ("relation", "i1"),
        ("cell", "<i4"),
        ("subject", "<u8"),
        ("payload", "<f8"),
        ("concealment", "<f8"),
        ("route", "<i2"),
    ]
)
ITEM = np.dtype(
    [
        ("address", "<u8"),
        ("origin", "<u8"),
        ("agency", "<i2"),
        ("control", "<i2"),
        ("about", "i1"),
        ("target", "<u8"),
        ("case", "<i4"),
        ("flow", "<i2"),
        ("weight", "<i8"),
        ("made", "<i4"),
        ("valid_until", "<i4"),
    ]
)
ABOUT = ("case", "subject", "cell")
"""What the numbers in the `about` column of the items mean."""

pack_row = struct.Struct("<ibihhhhhidi").pack
pack_case = struct.Struct("<QhiibiQddh").pack
pack_item = struct.Struct("<QQhhbQihqii").pack


@dataclass(frozen=True, eq=False)
class EventLog:
    """What happened in one replication.

    Attributes:
        replication: its number.
        rows: structured array of ROW, in order of time.
        cases: structured array of CASE, in order of launch; `case` numbers them.
        items: structured array of ITEM, in order of making; `item` numbers them.
    """

    replication: int
    rows: npt.NDArray[Any]
    cases: npt.NDArray[Any]
    items: npt.NDArray[Any]

    @classmethod
    def from_bytes(cls, replication: int, rows: Buffer, cases: Buffer, items: Buffer) -> EventLog:
        """Wrap packed records; nothing is copied."""
        return cls(
            replication, np.frombuffer(rows, ROW), np.frombuffer(cases, CASE), np.frombuffer(items, ITEM)
        )

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, column: str) -> npt.NDArray[Any]:
        """Column of the log as an array with one element a row."""
        return self.rows[column]

    def of(self, *kinds: Event) -> npt.NDArray[Any]:
        """The rows of the given kinds, in order."""
        return self.rows[np.isin(self.rows["event"], kinds)]

    @property
    def nbytes(self) -> int:
        """Memory taken, in bytes."""
        return int(self.rows.nbytes + self.cases.nbytes + self.items.nbytes)

    def digest(self) -> str:
        """SHA-256 of everything in the log: equal digests mean equal logs."""
        digest = hashlib.sha256(str(self.replication).encode())
        for table in (self.rows, self.cases, self.items):
            digest.update(np.ascontiguousarray(table).tobytes())
        return digest.hexdigest()
