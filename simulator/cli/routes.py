"""`interlock routes`: how the flows may go, and what a case meets on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from simulator.cli.console import SCENARIO, closing, common, json_option, results, session, settings_option

if TYPE_CHECKING:
    from simulator.world.plan import Plan

_HOUR: Final = 3600.0
_DAY: Final = 86400.0
_MOST_HOURS: Final = 100
"""Where a route takes longer, all are given in days."""


@click.command(
    epilog="""\b
    Example:
      interlock routes northern_route --set flows.heroin_volga.routes.k=4
    """
)
@click.argument("scenario", type=SCENARIO)
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

    loaded = load_scenario(scenario, settings)
    plan = build_plan(loaded)
    if as_json:
        import json

        click.echo(json.dumps(described(plan), ensure_ascii=False, indent=2))
    else:
        _print(plan, {flow.id: flow.routes.k for flow in loaded.flows if flow.routes.paths is None})
        closing(results(), [("next", session(context).again("run", scenario))])


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


def _print(plan: Plan, limits: Mapping[str, int]) -> None:
    """Write the routes of each flow, those of most cases first; `limits` says how many were looked for."""
    from rich.padding import Padding
    from rich.table import Table

    from simulator.report.tables import heading, write
    from simulator.report.words import percent
    from simulator.world.routes import flow_weights

    console = results()
    weighed = sorted(zip(plan.flows, flow_weights(plan), strict=True), key=lambda one: -one[1])
    longest = max((route.seconds for flow in plan.flows for route in flow.routes), default=0.0)
    unit, size = ("hours", _HOUR) if longest < _MOST_HOURS * _HOUR else ("days", _DAY)
    for flow, weight in weighed:
        cut = f"; the best {limits[flow.id]} (k)" if limits.get(flow.id) == len(flow.routes) else ""
        whose = f"{percent(weight)} of all cases"
        if flow.arrivals is None and not flow.times:
            whose = "cases come of other flows"
        remark = f"{whose}; routes: {flow.choice.choice}{cut}"
        write(console, heading(flow.name, remark, console.width))
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for title in ("share", unit, "unseen"):
            table.add_column(title, justify="right", no_wrap=True)
        table.add_column("by way of")
        for route in sorted(flow.routes, key=lambda route: (-route.share, route.places)):
            names = " > ".join(plan.places[place].name for place in route.places)
            table.add_row(percent(route.share), f"{route.seconds / size:.1f}", percent(route.evasion), names)
        write(console, Padding(table, (0, 0, 0, 2), expand=False), "")
    legend = f"share: of the cases, before any news; {unit}: mean, with stays; unseen: past every control"
    console.print(legend, style="dim")
