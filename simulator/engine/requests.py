"""Links on request: who believes enough in a case asks, and who holds something answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.engine import consent, links
from simulator.engine.actors import AgencyState, LinkState
from simulator.engine.agenda import Rank
from simulator.engine.items import Held, Job
from simulator.engine.moving import Case
from simulator.eventlog import Event
from simulator.world.address import child
from simulator.world.draws import Relation, Slot, single
from simulator.world.plan import MICRO, Onward

if TYPE_CHECKING:
    from simulator.engine.state import World


class Question(Job):
    """What a receiver asks about a case: a job for the analysts of the holder."""

    __slots__ = ("case", "turn")

    def __init__(self, link: LinkState, case: Case, turn: int, since: int, cause: int) -> None:
        address = child(child(link.address, Relation.ASKING, case.address), Relation.ASKING, turn)
        super().__init__(single(address), 0, None, 0, Onward.NEVER, link.receiver, since, cause)
        self.link = link
        self.case = case
        self.turn = turn

    def work(self, agency: AgencyState) -> int:
        """Seconds of work that an analyst of the holder has with it."""
        if self.link.answer is None:
            return agency.decider.ticks(agency.triage, self.address, Slot.TRIAGE)
        return self.link.decider.ticks(self.link.answer, self.address, Slot.ANSWER)


def ask(world: World, agency: AgencyState, case: Case, believed: int, cause: int) -> None:
    """Ask on every link that waits for such a belief; on each once, or again after a time.

    Args:
        world: everything that changes.
        agency: who asks.
        case: about what.
        believed: its belief in the case, in millionths.
        cause: record of what changed.
    """
    now, address = world.clock._now, case.address
    for link in agency.asks:
        if believed < link.ask_at or not link.plan.threats[case.threat] or not links.active(world, link):
            continue
        before = link.asked.get(address)
        if before is not None and (link.ask_again is None or now - before[0] < link.ask_again):
            continue
        turn = 0 if before is None else before[1] + 1
        link.asked[address] = (now, turn)
        question = Question(link, case, turn, now, cause)
        question.cause = row = tell(world, Event.ASKED, cause, agency.index, question, believed / MICRO)
        if link.decider.uniform(address, Slot.ASK_RELIABLE, turn) >= link.reliability:
            tell(world, Event.LOST, row, agency.index, question)
        else:
            delay = link.decider.ticks(link.transit, address, Slot.ASK, turn)
            world.after(delay, Rank.REQUEST_RECEIVED, question.address, question, row)


def tell(world: World, event: int, cause: int, agency: int, question: Question, value: float = 0.0) -> int:
    """Write a row about a question, and return its number."""
    case = question.case
    return world.record(
        event,
        cause,
        case=case.number,
        flow=case.flow_index,
        agency=agency,
        place=case.position,
        link=question.link.index,
        value=value,
    )


def answer(world: World, question: Question, cause: int) -> None:
    """Refuse, say that nothing is known, or pass on what is held on the case, its subject and its cell."""
    link, case = question.link, question.case
    holder = world.agencies[link.sender]
    if link.decider.uniform(case.address, Slot.WILLING) >= link.willingness:
        _reply(world, question, Event.REFUSED, cause)
        return
    going, promised = _to_pass_on(world, link, holder, case, cause)
    if not going and not promised:
        _reply(world, question, Event.NOTHING_KNOWN, cause)
        return
    row = tell(world, Event.ANSWERED, cause, holder.index, question, len(going))
    for held in going:
        links.pass_on(world, link, holder, held, row)
    for held in promised:
        link.promised.add(held.item.number)
        if not held.asking:
            consent.ask(world, holder, held, row)


def _to_pass_on(
    world: World, link: LinkState, holder: AgencyState, case: Case, cause: int
) -> tuple[list[Held], list[Held]]:
    """What may go now, and what may go once its maker agrees."""
    now = world.clock._now
    going: list[Held] = []
    promised: list[Held] = []
    for target in case.targets:
        for held in holder.known.get(target, ()):
            if not links.may_carry(link, held, now):
                continue
            if held.onward:
                going.append(held)
            elif held.asking or held.consents:
                promised.append(held)
            else:
                links.bar(world, link, holder, held.item, cause)
    return going, promised


def _reply(world: World, question: Question, kind: Event, cause: int) -> None:
    """Record that there is nothing for the one who asked, who hears so after a transit back."""
    link = question.link
    back = link.decider.ticks(link.transit, question.case.address, Slot.REPLY, question.turn)
    tell(world, kind, cause, link.sender, question, back)
