"""Teams that two agencies share, against queueing theory; the unit of time is an hour."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.eventlog import Event, EventLog
from simulator.world.plan import Plan
from tests.analytic.test_queues import adjusted, forget
from tests.analytic.worlds import (
    HOUR,
    REFERENCE,
    agency,
    agrees,
    exponential,
    flow,
    leg,
    place,
    replicate,
    world,
)

LANDS = ("guard", "police")


def two_lands(*, arrivals: float, hours: float, teams: int, pools: list[dict[str, Any]]) -> Plan:
    """Two agencies, to each of which half of the cases are known; a case waits in its land for a team."""
    return world(
        horizon=f"{hours:.0f} h",
        places=[place(f"{land}_town", jurisdiction=f"{land}_land", stay="90000 h") for land in LANDS],
        legs=[leg(), *(leg(f"{land}_town", "south") for land in LANDS)],
        agencies=[agency(land, teams=teams, recovery=exponential(1)) for land in LANDS],
        flows=[
            flow(
                f"{land}_goods",
                arrivals={"poisson": f"{arrivals / 2} / h"},
                prior_knowledge=[{"agency": land, "about": "case", "share": 1.0, "evidence": 1.0}],
                **{"from": f"{land}_town"},
            )
            for land in LANDS
        ],
        pools=pools,
    )


def waits(log: EventLog, first: float = 0.0) -> np.ndarray[Any, Any]:
    """How many hours each request waited, of those made after the first hours."""
    sent = log.of(Event.DISPATCHED)
    return np.asarray(sent["value"][sent["time"] - sent["value"] >= first * HOUR] / HOUR)


FORCE = {"id": "force", "members": list(LANDS), "mobilisation": "0 h"}


def test_the_teams_of_a_pool_of_two_agencies_are_one_m_m_c_queue() -> None:
    arrivals, teams, expected = 4.0, 5, REFERENCE["MMc lam=4.0 mu=1.0 c=5"]
    hours, first = 2500.0, forget(arrivals, 1.0, teams)
    plan = two_lands(arrivals=arrivals, hours=hours, teams=0, pools=[FORCE | {"teams": teams}])
    results = []
    for log in replicate(plan, 16, seed=231):
        waited = waits(log, first)
        sent, freed = (
            np.count_nonzero(log["event"] == kind) for kind in (Event.DISPATCHED, Event.TEAM_RELEASED)
        )
        busy = log.of(Event.TEAM_RELEASED)["time"] - log["time"][log.of(Event.TEAM_RELEASED)["cause"]]
        assert 0 <= sent - freed <= teams
        rate = np.count_nonzero(log.of(Event.REQUESTED)["time"] >= first * HOUR) / (hours - first)
        results.append((rate, busy.mean() / HOUR, waited.mean(), (waited > 0).mean(), (waited > 1).mean()))
    rate, service, mean, waited_at_all, over_an_hour = np.array(results).T
    luck = np.column_stack([rate - arrivals, service - 1.0])
    agrees(adjusted(mean, luck), expected["Wq"], 0.2)
    agrees(adjusted(waited_at_all, luck), expected["Pwait"], 0.05)
    agrees(adjusted(over_an_hour, luck), expected["P_wait_gt_1"], 0.2)


def test_sharing_the_same_teams_shortens_waits_on_the_same_luck() -> None:
    """Two M/M/1 queues wait 0.75 / 0.25 = 3 h; joined, M/M/2 waits 3 * 0.75 / (1 + 0.75) = 1.286 h."""
    apart = two_lands(arrivals=1.5, hours=2000, teams=1, pools=[])
    joined = two_lands(arrivals=1.5, hours=2000, teams=0, pools=[FORCE | {"teams": 2}])
    separate = [waits(log, 200).mean() for log in replicate(apart, 24, seed=232)]
    together = [waits(log, 200).mean() for log in replicate(joined, 24, seed=232)]
    agrees(separate, 3.0, 0.3)
    agrees(together, 9 / 7, 0.3)
    gains = np.subtract(separate, together)
    assert gains.min() > 0
    agrees(gains, 3.0 - 9 / 7, 0.4)
