"""Opening hours as a planner writes them: "24/7", "office", a weekly window, or a list of windows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, NoReturn

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from simulator.errors import did_you_mean, shown
from simulator.scenario.clock import MINUTES_A_DAY, clock, write_clock

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_FULL_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NUMBERS: Final = {name: number for names in (DAYS, _FULL_NAMES) for number, name in enumerate(names)}
_GROUPS: Final = {"daily": range(7), "weekdays": range(5), "weekend": range(5, 7)}
_KEYS: Final = ("days", "from", "to")
_ONE_LINE: Final = re.compile(r"(\S.*?)\s+([0-9]{1,2}:[0-9]{2})\s*-\s*([0-9]{1,2}:[0-9]{2})")
_MOST_WINDOWS: Final = 50
_SHORTEST_RANGE: Final = 3
_EXPECTED: Final = (
    'expected hours: "24/7", "office", {days: mon-fri, from: "09:00", to: "18:00"} or a list of such windows'
)
_EXPECTED_DAYS: Final = 'expected days: "mon-fri", "daily", or a list such as [mon, wed]'


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A weekly window: on each of `days` (0 is Monday) open from `opens` to `closes`, minutes after midnight.

    A window whose `closes` is not after `opens` runs past midnight into the next day.
    """

    days: tuple[int, ...]
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours: without any window, always open; else open in every window."""

    windows: tuple[Window, ...] = ()

    @property
    def always(self) -> bool:
        """Whether it never closes, holidays included."""
        return not self.windows

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a schema use the class itself as a field type."""
        return core_schema.no_info_plain_validator_function(
            hours, serialization=core_schema.plain_serializer_function_ser_schema(write_hours)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The JSON Schema of the forms a scenario may use."""
        day = {"type": "string", "examples": ["mon-fri", "daily", "mon"]}
        clock_time = {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}$"}
        window = {
            "type": "object",
            "properties": {
                "days": {"anyOf": [day, {"type": "array", "items": day, "minItems": 1}]},
                "from": clock_time,
                "to": clock_time,
            },
            "required": list(_KEYS),
            "additionalProperties": False,
        }
        named = "24/7|[aA][lL][wW][aA][yY][sS]|[oO][fF][fF][iI][cC][eE]"
        text = {
            "type": "string",
            "pattern": rf"^\s*(?:{named}|\S.*\s[0-9]{{1,2}}:[0-9]{{2}}\s*-\s*[0-9]{{1,2}}:[0-9]{{2}})\s*$",
            "examples": ["24/7", "office", "mon-fri 09:00-18:00"],
        }
        windows = {"type": "array", "items": {"anyOf": [text, window]}, "minItems": 1}
        return {"anyOf": [text, window, windows], "description": "Opening hours."}


ALWAYS: Final = Hours()
OFFICE: Final = Hours((Window(days=(0, 1, 2, 3, 4), opens=9 * 60, closes=18 * 60),))
_NAMED: Final = {"24/7": ALWAYS, "always": ALWAYS, "office": OFFICE}


def hours(value: object) -> Hours:
    """Read opening hours.

    Args:
        value: "24/7", "office" (mon-fri 09:00-18:00), "mon-fri 08:00-16:00", a mapping with the keys days,
            from and to ("24:00" and windows past midnight allowed), or a list of such windows.

    Raises:
        ValueError: If it is none of these, or a day or time in it does not exist.
    """
    match value:
        case Hours():
            return value
        case str() if value.strip().lower() in _NAMED:
            return _NAMED[value.strip().lower()]
        case list() | tuple() if 1 <= len(value) <= _MOST_WINDOWS:
            parts = [hours(part) if isinstance(part, str) else Hours((_window(part),)) for part in value]
            if any(part.always for part in parts):
                return ALWAYS
            return Hours(tuple(sorted({window for part in parts for window in part.windows})))
        case _:
            return Hours((_window(value),))


def write_hours(value: Hours) -> str | dict[str, Any] | list[dict[str, Any]]:
    """The text, mapping or list that `hours` reads as these hours."""
    if value.always:
        return "24/7"
    if value == OFFICE:
        return "office"
    written = [
        {"days": _write_days(each.days), "from": write_clock(each.opens), "to": write_clock(each.closes)}
        for each in value.windows
    ]
    return written[0] if len(written) == 1 else written


def _window(value: object) -> Window:
    """Read one weekly window."""
    if isinstance(value, str) and (line := _ONE_LINE.fullmatch(value.strip())):
        value = dict(zip(_KEYS, line.groups(), strict=True))
    if not isinstance(value, Mapping):
        _refuse(f"{_EXPECTED}, found {shown(value)}")
    for key in value:
        if key not in _KEYS:
            hint = did_you_mean(str(key), _KEYS)
            _refuse(f"{_EXPECTED}, found the key {shown(key)}" + (f"; {hint}" if hint else ""))
    missing = [key for key in _KEYS if key not in value]
    if missing:
        _refuse(f"{_EXPECTED}; missing: {', '.join(missing)}")
    window = Window(_days(value["days"]), clock(value["from"]), clock(value["to"]))
    if window.opens in (window.closes, MINUTES_A_DAY):
        _refuse(f'no time between {value["from"]} and {value["to"]}: a whole day is from "00:00" to "24:00"')
    return window


def _days(value: object) -> tuple[int, ...]:
    """Read days: one, a range, a named group, or a list of these; sorted, each once."""
    if isinstance(value, (list, tuple)) and 1 <= len(value) <= _MOST_WINDOWS:
        return tuple(sorted({day for part in value for day in _days_of_text(part)}))
    return _days_of_text(value)


def _days_of_text(value: object) -> tuple[int, ...]:
    if not isinstance(value, str):
        _refuse(f"{_EXPECTED_DAYS}, found {shown(value)}")
    text = value.strip().lower()
    if text in _GROUPS:
        return tuple(_GROUPS[text])
    ends = [_day(end.strip(), value) for end in text.split("-", 1)]
    length = (ends[-1] - ends[0]) % 7 + 1
    return tuple(sorted((ends[0] + step) % 7 for step in range(length)))


def _day(name: str, value: object) -> int:
    if name not in _DAY_NUMBERS:
        hint = did_you_mean(name, (*DAYS, *_FULL_NAMES, *_GROUPS))
        _refuse(f"{_EXPECTED_DAYS}, found {shown(value)}" + (f"; {hint}" if hint else ""))
    return _DAY_NUMBERS[name]


def _refuse(problem: str) -> NoReturn:
    raise ValueError(problem)


def _write_days(days: Sequence[int]) -> str | list[str]:
    if len(days) == len(DAYS):
        return "daily"
    if len(days) >= _SHORTEST_RANGE and days[-1] - days[0] == len(days) - 1:
        return f"{DAYS[days[0]]}-{DAYS[days[-1]]}"
    return DAYS[days[0]] if len(days) == 1 else [DAYS[day] for day in days]


Days = Annotated[
    tuple[int, ...],
    BeforeValidator(_days),
    PlainSerializer(_write_days),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "examples": ["mon-fri", "daily", "mon"]},
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
            ],
            "description": "Days of the week.",
        }
    ),
]
"""Days of the week; in the model they are numbers, 0 is Monday."""
