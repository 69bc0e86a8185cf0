"""Where scenarios stand, and how a name finds one: here, in ./scenarios, then among those shipped with the program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from simulator.errors import Problem, ScenarioError, did_you_mean, nearest

OWN: Final = Path("scenarios")
"""The folder in which a user keeps scenarios, below the current one."""
_PACKAGE: Final = Path(__file__).parents[1]
_SUFFIXES: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Shelved:
    """A scenario that can be called by its name.

    Attributes:
        name: Its path in its folder without the suffix: northern_route, library/bci.
        path: Where it is.
        shipped: Whether it came with the program.
    """

    name: str
    path: Path
    shipped: bool


def shipped_folder() -> Path:
    """The folder of the scenarios that came with the program: in the package, or beside it in a checkout."""
    inside = _PACKAGE / "shipped"
    return inside if inside.is_dir() else _PACKAGE.parent / "scenarios"


def shipped() -> list[Shelved]:
    """The scenarios that came with the program, whatever the user has."""
    return [*_in(shipped_folder(), shipped=True)]


def shelf() -> list[Shelved]:
    """All scenarios that can be called by a name, in order of their names; the user's own hide shipped ones."""
    found = {one.name: one for one in shipped()}
    if not _same(OWN, shipped_folder()):
        found |= {one.name: one for one in _in(OWN, shipped=False)}
    else:  # in a checkout, where a path from here is shorter to read
        found = {one.name: Shelved(one.name, one.path, shipped=True) for one in _in(OWN, shipped=True)}
    return [found[name] for name in sorted(found)]


def find(word: os.PathLike[str] | str) -> Path:
    """The file of a scenario, given as a path or by its name.

    Args:
        word: A path; else the name of a scenario in the current folder, else in ./scenarios; else that of a shipped
            one.

    Raises:
        ScenarioError: There is no such file and no scenario of this name.
    """
    path = Path(word)
    if _is_file(path):
        return path
    here = (
        [path.with_name(f"{path.name}{suffix}") for suffix in _SUFFIXES]
        if is_name(path) and path.name
        else []
    )
    for candidate in here:
        if _is_file(candidate):
            return candidate
    named = {one.name: one.path for one in shelf()} if is_name(path) else {}
    if path.as_posix() in named:
        return named[path.as_posix()]
    if os.path.lexists(path):
        return path  # a folder, a dangling link, ...: reading it says what is wrong
    raise ScenarioError([_missing(os.fspath(word), path)])


def is_name(path: PurePath) -> bool:
    """Whether this can be the name of a scenario and not only a path: no suffix, and below a folder of scenarios."""
    return path.suffix not in _SUFFIXES and not path.is_absolute() and not {"..", "~"} & set(path.parts)


def names() -> list[str]:
    """The names of all scenarios that have one."""
    return [one.name for one in shelf()]


def _in(folder: Path, *, shipped: bool) -> Iterator[Shelved]:
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if path.suffix in _SUFFIXES and not any(part.startswith(".") for part in within.parts):
            yield Shelved(within.with_suffix("").as_posix(), path, shipped)


def _missing(word: str, path: Path) -> Problem:
    """The problem of what is not there, with what may have been meant."""
    if is_name(path):
        hint = did_you_mean(path.as_posix(), names()) or _listed()
        return Problem("E101", word, "there is no such file and no scenario of this name", hint)
    files = {one.path.name: one.name if one.shipped else str(one.path) for one in shelf()}
    files |= {name: name for name in _beside(path)}
    meant = nearest(path.name, files)
    return Problem("E101", word, "there is no such file", f'did you mean "{files[meant]}"?' if meant else "")


def _beside(path: Path) -> list[str]:
    """The names in the folder of a file."""
    try:
        return [other.name for other in path.parent.iterdir()]
    except (OSError, ValueError):
        return []


def _listed() -> str:
    known = names()
    return f"scenarios: {', '.join(known)}" if known else ""


def _is_file(path: Path) -> bool:
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
