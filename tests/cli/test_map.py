"""The map of a run: what the scenario says, what the user wants, and areas of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.world import Program

SQUARE = [[60.0, 35.0], [80.0, 35.0], [80.0, 50.0], [60.0, 50.0], [60.0, 35.0]]
OWN = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Arda"},
            "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        }
    ],
}


def drawn(interlock: Program) -> set[str]:
    names = {path.stem for path in (interlock.run_folder() / "figures").iterdir()}
    return names & {"map", "lanes"}


@pytest.mark.parametrize(
    ("options", "expected"), [([], {"lanes"}), (["--map", "plain"], {"map"}), (["--map", "world"], {"map"})]
)
def test_the_user_can_want_another_map_than_the_scenario(
    interlock: Program, options: list[str], expected: set[str]
) -> None:
    outcome = interlock("run", "two_borders", "-n", "1", *options)
    assert outcome.code == 0, outcome.err
    assert drawn(interlock) == expected


def test_a_run_on_a_basemap_of_ones_own_keeps_it_and_is_repeated_from_it(interlock: Program) -> None:
    own = interlock.folder / "мои земли.geojson"
    own.write_text(json.dumps(OWN), encoding="utf-8")
    outcome = interlock("run", "two_borders", "-n", "1", "--basemap", own.name)
    assert outcome.code == 0, outcome.err
    assert drawn(interlock) == {"map"}
    folder = interlock.run_folder()
    assert (folder / "basemap.geojson").read_bytes() == own.read_bytes()
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["basemap"]["file"] == own.name
    own.unlink()
    repeated = interlock("rerun", str(folder))
    assert repeated.code == 0, repeated.out + repeated.err
    (folder / "basemap.geojson").write_text("{}", encoding="utf-8")
    damaged = interlock("rerun", str(folder))
    assert damaged.code == 3
    assert "basemap.geojson has been changed since the run" in damaged.err


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--basemap", "none.geojson"], "none.geojson: cannot read the basemap"),
        (["--basemap", "broken.geojson"], "broken.geojson: features: expected at least one area"),
        (["--basemap", "broken.geojson", "--map", "lanes"], "does not go with --map lanes"),
        (["--map", "world", "--no-figures"], "--no-figures"),
        (["--map", "globe"], "globe"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused_before_anything_is_simulated(
    interlock: Program, options: list[str], expected: str
) -> None:
    (interlock.folder / "broken.geojson").write_text(
        '{"type": "FeatureCollection", "features": []}', encoding="utf-8"
    )
    outcome = interlock("run", "two_borders", "-n", "1", *options)
    assert outcome.code == 2
    assert expected in outcome.err
    assert "Traceback" not in outcome.err
    assert not Path(interlock.folder / "reports").exists()


def test_a_map_without_any_coordinates_is_refused(interlock: Program) -> None:
    outcome = interlock("run", "one_border.yaml", "-n", "1", "--map", "world")
    assert outcome.code == 2
    assert "no place of" in outcome.err
    assert "lat_lon" in outcome.err
