"""How replications went over time: what figures draw beyond the metrics, one array a part."""

from simulator.analysis.history.parts import PARTS, Part, history_of
from simulator.analysis.history.stack import History, even_times, usual_steps

__all__ = ["PARTS", "History", "Part", "even_times", "history_of", "usual_steps"]
