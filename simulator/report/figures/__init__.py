"""Figures of a study: pictures that a trainer would show, each in a module of its own."""

import logging

from simulator.report.figures.catalogue import FIGURES, pictures
from simulator.report.figures.material import Material
from simulator.report.figures.picture import Picture, inline_svg, png, svg

__all__ = ["FIGURES", "Material", "Picture", "inline_svg", "pictures", "png", "svg"]

_drawing = logging.getLogger("matplotlib")
if (
    _drawing.level == logging.NOTSET
):  # a place for its caches that cannot be written costs a second, and nothing else
    _drawing.setLevel(logging.ERROR)
