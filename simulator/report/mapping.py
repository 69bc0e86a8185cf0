"""What the user wants of the map, where it is not what the scenario says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from simulator.errors import UsageError, printable
from simulator.report.basemap import Basemap, basemap_of, shipped
from simulator.report.sources import Source
from simulator.scenario.schema import MapKind, Scenario

KEPT: Final = "basemap.geojson"
"""The copy of a user's basemap in the folder of a run."""

_LARGEST: Final = 100_000_000
"""Bytes a user's basemap may have."""


@dataclass(frozen=True, slots=True)
class MapChoice:
    """What the map is to be.

    Attributes:
        kind: World, plain or lanes; None for what the scenario says.
        basemap: A file of areas to draw beneath instead of the world's.
    """

    kind: MapKind | None = None
    basemap: Source | None = None

    @property
    def asks_for_map(self) -> bool:
        """Whether the user wants a map and not lanes, whatever the scenario says."""
        return self.kind in ("world", "plain") or self.basemap is not None

    def ground(self, scenario: Scenario) -> Basemap | None:
        """What is drawn beneath; None for nothing."""
        if self.basemap is not None:
            return basemap_of(self.basemap.content, self.basemap.file)
        return shipped() if (self.kind or scenario.scenario.map) != "plain" else None


AS_SAID: Final = MapChoice()
"""As the scenario says."""


def map_choice(kind: MapKind | None, basemap: Path | None, scenario: Scenario) -> MapChoice:
    """Check what the user wants of the map before anything is simulated.

    Args:
        kind: World, plain or lanes; None where the user says nothing.
        basemap: A GeoJSON file; None where the user names none.
        scenario: What is to be drawn.

    Raises:
        UsageError: The wishes contradict each other, the file cannot be used, or no place has coordinates.
    """
    if basemap is None:
        choice = MapChoice(kind)
    elif kind in ("plain", "lanes"):
        message = f"--basemap is drawn beneath a map; it does not go with --map {kind}"
        raise UsageError(message)
    else:
        choice = MapChoice(kind, _read(basemap))
    if choice.asks_for_map and not any(place.lat_lon for place in scenario.places):
        option = "--basemap" if basemap is not None else f"--map {kind}"
        message = (
            f"{option}: no place of {scenario.id} has coordinates, so there is nothing to put on a map; "
            "give its places lat_lon, or take --map lanes"
        )
        raise UsageError(message)
    return choice


def _read(path: Path) -> Source:
    name = printable(str(path))
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            message = f"{name}: this is not a file, so it cannot be the basemap"
            raise UsageError(message)
        if path.is_file() and path.stat().st_size > _LARGEST:
            message = f"{name}: a basemap may have at most {_LARGEST // 10**6} MB; simplify its outlines"
            raise UsageError(message)
        content = path.read_bytes()
    except OSError as error:
        message = f"{name}: cannot read the basemap: {error.strerror or error}"
        raise UsageError(message) from error
    basemap_of(content, name)
    return Source(name, KEPT, content)
