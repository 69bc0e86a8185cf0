"""Rules 1, 3 and 4: whole numbers, addresses, and draws that depend on who decides about what."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from scipy.special import ndtri

from simulator.eventlog import Event
from simulator.world.address import child, name_address
from simulator.world.draws import Relation, Slot
from tests.property.worlds import plan_of, play
from tests.unit.engine_worlds import (
    DAY,
    HOUR,
    address_of,
    agency,
    control,
    flow,
    hours_of,
    inject,
    line,
    link,
    luck,
    story,
    tip,
)

SPREAD = {"uniform": {"low": "2 h", "high": "9 h"}}
MANY = flow(at=tuple(range(200)), cells=3, subjects=None)


DECIDED = {
    Event.REPORTED: ("control:source", Slot.REPORT, "agency", "guard"),
    Event.TRIAGED: ("agency:guard", Slot.TRIAGE, "agency", "guard"),
    Event.QUEUED: ("link:wire", Slot.CLEARANCE, "", ""),
    Event.RECEIVED: ("link:wire", Slot.TRANSIT, "", ""),
    Event.LOOKOUT_SET: ("agency:guard", Slot.LOOKOUT, "agency", "guard"),
    Event.TEAM_ARRIVED: ("agency:police", Slot.RESPONSE, "", ""),
    Event.TEAM_RELEASED: ("agency:police", Slot.RECOVERY, "", ""),
    Event.DETECTED: ("control:lane", Slot.SERVICE, "control", "lane"),
    Event.DEPARTED: ("place:border", Slot.STAY, "place", "border_to_town"),
    Event.DELIVERED: ("flow:loads", Slot.HANDOVER, "", ""),
}
"""Who decides how long it takes until a row, where the rows of its kind that count have this value."""


def between(u: float) -> int:
    """A duration of SPREAD in whole seconds."""
    return round((2 + 7 * u) * HOUR)


def test_a_duration_is_drawn_by_its_inverse_and_rounded_once_to_whole_seconds() -> None:
    world = line(flows=(MANY,), hours=SPREAD)
    for row in story(world, Event.ARRIVED):
        leg = "start_to_border" if row.place == "border" else "border_to_town"
        assert row.value == between(luck(f"leg:{leg}", address_of(row.case), Slot.DURATION))
    assert len(story(world, Event.ARRIVED)) == 400


def test_a_lognormal_duration_has_the_median_and_the_quantile_that_were_written() -> None:
    hours = {"lognormal": {"median": "4 h", "p90": "10 h"}}
    rows = story(line(flows=(MANY,), hours=hours), Event.ARRIVED, place="border")
    sigma = math.log(10 / 4) / float(ndtri(0.9))
    for row in rows:
        u = luck("leg:start_to_border", address_of(row.case), Slot.DURATION)
        assert row.value == round(4 * HOUR * math.exp(sigma * float(ndtri(u))))


def test_every_stage_is_decided_by_its_owner_about_the_address_of_its_subject() -> None:
    guard = agency("guard", analysts=50, triage=SPREAD, lookout_delay=SPREAD, lookout_at=0.5)
    world = line(
        agencies=(
            guard,
            agency("police", teams=500, act_at=0.5, response=SPREAD, success=0.0, recovery=SPREAD),
        ),
        controls=(control("source", at="start", report_delay=SPREAD), control(service=SPREAD)),
        links=(link("guard", "police", clearance=SPREAD, transit=SPREAD),),
        flows=(MANY | {"handover": SPREAD},),
        stays={"border": SPREAD, "town": "2 d"},
        hours="2 d",
    )
    case_of = {row.item: row.case for row in story(world, Event.MADE)}
    found_at_border = {
        child(name_address("control", "lane"), address_of(case), 0) for case in case_of.values()
    }
    rows = story(world)
    checked = Counter[Event]()
    for row in rows:
        decider, slot, column, value = DECIDED.get(row.event, ("", 0, "", ""))
        about_the_border = row.event is not Event.DETECTED and row.item in found_at_border
        if not decider or about_the_border or (column and getattr(row, column) != value):
            continue
        before = rows[row.cause]
        case = row.case or case_of.get(row.item) or before.case
        address = (
            row.item if decider.startswith(("link", "agency:guard")) and row.item >= 0 else address_of(case)
        )
        extra = 2 * DAY if row.event is Event.DELIVERED else 0
        assert row.time - before.time - extra == between(luck(decider, address, slot))
        checked[row.event] += 1
    assert set(checked) == set(DECIDED)
    assert min(checked.values()) > 100, checked


def test_an_item_has_the_address_of_its_maker_and_of_the_case_it_was_found_on() -> None:
    world = line(controls=(control(about="cell"),), flows=(flow(at=(0, 1)),))
    lane = name_address("control", "lane")
    assert [row.item for row in story(world, Event.MADE)] == [
        child(lane, address_of(f"loads/{k}"), 0) for k in (0, 1)
    ]


def test_the_subjects_of_a_cell_have_its_address_and_their_number() -> None:
    log = play(line(flows=(flow(at=tuple(range(40)), cells=2, subjects=2),)))
    cells = [child(name_address("flow", "loads"), Relation.CELL, k) for k in range(2)]
    expected = {child(cell, Relation.SUBJECT, k) for cell in cells for k in range(2)}
    assert set(log.cases["subject"].tolist()) == expected
    assert plan_of(line(flows=(flow(cells=2),))).flows[0].cells == tuple(cells)


@pytest.mark.parametrize("count", [1, 130, 700])
def test_a_case_has_the_same_luck_however_many_there_are(count: int) -> None:
    kilos = {"unit": "kg", "lognormal": {"median": 5, "p90": 20}}
    minutes = tuple(k / 60 for k in range(700))
    whole, part = (
        play(
            line(
                flows=(flow(at=minutes[:n], cells=5, payload=kilos),),
                hours=SPREAD,
                controls=(control(examine=0.5),),
            )
        )
        for n in (700, count)
    )
    assert np.array_equal(whole.cases[:count], part.cases)
    for kind in (Event.ARRIVED, Event.EXAMINED, Event.PASSED):
        rows, fewer = whole.of(kind), part.of(kind)
        rows = rows[rows["case"] < count]
        for column in ("time", "case", "value", "place"):
            assert np.array_equal(rows[column], fewer[column])


def test_seeds_and_replications_have_different_luck() -> None:
    world = line(flows=(flow(arrivals={"poisson": "5 / d"}),))
    digests = {play(world, seed, replication).digest() for seed in range(3) for replication in range(3)}
    assert len(digests) == 9


def test_weights_are_summed_in_whole_millionths() -> None:
    tenths = tuple(
        inject(2, *(tip(about="cell", evidence=0.1) for _ in range(10)), name=f"news{k}") for k in range(1)
    )
    for threshold, reached in ((1.0, [2]), (1.000001, [])):
        world = line(
            agencies=(agency(lookout_at=threshold),), controls=(control(evidence=0),), injects=tenths
        )
        assert hours_of(world, Event.LOOKOUT_SET) == reached


def test_the_weight_of_a_shared_item_is_cut_to_whole_millionths_at_each_link() -> None:
    world = line(
        agencies=(agency(), agency("police"), agency("service")),
        controls=(control(evidence=0.333333),),
        links=(link("guard", "police", "in", fidelity=0.9), link("police", "service", "on", fidelity=0.7)),
    )
    weights = {row.agency: round(row.value * 1e6) for row in story(world, Event.TRIAGED)}
    first = 333333 * 900000 // 1000000
    assert weights == {"guard": 333333, "police": first, "service": first * 700000 // 1000000}
