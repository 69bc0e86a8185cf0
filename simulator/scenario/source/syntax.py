"""What went wrong where text is not YAML, in words for people who do not know YAML."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from yaml.error import MarkedYAMLError, YAMLError

from simulator.errors import Position, Problem

_INDENT: Final = "check the indentation: entries of one list or mapping start in the same column"
_QUOTES: Final = "put the whole text in double quotes"
_ENTRIES: Final = 'separate entries by commas and close the list with "]", the mapping with "}"'
IN_QUOTES: Final = 'put text that contains "," or ":" in quotes'
_NO_FIT: Final = "a line that does not fit the lines above it"
_EXPLANATIONS: Final = (
    ("mapping values are not allowed", 'a ":" where no key can be', f"{_QUOTES}, or {_INDENT}"),
    ("could not find expected ':'", 'a key without its ":"', 'write key: value, with a blank after the ":"'),
    ("quoted scalar", "a quotation mark that is never closed", "close it, or remove it"),
    ("cannot start any token", "a character that cannot begin a value", _QUOTES),
    ("',' or ']'", 'a "[" whose list is not closed properly', _ENTRIES),
    ("',' or '}'", 'a "{" whose mapping is not closed properly', f"{IN_QUOTES}; {_ENTRIES}"),
    ("node content", "a missing entry", 'remove the additional comma, or write "null"'),
    ("'-' indicator", "a line that does not fit the list above it", _INDENT),
    ("expected key", _NO_FIT, _INDENT),
    ("<block end>", _NO_FIT, _INDENT),
    ("sequence entries are not allowed", 'a "-" where no list can begin', _INDENT),
    ("alphabetic or numeric character", 'a "*" or "&" without a name', _QUOTES),
    ("tag", 'a text that begins with "!"', _QUOTES),
    ("document start", "something after the end of the document", "remove it"),
    ("YAML document", 'a "%YAML" line for another version', "remove it"),
)
_CONTEXT_IS_CAUSE: Final = ("quoted scalar", "flow", "simple key")
"""Where something was opened and not closed, the place of the opening helps, not where the parser noticed."""


def syntax_problem(error: YAMLError, file: str, lines: Sequence[str]) -> Problem:
    """The problem that made the YAML parser give up."""
    if not isinstance(error, MarkedYAMLError):
        return Problem("E104", "", f"not valid YAML: {error}", position=Position(file, 1, 1))
    told = f"{error.context or ''}; {error.problem or ''}"
    message, hint = next(
        ((message, hint) for part, message, hint in _EXPLANATIONS if part in told), (error.problem, "")
    )
    marks = [error.problem_mark, error.context_mark]
    if any(part in told for part in _CONTEXT_IS_CAUSE):
        marks.reverse()
    mark = next((mark for mark in marks if mark is not None), None)
    if mark is None:
        return Problem("E104", "", f"not valid YAML: {message}", hint, position=Position(file, 1, 1))
    line = min(mark.line, len(lines) - 1)
    column = mark.column if line == mark.line else len(lines[line])
    before, after = lines[line][:column], lines[line][column:]
    if after.startswith("\t"):
        return _tab(file, line, column, "the indentation" if not before.strip() else "this place")
    if "node content" in told and not after and line + 1 >= len(lines):
        message, hint = 'a "[" or "{" that is never closed', _ENTRIES
    position = Position(file, line + 1, len(before) + 1)
    return Problem("E104", "", f"not valid YAML: {message}", hint, position=position)


def tab_problems(file: str, lines: Sequence[str], inside_texts: Sequence[range]) -> Iterator[Problem]:
    """A problem for every line that is indented by a tab.

    Args:
        file: The name of the file.
        lines: The lines to look at, from the first.
        inside_texts: The line numbers (from 0) within quoted and block texts, ascending; there a tab is the
            writer's business.
    """
    starts = [text.start for text in inside_texts]
    for number, line in enumerate(lines):
        content = line.lstrip()
        indent = line[: len(line) - len(content)]
        if "\t" not in indent or not content or content.startswith("#"):
            continue
        before = bisect_right(starts, number) - 1
        if before < 0 or number not in inside_texts[before]:
            yield _tab(file, number, indent.index("\t"), "the indentation")


def _tab(file: str, line: int, column: int, where: str) -> Problem:
    message = f"a tab in {where}: YAML takes only blanks there"
    position = Position(file, line + 1, column + 1)
    return Problem("E113", "", message, "replace the tab by blanks", position=position)
