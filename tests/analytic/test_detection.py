"""Controls against theory: how many cases they find, where, when and among how many innocent travellers."""

from __future__ import annotations

import math
from itertools import accumulate

import numpy as np
import pytest

from simulator.eventlog import Event
from tests.analytic.worlds import (
    HOUR,
    REFERENCE,
    agrees,
    control,
    exponential,
    flow,
    happened,
    leg,
    place,
    replicate,
    when,
    world,
)

DAY = 24 * HOUR


def batch(size: int, every: str = "1 h") -> dict[str, object]:
    return {"batch": {"every": every, "size": size}}


def test_independent_controls_multiply() -> None:
    """Each chance is made of another mixture of selection, detection, skill and concealment (one half)."""
    chances = [0.05, 0.1, 0.2, 0.02]
    plan = world(
        horizon="300 h",
        places=[place("pass")],
        legs=[leg("north", "pass", "1 h"), leg("pass", "south", "1 h")],
        controls=[
            control("gate", at="north", examine=0.1, detect={"contraband": 1.0}, seize=1.0),
            control("road", on_leg=["north", "pass"], detect={"contraband": 0.2}, seize=1.0),
            control("post", at="pass", examine=0.5, detect={"contraband": 0.4}, skill=2.0, seize=1.0),
            control("port", at="south", examine=0.4, detect={"contraband": 0.1}, seize=1.0),
        ],
        flows=[flow(arrivals=batch(200), concealment=0.5)],
    )
    (log,) = replicate(plan, 1, seed=101)
    closed = happened(log, Event.INTERDICTED, Event.DELIVERED)
    agrees(
        happened(log, Event.INTERDICTED)[closed],
        REFERENCE["path product p=[.05,.1,.2,.02]"]["P_detect"],
        0.03,
    )
    passing = accumulate((1 - p for p in chances), initial=1.0, func=lambda before, p: before * p)
    for number, (chance, reaching) in enumerate(zip(chances, passing, strict=False)):
        seized = np.zeros(len(log.cases), dtype=np.bool_)
        rows = log.of(Event.INTERDICTED)
        seized[rows["case"][rows["control"] == number]] = True
        agrees(seized[closed], chance * reaching, 0.2)


