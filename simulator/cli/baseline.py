"""What `interlock run` compares a run with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from simulator.errors import ScenarioError, UsageError

if TYPE_CHECKING:
    from simulator.report.baseline import Baseline
    from simulator.world.plan import Plan

NOTHING: Final = "none"
CHOICES: Final = ("no-sharing", "as-written", NOTHING)

baseline_option = click.option(
    "--baseline", "baseline", type=click.Choice(CHOICES), metavar="WHAT",
    help="Compare, on the same draws, with no-sharing (nobody tells anybody anything), as-written (without --set and "
    "--decide) or none.  [default: as-written where something is set or decided, else no-sharing; none for one "
    "replication]",
)  # fmt: skip


def baseline_for(
    wanted: str | None, file: str, plan: Plan, *, altered: bool, single: bool
) -> tuple[Baseline | None, str]:
    """What a run is compared with, and what the user should know if it is not what they may expect.

    Args:
        wanted: What the user asked for; None where they left it out.
        file: The scenario's file.
        plan: What is played.
        altered: Whether anything is set or decided otherwise than the scenario has it.
        single: Whether there is but one replication, so that a difference would have no interval.

    Raises:
        UsageError: The scenario as written is what is played.
        ScenarioError: It cannot be used.
    """
    from simulator.report.baseline import Baseline
    from simulator.world.sharing import shares

    if wanted == NOTHING or (wanted is None and single):
        return None, ""
    if wanted == "as-written" and not altered:
        message = "--baseline as-written: nothing is set or decided, so this is the scenario as written"
        raise UsageError(message)
    if wanted == "as-written" or (wanted is None and altered):
        from simulator.scenario.load import load_scenario

        try:
            return Baseline("as-written", load_scenario(file)), ""
        except ScenarioError:
            if wanted is not None:
                raise
            return None, "not compared with the scenario as written, which has errors of its own"
    if not shares(plan):
        return (
            None,
            "" if wanted is None else "nobody shares anything in this scenario: no baseline is played",
        )
    return Baseline("no-sharing"), ""
