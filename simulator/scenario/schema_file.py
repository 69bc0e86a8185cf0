"""The schema as a file beside scenarios."""

from __future__ import annotations

import json
import os
from pathlib import Path

from simulator.errors import OutputError
from simulator.scenario.json_schema import TITLE, schema_text
from simulator.scenario.whole import write_whole


def write_schema(path: Path, *, force: bool = False) -> bool:
    """Write the schema to a file; an older one is replaced.

    Args:
        path: The file.
        force: Whether a file that is something else is replaced, too.

    Returns:
        Whether the file now holds the schema; False where something else is in its place.

    Raises:
        OutputError: It cannot be written.
    """
    text = schema_text()
    try:
        if os.path.lexists(path) and not force and not _is_ours(path):
            return False
        if not path.is_file() or path.read_bytes() != text.encode():
            write_whole(path, text, replace=True)
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise OutputError(message) from error
    return True


def _is_ours(path: Path) -> bool:
    """Whether a file is a schema of this program, of whatever version."""
    if not path.is_file():
        return False
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("title") == TITLE
