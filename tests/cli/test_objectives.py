from __future__ import annotations

import json

import pytest

from tests.cli.world import SCENARIO, Program

OBJECTIVES = """\
objectives:
  - id: share
    name: Share in time
    objective: Pass on what is known in time to act on it
    capability: Intelligence and Information Sharing
    targets:
      - {metric: cooperation_enabled_share, at_least: 25 %}
      - {metric: lead_time_hours, statistic: median, at_least: 6}
"""


@pytest.mark.parametrize("width", [80, 120])
def test_a_run_says_how_often_targets_are_met(
    interlock: Program, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", f"{width}")
    interlock.write("goals.yaml", SCENARIO + OBJECTIVES)
    told = interlock("goals.yaml", "-n", "5").out
    table = told.partition("Objectives")[2].partition("\n\n")[0]
    assert "Share in time" in table
    assert "- cooperation_enabled_share ≥ 25 %" in table or width == 80
    assert max(map(len, table.splitlines())) <= width
    summary = json.loads((interlock.run_folder() / "summary.json").read_text(encoding="utf-8"))
    (objective,) = summary["objectives"]
    assert objective["id"] == "share"
    assert [target["metric"] for target in objective["targets"]] == [
        "cooperation_enabled_share",
        "lead_time_median_hours",
    ]
    metrics = (interlock.run_folder() / "metrics.csv").read_text(encoding="utf-8")
    assert "\ntarget_met,share,objective:share/2,4," in metrics


def test_a_run_without_objectives_is_silent_about_them(interlock: Program) -> None:
    assert "Objectives" not in interlock("one_border.yaml", "-n", "2").out
    assert "objectives" not in json.loads(
        (interlock.run_folder() / "summary.json").read_text(encoding="utf-8")
    )


def test_objectives_are_shown(interlock: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    interlock.write("goals.yaml", SCENARIO + OBJECTIVES)
    shown = interlock("show", "goals.yaml").out
    assert "lead_time_hours (median) ≥ 6" in shown
