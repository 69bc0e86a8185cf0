from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.cli.main import main
from simulator.experiment import Comparison, Study
from simulator.report.asked import compared
from simulator.report.baseline import Baseline
from simulator.report.caution import caution
from simulator.report.inputs import Inputs, count_inputs
from simulator.report.mapping import MapChoice
from simulator.report.page import Material, page
from simulator.report.recipe import Played, Recipe, play, results
from simulator.report.sources import Source
from simulator.report.words import estimate, signed
from simulator.scenario.load import build, load_scenario
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan
from tests.unit.html_page import Page

ROOT = Path(__file__).parents[2]
NASTY = """<script>alert(1)</script>"'&{{7*7}}{% raw %}<img src=x onerror=alert(2)>]]>--><a href="javascript:x">"""
_TEXTS = frozenset(
    {"title", "summary", "name", "what", "from_", "message", "expected", "label", "decision", "objective", "capability",
     "note", "source"}
)  # fmt: skip


def recipe_of(scenario: Scenario, *, figures: bool = False, **more: Any) -> Recipe:
    source = Source("/home/somebody/secret/x.yaml", "sources/two borders.yaml", b"text")
    return Recipe(scenario, 7, range(6), sources=(source,), figures=figures, **more)


@cache
def two_borders() -> Material:
    recipe = recipe_of(load_scenario(ROOT / "scenarios" / "two_borders.yaml"))
    return Material(recipe, play(recipe, build_plan(recipe.scenario), 1).study)


@cache
def page_of_two_borders() -> Page:
    return Page(page(two_borders()))


def drawn(recipe: Recipe, study: Study | None = None) -> str:
    """The page as a run writes it."""
    played = Played(study) if study else play(recipe, build_plan(recipe.scenario), 1)
    file = BytesIO()
    results(recipe, played)[1]["report.html"](file)
    return file.getvalue().decode()


@cache
def with_figures() -> str:
    scenario = load_scenario(ROOT / "scenarios" / "two_borders.yaml")
    return drawn(recipe_of(scenario, figures=True, baseline=Baseline("no-sharing")))


def command_on(html: Page) -> str:
    """The command with which the page says it can be repeated."""
    return next(one.text for one in html.all("code") if one.section == "repeat")


def document() -> dict[str, Any]:
    """The document of two_borders, shortened in time and with everything said that can be said."""
    data = yaml.safe_load((ROOT / "scenarios" / "two_borders.yaml").read_text(encoding="utf-8"))
    data["scenario"]["horizon"] = "20 d"
    data["scenario"]["start"] = "2031-03-03T06:00Z"
    data["agencies"][0] |= {"note": "x", "source": "x"}
    data["injects"][0] |= {"mode": "x", "from": "x", "note": "x"}
    data["exercise"]["moves"][0]["name"] = "x"
    data["exercise"]["moves"][1]["name"] = "x"
    data["objectives"][0]["name"] = "x"
    for move in data["exercise"]["moves"]:
        move["table"] = [
            one if isinstance(one, str) else f"{one // 60:02}:{one % 60:02}" for one in move["table"]
        ]
    return deepcopy(data)


def with_texts(data: Any, text: str, where: str = "") -> Any:
    """A document with every text that people read replaced."""
    if isinstance(data, Mapping):
        return {key: _replaced(key, value, text, where) for key, value in data.items()}
    if isinstance(data, list):
        return [with_texts(one, text, where) for one in data]
    return data


def _replaced(key: str, value: Any, text: str, where: str) -> Any:
    spoken = key in _TEXTS or (key, where) in {("from", "sources"), ("from", "injects"), ("mode", "injects")}
    if spoken and isinstance(value, str) and not (key == "objective" and where == "injects"):
        return text
    return with_texts(value, text, key if isinstance(value, list | Mapping) else where)


def test_no_text_of_a_scenario_becomes_html() -> None:
    scenario = build(with_texts(document(), NASTY))
    text = drawn(recipe_of(scenario, figures=True, settings=(f"a.b={NASTY}",)))
    html = Page(text)
    tags = {one.tag for one in html.elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "form", "input", "base"}
    assert text.count("<script") == 0
    attributes = [pair for one in html.elements for pair in one.attributes.items()]
    assert not [name for name, _ in attributes if name.startswith("on")]
    assert html.one("h1").text == " ".join(NASTY.split())
    shown = html.text
    assert shown.count("<script>alert(1)</script>") >= 20
    assert "49" not in html.one("h1").text
    assert f"a.b={NASTY}" in shown