def test_what_a_control_finds_of_poisson_arrivals_is_a_thinned_poisson_process() -> None:
    days, found_a_day, missed_a_day = 1000, 3.0, 7.0
    plan = world(
        horizon=f"{days} d",
        controls=[control("gate", at="north", detect={"contraband": 0.3}, seize=1.0)],
        flows=[flow(arrivals={"poisson": "10 / d"})],
    )
    logs = replicate(plan, 4, seed=102)

    def a_day(kind: Event) -> np.ndarray:
        return np.concatenate([np.bincount(log.of(kind)["time"] // DAY, minlength=days) for log in logs])

    found, missed = a_day(Event.DETECTED), a_day(Event.MISSED)
    agrees(found, found_a_day, 0.04)
    agrees((found - found_a_day) ** 2, found_a_day, 0.12)
    # Of a fixed number of arrivals, more found would mean fewer missed; of a Poisson number they are independent.
    agrees((found - found_a_day) * (missed - missed_a_day) + found_a_day, found_a_day, 0.12)
    agrees((found == 0).astype(float), math.exp(-found_a_day), 0.3)


HAZARD = 0.02


@pytest.mark.parametrize(
    ("travel", "duration"),
    [
        ("deterministic", "48 h"),
        ("erlang4", {"gamma": {"mean": "48 h", "cv": 0.5}}),
        ("exponential", exponential(48)),
    ],
)
@pytest.mark.parametrize("where", ["leg", "place"])
def test_a_hazard_races_the_time_a_case_is_present(travel: str, duration: object, where: str) -> None:
    on_leg = where == "leg"
    seen_at = {"on_leg": ["north", "south"]} if on_leg else {"at": "south"}
    plan = world(
        horizon="2000 h",
        legs=[leg(duration=duration if on_leg else "0 h")],
        places=[] if on_leg else [place("south", stay=duration)],
        controls=[control("patrol", **seen_at, watch=f"{HAZARD} / h", detect={}, seize=1.0)],
        flows=[flow(arrivals=batch(10_000, every="2000 h"))],
    )
    (log,) = replicate(plan, 1, seed=103)
    seized = happened(log, Event.INTERDICTED)
    assert happened(log, Event.INTERDICTED, Event.DELIVERED).all()
    agrees(seized, REFERENCE["hazard h=.02/h vs travel mean 48h"][travel], 0.05)
    if travel == "deterministic":
        caught = when(log, Event.DETECTED)[seized] / HOUR
        lost = math.exp(-48 * HAZARD)
        agrees(caught, 1 / HAZARD - 48 * lost / (1 - lost), 0.05)


def test_a_second_watch_adds_to_the_hazard_and_concealment_takes_from_it() -> None:
    plan = world(
        horizon="100 h",
        legs=[leg(duration="48 h")],
        controls=[
            control(
                "patrol", on_leg=["north", "south"], watch="0.04 / h", detect={"contraband": 0.5}, seize=1.0
            ),
            control("camera", on_leg=["north", "south"], watch="0.005 / h", detect={}, seize=1.0),
        ],
        flows=[flow(arrivals=batch(10_000, every="100 h"), concealment=0.25)],
    )
    (log,) = replicate(plan, 1, seed=104)
    agrees(happened(log, Event.INTERDICTED), 1 - math.exp(-48 * HAZARD), 0.05)


def test_random_search_finds_what_koopmans_formula_says() -> None:
    speed, width, hours, area = 20, 4, 10, 2000
    plan = world(
        horizon="100 h",
        places=[place("south", stay=f"{hours} h")],
        controls=[control("search", at="south", watch=f"{speed * width / area} / h", detect={}, seize=1.0)],
        flows=[flow(arrivals=batch(20_000, every="100 h"))],
    )
    (log,) = replicate(plan, 1, seed=105)
    agrees(happened(log, Event.INTERDICTED), REFERENCE["random search v=20 W=4 t=10 A=2000"]["P"], 0.05)


DWELL, PERIOD = 2, 8
PATROLLED = REFERENCE["periodic vs random patrol dwell D=2 tau=8"]


def test_a_patrol_at_random_meets_a_case_that_dwells() -> None:
    plan = world(
        horizon="1000 h",
        places=[place("south", stay=f"{DWELL} h")],
        controls=[control("patrol", at="south", watch=f"{1 / PERIOD} / h", detect={}, seize=1.0)],
        flows=[flow(arrivals={"poisson": "20 / h"})],
    )
    (log,) = replicate(plan, 1, seed=106)
    closed = happened(log, Event.INTERDICTED, Event.DELIVERED)
    agrees(happened(log, Event.INTERDICTED)[closed], PATROLLED["poisson"], 0.06)


def test_a_patrol_at_fixed_hours_meets_a_case_that_comes_at_a_random_one() -> None:
    """The patrol passes in a moment: a watch that sees everything, opened by an inject every eight hours."""
    rounds = 100
    plan = world(
        horizon=f"{rounds * PERIOD} h",
        places=[place("south", stay=f"{DWELL} h")],
        controls=[control("patrol", at="south", open=False, watch="1e6 / s", detect={}, seize=1.0)],
        flows=[flow(arrivals={"poisson": "20 / h"})],
        injects=[
            {
                "id": f"round_{number}",
                "at": f"D+{number * PERIOD // 24} {number * PERIOD % 24:02d}:00",
                "actions": [{"open": "controls.patrol", "for": "1 s"}],
            }
            for number in range(1, rounds)
        ],
    )
    (log,) = replicate(plan, 1, seed=107)
    whole = log.of(Event.LAUNCHED)["time"] < (rounds - 1) * PERIOD * HOUR
    agrees(happened(log, Event.INTERDICTED)[whole], PATROLLED["periodic"], 0.06)
    assert set(log.of(Event.DETECTED)["time"] % (PERIOD * HOUR)) <= {0, 1}


def test_most_alerts_of_a_good_dog_are_false_where_few_carry() -> None:
    sensitivity, false_positive, prior, days = 0.64, 0.22, 0.02, 50
    vehicles = 200
    plan = world(
        horizon=f"{days} d",
        controls=[
            control(
                "dog",
                at="north",
                detect={"contraband": sensitivity},
                traffic=f"{vehicles * (1 - prior):.0f} / d",
                false_alarm=false_positive,
            )
        ],
        flows=[flow(arrivals={"poisson": f"{vehicles * prior:.0f} / d"})],
    )
    logs = replicate(plan, 30, seed=108)
    alerts = [(len(log.of(Event.DETECTED)), len(log.of(Event.FALSE_ALARM))) for log in logs]
    seen = [len(log.of(Event.EXAMINED)) + log.of(Event.TRAFFIC_EXAMINED)["value"].sum() for log in logs]
    expected = REFERENCE["dog sens=.64 fpr=.22 prior=.02"]
    agrees([true / (true + false) for true, false in alerts], expected["PPV"], 0.1)
    agrees([sum(both) / all_ for both, all_ in zip(alerts, seen, strict=True)], expected["alert_rate"], 0.02)
    agrees(seen, vehicles * days, 0.01)


def test_splitting_a_load_lowers_the_spread_of_what_is_seized_and_not_its_mean() -> None:
    """Carriers that start together and each meet the control by their own luck."""
    expected = REFERENCE["load splitting fp=0.05"]
    loads = {1: 20_000, 2: 10_000, 5: 6_000, 10: 4_000}
    plan = world(
        horizon=f"{loads[1]} min",
        controls=[control("gate", at="north", detect={"contraband": 0.05}, seize=1.0)],
        flows=[
            flow(
                f"by_{k}",
                arrivals={"batch": {"every": "1 min", "size": 1, "until": minute(n)}},
                split={"carriers": k},
                payload={"unit": "kg", "constant": 20},
            )
            for k, n in loads.items()
        ],
    )
    (log,) = replicate(plan, 1, seed=109)
    seized = np.where(happened(log, Event.INTERDICTED), log.cases["payload"], 0.0)
    number = np.arange(len(log.cases))
    load = np.where(log.cases["parent"] < 0, number, log.cases["parent"])
    for flow_number, (k, n) in enumerate(loads.items()):
        of_flow = log.cases["flow"] == flow_number
        first = number[of_flow & (log.cases["parent"] < 0)]
        assert np.all(np.bincount(load[of_flow])[first] == k)
        share = np.bincount(load[of_flow], seized[of_flow])[first] / 20
        assert len(share) == n
        moments = expected[f"k={k}"]
        agrees(share, moments["E_frac_seized"], 0.15)
        agrees((share - moments["E_frac_seized"]) ** 2, moments["sd_frac"] ** 2, 0.15)
        agrees(share > 0, moments["P_any"], 0.15)


def minute(n: int) -> str:
    """The n-th minute of the exercise, as a scenario writes it."""
    days, rest = divmod(n, 24 * 60)
    return f"D+{days} {rest // 60:02d}:{rest % 60:02d}"


def test_a_control_with_office_hours_finds_the_share_of_uniform_arrivals_that_come_while_it_is_open() -> None:
    """Half of each weekday: 60 of 168 hours."""
    plan = world(
        horizon="5600 d",
        controls=[
            control(
                "desk",
                at="north",
                detect={"contraband": 0.5},
                hours={"days": "mon-fri", "from": "08:00", "to": "20:00"},
            )
        ],
        flows=[flow(arrivals={"poisson": "10 / d"})],
    )
    (log,) = replicate(plan, 1, seed=131)
    agrees(happened(log, Event.EXAMINED), 60 / 168, 0.03)
    agrees(happened(log, Event.DETECTED), 30 / 168, 0.04)
