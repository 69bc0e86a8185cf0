"""Options of the map of `interlock run`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])
KINDS: Final = ("world", "plain", "lanes")


def map_options(command: _Command) -> _Command:
    """Let a command take what the map is to be, as `map_kind` and `basemap`."""
    kind = click.option(
        "--map", "map_kind", type=click.Choice(KINDS),
        help="Draw the ground as a map of the world, a plain map without borders, or lanes without geography.  "
        "[default: what the scenario says; lanes where few places have coordinates]",
    )  # fmt: skip
    basemap = click.option(
        "--basemap", type=click.Path(path_type=Path), metavar="FILE",
        help="Draw the map on areas of your own: a GeoJSON file of polygons.",
    )  # fmt: skip
    return kind(basemap(command))
