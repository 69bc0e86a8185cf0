"""A centre: an agency, and links in and out."""

from __future__ import annotations

from simulator.scenario.expansion.joining import agency_of, joined
from simulator.scenario.expansion.result import Ground, Made
from simulator.scenario.schema.mechanisms import Hub


def expand(hub: Hub, ground: Ground) -> Made:
    """An agency with analysts, a link from each member to it, and one from it to each member."""
    into = (joined(ground, hub, "hub", member, hub.id, hub) for member in hub.members)
    out = (
        joined(ground, hub, "hub_distribution", hub.id, member, hub.distribution) for member in hub.members
    )
    centre = agency_of(hub, "centre", "lat_lon", "hours", "analysts", "triage", "routine_leads")
    return Made(agencies=(centre,), links=(*into, *out))