@pytest.mark.parametrize("text", ["https://example.org/a?b=1&c=2", "javascript:alert(1)", "//example.org/x"])
def test_addresses_in_a_scenario_are_text_and_not_links(text: str) -> None:
    html = Page(drawn(recipe_of(build(with_texts(document(), text)))))
    targets = [
        value
        for one in html.elements
        for name, value in one.attributes.items()
        if name.split(":")[-1] in {"href", "src", "srcset", "action", "data", "poster", "xlink:href"}
    ]
    assert targets
    assert all(target.startswith("#") or target == "data:," for target in targets)
    assert text in html.text


def test_the_page_names_nothing_outside_itself() -> None:
    html = with_figures()
    style = Page(html)
    assert not re.search(r"@import|url\((?!#|\"?#)", html)
    assert (
        "default-src 'none'"
        in style.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    )
    outside = re.findall(r"[a-z]+://[^\s\"'<]+", html)
    assert all(one.startswith("http://www.w3.org/") for one in outside)  # names of XML vocabularies


def test_the_page_holds_no_path_of_the_machine_and_no_time_of_day() -> None:
    text = with_figures()
    assert "/home/somebody" not in text
    assert str(ROOT) not in text
    assert "'two borders.yaml'" in Page(text).text


def test_the_same_run_writes_the_same_bytes() -> None:
    again = with_figures.__wrapped__()
    assert again == with_figures()


