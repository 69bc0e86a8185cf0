"""Many runs: one replication, many replications, and what they say together."""

from simulator.experiment.blocks import ReplicationFailed, WorkerDied
from simulator.experiment.comparison import Change, Comparison, compare
from simulator.experiment.replicate import DEFAULT_SEED, Run, Variant, replicate, simulate
from simulator.experiment.study import Study

__all__ = [
    "DEFAULT_SEED", "Change", "Comparison", "ReplicationFailed", "Run", "Study", "Variant", "WorkerDied",
    "compare", "replicate", "simulate",
]  # fmt: skip
