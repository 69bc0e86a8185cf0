"""A scenario to begin with: the starter, or a copy of another one under a new name."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

from simulator.errors import Position, UsageError, printable, shown
from simulator.scenario.json_schema import HINT
from simulator.scenario.overlays import EXTENDS
from simulator.scenario.shelf import find
from simulator.scenario.source import read_document

STARTER: Final = Path(__file__).with_name("starter.yaml")
_LONGEST_NAME: Final = 80
_LONGEST_ID: Final = 64
_NOT_IN_FILES: Final = re.compile(r'[<>:"/\\|?*]')
_DEVICE: Final = re.compile(r"con|prn|aux|nul|(?:com|lpt)\d", re.IGNORECASE)
"""Names that stand for devices on some systems."""
_NAMED_SCHEMA: Final = re.compile(r"^#\s*yaml-language-server:.*$", re.MULTILINE)
_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w ,'-]*\w)?")
_PAIRS: Final = """
а a б b в v г g ґ g д d е e ё e є ye ж zh з z и i й y і i ї yi к k л l м m н n о o п p р r с s т t у u ф f х kh
ц ts ч ch ш sh щ shch ъ - ы y ь - э e ю yu я ya ә a ғ gh қ q ң ng ө o ү u ұ u һ h ҳ h ҷ j ӣ i ӯ u ў u
""".split()  # noqa: RUF001, SIM905 - the letters are Cyrillic, and as a list they would fill a page
_LETTERS: Final = {
    letter: "" if latin == "-" else latin for letter, latin in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)
}
"""Cyrillic letters of the region in Latin ones."""


def checked_name(name: str) -> str:
    """A name for a scenario, without the suffix of a file.

    Raises:
        UsageError: It is empty, too long, a path, or no file can be called so.
    """
    plain = re.sub(r"\.ya?ml$", "", name.strip(), flags=re.IGNORECASE).strip()
    if "/" in plain or "\\" in plain:
        folder, _, last = plain.replace("\\", "/").rpartition("/")
        alone = f" ({printable(last)})" if last else ""
        message = (
            f"{shown(name)} is a path; write the name alone{alone}, and --out {printable(folder) or '/'}"
        )
        raise UsageError(message)
    if not any(map(str.isalnum, plain)) or not plain.isprintable() or plain.startswith((".", "-")):
        message = f"expected a name with letters or digits for the scenario, found {shown(name)}"
        raise UsageError(message)
    if len(plain) > _LONGEST_NAME:
        message = f"expected a name of at most {_LONGEST_NAME} characters, found one of {len(plain)}"
        raise UsageError(message)
    return plain


def file_name(name: str) -> str:
    """What the file of a scenario of this name is called, on any system."""
    plain = _NOT_IN_FILES.sub("_", name)
    return f"{plain}_.yaml" if _DEVICE.fullmatch(plain.split(".")[0].strip()) else f"{plain}.yaml"


def identifier(name: str) -> str:
    """A name as an identifier: Latin letters, digits and underscores, a letter first."""
    text = "".join(_LETTERS.get(letter, letter) for letter in unicodedata.normalize("NFC", name).lower())
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    joined = "_".join(words)[:_LONGEST_ID].rstrip("_")
    if not joined:
        return "exercise"
    return joined if joined[0].isalpha() else f"exercise_{joined}"[:_LONGEST_ID].rstrip("_")


def title(name: str) -> str:
    """A name as a headline: as it is written, or with blanks and a capital letter if it is an identifier."""
    words = name.replace("_", " ").replace("-", " ") if name == name.lower() and " " not in name else name
    return words[:1].upper() + words[1:]


def starter_text(name: str) -> str:
    """The commented starter under a name."""
    headline = title(name)
    text = STARTER.read_text(encoding="utf-8")
    return (
        text.replace("{id}", _quoted(identifier(name)))
        .replace("{quoted_title}", _quoted(headline))
        .replace("{title}", headline)
        .replace("FILE", _typed(file_name(name)))
    )


def copied_text(name: str, of: str) -> str:
    """Another scenario as it is written, under a name of its own.

    Raises:
        ScenarioError: It cannot be read.
        UsageError: It extends another, which would have to be copied too, or its header is not as usual.
    """
    path = find(of)
    document = read_document(path)
    if EXTENDS in document.data:
        base = document.data[EXTENDS]
        message = f"{of} extends {shown(base)}: copy both, or begin with {EXTENDS}: in a file beside them"
        raise UsageError(message)
    lines = list(document.lines[str(path)])
    for key, value in (("title", _quoted(title(name))), ("id", _quoted(identifier(name)))):
        at = document.positions.get(("scenario", key))
        if at is None or not _replace(lines, at, value):
            message = f"{of} has no scenario.{key} on a line of its own; copy it by hand"
            raise UsageError(message)
    text = "\n".join(lines)
    return _NAMED_SCHEMA.sub(HINT, text, count=1) if _NAMED_SCHEMA.search(text) else f"{HINT}\n{text}"


def _replace(lines: list[str], at: Position, value: str) -> bool:
    """Put a value in the place of another that stands on one line."""
    line = lines[at.line - 1]
    start, end = at.column - 1, at.column - 1 + at.length
    after = line[end:].strip()
    if after and after[0] not in "#,}":
        return False
    lines[at.line - 1] = line[:start] + value + line[end:]
    return True


def _quoted(text: str) -> str:
    """Text as a YAML value, in quotes where something could take it for more."""
    if _PLAIN.fullmatch(text) and text.casefold() not in ("true", "false", "null", "yes", "no"):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _typed(name: str) -> str:
    return name if re.fullmatch(r"[\w.-]+", name) else f'"{name}"'
