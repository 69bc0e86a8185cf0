"""Reading scenario text: YAML 1.2 with positions, and hostile or broken files refused fast and clearly."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import Problem, ScenarioError
from simulator.scenario.source import Document, path_text, read_document, read_text, read_value, reading

PROMPT = 2.0 if sys.gettrace() is None else 10.0
"""Seconds of processor time within which every refusal must come; measuring coverage takes its own."""

SCENARIO = """\
agencies:
  - id: customs
    hours: {days: mon-fri, from: "09:00"}
    analysts: 2
    note:
links:
- {from: customs, to: police}
"""


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the test with the C parser and with the one that stands in for it."""
    monkeypatch.setattr(reading, "_LOADER", getattr(yaml, request.param))


def problems_of(read: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        read()
    assert str(caught.value)
    return caught.value.problems


def refused(text: str) -> tuple[Problem, ...]:
    return problems_of(lambda: read_text(text, "x.yaml"))


def summary(problems: tuple[Problem, ...]) -> list[tuple[str, int, int]]:
    return [
        (problem.code, problem.position.line, problem.position.column)
        for problem in problems
        if problem.position
    ]


def place(document: Document, *path: str | int) -> tuple[int, int, int]:
    position = document.positions[path]
    return position.line, position.column, position.length


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict):
        for key, part in value.items():
            yield from paths(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from paths(part, (*path, index))


@pytest.mark.usefixtures("_each_parser")
class TestWithEachParser:
    def test_a_document_becomes_plain_values(self) -> None:
        assert read_text(SCENARIO, "x.yaml").data == {
            "agencies": [
                {"id": "customs", "hours": {"days": "mon-fri", "from": "09:00"}, "analysts": 2, "note": None}
            ],
            "links": [{"from": "customs", "to": "police"}],
        }

    def test_every_value_has_a_position_and_every_key_too(self) -> None:
        document = read_text(SCENARIO, "x.yaml")
        assert set(document.positions) == set(paths(document.data))
        assert set(document.key_positions) == {
            path for path in paths(document.data) if isinstance((path or (0,))[-1], str)
        }

    def test_scalars_are_marked_whole_and_collections_at_their_key(self) -> None:
        document = read_text(SCENARIO, "x.yaml")
        assert place(document, "agencies", 0, "id") == (2, 9, 7)
        assert place(document, "agencies", 0, "hours", "from") == (3, 34, 7)
        assert place(document, "agencies", 0, "hours") == (3, 5, 5)
        assert place(document, "agencies") == (1, 1, 8)
        assert place(document, "agencies", 0)[:2] == (2, 5)
        assert place(document, "links", 0)[:2] == (7, 3)

    def test_a_value_left_out_is_found_at_its_key(self) -> None:
        assert place(read_text(SCENARIO, "x.yaml"), "agencies", 0, "note") == (5, 5, 4)

    def test_a_text_over_several_lines_is_marked_to_the_end_of_its_first(self) -> None:
        document = read_text('a: "one\n  two"\nb: >\n  three\n  four\n', "x.yaml")
        assert document.data == {"a": "one two", "b": "three four\n"}
        assert place(document, "a") == (1, 4, 4)

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("NO", "NO"),
            ("no", "no"),
            ("off", "off"),
            ("yes", "yes"),
            ("y", "y"),
            ("true", True),
            ("False", False),
            ("12:30", "12:30"),
            ("24/7", "24/7"),
            ("010", 10),
            ("0x1F", 31),
            ("0o17", 15),
            ("0b11", "0b11"),
            ("1_000", "1_000"),
            ("-3", -3),
            ("+3", 3),
            ("1e3", 1000.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("-.5e-1", -0.05),
            ("~", None),
            ("null", None),
            ("2031-03-03", "2031-03-03"),
            ("2031-03-03T06:00Z", "2031-03-03T06:00Z"),
            ("12 h", "12 h"),
            ("'12'", "12"),
            ('"true"', "true"),
            ("''", ""),
            ("-", [None]),
            ("Казахстан", "Казахстан"),
            ("inf", "inf"),
            ("<<", "<<"),
            ("=", "="),
        ],
    )
    def test_words_mean_what_yaml_1_2_says(self, text: str, value: object) -> None:
        found = read_value(text, "x")
        assert found == value
        assert type(found) is type(value)

    def test_byte_order_marks_and_windows_line_ends_are_accepted(self, tmp_path: Path) -> None:
        file = tmp_path / "x.yaml"
        file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - c\r\n")
        document = read_document(file)
        assert document.data == {"a": 1, "b": ["c"]}
        assert document.lines == {str(file): ["a: 1", "b:", "  - c", ""]}
        assert place(document, "b", 0) == (3, 5, 1)

    def test_an_alias_is_a_copy_found_where_it_stands_and_its_parts_where_they_were_written(self) -> None:
        document = read_text("a: &x {b: [1, 2]}\nc: *x\n", "x.yaml")
        assert document.data == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}}
        assert document.data["a"]["b"] is not document.data["c"]["b"]
        assert place(document, "c") == (2, 4, 2)
        assert place(document, "c", "b", 1) == place(document, "a", "b", 1) == (1, 15, 1)
        assert set(document.positions) == set(paths(document.data))

    def test_a_key_written_twice_names_both_lines(self) -> None:
        (problem,) = refused("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n")
        assert summary((problem,)) == [("E106", 5, 3)]
        assert problem.path == "b.c"
        assert "in line 3 and line 5" in problem.message

    @pytest.mark.parametrize("key", ["1", "true", "null", "1.5", "~", ".inf", "0x10"])
    def test_a_key_that_is_no_text_is_refused(self, key: str) -> None:
        (problem,) = refused(f"a: 1\n{key}: x\n")
        assert summary((problem,)) == [("E107", 2, 1)]
        assert f"the number or word {key}" in problem.message
        assert problem.hint == f'write "{key}" in quotes'

    def test_a_key_left_out_is_refused(self) -> None:
        (problem,) = refused("? \n: 2\n")
        assert (problem.code, problem.hint) == ("E107", "write the key before the colon")

    @pytest.mark.parametrize("text", ["? [a]\n: 1\n", "? {a: 1}\n: 1\n", "a: &x 1\n*x : 2\n", "{[a]: 1}"])
    def test_a_key_of_several_values_is_refused(self, text: str) -> None:
        assert [problem.code for problem in refused(text)] == ["E107"]

    @pytest.mark.parametrize("key", ["'1'", '"true"', "on", "yes", "24/7", "D+3"])
    def test_a_key_that_is_text_is_accepted(self, key: str) -> None:
        assert read_text(f"{key}: x", "x.yaml").data == {key.strip("'\""): "x"}

    @pytest.mark.parametrize(
        "value",
        [
            "!!python/object:os.system {a: b}",
            "!!python/object/apply:os.system [ls]",
            "!!binary aGVsbG8=",
            "!!str 12",
            "!!set {a}",
            "!own x",
            "! x",
        ],
    )
    def test_tags_are_refused(self, value: str) -> None:
        (problem,) = refused(f"a: {value}\n")
        assert summary((problem,)) == [("E108", 1, 4)]
        assert problem.hint == "remove it"

    def test_a_tag_on_a_key_is_refused(self) -> None:
        assert [problem.code for problem in refused("!!str a: 1")] == ["E108"]

    @pytest.mark.parametrize(
        "value", [".inf", "-.INF", ".nan", "1e999", "-1e999", "9" * 5_000, "0x" + "f" * 5_000]
    )
    def test_numbers_without_bounds_are_refused(self, value: str) -> None:
        assert summary(refused(f"a: {value}")) == [("E111", 1, 4)]

    def test_a_merge_key_is_refused_with_what_to_use_instead(self) -> None:
        (problem,) = refused("a: &a {b: 1}\nc:\n  <<: *a\n")
        assert summary((problem,)) == [("E112", 3, 3)]
        assert "extends" in problem.hint

    @pytest.mark.parametrize(
        ("text", "line", "column"),
        [
            ("a:\n\tb: 1\n", 2, 1),
            ("a:\n  b: 1\n\tc: 1\n", 3, 1),
            ("a:\n  - x\n\t- y\n", 3, 1),
            ("a:\n  - x\n  \t- y\n", 3, 3),
            ("a: {b: 1,\n\tc: 2}\n", 2, 1),
        ],
    )
    def test_a_tab_in_the_indentation_is_named_as_such(self, text: str, line: int, column: int) -> None:
        (problem,) = refused(text)
        assert summary((problem,)) == [("E113", line, column)]
        assert "a tab in the indentation" in problem.message

    @pytest.mark.parametrize("text", ["a: |\n  x\n  \ty", "a: |\n  x\n  \ty\nb: 1\n", 'a: "x\n\ty"\n'])
    def test_tabs_within_texts_are_the_writers_business(self, text: str) -> None:
        assert read_text(text, "x.yaml").data["a"]

    def test_a_list_entry_that_slipped_into_the_text_above_is_refused(self) -> None:
        assert summary(refused("a:\n - one\n  - two\n")) == [("E115", 3, 3)]

    def test_a_bracket_that_is_never_closed_is_told_alone(self) -> None:
        assert summary(refused("a: {b: c\n  - d: e\n  - f: g\n")) == [("E104", 1, 4)]

    def test_a_long_text_may_go_on_in_the_next_line(self) -> None:
        assert read_text("a: one\n  two - three\n", "x.yaml").data == {"a": "one two - three"}

    def test_a_second_document_is_refused(self) -> None:
        assert summary(refused("a: 1\n---\nb: 2\n")) == [("E114", 2, 1)]

    def test_an_unknown_alias_is_refused_with_the_nearest_anchor(self) -> None:
        (problem,) = refused("a: &delay 1\nb: *dealy\n")
        assert summary((problem,)) == [("E109", 2, 4)]
        assert problem.hint == 'did you mean "delay"?'

    @pytest.mark.parametrize("text", ["a: &a [1, *a]", "a: &a {b: {c: *a}}", "&a {b: *a}"])
    def test_a_value_that_contains_itself_is_refused(self, text: str) -> None:
        assert [problem.code for problem in refused(text)] == ["E109"]

    @pytest.mark.parametrize(
        ("text", "code", "part"),
        [
            ("", "E105", "the file is empty"),
            ("   \n\n", "E105", "the file is empty"),
            ("# only\n# comments\n", "E105", "the file is empty"),
            ("---\n", "E105", "the file is empty"),
            ("null", "E105", "the file is empty"),
            ("- a\n- b\n", "E105", "found a list"),
            ("hello", "E105", 'found "hello"'),
            ("12", "E105", "found 12"),
        ],
    )
    def test_a_document_that_is_no_mapping_is_refused(self, text: str, code: str, part: str) -> None:
        (problem,) = refused(text)
        assert problem.code == code
        assert part in problem.message
        assert "scenario:" in problem.hint

    @pytest.mark.parametrize(
        ("text", "line", "part"),
        [
            ("message: He said: stop\n", 1, 'a ":" where no key can be'),
            ('a: 1\nb: "unclosed\nc: 2\n', 2, "a quotation mark that is never closed"),
            ("a: 'unclosed\n", 1, "a quotation mark that is never closed"),
            ("a: 0\nb: [1, 2\nc: 3\n", 2, 'a "[" whose list is not closed properly'),
            ("a: 0\nb: {c: 1", 2, 'a "{" whose mapping is not closed properly'),
            ("a: 0\nb: @x\n", 2, "a character that cannot begin a value"),
            ("a: 0\nb: %x\n", 2, "a character that cannot begin a value"),
            ("a: 0\nb: `x`\n", 2, "a character that cannot begin a value"),
            ("a: 1\nbcd\nc: 2\n", 2, 'a key without its ":"'),
            ("a:\n  b: 1\n c: 2\n", 3, "a line that does not fit the lines above it"),
            ("a:\n  - id: x\n   name: y\n", 3, "a line that does not fit the l"),
            ("a: [1, , 2]\n", 1, "a missing entry"),
            ("a: [", 1, 'a "[" or "{" that is never closed'),
            ("a: *\n", 1, 'a "*" or "&" without a name'),
            ("a: !x!y z\n", 1, 'a text that begins with "!"'),
            ("a: b\n- c\n", 2, "a"),
            ("%YAML 3.0\n---\na: 1\n", 1, 'a "%YAML" line for another version'),
        ],
    )
    def test_what_is_not_yaml_is_explained_in_plain_words(self, text: str, line: int, part: str) -> None:
        (problem,) = refused(text)
        assert problem.code == "E104"
        assert problem.position is not None
        assert problem.position.line == line
        assert f"not valid YAML: {part}" in problem.message
        assert problem.hint

    @pytest.mark.parametrize("text", ["a: {b: c, d: e: f}\n", "a:\n  {b: c: d,\n  e: f}\n"])
    def test_a_text_that_breaks_a_mapping_in_braces_is_to_be_quoted(self, text: str) -> None:
        (problem,) = refused(text)
        assert (problem.code, problem.hint.split(";")[0]) == (
            "E104",
            'put text that contains "," or ":" in quotes',
        )

    def test_problems_before_a_syntax_error_are_reported_with_it(self) -> None:
        assert summary(refused("a: 1\na: 2\n1: x\nb: .inf\nc: [\n")) == [
            ("E106", 2, 1),
            ("E107", 3, 1),
            ("E111", 4, 4),
            ("E104", 6, 1),
        ]

    @given(text=st.text("ab:-[]{}#&*!|>'\"%@`, \n\t\r?~<\x85\u2028é", max_size=60))
    def test_any_text_is_read_or_refused_with_positions_in_it(self, text: str) -> None:
        problems: tuple[Problem, ...] = ()
        try:
            document = read_text(text, "x.yaml")
        except ScenarioError as error:
            problems = error.problems
        else:
            assert set(document.positions) == set(paths(document.data))
        assert len(summary(problems)) == len(problems)
        assert all(1 <= line <= len(text.splitlines()) + 1 for _, line, _ in summary(problems))


