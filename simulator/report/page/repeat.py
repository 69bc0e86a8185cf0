"""How to get the same page again, and what was read for it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Final

from simulator import __version__
from simulator.report.page.blocks import Heading, Pairs, Paragraph, Section
from simulator.report.page.material import Material
from simulator.report.sources import FOLDER, Source
from simulator.scenario.shelf import shipped

REPORTS: Final = "reports"
"""The folder to which a run goes unless it is told otherwise."""
ABOUT: Final = (
    f"These commands are typed where the run was; {REPORTS}/ is the folder in which that of this page lies. Where the "
    "shell does not know interlock, type .venv/bin/interlock or python run.py instead, in the folder of the project."
)
_AGAIN = (
    f"In the folder of the scenario, or in {FOLDER}/ beside this page where its files are kept, this command writes "
    "the same page again, byte for byte, given the same versions of the packages, which manifest.json names. "
    "interlock rerun with the folder of this page does it too, and compares every file."
)


def repeat(material: Material) -> Section:
    """Command, seed and fingerprints; no path and no time of the machine, so that the page can be repeated."""
    study, sources = material.study, material.recipe.sources
    basis = [
        ("command", shlex.join(command(material))),
        ("engine", f"Interlock {__version__}"),
        ("seed", str(study.seed)),
        ("replications", str(study.replications_done)),
    ]
    fingerprints = [(source.kept.removeprefix(f"{FOLDER}/"), source.sha256) for source in sources]
    read = (Heading("SHA-256 of what was read"), Pairs(fingerprints, code=True)) if fingerprints else ()
    return Section("repeat", "How to repeat it", (Paragraph(_AGAIN), Pairs(basis, code=True), *read))


def command(material: Material) -> list[str]:
    """The words that repeat the run, with the scenario by its file name."""
    recipe, numbers = material.recipe, list(material.recipe.requested)
    first = numbers == list(range(len(numbers)))
    which = ["--replications", str(len(numbers))] if first else ["--only-replication", str(numbers[0])]
    beside = "none" if recipe.baseline is None else recipe.baseline.kind
    drawn = [] if recipe.figures else ["--no-figures"]
    beneath = recipe.map.basemap
    drawn += ["--map", recipe.map.kind] if recipe.map.kind is not None else []
    drawn += ["--basemap", PurePath(beneath.file).name] if beneath is not None else []
    return ["interlock", "run", _file(material), *which, *_played(material), "--baseline", beside, *drawn]


def explained(material: Material, replication: int, *words: str) -> list[str]:
    """The words that tell the story of a case of this run, from where the run was typed.

    A shipped scenario is found by its name everywhere; else the folder of the run has all that is needed.

    Args:
        material: The run.
        replication: The history in which it happened.
        words: Which case.
    """
    which = [*words, "--replication", str(replication)]
    name = shipped_name(material.recipe.sources)
    if name is None:
        return ["interlock", "explain", f"{REPORTS}/{material.recipe.name}", *which]
    return ["interlock", "explain", name, *which, *_played(material)]


def shipped_name(sources: Sequence[Source]) -> str | None:
    """The name of the shipped scenario that has been read, told by what it holds and not by where it lay."""
    if not sources:
        return None
    file = _within(sources[0])
    for one in shipped():
        folder = one.path.parent
        if one.path.name == file and all(_holds(folder / _within(source), source) for source in sources):
            return one.name
    return None


def _within(source: Source) -> str:
    return source.kept.removeprefix(f"{FOLDER}/")


def _holds(path: Path, source: Source) -> bool:
    return path.is_file() and path.read_bytes() == source.content


def _file(material: Material) -> str:
    sources = material.recipe.sources
    return sources[0].kept.removeprefix(f"{FOLDER}/") if sources else f"{material.scenario.id}.yaml"


def _played(material: Material) -> list[str]:
    """The options that say with which luck and with what changed it was played."""
    recipe = material.recipe
    words = ["--seed", str(recipe.seed)]
    words += [word for value in recipe.settings for word in ("--set", value)]
    return words + [word for value in recipe.decisions for word in ("--decide", value)]
