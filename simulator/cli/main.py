"""The entry point: finds the command, runs it, and turns whatever goes wrong into a message and an exit code."""

from __future__ import annotations

import importlib
import io
import os
import shlex
import shutil
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NoReturn

import click
from click.shell_completion import CompletionItem

from simulator import __version__
from simulator.cli.console import COMPLETION, Session, scenario_completions
from simulator.errors import InterlockError, ScenarioError, did_you_mean, printable
from simulator.scenario.shelf import names

COMMANDS: Final = (
    "list",
    "new",
    "run",
    "explain",
    "show",
    "routes",
    "validate",
    "rerun",
    "schema",
    "completion",
)
INTERNAL: Final = 1
INTERRUPTED: Final = 130


class LazyGroup(click.Group):
    """A group whose commands are modules of this package; a scenario where a command belongs means `run`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order in which a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"simulator.cli.{cmd_name}")
        return next(found for found in vars(module).values() if isinstance(found, click.Command))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command first, so that options may stand before it."""
        word = next((arg for arg in args if not arg.startswith("-")), None)
        if word in COMMANDS:
            args = [word, *args[: args.index(word)], *args[args.index(word) + 1 :]]
        elif args and any(_is_scenario(arg) for arg in (args if args[0].startswith("-") else args[:1])):
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What a shell may complete the first word to: a command, or a scenario that is to be run."""
        return [*scenario_completions(incomplete), *super().shell_complete(ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        if args and args[0] not in COMMANDS and not ctx.resilient_parsing:
            hint = did_you_mean(args[0], (*COMMANDS, *names())) or f"commands: {', '.join(COMMANDS)}"
            ctx.fail(f'no command and no scenario "{args[0]}"; {hint}')
        return super().resolve_command(ctx, args)


def _is_scenario(argument: str) -> bool:
    looks_so = argument.endswith((".yaml", ".yml")) or "/" in argument
    return not argument.startswith("-") and (looks_so or Path(argument).exists() or argument in names())


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
    To begin:
      interlock list                 the scenarios there are
      interlock run two_borders      play one, by its path or a name of the list
      interlock new my_exercise      a scenario of your own
    A scenario alone means run: interlock northern_route
    """,
)
@click.version_option(__version__, prog_name="interlock", message="%(prog)s %(version)s")
def interlock() -> None:
    """Simulate tabletop exercises on cross-border threats and the cooperation against them."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave the process with its exit code.

    Args:
        arguments: The words after the program's name; those of the process where left out.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a name must not end a run
    try:
        os.getcwd()  # noqa: PTH109 - the same as Path.cwd(), and its only reason to fail
    except OSError:
        _say("error: the current folder is not there any more; go to another one")
        sys.exit(INTERNAL)
    sys.exit(_outcome(list(sys.argv[1:] if arguments is None else arguments)))


def _outcome(arguments: list[str]) -> int:
    """Run the command; the exit code."""
    session = Session(program=_program(), arguments=tuple(arguments))
    try:
        code: Any = interlock.main(
            arguments,
            prog_name=session.program,
            complete_var=COMPLETION,
            obj=session,
            standalone_mode=False,
        )
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return INTERRUPTED
    except InterlockError as error:
        _trace(session)
        told = str(error) if isinstance(error, ScenarioError) else f"error: {error}"
        _say("\n".join(map(printable, told.split("\n"))))  # a terminal must not act on what a message quotes
        return error.exit_code
    except OSError as error:  # as a full disk behind the standard output
        _trace(session)
        place = f"{printable(str(error.filename))}: " if error.filename is not None else ""
        _say(f"error: {place}{error.strerror or error}")
        return INTERNAL
    except Exception as error:  # the last resort: a user gets a sentence, --debug gets the traceback
        _trace(session)
        if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith("simulator"):
            _say(f'error: "{error.name}" is not installed for this Python ({sys.executable})')
            _say("  use the one in .venv (.venv/bin/python run.py), or install what is needed: pip install .")
            return INTERNAL
        _say(f"internal error: {type(error).__name__}: {error}".splitlines()[0])
        if not session.debug:
            _say("  this is a defect of interlock; run again with --debug for the traceback")
        return INTERNAL
    return code if isinstance(code, int) else 0


def _program() -> str:
    """How the user called the program, for the commands that it suggests."""
    started = Path(sys.argv[0])
    if started.name == "run.py":
        return shlex.join([_typed(Path(sys.executable)), _typed(started)])
    return shlex.quote(_typed(started)) if started.name == "interlock" else "interlock"


def _typed(file: Path) -> str:
    """A program as one types it: its name where that finds it, else its path, from here if it lies beneath."""
    found = shutil.which(file.name)
    if found is not None and Path(found) == file.absolute():
        return file.name
    with suppress(ValueError):
        return str(file.absolute().relative_to(Path.cwd()))
    return str(file)


def _say(message: str) -> None:
    click.echo(message, err=True)


def _trace(session: Session) -> None:
    if session.debug:
        traceback.print_exc()
