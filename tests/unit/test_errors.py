"""Problems as the user reads them."""

from __future__ import annotations

import pickle

import pytest

from simulator.errors import (
    InterlockError,
    OutputError,
    Position,
    Problem,
    ScenarioError,
    Severity,
    UsageError,
    did_you_mean,
    render,
    shown,
)

LINE = "    jurisdiction: kazkhstan"
UNKNOWN = Problem(
    "E201",
    "agencies[3].jurisdiction",
    'unknown jurisdiction "kazkhstan"',
    'did you mean "kazakhstan"?',
    position=Position("x.yaml", 2, 19, 9),
)


def marker_of(line: str, column: int, length: int) -> tuple[str, str]:
    problem = Problem("E1", "", "m", position=Position("f", 1, column, length))
    _, excerpt, marker = render(problem, {"f": [line]}).split("\n")
    return excerpt.removeprefix("1 | "), marker.removeprefix("  | ")


def test_a_problem_is_three_lines_with_the_marker_below_the_value() -> None:
    assert render(UNKNOWN, {"x.yaml": ["agencies:", LINE]}) == (
        'x.yaml:2:19: error E201 agencies[3].jurisdiction: unknown jurisdiction "kazkhstan"\n'
        "2 |     jurisdiction: kazkhstan\n"
        '  |                   ^^^^^^^^^ did you mean "kazakhstan"?'
    )


def test_without_the_text_the_hint_stands_alone() -> None:
    assert render(UNKNOWN, {}).split("\n")[1:] == ['  did you mean "kazakhstan"?']


def test_without_a_position_the_head_has_none() -> None:
    problem = Problem("W601", "controls.lane", "no route passes it", severity=Severity.WARNING)
    assert render(problem, {}) == "warning W601 controls.lane: no route passes it"


def test_a_position_beyond_the_text_gives_no_excerpt() -> None:
    assert "\n" not in render(Problem("E1", "a", "m", position=Position("x.yaml", 9, 1)), {"x.yaml": ["a"]})


@pytest.mark.parametrize(
    ("line", "column", "length", "marker"),
    [
        ("ключ: значение", 7, 8, "      ^^^^^^^^"),
        ("键: 值", 4, 1, "    ^^"),
        ("\ta: 1", 5, 1, "       ^"),
        ("e\u0301: x", 5, 1, "   ^"),
        ("ab", 3, 1, "  ^"),
        ("ab", 1, 50, "^^"),
    ],
)
def test_the_marker_stands_below_wide_and_combining_characters(
    line: str, column: int, length: int, marker: str
) -> None:
    assert marker_of(line, column, length)[1] == marker


def test_a_long_line_is_cut_around_the_marker() -> None:
    excerpt, marker = marker_of("x" * 5_000 + "HERE" + "y" * 5_000, 5_001, 4)
    assert len(excerpt) <= 100
    assert excerpt[marker.index("^") : marker.rindex("^") + 1] == "HERE"


@pytest.mark.parametrize("text", ["\x1b[31mred", "\x07", "a\nb", "\u202eabc", "\x9b31m"])
def test_nothing_from_a_file_controls_the_terminal(text: str) -> None:
    problem = Problem("E1", text, text, text, position=Position(text, 1, 1, 3))
    for line in render(problem, {text: [text]}).split("\n"):
        assert line.isprintable()


def test_a_scenario_error_shows_every_problem_in_the_order_given() -> None:
    other = Problem("E104", "b", "second")
    error = ScenarioError([UNKNOWN, other], {"x.yaml": ["agencies:", LINE]})
    assert error.problems == (UNKNOWN, other)
    assert str(error) == f"{render(UNKNOWN, {'x.yaml': ['agencies:', LINE]})}\nerror E104 b: second"


def test_a_scenario_error_survives_the_way_to_another_process() -> None:
    error = pickle.loads(pickle.dumps(ScenarioError([UNKNOWN], {"x.yaml": ["", LINE]})))
    assert isinstance(error, ScenarioError)
    assert error.problems == (UNKNOWN,)
    assert "^^^" in str(error)


def test_exit_codes_are_those_users_expect() -> None:
    kinds = (InterlockError, UsageError, ScenarioError, OutputError)
    assert [kind.exit_code for kind in kinds] == [1, 2, 3, 1]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("kazkhstan", "kazakhstan"),
        ("Kazakhstan", "kazakhstan"),
        ("north gate", "north_gate"),
        ("NORTH-GATE", "north_gate"),
        ("nroth_gate", "north_gate"),
        ("lognorm", "lognormal"),
    ],
)
def test_a_near_word_is_proposed(word: str, expected: str) -> None:
    candidates = ["north_gate", "kazakhstan", "kyrgyzstan", "lognormal"]
    assert did_you_mean(word, candidates) == f'did you mean "{expected}"?'


@pytest.mark.parametrize("word", ["", "x", "tajikistan", "gate", "k" * 1_000_000])
def test_nothing_is_proposed_where_nothing_is_near(word: str) -> None:
    assert did_you_mean(word, ["north_gate", "kazakhstan"]) == ""


def test_the_proposal_does_not_depend_on_the_order_of_the_candidates() -> None:
    names = ["post_a", "post_b", "post_c"]
    assert did_you_mean("post_x", names) == did_you_mean("post_x", names[::-1]) != ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "nothing"),
        (True, "true"),
        (3, "3"),
        (0.25, "0.25"),
        ("12 h", '"12 h"'),
        ("a\x1bb", '"a\\x1bb"'),
        ([1], "a list"),
        ({"a": 1}, "a mapping"),
        (b"", "a value of type bytes"),
    ],
)
def test_a_found_value_is_shown_as_the_user_knows_it(value: object, expected: str) -> None:
    assert shown(value) == expected


def test_a_long_text_is_cut() -> None:
    assert shown("x" * 10_000_000) == '"' + "x" * 57 + '..."'


def test_a_whole_number_too_long_to_print_is_still_shown() -> None:
    assert len(shown(10**10_000)) < 100


def test_a_long_hint_stands_below_its_marker_and_within_80_columns() -> None:
    hint = "it takes " + ", ".join(f"key_{number}" for number in range(20))
    problem = Problem("E202", "a.b", "unknown key", hint, position=Position("x.yaml", 1, 30, 3))
    text = render(problem, {"x.yaml": ["k" * 200]})
    _, excerpt, marker, *rest = text.splitlines()
    assert marker.split() == ["|", "^^^"]
    assert " ".join(" ".join(rest).split()) == hint
    assert max(map(len, [excerpt, marker, *rest])) <= 80
