"""`interlock routes`: how the flows may go, and what a case meets on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from simulator.cli.console import closing, common, json_option, results, session, settings_option

if TYPE_CHECKING:
    from simulator.world.plan import Plan


@click.command()
@click.argument("scenario", type=click.Path())
@json_option
@settings_option
@common
@click.pass_context
def routes(context: click.Context, scenario: str, as_json: bool, settings: tuple[str, ...]) -> None:
    """List the candidate routes of each flow.

    With their time, the chance to pass every control unseen, and the share of the cases. Shares are those
    before the flow has lost or delivered anything; an adaptive flow moves away from losses.
    """
    from simulator.scenario.load import load_scenario
    from simulator.world.compile import build_plan

    plan = build_plan(load_scenario(scenario, settings))
    if as_json:
        import json

        click.echo(json.dumps(described(plan), ensure_ascii=False, indent=2))
    else:
        _print(plan)
        closing(results(), [("next", f"{session(context).program} run {scenario}")])


def described(plan: Plan) -> dict[str, Any]:
    """The routes as one object: durations in hours, shares from 0 to 1."""
    from simulator.world.routes import flow_weights

    return {
        "flows": [
            {
                "flow": flow.id,
                "weight": weight,
                "routes": [
                    {
                        "places": [plan.places[place].id for place in route.places],
                        "duration_hours": route.seconds / 3600,
                        "evasion_probability": route.evasion,
                        "share": route.share,
                    }
                    for route in flow.routes
                ],
            }
            for flow, weight in zip(plan.flows, flow_weights(plan), strict=True)
        ]
    }


def _print(plan: Plan) -> None:
    from rich.padding import Padding
    from rich.table import Table

    from simulator.report.tables import heading, write
    from simulator.report.words import duration, percent
    from simulator.world.routes import flow_weights

    console = results()
    for flow, weight in zip(plan.flows, flow_weights(plan), strict=True):
        write(console, heading(flow.name, f"{percent(weight)} of all cases; routes: {flow.choice.choice}"))
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for title in ("share", "time", "unseen"):
            table.add_column(title, justify="right", no_wrap=True)
        table.add_column("by way of")
        for route in sorted(flow.routes, key=lambda route: (-route.share, route.places)):
            names = " > ".join(plan.places[place].name for place in route.places)
            table.add_row(percent(route.share), duration(route.seconds), percent(route.evasion), names)
        write(console, Padding(table, (0, 0, 0, 2), expand=False), "")
    legend = "share: of the cases, before any news; time: mean, with stays; unseen: past every control"
    console.print(legend, style="dim")
