"""Opening hours of controls."""

from __future__ import annotations

from simulator.engine.actors import ControlState
from simulator.engine.agenda import Due, Rank
from simulator.engine.state import World
from simulator.engine.watching import watch_rate_changes


def start_hours(world: World) -> None:
    """Let controls begin as their opening hours say, and their next change fall due."""
    for control in world.controls:
        if not control.plan.calendar.always:
            _keep_hours(world, control)


def hours_change(world: World, due: Due) -> None:
    """A control opens or closes; those who wait at it are served all the same."""
    control: ControlState = due.subject
    _keep_hours(world, control)
    watch_rate_changes(world, control)


def set_to_work(world: World, control: ControlState) -> None:
    """Let a control look if it and its agency are open, within its opening hours."""
    control.works = control.open and control.on_duty and world.agencies[control.agency].open


def _keep_hours(world: World, control: ControlState) -> None:
    now, calendar = world.clock._now, control.plan.calendar
    control.on_duty = calendar.is_open(now)
    set_to_work(world, control)
    edge = calendar.next_edge(now)
    if edge is not None:
        world.after(edge - now, Rank.HOURS, control.address, control, -1)
