"""Metrics of a log, one value a replication. `docs/metrics.md` gives the formula of each."""

from simulator.analysis.metrics.base import Column, Kind, Measures, Metric
from simulator.analysis.metrics.meter import METRICS, Meter, measure

__all__ = ["METRICS", "Column", "Kind", "Measures", "Meter", "Metric", "measure"]
