"""The way in: a file or a text becomes a document."""

from __future__ import annotations

import os
from itertools import islice
from typing import Any, Final

import yaml

from simulator.errors import Position, Problem, ScenarioError, shown
from simulator.scenario.source.building import MOST_PROBLEMS, Builder, Enough
from simulator.scenario.source.document import Document
from simulator.scenario.source.files import file_text, lines_of, unprintable
from simulator.scenario.source.syntax import syntax_problem, tab_problems

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_document(path: os.PathLike[str] | str) -> Document:
    """Read a scenario file.

    Args:
        path: A UTF-8 file of at most 10 MB that holds one YAML mapping.

    Raises:
        ScenarioError: With every problem found, if it cannot be read or is not such a file.
    """
    return read_text(file_text(path), os.fspath(path))


def read_text(text: str, file: str) -> Document:
    """Read the text of a scenario.

    Args:
        text: One YAML document whose top is a mapping.
        file: The name that positions carry.

    Raises:
        ScenarioError: With every problem found, if it is not such a document.
    """
    builder = _built(text, file)
    if not isinstance(builder.data, dict):
        problem = _no_mapping(builder.data, builder.positions.get((), Position(file, 1, 1)))
        raise ScenarioError([problem], {file: builder.lines})
    return Document(builder.data, builder.positions, builder.key_positions, {file: builder.lines})


def read_value(text: str, file: str) -> Any:
    """Read the text of one value of any kind, as it could stand after a key.

    Args:
        text: The value, such as "12 h" or "{lognormal: {median: 12 h, p90: 30 h}}".
        file: The name that positions carry.

    Raises:
        ScenarioError: With every problem found, if it is not such a text.
    """
    return _built(text, file).data


def _built(text: str, file: str) -> Builder:
    """A builder that has read the whole text without a problem."""
    builder = Builder(file, lines_of(text))
    hidden = unprintable(text, file)
    problems = [hidden] if hidden else _problems(builder, text)
    if problems:
        raise ScenarioError(problems, {file: builder.lines})
    return builder


def _problems(builder: Builder, text: str) -> list[Problem]:
    """Feed the builder with the text; all problems, in the order of the lines."""
    stopped: list[Problem] = []
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except Enough:
        stopped = builder.problems[-1:]
    except yaml.YAMLError as error:
        stopped = [syntax_problem(error, builder.file, builder.lines)]
    read = _line(stopped[0])[0] if stopped else len(builder.lines)
    lines = builder.lines[:read] if "\t" in text else []
    tabs = list(islice(tab_problems(builder.file, lines, builder.inside_texts), MOST_PROBLEMS))
    # Where a tab spoils the indentation, what the parser then says about it only confuses.
    # What was read after a bracket that is never closed was taken for a part of it: what is said of it is not so.
    sound = [found for found in builder.problems if not stopped or _line(found) <= _line(stopped[0])]
    return sorted({*sound, *(tabs or stopped)}, key=_line)


def _line(problem: Problem) -> tuple[int, int]:
    return (problem.position.line, problem.position.column) if problem.position else (0, 0)


def _no_mapping(data: object, position: Position) -> Problem:
    hint = 'a scenario begins with a line "scenario:"'
    if data is None:
        return Problem("E105", "", "the file is empty", hint, position=position)
    message = f"the top of a scenario must be a mapping (key: value), found {shown(data)}"
    return Problem("E105", "", message, hint, position=position)
