"""The writing of rows. Nothing in the engine is called more often."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Protocol

from simulator.eventlog import pack_row

if TYPE_CHECKING:
    from simulator.engine.agenda import Clock
    from simulator.engine.moving import Case


class Note(Protocol):
    """Writes a row about a case, where it is now, and returns its number."""

    def __call__(  # noqa: D102 - the class says it
        self,
        event: int,
        cause: int,
        case: Case,
        agency: int = -1,
        control: int = -1,
        item: int = -1,
        value: float = 0.0,
        /,
    ) -> int: ...


class NoteItem(Protocol):
    """Writes a row about an item (-1 for a lead without one) at an agency, and returns its number."""

    def __call__(  # noqa: D102 - the class says it
        self, event: int, cause: int, agency: int, item: int, link: int = -1, value: float = 0.0, /
    ) -> int: ...


class Record(Protocol):
    """Writes any row and returns its number."""

    def __call__(  # noqa: D102 - the class says it
        self,
        event: int,
        cause: int,
        *,
        case: int = -1,
        flow: int = -1,
        agency: int = -1,
        place: int = -1,
        control: int = -1,
        link: int = -1,
        item: int = -1,
        value: float = 0.0,
    ) -> int: ...


def writers(clock: Clock, rows: bytearray) -> tuple[Note, NoteItem, Record]:
    """The three ways to write a row. They are closures: nothing is called more often."""
    pack, number = pack_row, count().__next__

    def note(
        event: int,
        cause: int,
        case: Case,
        agency: int = -1,
        control: int = -1,
        item: int = -1,
        value: float = 0.0,
        /,
    ) -> int:
        nonlocal rows
        rows += pack(
            clock._now,
            event,
            case.number,
            case.flow_index,
            agency,
            case.position,
            control,
            -1,
            item,
            value,
            cause,
        )
        return number()

    def note_item(
        event: int, cause: int, agency: int, item: int, link: int = -1, value: float = 0.0, /
    ) -> int:
        nonlocal rows
        rows += pack(clock._now, event, -1, -1, agency, -1, -1, link, item, value, cause)
        return number()

    def record(
        event: int,
        cause: int,
        *,
        case: int = -1,
        flow: int = -1,
        agency: int = -1,
        place: int = -1,
        control: int = -1,
        link: int = -1,
        item: int = -1,
        value: float = 0.0,
    ) -> int:
        nonlocal rows
        rows += pack(clock._now, event, case, flow, agency, place, control, link, item, value, cause)
        return number()

    return note, note_item, record
