"""What would have had to be different for a case to end otherwise, found by simulating it."""

from simulator.experiment.whatif.changing import apply
from simulator.experiment.whatif.levers import Kind, Lever
from simulator.experiment.whatif.trying import (
    MOST_RUNS,
    NOT_BEGUN,
    Ending,
    Otherwise,
    WhatIf,
    ending_of,
    what_if,
)

__all__ = [
    "MOST_RUNS",
    "NOT_BEGUN",
    "Ending",
    "Kind",
    "Lever",
    "Otherwise",
    "WhatIf",
    "apply",
    "ending_of",
    "what_if",
]
