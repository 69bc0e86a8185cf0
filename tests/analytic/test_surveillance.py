"""Controlled deliveries against the race of two clocks: the rest of the way, and the loss of surveillance."""

from __future__ import annotations

import math

import pytest

from simulator.eventlog import Event
from tests.analytic.worlds import agency, agrees, exponential, flow, happened, leg, place, replicate, world


@pytest.mark.parametrize(
    ("stay", "caught"),
    [("20 h", math.exp(-0.05 * 20)), (exponential(20), 1 / (1 + 0.05 * 20))],
    ids=["constant", "exponential"],
)
def test_the_share_caught_is_the_chance_not_to_lose_it_on_the_rest_of_the_way(
    stay: object, caught: float
) -> None:
    share, cases = 0.6, 20_000
    watcher = agency(teams=1, success=0.0, controlled_delivery={"share": share, "lost": "0.05 / h"})
    known = {"agency": "guard", "about": "case", "share": 1.0, "evidence": 1.0}
    plan = world(
        horizon="4000 h",
        agencies=[watcher],
        places=[place(name, jurisdiction="guard_land") for name in ("north", "south")],
        legs=[leg(duration=stay)],
        flows=[flow(arrivals={"batch": {"every": "9000 h", "size": cases}}, prior_knowledge=[known])],
    )
    (log,) = replicate(plan, 1, seed=241)
    shadowed, stopped = happened(log, Event.SHADOWED), happened(log, Event.INTERDICTED)
    lost, delivered = happened(log, Event.SHADOW_LOST), happened(log, Event.DELIVERED)
    agrees(shadowed, share, 0.05)
    agrees(stopped[shadowed], caught, 0.06)
    assert not (stopped & ~shadowed).any()
    assert (stopped ^ lost)[shadowed].all()
    assert (stopped ^ delivered).all()
