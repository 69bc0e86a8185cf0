"""Why a case ended as it did, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from simulator.analysis.cases import DELIVERED, OPEN
from simulator.analysis.provenance import Reach
from simulator.analysis.story import Late, Verdict, late, left_before, verdict
from simulator.analysis.story.choosing import gone
from simulator.eventlog import Event
from simulator.report.story.acting import escaped, failed
from simulator.report.story.evidence import stuck
from simulator.report.story.looks import is_source
from simulator.report.story.names import Names, belief, listed, sentence, span
from simulator.report.story.scene import Scene
from simulator.report.words import counted
from simulator.world.plan import MICRO

if TYPE_CHECKING:
    from simulator.analysis.story import Holding, Step, Story

_MOST: Final = 3
"""How many agencies are named one by one."""
_REACHES: Final[Mapping[Reach, str]] = {
    Reach.DOMESTIC: "agencies of the same state",
    Reach.CROSS_BORDER: "agencies of other states",
    Reach.MECHANISM: "a multilateral arrangement",
}
_IN_VAIN: Final[Mapping[Event, Callable[[Scene, Step], str]]] = {
    Event.ESCAPED: escaped,
    Event.TEAM_ARRIVED: failed,
    Event.ACTED: failed,
}
_LOOKED: Final[Mapping[Event, str]] = {
    Event.PASSED: "did not pick it",
    Event.MISSED: "looked and did not find it",
    Event.WAVED_THROUGH: "waved it through",
    Event.LET_PASS: "let it pass without a look",
}


def why(names: Names) -> list[str]:
    """The answer to why a case was stopped or not, sentence by sentence."""
    found = verdict(names.story)
    return [sentence(text) for text in _ANSWERS[found](names)]


def _caught(names: Names) -> Iterator[str]:
    story, one = names.story, names.nouns.one
    credit = story.credit
    assert credit is not None
    agency = names.agency(credit.agency)
    stopped = names.nouns.was_stopped
    if credit.how == "control":
        control = names.control(int(story.log["control"][story.last]))
        if credit.reach is Reach.OWN:
            yield f"the {one} was {stopped} by {control}, which needed no help from others for it"
        else:
            yield (
                f"the {one} was {stopped} by {control}, as there was a lookout for it: without that the same luck "
                "would have let it pass"
            )
    elif credit.how == "hold":
        yield f"the {one} was held, and {agency} knew enough in time to confirm it"
    elif verdict(story) is Verdict.END_OF_SURVEILLANCE:
        yield f"{agency} had let the {one} run under surveillance and kept it in sight to the end"
    else:
        yield f"the {one} was {stopped} since {agency} knew enough while it was still within reach of a team"
    yield from _credited(names)
    hits = [
        step for step in story.steps if step.event in (Event.ESCAPED, Event.TEAM_ARRIVED) and not step.value
    ]
    if hits:
        yield f"{counted(len(hits), 'team')} had come to it in vain before"


def _credited(names: Names) -> Iterator[str]:
    """What the interdiction is owed to."""
    credit = names.story.credit
    assert credit is not None
    if not credit.items:
        return
    log = names.story.log
    weights: dict[str, dict[int, dict[str, None]]] = {}
    for item, entry in zip(credit.items, credit.entries, strict=True):
        # One piece of evidence may weigh differently with those whom it reached by different ways; it counts once.
        of_origin = weights.setdefault(_lead(names, item), {}).setdefault(int(log.items["origin"][item]), {})
        of_origin[belief(float(log["value"][entry]))] = None
    leads = listed(
        f"{lead} ({listed(' or '.join(each) for each in of_origins.values())})"
        for lead, of_origins in weights.items()
    )
    alone = "this decided" if len(credit.items) == 1 else "it took all of this together"
    yield f"{alone}: {leads}"
    if credit.reach is Reach.OWN:
        yield f"all of it {names.agency(credit.agency)} had found out itself"
    else:
        by = listed(dict.fromkeys(_link_in_words(names, link) for link in credit.links))
        yield (
            f"what {names.agency(credit.agency)} had found out itself would not have been enough: it took what came"
            + (f" by {by}" if credit.links else f" from {_REACHES[credit.reach]}")
        )


def _link_in_words(names: Names, link: int) -> str:
    plan = names.story.plan.links[link]
    ends = f"{names.agency(plan.sender)} to {names.agency(plan.receiver)}"
    name = names.link(link)
    return ends if name in (names.agency(plan.sender), names.agency(plan.receiver)) else f"{name} ({ends})"


def _lead(names: Names, item: int) -> str:
    if int(names.story.log.items["control"][item]) < 0:
        return names.lead(item)
    return f"{names.lead(item)} about {names.about(item)}"


def _unnoticed(names: Names) -> Iterator[str]:
    one = names.nouns.one
    yield f"nobody noticed the {one}" + (" itself" if names.story.holdings else "")
    yield from _looks(names)
    yield from _known_of_the_group(names)


def _looks(names: Names) -> Iterator[str]:
    """What the controls on the way made of it."""
    by_outcome: dict[str, list[str]] = {}
    for step in names.story.steps:
        if step.event in _LOOKED:
            outcome = _LOOKED[step.event]
            if is_source(names.story.plan, step.control):
                outcome = "did not notice it"
            by_outcome.setdefault(outcome, []).append(names.control(step.control))
    if not by_outcome:
        yield "it met no control that looked at it"
        return
    yield "; ".join(
        f"{listed(dict.fromkeys(controls))} {outcome}" for outcome, controls in by_outcome.items()
    )


def _known_of_the_group(names: Names) -> Iterator[str]:
    knew = [one for one in names.story.holdings if not one.on_case][:_MOST]
    if knew:
        who = listed(
            f"{names.agency(one.agency)} knew who was behind it ({belief(one.most)})" for one in knew
        )
        yield f"{who}, but who knows the group does not know when it moves"


def _not_enough(names: Names) -> Iterator[str]:
    story, one = names.story, names.nouns.one
    could = [held for held in story.holdings if held.responds and held.on_the_way]
    yield f"the {one} was noticed, but no agency that could have stopped it knew enough of it" + (
        " in time" if story.end != OPEN else " so far"
    )
    found = [names.control(step.control) for step in story.of(Event.DETECTED)]
    if found and not story.holdings:
        until = "before it ended" if story.end != OPEN else "yet"
        yield f"what {listed(dict.fromkeys(found))} found had come to count with nobody {until}"
    yield from _who_held_what(names, could)
    yield from _too_late(names)


def _who_held_what(names: Names, could: list[Holding], told: Collection[int] = ()) -> Iterator[str]:
    """What came to count with those who could have stopped it, and with others but those told of already."""
    story = names.story
    for held in could[:_MOST]:
        where = "" if held.on_case else ", and nothing on the case itself"
        most = f"{belief(held.most)} of the {belief(held.act_at)}"
        yield f"{names.agency(held.agency)} came to {most} that it takes{where}"
    others = [held for held in story.holdings if held not in could and held.agency not in told][:_MOST]
    if others:
        who = listed(f"{names.agency(held.agency)} held {belief(held.most)}" for held in others)
        yield f"{who}, but had nobody to send where it was"
    least = min((held.act_at for held in could), default=0.0)
    holders = len(story.holdings)
    if holders > 1 and story.together > max(held.most for held in story.holdings):
        enough = "enough" if could and story.together >= least else "still too little"
        yield f"in one hand, all that anybody knew would have come to {belief(story.together)}: {enough}"


def _too_late(names: Names) -> Iterator[str]:
    """The evidence that was on its way to those who could have acted."""
    told = late(names.story)
    for one in ([held for held in told if held.enough] or told)[:2]:
        yield from _one_too_late(names, one)


def _one_too_late(names: Names, one: Late) -> Iterator[str]:
    agency = names.agency(one.agency)
    ended = one.left >= names.story.closed
    when = (
        f"the {names.nouns.end}"
        if ended and names.story.end == DELIVERED
        else "the end"
        if ended
        else f"the {names.nouns.one} had left the area of {agency}"
    )
    stuck_ones = listed(
        dict.fromkeys(
            stuck(hop, names)
            if hop.end < 0
            else _came(names, hop.item, hop.sender, hop.link, hop.end - one.left, when)
            for hop in one.hops
        )
    )
    made = f"with it {agency} would have believed {belief(one.belief)}" + (
        ", which is enough" if one.enough else ""
    )
    yield f"{stuck_ones}; {made}"


def _came(names: Names, item: int, sender: int, link: int, seconds: int, when: str) -> str:
    lead = names.lead(item) if link < 0 else names.lead_from(item, sender)
    return f"{lead} counted {span(seconds)} after {when}"


def _out_of_area(names: Names) -> Iterator[str]:
    story, one = names.story, names.nouns.one
    knew: dict[int, Step] = {}
    for step in story.of(Event.ACTIONABLE):
        knew.setdefault(step.agency, step)
    yield f"enough was known of the {one}, but not by anybody who could have stopped it where it was"
    for agency, step in knew.items():
        left = left_before(story, agency, step.row)
        when = (
            f"{span(step.time - left)} after it had left its area"
            if left is not None
            else _elsewhere(story, step)
        )
        yield f"{names.agency(agency)} knew enough {when}"
    for late_one in late(story):
        if late_one.enough:
            yield from _one_too_late(names, late_one)


def _elsewhere(story: Story, step: Step) -> str:
    """Why an agency that knew enough could do nothing, where the case had not been in its area before."""
    where = story.plan.position_jurisdictions
    area = story.plan.agencies[step.agency].jurisdiction
    if area < 0:
        return "and has no area in which it may act"
    if where[step.place] == area:
        return "while it was in its area, and had nobody to send"
    ahead = any(where[place] == area for place in story.places)
    return "before it came into its area" if ahead else "and it never came into its area"


def _failed(names: Names) -> Iterator[str]:
    """What became of each response, in order: which failed, and which came too late."""
    yield f"enough was known of the {names.nouns.one}, but it was not stopped when it was reached"
    yield from _in_vain(names)


def _in_vain(names: Names) -> Iterator[str]:
    """The responses that did not stop the case, in order, those of one agency that ended alike together."""
    story, scene = names.story, Scene(names)
    told = [
        step
        for step in (*story.steps, *story.after)
        if step.event is Event.ESCAPED or (step.event in (Event.TEAM_ARRIVED, Event.ACTED) and not step.value)
    ]
    texts: Counter[str] = Counter(_IN_VAIN[step.event](scene, step) for step in told)
    for text, times in texts.items():
        yield text if times == 1 else f"{text} ({times} times)"


def _came_too_late(names: Names) -> Iterator[str]:
    story, one = names.story, names.nouns.one
    if not any(step.event is Event.ESCAPED for step in (*story.steps, *story.after)):
        yield f"enough was known of the {one}, and a response was under way when the time that is played ended"
        return
    yield f"enough was known of the {one}, but the response came too late"
    known = {step.agency: step for step in reversed(story.of(Event.ACTIONABLE))}
    for step in (*story.steps, *story.after):
        if step.event is Event.ESCAPED and step.agency in known:
            yield from _head_start(names, known.pop(step.agency), step)
    yield from _in_vain(names)


def _head_start(names: Names, known: Step, came: Step) -> Iterator[str]:
    """How long an agency had between knowing enough and the moment from which its response was too late."""
    story = names.story
    left = gone(story.plan, story.log, story.case, came.agency, came.row)
    if left is None or left < known.time:
        return
    until = "its end" if story.end != OPEN and left >= story.closed else "it left its area"
    yield (
        f"{names.agency(came.agency)} knew enough {span(known.time - story.launched)} after it began, "
        f"{span(left - known.time)} before {until}"
    )


def _when_known(names: Names) -> Iterator[str]:
    known = names.story.of(Event.ACTIONABLE)
    if known:
        first = known[0]
        yield (
            f"{names.agency(first.agency)} knew enough {span(first.time - names.story.launched)} after it began, "
            f"{span(names.story.closed - first.time)} before its end"
        )


def _unstopped(names: Names) -> Iterator[str]:
    """Measures took effect that do not end a case."""
    story, one = names.story, names.nouns.one
    acted = dict.fromkeys(step.agency for step in story.of(Event.ACTED))
    for agency in acted:
        yield (
            f"what {names.agency(agency)} did about the {one} took effect, but did not stop it"
            + (" so far" if story.end == OPEN else "")
        )
    others = [
        held for held in story.holdings if held.responds and held.on_the_way and held.agency not in acted
    ]
    yield from _who_held_what(names, others, acted)
    yield from _too_late(names)


def _no_team(names: Names) -> Iterator[str]:
    yield f"enough was known of the {names.nouns.one}, but no team was free in time"
    yield from _when_known(names)


def _released(names: Names) -> Iterator[str]:
    story = names.story
    yield f"the {names.nouns.one} was held, but nobody confirmed in time why"
    for agency in dict.fromkeys(_confirmers(names)):
        held = next((one for one in story.holdings if one.agency == agency), None)
        came = "nothing" if held is None else belief(held.most)
        act_at = story.plan.agencies[agency].act_at / MICRO if held is None else held.act_at
        yield f"{names.agency(agency)}, which had to confirm it, came to {came} of the {belief(act_at)} that it takes"
    yield from _too_late(names)


def _confirmers(names: Names) -> Iterator[int]:
    """Who could have confirmed the holds of the case."""
    plan = names.story.plan
    for step in names.story.of(Event.RELEASED):
        terms = plan.controls[step.control].hold if step.control >= 0 else None
        if terms is not None:
            yield terms.confirmed_by
        elif step.agency in plan.acts:
            yield from (confirmed_by for _, confirmed_by in plan.acts[step.agency].holds)


def _sight_lost(names: Names) -> Iterator[str]:
    lost = [step for step in names.story.steps if step.event is Event.SHADOW_LOST]
    who = listed(dict.fromkeys(names.agency(step.agency) for step in lost))
    yield f"enough was known of the {names.nouns.one}, but {who} let it run under surveillance and lost it from sight"


def _leaked(names: Names) -> Iterator[str]:
    log = names.story.log
    leak = log.rows[log["cause"][names.story.last]]
    link = names.story.plan.links[leak["link"]]
    yield (
        f"those behind it were warned, as {names.agency(link.sender)} told {names.agency(link.receiver)} of "
        f"{names.lead(int(leak['item']))}, and gave it up"
    )


def _sister_lost(names: Names) -> Iterator[str]:
    step = names.story.of(Event.ABORTED)[-1]
    other = f": {names.labels[step.other]}" if step.other >= 0 else ""
    yield f"the group behind it gave it up on the news that it had lost another{other}"


def _given_up(names: Names) -> Iterator[str]:
    yield "those behind it gave it up"


_ANSWERS: Final[Mapping[Verdict, Callable[[Names], Iterator[str]]]] = {
    Verdict.TEAM: _caught,
    Verdict.CONTROL: _caught,
    Verdict.HOLD: _caught,
    Verdict.END_OF_SURVEILLANCE: _caught,
    Verdict.LEAK: _leaked,
    Verdict.SISTER_LOST: _sister_lost,
    Verdict.GIVEN_UP: _given_up,
    Verdict.SIGHT_LOST: _sight_lost,
    Verdict.FAILED: _failed,
    Verdict.TOO_LATE: _came_too_late,
    Verdict.UNSTOPPED: _unstopped,
    Verdict.NO_TEAM: _no_team,
    Verdict.RELEASED: _released,
    Verdict.OUT_OF_AREA: _out_of_area,
    Verdict.NOT_ENOUGH: _not_enough,
    Verdict.UNNOTICED: _unnoticed,
}
