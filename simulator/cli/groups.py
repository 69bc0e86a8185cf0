"""A command whose help sorts its options by what they are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click


class Sorted(click.Command):
    """A command with many options: its help lists them by heading, those that all commands share last."""

    def __init__(self, *args: Any, headings: Mapping[str, Sequence[str]], **settings: Any) -> None:
        """Make a command.

        Args:
            *args: As for a command of Click.
            headings: Heading -> the parameters below it, in that order.
            **settings: As for a command of Click.
        """
        super().__init__(*args, **settings)
        self._headings = headings

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, heading by heading."""
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = {option.name: option.get_help_record(ctx) for option in options}
        named = [name for names in self._headings.values() for name in names]
        rest = [name for name in records if name not in named]
        for heading, names in (*self._headings.items(), ("Options of all commands", rest)):
            rows = [record for name in names if (record := records.get(name)) is not None]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)
