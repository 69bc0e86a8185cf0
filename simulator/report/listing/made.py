"""What mechanisms make: their parts in words, and their programmes line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.report.words import counted, duration

if TYPE_CHECKING:
    from simulator.scenario.expansion import Expansion


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a programme."""

    id: str
    at: str
    actions: tuple[Any, ...]


def steps(expansion: Expansion) -> list[Line]:
    """The lines of all programmes."""
    return [
        Line(programme.id, f"{step.at} + {duration(step.delay)}" if step.delay else str(step.at), (action,))
        for programme in expansion.programmes
        for step in programme.steps
        for action in step.actions
    ]


def makes(expansion: Expansion) -> dict[str, str]:
    """What each mechanism turns into, in words."""
    said = {}
    for mechanism, pieces in expansion.parts.items():
        sections = [section for section, _ in pieces]
        body = ["an agency"] if "agencies" in sections else []
        for section, noun in (("controls", "control"), ("links", "link")):
            body += [counted(sections.count(section), noun)] if section in sections else []
        body += ["a pool of teams"] if "pools" in sections else []
        body += ["places of care"] if "care" in sections else []
        body += ["changes in time"] if "programmes" in sections else []
        said[mechanism] = " and ".join([", ".join(body[:-1]), body[-1]] if body[1:] else body)
    return said
