"""Names, times and amounts as a story tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from simulator.analysis.cases import case_labels
from simulator.report.story.nouns import Nouns, nouns_of
from simulator.report.words import amount, number
from simulator.scenario.moves import wall_time

if TYPE_CHECKING:
    from simulator.analysis.story import Hop, Story
    from simulator.scenario.schema import Scenario

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_MODES: Final[Mapping[str, str]] = {"foot": "on foot", "network": "over the network"}


@dataclass(frozen=True, eq=False)
class Names:
    """What the things of a story are called."""

    scenario: Scenario
    story: Story
    labels: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Name the cases."""
        object.__setattr__(self, "labels", case_labels(self.story.plan, self.story.log))

    @property
    def nouns(self) -> Nouns:
        """Words for its threat."""
        plan = self.story.plan
        return nouns_of(plan.threats[plan.flows[self.story.flow].threat])

    def agency(self, index: int) -> str:
        """An agency."""
        return plain(self.story.plan.agencies[index].name)

    def control(self, index: int) -> str:
        """A control."""
        return plain(self.story.plan.controls[index].name)

    def flow(self, index: int) -> str:
        """A flow."""
        return plain(self.story.plan.flows[index].name)

    def link(self, index: int) -> str:
        """A link, or the arrangement that it belongs to."""
        link = self.story.plan.links[index]
        labels = {one.id: one.label for one in self.scenario.mechanisms}
        return plain(link.name if link.mechanism is None else labels.get(link.mechanism, link.mechanism))

    def by_link(self, hop: Hop) -> str:
        """By which link something went, where the names of both ends do not say so."""
        name = self.link(hop.link)
        return "" if name in (self.agency(hop.sender), self.agency(hop.receiver)) else f" ({name})"

    def where(self, position: int) -> str:
        """Where something was: at a place, or on the way between two."""
        plan = self.story.plan
        if position < len(plan.places):
            return f"at {plain(plan.places[position].name)}"
        leg = plan.legs[position - len(plan.places)]
        return f"on the way from {self.place(leg.origin)} to {self.place(leg.destination)}"

    def place(self, index: int) -> str:
        """A place."""
        return plain(self.story.plan.places[index].name)

    def mode(self, origin: int, destination: int) -> str:
        """How one gets from a place to another."""
        legs = self.story.plan.legs
        modes = [leg.mode for leg in legs if (leg.origin, leg.destination) == (origin, destination)]
        return _MODES.get(modes[0], f"by {modes[0]}") if modes else ""

    def time(self, tick: int) -> str:
        """A moment as a planner writes it."""
        return wall_time(self.scenario.scenario, tick)

    def elapsed(self, tick: int) -> str:
        """Hours since the case began."""
        hours = (tick - self.story.launched) / _HOUR
        return f"{hours:+.0f} h" if abs(hours) >= 99.5 else f"{hours:+.1f} h"

    def payload(self, value: float, flow: int) -> str:
        """An amount of what a flow moves."""
        return amount(number(value), self.story.plan.flows[flow].unit)

    def lead(self, item: int) -> str:
        """An item of evidence, by where it comes from."""
        record = self.story.log.items[item]
        if record["control"] >= 0:
            return f"the lead of {self.control(int(record['control']))}"
        return f"what {self.agency(int(record['agency']))} knew of {self.about(item)}"

    def is_own(self, item: int, sender: int) -> bool:
        """Whether the name of an item says already that it comes from an agency."""
        record = self.story.log.items[item]
        return int(record["control"]) < 0 and int(record["agency"]) == sender

    def lead_from(self, item: int, sender: int) -> str:
        """An item of evidence, and from whom it comes where its name does not say so."""
        return (
            self.lead(item) if self.is_own(item, sender) else f"{self.lead(item)} from {self.agency(sender)}"
        )

    def about(self, item: int) -> str:
        """What an item of evidence is about."""
        kind = ("case", "subject", "cell")[int(self.story.log.items["about"][item])]
        return {
            "case": f"the {self.nouns.one} itself",
            "subject": self.nouns.carrier,
            "cell": "the group behind it",
        }[kind]


def plain(name: str) -> str:
    """A name; an identifier that stands for one is read as words."""
    return name.replace("_", " ") if name.isidentifier() else name


def upper(text: str) -> str:
    """A text with its first letter in upper case."""
    return f"{text[:1].upper()}{text[1:]}"


def sentence(text: str) -> str:
    """A sentence with its first letter in upper case and a stop at its end."""
    return upper(text) + ("" if text.endswith((".", "?", "!")) else ".")


def listed(names: Iterable[str]) -> str:
    """Names in a row: a, b and c."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def span(seconds: float) -> str:
    """How long something took, as people say it: 40 min, 6.2 h, 4.5 d."""
    if seconds < _MINUTE:
        return f"{number(round(seconds))} s"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    if seconds < 3 * _DAY:
        hours = seconds / _HOUR
        return f"{number(round(hours, 1 if hours < 10 else 0))} h"
    return f"{number(round(seconds / _DAY, 1))} d"


def belief(value: float) -> str:
    """A belief or weight."""
    text = f"{value:.2f}"
    return text.removesuffix("0")
