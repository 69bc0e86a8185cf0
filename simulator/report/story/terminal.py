"""A story for the terminal: a timeline, and paragraphs."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from simulator.report.tables import heading, paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from simulator.report.story.told import Line, Told

_STYLES: Final = {"movement": "dim", "end": "bold", "exercise": "italic"}


MOST: Final = 8
"""How many changes are listed where not everything is asked for."""


def terminal(told: Told, lines: tuple[Line, ...], width: int, most: int = MOST) -> list[RenderableType]:
    """The parts of a story, to print one below the other.

    Args:
        told: The story.
        lines: Its timeline: one line a step, or the brief one.
        width: How many characters there are.
        most: How many changes are listed at most.
    """
    parts: list[RenderableType] = [heading(told.title, told.subtitle, width)]
    if told.chosen:
        parts.append(paragraph(told.chosen, width))
    parts += ["", heading("What happened", "time of the scenario; hours since it began", width)]
    if told.before:
        parts.append(paragraph(told.before, width))
    parts += _timeline(lines, width)
    if told.after or told.pending:
        parts += ["", heading("Afterwards"), *_timeline(told.after, width)]
        parts += [paragraph(f"When the time that is played ended: {text}", width) for text in told.pending]
    parts += ["", heading("Why"), paragraph(" ".join(told.why), width)]
    if told.what_if:
        parts += ["", heading(told.what_if)]
        parts += [paragraph(text, width, "  - ") for text in told.enough[:most]]
        if len(told.enough) > most:
            parts.append(paragraph(f"and {len(told.enough) - most} more: explain -v, or --json", width))
        parts += [_small(paragraph(text, width)) for text in told.remarks]
    return parts


def _timeline(lines: tuple[Line, ...], width: int) -> list[RenderableType]:
    from rich.text import Text

    when = max((len(line.time) for line in lines), default=0)
    since = max((len(line.elapsed) for line in lines), default=0)
    shown: list[RenderableType] = []
    before = ""
    for line in lines:
        # Several things at one moment stand below one time.
        head = f"  {line.time:<{when}}  {line.elapsed:>{since}}  "
        text = Text(head if head != before else " " * len(head), style="dim")
        before = head
        wrapped = textwrap.wrap(line.text, max(width - len(head), 24), break_long_words=False)
        text.append(
            f"\n{' ' * len(head)}".join(wrapped),
            style=f"not dim {_STYLES.get(line.kind, '')}".replace("not dim dim", "dim"),
        )
        shown.append(text)
    return shown


def _small(text: str) -> Text:
    from rich.text import Text

    return Text(text, style="dim")