def test_the_slower_parser_names_a_tab_after_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_text("a:\t1\n", "x.yaml").data == {"a": 1}
    monkeypatch.setattr(reading, "_LOADER", yaml.SafeLoader)
    (problem,) = refused("a:\t1\n")
    assert "a tab in this place" in problem.message


def test_both_parsers_give_the_same_document(monkeypatch: pytest.MonkeyPatch) -> None:
    text = SCENARIO + 'more: &m {x: [1, "two", [3]]}\nsame: *m\nlong: |\n  one\n  two\nlast: >-\n  end'
    fast = read_text(text, "x.yaml")
    monkeypatch.setattr(reading, "_LOADER", yaml.SafeLoader)
    assert read_text(text, "x.yaml") == fast


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("a: ü".encode("latin-1"), "0xFC is not UTF-8"),
        ("a: 1".encode("utf-16"), "UTF-16"),
        ("a: 1".encode("utf-16-be"), "zero bytes"),
        (b"a: \x00b", "zero bytes"),
        (bytes(range(256)) * 100, "zero bytes"),
        (b"\x89PNG\r\n\x1a\n", "0x89 is not UTF-8"),
        (b"a: \x1b[31mred", "U+001B"),
        ("a: \ufffe".encode(), "U+FFFE"),
    ],
)
def test_what_is_no_utf_8_text_is_refused(tmp_path: Path, content: bytes, part: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(content)
    (problem,) = problems_of(lambda: read_document(file))
    assert problem.code == "E103"
    assert part in problem.message


def test_a_bad_byte_is_found_in_its_line(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes("a: 1\nb: é ".encode() + b"\xff\n")
    (problem,) = problems_of(lambda: read_document(file))
    assert summary((problem,)) == [("E103", 2, 6)]


def test_a_missing_file_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "two_borders.yaml").write_text("a: 1")
    (problem,) = problems_of(lambda: read_document(tmp_path / "two_border.yaml"))
    assert (problem.code, problem.hint) == ("E101", 'did you mean "two_borders.yaml"?')
    assert "two_border.yaml" in problem.path


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(lambda: read_document(tmp_path / "nowhere" / "x.yaml"))
    assert "no such file" in problem.message


def test_a_folder_is_refused_with_a_file_in_it(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: 1")
    (problem,) = problems_of(lambda: read_document(tmp_path))
    assert "folder" in problem.message
    assert "x.yaml" in problem.hint


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (problem,) = problems_of(lambda: read_document(tmp_path / "pipe.yaml"))
    assert "not a regular file" in problem.message


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("a: 1")

    def denied(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    (problem,) = problems_of(lambda: read_document(file))
    assert problem.message == "the file cannot be read: Permission denied"


@pytest.mark.parametrize("name", ["x" * 5_000, "a\0b"])
def test_an_impossible_name_is_refused(name: str) -> None:
    assert [problem.code for problem in problems_of(lambda: read_document(name))] == ["E101"]


def test_a_file_over_ten_megabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    begun = time.process_time()
    (problem,) = problems_of(lambda: read_document(file))
    assert time.process_time() - begun < 0.1
    assert problem.code == "E102"
    assert "50,000,000 bytes" in problem.message


def laughs(width: int, height: int) -> str:
    rows = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, height)]
    return "\n".join(["a0: &a0 [lol]", *rows])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(laughs(9, 12), "E110", id="billion laughs"),
        pytest.param(laughs(1, 60), "E110", id="ladder of aliases"),
        pytest.param("[" * 9_000_000, "E110", id="deep flow list"),
        pytest.param("- " * 4_500_000, "E110", id="deep block list"),
        pytest.param("a: " + "{a: " * 2_000_000, "E110", id="deep mapping"),
        pytest.param("? " * 4_500_000, "E107", id="deep keys"),
        pytest.param("&a " * 3_000_000, "E104", id="anchors without end"),
        pytest.param("a: 1\n" * 2_000_000, "E106", id="one key a million times"),
        pytest.param('"' * 9_000_000, "E104", id="quotation marks"),
        pytest.param("x" * 9_900_000, "E105", id="one word"),
        pytest.param("a: " + "9" * 9_900_000, "E111", id="one number"),
        pytest.param("\t" * 9_000_000 + "a: 1", "E113", id="tabs"),
        pytest.param("a: |\n" + "\tx\n" * 3_000_000, "E113", id="a line of tabs each"),
        pytest.param("\n" * 9_900_000, "E105", id="line ends"),
        pytest.param("a: [" + "1," * 4_900_000 + "]", "E110", id="millions of values"),
    ],
)
def test_hostile_text_is_refused_promptly(text: str, code: str) -> None:
    begun = time.process_time()
    problems = refused(text)
    assert time.process_time() - begun < PROMPT
    assert problems[0].code == code
    assert len(problems) <= 200


