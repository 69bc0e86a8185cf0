"""scenarios/interlock.schema.json: what editors know of the scenario language."""

from __future__ import annotations

from docs.refresh import ROOT, Written
from simulator.scenario.json_schema import FILE, schema_text


def written() -> Written:
    """The file's path and content."""
    yield ROOT / "scenarios" / FILE, schema_text().encode()
