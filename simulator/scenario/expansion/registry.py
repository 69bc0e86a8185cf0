"""A database: an agency without analysts, contributions to it, and controls that consult it."""

from __future__ import annotations

from simulator.scenario.expansion.joining import agency_of, joined
from simulator.scenario.expansion.result import Ground, Made
from simulator.scenario.schema.mechanisms import Registry


def expand(registry: Registry, ground: Ground) -> Made:
    """An agency without analysts, and a link from each contributor to it."""
    contributors = registry.members if registry.contributors is None else registry.contributors
    everywhere = registry.consulted_at is None
    return Made(
        agencies=(agency_of(registry, "registry", "lat_lon", "lookout_at", "lookout_delay"),),
        links=tuple(
            joined(ground, registry, "registry_contribution", member, registry.id, registry)
            for member in contributors
        ),
        consulted_by=dict.fromkeys(registry.members, registry.id) if everywhere else {},
        consulted_at=dict.fromkeys(registry.consulted_at or (), registry.id),
    )
