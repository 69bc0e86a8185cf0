"""The way in: a file becomes a checked scenario, or one error with everything that is wrong."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from simulator.errors import Position, Problem, ScenarioError, Severity, shown
from simulator.scenario import overlays, rules
from simulator.scenario.complaints import Written, locate_all, problems_of
from simulator.scenario.paths import assign, locate, parse_setting
from simulator.scenario.schema import Scenario
from simulator.scenario.shelf import find
from simulator.scenario.source import Path

SETTINGS: Final = "--set"
"""What stands for the file name of values that were set from outside."""


def load_scenario(path: os.PathLike[str] | str, settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario with the files it extends, change single values, and check everything.

    Args:
        path: The scenario's file, or the name of one in ./scenarios or of a shipped one.
        settings: Changes as PATH=VALUE, such as "scenario.horizon=10 d"; later ones win.

    Raises:
        ScenarioError: The scenario cannot be used; all that is wrong, each with its position.
    """
    return check_file(path, settings)[0]


def check_file(
    path: os.PathLike[str] | str, settings: Sequence[str] = ()
) -> tuple[Scenario, list[Problem], Mapping[str, Sequence[str]]]:
    """Do what `load_scenario` does, and also return the warnings and the lines they point into.

    Args:
        path: The scenario's file, or its name.
        settings: Changes as PATH=VALUE.

    Raises:
        ScenarioError: The scenario cannot be used.
    """
    document = overlays.read(find(path))
    data, positions, problems = _changed(document.data, settings)
    lines = {**document.lines, SETTINGS: list(settings)} if settings else document.lines
    written = Written(document.positions, document.key_positions, lines, positions)
    scenario, found = _checked(data, written)
    problems = written.sorted([*problems, *found])
    if scenario is None or any(problem.severity is Severity.ERROR for problem in problems):
        raise ScenarioError(_errors(problems), lines)
    return scenario, problems, lines


def build(data: Mapping[str, Any], written: Written | None = None) -> Scenario:
    """Check a document that is already in memory.

    Args:
        data: The document as written: annotations and all, defaults not filled in.
        written: Where its values stand, for the messages.

    Raises:
        ScenarioError: The scenario cannot be used; all that is wrong.
    """
    written = written or Written()
    scenario, problems = _checked(data, written)
    errors = _errors(problems)
    if scenario is None or errors:
        raise ScenarioError(errors, written.lines)
    return scenario


def _checked(data: Mapping[str, Any], written: Written) -> tuple[Scenario | None, list[Problem]]:
    if not isinstance(data, Mapping):
        return None, [Problem("E302", "", f"expected a scenario, found {shown(data)}")]
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        return None, problems_of(error, data, written)
    return scenario, written.sorted(locate_all(rules.check(scenario), written, scenario.from_kinds))


def _errors(problems: Sequence[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def _changed(
    data: dict[str, Any], settings: Sequence[str]
) -> tuple[dict[str, Any], dict[Path, Position], list[Problem]]:
    """The document with its settings, where the set values stand, and what is wrong with the settings."""
    positions: dict[Path, Position] = {}
    problems: list[Problem] = []
    for number, text in enumerate(settings, start=1):
        start = text.find("=") + 2
        position = Position(SETTINGS, number, start, max(1, len(text) - start + 1))
        try:
            path, value = parse_setting(text)
            place = locate(data, path)
            data = assign(data, path, value)
        except ScenarioError as error:
            whole = Position(SETTINGS, number, 1, max(1, len(text)))
            problems.extend(replace(problem, position=whole) for problem in error.problems)
        else:
            positions[place] = position
    return data, positions, problems
