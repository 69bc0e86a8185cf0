"""The manifest of a run, read and checked; or why it cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from simulator import __version__
from simulator.errors import RunError, did_you_mean, printable, shown
from simulator.report.folder import MANIFEST
from simulator.report.manifest import Manifest
from simulator.report.save import RESOLVED

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_LARGEST: Final = 10_000_000
"""Bytes a manifest may have."""
_MOST_PROBLEMS: Final = 5
_MOST_RUNS: Final = 3
_REPORTS: Final = Path("reports")
"""Where runs go unless they are told otherwise."""


def read_manifest(path: Path) -> tuple[Path, Manifest]:
    """Read the manifest of a run; also the folder it is in.

    Args:
        path: The folder of a run, or its manifest.

    Raises:
        RunError: There is none, it is damaged, or another version of this program wrote it.
    """
    folder = path.parent if path.name == MANIFEST else path
    manifest = _checked(folder / MANIFEST, _content(path, folder))
    if not _compatible(manifest.interlock):
        raise RunError(_another_version(manifest, folder))
    return folder, manifest


def _content(path: Path, folder: Path) -> bytes:
    file = folder / MANIFEST
    try:
        if file.exists() and not (file.is_file() or file.is_dir()):
            message = f"{printable(str(file))} is not a file"
            raise RunError(message)
        with file.open("rb") as opened:
            text = opened.read(_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise RunError(_no_run(path, folder)) from error
    except OSError as error:
        message = f"{printable(str(file))} cannot be read: {error.strerror or error}"
        raise RunError(message) from error
    if len(text) > _LARGEST:
        message = (
            f"{printable(str(file))} has more than {_LARGEST:,} bytes; this is not the manifest of a run"
        )
        raise RunError(message)
    return text


def _checked(file: Path, text: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise RunError(_not_a_manifest(file, text, error)) from error


def _no_run(path: Path, folder: Path) -> str:
    """Why this is not a run, and what may have been meant."""
    name = printable(str(path))
    if path.is_file():
        return f"{name} is not the folder of a run; name that folder, or the {MANIFEST} in it"
    if not folder.is_dir():
        return f"there is no {name}{_meant(folder)}"
    if not any(folder.iterdir()):
        return f"{name} is empty: no run was written there"
    runs = sorted(str(found.parent) for found in folder.glob(f"*/{MANIFEST}"))
    meant = f"; runs in it: {', '.join(map(printable, runs[:_MOST_RUNS]))}" if runs else ""
    return f"{name} is not the folder of a run: it has no {MANIFEST}{meant}"


def _meant(missing: Path) -> str:
    """The runs that may have been meant: of nearly this name, of this scenario, or beside it."""
    beside = {found.parent for place in (missing.parent, _REPORTS) for found in place.glob(f"*/{MANIFEST}")}
    near = sorted(map(str, beside))
    meant = did_you_mean(str(missing), near)
    if meant:
        return f"; {meant}"
    found = [run for run in near if Path(run).name.startswith(f"{missing.name}-")] or near
    more = f" and {len(found) - _MOST_RUNS} more" if len(found) > _MOST_RUNS else ""
    return f"; runs: {', '.join(map(printable, found[:_MOST_RUNS]))}{more}" if found else ""


def _not_a_manifest(file: Path, text: bytes, error: ValidationError) -> str:
    problems = error.errors(include_url=False)
    name = printable(str(file))
    if any(problem["type"] == "json_invalid" for problem in problems):
        return f"{name} is damaged: it is not JSON ({printable(problems[0]['msg'].removeprefix('Invalid JSON: '))})"
    told = [f"  {_problem(problem)}" for problem in problems[:_MOST_PROBLEMS]]
    more = len(problems) - _MOST_PROBLEMS
    told += [f"  and {more} more"] if more > 0 else []
    head = f"{name} is damaged, or not written by interlock {__version__}:"
    version = _version_in(text)
    if version is not None and not _compatible(version):
        head = f"{name} was written by interlock {printable(version)}, and this is {__version__}:"
    return "\n".join([head, *told])


def _problem(problem: ErrorDetails) -> str:
    place = ".".join(map(str, problem["loc"]))
    if problem["type"] == "missing":
        return f"{place} is missing"
    said = problem["msg"].replace("Value error, ", "").replace("Input should be", "expected")
    return f"{printable(place)}: {said[:1].lower()}{said[1:]}, found {shown(problem['input'])}"


def _version_in(text: bytes) -> str | None:
    """The version that wrote a manifest this version cannot read."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    version = data.get("interlock") if isinstance(data, dict) else None
    return version if isinstance(version, str) else None


def _compatible(version: str) -> bool:
    """Whether a version has the same model; while the major version is 0, that is the same minor version."""
    return version.split(".")[:2] == __version__.split(".")[:2]


def _another_version(manifest: Manifest, folder: Path) -> str:
    name = printable(str(folder))
    return (
        f"{name} was written by interlock {printable(manifest.interlock)}, and this is {__version__}: "
        f"the model may have changed between them\n"
        f"  use that version, or play {printable(str(folder / RESOLVED))} with this one as a run of its own"
    )
