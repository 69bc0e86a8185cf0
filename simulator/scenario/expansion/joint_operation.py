"""An operation: changes for a time, and a command that exists meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.expansion.joining import among, faster, lasting
from simulator.scenario.expansion.result import Ground, Made, Programme, Step
from simulator.scenario.schema import AddTeams, Change, Open
from simulator.scenario.schema.injects import Timed
from simulator.scenario.schema.mechanisms import JointOperation


def expand(operation: JointOperation, ground: Ground) -> Made:
    """More teams, more looks, faster clearance and links of command, all of them for the time of the operation."""
    command = tuple(
        link.model_copy(update={"open": False})
        for link in among(ground, operation, "command", operation.command)
    )
    actions: list[Timed] = [*_teams(operation, ground), *_looks(operation, ground)]
    lasts = operation.lasts
    actions += faster(operation.members, ground.links, operation.clearance, lasts)
    actions += [lasting(Open(open=f"links.{link.id}"), lasts) for link in command]
    step = Step(operation.starts, tuple(actions))
    return Made(scheduled=command, programme=Programme(operation.id, operation.open, (step,)))


def _teams(operation: JointOperation, ground: Ground) -> Iterator[AddTeams]:
    for agency in ground.agencies:
        if agency.id in operation.members and agency.teams > 0 and operation.add_teams > 0:
            yield lasting(AddTeams(add_teams=agency.id, n=operation.add_teams), operation.lasts)


def _looks(operation: JointOperation, ground: Ground) -> Iterator[Change]:
    for member in operation.members:
        for control in ground.controls_of(member):
            if control.watch is None and control.examine >= 1 <= operation.examine_times:
                continue  # it looks at everything as it is
            key = "examine" if control.watch is None else "watch"
            more = Change(change=f"controls.{control.id}.{key}", times=operation.examine_times)
            yield lasting(more, operation.lasts)
