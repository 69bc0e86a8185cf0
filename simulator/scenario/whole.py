"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, text: str, *, replace: bool) -> None:
    """Write a text file so that, whatever happens, what stands there is whole: the old one, the new one, or nothing.

    Args:
        path: The file; its folder is made.
        text: What it is to hold.
        replace: Whether what is there may be replaced.

    Raises:
        FileExistsError: There is something, which may not be replaced.
        OSError: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not replace:
        path.open("x").close()
    aside = None
    try:
        handle, aside = tempfile.mkstemp(prefix=".interlock-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        mask = os.umask(0o077)  # the only way to read it is to set it
        os.umask(mask)
        Path(aside).chmod(0o666 & ~mask)
        Path(aside).replace(Path(os.path.realpath(path)))
    except BaseException:
        if aside is not None:
            Path(aside).unlink(missing_ok=True)
        if not replace:
            path.unlink(missing_ok=True)
        raise
