"""An operation of several agencies on agreed days."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.clock import When
from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.actors import LinkTerms
from simulator.scenario.schema.mechanisms.base import Arrangement
from simulator.scenario.units import Count, Duration, Weight


class JointOperation(Arrangement):
    """For an agreed time members send out more teams, look more often, clear faster and share a command."""

    kind: Literal["joint_operation"]
    """An operation on agreed days."""
    starts: When
    """When it begins."""
    lasts: Annotated[Duration, Field(gt=0)]
    """How long it lasts; everything is as before afterwards."""
    add_teams: Count
    """How many teams more each member that has teams sends out."""
    examine_times: Weight
    """What the share of random examination at members' controls is multiplied with (it ends at 1), and how often a
    control that watches looks."""
    clearance: DurationDist
    """Clearance on the links among members meanwhile, where it is shorter on average than theirs."""
    command: LinkTerms
    """Terms of the shared command: links among all pairs of members that exist meanwhile."""
