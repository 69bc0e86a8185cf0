"""Rules about moves: each has a length at the table and in the scenario, and they follow each other."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.errors import Problem, shown
from simulator.scenario.clock import write_clock
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.rules.times import seconds_from_start
from simulator.scenario.units import write_duration


def moves_have_names(facts: Facts) -> Iterator[Problem]:
    """No two moves have one identifier."""
    first: dict[str, int] = {}
    for number, move in enumerate(facts.scenario.exercise.moves):
        if move.id in first:
            message = f"the identifier {shown(move.id)} is also that of exercise.moves[{first[move.id]}]"
            yield Problem("E203", f"exercise.moves[{number}].id", message, "give one of them another name")
        first.setdefault(move.id, number)


def moves_take_time(facts: Facts) -> Iterator[Problem]:
    """A move ends after it begins, in the scenario and at the table, and lies in the scenario."""
    header = facts.scenario.scenario
    for number, move in enumerate(facts.scenario.exercise.moves):
        path = f"exercise.moves[{number}]"
        start, end = (seconds_from_start(moment, header) for moment in (move.from_, move.to))
        if end <= start:
            message = f"the move {move.id} ends ({move.to}) before it begins ({move.from_})"
            yield Problem("E308", f"{path}.to", message)
        if move.table[1] <= move.table[0]:
            begins, ends = map(write_clock, move.table)
            message = f"at the table the move {move.id} ends ({ends}) before it begins ({begins})"
            yield Problem("E308", f"{path}.table", message)
        if end > facts.scenario.horizon:
            message = f"the move {move.id} goes on after the horizon"
            yield warning("W611", f"{path}.to", message, f"the horizon is {write_duration(header.horizon)}")


def moves_follow_each_other(facts: Facts) -> Iterator[Problem]:
    """Moves are in order and do not overlap, in the scenario and at the table."""
    header, moves = facts.scenario.scenario, facts.scenario.exercise.moves
    for number in range(1, len(moves)):
        before, move = moves[number - 1], moves[number]
        path = f"exercise.moves[{number}]"
        if seconds_from_start(move.from_, header) < seconds_from_start(before.to, header):
            message = f"the move {move.id} begins ({move.from_}) before {before.id} ends ({before.to})"
            yield Problem("E323", f"{path}.from", message, "put moves in order, without overlaps")
        if (move.day, move.table[0]) < (before.day, before.table[1]):
            message = (
                f"at the table the move {move.id} begins ({write_clock(move.table[0])}) before {before.id} ends"
                f" ({write_clock(before.table[1])})"
            )
            hint = "write another time, or day: 2 if it is played on another day"
            yield Problem("E323", f"{path}.table", message, hint)


RULES = (moves_have_names, moves_take_time, moves_follow_each_other)
