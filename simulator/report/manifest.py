"""What a run was made from: enough to repeat it, and to see what differed when a repetition differs."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from simulator.errors import OutputError

_PACKAGES: Final = (
    "numpy",
    "scipy",
    "simpy",
    "pydantic",
    "pyyaml",
    "rich",
    "click",
    "tzdata",
    "matplotlib",
    "jinja2",
)
_DIGITS: Final = 8


def run_id(resolved: str, *parts: object) -> str:
    """A short name for a run: the same for the same resolved scenario and parts (seed, replications, ...)."""
    text = "\n".join([resolved, *map(str, parts)])
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def manifest(
    *,
    version: str,
    command: Sequence[str],
    scenario: str,
    seed: int,
    requested: Sequence[int],
    finished: Sequence[int],
    settings: Sequence[str],
    decisions: Sequence[str],
    inputs: Iterable[str],
    started: datetime,
) -> dict[str, Any]:
    """Describe a run.

    Args:
        version: Of this program.
        command: The words of the command line.
        scenario: Identifier of the scenario.
        seed: The seed.
        requested: Numbers of the replications that were asked for.
        finished: Numbers of those that were simulated.
        settings: What was set from outside, as PATH=VALUE.
        decisions: What was decided otherwise than by default, as ID=OPTION.
        inputs: The files that were read.
        started: When the run began; the only time of day in a run's folder.
    """
    return {
        "interlock": version,
        "command": list(command),
        "scenario": scenario,
        "seed": seed,
        "replications": {
            "requested": _span(requested),
            "finished": _span(finished),
            "complete": list(requested) == list(finished),
        },
        "settings": list(settings),
        "decisions": list(decisions),
        "inputs": [{"file": name, "sha256": _sha256(name)} for name in inputs],
        "packages": {name: metadata.version(name) for name in _PACKAGES},
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "started": started.isoformat(timespec="seconds"),
    }


def _span(numbers: Sequence[int]) -> dict[str, Any]:
    """Replications by their count, and by number unless they are simply the first ones."""
    count = {"count": len(numbers)}
    return count if list(numbers) == list(range(len(numbers))) else {**count, "numbers": list(numbers)}


def _sha256(name: str) -> str:
    try:
        return hashlib.sha256(Path(name).read_bytes()).hexdigest()
    except OSError as error:
        message = f"cannot read {name} again for the manifest: {error.strerror or error}"
        raise OutputError(message) from error
