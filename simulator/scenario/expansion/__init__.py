"""Mechanisms turned into the primitives that the engine knows; the engine never hears of them."""

from __future__ import annotations

from simulator.scenario.expansion.expanding import expand
from simulator.scenario.expansion.joining import BACK
from simulator.scenario.expansion.result import Expansion, Piece, Programme, Step

__all__ = ["BACK", "Expansion", "Piece", "Programme", "Step", "expand"]
