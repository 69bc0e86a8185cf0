"""What is true of some subjects and not of others."""

from __future__ import annotations

import numpy as np

from simulator.engine.actors import FlowState
from simulator.eventlog import Event
from simulator.world.address import children
from simulator.world.draws import Draws
from tests.property.worlds import plan_of, play
from tests.unit.engine_worlds import control, flow, line

SUBJECTS = children(7, 1, np.arange(4000)).tolist()


def flows(*traits: dict[str, float]) -> list[FlowState]:
    """Flows with such traits, in replication 0 of seed 1."""
    plan = plan_of(line(flows=tuple(flow(f"flow_{i}", traits=each) for i, each in enumerate(traits))))
    draws = Draws(1, 0)
    return [FlowState(one, plan, draws) for one in plan.flows]


def test_each_trait_is_as_frequent_as_stated_and_independent_of_the_others() -> None:
    (people,) = flows({"false_document": 0.2, "armed": 0.5})
    bits = np.array([people.traits_of(subject) for subject in SUBJECTS])
    for number, share in ((0, 0.2), (1, 0.5)):
        error = 4 * (share * (1 - share) / len(SUBJECTS)) ** 0.5
        assert abs((bits >> number & 1).mean() - share) < error
    assert abs((bits == 3).mean() - 0.1) < 4 * (0.1 * 0.9 / len(SUBJECTS)) ** 0.5


def test_a_subject_has_a_trait_whatever_the_flow() -> None:
    few, many = flows({"false_document": 0.1}, {"armed": 0.5, "false_document": 0.3})
    assert plan_of(line(flows=(flow(traits={"b": 0.1}), flow("two", traits={"a": 1, "b": 1})))).traits == (
        "b",
        "a",
    )
    for subject in SUBJECTS[:500]:
        assert few.traits_of(subject) & 1 <= many.traits_of(subject) & 1


def test_a_subject_that_another_flow_brought_in_keeps_its_traits() -> None:
    out, back = flows({"false_document": 1.0}, {})
    back.strangers[SUBJECTS[0]] = out
    assert back.traits_of(SUBJECTS[0]) == 1
    assert back.traits_of(SUBJECTS[1]) == 0


def test_traits_alone_change_nothing() -> None:
    assert play(line(flows=(flow(traits={"armed": 0.5}),))).digest() == play(line()).digest()


def test_a_trait_goes_with_its_subject_into_another_flow() -> None:
    """On the way back only those whose document is false are found: all of them, as they were on the way out."""
    world = line(
        flows=(
            flow(
                "out",
                at=tuple(range(30)),
                subjects=None,
                traits={"false_document": 0.5},
                on_delivery=[{"start": "back", "probability": 1, "delay": "1 h", "same_subject": True}],
            ),
            flow("back", arrivals=None, subjects=None, **{"from": "town"}, to="start"),
        ),
        legs=({"from": "town", "to": "start", "mode": "road", "duration": "5 h"},),
        controls=(
            control(
                "desk",
                on_leg=["town", "start"],
                detect={"drugs": 0},
                if_trait={"false_document": {"detect": {"drugs": 1}}},
            ),
        ),
    )
    plan, log = plan_of(world), play(world)
    out = FlowState(plan.flows[0], plan, Draws(1, 0))
    found = set(log.of(Event.DETECTED)["case"].tolist())
    back = np.flatnonzero(log.cases["flow"] == 1).tolist()
    assert found == {case for case in back if out.traits_of(int(log.cases["subject"][case]))}
    assert 0 < len(found) < len(back)
