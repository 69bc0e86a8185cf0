"""Moves and the master scenario events list: which moment is played when."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.report.msel import entries
from simulator.scenario.load import build
from simulator.scenario.moves import at_table, wall_time
from tests.unit.small import codes, errors, small, warnings

HOUR = 3600
FIRST = {"id": "first", "from": "D+0", "to": "D+2", "table": ["09:00", "11:00"]}
SECOND = {"id": "second", "from": "D+4", "to": "D+5 06:00", "table": ["11:00", "12:30"]}


def playing(*moves: dict[str, Any], **sections: Any) -> dict[str, Any]:
    return small(exercise={"moves": list(moves)}, **sections)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0, "09:00"), (12, "09:30"), (47.99, "10:59"), (48, None), (95, None), (96, "11:00"), (108, "11:45")],
)
def test_both_clocks_run_evenly_within_a_move(hours: float, expected: str | None) -> None:
    found = at_table(build(playing(FIRST, SECOND)), hours * HOUR)
    assert (None if found is None else str(found)) == expected


def test_an_exercise_of_several_days_says_which() -> None:
    scenario = build(playing(FIRST, {**SECOND, "table": ["09:00", "10:00"], "day": 2}))
    assert str(at_table(scenario, 96 * HOUR)) == "day 2 09:00"


def test_times_are_told_in_the_zone_of_the_scenario() -> None:
    data = small()
    data["scenario"]["timezone"] = "Asia/Tashkent"  # five hours ahead: the scenario starts at 11:00
    assert wall_time(build(data).scenario, 20 * HOUR) == "D+1 07:00"


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        (
            (FIRST, FIRST | {"id": "again"}),
            [("E323", "exercise.moves[1].from"), ("E323", "exercise.moves[1].table")],
        ),
        ((FIRST, SECOND | {"id": "first"}), [("E203", "exercise.moves[1].id")]),
        ((SECOND, FIRST), [("E323", "exercise.moves[1].from"), ("E323", "exercise.moves[1].table")]),
        ((FIRST, SECOND | {"table": ["10:30", "12:00"]}), [("E323", "exercise.moves[1].table")]),
        ((FIRST | {"to": "D-1"},), [("E308", "exercise.moves[0].to")]),
        ((FIRST | {"table": ["11:00", "09:00"]},), [("E308", "exercise.moves[0].table")]),
        ((FIRST | {"table": ["09:00"]},), [("E204", "exercise.moves[0].table[1]")]),
        ((FIRST | {"table": ["9 am", "11:00"]},), [("E301", "exercise.moves[0].table[0]")]),
        ((FIRST | {"tabel": ["09:00", "11:00"]},), [("E202", "exercise.moves[0].tabel")]),
    ],
)
def test_moves_that_cannot_be_played_are_refused(
    moves: tuple[dict[str, Any], ...], expected: list[tuple[str, str]]
) -> None:
    assert codes(errors(playing(*moves))) == expected


def test_moves_may_touch_and_a_day_later_begin_as_early() -> None:
    assert errors(playing(FIRST, SECOND | {"from": "D+2", "table": ["11:00", "12:00"]})) == []
    assert errors(playing(FIRST, SECOND | {"table": ["09:00", "10:00"], "day": 2})) == []


def test_a_move_after_the_horizon_is_doubted() -> None:
    found = warnings(playing(FIRST | {"to": "D+40"}))
    assert ("W611", "exercise.moves[0].to") in codes(found)


def test_the_list_is_in_order_of_time_with_what_waits_at_the_end() -> None:
    injects = [
        {"id": "waits", "when": {"event": "detected"}, "delay": "2 h", "decision": "Close?", "asked_of": "desk",
         "options": [{"id": "no", "label": "No", "default": True}, {"id": "yes", "label": "Yes"}]},
        {"id": "late", "at": "D+4 18:00", "type": "expected_action", "to": ["desk"]},
        {"id": "early", "at": "D+1 06:00", "from": "The press", "message": "It was seen.", "expected": "They react.",
         "objective": "stop", "mode": "news", "note": "Print it."},
    ]  # fmt: skip
    objective = {"id": "stop", "name": "Stop it", "objective": "Stop it all",
                 "targets": [{"metric": "interdicted", "at_least": 1}]}  # fmt: skip
    scenario = build(playing(FIRST, SECOND, injects=injects, objectives=[objective]))
    early, late, waits = (entry.row for entry in entries(scenario))
    assert (early["number"], early["id"], early["time"]) == (1, "early", "D+1 06:00")
    assert (early["table"], early["move"], early["objective"]) == ("10:00", "first", "Stop it")
    assert (early["from"], early["mode"], early["expected"], early["notes"]) == (
        "The press", "news", "They react.", "Print it.",
    )  # fmt: skip
    assert (late["type"], late["to"], late["table"]) == ("expected action", "desk", "11:45")
    assert (waits["number"], waits["time"], waits["type"]) == (3, "detected, 2 h later", "decision")
    assert (waits["message"], waits["to"], waits["table"]) == ("Close?", "desk", "")
