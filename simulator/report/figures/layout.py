"""Where things stand in a figure, in inches from its lower left corner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from simulator.report.figures.style import HEIGHT, INK, SMALL, WIDTH, Look
from simulator.report.figures.texts import width_of, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

_SWATCH: Final = 0.42
_GAP: Final = 0.1
_BETWEEN: Final = 0.35


def axes_in(figure: Figure, left: float, bottom: float, right: float, top: float, **settings: Any) -> Axes:
    """Axes whose frame reaches from (left, bottom) to (right, top)."""
    box = (left / WIDTH, bottom / HEIGHT, (right - left) / WIDTH, (top - bottom) / HEIGHT)
    return figure.add_axes(box, **settings)


def write(figure: Figure, x: float, y: float, text: str, **settings: Any) -> Text:
    """Text at a point; `ha` and `va` say how it lies about that."""
    usual: dict[str, Any] = {"size": SMALL, "color": INK}
    return figure.text(x / WIDTH, y / HEIGHT, text, **(usual | settings))


def keys(figure: Figure, left: float, right: float, y: float, looks: Sequence[tuple[Look, str]]) -> None:
    """A row of samples of areas with what they stand for.

    Args:
        figure: The figure.
        left: Where the row begins.
        right: Where it ends at the latest; names are cut where there is no room for them.
        y: Its middle.
        looks: Samples and names.
    """
    from matplotlib.patches import Rectangle

    free = (right - left) - len(looks) * (_SWATCH + _GAP) - (len(looks) - 1) * _BETWEEN
    needed = sum(width_of(name, SMALL) for _, name in looks)
    x = left
    for look, name in looks:
        sample = Rectangle(
            (x / WIDTH, (y - 0.1) / HEIGHT), _SWATCH / WIDTH, 0.2 / HEIGHT,
            transform=figure.transFigure, **look.area(),
        )  # fmt: skip
        figure.add_artist(sample)
        x += _SWATCH + _GAP
        room = width_of(name, SMALL)
        if needed > free:
            room *= free / needed
        (shown,) = wrapped(name, room + 0.01, SMALL, lines=1)
        write(figure, x, y, shown, va="center")
        x += room + _BETWEEN
