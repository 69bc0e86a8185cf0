"""Problems with their positions, and the exceptions that carry them to the user.

A planner should see every problem at once, each with the line it comes from, what was expected, what was
found, and what to do. Codes: E1xx text, YAML and files; E2xx names and references; E3xx values and units;
E4xx mechanisms and overlays; E5xx routes; W6xx warnings.
"""

from __future__ import annotations

import difflib
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

_WIDTH: Final = 80
"""Columns of a narrow terminal."""
_LINE_WIDTH = 74
_VALUE_WIDTH = 60
_LONGEST_GUESSED_WORD = 80


class Severity(StrEnum):
    """How serious a problem is: an error stops, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text file: line and column count from 1, length in characters."""

    file: str
    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its code, the path of the value, what was found and what to do."""

    code: str
    path: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    position: Position | None = None


class InterlockError(Exception):
    """Base of every error the user should read as a message and not as a traceback."""

    exit_code = 1


class UsageError(InterlockError):
    """The command was called in a way that makes no sense."""

    exit_code = 2


class OutputError(InterlockError):
    """A result could not be written (full disk, read-only folder, ...)."""

    exit_code = 1


class RunError(InterlockError):
    """The folder of a run cannot be used: it is none, is damaged, or another version wrote it."""

    exit_code = 3


class ScenarioError(InterlockError):
    """A scenario cannot be used; `str()` gives all its problems as the user should read them."""

    exit_code = 3

    def __init__(self, problems: Iterable[Problem], lines: Mapping[str, Sequence[str]] | None = None) -> None:
        """Keep the problems in the order given, and the text lines of the files they point into."""
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.lines: dict[str, Sequence[str]] = dict(lines or {})
        super().__init__(self.problems, self.lines)

    def __str__(self) -> str:
        """All problems, rendered."""
        return "\n".join(render(problem, self.lines) for problem in self.problems)


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """A question naming the candidate that looks most like `word`, or nothing when none does."""
    best = nearest(word, candidates)
    return f'did you mean "{best}"?' if best else ""


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that looks most like `word`, or None when none does."""
    return _nearest(word, frozenset(candidates)) if len(word) <= _LONGEST_GUESSED_WORD else None


def shown(value: object) -> str:
    """A value as a message shows it: text in double quotes, long text cut, lists and mappings by kind."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            cut = value if len(value) <= _VALUE_WIDTH else value[: _VALUE_WIDTH - 3] + "..."
            return f'"{printable(cut)}"'
        case int() if abs(value) >= 10**_VALUE_WIDTH:
            return "a huge whole number"
        case int() | float():
            return repr(value)
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return f"a value of type {type(value).__name__}"


def printable(text: str) -> str:
    """The text with everything a terminal would act on (escape codes, line ends) written out."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def render(problem: Problem, lines: Mapping[str, Sequence[str]]) -> str:
    """A problem as the user reads it: what and where, the line itself, and a marker with the hint.

    Args:
        problem: The problem.
        lines: File name -> the lines of its text. A file that is missing here costs only the excerpt.
    """
    subject = " ".join(part for part in (problem.severity.value, problem.code, problem.path) if part)
    what = f"{printable(subject)}: {printable(problem.message)}"
    hint = printable(problem.hint)
    where = problem.position
    if where is None:
        return f"{what}\n  {hint}" if hint else what
    head = f"{printable(where.file)}:{where.line}:{where.column}: {what}"
    text = lines.get(where.file, ())
    if not 1 <= where.line <= len(text):
        return f"{head}\n  {hint}" if hint else head
    excerpt, marker = _excerpt(text[where.line - 1], where.column - 1, where.length)
    number = str(where.line)
    margin = f"{' ' * len(number)} | "
    pointed = f"{margin}{marker} {hint}".rstrip()
    if _columns(pointed) > _WIDTH:  # beside the marker it would run over
        indent = " " * len(margin)
        rest = textwrap.fill(hint, _WIDTH, initial_indent=indent, subsequent_indent=indent)
        pointed = f"{margin}{marker}\n{rest}"
    return f"{head}\n{number} | {excerpt}\n{pointed}"


def _excerpt(line: str, start: int, length: int) -> tuple[str, str]:
    """The part of a line around `start` that fits a terminal, and the marker to print below it."""
    first = 0 if len(line) <= _LINE_WIDTH else max(0, min(start - _LINE_WIDTH // 2, len(line) - _LINE_WIDTH))
    visible = [_cell(character) for character in line[first : first + _LINE_WIDTH]]
    before = "".join(visible[: start - first])
    marked = "".join(visible[start - first : start - first + max(1, length)]) or " "
    return "".join(visible).rstrip(), " " * _columns(before) + "^" * max(1, _columns(marked))


def _cell(character: str) -> str:
    """What stands for a character in an excerpt: control characters must not reach the terminal."""
    if character == "\t":
        return "    "
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _columns(text: str) -> int:
    """Terminal columns the text takes: wide characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


@lru_cache(maxsize=128)  # one misspelt name is often written in very many places
def _nearest(word: str, candidates: frozenset[str]) -> str | None:
    wanted = _folded(word)
    known = {_folded(candidate): candidate for candidate in sorted(candidates)}
    if wanted in known:
        return known[wanted]
    near = [name for name in known if abs(len(name) - len(wanted)) <= max(2, len(wanted) // 3)]
    best = difflib.get_close_matches(wanted, near, n=1, cutoff=0.7)
    return known[best[0]] if best else None


def _folded(word: str) -> str:
    """The word without the differences people do not see: case, hyphens, spaces."""
    return word.casefold().replace("-", "_").replace(" ", "_")
