"""How figures look: colours with fixed meanings, sizes for a room, one frame for all."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulator.report.figures.fonts import BASE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito, "Color universal design", 2008: told apart with any kind of colour vision.
BLUE: Final = "#0072B2"
VERMILION: Final = "#D55E00"
GREEN: Final = "#009E73"
YELLOW: Final = "#F0E442"
SKY: Final = "#56B4E9"
ORANGE: Final = "#E69F00"
PURPLE: Final = "#CC79A7"
INK: Final = "#16181D"
GREY: Final = "#6B6F76"
PALE: Final = "#C9CCD1"
RULE: Final = "#E3E5E8"

WIDTH: Final = 12.0
HEIGHT: Final = 6.75
"""Of every figure, in inches."""
SMALL: Final = 14.0
TEXT: Final = 16.0
LARGE: Final = 24.0
"""Sizes of type, in points at the size of the figure; nothing is smaller than SMALL."""


_READABLE: Final = {GREEN: "#00724F", VERMILION: "#B84E00", PURPLE: "#9C4575", PALE: "#6B6F76", SKY: "#1B6FA8",
                    ORANGE: "#8F6200", YELLOW: "#6E6600"}  # fmt: skip
"""Darker shades of the colours, with a contrast of at least 4.5 to white, for text."""


@dataclass(frozen=True, slots=True)
class Look:
    """What stands for one meaning in every figure: a colour, and a second cue for those who do not see it.

    Attributes:
        colour: Of lines and areas.
        dash: Of lines.
        hatch: Of areas.
        marker: Of points.
    """

    colour: str
    dash: str | tuple[float, tuple[float, ...]] = "-"
    hatch: str = ""
    marker: str = "o"

    @property
    def ink(self) -> str:
        """The colour for text, dark enough to be read on white."""
        return _READABLE.get(self.colour, self.colour)

    def area(self) -> dict[str, Any]:
        """Keywords of a bar or band."""
        return {"facecolor": self.colour, "edgecolor": "white", "hatch": self.hatch, "linewidth": 1.0}

    def line(self) -> dict[str, Any]:
        """Keywords of a line."""
        return {"color": self.colour, "linestyle": self.dash, "linewidth": 2.6}


COOPERATION: Final = Look(BLUE, marker="s")
TRAFFICKING: Final = Look(VERMILION, (0, (5, 2)), "//", "v")
INTERDICTED: Final = Look(GREEN, (0, (8, 1.5, 1.5, 1.5)), "", "X")
DELIVERED: Final = TRAFFICKING
ABORTED: Final = Look(PURPLE, (0, (1, 1.4)), "..", "D")
OPEN: Final = Look(PALE, (0, (6, 2, 1, 2)), "", "o")


@contextmanager
def styled(families: Sequence[str] = (BASE,)) -> Iterator[None]:
    """Draw and write figures within this: the same look whatever a computer's own settings of matplotlib are.

    Args:
        families: Fonts to try for each character, in order.
    """
    import matplotlib as mpl

    with warnings.catch_warnings(), _hushed("matplotlib.font_manager"), mpl.rc_context():
        # Fonts are chosen by what they cover; what none has is said once for all figures, not once a glyph.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        warnings.filterwarnings("ignore", message=".*does not support .* natively")
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "font.family": list(families),
                "font.size": TEXT,
                "text.parse_math": False,  # a name with $ in it is a name
                "text.color": INK,
                "text.hinting": "none",
                "axes.labelcolor": INK,
                "axes.labelsize": TEXT,
                "axes.edgecolor": INK,
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.linewidth": 1.0,
                "axes.axisbelow": True,
                "axes.formatter.useoffset": False,
                "axes.formatter.use_mathtext": False,
                "xtick.labelsize": SMALL,
                "ytick.labelsize": SMALL,
                "xtick.color": INK,
                "ytick.color": INK,
                "grid.color": RULE,
                "grid.linewidth": 1.0,
                "hatch.linewidth": 1.4,
                "svg.fonttype": "path",
                "path.simplify": True,
            }
        )
        yield


@contextmanager
def _hushed(name: str) -> Iterator[None]:
    """Keep a logger from remarks such as that a font has no bold."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def canvas() -> Figure:
    """An empty figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=100, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def quiet(axes: Axes, *, grid: str = "y") -> None:
    """Leave of axes only what helps to read them: one direction of lines, no ticks that stick out.

    Args:
        axes: The axes.
        grid: "x", "y" or "" for none.
    """
    axes.tick_params(length=0, pad=8)
    if grid:
        axes.grid(visible=True, axis="x" if grid == "x" else "y")
