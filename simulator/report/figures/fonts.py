"""Fonts that can draw what a scenario says."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from simulator.scenario.schema import Scenario

BASE: Final = "DejaVu Sans"
"""Comes with matplotlib; Latin, Greek, Cyrillic, Georgian, Armenian, Hebrew, Arabic and more."""
_PLACEHOLDERS: Final = ("Last Resort", "Adobe Blank")
"""Families that have a glyph for everything, but not the one that is meant."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Families to try for each character, in order, and the characters that none of them has."""

    families: tuple[str, ...]
    missing: str


def fonts_for(scenario: Scenario) -> Fonts:
    """The fonts of this computer that can draw all that a scenario says, as few as possible."""
    return _fonts(frozenset(scenario.model_dump_json()))


@cache
def _fonts(characters: frozenset[str]) -> Fonts:
    from matplotlib.font_manager import findfont

    visible = {one for one in characters if unicodedata.category(one)[0] not in "CZ"}
    missing = visible - _coverage(findfont(BASE))
    families = [BASE]
    if missing:
        available = {family: missing & _coverage(path) for family, path in _installed().items()}
        while missing and (best := max(available, key=lambda one: len(available[one] & missing), default="")):
            if not available[best] & missing:
                break
            families.append(best)
            missing -= available[best]
    return Fonts(tuple(families), "".join(sorted(missing)))


def _installed() -> dict[str, str]:
    """Upright families of this computer and a file of each, in order of their names."""
    from matplotlib.font_manager import fontManager

    found: dict[str, str] = {}
    for entry in sorted(fontManager.ttflist, key=lambda one: (one.name, one.fname)):
        if entry.style == "normal" and not entry.name.startswith(_PLACEHOLDERS):
            found.setdefault(entry.name, entry.fname)
    return found


def _coverage(path: str) -> set[str]:
    """The characters that a font file has; none if it cannot be read."""
    from matplotlib.ft2font import FT2Font

    with suppress(OSError, RuntimeError):
        return {chr(code) for code in FT2Font(path).get_charmap()}
    return set()
