"""How weights make a belief: by sum, or as the chance that one of them is right."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.provenance import Reach, credits
from simulator.eventlog import Event
from simulator.scenario.rules import check
from simulator.scenario.schema import Scenario
from simulator.world.belief import CERTAIN, noisy_or
from simulator.world.plan import MICRO
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import agency, control, inject, line, link, story, tip

WEIGHTS = st.lists(st.integers(0, 3 * MICRO), max_size=12)


def test_two_items_of_a_half_and_one_of_three_tenths_leave_a_doubt_of_seventeen_and_a_half_percent() -> None:
    assert noisy_or([500_000, 500_000, 300_000]) == 825_000


def test_one_item_is_believed_for_what_it_weighs_and_none_for_nothing() -> None:
    assert noisy_or([]) == 0
    assert noisy_or([123_457]) == 123_457


def test_no_number_of_items_is_certain() -> None:
    assert noisy_or([5 * MICRO]) == CERTAIN
    assert noisy_or([MICRO] * 50) < MICRO


@given(WEIGHTS)
def test_it_is_the_exact_product_rounded_down_and_never_more_than_the_sum(weights: list[int]) -> None:
    doubt = Fraction(1)
    for weight in weights:
        doubt *= 1 - Fraction(min(weight, CERTAIN), MICRO)
    assert noisy_or(weights) == int((1 - doubt) * MICRO)
    assert noisy_or(weights) <= sum(weights)


@given(st.lists(st.integers(0, MICRO), min_size=1, max_size=5))
def test_the_order_of_the_items_does_not_matter(weights: list[int]) -> None:
    assert len({noisy_or(order) for order in permutations(weights)}) == 1


def world(rule: str, act_at: float, *weights: float) -> World:
    tips = tuple(inject(hour, tip(evidence=w), name=f"news{hour}") for hour, w in enumerate(weights, 1))
    built = line(agencies=(agency(act_at=act_at, teams=1),), injects=tips)
    built["scenario"]["belief"] = rule
    return built


def test_agencies_act_on_the_belief_of_the_scenarios_rule() -> None:
    def beliefs(rule: str, act_at: float) -> list[float]:
        return [row.value for row in story(world(rule, act_at, 0.5, 0.5, 0.3), Event.ACTIONABLE)]

    assert beliefs("sum", 0.825) == [1.0]
    assert beliefs("noisy_or", 0.825) == [0.825]
    assert beliefs("noisy_or", 0.825001) == []


def test_with_one_item_at_a_time_the_rules_agree() -> None:
    logs = [play(world(rule, 0.5, 0.6)).digest() for rule in ("sum", "noisy_or")]
    assert logs[0] == logs[1]


def test_credit_is_given_by_the_same_rule() -> None:
    built = world("noisy_or", 0.8, 0.6)
    built["agencies"].append(agency("police"))
    built["controls"] = [control("source", at="start", agency="police", evidence=0.6)]
    built["links"] = [link("police", "guard")]
    (credit,) = credits(plan_of(built), play(built))
    assert credit.reach is Reach.DOMESTIC
    assert len(credit.items) == 2
    built["scenario"]["belief"] = "sum"
    built["agencies"][0]["act_at"] = 0.6
    (credit,) = credits(plan_of(built), play(built))
    assert len(credit.items) == 1


def test_a_threshold_of_one_is_never_reached_where_nothing_is_certain() -> None:
    def warned(rule: str) -> bool:
        found = check(Scenario.model_validate(world(rule, 1.0, 0.9, 0.9)))
        return any(one.code == "W602" for one in found)

    assert warned("noisy_or")
    assert not warned("sum")