def test_nesting_is_allowed_to_a_depth_of_forty() -> None:
    assert read_text("a: " + "[" * 39 + "]" * 39, "x.yaml").data
    assert [problem.code for problem in refused("a: " + "[" * 40 + "]" * 40)] == ["E110"]


def test_nesting_through_aliases_counts_as_deep() -> None:
    deep = "a: &a " + "[" * 30 + "]" * 30
    assert read_text(f"{deep}\nb: {'[' * 9}*a{']' * 9}\n", "x.yaml").data
    assert [problem.code for problem in refused(f"{deep}\nb: {'[' * 10}*a{']' * 10}\n")] == ["E110"]


def test_six_thousand_entities_are_read_in_two_seconds() -> None:
    entity = (
        "  - id: place_{0}\n    name: Place {0}\n    kind: city\n    jurisdiction: arda\n"
        "    lat_lon: [38.5, 68.7]\n    stay: {{lognormal: {{median: 12 h, p90: 30 h}}}}\n"
        "    analysts: 3\n    note: some words\n"
    )
    text = "places:\n" + "".join(entity.format(number) for number in range(6_000))
    begun = time.process_time()
    document = read_text(text, "x.yaml")
    assert time.process_time() - begun < PROMPT
    assert len(document.data["places"]) == 6_000
    assert place(document, "places", 5_999, "id") == (2 + 8 * 5_999, 9, 10)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("a",), "a"),
        (("agencies", 3, "jurisdiction"), "agencies[3].jurisdiction"),
        ((0, 1), "[0][1]"),
    ],
)
def test_paths_are_written_as_messages_write_them(path: tuple[str | int, ...], text: str) -> None:
    assert path_text(path) == text


def test_a_value_is_read_as_it_could_stand_after_a_key() -> None:
    assert read_value("{lognormal: {median: 12 h, p90: 30 h}}", "--set") == {
        "lognormal": {"median": "12 h", "p90": "30 h"}
    }


def test_the_problem_of_a_single_value_names_its_origin() -> None:
    (problem,) = problems_of(lambda: read_value("[1, 2", "--set"))
    assert problem.position is not None
    assert problem.position.file == "--set"
