"""Cases that come of cases: carriers, new attempts, copies, and cases of other flows."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from simulator.analysis.cases import case_labels
from simulator.eventlog import Event
from simulator.world.address import child, name_address
from simulator.world.draws import Relation
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import (
    HOUR,
    address_of,
    agency,
    control,
    events_of,
    flow,
    hours_of,
    inject,
    line,
    story,
    tip,
)

ONE_WAY: World = {
    "choice": "fixed",
    "news_delay": "1 h",
    "paths": [{"places": ["start", "border", "town"]}],
}


def labels(world: World) -> list[str]:
    """The names of the cases of a world, in order of launch."""
    return case_labels(plan_of(world), play(world))


# Carriers


def test_a_load_is_split_among_carriers_who_share_what_they_share() -> None:
    world = line(
        flows=(
            flow(
                at=(0, 1),
                cells=9,
                subjects=None,
                concealment={"uniform": {"low": 0, "high": 1}},
                split={"carriers": 3, "apart": "2 h"},
            ),
        )
    )
    log = play(world)
    assert labels(world) == ["loads/1", "loads/2", "loads/1.2", "loads/2.2", "loads/1.3", "loads/2.3"]
    assert hours_of(world, Event.LAUNCHED) == [0, 1, 2, 3, 4, 5]
    assert log.cases["payload"].tolist() == [5 / 3] * 6
    for load in (log.cases[::2], log.cases[1::2]):
        assert len(set(load["cell"].tolist())) == len(set(load["concealment"].tolist())) == 1
        assert len(set(load["subject"].tolist())) == len(set(load["address"].tolist())) == 3
    carriers = [child(address_of("loads/0"), Relation.CARRIER, j) for j in (1, 2)]
    assert log.cases["address"].tolist()[::2] == [address_of("loads/0"), *carriers]


def test_the_record_of_a_load_brings_about_those_of_its_carriers() -> None:
    world = line(flows=(flow(split={"carriers": 2}),))
    rows = story(world)
    (carrier,) = [row for row in rows if row.case == "loads/0.2" and row.event is Event.LAUNCHED]
    assert (rows[carrier.cause].event, rows[carrier.cause].case) == (Event.LAUNCHED, "loads/0")


def test_carriers_meet_controls_by_their_own_luck() -> None:
    world = line(
        controls=(control(detect={"drugs": 0.5}, seize=1.0),),
        flows=(flow(at=tuple(range(40)), split={"carriers": 2}),),
    )
    ends = {row.case: row.event for row in story(world, Event.INTERDICTED, Event.DELIVERED)}
    pairs = Counter((ends[f"loads/{i}"], ends[f"loads/{i}.2"]) for i in range(40))
    assert len(pairs) == 4


def test_one_carrier_is_the_load_itself() -> None:
    assert play(line(flows=(flow(split={"carriers": 1}),))).digest() == play(line()).digest()


# Attempts


def lost(**values: Any) -> World:
    """A world in which what sets out before 15 h is lost at the border."""
    return line(
        controls=(control(seize=1.0),),
        flows=(flow(**{"routes": ONE_WAY, "cells": 3, "subjects": None, **values}),),
        injects=(inject(25, {"close": "controls.lane"}),),
    )


RETRY = {"probability": 1.0, "delay": "2 h"}


def test_a_lost_load_is_tried_again() -> None:
    world = lost(retry=RETRY)
    # Lost at 10 h, known at 11 h, on its way again at 13 h, lost again at 23 h: once and no more.
    assert labels(world) == ["loads/1", "loads/1.retry"]
    assert hours_of(world, Event.LAUNCHED) == [0, 13]
    first, second = play(world).cases
    assert first["payload"] == second["payload"]
    assert first["cell"] == second["cell"]
    assert first["subject"] != second["subject"]
    assert second["address"] == child(address_of("loads/0"), Relation.RETRY, 0)
    rows = story(world)
    (again,) = [row for row in rows if row.case == "loads/0.retry" and row.event is Event.LAUNCHED]
    assert rows[again.cause].event is Event.INTERDICTED


def test_it_is_tried_as_often_as_stated_and_by_the_same_subject_if_so_stated() -> None:
    world = lost(retry={**RETRY, "times": 5, "same_subject": True})
    # The third attempt sets out at 26 h, and gets through.
    assert labels(world) == ["loads/1", "loads/1.retry", "loads/1.retry.retry"]
    assert len(set(play(world).cases["subject"].tolist())) == 1
    assert events_of(world)[-1] is Event.DELIVERED


@pytest.mark.parametrize(
    "retry", [{**RETRY, "probability": 0.0}, {**RETRY, "after": ["aborted"]}], ids=["never", "not after this"]
)
def test_a_load_that_is_not_tried_again_leaves_the_log_as_it_was(retry: World) -> None:
    assert play(lost(retry=retry)).digest() == play(lost()).digest()


def test_a_case_that_gave_up_is_tried_again() -> None:
    world = lost(at=(0, 5), abort={"after_loss": 1.0}, retry={**RETRY, "after": ["aborted"]})
    world["flows"][0]["cells"] = 1
    # The loss at 10 h is known at 11 h, when the second gives up; that is known at 12 h.
    assert [row.time / HOUR for row in story(world, Event.LAUNCHED, case="loads/1.retry")] == [14]


def test_nothing_is_tried_again_while_the_cell_lies_low_or_the_flow_is_closed() -> None:
    low = lost(retry=RETRY, lie_low={"losses": 1, "within": "1 d", "for": "9 d"})
    assert labels(low) == ["loads/1"]
    assert hours_of(low, Event.DETERRED) == [13]
    closed = lost(retry=RETRY)
    closed["injects"].append(inject(12, {"close": "flows.loads"}, name="shut"))
    assert labels(closed) == ["loads/1"]


# Copies

WEB = ("net_a", "net_b", "net_c", "net_d")


def web(legs: tuple[tuple[str, str], ...], *, controls: tuple[World, ...] = (), **values: Any) -> World:
    """An intrusion into net_a at 10 h, and a network on which it can spread, an hour from segment to segment."""
    world = line(
        controls=controls,
        flows=(
            flow(
                to="net_a",
                payload={"unit": "intrusion", "constant": 1},
                spread={"probability": 1.0, "delay": "1 h", "limit": 20, "over": ["network"], **values},
            ),
        ),
        legs=(
            {"from": "start", "to": "net_a", "mode": "wire", "duration": "10 h"},
            *({"from": a, "to": b, "mode": "network", "duration": "1 h"} for a, b in legs),
        ),
    )
    world["places"] += [{"id": place, "jurisdiction": "east"} for place in WEB]
    return world


CHAIN = (("net_a", "net_b"), ("net_b", "net_c"), ("net_c", "net_d"), ("net_c", "net_a"))


def test_an_intrusion_spreads_from_place_to_place_and_never_back() -> None:
    world = web(CHAIN)
    assert labels(world) == [
        "loads/1",
        "loads/1.copy1",
        "loads/1.copy1.copy1",
        "loads/1.copy1.copy1.copy1",
    ]
    assert hours_of(world, Event.COPIED) == [11, 13, 15]
    assert hours_of(world, Event.DELIVERED) == [10, 12, 14, 16]
    copied = story(world, Event.COPIED)
    assert [row.place for row in copied] == ["net_a", "net_b", "net_c"]
    rows = story(world)
    for row in copied:
        assert rows[row.cause].event is Event.ARRIVED
    for row in rows:
        if row.event is Event.LAUNCHED and "copy" in row.case:
            assert rows[row.cause].event is Event.COPIED
    assert play(world).cases["route"].tolist() == [0, -1, -1, -1]
    assert set(play(world).cases["payload"].tolist()) == {1.0}


def test_copies_of_one_case_are_limited() -> None:
    assert len(play(web(CHAIN, limit=2)).cases) == 3
    assert play(web(CHAIN, limit=0)).digest() == play(web(CHAIN, probability=0.0)).digest()


def test_two_ways_to_a_place_bring_one_copy_there() -> None:
    diamond = (("net_a", "net_b"), ("net_a", "net_c"), ("net_b", "net_d"), ("net_c", "net_d"))
    log = play(web(diamond))
    assert len(log.cases) == 4
    arrived = log.of(Event.ARRIVED)["place"]
    assert len(set(arrived.tolist())) == len(arrived)


def test_what_is_stopped_copies_itself_no_more() -> None:
    seen = control("sensor", at="net_a", seize=1.0)
    assert len(play(web(CHAIN, controls=(seen,))).cases) == 1
    later = control("sensor", at="net_b", seize=1.0)
    assert len(play(web(CHAIN, controls=(later,))).cases) == 2


def test_a_copy_is_looked_at_on_its_leg_and_where_it_leads_but_not_where_it_begins() -> None:
    world = web(
        CHAIN[:1],
        controls=(
            control("origin", at="net_a"),
            control("tap", on_leg=["net_a", "net_b"]),
            control("host", at="net_b"),
        ),
    )
    assert [row.control for row in story(world, Event.EXAMINED, case="loads/0.copy1")] == ["tap", "host"]


# Other flows


def funds(**values: Any) -> World:
    """Loads, each delivered at 20 h after its start, whose proceeds go from town to a bank."""
    world = line(
        flows=(
            flow(at=(0, 1, 2), subjects=None, **values),
            flow(
                "laundering",
                at=(),
                arrivals=None,
                threat="money",
                **{"from": "town"},
                to="bank",
                payload={"unit": "usd", "constant": 7},
                subjects=None,
            ),
        ),
        legs=({"from": "town", "to": "bank", "mode": "wire", "duration": "3 h"},),
    )
    world["places"].append({"id": "bank", "jurisdiction": "east"})
    return world


def follow(**values: Any) -> World:
    """What is delivered starts laundering after an hour."""
    return {"on_delivery": [{"start": "laundering", "probability": 1.0, "delay": "1 h", **values}]}


def test_a_delivery_starts_a_case_of_another_flow() -> None:
    world = funds(**follow())
    assert labels(world)[3:] == ["laundering<loads/1", "laundering<loads/2", "laundering<loads/3"]
    assert hours_of(world, Event.LAUNCHED)[3:] == [21, 22, 23]
    first = play(world).cases[3]
    assert first["address"] == child(
        address_of("loads/0"), Relation.FOLLOW, name_address("flow", "laundering")
    )
    assert (first["payload"], first["parent"], first["relation"]) == (7.0, 0, Relation.FOLLOW)
    rows = story(world)
    (started,) = [row for row in rows if row.case == "laundering<loads/0" and row.event is Event.LAUNCHED]
    assert (rows[started.cause].event, rows[started.cause].case) == (Event.DELIVERED, "loads/0")


def test_proceeds_are_worth_so_much_for_each_unit_delivered() -> None:
    assert play(funds(**follow(per_unit=15000))).cases["payload"].tolist()[3:] == [75000.0] * 3


def test_what_is_lost_starts_nothing() -> None:
    world = funds(**follow())
    world["controls"] = [control(seize=1.0)]
    assert len(play(world).cases) == 3


def test_a_follow_on_that_never_happens_changes_nothing() -> None:
    assert (
        play(funds(**follow(probability=0.0))).digest()
        == play(
            funds(on_delivered_total=[{"amount": "1000 kg", "start": "laundering", "delay": "0 h"}])
        ).digest()
    )


def test_each_further_amount_delivered_starts_a_case() -> None:
    # 5 kg each at 20, 21 and 22 h: 4 kg is passed at 20 h, 8 kg at 21 h, 12 kg at 22 h.
    world = funds(on_delivered_total=[{"amount": "4 kg", "start": "laundering", "delay": "0 h"}])
    assert labels(world)[3:] == ["laundering/1<loads/1", "laundering/2<loads/2", "laundering/3<loads/3"]
    # 7.5 kg is passed at 21 h, and 15 kg is reached at 22 h.
    world = funds(on_delivered_total=[{"amount": "7.5 kg", "start": "laundering", "delay": "0 h"}])
    assert labels(world)[3:] == ["laundering/1<loads/2", "laundering/2<loads/3"]
    # 2.4 kg is passed twice each time, and at 22 h also for the sixth time.
    world = funds(on_delivered_total=[{"amount": "2.5 kg", "start": "laundering", "delay": "0 h"}])
    assert len(set(labels(world))) == 9


def test_what_is_known_of_a_subject_goes_with_it_into_another_flow() -> None:
    """A return journey: the subject on whom there was a hit on the way out is looked out for on the way back."""
    world = funds(**follow(same_subject=True))
    world["agencies"] = [agency("guard")]
    world["controls"] = [
        control("out", at="border", about="subject"),
        control("back", at="bank", examine=0.0, detect={"money": 1.0}, detect_flagged={"money": 1.0}),
    ]
    flagged = story(world, Event.FLAGGED, control="back")
    assert [row.case for row in flagged] == ["laundering<loads/0", "laundering<loads/1", "laundering<loads/2"]
    log = play(world)
    assert log.cases["subject"][:3].tolist() == log.cases["subject"][3:].tolist()
    stranger = funds(**follow(same_subject=False))
    stranger["controls"] = world["controls"]
    assert not story(stranger, Event.FLAGGED, control="back")


def test_what_is_known_beforehand_of_a_subject_is_made_once() -> None:
    known = [{"agency": "guard", "about": "subject", "share": 1.0, "evidence": 0.6}]
    world = lost(retry={**RETRY, "same_subject": True}, prior_knowledge=known)
    assert len(play(world).cases) == 2
    assert len(play(world).items[play(world).items["control"] < 0]) == 1


def test_flows_that_start_one_another_do_so_once_a_second_at_most() -> None:
    world = line(
        horizon="30 s",
        flows=(
            flow(
                "out",
                at=(0,),
                on_delivery=[{"start": "home", "probability": 1.0, "delay": "0 h", "same_subject": True}],
            ),
            flow(
                "home",
                arrivals=None,
                **{"from": "town"},
                to="start",
                on_delivery=[{"start": "out", "probability": 1.0, "delay": "0 h", "same_subject": True}],
            ),
        ),
        legs=({"from": "town", "to": "start", "mode": "road", "duration": "0 h"},),
        hours="0 h",
    )
    log = play(world)
    assert len(log.cases) == 30
    assert len(set(log.cases["subject"].tolist())) == 1
    assert len(set(log.cases["address"].tolist())) == len(log.cases)
    assert np.array_equal(np.diff(log.of(Event.LAUNCHED)["time"]), np.ones(len(log.cases) - 1))


def test_a_tip_can_speak_of_what_comes_of_a_case() -> None:
    world = funds(**follow())
    world["injects"] = [inject(22, tip(about="case", evidence=0.7), name="word")]
    world["injects"][0]["actions"][0]["tip"]["flow"] = "laundering"
    (made,) = story(world, Event.MADE)
    assert made.case == "laundering<loads/0"
