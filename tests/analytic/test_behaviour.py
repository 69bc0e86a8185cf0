"""How flows behave, against the theory of branching and of renewals."""

from __future__ import annotations

import numpy as np

from simulator.eventlog import Event
from tests.analytic.worlds import HOUR, agrees, control, flow, leg, place, replicate, when, world


def test_an_intrusion_spreads_like_a_branching_process() -> None:
    """On a tree of three branches and three levels: copies (bp) + (bp)^2 + (bp)^3, none with (1 - p)^b."""
    branches, chance = 3, 0.4
    tree, level = [], ["south"]
    for _ in range(3):
        tree += [(parent, f"{parent}_{i}") for parent in level for i in range(branches)]
        level = [f"{parent}_{i}" for parent in level for i in range(branches)]
    plan = world(
        horizon="1000 h",
        places=[place(name) for _, name in tree],
        legs=[leg(), *(leg(parent, name, mode="network") for parent, name in tree)],
        flows=[
            flow(
                arrivals={"batch": {"every": "1 h", "size": 1}},
                spread={"probability": chance, "delay": "10 min", "limit": 100, "over": ["network"]},
            )
        ],
    )
    (log,) = replicate(plan, 1, seed=301)
    parents = log.cases["parent"].tolist()
    origin: list[int] = []
    for number, parent in enumerate(parents):
        origin.append(number if parent < 0 else origin[parent])
    copies = np.bincount(origin)[[number for number, parent in enumerate(parents) if parent < 0]] - 1
    whole = copies[: len(copies) - 1]
    mean = branches * chance
    agrees(whole, mean + mean**2 + mean**3, 0.15)
    agrees(whole == 0, (1 - chance) ** branches, 0.3)


def test_a_load_is_tried_again_until_it_gets_through_or_nobody_tries_any_more() -> None:
    """A geometric number of attempts: 1 / (1 - q r), of which the last gets through with (1 - q) / (1 - q r)."""
    lost, again = 0.5, 0.8
    plan = world(
        horizon="5000 h",
        controls=[control("gate", at="north", detect={"contraband": lost}, seize=1.0)],
        flows=[
            flow(
                arrivals={"batch": {"every": "1 h", "size": 1, "until": "D+200"}},
                retry={"probability": again, "delay": "1 h", "times": 1000},
                routes={
                    "choice": "fixed",
                    "news_delay": "1 h",
                    "paths": [{"places": ["north", "south"]}],
                },
            )
        ],
    )
    (log,) = replicate(plan, 1, seed=302)
    parents = log.cases["parent"].tolist()
    first: list[int] = []
    for number, parent in enumerate(parents):
        first.append(number if parent < 0 else first[parent])
    roots = [number for number, parent in enumerate(parents) if parent < 0]
    agrees(np.bincount(first)[roots], 1 / (1 - lost * again), 0.1)
    delivered = np.zeros(len(parents))
    delivered[log.of(Event.DELIVERED)["case"]] = 1
    agrees(np.bincount(first, delivered)[roots], (1 - lost) / (1 - lost * again), 0.1)


def test_who_comes_at_random_waits_half_the_interval_between_departures() -> None:
    """And by the clock half the mean square of the gaps over their mean: (6^2 + 18^2) / 48 hours."""
    plan = world(
        horizon="4000 h",
        legs=[
            leg(departures={"every": "6 h"}),
            leg("north", "west", departures={"at": ["06:00", "12:00"], "timezone": "UTC"}),
        ],
        places=[place("west")],
        flows=[flow(arrivals={"poisson": "1 / h"}), flow("others", arrivals={"poisson": "1 / h"}, to="west")],
    )
    (log,) = replicate(plan, 1, seed=303)
    waits = when(log, Event.DEPARTED) - when(log, Event.LAUNCHED)
    for number, mean in ((0, 3.0), (1, (6**2 + 18**2) / 48)):
        known = (log.cases["flow"] == number) & (when(log, Event.LAUNCHED) < 3900 * HOUR)
        agrees(waits[known] / HOUR, mean, 0.1)


def test_what_is_delivered_adds_up_to_as_many_cases_as_it_holds_amounts() -> None:
    plan = world(
        horizon="2000 h",
        flows=[
            flow(
                arrivals={"poisson": "1 / h"},
                payload={"unit": "usd", "lognormal": {"median": 900, "p90": 4000}},
                on_delivered_total=[{"amount": "50000 usd", "start": "plot", "delay": "1 h"}],
            ),
            flow("plot", arrivals=None),
        ],
    )
    for log in replicate(plan, 5, seed=304):
        before = log.of(Event.DELIVERED)
        before = before[(before["flow"] == 0) & (before["time"] < 1999 * HOUR)]
        assert (log.cases["flow"] == 1).sum() == before["value"].sum() // 50000


def test_each_case_under_way_is_given_up_with_the_chance_stated_after_a_loss() -> None:
    plan = world(
        horizon="60000 h",
        controls=[control("gate", at="north", detect={"contraband": 0.5}, seize=1.0)],
        legs=[leg(duration="10 h")],
        flows=[
            flow(
                arrivals={"batch": {"every": "100 h", "size": 8}},
                abort={"after_loss": 0.1},
                cells=1,
                routes={
                    "choice": "fixed",
                    "news_delay": "1 h",
                    "paths": [{"places": ["north", "south"]}],
                },
            )
        ],
    )
    (log,) = replicate(plan, 1, seed=305)
    day = (when(log, Event.LAUNCHED) // (100 * HOUR)).astype(int)
    losses = np.bincount(day[np.isfinite(when(log, Event.INTERDICTED))], minlength=day.max() + 1)
    through = np.isinf(when(log, Event.INTERDICTED))
    given_up = np.isfinite(when(log, Event.ABORTED))[through]
    theory = 1 - 0.9 ** losses[day][through]
    lossy = theory > 0
    agrees(given_up[lossy] / theory[lossy], 1.0, 0.25)
    assert not given_up[~lossy].any()
