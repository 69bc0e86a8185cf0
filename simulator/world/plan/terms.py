"""What the parts of a plan have in common."""

from __future__ import annotations

from typing import Literal

MICRO = 1_000_000
"""Millionths in a unit of evidence weight."""

About = Literal["case", "subject", "cell"]
