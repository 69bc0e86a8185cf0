"""Signs from the literature: which way an outcome must move, whatever the numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.eventlog import Event, EventLog
from simulator.world.plan import Plan
from tests.analytic.worlds import agrees, control, flow, happened, leg, place, replicate, world

BRANCHES = ("east", "west", "coast", "ridge")
DAYS = 200


def branches(examine: dict[str, float], choice: str = "adaptive") -> Plan:
    """Four alike ways from north to south, with a control on each that finds what it examines, and seizes it."""
    routes: dict[str, object] = {
        "choice": choice,
        "k": len(BRANCHES),
        "news_delay": "1 d",
        "memory": "60 d",
        "time_weight": 0,
        "cost_weight": 0,
        "risk_weight": 10,
        "expected_losses": 0.5,
        "expected_successes": 9.5,
    }
    if choice == "fixed":
        routes["paths"] = [{"places": ["north", branch, "south"]} for branch in BRANCHES]
    return world(
        horizon=f"{DAYS} d",
        places=[place(branch) for branch in BRANCHES],
        legs=[leg(*ends, "3 h") for branch in BRANCHES for ends in (("north", branch), (branch, "south"))],
        controls=[
            control(
                f"post_{branch}", at=branch, examine=examine[branch], detect={"contraband": 1.0}, seize=1.0
            )
            for branch in BRANCHES
        ],
        flows=[flow(arrivals={"poisson": "6 / d"}, routes=routes)],
    )


def shares(plan: Plan, of: str, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """By replication, of the cases of the second half: interdicted, and gone by one of the branches."""
    stopped, gone = [], []
    for log in replicate(plan, 24, seed):
        late = log.of(Event.LAUNCHED)["time"] > DAYS // 2 * 86400
        stopped.append(happened(log, Event.INTERDICTED)[late].mean())
        gone.append(passed_by(plan, log, of)[late].mean())
    return np.array(stopped), np.array(gone)


def passed_by(plan: Plan, log: EventLog, branch: str) -> NDArray[np.bool_]:
    """Which cases took the route over a branch."""
    number = [one.id for one in plan.places].index(branch)
    over = np.array([number in route.places for route in plan.flows[0].routes])
    found: NDArray[np.bool_] = over[log.cases["route"]]
    return found


def test_hardening_one_route_of_many_moves_more_traffic_than_it_stops() -> None:
    """The balloon effect: most of what a harder route would have stopped goes elsewhere."""
    alike = dict.fromkeys(BRANCHES, 0.05)
    before, used = shares(branches(alike), "east", seed=61)
    after, left = shares(branches(alike | {"east": 0.6}), "east", seed=61)
    moved, more_stopped = used - left, after - before
    gap = moved - more_stopped
    assert moved.mean() > 0.1
    assert gap.mean() > 4 * gap.std(ddof=1) / np.sqrt(gap.size)
    # Had nobody moved, a quarter of the cases would have met the harder post.
    assert more_stopped.mean() < (0.6 - 0.05) / 4 / 2


def test_examination_at_random_places_beats_the_same_effort_at_a_known_one() -> None:
    """Who knows where all the effort stands goes round it; who meets a quarter of it everywhere cannot."""
    fixed = branches(dict.fromkeys(BRANCHES, 0.0) | {"east": 0.8}, choice="informed")
    spread = branches(dict.fromkeys(BRANCHES, 0.2), choice="informed")
    assert not shares(fixed, "east", seed=62)[0].any()
    agrees(shares(spread, "east", seed=62)[0], 0.2, power=0.1)


def test_who_takes_cases_for_unable_to_adapt_expects_to_stop_more_of_them() -> None:
    hardened = dict.fromkeys(BRANCHES, 0.05) | {"east": 0.6, "west": 0.6}
    adapting = shares(branches(hardened), "east", seed=63)[0]
    rigid = shares(branches(hardened, "fixed"), "east", seed=63)[0]
    agrees(rigid, (2 * 0.6 + 2 * 0.05) / len(BRANCHES), power=0.1)
    gap = rigid - adapting
    assert gap.mean() > 4 * gap.std(ddof=1) / np.sqrt(gap.size)
