"""Lists, announcements and holds against theory: hit rates, base rates, lead times, races against the clock."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.eventlog import Event
from tests.analytic.worlds import (
    HOUR,
    REFERENCE,
    agency,
    agrees,
    control,
    exponential,
    flow,
    happened,
    leg,
    link,
    replicate,
    when,
    world,
)

CASES = 12_000
MANY = 1_000_000
CHAIN = REFERENCE["chain means 2h,6h,24h"]


def at_once(**values: object) -> dict[str, object]:
    return flow(arrivals={"batch": {"every": "3000 h", "size": CASES}}, **values)


def test_a_list_finds_those_who_are_known_and_entered_and_recognised() -> None:
    """A member knows three travellers in ten, enters six in ten of them, and nineteen in twenty are recognised."""
    plan = world(
        horizon="3000 h",
        agencies=[agency("guard"), agency("member"), agency("lists", lookout_at=0.5)],
        legs=[leg(duration="1 h")],
        links=[link("member", "lists", willingness=0.6)],
        controls=[
            control(
                "gate", at="south", consults=["lists"], detect={}, requires="lookout", match=0.95, seize=1.0
            )
        ],
        flows=[
            at_once(
                concealment=0.9,
                prior_knowledge=[{"agency": "member", "about": "subject", "share": 0.3, "evidence": 1.0}],
            )
        ],
    )
    (log,) = replicate(plan, 1, seed=501)
    agrees(happened(log, Event.FLAGGED), 0.3 * 0.6, 0.1)
    agrees(happened(log, Event.INTERDICTED), 0.3 * 0.6 * 0.95, 0.1)


def test_most_hits_on_a_good_list_are_false_where_few_travellers_are_on_it() -> None:
    """One in two thousand of 2,000 travellers a day is stopped by mistake; one of 2 cases a day in four is listed."""
    plan = world(
        horizon="4000 d",
        agencies=[agency("guard", lookout_at=0.5)],
        controls=[
            control(
                "gate",
                at="north",
                detect={},
                requires="lookout",
                match=0.8,
                traffic="2000 / d",
                false_alarm="1 in 2000",
            )
        ],
        flows=[
            flow(
                arrivals={"poisson": "2 / d"},
                prior_knowledge=[{"agency": "guard", "about": "case", "share": 0.25, "evidence": 1.0}],
            )
        ],
    )
    (log,) = replicate(plan, 1, seed=502)
    stopped = log.of(Event.DETECTED, Event.FALSE_ALARM)
    hits, alarms = 2 * 0.25 * 0.8, 2000 / 2000
    agrees(stopped["event"] == Event.DETECTED, hits / (hits + alarms), 0.1)


def test_what_is_announced_is_known_so_long_before_or_as_long_as_the_journey_takes() -> None:
    plan = world(
        horizon="3000 h",
        legs=[leg(duration=exponential(24))],
        controls=[control("desk", at="south", ahead="12 h", detect={"contraband": 1.0}, seize=1.0)],
        flows=[at_once()],
    )
    (log,) = replicate(plan, 1, seed=503)
    lead = log.of(Event.ANNOUNCED)["value"] / HOUR
    agrees(lead, 24 * (1 - math.exp(-0.5)), 0.03)
    agrees(lead >= 12, math.exp(-0.5), 0.04)
    lag = (when(log, Event.INTERDICTED) - when(log, Event.DETECTED)) / HOUR
    assert np.array_equal(lag[log.of(Event.ANNOUNCED)["case"]], lead)


@pytest.mark.parametrize("hours", [12, 24, 48])
def test_a_hold_is_confirmed_as_often_as_the_evidence_makes_its_way_in_time(hours: int) -> None:
    """Clearance of 2, transit of 6 and triage of 24 hours on average, against a clock."""
    plan = world(
        horizon="3000 h",
        agencies=[agency("near", act_at=9.0), agency("far", analysts=MANY, triage=exponential(24))],
        links=[link("near", "far", clearance=exponential(2), transit=exponential(6))],
        controls=[
            control(
                "bank",
                at="north",
                agency="near",
                detect={"contraband": 1.0},
                evidence=1.0,
                hold={"for": f"{hours} h", "confirmed_by": "far"},
            )
        ],
        flows=[at_once()],
    )
    (log,) = replicate(plan, 1, seed=504)
    agrees(happened(log, Event.CONFIRMED), CHAIN[f"P_le_{hours}"], 0.1)
    assert np.array_equal(happened(log, Event.CONFIRMED), happened(log, Event.INTERDICTED))
    assert np.array_equal(happened(log, Event.RELEASED), happened(log, Event.DELIVERED))
    assert set(log.of(Event.RELEASED)["value"] / HOUR) == {hours}
    arrived = log.of(Event.TRIAGED)
    in_time = arrived[(arrived["agency"] == 1) & (arrived["time"] < hours * HOUR)]
    confirmed = log.of(Event.CONFIRMED)
    assert set(log.items["case"][in_time["item"]]) == set(confirmed["case"])
