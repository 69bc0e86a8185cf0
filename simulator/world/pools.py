"""Shared teams as the engine knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.world.plan import PoolPlan

if TYPE_CHECKING:
    from simulator.world.compile import Compiler


def compile_pools(compiler: Compiler) -> tuple[PoolPlan, ...]:
    """Compile the pools of a scenario and of its mechanisms."""
    return tuple(
        PoolPlan(
            index=index,
            id=pool.id,
            name=pool.label,
            mechanism=compiler.expanded.made_by.get(("pools", pool.id)),
            members=tuple(compiler.agencies[member] for member in pool.members),
            open=pool.open,
            teams=pool.teams,
            mobilisation=pool.mobilisation,
            consensus=pool.consensus,
            mandate=None if pool.mandate is None else round(pool.mandate),
            recovery=pool.recovery,
        )
        for index, pool in enumerate(compiler.expanded.pools)
    )
