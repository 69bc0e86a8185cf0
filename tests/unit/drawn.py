"""What a picture must never have: text that leaves the canvas or lies upon other text."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from simulator.report.figures import Picture
from simulator.report.figures.style import styled

_TOUCH = 1.5  # pixels by which boxes of text may touch: they have room above small letters


def texts(picture: Picture) -> list[Any]:
    """The texts of a picture that can be seen; to be called once it has been drawn."""
    from matplotlib.text import Text

    found = [*picture.figure.texts]
    for axes in picture.figure.axes:
        both = (axes.xaxis, axes.yaxis)
        of_axes = {id(one) for axis in both for one in axis.findobj(Text)}
        found += [one for one in axes.findobj(Text) if id(one) not in of_axes]
        for axis in both:
            found += [axis.label, *(tick.label1 for tick in axis.get_major_ticks() if _in_view(axis, tick))]
    return [one for one in found if one.get_visible() and one.get_text().strip()]


def _in_view(axis: Any, tick: Any) -> bool:
    low, high = sorted(axis.get_view_interval())
    slack = 1e-9 * (high - low)
    return bool(low - slack <= tick.get_loc() <= high + slack)


def cut(picture: Picture) -> list[str]:
    """Texts that leave the canvas."""
    renderer, (width, height) = _renderer(picture)
    boxes = ((one.get_text(), one.get_window_extent(renderer)) for one in texts(picture))
    return [
        text
        for text, box in boxes
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > width + 0.5 or box.y1 > height + 0.5
    ]


def overlapping(picture: Picture) -> list[tuple[str, str]]:
    """Pairs of texts of which one lies upon the other."""
    renderer, _ = _renderer(picture)
    boxes = [(one.get_text(), one.get_window_extent(renderer)) for one in texts(picture)]
    return [
        (a, b)
        for (a, one), (b, other) in combinations(boxes, 2)
        if min(one.x1, other.x1) - max(one.x0, other.x0) > _TOUCH
        and min(one.y1, other.y1) - max(one.y0, other.y0) > _TOUCH
    ]


def _renderer(picture: Picture) -> tuple[Any, tuple[float, float]]:
    with styled():
        picture.figure.canvas.draw()
    renderer = picture.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    return renderer, (renderer.width, renderer.height)
