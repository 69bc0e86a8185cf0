"""A scenario is found by its path or its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import load_scenario
from simulator.errors import ScenarioError
from simulator.scenario import shelf
from tests.cli.world import SCENARIO


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of shipped scenarios; the current folder is an empty one beside it."""
    folder = tmp_path / "shipped"
    for name in (
        "alpha.yaml",
        "beta.yml",
        "library/gamma.yaml",
        ".hidden.yaml",
        "library/.old/x.yaml",
        "read.me",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(SCENARIO, encoding="utf-8")
    monkeypatch.setattr(shelf, "shipped_folder", lambda: folder)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return folder


def own(name: str) -> Path:
    path = Path("scenarios", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def missing(word: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        shelf.find(word)
    assert caught.value.exit_code == 3
    (problem,) = caught.value.problems
    assert problem.code == "E101"
    return problem.hint


def test_names_are_paths_without_suffix_in_order(shipped: Path) -> None:
    assert shelf.names() == ["alpha", "beta", "library/gamma"]
    own("aardvark.yaml")
    assert shelf.names() == ["aardvark", "alpha", "beta", "library/gamma"]
    assert [one.shipped for one in shelf.shelf()] == [False, True, True, True]


def test_a_path_comes_before_an_own_scenario_and_that_before_a_shipped_one(shipped: Path) -> None:
    assert shelf.find("alpha") == shipped / "alpha.yaml"
    assert shelf.find("library/gamma") == shipped / "library/gamma.yaml"
    mine = own("alpha.yaml")
    assert shelf.find("alpha") == mine
    assert [one.path for one in shelf.shelf() if one.name == "alpha"] == [mine]
    Path("alpha").write_text(SCENARIO, encoding="utf-8")
    assert shelf.find("alpha") == Path("alpha")


def test_a_name_finds_first_what_is_in_the_current_folder(shipped: Path) -> None:
    own("alpha.yaml")
    for name in ("alpha.yml", "alpha.yaml", "mine.yaml"):
        Path(name).write_text(SCENARIO, encoding="utf-8")
        assert shelf.find(Path(name).stem) == Path(name)
    assert shelf.find("beta") == shipped / "beta.yml"


def test_a_folder_does_not_hide_a_name(shipped: Path) -> None:
    Path("alpha").mkdir()
    Path("empty").mkdir()
    assert shelf.find("alpha") == shipped / "alpha.yaml"
    assert shelf.find("empty") == Path("empty")  # for the reader to say what it is


def test_what_is_not_there_is_answered_with_what_was_meant(shipped: Path) -> None:
    own("delta.yaml")
    Path("omega.yaml").write_text("")
    assert (
        missing("alpa") == missing("alpha.yaml") == missing("somewhere/alpha.yaml") == 'did you mean "alpha"?'
    )
    assert missing("delt.yaml") == 'did you mean "scenarios/delta.yaml"?'
    assert missing("gama.yaml") == 'did you mean "library/gamma"?'
    assert missing("omga.yaml") == 'did you mean "omega.yaml"?'
    assert missing("nothing_like_it") == "scenarios: alpha, beta, delta, library/gamma"
    assert missing("/nothing/like/it.yaml") == ""


def test_a_path_that_leaves_its_folder_is_no_name(shipped: Path) -> None:
    (shipped.parent / "secret.yaml").write_text(SCENARIO, encoding="utf-8")
    for word in ("library/../../secret", "/etc/nothing", "x" * 5000, "a\0b"):
        missing(word)


def test_names_work_from_python_too(shipped: Path) -> None:
    assert load_scenario("alpha").id == "one_border"


def test_the_checkout_finds_its_own_scenarios_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert {"two_borders", "northern_route"} <= set(shelf.names())
    assert shelf.find("two_borders").is_absolute()
    monkeypatch.chdir(shelf.shipped_folder().parent)
    assert shelf.find("two_borders") == Path("scenarios/two_borders.yaml")
    assert all(one.shipped for one in shelf.shelf())
