"""Many runs: one replication, many replications, and what they say together."""

from simulator.experiment.blocks import ReplicationFailed, WorkerDied
from simulator.experiment.replicate import DEFAULT_SEED, Run, replicate, simulate
from simulator.experiment.study import Study

__all__ = ["DEFAULT_SEED", "ReplicationFailed", "Run", "Study", "WorkerDied", "replicate", "simulate"]
