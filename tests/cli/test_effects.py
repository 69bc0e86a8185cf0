"""What is said of a comparison must follow from it: no success without its price, and nothing that chance explains."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.experiment import Comparison, Study, Variant, compare
from simulator.report.asked import compared
from simulator.report.changes import changes, in_pairs, told_together
from simulator.report.effects import effects
from simulator.report.numbers import Numbers
from simulator.report.observations import observations
from simulator.report.words import listed, signed
from simulator.world.sharing import nobody_shares
from tests.cli.test_findings import BASE, PLAN, Value, numbers
from tests.unit.hand_made import small_plan

PRICES: dict[str, dict[str, Value]] = {
    "innocent_stopped": {"control:lane": 30.0},
    "false_leads": {"agency:customs": 200.0},
    "triage_wait_hours": {"agency:customs": (100, 20)},
    "escaped": {"agency:police": 1.0},
}
THROUGH: dict[str, dict[str, Value]] = {
    "payload_delivered": {"flow:heroin": 100.0},
    "delivered": {"flow:heroin": 14.0, "flow:cash": 8.0},
}


def beside(there: dict[str, dict[str, Value]], **here: dict[str, Value]) -> Comparison:
    """A comparison in which the run differs from its baseline by what is named."""
    study, baseline = (numbers(**(BASE | PRICES | THROUGH | changed)).study for changed in (here, there))
    return Comparison(study, baseline, "nobody shares", "without sharing")


def said(comparison: Comparison) -> list[str]:
    return [one.text for one in effects(comparison)]


LESS: dict[str, dict[str, Value]] = {"interdiction_rate": {"all": (3, 30)}}


def test_a_gain_is_told_with_its_absolute_and_relative_size() -> None:
    first = said(beside(LESS))[0]
    assert first.startswith("20.0 % of the cases are stopped, 10.0 % without sharing: 10.0 points (")
    assert " more, or 100 % (" in first


def test_the_price_comes_right_after_the_gain_also_where_there_is_none() -> None:
    dear = said(beside(LESS, triage_wait_hours={"agency:customs": (140, 20)}))
    assert dear[1].startswith("It costs: an item waits 1.2 h for an analyst instead of 0.83 h (+0.33, ")
    assert "; +40.0 %)" in dear[1]
    assert "The same in every replication: 200 false leads are looked into;" in dear[1]
    assert "30.0 others are stopped in vain" in said(beside(LESS))[1]


def test_what_gets_cheaper_is_told_as_spared() -> None:
    (_, price, *_) = said(beside(LESS, innocent_stopped={"control:lane": 20.0}))
    assert price.startswith("It spares: 20.0 others are stopped in vain instead of 30.0 (")


def test_a_change_too_small_to_matter_is_not_told_as_one() -> None:
    (_, price, *_) = said(beside(LESS, false_leads={"agency:customs": 200.5}))
    assert "No clear change, or a slight one at most: false leads." in price


def test_a_loss_is_told_as_a_loss() -> None:
    first = said(beside({"interdiction_rate": {"all": (12, 30)}}))[0]
    assert "20.0 points (" in first
    assert " fewer, or 50.0 % (" in first


def test_where_nothing_differs_one_sentence_says_so() -> None:
    assert said(beside({})) == ["Nothing differs: every replication came out as it does without sharing."]
    plan = small_plan()
    alike = compare(Variant(plan), Variant(plan), "the scenario as written", 3)
    assert alike is not None
    assert len(said(alike)) == 1


def test_a_difference_that_chance_explains_is_told_as_none() -> None:
    comparison = beside(LESS)
    draws = np.random.default_rng(2)
    column = comparison.study.measures.number_of("interdiction_rate")
    for study in (comparison.study, comparison.baseline):
        study.measures.numerators[:, column] = draws.poisson(6, 20)
    first = next(iter(effects(comparison)))
    assert not first.clear
    assert first.text.startswith("No clear difference in what is stopped: ")


def test_what_moves_to_another_flow_is_told() -> None:
    answer = said(beside(LESS, delivered={"flow:heroin": 9.0, "flow:cash": 12.0}))[-1]
    assert answer == (
        "How the flows answer: more cases get through in Cash south; fewer cases get through in Heroin north."
    )
    both = said(beside(LESS, delivered={"flow:heroin": 9.0, "flow:cash": 6.0}))[-1]
    assert both == "How the flows answer: fewer cases get through in each of the 2 flows."


def test_of_many_quantities_looked_at_together_few_seem_to_differ_by_chance() -> None:
    """The prices of two runs that differ by chance alone: in one of twenty comparisons at most is any called clear."""
    draws = np.random.default_rng(7)
    study = numbers(**(BASE | PRICES)).study
    wanted = [
        study.measures.number_of(metric, subject)
        for metric, values in PRICES.items()
        for subject in values
        if metric != "triage_wait_hours"
    ]
    wrong = 0
    for _ in range(400):
        sides = []
        for _ in range(2):
            tops = study.measures.numerators.copy()
            tops[:, wanted] = draws.normal(100, 20, (len(tops), len(wanted)))
            measures = type(study.measures)(
                study.measures.columns, study.measures.replications, tops, study.measures.denominators
            )
            sides.append(Study(PLAN, 1, measures, len(tops)))
        found = compared(Comparison(sides[0], sides[1], "nobody shares"), "price")
        wrong += any(one.change.clear for one in found)
    assert wrong / 400 <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / 400)


def test_one_replication_claims_nothing() -> None:
    plan = small_plan()
    one = compare(Variant(plan), Variant(nobody_shares(plan)), "nobody shares", 1)
    assert one is not None
    (only,) = effects(one)
    assert not only.clear
    assert "one replication cannot tell this from chance" in only.text


def test_effects_come_before_all_other_findings() -> None:
    comparison = beside(LESS)
    found = observations(Numbers(comparison.study, {}), comparison, 20)
    assert found[: len(said(comparison))] == said(comparison)
    assert len(found) > len(said(comparison))
    assert observations(Numbers(comparison.study, {}), comparison, 2) == found[:2]


def test_the_table_of_changes_has_a_row_for_all_that_is_asked() -> None:
    table = changes(beside(LESS, triage_wait_hours={"agency:customs": (140, 20)}))
    rows = {str(row[0]): [str(cell) for cell in row[1:]] for row in table.rows}
    assert rows["cases interdicted, %"][:3] == ["20.0", "10.0", "+10.0"]
    assert rows["stopped in vain"][:4] == ["30.0", "30.0", "0", "in every run"]
    assert rows["wait for an analyst, h"][:2] == ["1.17", "0.83"]


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (signed(5.93, 4.61, 7.24), ("+5.9", "+4.6 to +7.2")),
        (signed(-198.3, -247.7, -148.9), ("-198", "-248 to -149")),
        (signed(0.55, 0.03, 1.07), ("+0.55", "+0.03 to +1.07")),
        (signed(0.2, -0.5, 0.9), ("+0.2", "-0.5 to +0.9")),
        (signed(-0.001, -0.5, 0.498), ("0.0", "-0.5 to +0.5")),
        (signed(1.5, math.nan, math.nan), ("+1.50", "")),
        (signed(math.nan, math.nan, math.nan), ("-", "")),
        (listed(["a"]), "a"), (listed(["a", "b"]), "a and b"), (listed(["a", "b", "c"]), "a, b and c"),
    ],
)  # fmt: skip
def test_differences_read_as_people_write_them(found: object, text: object) -> None:
    assert found == text


def test_a_price_that_is_always_the_same_has_no_interval() -> None:
    comparison = beside(LESS)
    column = comparison.study.measures.number_of("false_leads", "agency:customs")
    comparison.study.measures.numerators[:, column] = 300.0
    comparison.baseline.measures.numerators[:, column] = 200.0
    assert (
        "300 false leads are looked into instead of 200 (+100, in every replication; +50.0 %)"
        in said(comparison)[1]
    )


def test_a_quantity_that_some_replications_lack_is_said_to_be_compared_in_pairs() -> None:
    whole = beside(LESS, lead_time_median_hours={"all": 12.0})
    assert in_pairs(whole) == []
    measures = whole.study.measures
    measures.numerators[:3, measures.number_of("lead_time_median_hours", "all")] = math.nan
    partly = Comparison(whole.study, whole.baseline, whole.label, whole.briefly)
    assert in_pairs(partly) == [
        "lead time, median: over the 17 replications that have it on both sides, so that the baseline may differ from "
        "that of another run."
    ]


def test_why_intervals_of_findings_are_wider_is_said_where_there_are_such() -> None:
    assert "their intervals are wider than in the table" in told_together(beside(LESS))
    assert "less than 2 % is not called a change" in told_together(beside(LESS))
    assert told_together(None) == ""
