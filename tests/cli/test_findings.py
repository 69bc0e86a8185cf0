"""Sentences and tables must follow from the numbers, and say when the numbers do not tell."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from simulator.analysis.metrics import Kind, Measures, Meter
from simulator.experiment import Study
from simulator.report.actors import agencies, controls, links, sources
from simulator.report.numbers import Numbers
from simulator.report.observations import observations
from simulator.report.outcome import outcome
from simulator.report.tables import Column, fitted, paragraph
from simulator.report.words import amount, duration, estimate, frequency, number, percent, rate, rough, share
from simulator.scenario.load import build
from simulator.scenario.source import read_value
from simulator.world.compile import build_plan
from simulator.world.plan import Plan
from tests.cli.world import SCENARIO

WORLD = (
    SCENARIO
    + "  - {id: cash, name: Cash south, threat: money, from: kovan, to: oster, arrivals: {poisson: 1 / d}}\n"
)
PLAN = build_plan(build(read_value(WORLD, "world.yaml")))
REPLICATIONS = 20

Value = float | tuple[float, float]


def numbers(plan: Plan = PLAN, /, **values: dict[str, Value]) -> Numbers:
    """Numbers of a study in which a metric of a subject has a value, or a numerator and a denominator.

    Replications differ a little, so that intervals are not empty; whatever is not named is 0 of 100.
    """
    columns = Meter(plan).columns
    tops, bottoms = np.zeros((REPLICATIONS, len(columns))), np.full((REPLICATIONS, len(columns)), math.nan)
    wave = np.where(np.arange(REPLICATIONS) % 2, 1.02, 0.98)
    for i, column in enumerate(columns):
        value = values.get(column.metric, {}).get(column.subject, 0.0)
        top, bottom = value if isinstance(value, tuple) else (value, 100.0)
        tops[:, i] = top * wave
        if column.kind in (Kind.PROPORTION, Kind.RATIO):
            bottoms[:, i] = bottom
    measures = Measures(columns, np.arange(REPLICATIONS), tops, bottoms)
    return Numbers(Study(plan, 1, measures, REPLICATIONS), {})


BASE: dict[str, dict[str, Value]] = {
    "launched": {"all": 30.0, "flow:heroin": 20.0, "flow:cash": 10.0},
    "interdicted": {"all": 6.0, "flow:heroin": 5.0, "flow:cash": 1.0},
    "interdiction_rate": {"all": (6, 30), "flow:heroin": (5, 20), "flow:cash": (1, 10)},
    "cooperation_enabled_share": {"all": (3, 6), "flow:heroin": (3, 5)},
}


def told(most: int = 9, **changes: dict[str, Value]) -> list[str]:
    return observations(numbers(**(BASE | changes)), None, most)


def test_the_outcome_of_each_flow_is_told_largest_first() -> None:
    titles = [title for title, _ in outcome(numbers(**BASE))]
    assert titles == ["Heroin north", "Cash south", "All 2 flows"]


def test_shares_of_an_outcome_add_up() -> None:
    ((_, sentences), *_) = outcome(
        numbers(**BASE, delivered={"flow:heroin": 12.0}, open={"flow:heroin": 3.0})
    )
    assert sentences[0].startswith("Of 2.0 cases a day, 25.0 % (")
    assert "60.0 % delivered, 15.0 % still under way" in sentences[0]
    assert sentences[1].startswith("60.0 % (")
    assert sentences[1].endswith(") of the interdictions rest on what agencies shared.")


def test_an_outcome_without_cases_or_sharing_says_so() -> None:
    assert outcome(numbers())[0][1] == ["No case began."]
    alone = numbers(**(BASE | {"cooperation_enabled_share": {}}))
    assert "None of the interdictions needed what other agencies had shared." in outcome(alone)[0][1]


def test_the_main_way_of_sharing_is_named_only_when_intervals_are_apart() -> None:
    clear = told(
        cooperation_enabled_cross_border={"all": (2.8, 6)}, cooperation_enabled_mechanism={"all": (0.2, 6)}
    )
    assert "50.0 % (" in clear[0]
    assert "most through links across borders: 46.7 % (" in clear[0]
    equal = told(
        cooperation_enabled_cross_border={"all": (1.5, 6)}, cooperation_enabled_mechanism={"all": (1.4, 6)}
    )
    assert "whether more of them through links across borders or mechanisms is too close to say" in equal[0]


def test_sharing_that_hardly_mattered_is_told_to_have_hardly_mattered() -> None:
    assert told(cooperation_enabled_share={"all": (0.01, 6)})[0].startswith(
        "Sharing hardly mattered: 0.2 % ("
    )


def test_the_largest_part_of_a_delay_is_named_only_when_it_is_the_largest() -> None:
    carried: dict[str, dict[str, Value]] = {
        "delivered": {"link:tell": 40.0},
        "delay_hours": {"link:tell": (400, 20)},
    }
    clear = told(
        **carried, delay_clearance_hours={"link:tell": (300, 20)}, delay_triage_hours={"link:tell": (90, 20)}
    )
    assert any("75.0 % of that is clearance: 15.0 h (" in text for text in clear)
    equal = told(
        **carried, delay_clearance_hours={"link:tell": (200, 20)}, delay_triage_hours={"link:tell": (198, 20)}
    )
    assert any("whether clearance or triage takes longer is too close to say" in text for text in equal)


def test_what_is_not_clear_comes_last() -> None:
    same = told(interdiction_rate={"all": (6, 30), "flow:heroin": (4, 20), "flow:cash": (2, 10)})
    assert same[-1] == "No clear difference between the flows in how often they are stopped."
    apart = told()
    assert any(
        text.startswith("Heroin north is stopped more often than Cash south: 25.0 % against 10.0 %")
        for text in apart
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"detected_share": {"all": (18, 30)}, "never_actionable_share": {"all": (27, 30)}},
            ") of all cases that ended no agency had ever held",
        ),
        (
            {"responses": {"agency:police": 40.0}, "escaped": {"agency:police": 20.0}},
            "Teams come too late in 50.0 % (",
        ),
        ({"utilisation": {"agency:customs": (95, 100)}}, "Analysts are the bottleneck at Customs of Arda"),
        (
            {"displacement": {"flow:heroin": 0.6}, "displacement_by_chance": {"flow:heroin": 0.2}},
            "Other routes, Heroin north: ",
        ),
        (
            {"detected": {"control:lane": 2.0}, "innocent_stopped": {"control:lane": 30.0}},
            "15.0 (15.0-15.0) others",
        ),
    ],
)
def test_what_stands_out_is_told(changes: dict[str, dict[str, Value]], said: str) -> None:
    assert any(said in text for text in told(**changes))
    assert not any(said in text for text in told())


def test_no_more_than_three_observations_are_made() -> None:
    assert len(told(3)) <= 3 < len(told(utilisation={"agency:customs": (95, 100)}, **{
        "detected_share": {"all": (18, 30)}, "never_actionable_share": {"all": (27, 30)},
        "responses": {"agency:police": 4.0}, "escaped": {"agency:police": 2.0},
    }))  # fmt: skip


def test_tables_put_the_busiest_first_and_show_who_found_nothing() -> None:
    some = numbers(
        responses={"agency:police": 2.0},
        items_reported={"agency:customs": 9.0},
        detected={"control:leads": 3.0},
    )
    assert [row[0] for row in agencies(some).rows] == ["Police of Borin", "Customs of Arda"]
    assert [row[0] for row in sources(some).rows] == ["Informants"]
    (lane,) = controls(some).rows
    assert lane[:3] == ["Gate lane", "0", "0"]
    assert [row[0] for row in links(some).rows] == ["Liaison"]


def test_a_lane_that_seizes_nothing_is_still_a_control() -> None:
    text = WORLD.replace("examine: 0.3", "examine: 0.3, seize: 0")
    plan = build_plan(build(read_value(text, "world.yaml")))
    some = numbers()
    told = Numbers(Study(plan, 1, some.study.measures, REPLICATIONS), {})
    assert [row[0] for row in controls(told).rows] == ["Gate lane"]
    assert [row[0] for row in sources(told).rows] == ["Informants"]


def test_false_alarms_are_told_only_where_there_is_other_traffic() -> None:
    text = WORLD.replace(", traffic: 50 / d", "")
    plan = build_plan(build(read_value(text, "world.yaml")))
    for world, shown in ((PLAN, "0"), (plan, "-")):
        table = controls(Numbers(Study(world, 1, numbers().study.measures, REPLICATIONS), {}))
        (lane,) = table.rows
        assert lane[[column.title for column in table.columns].index("false alarms")] == shown


def test_a_cut_table_says_by_what_it_is_ordered_and_where_the_rest_is() -> None:
    some = numbers(responses={"agency:police": 2.0, "agency:customs": 1.0})
    assert agencies(some, most=1).rest == (
        "1 of 2, those that respond most; the others: report.html, or run with -vv"
    )
    assert agencies(some).rest == ""


def render(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    from rich.console import Console

    console = Console(width=width, force_terminal=False)
    with console.capture() as capture:
        for part in fitted(columns, rows, width):
            console.print(part)
    return [line.rstrip() for line in capture.get().splitlines()]


def test_a_table_drops_the_least_important_columns_first_and_names_them() -> None:
    columns = [Column("name", text=True), Column("first"), Column("second", 2), Column("third", 1)]
    rows = [["a long name of something", "1", "2", "3"]]
    assert render(columns, rows, 80)[0].split() == ["name", "first", "second", "third"]
    narrow = render(columns, rows, 41)
    assert narrow[0].split() == ["name", "first", "third"]
    assert narrow[-1] == "  not shown at 41 columns: second"
    assert max(map(len, narrow)) <= 41


def test_long_names_are_folded_and_never_cut() -> None:
    name = "Regional information and coordination centre of eleven states"
    lines = render([Column("name", text=True), Column("n")], [[name, "1"]], 40)
    assert " ".join(" ".join(lines[2:]).replace(" 1", "").split()) == name


def test_an_identifier_is_broken_after_an_underscore() -> None:
    lines = render(
        [Column("id", text=True), Column("n")], [["regional_centre_of_the_eleven_states", "1"]], 30
    )
    assert [line.split()[0] for line in lines[2:]] == ["regional_centre_of_the_", "eleven_states"]


def test_a_number_stays_with_its_percent_sign() -> None:
    lines = paragraph("Of all the cases that there are 12.5 % were stopped", 38).splitlines()
    assert not any(line.startswith("  %") for line in lines)
    assert all(len(line) <= 38 and line.startswith("  ") for line in lines)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (number(1234.5), "1,234"), (number(0.12345), "0.123"), (number(math.nan), "-"), (number(0.0), "0"),
        (rough(282790), "280,000"), (rough(0.175), "0.17"), (rough(9.96), "10.0"), (rough(math.inf), "-"),
        (share(0.035), "3.5 %"), (percent(0.19), "19.0 %"), (percent(0.0017), "0.17 %"), (percent(math.nan), "-"),
        (estimate(94.3, 73.7, 115), "94 (74-115)"), (estimate(27.4, 27.01, 27.79, "h"), "27.4 h (27.0-27.8)"),
        (estimate(5.0, math.nan, math.nan), "5.00"), (estimate(2.0, 2.0, 2.0), "2.00 (2.00-2.00)"),
        (duration(3600), "1 h"), (duration(90), "1.5 min"), (duration(20), "20 s"), (duration(86400 * 14), "14 d"),
        (rate(400 / 86400), "400 / d"), (rate(1 / (86400 * 365)), "1 / year"),
        (frequency(1.2 / 86400, "cases"), "1.2 cases a day"), (frequency(0.1 / 86400, "cases"), "0.70 cases a week"),
        (frequency(0.01 / 86400, "cases"), "3.6 cases a year"),
    ],
)  # fmt: skip
def test_numbers_read_as_people_write_them(found: str, text: str) -> None:
    assert found == text


@pytest.mark.parametrize(
    ("shown", "unit", "text"),
    [
        ("15.4", "person", "15.4 persons"), ("1", "person", "1 person"), ("1.00", "source", "1.00 source"),
        ("0", "intrusion", "0 intrusions"), ("1,200", "item", "1,200 items"), ("0.5", "vehicle", "0.5 vehicles"),
        ("3", "car", "3 cars"), ("3", "box", "3 boxes"), ("3", "body", "3 bodies"),
        ("2", "stolen weapon", "2 stolen weapons"), ("3", "cases", "3 cases"), ("-", "person", "- persons"),
        ("3", "kg", "3 kg"), ("3", "usd", "3 usd"), ("3", "eur", "3 eur"), ("3", "%", "3 %"),
        ("3", "TNT eq", "3 TNT eq"), ("3", "", "3"),
    ],
)  # fmt: skip
def test_what_can_be_counted_is_in_the_plural_unless_it_is_one(shown: str, unit: str, text: str) -> None:
    assert amount(shown, unit) == text


def test_the_outcome_counts_persons_in_the_plural() -> None:
    payload: dict[str, dict[str, Value]] = {
        "payload_interdicted": {"flow:heroin": 1.0}, "payload_launched": {"flow:heroin": 20.0}
    }  # fmt: skip
    world = WORLD.replace(
        "threat: drugs, from", "threat: fighters, payload: {unit: person, constant: 1}, from"
    )
    plan = build_plan(build(read_value(world, "world.yaml")))
    (_, sentences), *_ = outcome(numbers(plan, **(BASE | payload)))
    assert sentences[-1].startswith("Stopped: 1.00 person (0.99-1.01) of 20.0 persons in ")


def test_a_share_of_none_pooled_over_flows_has_the_interval_of_so_few_cases() -> None:
    both = ["flow:heroin", "flow:cash"]
    found = numbers(interdiction_rate={"flow:heroin": (0, 2), "flow:cash": (0, 1)})
    pooled = found.pooled("interdiction_rate", both)
    assert (pooled.mean, pooled.low) == (0, 0)
    cases = 3 * REPLICATIONS
    assert pooled.high == pytest.approx(1.96**2 / (cases + 1.96**2), rel=0.01)
    late = numbers(responses={"agency:police": 3.0}).portion("escaped", "responses", ["agency:police"])
    assert late.high == pytest.approx(pooled.high, rel=0.01)