def test_headings_go_down_one_level_at_a_time() -> None:
    levels = [int(one.tag[1]) for one in page_of_two_borders().all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_identifiers_are_unique_and_every_entry_of_the_contents_leads_to_a_section() -> None:
    html = Page(with_figures())
    ids = [one.attributes["id"] for one in html.elements if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    sections = [one.attributes["id"] for one in html.all("section")]
    leads = [one.attributes["href"][1:] for one in html.all("a") if "nav" in one.inside]
    assert leads == sections
    references = [
        one.attributes["aria-labelledby"] for one in html.elements if "aria-labelledby" in one.attributes
    ]
    assert set(references) <= set(ids)
    inner = [one.attributes["href"][1:] for one in html.all("a")]
    assert set(inner) <= set(ids)
    assert [one for one in html.all("details") if one.attributes["class"] == "fold behind"]


def test_every_figure_says_in_words_what_it_shows() -> None:
    html = Page(with_figures())
    assert html.all("figure")
    figures, drawings = html.all("figure"), [one for one in html.all("svg") if "figure" in one.inside]
    assert len(figures) == len(drawings)
    for drawing in drawings:
        assert drawing.attributes["role"] == "img"
        assert len(drawing.attributes["aria-label"]) > 40
    assert all(one.text for one in html.all("figcaption"))


def test_every_table_has_a_caption_and_its_cells_have_heads() -> None:
    html = page_of_two_borders()
    tables = html.all("table")
    assert len(html.all("caption")) == len(tables) > 8
    assert all(one.text for one in html.all("caption"))
    heads = html.all("th")
    assert {one.attributes["scope"] for one in heads} == {"col", "row"}
    rows = [one for one in html.all("tr") if "tbody" in one.inside]
    assert sum(one.attributes["scope"] == "row" for one in heads) == len(rows)


def test_landmarks_are_there_once() -> None:
    html = page_of_two_borders()
    assert html.one("html").attributes["lang"] == "en"
    assert [one.tag for one in html.all("header", "nav", "main", "footer")] == [
        "header",
        "nav",
        "main",
        "footer",
    ]


def test_the_key_figures_are_those_of_the_summary() -> None:
    material = two_borders()
    summary, _ = results(material.recipe, Played(material.study))
    rows = {
        (row["metric"], row["subject"]): (row["mean"], row["ci_low"], row["ci_high"])
        for row in json.loads(json.dumps(summary))["metrics"]
    }
    cards = [
        one.text
        for one in page_of_two_borders().all("li")
        if one.attributes.get("class", "").startswith("card")
    ]

    def shown(metric: str, scale: float, unit: str, subject: str = "all") -> tuple[str, str]:
        value, _, interval = estimate(*(scale * one for one in rows[metric, subject]), unit).partition(" (")
        return value, interval.rstrip(")")

    for metric, scale, unit, subject in (
        ("interdiction_rate", 100, "%", "all"),
        ("cooperation_enabled_share", 100, "%", "all"),
        ("displacement", 100, "%", "flow:heroin_north"),
    ):
        value, interval = shown(metric, scale, unit, subject)
        assert any(card.startswith(f"{value} 95 %, chance only: {interval} ") for card in cards), metric
    load = estimate(*rows["payload_interdicted", "all"], "kg")
    assert any(load in card for card in cards)
    vain = sum(rows["innocent_stopped", f"control:{one}"][0] for one in ("north_gate_lane", "oster_lane"))
    assert any(card.startswith(f"{vain:.0f}") or card.startswith(f"{vain:.1f}") for card in cards)


def test_every_interval_stands_under_words_that_it_covers_chance_only() -> None:
    html = page_of_two_borders()
    assert "Intervals: 95 %, chance only, over 6 replications." in html.text
    figures = html.one("section", id="key-figures").text
    assert figures.count("chance only:") == len(
        [one for one in html.all("li") if one.attributes.get("class", "").startswith("card")]
    )


def test_every_assumed_input_is_on_the_page() -> None:
    from simulator.scenario.inputs import inputs_of

    text = page_of_two_borders().one("section", id="inputs").text
    assumed = [one for one in inputs_of(two_borders().scenario) if one.status == "assumed"]
    assert f"Assumed: {len(assumed)} inputs" in text
    for one in assumed:
        _, entity, *keys = one.path.split(".")
        assert entity in text
        assert ".".join(keys) in text


def test_questions_are_marked_as_questions_and_end_as_such() -> None:
    html = page_of_two_borders()
    assert "Questions for the room, not findings" in html.one("section", id="discussion").text
    questions = [one.text for one in html.all("li") if one.section == "discussion"]
    assert len(questions) >= 4
    assert all(one.endswith("?") for one in questions)
    count = count_inputs(two_borders().scenario)
    start = f"{count.assumed} of {count.total} inputs are assumed. Which"
    assert any(one.startswith(start) for one in questions)


def test_counts_of_inputs_have_separators() -> None:
    many = Inputs(given=1200, default=34567, library=0, assumed=1086, defaults=())
    text = caution(two_borders().study, many)
    assert "35,767 inputs, of which 1,086 are assumed and 34,567, in part the same, are defaults" in text
    assert str(many).startswith("35,767 inputs: 1,200 given, 34,567 default")


def _settings(_: Material) -> tuple[Recipe, str]:
    scenario = load_scenario(
        ROOT / "scenarios" / "two_borders.yaml", ["links.customs_to_police.clearance=2 h"]
    )
    setting = "links.customs_to_police.clearance=2 h"
    return recipe_of(scenario, settings=(setting,)), f"--set '{setting}'"


def _decisions(material: Material) -> tuple[Recipe, str]:
    recipe = recipe_of(material.scenario, decisions=("share_directly=direct",))
    return recipe, "--decide share_directly=direct"


@pytest.mark.parametrize("changed", [_settings, _decisions])
def test_what_was_changed_for_the_run_stands_at_the_top_and_in_the_command(
    changed: Callable[[Material], tuple[Recipe, str]],
) -> None:
    recipe, words = changed(two_borders())
    html = Page(drawn(recipe))
    (change,) = (*recipe.settings, *recipe.decisions)
    assert change in html.one("ul", **{"class": "changes"}).text
    command = command_on(html)
    assert command.startswith("interlock run 'two borders.yaml' --replications 6 --seed 7")
    assert f" {words} " in command


def test_one_replication_is_called_one_history() -> None:
    recipe = Recipe(two_borders().scenario, 7, [3], figures=False)
    html = Page(drawn(recipe))
    assert "One replication is one history among many" in html.text
    assert "--only-replication 3" in command_on(html)
    assert "nan" not in html.text.lower().split()


@cache
def compared_page() -> tuple[Comparison, Page]:
    recipe = recipe_of(two_borders().scenario, baseline=Baseline("no-sharing"))
    played = play(recipe, build_plan(recipe.scenario), 1)
    assert played.comparison is not None
    return played.comparison, Page(page(Material(recipe, played.study, (), played.comparison)))


def test_the_change_against_the_baseline_is_shown_absolutely_and_relatively() -> None:
    comparison, html = compared_page()
    change = comparison.change("interdiction_rate")
    (card,) = (one.text for one in html.all("li") if one.attributes.get("class") == "card change")
    mean, bounds = signed(
        *(100 * one for one in (change.absolute.mean, change.absolute.low, change.absolute.high))
    )
    relative, _ = signed(
        *(100 * one for one in (change.relative.mean, change.relative.low, change.relative.high))
    )
    assert card.startswith(f"{mean} points 95 %, chance only: {bounds} ")
    assert "compared with: nobody shares" in card
    assert (f"{relative} %" if change.clear else "no clear difference") in card


def test_beside_what_is_reached_stands_what_it_costs() -> None:
    comparison, html = compared_page()
    section = html.one("section", id="comparison")
    captions = [one.text for one in html.all("caption") if one.section == "comparison"]
    assert [one.partition(" the same luck")[0] for one in captions] == [
        "What is reached",
        "How the flows answer",
        "What it costs",
    ]
    assert "stopped in vain" in section.text.partition("What it costs")[2]
    rows = [one.text for one in html.all("tr") if one.section == "comparison" and "tbody" in one.inside]
    assert len(rows) == len(compared(comparison))


def test_nothing_is_compared_where_nothing_was_played_beside_the_run() -> None:
    assert "comparison" not in [one.attributes["id"] for one in page_of_two_borders().all("section")]


def test_single_cases_are_told_step_by_step_with_the_command_that_asks_further() -> None:
    html = page_of_two_borders()
    section = html.one("section", id="cases-told")
    assert "The typical case: heroin_north/" in section.text
    steps = [one.text for one in html.all("tr") if one.section == "cases-told" and "tbody" in one.inside]
    assert any("set out from Kovan for Oster" in step for step in steps)
    commands = [one.text for one in html.all("code") if one.section == "cases-told"]
    assert commands
    folder = two_borders().recipe.name
    assert all(one.startswith(f"interlock explain reports/{folder} --") for one in commands)
    assert all(one.endswith(" --replication 0") for one in commands)
    assert ".venv/bin/interlock or python run.py" in section.text


@pytest.mark.parametrize("typed", ["two_borders", "mine.yaml"])
def test_the_commands_below_a_case_work_where_the_run_was_typed(
    typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "scenarios" / "two_borders.yaml").read_bytes()
    (tmp_path / "mine.yaml").write_bytes(text)
    monkeypatch.chdir(tmp_path)
    assert _exit(["run", typed, "-n", "2", "-j", "1", "--no-figures", "-q"]) == 0
    (report,) = tmp_path.glob("reports/*/report.html")
    html = Page(report.read_text(encoding="utf-8"))
    command = next(one.text for one in html.all("code") if one.section == "cases-told")
    target = typed if typed == "two_borders" else f"reports/{report.parent.name}"
    assert command.startswith(f"interlock explain {target} --")
    capsys.readouterr()
    assert _exit([*shlex.split(command)[1:], "--no-what-if"]) == 0
    case = next(iter(re.findall(r"heroin_north/\d+", html.one("section", id="cases-told").text)))
    assert case in capsys.readouterr().out


def _exit(words: list[str]) -> object:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code


def test_the_command_on_the_page_repeats_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = ROOT / "scenarios" / "two_borders.yaml"
    (tmp_path / "two borders.yaml").write_bytes(scenario.read_bytes())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(
            [
                "run",
                "two borders.yaml",
                "-n",
                "3",
                "-j",
                "1",
                "--seed",
                "5",
                "--no-figures",
                "-q",
                "--out",
                "first",
            ]
        )
    (first,) = tmp_path.glob("first/*/report.html")
    command = shlex.split(command_on(Page(first.read_text(encoding="utf-8"))))
    assert command[0] == "interlock"
    with pytest.raises(SystemExit):
        main([*command[1:], "-q", "--out", "second"])
    (second,) = tmp_path.glob("second/*/report.html")
    assert second.read_bytes() == first.read_bytes()


def test_a_run_in_which_nothing_happens_has_a_page_all_the_same() -> None:
    data = document()
    data["flows"][0]["arrivals"] = {"poisson": "0.00001 / d"}
    recipe = recipe_of(build(data), baseline=Baseline("no-sharing"))
    html = Page(drawn(recipe))
    assert "No case began." in html.text
    assert "nan" not in html.text.split()


def test_what_is_no_fiction_is_still_an_exercise() -> None:
    data = document()
    data["scenario"]["fictional"] = False
    html = Page(drawn(recipe_of(build(data))))
    assert html.one("p", **{"class": "banner"}).text == "EXERCISE - simulated"
    assert "exercise fiction" not in html.text


def test_the_shipped_map_is_credited_where_it_was_drawn() -> None:
    on_the_world = recipe_of(two_borders().scenario, figures=True, map=MapChoice("world"))
    plain = recipe_of(two_borders().scenario, figures=True, map=MapChoice("plain"))
    pages = [Page(drawn(one)) for one in (on_the_world, plain)]
    credits = ["Natural Earth" in one.one("section", id="rights").text for one in pages]
    assert credits == [True, False]
    assert [command_on(one).rpartition(" --map ")[2] for one in pages] == ["world", "plain"]
