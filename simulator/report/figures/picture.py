"""A figure with what it says in words, and the files and HTML made of it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Final

from simulator.report.figures.style import styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PIXELS: Final = 1920
"""Width of a PNG."""
_NAMED: Final = re.compile(r'\bid="([^"]*)"')
_REFERRED: Final = re.compile(r'(href="#|url\(#)([^")]*)')
_BEFORE: Final = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_SIZE: Final = re.compile(r'(<svg\b[^>]*?) width="[^"]*" height="[^"]*"')
_METADATA: Final = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_COMMENT: Final = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_OUTLINE: Final = re.compile(r'(?<= d=")[^"]*')
_FRACTION: Final = re.compile(r"(\.\d\d)\d+")
_STYLE: Final = re.compile(r"<style\b[^>]*>\*\{([^}]*)\}</style>")


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure, and the same for people who cannot see it.

    Attributes:
        name: What its files are called, and what its parts are called in a page; unique among figures.
        title: What it shows, in a sentence.
        alt: The same in words, with the numbers.
        caption: What is drawn, in which units, and what bands are.
        figure: The figure.
    """

    name: str
    title: str
    alt: str
    caption: str
    figure: Figure

    @cached_property
    def drawing(self) -> str:
        """The SVG element, which says in words what it shows; its ids begin with the name of the picture."""
        return _drawn(self)


def png(picture: Picture) -> bytes:
    """The picture as a PNG, 1920 pixels wide; the same bytes whenever it is written."""
    file = io.BytesIO()
    with styled():
        dpi = _PIXELS / picture.figure.get_figwidth()
        picture.figure.savefig(file, format="png", dpi=dpi, metadata={"Software": None})
    return file.getvalue()


def svg(picture: Picture) -> bytes:
    """The picture as an SVG file; the same bytes whenever it is written."""
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + picture.drawing).encode()


def inline_svg(picture: Picture) -> str:
    """The picture as an element of an HTML page that is as wide as its surroundings.

    No two pictures with different names share an id, so several go into one page.
    """
    return _SIZE.sub(r"\1", picture.drawing, count=1)


def _drawn(picture: Picture) -> str:
    import matplotlib as mpl

    file = io.StringIO()
    with styled(), mpl.rc_context({"svg.hashsalt": picture.name}):
        picture.figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    text = _METADATA.sub("", _COMMENT.sub("", _BEFORE.sub("", file.getvalue(), count=1)), count=1)
    text = _NAMED.sub(rf'id="{picture.name}-\1"', text)
    text = _REFERRED.sub(rf"\1{picture.name}-\2", text)
    # A rule for every element would reach into the page around it.
    # A hundredth of a point is not seen, and the rest of the digits is half of the file.
    text = _OUTLINE.sub(lambda outline: _FRACTION.sub(r"\1", outline[0]), text)
    text = _STYLE.sub(rf"<style>#{picture.name} *{{\1}}</style>", text, count=1)
    words = f"<title>{escape(picture.title)}</title>\n <desc>{escape(picture.alt)}</desc>"
    label = escape(f"{picture.title}. {picture.alt}" if picture.alt else picture.title, quote=True)
    return re.sub(
        r"<svg\b([^>]*)>",
        lambda match: f'<svg id="{picture.name}" role="img" aria-label="{label}"{match[1]}>\n {words}',
        text,
        count=1,
    )
