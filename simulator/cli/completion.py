"""`interlock completion`: let a shell complete commands, options and the names of scenarios."""

from __future__ import annotations

import sys
from typing import Final

import click

from simulator.cli.console import COMPLETION, common, session

_PROGRAM: Final = "interlock"
_INSTALL: Final = {
    "bash": (
        "mkdir -p ~/.local/share/bash-completion/completions",
        "interlock completion bash > ~/.local/share/bash-completion/completions/interlock",
    ),
    "zsh": (
        "mkdir -p ~/.zfunc",
        "interlock completion zsh > ~/.zfunc/_interlock",
        "echo 'fpath+=~/.zfunc; autoload -Uz compinit; compinit' >> ~/.zshrc",
    ),
    "fish": (
        "mkdir -p ~/.config/fish/completions",
        "interlock completion fish > ~/.config/fish/completions/interlock.fish",
    ),
}
"""Shell -> what to type once, so that each new shell of the user completes."""


@click.command(
    epilog="""\b
    For this shell alone:
      source <(interlock completion bash)
    For every shell to come:
      interlock completion bash > ~/.local/share/bash-completion/completions/interlock
    """
)
@click.argument("shell", type=click.Choice(list(_INSTALL)))
@common
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script by which a shell completes what one types.

    It completes commands, options, the names of scenarios and files, for the program called "interlock". The first
    lines of the script say how to install it.
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(context.find_root().command, {}, _PROGRAM, COMPLETION).source().strip("\n")
    first, _, rest = script.partition("\n")
    hints = [f"# {line}" for line in ("Completion for interlock. To install it, once:", *_steps(shell))]
    begin = (
        [first, *hints] if first.startswith("#compdef") else [*hints, first]
    )  # which must stay the first line
    click.echo("\n".join([*begin, rest]))
    if sys.stdout.isatty() and not session(context).quiet:
        click.echo("\nto install it, once:", err=True)
        for line in _steps(shell):
            click.echo(line, err=True)


def _steps(shell: str) -> list[str]:
    return [f"  {line}" for line in _INSTALL[shell]]
