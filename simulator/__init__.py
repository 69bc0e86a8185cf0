"""Interlock: a simulation engine for tabletop exercises.

What most users need is here, loaded when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.errors import InterlockError, OutputError, Problem, ScenarioError, UsageError
    from simulator.experiment import Run, Study, replicate, simulate
    from simulator.scenario.load import load_scenario
    from simulator.scenario.schema import Scenario

__version__ = "0.1.0"

_HOMES = {
    "InterlockError": "simulator.errors",
    "OutputError": "simulator.errors",
    "Problem": "simulator.errors",
    "Run": "simulator.experiment",
    "Scenario": "simulator.scenario.schema",
    "ScenarioError": "simulator.errors",
    "Study": "simulator.experiment",
    "UsageError": "simulator.errors",
    "load_scenario": "simulator.scenario.load",
    "replicate": "simulator.experiment",
    "simulate": "simulator.experiment",
}

__all__ = [
    "InterlockError",
    "OutputError",
    "Problem",
    "Run",
    "Scenario",
    "ScenarioError",
    "Study",
    "UsageError",
    "__version__",
    "load_scenario",
    "replicate",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
