"""A story as it is shown: plain text, piece by piece, for a terminal, a page or a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from simulator.analysis.story import Chosen, How, Step
from simulator.eventlog import Event
from simulator.report.story.evidence import stuck
from simulator.report.story.folding import folded
from simulator.report.story.names import Names, belief, listed, sentence, span
from simulator.report.story.otherwise import heading, remarks, sentences
from simulator.report.story.scene import Scene
from simulator.report.story.sentences import in_words, is_told
from simulator.report.story.why import why
from simulator.report.words import counted

if TYPE_CHECKING:
    from simulator.analysis.story import Story
    from simulator.experiment.whatif import WhatIf
    from simulator.scenario.schema import Scenario

_FEW: Final = 4
"""How many agencies are named one by one."""
_KINDS: Final = {
    "movement": (Event.LAUNCHED, Event.ARRIVED, Event.DEPARTED, Event.REROUTED),
    "look": (Event.PASSED, Event.WAVED_THROUGH, Event.LET_PASS, Event.ANNOUNCED, Event.FLAGGED, Event.EXAMINED,
             Event.MISSED, Event.DETECTED),
    "evidence": (Event.TRIAGED, Event.WITHHELD, Event.BARRED, Event.LOST, Event.LEAKED, Event.CONSENT_ASKED,
                 Event.CONSENT_GIVEN, Event.CONSENT_REFUSED, Event.EXPIRED, Event.ASKED, Event.ANSWERED,
                 Event.NOTHING_KNOWN, Event.REFUSED, Event.MADE),
    "exercise": (Event.INJECT_FIRED, Event.DECISION_TAKEN),
    "end": (Event.INTERDICTED, Event.DELIVERED, Event.ABORTED),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: when (by the scenario's clock, and since the case began), of what kind, in words."""

    time: str
    elapsed: str
    seconds: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A story in words.

    Attributes:
        title: Which case.
        subtitle: What it is, how it ended, and in which history.
        chosen: Why this case is told; empty if it was asked for by name.
        before: Who knew of it or of those behind it as it began; empty if nobody did.
        lines: What happened up to its end, one line a step.
        brief: The same in fewer lines: the stops at which nothing happened to it together.
        after: What came of it.
        pending: Evidence that was still on its way when the time that is played ended.
        why: Why it ended so, sentence by sentence.
        what_if: The heading of what would have changed its end; empty where that was not looked for.
        enough: One sentence each.
        remarks: What holds of them all.
    """

    title: str
    subtitle: str
    chosen: str
    before: str
    lines: tuple[Line, ...]
    brief: tuple[Line, ...]
    after: tuple[Line, ...]
    pending: tuple[str, ...]
    why: tuple[str, ...]
    what_if: str
    enough: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def data(self) -> dict[str, Any]:
        """The story as lists and texts alone, without markup: what a page needs for a section of it."""
        return asdict(self)


def told(scenario: Scenario, story: Story, chosen: Chosen, found: WhatIf | None) -> Told:
    """Put a story into words.

    Args:
        scenario: What was played.
        story: The story.
        chosen: How the case was chosen.
        found: What would have changed its end; None where that was not looked for.
    """
    names = Names(scenario, story)
    scene = Scene(names)
    pending = [sentence(stuck(hop, names)) for hop in story.pending]
    steps = [step for step in story.steps if is_told(step)]
    lines = [_line(names, step, in_words(scene, step)) for step in steps]
    return Told(
        title=story.label,
        subtitle=_subtitle(names),
        chosen=_chosen(names, chosen),
        lines=tuple(lines),
        brief=tuple(_line(names, step, text) for step, text in folded(Scene(names), steps)),
        before=before(names),
        after=tuple(_line(names, step, in_words(scene, step)) for step in story.after if is_told(step)),
        pending=tuple(dict.fromkeys(pending)),
        why=tuple(why(names)),
        what_if="" if found is None else heading(names, found),
        enough=() if found is None else tuple(sentences(names, found)),
        remarks=() if found is None else tuple(remarks(names, found)),
    )


def before(names: Names) -> str:
    """Who knew something as the case began, who knew most first."""
    knew = sorted((one for one in names.story.holdings if one.before > 0), key=lambda one: -one.before)
    if not knew:
        return ""
    few = [f"{names.agency(one.agency)} ({belief(one.before)})" for one in knew[:_FEW]]
    if len(knew) > _FEW:
        few.append(counted(len(knew) - _FEW, "other agency", "other agencies"))
    return f"As it began, something was known already of those behind it: {listed(few)}."


def _line(names: Names, step: Step, text: str) -> Line:
    kind = next((kind for kind, events in _KINDS.items() if step.event in events), "response")
    seconds = step.time - names.story.launched
    return Line(names.time(step.time), names.elapsed(step.time), seconds, kind, text)


def _subtitle(names: Names) -> str:
    story = names.story
    ends = {
        0: "still under way at the end",
        1: names.nouns.was_stopped,
        2: names.nouns.delivered.removeprefix("was "),
        3: "given up",
    }
    took = f" after {span(story.closed - story.launched)}" if story.end else ""
    return f"{names.flow(story.flow)}: {ends[story.end]}{took} (replication {story.log.replication})"


def _chosen(names: Names, chosen: Chosen) -> str:
    match chosen.how:
        case How.TYPICAL:
            return (
                f"The most typical case: {chosen.alike} of {counted(chosen.of, 'case')} went the same way (flow, end, "
                "whether it was noticed and enough was known), and its times are nearest to their medians."
            )
        case How.CLOSEST_ESCAPE if chosen.seconds >= 0:
            return (
                f"The closest escape of {chosen.of} that got through: the team of {names.agency(chosen.agency)} came "
                f"{span(chosen.seconds)} too late."
            )
        case How.CLOSEST_ESCAPE if chosen.failed:
            return (
                f"The closest escape of {chosen.of} that got through: no team came too late, but one of "
                f"{names.agency(chosen.agency)} reached it and failed."
            )
        case How.CLOSEST_ESCAPE if chosen.agency >= 0:
            return (
                f"The closest escape of {chosen.of} that got through: no team was sent for any; "
                f"{names.agency(chosen.agency)} came nearest to acting, with {belief(chosen.belief)} of "
                f"{belief(chosen.act_at)}."
            )
        case How.CLOSEST_ESCAPE:
            return f"One of {chosen.of} of which no agency that could act knew anything."
        case How.BEST_COOPERATION:
            return (
                f"The widest cooperation of {counted(chosen.of, 'interdiction')} that needed any: "
                f"{counted(chosen.agencies, 'agency', 'agencies')} took part, and the evidence came by "
                f"{counted(chosen.links, 'link')}."
            )
    return ""
