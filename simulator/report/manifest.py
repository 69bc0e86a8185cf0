"""What a run was made from: enough to repeat it, and to see what differed when a repetition differs."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Sequence
from datetime import datetime
from importlib import metadata
from pathlib import PurePosixPath
from typing import Annotated, Final, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from simulator.experiment.replicate import LAST_REPLICATION, MOST_REPLICATIONS
from simulator.report.baseline import Kind
from simulator.report.mapping import MapChoice
from simulator.report.sources import Source, writable
from simulator.scenario.schema import MapKind

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


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
        message = "expected the name of a file in the folder of the run"
        raise ValueError(message)
    return name


_Natural = Annotated[int, Field(ge=0)]
_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Kept = Annotated[str, AfterValidator(_inside)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Span(_Part):
    """Numbers of replications: how many, and which unless they are simply the first ones."""

    count: Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)]
    numbers: tuple[Annotated[int, Field(ge=0, le=LAST_REPLICATION)], ...] | None = None

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if self.numbers is not None:
            if len(self.numbers) != self.count:
                message = f"there are {len(self.numbers)} numbers, and the count is {self.count}"
                raise ValueError(message)
            if sorted(set(self.numbers)) != list(self.numbers):
                message = "expected numbers in rising order"
                raise ValueError(message)
        return self

    @classmethod
    def of(cls, numbers: Sequence[int]) -> Self:
        """Those numbers."""
        first = list(numbers) == list(range(len(numbers)))
        return cls(count=len(numbers), numbers=None if first else tuple(numbers))

    @property
    def all(self) -> Sequence[int]:
        """The numbers, in rising order."""
        return range(self.count) if self.numbers is None else self.numbers

    def within(self, other: Span) -> bool:
        """Whether these are among the others."""
        if self.count > other.count:
            return False
        if self.numbers is None and other.numbers is None:
            return True
        return set(self.all) <= set(other.all) if other.numbers else all(n < other.count for n in self.all)


class Replications(_Part):
    """What was asked for, and what was simulated before somebody stopped it."""

    requested: Span
    finished: Span
    complete: bool

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.complete != (self.requested == self.finished) or not self.finished.within(self.requested):
            message = "what was finished does not agree with what was requested"
            raise ValueError(message)
        return self


class InputFile(_Part):
    """A file that the scenario was read from.

    Attributes:
        file: Its path when it was read, from the folder in which the run was started.
        sha256: Of what it held.
        kept: The path of its copy in the folder of the run.
    """

    file: str
    sha256: _Sha256
    kept: _Kept


class WrittenFile(_Part):
    """A file of the run beside its manifest.

    Attributes:
        file: Its path in the folder of the run.
        bytes: Its size.
        sha256: Of what it holds.
    """

    file: _Kept
    bytes: _Natural
    sha256: _Sha256


class Manifest(_Part):
    """What a run was made from, and what it wrote.

    Attributes:
        interlock: The version of this program.
        command: The words of the command line.
        scenario: Identifier of the scenario.
        seed: Seed of the draws.
        replications: Which were simulated.
        settings: What was set from outside, as PATH=VALUE.
        decisions: What was decided otherwise than by default, as ID=OPTION.
        figures: Whether figures were drawn.
        baseline: What the run was compared with; None for nothing.
        map: What the map was to be; None where the scenario says.
        basemap: A user's own file of areas beneath the map; None for the program's.
        inputs: The files that the scenario was read from, the scenario's own first.
        files: What the run wrote.
        packages: The versions of what results depend on.
        python: The version of Python.
        platform: The machine.
        started: When the run began; the only time of day in a run's folder.
    """

    interlock: str
    command: tuple[str, ...]
    scenario: str
    seed: _Natural
    replications: Replications
    settings: tuple[str, ...]
    decisions: tuple[str, ...]
    figures: bool
    baseline: Kind | None = None
    map: MapKind | None = None
    basemap: InputFile | None = None
    inputs: tuple[InputFile, ...]
    files: tuple[WrittenFile, ...] = ()
    packages: dict[str, str]
    python: str
    platform: str
    started: AwareDatetime

    def text(self) -> str:
        """The manifest as JSON."""
        return self.model_dump_json(indent=1, exclude_none=True) + "\n"


def run_id(resolved: str, *parts: object) -> str:
    """A short name for a run: the same for the same resolved scenario and parts (seed, replications, ...)."""
    text = "\n".join([resolved, *map(str, parts)])
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def installed() -> dict[str, str]:
    """The versions of the packages that results depend on."""
    return {name: metadata.version(name) for name in _PACKAGES}


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
    figures: bool,
    baseline: Kind | None,
    map: MapChoice,
    sources: Sequence[Source],
    started: datetime,
) -> Manifest:
    """Describe a run; what it wrote is added by the folder that it is written to."""
    spans = Span.of(requested), Span.of(finished)
    return Manifest(
        interlock=version,
        command=tuple(writable(word) for word in command),
        scenario=scenario,
        seed=seed,
        replications=Replications(requested=spans[0], finished=spans[1], complete=spans[0] == spans[1]),
        settings=tuple(settings),
        decisions=tuple(decisions),
        figures=figures,
        baseline=baseline,
        map=map.kind,
        basemap=None if map.basemap is None else _input(map.basemap),
        inputs=tuple(_input(one) for one in sources),
        packages=installed(),
        python=sys.version.split()[0],
        platform=platform.platform(),
        started=started.replace(microsecond=0),
    )


def _input(source: Source) -> InputFile:
    return InputFile(file=source.file, sha256=source.sha256, kept=source.kept)
