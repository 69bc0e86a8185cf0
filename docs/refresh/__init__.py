"""One module for each kind of page that follows from the program; each has a function `written`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"

Written = Iterator[tuple[Path, bytes]]
"""Files, and what they are to hold."""
