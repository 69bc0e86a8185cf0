"""Scenario text, read as YAML 1.2 with the position of every value, or refused with every reason found."""

from __future__ import annotations

from simulator.scenario.source.document import Document, Path, path_text
from simulator.scenario.source.reading import read_document, read_text, read_value
from simulator.scenario.source.syntax import IN_QUOTES

__all__ = ["IN_QUOTES", "Document", "Path", "path_text", "read_document", "read_text", "read_value"]
