"""From scenario time to the clock on the wall of the scenario, and to the clock at the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from simulator.scenario.clock import write_clock
from simulator.scenario.rules.times import seconds_from_start
from simulator.scenario.schema import Header, Scenario
from simulator.scenario.schema.exercise import Move


@dataclass(frozen=True, slots=True)
class AtTable:
    """A moment at the table: which move, which day of the exercise, minutes after midnight."""

    move: Move
    day: int
    minutes: int

    def __str__(self) -> str:
        """The time of day, with the day where the exercise has several."""
        clock = write_clock(self.minutes)
        return clock if self.day == 1 else f"day {self.day} {clock}"


def at_table(scenario: Scenario, seconds: float) -> AtTable | None:
    """When the table plays a moment; None outside all moves. Within a move both clocks run evenly.

    Args:
        scenario: With its moves.
        seconds: From the scenario's start.
    """
    for move in scenario.exercise.moves:
        start, end = (seconds_from_start(moment, scenario.scenario) for moment in (move.from_, move.to))
        if start <= seconds < end:
            first, last = move.table
            minutes = first + (last - first) * (seconds - start) / (end - start)
            return AtTable(move, move.day, int(minutes))
    return None


def wall_time(header: Header, seconds: float) -> str:
    """A moment as a planner writes it: D+3 06:00, in the scenario's zone.

    Args:
        header: Of the scenario.
        seconds: From its start.
    """
    zone = ZoneInfo(header.timezone)
    start = header.start.astimezone(zone)
    moment: datetime = (header.start + timedelta(seconds=seconds)).astimezone(zone)
    return f"D{(moment.date() - start.date()).days:+d} {moment:%H:%M}"
