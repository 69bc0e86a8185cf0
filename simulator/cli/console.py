"""Where commands write: results to stdout, everything else to stderr."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

from simulator.errors import printable
from simulator.scenario.shelf import names

if TYPE_CHECKING:
    from rich.console import Console

_PLAIN: Final = re.compile(r"[\w@%+=:,./-]+")
Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass
class Session:
    """What the user typed, and how much they want to read.

    Attributes:
        program: How the program was called.
        arguments: The words after that.
        verbosity: Negative for less, positive for more.
        debug: Whether errors come with a traceback.
    """

    program: str = "interlock"
    arguments: tuple[str, ...] = ()
    verbosity: int = 0
    debug: bool = False

    @property
    def quiet(self) -> bool:
        """Whether only errors and results that were asked for are shown."""
        return self.verbosity < 0

    def again(self, *words: str) -> str:
        """A command to type: this program with other words."""
        return " ".join([self.program, *map(_quoted, words)])


def _quoted(word: str) -> str:
    """A word as a shell takes it; letters of any script need no quotes."""
    return word if _PLAIN.fullmatch(word) else shlex.quote(word)


def session(context: click.Context) -> Session:
    """The session that a command runs in."""
    return context.ensure_object(Session)


def results() -> Console:
    """The console for results; colour and width follow the terminal, NO_COLOR, TERM and COLUMNS."""
    return _console(sys.stdout)


def messages() -> Console:
    """The console for progress and diagnostics."""
    return _console(sys.stderr)


def closing(console: Console, lines: Iterable[tuple[str, str]]) -> None:
    """Say what was written and what to do next; such lines are never wrapped, so that they survive copying."""
    from rich.text import Text

    for word, text in lines:
        console.print(
            Text(f"{word:<9}").append(printable(text), style="bold" if word == "written" else "dim"),
            soft_wrap=True,
        )


def processors() -> int:
    """How many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def _console(file: Any) -> Console:
    from rich.console import Console

    # Without markup, a name such as "[red]" in a scenario stays a name.
    return Console(file=file, highlight=False, markup=False, emoji=False)


def _less(context: click.Context, _: click.Parameter, given: bool) -> None:
    session(context).verbosity -= given


def _more(context: click.Context, _: click.Parameter, count: int) -> None:
    session(context).verbosity += count


def _debug(context: click.Context, _: click.Parameter, given: bool) -> None:
    session(context).debug |= given


def common(command: Command) -> Command:
    """Give a command the options that all commands share."""
    for option in (
        click.option(
            "--debug", is_flag=True, expose_value=False, callback=_debug, help="Show a traceback on an error."
        ),
        click.option("-v", "--verbose", count=True, expose_value=False, callback=_more, help="Say more."),
        click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=_less, help="Say less."),
    ):
        command = option(command)
    return command


COMPLETION: Final = "_INTERLOCK_COMPLETE"
"""The variable by which a shell asks for completions, whatever path the program was called by."""


class ScenarioType(click.Path):
    """A scenario, by its path or its name."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The names of scenarios that begin so, and files."""
        return scenario_completions(incomplete)


def scenario_completions(incomplete: str) -> list[CompletionItem]:
    """What a shell may complete the beginning of a scenario to; a name that would need quotes is left to the files."""
    found = [name for name in names() if name.startswith(incomplete) and _PLAIN.fullmatch(name)]
    # Files come first: bash shows them only where nothing else is offered.
    return [CompletionItem(incomplete, type="file"), *map(CompletionItem, found)]


SCENARIO: Final = ScenarioType()

settings_option = click.option(
    "--set", "settings", multiple=True, metavar="PATH=VALUE",
    help="Give a value of the scenario another value, such as links.x.clearance='2 h'. Can be repeated.",
)  # fmt: skip

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
