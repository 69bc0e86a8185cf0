"""Lines with the band in which replications lie, named where they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.report.figures.layout import write
from simulator.report.figures.style import HEIGHT, SMALL, WIDTH, Look
from simulator.report.figures.texts import height_of, spread, wrapped
from simulator.report.words import number, rough

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BAND: Final = "Shaded: 5th to 95th percentile of runs, chance only"
"""What a band is, for the footer."""
_LARGE: Final = ((1e12, 1e12, " trn"), (1e9, 1e9, " bn"), (1e6, 1e6, " m"), (1e4, 1e3, "k"))
"""From which size on large numbers are counted in what."""


@dataclass(frozen=True, eq=False)
class Line:
    """A line to draw.

    Attributes:
        look: How it looks.
        middle: One value a step.
        low: Lower edge of its band; None where there is one replication.
        high: Upper edge.
        label: What stands where it ends.
        shade: How dark its band is, from 0 to 1.
    """

    look: Look
    middle: Floats
    low: Floats | None
    high: Floats | None
    label: str
    shade: float = 0.22


def mean_line(look: Look, values: Floats, label: str) -> Line:
    """The mean over replications with its band from the 5th to the 95th percentile.

    Args:
        look: How it looks.
        values: Shape (replications, steps).
        label: What stands where it ends.
    """
    middle = values.mean(axis=0)
    if len(values) == 1:
        return Line(look, middle, None, None, label)
    low, high = np.quantile(values, (0.05, 0.95), axis=0)
    return Line(look, middle, low, high, label)


def draw_lines(axes: Axes, x: Floats, lines: Sequence[Line], *, points: bool = False) -> None:
    """Draw bands, and lines upon them.

    Args:
        axes: Where to.
        x: One value a step.
        lines: To draw.
        points: Whether to mark each step, as where there are few of them.
    """
    for line in lines:
        if line.low is not None and line.high is not None:
            axes.fill_between(x, line.low, line.high, color=line.look.colour, alpha=line.shade, linewidth=0)
    for line in lines:
        axes.plot(x, line.middle, **line.look.line(), marker=line.look.marker if points else "", markersize=8)


def name_lines(figure: Figure, axes: Axes, lines: Sequence[Line], room: float, rows: int = 2) -> None:
    """Write beside the right edge of axes what each line is, as near to its end as there is room.

    Args:
        figure: The figure.
        axes: Axes whose limits are final.
        lines: Drawn on them.
        room: How wide labels may be, in inches.
        rows: Lines of text of a label at most.
    """
    box, (low, high) = axes.get_position(), axes.get_ylim()
    bottom, height = box.y0 * HEIGHT, box.height * HEIGHT
    while rows > 1 and height_of(rows * len(lines), SMALL) + 0.04 * len(lines) > height:
        rows -= 1
    texts = [wrapped(line.label, room, SMALL, "bold", rows) for line in lines]
    ends = [bottom + height * (_last(line.middle, low) - low) / (high - low) for line in lines]
    sizes = [height_of(len(text), SMALL) + 0.04 for text in texts]
    for line, text, y in zip(lines, texts, spread(ends, sizes, bottom, bottom + height), strict=True):
        write(
            figure, box.x1 * WIDTH + 0.12, y, "\n".join(text), va="center", weight="bold", color=line.look.ink,
            linespacing=1.1,
        )  # fmt: skip


def _last(values: Floats, otherwise: float) -> float:
    """The last value that is known."""
    known = values[~np.isnan(values)]
    return float(known[-1]) if known.size else otherwise


def short(value: float) -> str:
    """An estimate with three digits, large ones by what they are counted in: 122, 21.4 m; a whole number as it is."""
    size, word = _counted_in(value)
    return (f"{value:.0f}" if size == 1 and value == round(value) else rough(value / size, 3)) + word


def plain_numbers(axes: Axes, nbins: int = 6) -> None:
    """Label the vertical axis with few numbers as people write them: 1,200 or 30 m."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(nbins=nbins, steps=[1, 2, 2.5, 5, 10]))
    size, word = _counted_in(max(abs(limit) for limit in axes.get_ylim()))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{number(value / size)}{word}" if value else "0")
    )


def _counted_in(value: float) -> tuple[float, str]:
    return next(((size, word) for least, size, word in _LARGE if abs(value) >= least), (1.0, ""))
