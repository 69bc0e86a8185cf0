"""What scenarios there are, with what one wants to know of each before playing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from simulator.errors import Problem, ScenarioError, printable
from simulator.report.words import counted
from simulator.scenario.load import load_scenario
from simulator.scenario.shelf import Shelved

if TYPE_CHECKING:
    from simulator.scenario.schema import Scenario

_COUNTED: Final = {
    "places": ("place", ""),
    "agencies": ("agency", "agencies"),
    "links": ("link", ""),
    "mechanisms": ("mechanism", ""),
    "flows": ("flow", ""),
    "injects": ("inject", ""),
    "decisions": ("decision", ""),
    "objectives": ("objective", ""),
}
"""What is counted, and what one and several of them are called."""
_GLUE: Final = "\N{NO-BREAK SPACE}"
_DAY: Final = 86400


@dataclass(frozen=True, slots=True)
class Listed:
    """A scenario as a list shows it.

    Attributes:
        name: What to call it by.
        path: Its file.
        shipped: Whether it came with the program.
        problem: Why it cannot be used; the rest is empty then.
        title: Its headline.
        summary: What happens, on one line.
        threats: What moves.
        days: How long it lasts.
        counts: How many there are of each section; decisions are the injects that ask for one.
    """

    name: str
    path: str
    shipped: bool
    problem: str | None = None
    title: str = ""
    summary: str = ""
    threats: tuple[str, ...] = ()
    days: float | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def size(self) -> str:
        """What moves and how much there is of what, in words; a number stays with its noun."""
        parts = [f"{self.days:g} days"]
        parts += [counted(number, *_COUNTED[name]) for name, number in self.counts.items() if number]
        threats = ", ".join(threat.replace("_", " ") for threat in self.threats)
        return f"{threats}; {', '.join(part.replace(' ', _GLUE) for part in parts)}"

    def data(self) -> dict[str, Any]:
        """The same as one object."""
        return asdict(self)


def listed(shelved: Shelved) -> Listed:
    """Read a scenario for the list; what cannot be read is listed with the reason."""
    path = str(shelved.path)
    try:
        scenario = load_scenario(path)
    except ScenarioError as error:
        return Listed(shelved.name, path, shelved.shipped, problem=_told(error.problems[0]))
    return _described(shelved, scenario)


def _described(shelved: Shelved, scenario: Scenario) -> Listed:
    header = scenario.scenario
    return Listed(
        name=shelved.name,
        path=str(shelved.path),
        shipped=shelved.shipped,
        title=_line(header.title),
        summary=_line(header.summary),
        threats=tuple(dict.fromkeys(flow.threat for flow in scenario.flows)),
        days=scenario.horizon / _DAY,
        counts={name: _number(scenario, name) for name in _COUNTED},
    )


def _number(scenario: Scenario, what: str) -> int:
    if what == "decisions":
        return sum(bool(inject.options) for inject in scenario.injects)
    return len(getattr(scenario, what))


def beginning(text: str, longest: int) -> str:
    """The first sentence of a text, with those after it that still fit into so many characters."""
    first, *others = _sentences(text)
    for sentence in others:
        if len(f"{first} {sentence}") > longest:
            break
        first = f"{first} {sentence}"
    return first


def _sentences(text: str) -> Iterator[str]:
    """Sentences end at a full stop before a capital letter, but not after an initial such as that of J. Doe."""
    start = 0
    words = text.split(" ")
    for number, word in enumerate(words[:-1]):
        ends = word.endswith((".", "!", "?")) and len(word) > 2 and words[number + 1][:1].isupper()
        if ends:
            yield " ".join(words[start : number + 1])
            start = number + 1
    yield " ".join(words[start:])


def _line(text: str) -> str:
    return printable(" ".join(text.split()))


def _told(problem: Problem) -> str:
    where = f"line {problem.position.line}: " if problem.position else ""
    return printable(
        f"{where}{problem.path}: {problem.message}" if problem.path else f"{where}{problem.message}"
    )
