"""`interlock show`: the scenario as the engine sees it."""

from __future__ import annotations

import click

from simulator.cli.console import common, results, settings_option


@click.command()
@click.argument("scenario", type=click.Path())
@click.option("--expanded", is_flag=True, help="List the agencies and links that mechanisms turn into.")
@settings_option
@common
def show(scenario: str, expanded: bool, settings: tuple[str, ...]) -> None:
    """Show a scenario as the engine sees it, and which values are given, default or from a library."""
    from simulator.report.inputs import count_inputs
    from simulator.report.listing import LEGEND, listing
    from simulator.report.tables import heading, write
    from simulator.report.words import counted, duration
    from simulator.scenario.expansion import expand
    from simulator.scenario.load import load_scenario

    loaded = load_scenario(scenario, settings)
    header = loaded.scenario
    console = results()
    write(console, heading(header.title, f"{header.start:%Y-%m-%d %H:%M} UTC, {duration(header.horizon)}"), "")
    write(console, *listing(loaded, expand(loaded), console.width, expanded=expanded))
    inputs = count_inputs(loaded)
    console.print(
        f"{counted(inputs.total, 'input')}: {inputs.given} given, {inputs.default} default, {inputs.library} from a "
        f"library; {inputs.assumed} marked as assumed"
    )
    console.print(LEGEND, style="dim")
