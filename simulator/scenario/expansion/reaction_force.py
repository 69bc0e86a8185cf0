"""A force held ready together: a pool of teams."""

from __future__ import annotations

from simulator.scenario.distributions import Slowest
from simulator.scenario.expansion.result import Ground, Made
from simulator.scenario.schema import Pool
from simulator.scenario.schema.mechanisms import ReactionForce


def expand(force: ReactionForce, ground: Ground) -> Made:
    """A pool that serves once the last of the members has agreed."""
    decision = None if force.consensus is None else Slowest(len(force.members), force.consensus)
    pool = Pool.model_construct(
        id=force.id,
        name=force.name,
        status=force.status,
        source=force.source,
        members=force.members,
        open=force.open,
        teams=force.teams,
        mobilisation=force.mobilisation,
        consensus=decision,
        mandate=force.mandate,
        recovery=force.recovery,
    )
    return Made(pools=(pool,))
