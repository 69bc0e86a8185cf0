"""What reading a scenario's text gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.errors import Position

Path = tuple[str | int, ...]
"""The way from the top of a document to a value: keys of mappings and indices of lists."""


@dataclass(frozen=True)
class Document:
    """A document as plain Python values, and where each of them was written.

    Attributes:
        data: The top mapping; its values are text, int, float, bool, None, lists and mappings.
        positions: Path -> where the value is. A list or mapping is found at its key, or where it begins in
            a list; the place of a value left out is its key.
        key_positions: Path -> where the last key of that path is.
        lines: File name -> the lines of its text.
    """

    data: dict[str, Any]
    positions: dict[Path, Position]
    key_positions: dict[Path, Position]
    lines: dict[str, list[str]]


def path_text(path: Path) -> str:
    """A path as messages write it: `agencies[3].jurisdiction`, indices from 0."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")
