"""From a path to decoded text, or to a clear reason why not."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path
from typing import Final

from simulator.errors import Position, Problem, ScenarioError, did_you_mean

LARGEST_FILE: Final = 10_000_000

_LINE_END: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_UNPRINTABLE: Final = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UTF_8_HINT: Final = "save it as UTF-8 text"


def file_text(path: os.PathLike[str] | str) -> str:
    """The text of a UTF-8 file, without a byte order mark.

    Raises:
        ScenarioError: If there is no such readable file, it is over 10 MB, or it is not UTF-8 text.
    """
    name, place = os.fspath(path), Path(path)
    try:
        status = place.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _refusal(name, "E101", *_no_file(place))
        if status.st_size > LARGEST_FILE:
            raise _refusal(name, "E102", *_too_large(status.st_size))
        with place.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise _refusal(name, "E101", "there is no such file", _sibling(place)) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise _refusal(name, "E101", f"the file cannot be read: {reason or error}") from error
    if len(content) > LARGEST_FILE:
        raise _refusal(name, "E102", *_too_large(len(content)))
    return _decoded(content, name)


def lines_of(text: str) -> list[str]:
    """The lines of a text as YAML counts them, without their ends."""
    return _LINE_END.split(text)


def unprintable(text: str, name: str) -> Problem | None:
    """The problem of the first character that YAML does not allow, if there is one."""
    found = _UNPRINTABLE.search(text)
    if found is None:
        return None
    before = lines_of(text[: found.start()])
    message = f"the control character U+{ord(found[0]):04X} is not allowed; is this a text file?"
    position = Position(name, len(before), len(before[-1]) + 1)
    return Problem("E103", "", message, "remove it", position=position)


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _refusal(name, "E103", "the text is UTF-16, not UTF-8", _UTF_8_HINT)
    if b"\0" in content:
        raise _refusal(name, "E103", "this is not a text file (it contains zero bytes)", _UTF_8_HINT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = lines_of(error.object[: error.start].decode("utf-8"))
        message = f"the byte 0x{error.object[error.start]:02X} is not UTF-8 text"
        position = Position(name, len(before), len(before[-1]) + 1)
        raise ScenarioError([Problem("E103", "", message, _UTF_8_HINT, position=position)]) from error


def _no_file(place: Path) -> tuple[str, str]:
    if not place.is_dir():
        return "this is not a regular file", ""
    inside = sorted(place.glob("*.y*ml"))
    hint = f"name a file in it, for example {inside[0]}" if inside else ""
    return "this is a folder, not a scenario file", hint


def _too_large(size: int) -> tuple[str, str]:
    return f"the file has {size:,} bytes, more than the {LARGEST_FILE:,} a scenario may have", ""


def _sibling(place: Path) -> str:
    """A question naming the file of nearly this name, if the folder has one."""
    try:
        return did_you_mean(place.name, [other.name for other in place.parent.iterdir()])
    except OSError:
        return ""


def _refusal(name: str, code: str, message: str, hint: str = "") -> ScenarioError:
    return ScenarioError([Problem(code, name, message, hint)])
