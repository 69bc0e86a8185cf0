from __future__ import annotations

import json

import pytest

from simulator.scenario.load import load_scenario
from simulator.world.compile import build_plan
from simulator.world.routes import flow_weights
from tests.cli.world import SCENARIO, Program

HUB = """\
mechanisms:
  - {id: centre, name: The centre, kind: hub, members: [customs, police], willingness: 0.5, clearance: 24 h}
"""


def row(text: str, start: str) -> list[str]:
    return next(line.split() for line in text.splitlines() if line.strip().startswith(start))


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch, interlock: Program) -> Program:
    monkeypatch.setenv("COLUMNS", "200")
    interlock.write("hub.yaml", SCENARIO + HUB)
    return interlock


def test_values_are_marked_by_where_they_come_from(wide: Program) -> None:
    shown = wide("show", "one_border.yaml").out
    lane = row(shown, "lane")
    assert lane[1:3] == ["30", "%"]
    assert any(cell.endswith("*") for cell in lane)
    assert "* default of its kind" in shown
    written = wide("show", "one_border.yaml", "--set", "controls.lane.seize=0.55").out
    assert "55 %" in written
    assert "55 %*" not in written


def test_a_value_of_a_kind_of_the_scenario_is_given(wide: Program) -> None:
    kinds = "kinds:\n  controls:\n    customs_lane: {seize: 55 %}\n"
    wide.write("kinds.yaml", SCENARIO + kinds)
    plain, own = (" ".join(row(wide("show", name).out, "lane")) for name in ("one_border.yaml", "kinds.yaml"))
    assert " 90 %* customs " in plain
    assert own == plain.replace(" 90 %* customs ", " 55 % customs ")


def test_a_setting_is_seen(wide: Program) -> None:
    assert row(wide("show", "one_border.yaml", "--set", "controls.lane.examine=0.07").out, "lane")[1:3] == [
        "7",
        "%",
    ]


def test_expanded_lists_what_mechanisms_make(wide: Program) -> None:
    plain, expanded = wide("show", "hub.yaml").out, wide("show", "hub.yaml", "--expanded").out
    assert "an agency and 4 links" in plain
    assert "customs_to_centre" not in plain
    for part in ("customs_to_centre", "centre_to_police"):
        assert part in expanded
    assert row(expanded, "centre")[-1] == "centre"
    assert row(expanded, "centre_customs_to_centre")[-1] == "centre"
    terms = row(expanded, "centre_customs_to_centre")
    assert terms[terms.index("%") - 1 : terms.index("%") + 1] == ["50", "%"]


def test_a_narrow_terminal_is_told_what_it_does_not_show(
    interlock: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    shown = interlock("show", "one_border.yaml").out
    assert "not shown at 70 columns: " in shown
    assert max(map(len, shown.partition("\nnext")[0].splitlines())) <= 70


def test_places_legs_roles_and_injects_are_shown(wide: Program) -> None:
    table = (
        "roles:\n  - {id: desk, plays: [customs]}\n"
        "injects:\n  - {id: strike, at: D+1 06:00, to: [desk], actions: [{close: controls.lane, for: 3 d}]}\n"
    )
    wide.write("table.yaml", SCENARIO + table)
    shown = wide("show", "table.yaml").out
    assert row(shown, "gate") == ["gate", "border_crossing", "arda"]
    assert row(shown, "kovan  ")[:1] == ["kovan"]
    assert "kovan   gate    road" in shown
    assert row(shown, "desk") == ["desk", "customs"]
    assert " ".join(row(shown, "strike")) == "strike D+1 06:00 close controls.lane, for 3 d desk"


def test_routes_are_told_in_one_unit_and_with_their_limit(wide: Program) -> None:
    plain = wide("routes", "one_border.yaml").out
    assert row(plain, "share")[:2] == ["share", "hours"]
    slow = wide("routes", "one_border.yaml", "--set", "places.oster.stay=100 h").out
    assert row(slow, "share")[:2] == ["share", "days"]
    assert "the best" not in plain
    assert "the best 1 (k)" in wide("routes", "one_border.yaml", "--set", "flows.heroin.routes.k=1").out


def test_routes_as_json_are_those_of_the_plan(interlock: Program) -> None:
    data = json.loads(interlock("routes", "one_border.yaml", "--json").out)
    plan = build_plan(load_scenario("one_border.yaml"))
    (flow,) = data["flows"]
    assert flow["flow"] == "heroin"
    assert flow["weight"] == flow_weights(plan)[0] == 1.0
    (route,) = flow["routes"]
    assert route["places"] == ["kovan", "gate", "oster"]
    assert route["share"] == 1.0
    assert route["evasion_probability"] == plan.flows[0].routes[0].evasion
    assert 9 + 18 + 24 < route["duration_hours"] < 9 + 26 + 24


def test_a_setting_changes_the_chance_to_pass(interlock: Program) -> None:
    def chance(*words: str) -> float:
        (flow,) = json.loads(interlock("routes", "one_border.yaml", "--json", *words).out)["flows"]
        return float(flow["routes"][0]["evasion_probability"])

    assert (
        chance("--set", "controls.lane.examine=0.9") < chance() < chance("--set", "controls.lane.examine=0")
    )


def test_how_a_control_looks_is_said_where_it_is_not_the_usual(wide: Program) -> None:
    assert "besides" not in wide("show", "one_border.yaml").out
    settings = (
        "bays=null",
        "service=null",
        "queue_limit=null",
        "ahead=3 h",
        "hold={for: 72 h}",
        "hours=office",
    )
    written = [part for setting in settings for part in ("--set", f"controls.lane.{setting}")]
    shown = " ".join(wide("show", "one_border.yaml", *written).out.split())
    assert "3 h ahead, office, holds for 3 d" in shown


def test_expanded_lists_the_controls_and_each_change_that_mechanisms_make(
    wide: Program,
) -> None:
    mechanisms = """\
mechanisms:
  - {id: net, kind: joint_operation, members: [customs, police], starts: D+2, lasts: 3 d}
  - {id: pnr, kind: screening_feed, members: [customs], at: [gate], match: 0.8}
"""
    wide.write("net.yaml", SCENARIO + mechanisms)
    expanded = wide("show", "net.yaml", "--expanded").out
    assert row(expanded, "pnr_gate")[-1] == "pnr"
    assert "pnr at " in " ".join(row(expanded, "pnr_gate"))
    changes = [line for line in expanded.splitlines() if line.split()[:2] == ["net", "D+2"]]
    assert any("teams more" in line or "team more" in line for line in changes)
    assert any("open links.net_customs_to_police, for 3 d" in line for line in changes)
    assert len(changes) >= 4


def test_what_is_assumed_is_listed_alone_by_names_that_can_be_copied(interlock: Program) -> None:
    shown = interlock("show", "two_borders", "--assumed")
    assert shown.code == 0
    assert "  agencies.borin_drug_police.lookout_delay " in shown.out
    assert "Legs" not in shown.out
    assert max(map(len, shown.out.splitlines())) <= 100  # the width that tests ask for
