"""Cases under the eyes of the controls that watch: how long, and when they are seen."""

from __future__ import annotations

import math

from simulator.engine.actors import ControlState
from simulator.engine.agenda import Rank
from simulator.engine.chances import lets_pass
from simulator.engine.moving import Case, Exposure
from simulator.engine.state import World
from simulator.eventlog import FOREVER
from simulator.world.address import child
from simulator.world.draws import Slot


def begin_watch(world: World, case: Case, span: int) -> None:
    """Bring a case under the eyes of the controls that watch where it is now, for at most a span of seconds."""
    if case.watched is None:
        case.watched = []
    for control in world.watches[case.position]:
        if case.threat not in control.may_find:
            continue
        if control.bribed and lets_pass(world, case, control):
            continue
        hazard = -math.log1p(-case.batch.uniform(control.decider, Slot.WATCH, case.k))
        exposure = Exposure(case, control, hazard, world.clock._now, span, case.last)
        case.watched.append(exposure)
        control.present[case.address] = exposure
        _await_hit(world, exposure)


def watch_rate_changes(world: World, control: ControlState) -> None:
    """Let the present parameters of a control hold for the cases that it watches."""
    for exposure in control.present.values():
        _use_up(world, exposure)


def _use_up(world: World, exposure: Exposure) -> None:
    """Let what is left of the luck of a case be used up at the rate that holds from now on."""
    now = world.clock._now
    exposure.remaining = max(0.0, exposure.remaining - exposure.rate * (now - exposure.since))
    exposure.since = now
    exposure.turn += 1
    _await_hit(world, exposure)


def _await_hit(world: World, exposure: Exposure) -> None:
    control, case = exposure.control, exposure.case
    exposure.rate = (control.watch or 0.0) * control.find(case, control, False) if control.works else 0.0
    if exposure.rate > 0.0:
        wait = exposure.remaining / exposure.rate
        # One that falls on the last instant still happens: it comes before departures and arrivals.
        if wait < FOREVER and world.clock._now + round(wait) <= exposure.until:
            address = child(control.address, case.address, 0)
            world.after(round(wait), Rank.WATCH_HIT, address, (exposure, exposure.turn), exposure.cause)


def stay_in_sight(world: World, case: Case) -> None:
    """Let a case that is held be watched where it is, for as long as that takes."""
    if case.watched is None:
        begin_watch(world, case, FOREVER)
        return
    for exposure in case.watched:
        exposure.until = FOREVER
        _use_up(world, exposure)
