"""`interlock schema`: the scenario language for editors."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.console import closing, common, messages, session
from simulator.errors import OutputError


@click.command(
    epilog="""\b
    Examples:
      interlock schema --out interlock.schema.json
      interlock schema > interlock.schema.json

    The line at the top of a scenario beside that file:

    \b
      # yaml-language-server: $schema=interlock.schema.json
    """
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write it to this file.  [default: standard output]"
)
@click.option("--force", is_flag=True, help="Write it even over a file that is something else.")
@common
@click.pass_context
def schema(context: click.Context, out: Path | None, force: bool) -> None:
    """Print the scenario language as a JSON Schema (2020-12).

    With it an editor completes keys, shows what they mean and marks mistakes while one types. In VS Code, with the
    YAML extension, a line at the top of a scenario does it, which the shipped scenarios and those made by "new" have.

    What "validate" accepts passes the schema. "validate" sees more: references, routes, what fits together.
    """
    from simulator.scenario.json_schema import HINT, schema_text
    from simulator.scenario.schema_file import write_schema

    if out is None:
        click.echo(schema_text(), nl=False)
        return
    if not write_schema(out, force=force):
        message = f"{out} is in the way and no schema of this program; --force replaces it"
        raise OutputError(message)
    if not session(context).quiet:
        following = HINT if out.parent == Path() else HINT.replace(HINT.rpartition("=")[2], str(out))
        closing(
            messages(), [("written", str(out)), ("next", f"put this at the top of a scenario: {following}")]
        )
