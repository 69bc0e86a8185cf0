"""The folder of a run: whole or not there at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

from simulator.errors import OutputError

if TYPE_CHECKING:
    from simulator.report.manifest import Manifest

MANIFEST: Final = "manifest.json"
Writer = Callable[[BinaryIO], object]
"""Writes a file of a run."""


def text_file(write: Callable[[TextIO], object]) -> Writer:
    """What writes a file in UTF-8 whose lines end as they are written."""

    def encoded(file: BinaryIO) -> None:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        write(text)
        text.detach()

    return encoded


@contextmanager
def run_folder(target: Path, *, force: bool) -> Iterator[Callable[[Mapping[str, Writer], Manifest], None]]:
    """Reserve the folder of a run, so that what cannot be written is known before anything is simulated.

    Gives a function that writes files (name, perhaps with a folder before it -> what writes it) and moves them
    into place, all or none, with a manifest that lists them. Leaves nothing behind if it is not called or fails.

    Args:
        target: The folder.
        force: Whether an earlier run in its place may be replaced.

    Raises:
        OutputError: There is something in its place, or it cannot be written.
    """
    with _explained(target):
        _refuse_to_overwrite(target, force=force)
        if target.parent.is_file():
            message = f"{target.parent} is a file, not a folder; choose another --out"
            raise OutputError(message)
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))

    def finish(files: Mapping[str, Writer], manifest: Manifest) -> None:
        with _explained(target):
            write_files(aside, files)
            (aside / MANIFEST).write_text(_listing(manifest, aside, files), encoding="utf-8", newline="")
            aside.chmod(0o777 & ~_umask())
            _move(aside, target, force=force)

    try:
        yield finish
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def write_files(folder: Path, files: Mapping[str, Writer]) -> None:
    """Write files into a folder: name, perhaps with a folder before it -> what writes it."""
    for name, write in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("wb") as file:
            write(file)


def sha256_of(file: Path) -> str:
    """The SHA-256 of what a file holds, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _listing(manifest: Manifest, folder: Path, names: Iterable[str]) -> str:
    from simulator.report.manifest import WrittenFile

    written = tuple(
        WrittenFile(file=name, bytes=(folder / name).stat().st_size, sha256=sha256_of(folder / name))
        for name in names
    )
    return manifest.model_copy(update={"files": written}).text()


def _refuse_to_overwrite(target: Path, *, force: bool) -> None:
    if not os.path.lexists(target):
        return
    if not (target / MANIFEST).is_file():
        message = f"{target} is in the way and is not the folder of a run; move it or choose another --out"
        raise OutputError(message)
    if not force:
        message = f"{target} already holds {_described(target)}; --force replaces it"
        raise OutputError(message)


def _described(target: Path) -> str:
    """What an earlier run in its place is."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        done = json.loads((target / MANIFEST).read_text(encoding="utf-8"))["replications"]
        if not done["complete"]:
            return f"an interrupted run ({done['finished']['count']} of {done['requested']['count']} replications)"
    return "this run (same scenario, settings, seed and replications)"


def _move(aside: Path, target: Path, *, force: bool) -> None:
    """Put the new folder in its place; an earlier one is taken away only once the new one is complete."""
    _refuse_to_overwrite(target, force=force)
    if not target.exists():
        aside.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    target.rename(old / "old")
    try:
        aside.rename(target)
    except OSError:
        (old / "old").rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"cannot write {target}: {error.strerror or error}"
        raise OutputError(message) from error


def _umask() -> int:
    # The only way to read it is to set it.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
