"""What holds however flows behave: nothing is lost, all is accounted for, and cases come of what they come of."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.cases import case_labels
from simulator.eventlog import Event
from simulator.world.draws import Relation
from tests.property.behaving_worlds import behaving
from tests.property.worlds import (
    World,
    drawn,
    plan_of,
    play,
    tell,
)

ENDS = (Event.INTERDICTED, Event.DELIVERED, Event.ABORTED)


@drawn
@given(behaving())
def test_what_is_launched_is_interdicted_delivered_aborted_or_under_way(world: World) -> None:
    log = play(world)
    launched, ended = log.of(Event.LAUNCHED), log.of(*ENDS)
    assert launched["case"].tolist() == list(range(len(log.cases)))
    assert len(set(ended["case"].tolist())) == len(ended)
    for rows in (launched, ended):
        assert np.array_equal(rows["value"], log.cases["payload"][rows["case"]])
        assert np.array_equal(rows["flow"], log.cases["flow"][rows["case"]])
    last = {int(row["case"]): Event(row["event"]) for row in log.of(*ENDS, Event.DEPARTED, Event.ARRIVED)}
    assert all(last[case] in ENDS for case in ended["case"].tolist()), "nothing moves after its end"


@drawn
@given(behaving())
def test_cases_come_of_what_they_come_of(world: World) -> None:
    plan, log = plan_of(world), play(world)
    rows, cases = log.rows, log.cases
    assert len(set(cases["address"].tolist())) == len(cases)
    labels = case_labels(plan, log)
    assert len(set(labels)) == len(labels)
    for row in log.of(Event.LAUNCHED):
        case = cases[row["case"]]
        parent, relation = int(case["parent"]), int(case["relation"])
        if relation == 0:
            assert (parent, row["cause"]) == (-1, -1)
            continue
        assert 0 <= parent < row["case"]
        cause, origin = rows[row["cause"]], cases[parent]
        assert cause["case"] == parent
        expected = {
            Relation.CARRIER: {Event.LAUNCHED},
            Relation.RETRY: {Event.INTERDICTED, Event.ABORTED},
            Relation.COPY: {Event.COPIED},
            Relation.FOLLOW: {Event.DELIVERED},
        }[relation]
        assert Event(cause["event"]) in expected
        if relation != Relation.FOLLOW:
            assert (case["flow"], case["cell"]) == (origin["flow"], origin["cell"])
            assert case["payload"] == origin["payload"]
        if relation in {Relation.CARRIER, Relation.COPY}:
            assert case["concealment"] == origin["concealment"]


@drawn
@given(behaving())
def test_what_flows_do_has_a_cause_that_makes_sense(world: World) -> None:
    log = play(world)
    causes = {
        Event.REROUTED: {Event.LAUNCHED},
        Event.ABORTED: {Event.INTERDICTED, Event.LEAKED},
        Event.LAY_LOW: {Event.INTERDICTED, Event.LEAKED},
        Event.EXPANDED: {Event.INTERDICTED},
        Event.DETERRED: {Event.LAY_LOW},
        Event.COPIED: {Event.ARRIVED},
    }
    for number, row in enumerate(log.rows):
        assert -1 <= row["cause"] < number
    for row in log.of(*causes):
        assert Event(log["event"][row["cause"]]) in causes[Event(row["event"])]
        # A leak is about an item, which may bear on cases of several flows.
        assert log["flow"][row["cause"]] in {row["flow"], -1}


@drawn
@given(behaving(), st.integers(1, 5))
def test_a_shorter_horizon_leaves_what_happens_before_it_as_it_is(world: World, days: int) -> None:
    shorter = world | {"scenario": world["scenario"] | {"horizon": f"{days} d"}}
    long, short = play(world), play(shorter)
    # Byte by byte: a value that is not a number equals no other.
    assert short.rows.tobytes() == long.rows[: len(short)].tobytes()
    assert short.cases.tobytes() == long.cases[: len(short.cases)].tobytes()


@drawn
@given(behaving())
def test_the_order_in_which_flows_are_listed_does_not_matter(world: World) -> None:
    turned = world | {"flows": world["flows"][::-1], "legs": world["legs"][::-1]}
    assert tell(plan_of(turned), play(turned)) == tell(plan_of(world), play(world))
