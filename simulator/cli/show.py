"""`interlock show`: the scenario as the engine sees it."""

from __future__ import annotations

import click

from simulator.cli.console import SCENARIO, closing, common, results, session, settings_option


@click.command(
    epilog="""\b
    Examples:
      interlock show two_borders
      interlock show northern_route --expanded
      interlock show northern_route --assumed
    """
)
@click.argument("scenario", type=SCENARIO)
@click.option("--expanded", is_flag=True, help="List what mechanisms turn into, and which made what.")
@click.option(
    "--assumed",
    is_flag=True,
    help="List instead what is marked as assumed, with ranges, by the names that --set takes.",
)
@settings_option
@common
@click.pass_context
def show(
    context: click.Context, scenario: str, expanded: bool, assumed: bool, settings: tuple[str, ...]
) -> None:
    """Show a scenario as the engine sees it.

    Marks the values that were not given but are the default of their kind or come from a library.
    """
    from simulator.report.inputs import assumed_inputs, count_inputs
    from simulator.report.listing import LEGEND, OF_MECHANISMS, listing
    from simulator.report.tables import heading, paragraph, write
    from simulator.report.words import duration
    from simulator.scenario.expansion import expand
    from simulator.scenario.load import load_scenario

    loaded = load_scenario(scenario, settings)
    header = loaded.scenario
    console = results()
    when = f"{header.start:%Y-%m-%d %H:%M %Z}, {duration(header.horizon)}"
    if header.warm_up:
        when += f" after {duration(header.warm_up)} of warm-up"
    write(console, heading(header.title, when), "")
    expansion = expand(loaded)
    if assumed:
        write(console, *assumed_inputs(loaded, console.width))
    else:
        write(console, *listing(loaded, expansion, console.width, expanded=expanded))
    console.print(paragraph(str(count_inputs(loaded)), console.width, ""))
    if not assumed:
        console.print(paragraph(LEGEND, console.width, ""), style="dim")
    if expansion.made_by and expanded and not assumed:
        console.print(paragraph(OF_MECHANISMS, console.width, ""), style="dim")
    closing(console, [("next", session(context).again("routes", scenario))])
