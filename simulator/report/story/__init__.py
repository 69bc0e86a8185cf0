"""The story of one case in words: for the terminal, as data for a page, and as JSON."""

from simulator.report.story.as_json import as_json
from simulator.report.story.told import Line, Told, told

__all__ = ["Line", "Told", "as_json", "told"]
