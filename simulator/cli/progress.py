"""A progress bar for what takes longer than a second, where somebody is watching."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from simulator.cli.console import messages

if TYPE_CHECKING:
    from rich.console import Console

_PATIENCE: Final = 1.0


@contextmanager
def progress(total: int, *, hidden: bool) -> Iterator[Callable[[int], None]]:
    """Show how many of `total` are done; gives the function to call with that number."""
    console = messages()
    if hidden or not _watched(console):
        yield lambda done: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("running"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task("running", total=total)
    timer = threading.Timer(_PATIENCE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda done: bar.update(task, completed=done)
    finally:
        timer.cancel()
        timer.join()
        bar.stop()


@contextmanager
def waiting(text: str, *, hidden: bool) -> Iterator[None]:
    """Say what is being done, once it has taken longer than a second and if somebody is watching."""
    console = messages()
    if hidden or not _watched(console):
        yield
        return
    status = console.status(text)
    timer = threading.Timer(_PATIENCE, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def _watched(console: Console) -> bool:
    """Whether it goes to a terminal; FORCE_COLOR asks for colour, not for what moves."""
    return console.is_terminal and console.file.isatty()
