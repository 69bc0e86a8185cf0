"""Where a story is while it is told: what things are called, and where the case was last."""

from __future__ import annotations

from simulator.analysis.story import Story
from simulator.report.story.names import Names
from simulator.world.plan import Plan


class Scene:
    """A story while its steps are told in order."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.place = -1
        """Where the case was last, and since when."""
        self.since = 0

    @property
    def story(self) -> Story:
        """The story."""
        return self.names.story

    @property
    def plan(self) -> Plan:
        """What was played."""
        return self.names.story.plan
