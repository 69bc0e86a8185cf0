"""What `run` writes and says of figures."""

from __future__ import annotations

import pytest

from simulator.report.figures import fonts
from tests.cli.world import SCENARIO, Program, process


def test_run_writes_each_figure_as_svg_and_png(interlock: Program) -> None:
    done = interlock("run", "one_border.yaml", "-n", "3", "-j", "1")
    assert done.code == 0
    names = {path.name for path in (interlock.run_folder() / "figures").iterdir()}
    stems = {name.rpartition(".")[0] for name in names}
    assert {"outcomes", "outcome_over_time", "race", "link_hours", "agency_load"} <= stems
    assert names == {f"{stem}.{kind}" for stem in stems for kind in ("svg", "png")}


def test_run_counts_the_files_of_a_folder_instead_of_listing_them(interlock: Program) -> None:
    done = interlock("run", "one_border.yaml", "-n", "2", "-j", "1")
    number = len(list((interlock.run_folder() / "figures").iterdir()))
    assert f"figures/ ({number} files)" in done.out
    assert "outcomes.svg" not in done.out


def test_without_figures_there_are_none(interlock: Program) -> None:
    done = interlock("run", "one_border.yaml", "-n", "2", "-j", "1", "--no-figures")
    assert done.code == 0
    assert not (interlock.run_folder() / "figures").exists()
    assert "figures/" not in done.out


def test_characters_that_no_font_has_are_named_in_one_line_on_stderr(
    interlock: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "_installed", dict)  # nothing beside what comes with matplotlib
    interlock.write("odd.yaml", SCENARIO.replace("Customs of Arda", "Customs 海关"))
    done = interlock("run", "odd.yaml", "-n", "1", "-j", "1")
    assert done.code == 0
    (line,) = [line for line in done.err.splitlines() if "character" in line]
    assert "2 characters" in line
    assert "关海" in line
    assert "Warning" not in done.err
    assert interlock("run", "odd.yaml", "-n", "1", "-j", "1", "--force", "-q").err == ""
    assert "character" not in interlock("run", "odd.yaml", "-n", "2", "-j", "1", "--no-figures").err


def test_caches_that_cannot_be_written_are_not_told(interlock: Program) -> None:
    nowhere = {"HOME": "/proc", "MPLCONFIGDIR": "/proc/none", "XDG_CACHE_HOME": "/proc/none"}
    started = process(["run", "one_border.yaml", "-n", "1", "-q"], interlock.folder, **nowhere)
    _, err = started.communicate(timeout=120)
    assert started.returncode == 0, err
    assert err == ""
