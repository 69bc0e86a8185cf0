"""Skills that grow, as timed changes."""

from __future__ import annotations

from simulator.scenario.schema.growth import Growth


def growth_steps(growth: Growth, skill: float, begin: int) -> list[tuple[int, float]]:
    """Lay out how a skill grows.

    Args:
        growth: its terms.
        skill: what the skill is at first.
        begin: tick at which it begins to grow.

    Returns:
        For each step the tick, and what is added then (less than nothing where skill declines). They add to what
        holds then, so that an inject that sets the skill is grown from.
    """
    steps = growth.steps
    levels = [skill + (growth.to - skill) * k / steps for k in range(steps + 1)]
    return [(begin + round(growth.over * k / steps), levels[k] - levels[k - 1]) for k in range(1, steps + 1)]
