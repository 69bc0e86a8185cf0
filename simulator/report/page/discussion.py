"""Questions for the room that follow from what the run shows. They are questions, not findings."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

from simulator.report.actors import PARTS, channels
from simulator.report.burden import busy_controls
from simulator.report.inputs import count_inputs
from simulator.report.numbers import amount_of, apart, share_of
from simulator.report.page.blocks import Paragraph, Points, Section
from simulator.report.page.material import Material
from simulator.report.words import percent

_MOST: Final = 8
_FEW: Final = 1.0
"""Mean count a run below which nothing is asked about a share."""
_KEPT_BACK: Final = 0.2
_ATTAINED: Final = 0.9
_BUSY: Final = 0.8
_ASKED: Final = {
    "clearance": "Who decides on clearance, and what would have to be true for it to take half as long?",
    "queue": "What limits how much this channel can take at a time, and what should go first?",
    "transit": "What would a faster way need, in equipment and in trust?",
    "triage": "Whose analysts read these items, and what could they put aside to read them sooner?",
}
"""What to ask about each part of a delay."""


def discussion(material: Material) -> Section | None:
    """At most so many questions, in the order in which a room would take them."""
    asked = [question for look in _LOOKS for question in look(material)][:_MOST]
    if not asked:
        return None
    about = Paragraph(
        "Questions for the room, not findings: the run shows why to ask, not what to answer.", "note"
    )
    return Section("discussion", "For discussion", (about, Points(asked, numbered=True)))


def _slowest(material: Material) -> Iterator[str]:
    """The channel that carries most, and the part of its delay that takes longest."""
    numbers = material.numbers
    groups = channels(numbers)
    carried = {name: numbers.total("delivered", subjects) for name, subjects in groups.items()}
    busiest = max(carried, key=lambda name: carried[name], default=None)
    if busiest is None or carried[busiest] < _FEW:
        return
    whole = numbers.pooled("delay_hours", groups[busiest])
    parts = {part: numbers.pooled(f"delay_{part}_hours", groups[busiest]) for part in PARTS}
    (first, most), (_, second), *_ = sorted(parts.items(), key=lambda part: -part[1].mean)
    if apart(most, second):
        takes = f"an item takes {amount_of(whole, 'h')}, of which {first} {amount_of(most, 'h')}"
        yield f"{busiest}: {takes}. {_ASKED[first]}"


def _kept_back(material: Material) -> Iterator[str]:
    """The channel on which most is not passed on."""
    numbers = material.numbers
    shares = {}
    for name, subjects in channels(numbers).items():
        offered = numbers.total("offered", subjects)
        if offered >= _FEW:
            shares[name] = numbers.portion("withheld", "offered", subjects)
    worst = max(shares, key=lambda name: shares[name].mean, default=None)
    if worst is not None and shares[worst].low > _KEPT_BACK:
        yield (
            f"{worst}: {share_of(shares[worst])} of what could be passed on is kept back. Who decides that, on what "
            f"grounds, and what would they need in order to share more?"
        )


def _never_enough(material: Material) -> Iterator[str]:
    """Cases that were seen, and on which nobody could act."""
    numbers = material.numbers
    seen, never = numbers.of("detected_share"), numbers.of("never_actionable_share")
    if seen.low > 1 - never.low:
        yield (
            f"Somebody detects {share_of(seen)} of the cases, yet in {share_of(never)} of all cases that ended no "
            f"agency ever held enough to send a team. Which pieces lay with different agencies, and how would each "
            f"have known that another held the rest?"
        )


def _busiest(material: Material) -> Iterator[str]:
    """Analysts at the limit."""
    numbers = material.numbers
    names = {f"agency:{agency.id}": agency.name for agency in numbers.plan.agencies if agency.shifts}
    for subject, name in names.items():
        busy = numbers.of("utilisation", subject)
        if busy.low > _BUSY:
            yield (
                f"Analysts of {name} are busy {share_of(busy)} of their hours. What would they put aside first, and "
                f"who agrees to that?"
            )


def _price(material: Material) -> Iterator[str]:
    """What others bear."""
    numbers = material.numbers
    controls = list(busy_controls(numbers))
    if not controls or numbers.total("innocent_stopped", controls) < _FEW:
        return
    each = numbers.ratio("innocent_stopped", "detected", controls)
    if each.low > 1:
        yield (
            f"For every case found in a lane, {amount_of(each)} others are stopped in vain. Is that acceptable, and "
            f"who should be asked?"
        )


def _objectives(material: Material) -> Iterator[str]:
    """The objective that chance allows least often."""
    names = {one.id: one.name or one.objective for one in material.scenario.objectives}
    hardest = min(material.study.objectives, key=lambda result: result.met.mean, default=None)
    if hardest is not None and hardest.met.high < _ATTAINED:
        yield (
            f"\N{LEFT DOUBLE QUOTATION MARK}{names[hardest.objective.id]}\N{RIGHT DOUBLE QUOTATION MARK} is attained "
            f"in {share_of(hardest.met)} of the runs. What would the room change first: the means, or the bar?"
        )


def _decisions(material: Material) -> Iterator[str]:
    """What was decided, and what else could have been."""
    numbers = material.numbers
    for inject in material.scenario.injects:
        taken = {
            option.label: numbers.mean("option_taken", f"decision:{inject.id}/{option.id}")
            for option in inject.options
        }
        known = {label: value for label, value in taken.items() if not math.isnan(value)}
        if not known:
            continue
        usual = max(known, key=lambda label: known[label])
        others = ", ".join(label for label in taken if label != usual)
        yield (
            f"{inject.decision} The runs took \N{LEFT DOUBLE QUOTATION MARK}{usual}\N{RIGHT DOUBLE QUOTATION MARK} "
            f"({percent(known[usual])}); there was also: {others}. What would the room choose, and what would it "
            f"need to know before?"
        )


def _assumed(material: Material) -> Iterator[str]:
    """How much of it is assumed."""
    count = count_inputs(material.scenario)
    if count.assumed:
        yield (
            f"{count.assumed:,} of {count.total:,} inputs are assumed. Which of them does "
            f"somebody in the room know better?"
        )


_LOOKS: Final[tuple[Callable[[Material], Iterator[str]], ...]] = (
    _slowest, _kept_back, _never_enough, _busiest, _objectives, _decisions, _price, _assumed,
)  # fmt: skip
