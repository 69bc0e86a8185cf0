"""`interlock list`: the scenarios that can be called by their name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from simulator.cli.console import closing, common, json_option, results, session
from simulator.errors import printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from simulator.report.catalogue import Listed


@click.command(
    "list",
    short_help="List the scenarios that can be called by name.",
    epilog="""\b
    Examples:
      interlock list --quiet         the names alone, of those that can be used
      interlock list --json
    """,
)
@json_option
@common
@click.pass_context
def list_scenarios(context: click.Context, as_json: bool) -> None:
    """List the scenarios, with what each is about and how large it is.

    Those in the folder ./scenarios come with those that are shipped; all commands take their names instead of a
    path, as in "interlock run two_borders". A file of one's own hides a shipped one of the same name. What cannot
    be used is listed with the reason.
    """
    from simulator.report.catalogue import listed
    from simulator.scenario.shelf import shelf

    found = [listed(one) for one in shelf()]
    if as_json:
        import json

        click.echo(json.dumps({"scenarios": [one.data() for one in found]}, ensure_ascii=False, indent=2))
        return
    user = session(context)
    if user.quiet:
        click.echo("\n".join(printable(one.name) for one in found if not one.problem))
        return
    console = results()
    for heading, those in (
        ("Shipped", [one for one in found if one.shipped]),
        ("In scenarios/", [one for one in found if not one.shipped]),
    ):
        if those:
            _print(console, heading, those)
    usable = min(
        (one for one in found if not one.problem), key=lambda one: sum(one.counts.values()), default=None
    )
    following = [user.again("new", "my_exercise")]
    if usable is not None:
        following = [user.again("run", usable.name), user.again("show", usable.name), *following]
    closing(console, [("next" if number == 0 else "", command) for number, command in enumerate(following)])


def _print(console: Console, heading: str, those: Sequence[Listed]) -> None:
    from simulator.report.tables import heading as head
    from simulator.report.tables import write

    write(console, head(heading), *(part for one in those for part in _entry(one, console.width)), "")


def _entry(one: Listed, width: int) -> list[RenderableType]:
    from rich.text import Text

    from simulator.report.catalogue import beginning
    from simulator.report.tables import paragraph

    title = Text("  ").append(printable(one.name), style="bold cyan")
    if one.problem:
        reason = paragraph(f"cannot be used: {one.problem}", width, "    ")
        return [title, Text(reason, style="red")]
    return [
        title.append("  ").append(one.title),
        Text(paragraph(beginning(one.summary, 2 * (width - 8)), width, "    ")),
        Text(paragraph(one.size(), width, "    "), style="dim"),
    ]
