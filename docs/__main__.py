"""Write anew what the program can say of itself: `python -m docs`, or only some parts: `python -m docs kinds`."""

from __future__ import annotations

import importlib
from typing import Final

import click

from docs.refresh import ROOT

PARTS: Final = {
    "schema": "the JSON Schema for editors",
    "kinds": "the default values of kinds",
    "reference": "every key of the language",
    "mechanisms": "the pages on mechanisms and their pictures",
    "samples": "what the commands print that pages show",
    "pictures": "pictures of runs, and the words for them",
}
"""Module of docs.refresh -> what it writes."""


@click.command(epilog="PARTS: " + "; ".join(f"{name} ({what})" for name, what in PARTS.items()) + ".")
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)), metavar="[PARTS]...")
@click.option("--check", is_flag=True, help="Write nothing; end with 1 if a file is out of date.")
def main(parts: tuple[str, ...], check: bool) -> None:
    """Write these PARTS of the documentation, or all, from the program as it is now."""
    stale = 0
    for part in parts or PARTS:
        for path, content in importlib.import_module(f"docs.refresh.{part}").written():
            if path.is_file() and path.read_bytes() == content:
                continue
            stale += 1
            click.echo(f"{'out of date' if check else 'written'}  {path.relative_to(ROOT)}")
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    if not stale:
        click.echo("all is up to date")
    if check and stale:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
