"""Officers who sit with the other side."""

from __future__ import annotations

from typing import Literal

from simulator.scenario.schema.actors import LinkTerms
from simulator.scenario.schema.mechanisms.base import Arrangement


class Liaison(Arrangement, LinkTerms):
    """Fast links among all pairs of members: liaison officers, joint centres, joint investigation teams."""

    kind: Literal["liaison"]
    """Officers who sit with the other side."""
