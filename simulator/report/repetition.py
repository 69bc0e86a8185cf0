"""A run held against its repetition, file by file and byte by byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from simulator.errors import printable
from simulator.report.folder import sha256_of
from simulator.report.manifest import WrittenFile
from simulator.report.past import PastRun

_BLOCK: Final = 1 << 16
_LONGEST: Final = 200
"""Characters of a line that a difference shows."""


class State(StrEnum):
    """How a file of a run stands to that of its repetition."""

    IDENTICAL = "identical"
    DIFFERS = "differs"
    CHANGED = "changed since"
    MISSING = "missing"
    GONE = "not repeated"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Place:
    """The first place at which two files differ.

    Attributes:
        byte: How many bytes before it are the same.
        line: The number of its line, from 1; None where the files are no text.
        then: The line of the run; None after its end.
        now: The line of the repetition; None after its end.
    """

    byte: int
    line: int | None = None
    then: str | None = None
    now: str | None = None

    def __str__(self) -> str:
        """As a table has it."""
        return f"byte {self.byte + 1:,}" if self.line is None else f"line {self.line:,}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one file.

    Attributes:
        file: Its path in the folder of the run.
        bytes: How large it was when the run was written, or in the repetition if only that has it.
        state: How it stands to the repetition.
        as_recorded: Whether the repetition gives the bytes whose SHA-256 the manifest has; None where it has none.
        first: Where the run and the repetition first differ.
    """

    file: str
    bytes: int
    state: State
    as_recorded: bool | None = None
    first: Place | None = None

    @property
    def same(self) -> bool:
        """Whether the file is there and byte-identical."""
        return self.state is State.IDENTICAL

    def data(self) -> dict[str, Any]:
        """The same as one object."""
        return asdict(self)


def compare(past: PastRun, repeated: Path) -> list[Verdict]:
    """Hold a run against its repetition.

    Args:
        past: The run.
        repeated: The folder with the files of the repetition; a manifest in it is not compared.

    Returns:
        One verdict a file: those of the run in the order of its manifest, then what only the repetition has.
    """
    listed = {one.file: one for one in past.manifest.files}
    names = (path.relative_to(repeated).as_posix() for path in sorted(repeated.rglob("*")) if path.is_file())
    new = [name for name in names if name not in listed and name != "manifest.json"]
    return [
        *(_verdict(one, past.folder / one.file, repeated / one.file) for one in listed.values()),
        *(Verdict(name, (repeated / name).stat().st_size, State.NEW) for name in new),
    ]


def _verdict(listed: WrittenFile, then: Path, now: Path) -> Verdict:
    if not now.is_file():
        return Verdict(listed.file, listed.bytes, State.GONE)
    recorded = sha256_of(now) == listed.sha256
    if not then.is_file():
        return Verdict(listed.file, listed.bytes, State.MISSING, recorded)
    first = first_difference(then, now)
    if first is None and recorded:
        return Verdict(listed.file, listed.bytes, State.IDENTICAL, recorded)
    changed = sha256_of(then) != listed.sha256
    return Verdict(listed.file, listed.bytes, State.CHANGED if changed else State.DIFFERS, recorded, first)


def first_difference(one: Path, other: Path) -> Place | None:
    """Where two files first differ; None if they do not."""
    at = _first_byte(one, other)
    if at is None:
        return None
    try:
        return _first_line(one, other, at)
    except UnicodeDecodeError:
        return Place(at)


def _first_byte(one: Path, other: Path) -> int | None:
    done = 0
    for left, right in zip_longest(_blocks(one), _blocks(other), fillvalue=b""):
        if left != right:
            pairs = enumerate(zip(left, right, strict=False))
            return done + next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))
        done += len(left)
    return None


def _first_line(one: Path, other: Path, at: int) -> Place:
    with (
        one.open(encoding="utf-8", newline="\n") as left,
        other.open(encoding="utf-8", newline="\n") as right,
    ):
        for number, (then, now) in enumerate(zip_longest(left, right), start=1):
            if then != now:
                return Place(at, number, _shown(then), _shown(now))
    return Place(at)


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            yield block


def _shown(line: str | None) -> str | None:
    if line is None:
        return None
    text = printable(line.rstrip("\n"))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
