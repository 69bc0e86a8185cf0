"""What agencies learn and how fast, against theory: chains of delays, races, joined evidence, office hours."""

from __future__ import annotations

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
    place,
    replicate,
    when,
    world,
)

CASES = 12_000
MANY = 1_000_000
"""Analysts or teams for whom nobody waits."""


def together(*holders: str, size: int = CASES, every: str = "2000 h", **values: object) -> dict[str, object]:
    """Cases that start at once, each of which the holders know of, firmly enough to act."""
    known = [{"agency": holder, "about": "case", "share": 1.0, "evidence": 1.0} for holder in holders]
    return flow(arrivals={"batch": {"every": every, "size": size}}, prior_knowledge=known, **values)


CHAIN = REFERENCE["chain means 2h,6h,24h"]


def test_clearance_transit_and_triage_add_up_to_a_hypoexponential_delay() -> None:
    plan = world(
        horizon="2000 h",
        agencies=[agency("near"), agency("far", analysts=MANY, triage=exponential(24))],
        links=[link("near", "far", clearance=exponential(2), transit=exponential(6))],
        flows=[together("near")],
    )
    (log,) = replicate(plan, 1, seed=301)
    arrived = log.of(Event.TRIAGED)
    delay = arrived[arrived["agency"] == 1]["time"] / HOUR
    assert len(delay) == CASES
    agrees(delay, CHAIN["mean"], 0.03)
    agrees((delay - CHAIN["mean"]) ** 2, CHAIN["var"], 0.12)
    for hours in (12, 24, 48):
        agrees(delay <= hours, CHAIN[f"P_le_{hours}"], 0.08)
    agrees(log.of(Event.QUEUED)["value"] / HOUR, 2, 0.05)
    agrees(log.of(Event.RECEIVED)["value"] / HOUR, 6, 0.05)


def test_a_message_wins_its_race_against_a_journey_as_often_as_theory_says() -> None:
    """A team that strikes at once and never fails makes every message in time an interdiction."""
    plan = world(
        horizon="2000 h",
        places=[place("south", jurisdiction="far_land")],
        legs=[leg(duration=exponential(48))],
        agencies=[agency("near"), agency("far", analysts=MANY, triage=exponential(24), teams=MANY)],
        links=[link("near", "far", clearance=exponential(2), transit=exponential(6))],
        flows=[together("near")],
    )
    (log,) = replicate(plan, 1, seed=302)
    assert happened(log, Event.INTERDICTED, Event.DELIVERED).all()
    agrees(happened(log, Event.INTERDICTED), CHAIN["P_before_exp48"], 0.05)


def test_the_faster_of_two_channels_decides() -> None:
    """One channel takes 24 hours on average, the other 2, 6 and 8 in turn, through a centre."""
    plan = world(
        horizon="2000 h",
        places=[place("south", jurisdiction="police_land")],
        legs=[leg(duration="12 h")],
        agencies=[
            agency("slow"),
            agency("quick"),
            agency("centre", analysts=MANY, triage=exponential(8)),
            agency("police", teams=MANY),
        ],
        links=[
            link("slow", "police", clearance=exponential(24)),
            link("quick", "centre", clearance=exponential(2), transit=exponential(6)),
            link("centre", "police"),
        ],
        flows=[together("slow", "quick")],
    )
    (log,) = replicate(plan, 1, seed=303)
    expected = REFERENCE["two channels race: 24h vs hypo(2,6,8)"]["P_le_12"]
    agrees(happened(log, Event.INTERDICTED), expected, 0.05)
    agrees(when(log, Event.ACTIONABLE) <= 12 * HOUR, expected, 0.05)


@pytest.mark.parametrize("chances", [(0.5, 0.5, 0.5), (0.2, 0.4, 0.9)])
def test_two_of_three_weak_sources_make_a_case(chances: tuple[float, float, float]) -> None:
    """Each source is another agency's; a fourth joins what they know and acts on a belief of 1."""
    owners = ("first", "second", "third")
    plan = world(
        horizon="100 h",
        places=[place("south", jurisdiction="police_land")],
        legs=[leg(duration="24 h")],
        agencies=[*(agency(owner, teams=1) for owner in owners), agency("police", teams=MANY)],
        controls=[
            control(f"of_{owner}", at="north", agency=owner, detect={"contraband": chance}, evidence=0.5)
            for owner, chance in zip(owners, chances, strict=True)
        ],
        links=[link(owner, "police", transit=exponential(0.1)) for owner in owners],
        flows=[flow(arrivals={"batch": {"every": "100 h", "size": CASES}})],
    )
    (log,) = replicate(plan, 1, seed=304)
    a, b, c = chances
    agrees(happened(log, Event.INTERDICTED), a * b + a * c + b * c - 2 * a * b * c, 0.05)
    assert set(log.of(Event.ACTIONABLE)["agency"]) == {3}


WEEK = 7 * 24
WORKING_DAY = 9
CLOSED = (15, 15, 15, 15, 63)
"""Hours from closing to opening after each of the working days of a week, 9 to 18 o'clock."""


def elapsed(work: float) -> float:
    """Mean hours that some hours of work (at most a working day) take, from a moment picked at random in a week.

    In a closed spell g the wait for its end is g / 2 on average. Work that begins within its own length of
    closing time has the following spell added to it.
    """
    waits = sum(spell**2 / 2 for spell in CLOSED)
    cut_off = sum(spell * work for spell in CLOSED)
    return work + (waits + cut_off) / WEEK


WEEKS = 200


def of_whole_weeks(started: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The hours of what began within a whole number of weeks."""
    return values[started < WEEKS * WEEK * HOUR] / HOUR


def one_by_one(holder: str) -> dict[str, object]:
    """Cases at random moments, each of which an agency knows of at once."""
    knowledge = {"agency": holder, "about": "case", "share": 1.0, "evidence": 0.5}
    return flow(arrivals={"poisson": f"{CASES / WEEKS} / w"}, prior_knowledge=[knowledge])


@pytest.mark.parametrize("clearance", [0.25, 3, 9])
def test_a_clearance_in_office_hours_takes_as_long_as_the_calendar_makes_it(clearance: float) -> None:
    assert sum(CLOSED) + 5 * WORKING_DAY == WEEK
    plan = world(
        horizon=f"{WEEKS + 1} w",
        agencies=[agency("ministry", hours="office"), agency("police")],
        links=[link("ministry", "police", clearance=f"{clearance} h", clearance_clock="working")],
        flows=[one_by_one("ministry")],
    )
    (log,) = replicate(plan, 1, seed=305)
    cleared = log.of(Event.QUEUED)
    agrees(of_whole_weeks(cleared["time"] - cleared["value"], cleared["value"]), elapsed(clearance), 0.06)


def test_an_item_waits_for_the_office_to_open_and_its_triage_for_the_next_day() -> None:
    triage = 6
    plan = world(
        horizon=f"{WEEKS + 1} w",
        agencies=[agency("police"), agency("desk", hours="office", analysts=MANY, triage=f"{triage} h")],
        links=[link("police", "desk")],
        flows=[one_by_one("police")],
    )
    (log,) = replicate(plan, 1, seed=306)
    started, done = log.of(Event.TRIAGE_STARTED), log.of(Event.TRIAGED)
    done = done[done["agency"] == 1]
    came = (started["time"] - started["value"])[np.argsort(started["item"])]
    agrees(of_whole_weeks(came, started["value"][np.argsort(started["item"])]), elapsed(0), 0.06)
    came = came[: len(done)]
    agrees(of_whole_weeks(came, done["time"][np.argsort(done["item"])] - came), elapsed(triage), 0.06)
