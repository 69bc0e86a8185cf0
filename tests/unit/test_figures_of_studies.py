"""Every figure of every sort of study: nothing is cut or covered, numbers are the metrics', titles keep to them."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from simulator.analysis.history import usual_steps
from simulator.analysis.intervals import Interval
from simulator.experiment import Change, Comparison, replicate
from simulator.experiment.replicate import Variant, replicate_together
from simulator.report.figures import FIGURES, Material, Picture, inline_svg, pictures, png, svg
from simulator.report.figures.against_baseline import Pair, title_of_difference
from simulator.report.figures.agency_load import Row as AgencyRow
from simulator.report.figures.agency_load import rows_of as agencies_of
from simulator.report.figures.agency_load import title_of_load
from simulator.report.figures.displacement import displacement, moved_of
from simulator.report.figures.link_hours import MOST, link_hours
from simulator.report.figures.link_hours import rows_of as links_of
from simulator.report.figures.outcome_over_time import Panel, heading_of, panels_of
from simulator.report.figures.outcomes import rows_of as flows_of
from simulator.report.figures.style import styled
from simulator.report.figures.texts import brief
from simulator.report.figures.timeline import marks, numbered
from simulator.report.flows import most_moved
from simulator.report.page import Material as PageMaterial
from simulator.report.page.blocks import Card, Cards
from simulator.report.page.key_figures import key_figures
from simulator.report.recipe import Recipe
from simulator.report.threats import ends_of
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan
from simulator.world.sharing import nobody_shares
from tests.unit.drawn import cut, overlapping
from tests.unit.worlds_to_draw import little, mixed, nothing, plenty, sparse

ROOT = Path(__file__).parents[2]


def two_borders() -> Scenario:
    return load_scenario(ROOT / "scenarios" / "two_borders.yaml")


def played(scenario: Scenario, replications: int) -> Material:
    plan = build_plan(scenario)
    beside = [Variant(plan, ()), Variant(nobody_shares(plan), ())]
    here, there = replicate_together(beside, range(replications), 7, 1, steps=usual_steps(plan.horizon))
    return Material.of(scenario, here, Comparison(here, there, "nobody shares", "without sharing"))


def drawn(material: Material) -> dict[str, Picture]:
    found = pictures(material.scenario, material.study, material.comparison)
    return {picture.name: picture for picture in found}


@pytest.fixture(scope="module")
def material() -> Material:
    return played(two_borders(), 8)


@pytest.fixture(scope="module")
def figures(material: Material) -> dict[str, Picture]:
    return drawn(material)


@pytest.mark.parametrize(
    ("world", "replications"),
    [
        (nothing, 2),
        (little, 1),
        (little, 2),
        (sparse, 1),
        (sparse, 9),
        (two_borders, 1),
        (plenty, 2),
        (mixed, 4),
    ],
)
def test_nothing_is_cut_and_no_text_lies_on_another(world: Callable[[], Scenario], replications: int) -> None:
    found = drawn(played(world(), replications))
    assert {name: cut(picture) for name, picture in found.items() if cut(picture)} == {}
    assert {name: overlapping(one) for name, one in found.items() if overlapping(one)} == {}
    for picture in found.values():
        assert svg(picture)
        assert picture.title
        assert picture.alt
        assert picture.caption


def test_all_figures_have_names_of_their_own(figures: dict[str, Picture]) -> None:
    drawn_by = [figure.__name__ for figure in FIGURES]
    assert len(set(drawn_by)) == len(drawn_by)
    assert len(figures) >= len(FIGURES) - 1  # a scenario has a map or lanes


def test_a_study_without_history_has_the_figures_that_need_none() -> None:
    scenario = two_borders()
    found = pictures(scenario, replicate(scenario, 2))
    assert {"outcomes", "link_hours"} <= {picture.name for picture in found}


def test_pictures_are_the_same_bytes_in_another_process(material: Material) -> None:
    def digest(found: list[Picture]) -> str:
        return hashlib.sha256(b"".join(svg(one) + png(one) for one in found)).hexdigest()

    here = digest(pictures(material.scenario, material.study)[:3])
    code = (
        "import hashlib; from simulator.report.figures import *\n"
        "from tests.unit.test_figures_of_studies import played, two_borders\n"
        "m = played(two_borders(), 8); found = pictures(m.scenario, m.study)[:3]\n"
        "print(hashlib.sha256(b''.join(svg(one) + png(one) for one in found)).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == here


def test_all_pictures_of_a_study_fit_into_one_page(figures: dict[str, Picture]) -> None:
    ids = [one for picture in figures.values() for one in re.findall(r'\bid="([^"]*)"', inline_svg(picture))]
    assert len(set(ids)) == len(ids)


def test_bars_of_outcomes_are_the_metrics(material: Material, figures: dict[str, Picture]) -> None:
    (row,) = flows_of(material)
    numbers = material.numbers
    assert row.launched == pytest.approx(numbers.mean("launched"))
    assert row.rate == numbers.of("interdiction_rate", "flow:heroin_north")
    (axes,) = figures["outcomes"].figure.axes
    widths = [bar.get_width() for bar in axes.patches]
    assert sum(widths) == pytest.approx(1)
    assert widths[0] == pytest.approx(row.rate.mean)


def test_lines_of_outcomes_end_at_the_means_of_the_metrics(
    material: Material, figures: dict[str, Picture]
) -> None:
    (panel,) = panels_of(material)
    (axes,) = figures["outcome_over_time"].figure.axes
    ends = [line.get_ydata()[-1] for line in axes.lines]
    for end in ("launched", "delivered", "interdicted"):
        values = material.study.measures.of(f"payload_{end}")
        assert panel.final(end).mean == pytest.approx(values.mean())
        assert any(one == pytest.approx(values.mean()) for one in ends)


def test_bars_of_links_are_the_metrics(material: Material, figures: dict[str, Picture]) -> None:
    rows = {row.name: row for row in links_of(material)}
    direct = rows["Direct channel"]
    assert direct.whole.mean == pytest.approx(material.numbers.mean("delay_hours", "link:customs_to_police"))
    assert sum(direct.hours) == pytest.approx(direct.whole.mean)
    (axes,) = figures["link_hours"].figure.axes
    assert sum(bar.get_width() for bar in axes.patches) == pytest.approx(
        sum(row.whole.mean for row in rows.values())
    )


def northern_route(replications: int) -> Material:
    scenario = load_scenario(ROOT / "scenarios" / "northern_route.yaml")
    return Material.of(scenario, replicate(scenario, replications, steps=20))


def test_links_of_one_mechanism_have_the_credits_of_the_mechanism_and_many_links_none() -> None:
    material = northern_route(3)
    rows, numbers = links_of(material), material.numbers
    assert len(rows) == MOST
    names = {name: mechanism for mechanism, name in numbers.mechanisms.items()}
    of_mechanisms = [row for row in rows if row.name in names]
    assert of_mechanisms
    for row in of_mechanisms:
        subject = f"mechanism:{names[row.name]}"
        assert row.credited == pytest.approx(numbers.mean("interdictions_credited", subject))
    assert rows[-1].name.endswith("other links")
    assert np.isnan(rows[-1].credited)
    with styled():
        picture = link_hours(material)
    assert picture is not None
    assert "nan" not in picture.alt
    assert all(text.get_text() != "nan" for text in picture.figure.texts)


def test_the_page_and_the_figure_of_routes_speak_of_one_flow() -> None:
    material = northern_route(3)
    first = moved_of(material)[0]
    flow, excess = most_moved(material.numbers)[0]
    assert (first.flow, first.excess) == (flow, excess)
    with styled():
        picture = displacement(material)
    assert picture is not None
    (card,) = [one for one in cards_of(material) if one.label.startswith("how far the routes")]
    assert card.label.endswith(f": {flow.name}")
    assert brief(flow.name) in picture.title
    assert "Beside:" in picture.caption


def cards_of(material: Material) -> tuple[Card, ...]:
    recipe = Recipe(material.scenario, 7, range(material.study.replications_done))
    cards = key_figures(PageMaterial(recipe, material.study)).blocks[0]
    assert isinstance(cards, Cards)
    return tuple(cards.cards)


def test_a_report_of_one_flow_speaks_of_no_panel_beside(figures: dict[str, Picture]) -> None:
    assert "Beside" not in figures["displacement"].caption
    assert len(figures["displacement"].figure.axes) == 1


def test_all_figures_over_time_mark_the_same_events_and_say_which_they_do_not() -> None:
    material = northern_route(3)
    shown = [f"{mark.number}" for mark in numbered(material)]
    assert 1 < len(shown) < len(marks(material))
    for picture in drawn(material).values():
        boxed = [text for text in picture.figure.texts if text.get_bbox_patch() and text.get_text().isdigit()]
        if boxed:
            assert [text.get_text() for text in boxed] == shown, picture.name
            assert "Not marked, as they have no room or come in few replications: " in picture.caption
            said = picture.caption.split("few replications: ")[1].rstrip(".").split(", ")
            assert not {*said} & {*shown}


def test_a_move_has_one_name_in_all_figures() -> None:
    material = northern_route(3)
    found = drawn(material)
    for move in material.scenario.exercise.moves:
        named = {
            name: any(text.get_text() == move.name for text in picture.figure.texts)
            for name, picture in found.items()
            if name in ("agency_load", "displacement", "outcome_over_time")
        }
        assert len(set(named.values())) == 1, (move.name, named)


def test_rows_of_agencies_are_the_metrics(material: Material) -> None:
    horizon = material.plan.horizon / 3600
    for row in agencies_of(material):
        (agency,) = [one for one in material.plan.agencies if one.name == row.name]
        subject = f"agency:{agency.id}"
        assert row.wait == material.numbers.of("triage_wait_hours", subject)
        # Little's law: what waits on average is what all waited by the time.
        waited = material.study.measures.numerators[
            :, material.study.measures.number_of("triage_wait_hours", subject)
        ]
        assert row.waiting.mean() * horizon >= waited.mean() - 1e-6


def test_displacement_is_spoken_of_only_beyond_chance(
    material: Material, figures: dict[str, Picture]
) -> None:
    (moved,) = moved_of(material)
    title = figures["displacement"].title
    assert title.startswith("No clear displacement") == (not moved.excess.low > 0)


def test_the_race_ends_at_the_shares_of_its_title(material: Material, figures: dict[str, Picture]) -> None:
    assert material.history is not None
    part = material.history.parts["race"]
    weight = part[:, 0, -1]
    shares = [float((part[:, kind, -1] * weight).sum() / weight.sum()) for kind in (1, 2)]
    title = figures["race"].title
    assert all(f"{100 * share:.1f} %" in title for share in shares)
    (axes,) = figures["race"].figure.axes
    ends = [line.get_ydata()[-1] for line in axes.lines]
    assert ends[:2] == pytest.approx(shares)


def test_a_difference_from_the_baseline_is_claimed_only_if_it_is_clear(
    material: Material, figures: dict[str, Picture]
) -> None:
    assert material.comparison is not None
    change = material.comparison.change("payload_interdicted")
    title = figures["against_baseline"].title
    assert title.startswith("No clear difference") == (not change.clear)


def test_goods_are_seized_and_people_are_not() -> None:
    assert ends_of(["drugs", "weapons"]).interdicted == "seized"
    assert ends_of(["fighters"]).interdicted == "stopped"
    assert ends_of(["victims"]).interdicted == "found"


def test_words_for_several_threats_are_true_of_all() -> None:
    goods_and_people = ends_of(["drugs", "victims"])
    assert (goods_and_people.interdicted, goods_and_people.delivered) == ("stopped", "got through")
    people = ends_of(["fighters", "victims"])
    assert (people.interdicted, people.delivered) == ("stopped", "arrived")
    assert ends_of(["plans"]).interdicted == "prevented"
    assert ends_of(["drugs", "contraband"]) == ends_of(["drugs"])
    assert ends_of(["unheard_of"]) == ends_of([])


def loaded(name: str, mean: float, low: float, high: float) -> AgencyRow:
    return AgencyRow(name, np.ones((5, 3)), Interval(4.0, 3.0, 5.0), Interval(mean, low, high))


BUSY = loaded("Desk, old", 0.9, 0.85, 0.95)


@pytest.mark.parametrize(
    ("rows", "start"),
    [
        ([BUSY, loaded("Post", 0.92, 0.7, 1.0)], "One bottleneck: the analysts at Desk, old work 90"),
        (
            [BUSY, loaded("Post", 0.95, 0.9, 1.0)],
            "Overloaded at 2 of 2 agencies: the busiest analysts, at Post,",
        ),
        (
            [loaded("Desk", 0.5, 0.4, 0.6), loaded("Post", 0.3, 0.2, 0.4)],
            "No analysts are overloaded: the busiest, at Desk,",
        ),
        ([loaded("Desk", 0.7, 0.5, 0.9)], "The busiest analysts, at Desk,"),
    ],
)
def test_a_bottleneck_is_named_only_where_the_interval_bears_it_out(
    rows: list[AgencyRow], start: str
) -> None:
    with styled():
        assert title_of_load(rows).startswith(start)


def test_three_units_stand_upon_each_other_on_one_axis_of_time() -> None:
    picture = drawn(played(mixed(), 4))["outcome_over_time"]
    boxes = [axes.get_position() for axes in picture.figure.axes[:3]]
    assert len({(round(box.x0, 3), round(box.x1, 3)) for box in boxes}) == 1
    assert [box.y0 for box in boxes] == sorted((box.y0 for box in boxes), reverse=True)
    assert [axes.get_xlabel() for axes in picture.figure.axes[:3]] == ["", "", "days from the start"]


def test_a_panel_names_its_flows_where_there_is_room_else_what_moves() -> None:
    names = ("Journeys from the north of the country", "Journeys from the south of the country")
    panel = Panel(
        "person", names, ("fighters", "victims"), ends_of(["fighters", "victims"]), np.zeros((1, 4, 2))
    )
    with styled():
        assert heading_of(panel, 20.0) == f"persons: {names[0]}, {names[1]}"
        assert heading_of(panel, 5.0) == "persons: fighters and victims in 2 flows"
        assert heading_of(panel, 2.0) == "persons in 2 flows"


def test_outcomes_compare_only_flows_of_one_threat() -> None:
    title = drawn(played(mixed(), 9))["outcomes"].title
    assert title.startswith("Fighters, most often stopped: Watched, ")
    assert "Least often: Unwatched, " in title
    assert "Cash" not in title
    assert "Arms" not in title


@pytest.mark.parametrize(
    ("unit", "threat", "said"),
    [
        ("person", "fighters", "More persons are stopped than"),
        ("cases", "malware", "More cases are contained than"),
        ("kg", "drugs", "More is seized than"),
    ],
)
def test_what_can_be_counted_is_told_in_the_plural(
    material: Material, unit: str, threat: str, said: str
) -> None:
    assert material.comparison is not None
    clear = Interval(6.0, 4.0, 8.0)
    change = Change(Interval(10.0, 9.0, 11.0), Interval(4.0, 3.0, 5.0), clear, clear, True, 8)
    pair = Pair(unit, np.ones((8, 2)), np.ones((8, 2)), change, ends_of([threat]))
    assert title_of_difference(pair, material.comparison).startswith(said)


def test_analysts_who_are_not_overloaded_may_still_make_items_wait() -> None:
    with styled():
        said = title_of_load([loaded("Desk", 0.5, 0.4, 0.6)])
    assert said.endswith("work 50 % (40-60) of their hours; an item waits 4.0 h (3.0-5.0)")
    assert "keep up" not in said
