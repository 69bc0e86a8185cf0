"""Tables for a terminal that keep what matters when it is narrow."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

_INDENT: Final = 2
_LAYOUTS: Final = ((44, 3), (44, 2), (36, 2), (28, 2), (24, 2))
"""How wide text may be, and the gap between columns: the first that fits is taken."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: those with the highest `rank` go first when a terminal is too narrow.

    Attributes:
        title: What stands above it.
        rank: 0 for a column that always stays.
        text: Whether it holds words (left-aligned, may run over several lines) and not numbers.
        whole: Whether its words stay on one line, to be copied.
    """

    title: str
    rank: int = 0
    text: bool = False
    whole: bool = False


def fitted(
    columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], width: int
) -> list[RenderableType]:
    """A table that fits, and a line that names the columns left out if there are any.

    Args:
        columns: All columns.
        rows: One cell a column.
        width: How many characters there are.
    """
    from rich.text import Text

    kept, widths, gap = _kept(columns, rows, width)
    table = _table([columns[i] for i in kept], widths, gap)
    for row in rows:
        table.add_row(*(_cell(row[i], most) for i, most in zip(kept, widths, strict=True)))
    parts: list[RenderableType] = [_indented(table)]
    hidden = [column.title for i, column in enumerate(columns) if i not in kept]
    if hidden:
        note = f"not shown at {width} columns: {', '.join(hidden)}"
        parts.append(Text(paragraph(note, width), style="dim"))
    return parts


def paragraph(text: str, width: int, first: str = " " * _INDENT) -> str:
    """Running text, indented as far as `first` with which it begins; a number stays with its percent sign."""
    glued = text.replace(" %", "\N{NO-BREAK SPACE}%")
    lines = textwrap.wrap(
        glued, max(width, 2 * len(first)), initial_indent=first, subsequent_indent=" " * len(first)
    )
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def heading(title: str, remark: str = "", width: int = 0) -> Text:
    """A heading with an optional remark in small voice, on its own line if `width` is not enough for both."""
    from rich.cells import cell_len
    from rich.text import Text

    text = Text(title, style="bold")
    if not remark:
        return text
    if not width or cell_len(f"{title}  {remark}") <= width:
        return text.append("  ").append(remark, style="not bold dim")
    return text.append("\n").append(paragraph(remark, width), style="not bold dim")


def write(console: Console, *parts: RenderableType) -> None:
    """Print parts one below the other."""
    for part in parts:
        console.print(part)


def _indented(part: RenderableType) -> RenderableType:
    from rich.padding import Padding

    return Padding(part, (0, 0, 0, _INDENT), expand=False)


def _table(columns: Sequence[Column], widths: Sequence[int], gap: int) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, gap - 1, 0, 0))
    for column, width in zip(columns, widths, strict=True):
        table.add_column(
            column.title,
            justify="left" if column.text else "right",
            width=width,
            overflow="fold",
            no_wrap=column.whole or not column.text,
        )
    return table


def _cell(value: str | Text, width: int) -> Text:
    """A cell in which identifiers that are too long are broken after an underscore."""
    from rich.text import Text

    text = value if isinstance(value, Text) else Text(value)
    words = [_broken(word, width) for word in text.plain.split(" ")]
    return Text(" ".join(words), style=text.style)


def _broken(word: str, width: int) -> str:
    if len(word) <= width or "_" not in word:
        return word
    lines = [""]
    for part in re.findall(r"[^_]*_|[^_]+", word):
        if len(lines[-1]) + len(part) <= width:
            lines[-1] += part
        else:
            lines.append(part)
    return "\n".join(filter(None, lines))


def _kept(
    columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], width: int
) -> tuple[list[int], list[int], int]:
    """The columns that fit, their widths, and the gap between them."""
    from rich.cells import cell_len

    natural = [
        max(cell_len(cell) for cell in (column.title, *(str(row[i]) for row in rows)))
        for i, column in enumerate(columns)
    ]
    kept = list(range(len(columns)))
    while True:
        for longest, gap in _LAYOUTS:
            widths = [
                min(natural[i], longest) if columns[i].text and not columns[i].whole else natural[i]
                for i in kept
            ]
            if sum(widths) + gap * (len(kept) - 1) + _INDENT <= width:
                return kept, widths, gap
        last = max(kept, key=lambda i: (columns[i].rank, i))
        if columns[last].rank == 0:
            return kept, widths, gap
        kept.remove(last)
