"""Wall-clock values: a time of day ("09:00") and a moment of the scenario ("D+3 06:00").

Neither knows a time zone: a calendar resolves them with the scenario's or a jurisdiction's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Annotated, Any, Final

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from simulator.errors import shown

MINUTES_A_DAY: Final = 24 * 60
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999

_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_DAY: Final = re.compile(r"[Dd]\s?([+-])\s?([0-9]{1,5})(?:[ T]([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?))?")
_INSTANT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)\s?(Z|z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


@dataclass(frozen=True, slots=True)
class When:
    """A moment of the scenario, as written: exactly one of `day` and `date_time` is given.

    Attributes:
        day: Days after the local date of the scenario's start (D+0 is that date); may be negative.
        wall: Time of day on that day; None means the local time of day at which the scenario starts.
        date_time: An instant if it has an offset; else a wall time in the scenario's zone.
    """

    day: int | None = None
    wall: time | None = None
    date_time: datetime | None = None

    def __post_init__(self) -> None:
        """Check that it names one moment.

        Raises:
            ValueError: If it is relative and absolute at once, or neither.
        """
        if (self.day is None) == (self.date_time is None) or (self.day is None and self.wall is not None):
            message = "a moment is either a day (with or without a time of day) or a date-time"
            raise ValueError(message)

    def __str__(self) -> str:
        """The text that `when` reads as this moment."""
        if self.date_time is not None:
            return _without_idle_seconds(self.date_time.isoformat()).replace("+00:00", "Z")
        text = f"D{self.day:+d}"
        return text if self.wall is None else f"{text} {_without_idle_seconds(self.wall.isoformat())}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a schema use the class itself as a field type."""
        return core_schema.no_info_plain_validator_function(
            when, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The JSON Schema of the text form."""
        return {
            "type": "string",
            "pattern": r"^\s*(?:[Dd]\s*[+-]|[0-9]{4}-[0-9]{2}-[0-9]{2})",
            "description": 'A moment: "D+3 06:00", "D+3" or an ISO 8601 date-time.',
            "examples": ["D+3 06:00", "D+3", "2031-03-06T06:00Z"],
        }


def when(value: object) -> When:
    """Read a moment: "D+3 06:00", "D+3" or an ISO 8601 date-time.

    Raises:
        ValueError: If it is none of these, or no such day or time exists.
    """
    if isinstance(value, When):
        return value
    text = value.strip() if isinstance(value, str) else ""
    try:
        if match := _DAY.fullmatch(text):
            return _relative(*match.groups())
        if match := _INSTANT.fullmatch(text):
            return _absolute(*match.groups())
    except ValueError as error:
        message = f"no such moment, {error}: found {shown(value)}"
        raise ValueError(message) from error
    message = f'expected a moment such as "D+3 06:00", "D+3" or "2031-03-06T06:00Z", found {shown(value)}'
    raise ValueError(message)


def _relative(sign: str, days: str, wall: str | None) -> When:
    return When(day=int(sign + days), wall=time.fromisoformat(wall.zfill(5)) if wall else None)


def _absolute(date: str, wall: str | None, offset: str | None) -> When:
    moment = datetime.fromisoformat(f"{date}T{wall or '00:00'}{(offset or '').upper()}")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        message = f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}"
        raise ValueError(message)
    return When(date_time=moment.astimezone(UTC) if moment.tzinfo else moment)


def clock(value: object) -> int:
    """Read a time of day "00:00" to "24:00" as minutes after midnight.

    Raises:
        ValueError: If it is not such a time.
    """
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    minutes = 60 * int(match[1]) + int(match[2]) if match else -1
    if not match or int(match[2]) > 59 or minutes > MINUTES_A_DAY:
        message = f'expected a time of day such as "09:00" (00:00 to 24:00), found {shown(value)}'
        raise ValueError(message)
    return minutes


def write_clock(minutes: int) -> str:
    """The text that `clock` reads as this many minutes after midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _without_idle_seconds(text: str) -> str:
    """The ISO text with its seconds dropped where they are zero."""
    return re.sub(r"(?<=[0-9]{2}:[0-9]{2}):00(?![0-9:])", "", text, count=1)


Clock = Annotated[
    int,
    BeforeValidator(clock),
    PlainSerializer(write_clock, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}$", "description": "A time of day, 24 hours."}
    ),
]
"""A time of day; in the model it is minutes after midnight (0 to 1440)."""
