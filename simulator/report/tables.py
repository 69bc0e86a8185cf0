"""Tables for a terminal that keep what matters when it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

_INDENT: Final = 2
_GAP: Final = 3
_NARROW_GAP: Final = 2
_LONGEST_NAME: Final = 44


@dataclass(frozen=True, slots=True)
class Column:
    """A column: those with the highest `rank` go first when a terminal is too narrow.

    Attributes:
        title: What stands above it.
        rank: 0 for a column that always stays.
        text: Whether it holds words (left-aligned, may be cut) and not numbers.
    """

    title: str
    rank: int = 0
    text: bool = False


def fitted(columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], width: int) -> list[RenderableType]:
    """A table that fits, and a line that names the columns left out if there are any.

    Args:
        columns: All columns.
        rows: One cell a column.
        width: How many characters there are.
    """
    from rich.padding import Padding
    from rich.text import Text

    kept, gap = _kept(columns, rows, width)
    table = _table([columns[i] for i in kept], gap)
    for row in rows:
        table.add_row(*(_cell(row[i]) for i in kept))
    parts: list[RenderableType] = [Padding(table, (0, 0, 0, _INDENT), expand=False)]
    hidden = [column.title for i, column in enumerate(columns) if i not in kept]
    if hidden:
        note = Text(f"not shown at {width} columns: {', '.join(hidden)}", style="dim")
        parts.append(Padding(note, (0, 0, 0, _INDENT), expand=False))
    return parts


def heading(title: str, remark: str = "") -> Text:
    """A heading with an optional remark in small voice."""
    from rich.text import Text

    text = Text(title, style="bold")
    return text.append(f"  {remark}", style="not bold dim") if remark else text


def write(console: Console, *parts: RenderableType) -> None:
    """Print parts one below the other."""
    for part in parts:
        console.print(part)


def line(console: Console, text: str | Text) -> None:
    """Print one line that is never wrapped: a path or a command must survive copying."""
    console.print(text, soft_wrap=True)


def _table(columns: Sequence[Column], gap: int) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, gap - 1, 0, 0))
    for column in columns:
        table.add_column(
            column.title,
            justify="left" if column.text else "right",
            header_style="bold",
            overflow="ellipsis",
            no_wrap=True,
            min_width=8 if column.text else None,
        )
    return table


def _cell(value: str | Text) -> Text:
    from rich.text import Text

    return value if isinstance(value, Text) else Text(value)


def _kept(columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], width: int) -> tuple[list[int], int]:
    """The columns that fit, and the gap between them."""
    from rich.cells import cell_len

    def natural(i: int) -> int:
        cells = [columns[i].title, *(str(row[i]) for row in rows)]
        widest = max(cell_len(cell) for cell in cells)
        return min(widest, _LONGEST_NAME) if columns[i].text else widest

    widths = [natural(i) for i in range(len(columns))]
    kept = list(range(len(columns)))
    while True:
        for gap in (_GAP, _NARROW_GAP):
            if sum(widths[i] + gap for i in kept) - gap + _INDENT <= width:
                return kept, gap
        last = max(kept, key=lambda i: (columns[i].rank, i))
        if columns[last].rank == 0:
            return kept, _NARROW_GAP
        kept.remove(last)
