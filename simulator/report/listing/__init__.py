"""A scenario as the engine sees it: tables of its parts, each value marked by where it comes from."""

from simulator.report.listing.parts import LEGEND, OF_MECHANISMS, listing

__all__ = ["LEGEND", "OF_MECHANISMS", "listing"]
