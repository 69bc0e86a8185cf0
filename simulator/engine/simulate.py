"""One replication: a plan and draws in, a log out. Here is who handles what."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import Any

from simulator.engine import (
    acting,
    adversary,
    aftermath,
    announcements,
    beliefs,
    cases,
    conditions,
    controls,
    decisions,
    exploitation,
    injects,
    knowledge,
    leaks,
    links,
    openings,
    responses,
    surveillance,
    traffic,
)
from simulator.engine.agenda import Rank
from simulator.engine.state import World
from simulator.eventlog import EventLog
from simulator.world.draws import Draws
from simulator.world.plan import Choice, Plan

_HANDLERS: dict[int, Callable[[World, Any], None]] = {
    Rank.CONDITION: conditions.conditions_are_weighed,
    Rank.INJECT: injects.inject_fires,
    Rank.RESTORE: injects.change_ends,
    Rank.DECISION: decisions.decision_falls,
    Rank.HOURS: openings.hours_change,
    Rank.BAY_FREED: controls.bay_is_freed,
    Rank.SERVICE_DONE: cases.service_ends,
    Rank.SERVICE_START: cases.service_starts,
    Rank.TRIAGE_DONE: knowledge.triage_done,
    Rank.SHIFT_OPENS: knowledge.shift_opens,
    Rank.TEAM_FREE: responses.team_returns,
    Rank.LINK_FREE: links.link_is_free,
    Rank.HOLD_ENDS: cases.hold_ends,
    Rank.POOL_READY: responses.pool_turns,
    Rank.ITEM_EXPIRES: knowledge.item_expires,
    Rank.HANDED_OVER: knowledge.message_handed_over,
    Rank.FALSE_ALARM: traffic.false_alarm,
    Rank.ROUTINE_LEAD: traffic.routine_lead,
    Rank.TRAFFIC_DAY: traffic.day_ends,
    Rank.REPORTED: knowledge.reported,
    Rank.CLEARED: links.cleared,
    Rank.RECEIVED: knowledge.message_received,
    Rank.LOOKOUT: beliefs.lookout_takes_effect,
    Rank.NEWS: adversary.news_arrives,
    Rank.CONSENT: links.consent_answered,
    Rank.AFTERMATH: aftermath.outcome_is_due,
    Rank.CARE_FREE: aftermath.place_is_free,
    Rank.SOURCE_BACK: leaks.source_is_back,
    Rank.LEAK: leaks.item_leaks,
    Rank.REQUEST_RECEIVED: knowledge.question_received,
    Rank.TEAM_ARRIVAL: responses.team_arrives,
    Rank.ANNOUNCEMENT: announcements.announced,
    Rank.EXPLOITED: exploitation.exploit,
    Rank.ACTION: acting.act,
    Rank.WATCH_HIT: controls.watch_hits,
    Rank.DEPARTURE: cases.departs,
    Rank.DELIVERY: cases.delivered,
    Rank.SHADOW_LOST: surveillance.shadow_lost,
    Rank.ARRIVAL: cases.arrives,
    Rank.LAUNCH: cases.launch,
    Rank.FOLLOW: cases.child_begins,
}


def simulate(plan: Plan, seed: int, replication: int, choices: Sequence[Choice] = ()) -> EventLog:
    """Play a scenario once.

    Args:
        plan: what is simulated.
        seed: of the run.
        replication: number of the replication, >= 0.
        choices: what roles choose where they are asked; elsewhere the defaults hold.

    Returns:
        The log of everything that happens before the plan's horizon. It depends on the arguments alone.
    """
    # Little dies in circles while a run lasts, and the search for such circles takes a tenth of its time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _play(World(plan, Draws(seed, replication), _HANDLERS, choices))
    finally:
        if collecting:
            gc.enable()


def _play(world: World) -> EventLog:
    conditions.start_conditions(world)
    openings.start_hours(world)
    injects.start_injects(world)
    knowledge.know_from_the_start(world)
    traffic.start_traffic(world)
    cases.start_flows(world)
    world.clock.run_before(world.plan.horizon, world)
    return world.log()
