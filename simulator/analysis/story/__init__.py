"""The story of one case: what was seen of it, which way the evidence took, and why it ended as it did."""

from simulator.analysis.story.choosing import Chosen, How, choose, find
from simulator.analysis.story.reasons import Late, Verdict, late, left_before, noticed, verdict
from simulator.analysis.story.steps import Fate, Holding, Hop, Part, Stage, Step
from simulator.analysis.story.telling import Story, tell

__all__ = [
    "Chosen", "Fate", "Holding", "Hop", "How", "Late", "Part", "Stage", "Step", "Story", "Verdict", "choose", "find",
    "late", "left_before", "noticed", "tell", "verdict",
]  # fmt: skip
