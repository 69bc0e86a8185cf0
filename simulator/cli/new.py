"""`interlock new`: a scenario to change."""

from __future__ import annotations

import os
from pathlib import Path

import click

from simulator.cli.console import SCENARIO, closing, common, results, session
from simulator.errors import OutputError
from simulator.scenario.whole import write_whole


@click.command(
    epilog="""\b
    Examples:
      interlock new my_exercise
      interlock new "Северный маршрут" --out exercises
      interlock new my_route --from two_borders
    """
)
@click.argument("name")
@click.option(
    "--from", "of", type=SCENARIO, metavar="SCENARIO", help="Copy this scenario instead of the starter."
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path(), help="Folder it goes to.  [default: this one]"
)
@click.option("--force", is_flag=True, help="Replace a file of this name.")
@common
@click.pass_context
def new(context: click.Context, name: str, of: str | None, out: Path, force: bool) -> None:
    """Write a commented scenario that runs, to change and grow.

    The starter has two states, a road, two agencies, a link between them, a flow, an inject, a decision and an
    objective. Beside NAME.yaml goes the schema that lets editors complete keys and mark mistakes.
    """
    from simulator.scenario.json_schema import FILE
    from simulator.scenario.schema_file import write_schema
    from simulator.scenario.starting import checked_name, copied_text, file_name, starter_text

    plain = checked_name(name)
    text = starter_text(plain) if of is None else copied_text(plain, of)
    path = out / file_name(plain)
    _write(path, text, force=force)
    user = session(context)
    beside = out / FILE
    named = write_schema(beside)
    if user.quiet:
        return
    written = [
        ("written", str(path)),
        *([("", f"{beside}  what editors know of the language")] if named else []),
    ]
    if not named:
        click.echo(f"note: {beside} is something else, and no schema of this program; it stays", err=True)
    following = [user.again(word, str(path)) for word in ("run", "show", "validate")]
    closing(results(), [*written, *[("" if n else "next", command) for n, command in enumerate(following)]])


def _write(path: Path, text: str, *, force: bool) -> None:
    """Write a new file; what is there stays unless it is to be replaced."""
    try:
        write_whole(path, text, replace=force)
    except FileExistsError as error:
        message = f"{path} is there already; --force replaces it, or choose another name"
        if not os.path.lexists(path):
            message = f"{path.parent} is a file, not a folder; choose another --out"
        raise OutputError(message) from error
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise OutputError(message) from error
