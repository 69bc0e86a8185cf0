"""What a page is made of: plain data, all text as text, that the template turns into HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from simulator.report.actors import ActorTable
from simulator.report.tables import Column

FOLDED_FROM: Final = 25
"""Rows from which a table is folded on the screen; on paper it is whole."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a `note` is set smaller."""

    kind: ClassVar[str] = "paragraph"
    text: str
    voice: Literal["plain", "note", "lead"] = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences one below the other."""

    kind: ClassVar[str] = "points"
    sentences: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure.

    Attributes:
        value: The figure as shown, with its unit.
        interval: Its 95 % interval; empty where there is none.
        label: What it is, in a few words.
        remark: What stands beside it; may be empty.
        side: Whether it is a success, a change against the baseline, or a price.
    """

    value: str
    interval: str
    label: str
    remark: str = ""
    side: Literal["success", "change", "price"] = "success"


@dataclass(frozen=True, slots=True)
class Cards:
    """Key figures side by side."""

    kind: ClassVar[str] = "cards"
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names what a row is about.

    Attributes:
        title: Its caption.
        remark: What a reader must know about it.
        columns: Its columns; `text` ones are left-aligned.
        rows: One cell a column.
        folded: Whether the screen shows it only on demand.
    """

    kind: ClassVar[str] = "table"
    title: str
    remark: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture.

    Attributes:
        id: Its name, unique on the page.
        title: What it shows.
        caption: How to read it.
        svg: The picture as an SVG element that carries its own text for those who cannot see it.
        tables: The numbers behind it.
        see: Identifier of the section that has them, if one has.
    """

    kind: ClassVar[str] = "figure"
    id: str
    title: str
    caption: str
    svg: str
    tables: Sequence[Table] = ()
    see: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Terms with what belongs to them; `code` is set as it is typed."""

    kind: ClassVar[str] = "pairs"
    pairs: Sequence[tuple[str, str]]
    code: bool = False


Block = Paragraph | Heading | Points | Cards | Table | Figure | Pairs


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page with a place in the contents."""

    id: str
    title: str
    blocks: Sequence[Block]


def table(one: ActorTable, *, title: str = "") -> Table:
    """A table of the terminal as one of the page: the same words and numbers, whole, folded where it is long."""
    folded = len(one.rows) >= FOLDED_FROM
    return Table(title or one.title, one.remark, one.columns, one.rows, folded)
