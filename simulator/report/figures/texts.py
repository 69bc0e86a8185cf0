"""Text that stays where there is room for it: measured, wrapped, spread and framed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from simulator.report.figures.style import GREY, HEIGHT, LARGE, SMALL, TEXT, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulator.report.figures.material import Material

MARGIN: Final = 0.35
"""Around every figure, in inches."""
_POINTS: Final = 72.0
_LEADING: Final = 1.25
_MORE: Final = "…"
_WORTH: Final = 0.6
"""Share of what fits that must be left when a text is cut after a word."""
_UNSEEN: Final = frozenset({"Cc", "Cf"})
_JOINERS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Of the characters that cannot be seen, those that belong to words in some scripts."""
_GLUE: Final = "\N{NO-BREAK SPACE}"
_WITH_UNIT: Final = re.compile(r"(?<=\d) (?=%|[a-z]{1,3}\b)")
"""Between a number and a short unit, which stay on one line."""


def plain(text: str) -> str:
    """Text of a scenario on one line, without characters that steer a terminal or turn text round."""
    kept = (
        one for one in text if one.isspace() or one in _JOINERS or unicodedata.category(one) not in _UNSEEN
    )
    return " ".join("".join(kept).split())


def brief(name: str, most: int = 42) -> str:
    """A name short enough to stand in a title beside what is said of it."""
    text = plain(name)
    if len(text) <= most:
        return text
    cut = text[:most].rpartition(" ")[0] or text[:most]
    return cut.rstrip(" ,;:-") + _MORE


def width_of(text: str, size: float = TEXT, weight: str = "normal") -> float:
    """How wide a line of text is, in inches; within `styled`."""
    import matplotlib as mpl

    return _width(text, size, weight, tuple(mpl.rcParams["font.family"]))


@cache
def _measure() -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    return FigureCanvasAgg(Figure(figsize=(1, 1), dpi=_POINTS)).get_renderer()  # type: ignore[no-untyped-call]


@cache
def _width(text: str, size: float, weight: str, families: tuple[str, ...]) -> float:
    from matplotlib.font_manager import FontProperties

    properties = FontProperties(family=list(families), size=size, weight=weight)
    width, _, _ = _measure().get_text_width_height_descent(text, properties, ismath=False)
    return float(width) / _POINTS


def height_of(lines: int, size: float = TEXT) -> float:
    """How high so many lines of text are, in inches."""
    return lines * size * _LEADING / _POINTS


def wrapped(text: str, width: float, size: float = TEXT, weight: str = "normal", lines: int = 2) -> list[str]:
    """Lines of text that are no wider than there is room; what does not fit ends in an ellipsis.

    Args:
        text: One paragraph.
        width: In inches.
        size: Of the type, in points.
        weight: normal or bold.
        lines: How many there may be.
    """
    done: list[str] = []
    rest = _WITH_UNIT.sub(_GLUE, plain(text))
    while rest and len(done) < lines:
        last = len(done) == lines - 1
        line = _clipped(rest, width, size, weight) if last else _longest(rest, width, size, weight)
        done.append(line.rstrip())
        rest = "" if last else rest[len(line) :].lstrip()
    return [line.replace(_GLUE, " ") for line in done]


def _clipped(text: str, width: float, size: float, weight: str) -> str:
    """As much of a text as fits, with an ellipsis if that is not all: cut after a word unless that is much shorter."""
    if width_of(text, size, weight) <= width:
        return text
    kept = _fitting(text, width - width_of(_MORE, size, weight), size, weight)
    words = text[:kept].rpartition(" ")[0]
    return (words if len(words) > _WORTH * kept else text[:kept]).rstrip() + _MORE


def balanced(text: str, width: float, size: float, weight: str = "normal", lines: int = 2) -> list[str]:
    """The same, in lines of about one length: a heading does not leave a word alone."""
    full = wrapped(text, width, size, weight, lines)
    if len(full) < 2 or full[-1].endswith(_MORE):
        return full
    low, high = width / len(full), width
    while high - low > 0.1:
        middle = (low + high) / 2
        fits = wrapped(text, middle, size, weight, lines + 1)
        low, high = (low, middle) if len(fits) <= len(full) else (middle, high)
    return wrapped(text, high, size, weight, lines)


def _longest(text: str, width: float, size: float, weight: str) -> str:
    """The longest beginning of a text that fits: whole words if there is one, else characters."""
    if width_of(text, size, weight) <= width:
        return text
    kept = max(1, _fitting(text, width, size, weight))
    space = text.rfind(" ", 0, kept + 1)
    return text[: space + 1] if space > 0 else text[:kept]


def _fitting(text: str, width: float, size: float, weight: str) -> int:
    """How many characters of a text fit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width_of(text[:middle], size, weight) <= width else (low, middle - 1)
    return low


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres for labels along a line: as near to where they belong as they can be without overlapping.

    Args:
        wanted: Where each belongs.
        sizes: How much room each takes.
        low: Where the line begins.
        high: Where it ends; if they do not all fit they are packed from `low` on.

    Returns:
        One centre a label, in the same order.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    blocks: list[tuple[float, float, list[int]]] = []  # start, length, members
    for i in order:
        start, length, members = wanted[i] - sizes[i] / 2, sizes[i], [i]
        while True:
            start = max(low, min(start, high - length))
            if not blocks or blocks[-1][0] + blocks[-1][1] <= start:
                break
            before = blocks.pop()
            members = before[2] + members
            length = before[1] + length
            offsets, reach = [], 0.0
            for one in members:
                offsets.append(wanted[one] - reach - sizes[one] / 2)
                reach += sizes[one]
            start = sum(offsets) / len(offsets)
        blocks.append((start, length, members))
    centres = [0.0] * len(wanted)
    for start, _, members in blocks:
        for one in members:
            centres[one] = start + sizes[one] / 2
            start += sizes[one]  # noqa: PLW2901 - walks along the block
    return centres


def frame(figure: Figure, material: Material, title: str, note: str = "") -> tuple[float, float]:
    """Put the finding above a figure, and below it what it rests on and that it is an exercise.

    Args:
        figure: An empty figure.
        material: What it is drawn from.
        title: The finding, in a sentence.
        note: What the reader must know, such as what bands are.

    Returns:
        Bottom and top of the room that is left, in inches from the bottom of the figure.
    """
    room = WIDTH - 2 * MARGIN
    sizes = (LARGE, 22.0, 20.0)
    size = next((one for one in sizes if len(wrapped(title, room, one, "bold", 3)) <= 2), sizes[-1])
    lines = balanced(title, room, size, "bold", 2)
    left = MARGIN / WIDTH
    figure.text(
        left, 1 - MARGIN / HEIGHT, "\n".join(lines), size=size, weight="bold", va="top", linespacing=1.15
    )
    banner = "EXERCISE · fictional data" if material.scenario.scenario.fictional else "EXERCISE · simulated"
    below = wrapped(
        ". ".join(filter(None, (material.basis, note))),
        room - width_of(banner, SMALL, "bold") - 0.4,
        SMALL,
        lines=2,
    )
    figure.text(left, MARGIN / HEIGHT, "\n".join(below), size=SMALL, color=GREY, va="bottom")
    figure.text(
        1 - left, MARGIN / HEIGHT, banner, size=SMALL, weight="bold", color=GREY, va="bottom", ha="right"
    )
    return MARGIN + height_of(len(below), SMALL) + 0.15, HEIGHT - MARGIN - height_of(len(lines), size) - 0.1
