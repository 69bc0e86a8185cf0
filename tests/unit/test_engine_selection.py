"""Controls that do not look at every case alike: by its payload, and by traits of the subject behind it."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.eventlog import Event
from simulator.scenario.schema import Scenario
from simulator.world.draws import Slot
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import address_of, agency, control, flow, inject, line, luck, story, tip

HOURS = tuple(range(60))
CASES = [f"loads/{k}" for k in HOURS]


def lane(**values: Any) -> World:
    return control(**{"evidence": 0, **values})


def loads(**values: Any) -> World:
    return flow(at=HOURS, subjects=None, **values)


def cases(world: World, kind: Event = Event.EXAMINED) -> list[str]:
    return [row.case for row in story(world, kind)]


# --- by payload


def by_payload(*steps: tuple[str, float], **values: Any) -> World:
    return lane(examine_from=[{"payload": least, "examine": share} for least, share in steps], **values)


def heavy(**values: Any) -> World:
    return loads(payload={"unit": "kg", "uniform": {"low": 0, "high": 10}}, **values)


def weights() -> dict[str, float]:
    rows = story(line(flows=(heavy(),)), Event.LAUNCHED)
    return {row.case: row.value for row in rows}


def test_from_a_payload_on_another_share_is_examined() -> None:
    world = line(controls=(by_payload(("6 kg", 1.0), examine=0.0),), flows=(heavy(),))
    assert cases(world) == [case for case, kilos in weights().items() if kilos >= 6]
    exact = line(controls=(by_payload(("5 kg", 1.0), examine=0.0),), flows=(loads(),))
    assert cases(exact) == CASES


def test_the_highest_payload_that_is_reached_counts() -> None:
    for steps in ((("3 kg", 1.0), ("6 kg", 0.0)), (("6 kg", 0.0), ("3 kg", 1.0))):
        world = line(controls=(by_payload(*steps, examine=0.0),), flows=(heavy(),))
        assert cases(world) == [case for case, kilos in weights().items() if 3 <= kilos < 6]


def test_flows_with_another_unit_are_looked_at_as_ever() -> None:
    plain, other = (
        line(controls=(one,), flows=(heavy(),))
        for one in (lane(examine=0.3), by_payload(("3 usd", 1.0), examine=0.3))
    )
    assert play(plain).digest() == play(other).digest()


def test_a_flagged_case_is_selected_as_flagged_whatever_it_carries() -> None:
    world = line(
        controls=(by_payload(("1 kg", 0.0), examine=0.0),), flows=(flow(),), injects=(inject(5, tip()),)
    )
    assert len(cases(world)) == 1


def test_a_flag_that_was_not_needed_is_known_as_such() -> None:
    for share, value in ((1.0, 1), (0.0, 0)):
        world = line(
            controls=(by_payload(("1 kg", share), examine=0.0, seize=1.0),),
            flows=(flow(),),
            injects=(inject(5, tip()),),
        )
        assert [row.value for row in story(world, Event.FLAGGED)] == [value]


# --- by traits


def with_trait(share: float = 0.4, **values: Any) -> World:
    return loads(traits={"false_document": share}, **values)


def bearers(world: World, share: float = 0.4) -> set[str]:
    log = play(world)
    subjects = log.cases["subject"].tolist()
    return {
        case
        for case, subject in zip(CASES, subjects, strict=True)
        if luck("trait:false_document", subject, Slot.TRAIT) < share
    }


def test_a_subject_with_a_trait_is_examined_and_found_on_its_own_terms() -> None:
    for key, kind in (("examine", Event.EXAMINED), ("detect", Event.DETECTED)):
        for usual in (0.0, 1.0):
            written: Any = {"drugs": 1 - usual} if key == "detect" else 1 - usual
            other: Any = {"drugs": usual} if key == "detect" else usual
            special = lane(**{key: other}, if_trait={"false_document": {key: written}})
            world = line(controls=(special,), flows=(with_trait(),))
            has = bearers(world)
            assert 10 < len(has) < 50
            assert set(cases(world, kind)) == {case for case in CASES if (case in has) != bool(usual)}


def test_a_false_document_is_not_on_the_list() -> None:
    known = [{"agency": "guard", "about": "case", "share": 1.0, "evidence": 1.0}]
    lists = lane(detect={}, requires="lookout", match=1.0, if_trait={"false_document": {"match": 0.0}})
    world = line(controls=(lists,), flows=(with_trait(prior_knowledge=known),))
    has = bearers(world)
    assert set(cases(world, Event.DETECTED)) == set(CASES) - has


def test_it_is_the_same_at_a_control_with_bays_and_at_one_that_watches() -> None:
    special = {"if_trait": {"false_document": {"detect": {"drugs": 0.0}}}}
    bays = line(controls=(lane(bays=100, service="1 h", **special),), flows=(with_trait(),))
    assert set(cases(bays, Event.DETECTED)) == set(CASES) - bearers(bays)
    watch = control(watch="90 / h", evidence=0, detect={"drugs": 1.0}, **special)
    seen = line(controls=(watch,), flows=(with_trait(),), stays={"border": "20 h"})
    assert set(cases(seen, Event.DETECTED)) == set(CASES) - bearers(seen)


def test_a_threat_that_is_found_on_a_trait_alone() -> None:
    special = lane(detect={}, if_trait={"false_document": {"detect": {"drugs": 1.0}}})
    world = line(controls=(special,), flows=(with_trait(),))
    assert set(cases(world, Event.DETECTED)) == bearers(world)


def test_of_several_traits_the_first_listed_that_says_something_counts() -> None:
    both = loads(traits={"false_document": 1.0, "nervous": 1.0})
    for terms, times in (
        ({"nervous": {"examine": 1.0}, "false_document": {"examine": 0.0}}, 60),
        ({"false_document": {"examine": 0.0}, "nervous": {"examine": 1.0}}, 0),
        ({"false_document": {"examine_flagged": 0.0}, "nervous": {"examine": 1.0}}, 60),
    ):
        assert len(cases(line(controls=(lane(examine=0.0, if_trait=terms),), flows=(both,)))) == times


def test_a_trait_that_nobody_has_changes_nothing() -> None:
    terms = {"false_document": {"examine": 0.0}}
    with_terms, without = (
        line(controls=(lane(if_trait=one),), flows=(with_trait(0.0),)) for one in (terms, {})
    )
    assert play(with_terms).digest() == play(without).digest()


def test_traits_change_a_chance_and_no_luck() -> None:
    special = lane(detect={"drugs": 0.8}, if_trait={"false_document": {"detect": {"drugs": 0.3}}})
    world = line(controls=(special,), flows=(with_trait(),))
    has = bearers(world)
    expected = {
        case
        for case in CASES
        if luck("control:lane", address_of(case), Slot.DETECT) < (0.3 if case in has else 0.8)
    }
    assert set(cases(world, Event.DETECTED)) == expected


@pytest.mark.parametrize(
    "values",
    [
        {"if_trait": {"x": {"match": 0.5}}},
        {"requires": "lookout", "match": 0.5, "if_trait": {"x": {"detect": {"drugs": 0.5}}}},
    ],
)
def test_terms_for_a_trait_fit_the_control(values: World) -> None:
    with pytest.raises(ValueError, match=r"if_trait\.x"):
        Scenario.model_validate(line(agencies=(agency(),), controls=(lane(detect={}, **values),)))


# --- the chance to pass that routes shows


def passing(lane: World, **values: Any) -> float:
    return plan_of(line(controls=(lane,), flows=(heavy(**values),))).flows[0].routes[0].evasion


def test_the_chance_to_pass_is_averaged_over_payload_and_traits() -> None:
    usual = {"examine": 0.2, "detect": {"drugs": 0.5}}
    assert passing(lane(**usual)) == pytest.approx(0.9)
    assert passing(by_payload(("6 kg", 1.0), **usual)) == pytest.approx(1 - 0.5 * (0.6 * 0.2 + 0.4), abs=2e-3)
    assert passing(by_payload(("6 usd", 1.0), **usual)) == pytest.approx(0.9)
    terms = {"a": {"detect": {"drugs": 1.0}}, "b": {"detect": {"drugs": 0.0}, "examine": 1.0}}
    two = lane(**usual, if_trait=terms)
    expected = (
        0.3 * 0.5 * 1.0 + 0.3 * 0.5 * 0.2 + 0.7 * 0.5 * 0.2 * 0.5
    )  # a and b, a alone, neither; b alone: none
    assert passing(two, traits={"a": 0.3, "b": 0.5}) == pytest.approx(1 - expected)
    assert passing(two) == pytest.approx(0.9)


def test_an_informed_flow_avoids_what_looks_at_its_payload() -> None:
    def way(least: str) -> tuple[int, ...]:
        detour = {"from": "start", "to": "town", "mode": "road", "duration": "90 h"}
        looks = by_payload((least, 1.0), examine=0.0, detect={"drugs": 0.9})
        other = control("other", on_leg=["start", "town"], detect={"drugs": 0.1})
        flows = (heavy(routes={"choice": "informed"}),)
        return plan_of(line(controls=(looks, other), flows=flows, legs=(detour,))).flows[0].routes[0].places

    assert way("1 kg") == (0, 2)
    assert way("9.9 kg") == (0, 1, 2)
