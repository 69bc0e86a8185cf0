"""The files a scenario was read from, kept with the run so that it can be repeated after they have changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import Final

from simulator.errors import OutputError

FOLDER: Final = "sources"
"""Where they are kept, as they lie to one another."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read.

    Attributes:
        file: Its path when it was read.
        kept: The path of its copy in the folder of the run.
        content: What it held.
    """

    file: str
    kept: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Of what it held, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def read_sources(files: Iterable[str]) -> tuple[Source, ...]:
    """Read the files of a scenario once more, byte by byte.

    Args:
        files: Their paths, that of the scenario first, then those it extends (which lie beside or below it).

    Raises:
        OutputError: One of them cannot be read any more.
    """
    paths = [Path(file) for file in files]
    return tuple(Source(writable(path), _kept(path, paths[0].parent), _bytes(path)) for path in paths)


def _kept(path: Path, folder: Path) -> str:
    return writable(PurePosixPath(FOLDER, *path.relative_to(folder).parts))


def writable(path: PurePath | str) -> str:
    """A path, or a word of the command line, as text that can be written, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot read {path} again to keep it with the run: {error.strerror or error}"
        raise OutputError(message) from error
