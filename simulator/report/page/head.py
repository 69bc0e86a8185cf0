"""The head of the page: what was played, how often, and what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator import __version__
from simulator.report.outcome import length
from simulator.report.page.material import Material
from simulator.report.words import counted


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top.

    Attributes:
        banner: What every screen and sheet says.
        title: Of the scenario.
        line: How it was played, on one line.
        summary: What happens.
        changes: What was set or decided otherwise than in the scenario, or is missing.
    """

    banner: str
    title: str
    line: str
    summary: str
    changes: Sequence[str]


def head(material: Material) -> Head:
    """The head of the page."""
    header, study = material.scenario.scenario, material.study
    return Head(
        banner="EXERCISE - fictional data" if header.fictional else "EXERCISE - simulated",
        title=header.title,
        line=f"{length(material.numbers)}, seed {study.seed}, Interlock {__version__}",
        summary=header.summary,
        changes=_changes(material),
    )


def _changes(material: Material) -> list[str]:
    recipe, study = material.recipe, material.study
    changes = [f"Set for this run: {setting}" for setting in recipe.settings]
    changes += [f"Decided for this run: {choice}" for choice in recipe.decisions]
    if study.interrupted:
        asked = counted(study.requested, "replication")
        changes.append(f"This run was interrupted: {study.replications_done} of {asked} were played.")
    if study.replications_done < 2:
        changes.append("One replication is one history among many: there are no intervals.")
    return changes
